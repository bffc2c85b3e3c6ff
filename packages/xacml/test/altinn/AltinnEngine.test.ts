/**
 * The Altinn engine: every answer that the model of the conformance data gives, and each deviation from XACML by itself.
 */
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { compileAltinn, evaluateAltinn } from "../../src/altinn/AltinnEngine.ts"
import type { AltinnEngineOptions } from "../../src/altinn/AltinnEngine.ts"
import { readPolicy } from "../../src/xml/PolicyXml.ts"
import type { Request } from "../../src/Request.ts"
import { readRequestJson } from "../../src/json/RequestJson.ts"
import { readRequestXml } from "../../src/xml/RequestXml.ts"
import type { Result } from "../../src/Response.ts"
import { Category, DataType, Status } from "../../src/Vocabulary.ts"
import { folder, isPresent, jsonOf, withFolder } from "../ConformanceFolder.ts"
import { anyOf, match, policyOf, requestOf, rule } from "../AltinnPolicies.ts"

const textOf = (file: string) => readFileSync(resolve(folder, file), "utf8")

interface ConformanceTest {
  readonly id: string
  readonly rootPolicies: ReadonlyArray<string>
  readonly request: string
  readonly altinnEngineModel?: { readonly decision: string; readonly status: string }
}

interface AltinnTest {
  readonly id: string
  readonly individualDecisions: ReadonlyArray<{
    readonly policy: string
    readonly altinnRolePolicyDecision: string
    readonly enrichedRequest: string
    readonly delegationPolicies?: ReadonlyArray<string>
    readonly delegationEnrichedRequest?: string
    readonly delegationDecision?: string
  }>
}

describe.skipIf(!isPresent)(withFolder("the conformance suite, as the Altinn engine answers it"), () => {
  const tests = (jsonOf("conformance/manifest.json") ?? []) as ReadonlyArray<ConformanceTest>

  it.each(tests.filter(({ altinnEngineModel }) => altinnEngineModel !== undefined))("$id", (test) => {
    const [root] = test.rootPolicies
    const policy = readPolicy(textOf(`conformance/${root ?? ""}`))
    const request = readRequestXml(textOf(`conformance/${test.request}`))
    const result =
      policy.ok && request.ok
        ? evaluateAltinn(compileAltinn(policy.value), request.value)
        : { decision: "Indeterminate", status: { code: Status.syntaxError } }
    const { decision, status } = test.altinnEngineModel ?? {}
    expect({ decision: result.decision, status: result.status.code }).toEqual({ decision, status })
  })
})

describe.skipIf(!isPresent)(withFolder("the decisions of Altinn's own tests"), () => {
  const tests = (jsonOf("altinn/manifest.json") ?? []) as ReadonlyArray<AltinnTest>
  const decisionOf = (policyFile: string, requestFile: string): string => {
    const policy = readPolicy(textOf(`altinn/${policyFile}`))
    const request = readRequestJson(textOf(`altinn/${requestFile}`))
    if (!policy.ok || !request.ok) throw new Error(`${policyFile} or ${requestFile} cannot be read`)
    return evaluateAltinn(compileAltinn(policy.value), request.value).decision
  }

  it.each(tests.filter(({ individualDecisions }) => individualDecisions.length > 0))(
    "$id",
    ({ individualDecisions }) => {
      for (const each of individualDecisions) {
        expect(decisionOf(each.policy, each.enrichedRequest)).toBe(each.altinnRolePolicyDecision)
        const [delegation] = each.delegationPolicies ?? []
        if (delegation === undefined || each.delegationEnrichedRequest === undefined) continue
        expect(decisionOf(delegation, each.delegationEnrichedRequest)).toBe(each.delegationDecision)
      }
    }
  )
})

const answer = (policy: string, request: Request, options?: AltinnEngineOptions): Result => {
  const reading = readPolicy(policy)
  if (!reading.ok) throw new Error(JSON.stringify(reading.findings))
  return evaluateAltinn(compileAltinn(reading.value, options), request)
}

const decides = (policy: string, request: Request, options?: AltinnEngineOptions) => {
  const { decision, status } = answer(policy, request, options)
  return `${decision} ${status.code.slice(status.code.lastIndexOf(":") + 1)}`
}

const reader = requestOf({ subject: { role: "dagl" }, resource: { r: "1" }, action: { a: "read" } })

