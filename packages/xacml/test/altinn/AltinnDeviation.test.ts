/**
 * The findings on what the Altinn engine answers otherwise: each fact has its code, and a policy without any is answered
 * as the standard says.
 */
import { describe, expect, it } from "vitest"
import { altinnDeviations } from "../../src/altinn/AltinnDeviation.ts"
import type { AltinnDeviationOptions } from "../../src/altinn/AltinnDeviation.ts"
import { compileAltinn, evaluateAltinn } from "../../src/altinn/AltinnEngine.ts"
import { compilePolicy, evaluate } from "../../src/evaluation/PolicyProgram.ts"
import { readPolicy } from "../../src/xml/PolicyXml.ts"
import { Category, DataType, xacmlNamespace } from "../../src/Vocabulary.ts"
import { anyOf, match, policyOf, rule } from "../AltinnPolicies.ts"
import { isPresent, jsonOf, policiesOf, policyTexts, withFolder } from "../ConformanceFolder.ts"
import { requestFor, wordsOf } from "../PolicyRequests.ts"

const codesOf = (policy: string, options?: AltinnDeviationOptions): ReadonlyArray<string> => {
  const reading = readPolicy(policy)
  if (!reading.ok) throw new Error(JSON.stringify(reading.findings))
  return altinnDeviations(reading.value, options).map(({ code }) => code)
}

const plain = match("subject", "role", "dagl")
const inTarget = (target: string) => codesOf(policyOf(rule("Permit", target)))

describe("a policy that is answered alike", () => {
  it("has no findings", () => {
    expect(inTarget(anyOf([plain]) + anyOf([match("resource", "r", "1")]))).toEqual([])
    // Mixing categories in the only alternative tears nothing apart.
    expect(inTarget(anyOf([plain, match("resource", "r", "1")]))).toEqual([])
    expect(codesOf(policyOf(rule("Deny", anyOf([plain]))))).toEqual([])
  })
})

describe("targets", () => {
  it.each([
    ["altinn-category-repeated", anyOf([plain]) + anyOf([match("subject", "role", "regn")])],
    ["altinn-categories-torn", anyOf([plain, match("resource", "r", "1")], [match("resource", "r", "2")])],
    ["altinn-category-ignored", anyOf([match("environment", "e", "closed")])],
    ["altinn-issuer-ignored", anyOf([match("subject", "role", "dagl", { issuer: "somebody" })])],
    ["altinn-must-be-present", anyOf([match("resource", "r", "1", { mustBePresent: true })])],
    ["altinn-function-unknown", anyOf([match("resource", "r", "1", { matchId: "1.0:function:string-greater-than" })])],
    [
      "altinn-uri-not-absolute",
      anyOf([match("resource", "r", "here", { matchId: "1.0:function:anyURI-equal", dataType: DataType.anyURI })])
    ]
  ])("%s", (code, target) => {
    expect(inTarget(target)).toEqual([code])
  })

  it("altinn-policy-target-ignored", () => {
    expect(codesOf(policyOf(rule("Permit", ""), { target: anyOf([plain]) }))).toEqual(["altinn-policy-target-ignored"])
  })
})

describe("conditions", () => {
  const role = `<AttributeDesignator Category="${Category.subject}" AttributeId="role" DataType="${DataType.string}" MustBePresent="false"/>`
  const literal = `<AttributeValue DataType="${DataType.string}">dagl</AttributeValue>`
  const call = (name: string, ...args: ReadonlyArray<string>) =>
    `<Apply FunctionId="urn:oasis:names:tc:xacml:1.0:function:${name}">${args.join("")}</Apply>`
  const absent = "altinn-condition-attribute-absent"

  it.each([
    ["no Apply", literal, ["altinn-condition-false"]],
    ["no attribute", call("string-equal", literal, literal), ["altinn-condition-fails"]],
    ["an unknown function", call("string-greater-than", literal, role), ["altinn-function-unknown", absent]],
    [
      "a function that does not count",
      call("string-equal", literal, call("string-one-and-only", role)),
      ["altinn-condition-simplified", absent]
    ],
    [
      "a pattern",
      call("string-regexp-match", literal, call("string-one-and-only", role)),
      ["altinn-condition-simplified", "altinn-regexp-swapped", absent]
    ]
  ])("with %s", (_, condition, codes) => {
    expect(codesOf(policyOf(rule("Permit", "", { condition })))).toEqual(codes)
  })
})

