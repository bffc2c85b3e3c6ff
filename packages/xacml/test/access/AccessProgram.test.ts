/**
 * Access programs by example: subjects and questions prepared once, and what no program can have.
 */
import { describe, expect, it } from "vitest"
import {
  AccessCode,
  accessDecision,
  compileAccess,
  decideAccess,
  decideAccessOfAll
} from "../../src/access/AccessProgram.ts"
import type { AccessOptions, AccessProgram, AccessSubject } from "../../src/access/AccessProgram.ts"
import { walk } from "../../src/access/DecisionPath.ts"
import { formatFinding } from "../../src/Finding.ts"
import { Category, DataType } from "../../src/Vocabulary.ts"
import { readPolicy } from "../../src/xml/PolicyXml.ts"
import { anyOf, match, policyOf, requestOf, rule } from "../AltinnPolicies.ts"

const compile = (text: string, options: AccessOptions = {}) => {
  const policy = readPolicy(text)
  if (!policy.ok) throw new Error(policy.findings.map(formatFinding).join("\n"))
  return compileAccess(policy.value, options)
}

const programOf = (text: string, options: AccessOptions = {}): AccessProgram => {
  const reading = compile(text, options)
  if (!reading.ok) throw new Error(reading.findings.map(formatFinding).join("\n"))
  return reading.value
}

const subjectOf = (program: AccessProgram, roles: ReadonlyArray<string>): AccessSubject => {
  const [group] = requestOf({ subject: { role: roles } }).attributes
  return program.subject(group?.attributes ?? [])
}

const role = (name: string): string => match("subject", "role", name)
const reading = anyOf([match("action", "action", "read")])
const about = (action: string) => requestOf({ action: { action } }).attributes

/** Roles enough for four words of bits, each with a rule of its own. */
const manyRoles = Array.from({ length: 100 }, (_, index) => `role-${index}`)
const manyRules = policyOf(manyRoles.map((name) => rule("Permit", anyOf([role(name)]) + reading)).join(""))

describe.each(["strict", "altinn"] as const)("an access program, %s", (mode) => {
  const program = programOf(manyRules, { mode })

  it("tells each of many roles from one another", () => {
    const question = program.question(about("read"))
    const subjects = [...manyRoles, "role-100", "ROLE-1"].map((name) => subjectOf(program, [name]))
    const codes = decideAccessOfAll(question, subjects)
    expect([...codes].map((code) => accessDecision(code as AccessCode))).toEqual([
      ...manyRoles.map(() => "Permit"),
      "NotApplicable",
      "NotApplicable"
    ])
    expect(subjects.map((subject) => decideAccess(question, subject))).toEqual([...codes])
  })

  it("settles what is not about the subject when a question is prepared", () => {
    const question = program.question(about("write"))
    expect(question.start).toBeLessThan(0)
    expect(decideAccess(question, subjectOf(program, manyRoles))).toBe(AccessCode.NotApplicable)
  })

  it("takes as many steps as there are words, whatever the number of rules", () => {
    const { steps, ...question } = program.question(about("read"))
    expect(steps).toHaveLength(4 * 5)
    expect(question.isInDoubt).toBe(false)
    expect(walk({ start: question.start, steps }, subjectOf(program, []).certain)).toBe(AccessCode.NotApplicable)
  })

  it("does not look at a subject in a question", () => {
    const groups = [...about("read"), ...requestOf({ subject: { role: "role-1" } }).attributes]
    expect(decideAccess(program.question(groups), subjectOf(program, []))).toBe(AccessCode.NotApplicable)
  })

  it("asks for terms that belong together, over several words", () => {
    const together = anyOf([role("role-0"), role("role-40"), role("role-99")])
    const both = programOf(
      policyOf(rule("Deny", together) + manyRoles.map((name) => rule("Permit", anyOf([role(name)]))).join("")),
      { mode }
    )
    const question = both.question([])
    const decide = (...roles: ReadonlyArray<string>) => accessDecision(decideAccess(question, subjectOf(both, roles)))
    expect(decide("role-0", "role-40", "role-99")).toBe("Deny")
    expect(decide("role-0", "role-40")).toBe("Permit")
    expect(decide("role-40", "role-99")).toBe("Permit")
    expect(decide()).toBe("NotApplicable")
  })

  it("gives Indeterminate and no Permit to a subject that another program has read", () => {
    const other = programOf(manyRules, { mode })
    expect(decideAccess(program.question(about("read")), subjectOf(other, ["role-1"]))).toBe(AccessCode.Indeterminate)
    expect(decideAccess(program.question(about("read")), subjectOf(program, ["role-1"]))).toBe(AccessCode.Permit)
  })

  it("is Indeterminate where an attribute must be present and is not", () => {
    const needed = anyOf([match("subject", "role", "a", { mustBePresent: true })])
    const doubtful = programOf(
      policyOf(rule("Permit", needed) + rule("Permit", anyOf([match("subject", "id", "7")]))),
      {
        mode
      }
    )
    const question = doubtful.question([])
    expect(decideAccess(question, subjectOf(doubtful, ["a"]))).toBe(AccessCode.Permit)
    expect(decideAccess(question, subjectOf(doubtful, ["b"]))).toBe(AccessCode.NotApplicable)
    expect(decideAccess(question, doubtful.subject([]))).toBe(AccessCode.Indeterminate)
    const [group] = requestOf({ subject: { id: "7" } }).attributes
    expect(decideAccess(question, doubtful.subject(group?.attributes ?? []))).toBe(AccessCode.Permit)
  })
})