const subject = (value: string, options = {}) => anyOf([match("subject", "role", value, options)])
const resource = (value: string, options = {}) => anyOf([match("resource", "r", value, options)])

describe("targets", () => {
  it("are not looked at on a policy", () => {
    expect(decides(policyOf(rule("Permit", ""), { target: resource("2") }), reader)).toBe("Permit ok")
  })

  it("hold for any other category", () => {
    const environment = anyOf([match("environment", "e", "closed")])
    expect(decides(policyOf(rule("Permit", environment)), reader)).toBe("Permit ok")
  })

  it("of one category in several AnyOf are alternatives", () => {
    expect(decides(policyOf(rule("Permit", subject("x") + subject("dagl"))), reader)).toBe("Permit ok")
  })

  it("are torn by category", () => {
    const mixed = anyOf(
      [match("resource", "r", "1"), match("action", "a", "write")],
      [match("resource", "r", "2"), match("action", "a", "read")]
    )
    expect(decides(policyOf(rule("Permit", mixed)), reader)).toBe("Permit ok")
  })

  it("take any issuer, and compare the data types of values and literals", () => {
    expect(decides(policyOf(rule("Permit", subject("dagl", { issuer: "somebody" }))), reader)).toBe("Permit ok")
    const uri = { dataType: DataType.anyURI, matchId: "1.0:function:anyURI-equal" }
    expect(decides(policyOf(rule("Permit", subject("urn:x", uri))), reader)).toBe("NotApplicable ok")
  })

  it("spoil the whole policy when an attribute of resource or action must be present and is not", () => {
    const demanding = rule("Permit", anyOf([match("resource", "other", "1", { mustBePresent: true })]))
    expect(decides(policyOf(rule("Permit", resource("1")) + demanding), reader)).toBe("Indeterminate missing-attribute")
  })

  it("let a match make up for a missing attribute before it, not after it", () => {
    const there = match("resource", "r", "1")
    const absent = match("resource", "other", "1", { mustBePresent: true })
    expect(decides(policyOf(rule("Permit", anyOf([absent], [there]))), reader)).toBe("Permit ok")
    expect(decides(policyOf(rule("Permit", anyOf([there], [absent]))), reader)).toBe("Indeterminate missing-attribute")
  })

  it("make a rule Indeterminate when an attribute of the subject must be present and is not", () => {
    const demanding = rule("Permit", anyOf([match("subject", "other", "1", { mustBePresent: true })]))
    expect(decides(policyOf(demanding), reader)).toBe("Indeterminate ok")
    expect(decides(policyOf(demanding + rule("Permit", "")), reader)).toBe("Permit ok")
    expect(decides(policyOf(demanding + rule("Permit", "")), reader, { engineDate: "2026-08-19" })).toBe(
      "Indeterminate ok"
    )
  })

  it("fail on a function that the engine does not have, but only when there is a value", () => {
    const greater = { matchId: "1.0:function:string-greater-than" }
    expect(decides(policyOf(rule("Permit", resource("1", greater))), reader)).toBe("Indeterminate syntax-error")
    expect(decides(policyOf(rule("Permit", anyOf([match("resource", "x", "1", greater)]))), reader)).toBe(
      "NotApplicable ok"
    )
  })
})