describe("what depends on the date of the engine", () => {
  const denying = rule("Deny", "")
  const ruleAlgorithm = policyOf(denying)
  const policyAlgorithm = policyOf(denying, {
    algorithm: "urn:oasis:names:tc:xacml:3.0:policy-combining-algorithm:deny-overrides"
  })
  const legacy = policyOf(rule("Permit", ""), {
    algorithm: "urn:oasis:names:tc:xacml:1.0:rule-combining-algorithm:deny-overrides"
  })

  it("is whether it lets rules deny", () => {
    const ignored = ["altinn-deny-ignored"]
    expect(codesOf(ruleAlgorithm, { engineDate: "2026-06-16" })).toEqual(ignored)
    expect(codesOf(ruleAlgorithm, { engineDate: "2026-06-17" })).toEqual([])
    expect(codesOf(policyAlgorithm, { engineDate: "2026-08-19" })).toEqual(ignored)
    expect(codesOf(policyAlgorithm, { engineDate: "2026-08-20" })).toEqual([])
  })

  it("is whether it looks at the algorithm", () => {
    expect(codesOf(legacy)).toEqual(["altinn-algorithm-unknown"])
    expect(codesOf(legacy, { engineDate: "2026-08-19" })).toEqual([])
  })
})

describe("what the engine cannot read or drops", () => {
  it("is a policy set, and a policy without rules", () => {
    const set = `<PolicySet xmlns="${xacmlNamespace}" PolicySetId="s" Version="1.0" PolicyCombiningAlgId="urn:oasis:names:tc:xacml:3.0:policy-combining-algorithm:deny-overrides"><Target/></PolicySet>`
    expect(codesOf(set)).toEqual(["altinn-policy-unreadable"])
    expect(codesOf(policyOf(""))).toEqual(["altinn-policy-unreadable"])
  })

  it("are advice, obligations of rules and on Deny, and what is no literal", () => {
    const value = `<AttributeValue DataType="${DataType.integer}">2</AttributeValue>`
    const computed = `<AttributeDesignator Category="${Category.subject}" AttributeId="x" DataType="${DataType.string}" MustBePresent="false"/>`
    const assignment = (content: string, category = ` Category="urn:c"`) =>
      `<AttributeAssignmentExpression AttributeId="urn:level"${category}>${content}</AttributeAssignmentExpression>`
    const obligation = (on: string, content: string) =>
      `<ObligationExpressions><ObligationExpression ObligationId="o" FulfillOn="${on}">${content}</ObligationExpression></ObligationExpressions>`
    const advice = `<AdviceExpressions><AdviceExpression AdviceId="a" AppliesTo="Permit"/></AdviceExpressions>`
    expect(codesOf(policyOf(rule("Permit", "") + obligation("Permit", assignment(value))))).toEqual([])
    expect(codesOf(policyOf(rule("Permit", "") + obligation("Permit", assignment(value, ""))))).toEqual([
      "altinn-obligation-category-missing"
    ])
    expect(codesOf(policyOf(rule("Permit", "") + obligation("Permit", assignment(computed))))).toEqual([
      "altinn-obligation-dropped"
    ])
    expect(codesOf(policyOf(rule("Permit", "") + obligation("Deny", assignment(value)) + advice))).toEqual([
      "altinn-obligation-dropped",
      "altinn-advice-dropped"
    ])
    expect(codesOf(policyOf(rule("Permit", "", { after: obligation("Permit", assignment(value)) })))).toEqual([
      "altinn-obligation-dropped"
    ])
  })
})

describe.skipIf(!isPresent)(withFolder("published policies and the conformance suite"), () => {
  it("are answered as the standard says where no finding warns", () => {
    const now = Date.UTC(2026, 6, 1)
    const compared: Array<string> = []
    for (const part of ["corpus", "conformance", "altinn"] as const) {
      for (const [file, policy] of policiesOf(policyTexts(part))) {
        const notices = /^altinn-(?:obligation|advice)-dropped$/
        if (altinnDeviations(policy).some(({ code }) => !notices.test(code))) continue
        compared.push(file)
        const words = wordsOf(policy)
        const altinn = compileAltinn(policy)
        const strict = compilePolicy(policy)
        for (let seed = 0; seed < 25; seed++) {
          const request = requestFor(words, seed)
          const expected = evaluate(strict, request, { now }).decision.replace(/\{.*/, "")
          expect({ file, seed, decision: evaluateAltinn(altinn, request).decision }).toEqual({
            file,
            seed,
            decision: expected
          })
        }
      }
    }
    expect(compared.length).toBeGreaterThan(150)
  })

  it("of the corpus are found to differ exactly where their rules repeat a category, or have no rules", () => {
    const index = jsonOf("corpus/index.json") as ReadonlyArray<{
      readonly file: string
      readonly altinnParses?: boolean
      readonly rulesWithSameCategoryInSeveralAnyOf?: ReadonlyArray<string>
    }>
    const found = new Map(
      [...policiesOf(policyTexts("corpus"))].map(([file, policy]) => [file, altinnDeviations(policy)] as const)
    )
    for (const { altinnParses, file, rulesWithSameCategoryInSeveralAnyOf: repeating = [] } of index) {
      const codes = (found.get(file) ?? []).map(({ code }) => code)
      if (altinnParses === true) expect(codes).toEqual(repeating.map(() => "altinn-category-repeated"))
      else if (found.has(file)) expect(codes).toEqual(["altinn-policy-unreadable"])
    }
  })
})