describe("a question", () => {
  it("has a clock only when it is given one", () => {
    const tomorrow = match("environment", "urn:oasis:names:tc:xacml:1.0:environment:current-date", "2026-11-25Z", {
      matchId: "1.0:function:date-equal",
      dataType: DataType.date
    })
    const program = programOf(policyOf(rule("Permit", anyOf([tomorrow]) + anyOf([role("a")]))))
    const subject = subjectOf(program, ["a"])
    expect(decideAccess(program.question([], Date.UTC(2026, 10, 25, 12)), subject)).toBe(AccessCode.Permit)
    expect(decideAccess(program.question([], Date.UTC(2026, 10, 26, 12)), subject)).toBe(AccessCode.NotApplicable)
    expect(decideAccess(program.question([]), subject)).toBe(AccessCode.NotApplicable)
  })
})

describe("what no access program can have", () => {
  const findings = (text: string, options: AccessOptions = {}): ReadonlyArray<string> => {
    const compiled = compile(text, options)
    return compiled.ok ? [] : compiled.findings.map(formatFinding)
  }
  const condition = `<Apply FunctionId="urn:oasis:names:tc:xacml:1.0:function:string-is-in"><AttributeValue DataType="${DataType.string}">a</AttributeValue><AttributeDesignator Category="${Category.subject}" AttributeId="role" DataType="${DataType.string}" MustBePresent="false"/></Apply>`
  const notice = `<ObligationExpressions><ObligationExpression ObligationId="log" FulfillOn="Permit"><AttributeAssignmentExpression AttributeId="who"><AttributeDesignator Category="${Category.subject}" AttributeId="id" DataType="${DataType.string}" MustBePresent="true"/></AttributeAssignmentExpression></ObligationExpression></ObligationExpressions>`
  const selector = `<AnyOf><AllOf><Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal"><AttributeValue DataType="${DataType.string}">a</AttributeValue><AttributeSelector Category="${Category.subject}" Path="//a" DataType="${DataType.string}" MustBePresent="false"/></Match></AllOf></AnyOf>`
  const remedy = "; decide requests by this policy with compilePolicy or compileAltinn"

  it.each(["strict", "altinn"] as const)("a condition, with the rule and the line: %s", (mode) => {
    const [finding, ...others] = findings(policyOf(`\n${rule("Permit", "", { condition })}`), { mode })
    expect(finding).toMatch(/^2:1 note beyond-access-program: rule rule-\d+ has a condition, which/)
    expect(finding).toContain(remedy)
    expect(others).toEqual([])
  })

  it("a computed obligation, by the standard; the Altinn engine does not compute it", () => {
    const ofRule = policyOf(rule("Permit", "", { after: notice }))
    expect(findings(ofRule).join()).toContain("has an obligation or advice that is computed and can fail")
    expect(findings(ofRule, { mode: "altinn" })).toEqual([])
    expect(findings(policyOf(rule("Permit", "") + notice)).join()).toContain("log is computed and can fail")
  })

  it.each(["strict", "altinn"] as const)("an attribute selector: %s", (mode) => {
    expect(findings(policyOf(rule("Permit", selector)), { mode }).join()).toContain("has an AttributeSelector")
  })

  it("an unknown combining algorithm, by the standard; the Altinn engine answers Indeterminate", () => {
    const unknown = policyOf(rule("Permit", ""), { algorithm: "urn:no-such" })
    expect(findings(unknown).join()).toContain("combining algorithm urn:no-such is not known")
    const program = programOf(unknown, { mode: "altinn" })
    expect(decideAccess(program.question([]), program.subject([]))).toBe(AccessCode.Indeterminate)
  })

  it("a function on which the Altinn engine can throw, about the subject; by the standard it is one like others", () => {
    const address = match("subject", "home", "urn:a", {
      matchId: "1.0:function:anyURI-equal",
      dataType: DataType.anyURI
    })
    expect(findings(policyOf(rule("Permit", anyOf([address]))), { mode: "altinn" }).join()).toMatch(
      /rule rule-\d+ asks about the subject with \S+anyURI-equal, on which the engine can throw/
    )
    expect(findings(policyOf(rule("Permit", anyOf([address]))))).toEqual([])
  })

  it.each(["strict", "altinn"] as const)("a policy set: %s", (mode) => {
    const set = `<PolicySet xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicySetId="s" Version="1.0" PolicyCombiningAlgId="urn:oasis:names:tc:xacml:3.0:policy-combining-algorithm:deny-overrides"><Target/></PolicySet>`
    expect(findings(set, { mode })).toEqual([
      `1:1 note beyond-access-program: policy set s combines policies, which an access program cannot decide${remedy}`
    ])
  })
})