describe("the combination of rules", () => {
  const permit = rule("Permit", resource("1"))
  const deny = rule("Deny", resource("1"))
  const urn = (version: string, kind: string, name: string) =>
    `urn:oasis:names:tc:xacml:${version}:${kind}-combining-algorithm:${name}`
  const ruleDenyOverrides = urn("3.0", "rule", "deny-overrides")

  it("knows the algorithms of 3.0 by either name, and no others", () => {
    for (const algorithm of [ruleDenyOverrides, urn("3.0", "policy", "deny-overrides")]) {
      expect(decides(policyOf(permit + deny, { algorithm }), reader)).toBe("Deny ok")
    }
    for (const kind of ["rule", "policy"]) {
      const algorithm = urn("1.0", kind, "first-applicable")
      expect(decides(policyOf(permit + deny, { algorithm }), reader)).toBe("Permit ok")
    }
    for (const algorithm of [
      urn("1.0", "rule", "deny-overrides"),
      urn("1.1", "policy", "ordered-permit-overrides"),
      "urn:x"
    ]) {
      expect(decides(policyOf(permit, { algorithm }), reader)).toBe("Indeterminate ok")
    }
  })

  it("is not asked when no rule is about the resource and the action", () => {
    const algorithm = urn("3.0", "rule", "deny-unless-permit")
    expect(decides(policyOf(rule("Permit", resource("2")), { algorithm }), reader)).toBe("NotApplicable ok")
    expect(decides(policyOf(rule("Permit", resource("1") + subject("x")), { algorithm }), reader)).toBe("Deny ok")
  })

  it("knew Deny under one algorithm from 2026-06-17, and not at all before", () => {
    const policyAlgorithm = urn("3.0", "policy", "deny-overrides")
    const between = { engineDate: "2026-06-17" }
    expect(decides(policyOf(permit + deny, { algorithm: ruleDenyOverrides }), reader, between)).toBe("Deny ok")
    expect(decides(policyOf(permit + deny, { algorithm: policyAlgorithm }), reader, between)).toBe("Permit ok")
    const before = { engineDate: "2026-06-16" }
    expect(decides(policyOf(permit + deny, { algorithm: ruleDenyOverrides }), reader, before)).toBe("Permit ok")
    expect(decides(policyOf(deny + permit, { algorithm: ruleDenyOverrides }), reader, before)).toBe("NotApplicable ok")
    expect(decides(policyOf(deny + permit, { algorithm: policyAlgorithm }), reader, before)).toBe("Permit ok")
  })

  it("took any algorithm before 2026-08-20", () => {
    const algorithm = urn("1.0", "rule", "deny-overrides")
    expect(decides(policyOf(permit, { algorithm }), reader, { engineDate: "2026-08-19" })).toBe("Permit ok")
  })
})

describe("conditions", () => {
  const designator = (category: string, id: string, dataType: string = DataType.string) =>
    `<AttributeDesignator Category="${category}" AttributeId="${id}" DataType="${dataType}" MustBePresent="false"/>`
  const literal = (text: string, dataType: string = DataType.string) =>
    `<AttributeValue DataType="${dataType}">${text}</AttributeValue>`
  const apply = (functionId: string, ...args: ReadonlyArray<string>) =>
    `<Apply FunctionId="urn:oasis:names:tc:xacml:${functionId}">${args.join("")}</Apply>`
  const role = designator(Category.subject, "role")
  const on = (condition: string, request = reader, options?: AltinnEngineOptions) =>
    decides(policyOf(rule("Permit", "", { condition })), request, options)
  const equal = "1.0:function:string-equal"

  it("compare each value with the literal, whatever stands around the attribute", () => {
    const two = requestOf({ subject: { role: ["regna", "dagl"] } })
    expect(on(apply(equal, literal("dagl"), apply("1.0:function:string-one-and-only", role)), two)).toBe("Permit ok")
    expect(on(apply(equal, literal("x"), role), two)).toBe("NotApplicable ok")
  })

  it("are Indeterminate without the attribute, even if it need not be present", () => {
    expect(on(apply(equal, literal("x"), designator(Category.subject, "absent")))).toBe("Indeterminate ok")
    expect(on(apply(equal, literal("x"), designator(Category.environment, "absent")))).toBe("Indeterminate ok")
  })

  it("count the values of integers, dates and moments, and sizes of times, dates and moments", () => {
    const request = requestOf({ subject: { n: ["1", "2"] } }, DataType.integer)
    const n = designator(Category.subject, "n", DataType.integer)
    expect(
      on(apply("1.0:function:integer-equal", literal("1"), apply("1.0:function:integer-one-and-only", n)), request)
    ).toBe("Indeterminate processing-error")
    const size = (count: string) =>
      apply("1.0:function:integer-equal", apply("1.0:function:date-bag-size", n), literal(count))
    expect(on(size("2"), request)).toBe("Permit ok")
    expect(on(size("3"), request)).toBe("Indeterminate ok")
    expect(on(size("two"), request)).toBe("Indeterminate syntax-error")
    expect(on(size("0"))).toBe("Indeterminate ok")
  })

  it("are false in any other shape", () => {
    expect(on(literal("true", DataType.boolean))).toBe("NotApplicable ok")
    expect(on(role)).toBe("NotApplicable ok")
    expect(on(`<Function FunctionId="urn:x"/>`)).toBe("NotApplicable ok")
  })

  it("fail without an attribute, without a literal and on functions that the engine does not have", () => {
    expect(on(apply(equal, literal("a"), literal("a")))).toBe("Indeterminate syntax-error")
    expect(on(apply(equal, role, role))).toBe("Indeterminate syntax-error")
    expect(on(apply("1.0:function:not", apply(equal, literal("x"), role)))).toBe("Indeterminate syntax-error")
  })

  it("found a literal that holds the value, before 2026-06-17", () => {
    const isIn = apply("1.0:function:string-is-in", literal("xdaglx"), role)
    expect(on(isIn)).toBe("NotApplicable ok")
    expect(on(isIn, reader, { engineDate: "2026-06-16" })).toBe("Permit ok")
  })

  it("compared the dates of times, before 2026-06-17", () => {
    const request = requestOf({ subject: { t: "2020-01-02T08:00:00" } }, DataType.time)
    const equalTime = apply(
      "1.0:function:time-equal",
      literal("2020-01-01T08:00:00", DataType.time),
      designator(Category.subject, "t")
    )
    expect(on(equalTime, request)).toBe("Permit ok")
    expect(on(equalTime, request, { engineDate: "2026-06-16" })).toBe("NotApplicable ok")
  })

  it("take the value of the request for the pattern", () => {
    const matches = apply("1.0:function:string-regexp-match", literal("adm.*"), role)
    expect(on(matches, requestOf({ subject: { role: "admin" } }))).toBe("NotApplicable ok")
    expect(on(matches, requestOf({ subject: { role: ".*" } }))).toBe("Permit ok")
    expect(on(matches, requestOf({ subject: { role: "(" } }))).toBe("Indeterminate syntax-error")
  })
})

describe("what the parser refuses", () => {
  it("is Indeterminate with a syntax error", () => {
    const variables = `<VariableDefinition VariableId="v"><AttributeValue DataType="${DataType.boolean}">true</AttributeValue></VariableDefinition>`
    const reference = `<VariableReference VariableId="v"/>`
    const id = "urn:oasis:names:tc:xacml:1.0:function:not"
    const inApply = rule("Permit", "", { condition: `<Apply FunctionId="${id}">${reference}</Apply>` })
    const described = rule("Permit", "", {
      condition: `<Apply FunctionId="${id}"><Description>d</Description></Apply>`
    })
    expect(decides(policyOf(""), reader)).toBe("Indeterminate syntax-error")
    expect(decides(policyOf(variables + inApply), reader)).toBe("Indeterminate syntax-error")
    expect(decides(policyOf(described), reader)).toBe("Indeterminate syntax-error")
    expect(decides(policyOf(variables + rule("Permit", "", { condition: reference })), reader)).toBe("NotApplicable ok")
  })

  it("is also a request for a combined decision", () => {
    expect(decides(policyOf(rule("Permit", "")), { ...reader, combinedDecision: true })).toBe(
      "Indeterminate syntax-error"
    )
  })
})

describe("the result", () => {
  const obligation = (id: string, on: string, content: string) =>
    `<ObligationExpression ObligationId="${id}" FulfillOn="${on}"><AttributeAssignmentExpression AttributeId="urn:level" Category="urn:c">${content}</AttributeAssignmentExpression></ObligationExpression>`
  const level = `<AttributeValue DataType="${DataType.integer}">2</AttributeValue>`
  const obligations = `<ObligationExpressions>${obligation("p", "Permit", level)}${obligation("d", "Deny", level)}</ObligationExpressions>`

  it("carries the literal obligations of the policy, on Permit only", () => {
    const permitted = answer(policyOf(rule("Permit", "") + obligations), reader)
    expect(permitted.obligations).toMatchObject([
      { id: "p", assignments: [{ attributeId: "urn:level", category: "urn:c", value: { text: "2" } }] }
    ])
    expect(answer(policyOf(rule("Deny", "") + obligations), reader).obligations).toEqual([])
    expect(answer(policyOf(rule("Permit", "", { after: obligations })), reader).obligations).toEqual([])
  })

  it("echoes attributes when a rule was reached and the decision is not Indeterminate", () => {
    const echoing = requestOf({ resource: { r: "1" } }, DataType.string, true)
    const echo = (policy: string) => answer(policy, echoing).attributes.length
    expect(echo(policyOf(rule("Permit", "")))).toBe(1)
    expect(echo(policyOf(rule("Permit", subject("nobody"))))).toBe(1)
    expect(echo(policyOf(rule("Permit", resource("2"))))).toBe(0)
    expect(echo(policyOf(rule("Permit", ""), { algorithm: "urn:x" }))).toBe(0)
  })
})
