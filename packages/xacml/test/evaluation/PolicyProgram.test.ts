import { describe, expect, it } from "vitest"
import type { Expression, Policy, PolicySet, VariableDefinition } from "../../src/Policy.ts"
import { compilePolicy, evaluate } from "../../src/evaluation/PolicyProgram.ts"
import { policyRepository } from "../../src/evaluation/PolicyRepository.ts"
import type { Request } from "../../src/Request.ts"
import { DataType, Status } from "../../src/Vocabulary.ts"

const empty: Request = { returnPolicyIdList: false, combinedDecision: false, requestReferences: [], attributes: [] }
const head = { version: "1.0", target: { anyOf: [] }, combinerParameters: [], obligations: [], advice: [] }
const policyWith = (condition: Expression, variables: ReadonlyArray<VariableDefinition> = []): Policy => ({
  ...head,
  kind: "Policy",
  id: "p",
  combiningAlgorithm: "urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides",
  variables,
  rules: [{ id: "r", effect: "Permit", condition, obligations: [], advice: [] }]
})
const truth: Expression = { kind: "AttributeValue", dataType: DataType.boolean, text: "true" }
const not = (argument: Expression): Expression => ({
  kind: "Apply",
  functionId: "urn:oasis:names:tc:xacml:1.0:function:not",
  arguments: [argument]
})
const nested = (depth: number): Expression =>
  Array.from({ length: depth }).reduce<Expression>((inner) => not(inner), truth)
const reference = (variableId: string): Expression => ({ kind: "VariableReference", variableId })
const outcome = (policy: Policy | PolicySet, options: Parameters<typeof compilePolicy>[1] = {}) => {
  const program = compilePolicy(policy, options)
  const { decision, failure } = evaluate(program, empty, { now: 0 })
  return { decision, failure, codes: program.findings.map(({ code }) => code) }
}

describe("a program", () => {
  it("bears calls within calls up to a limit, and refuses more without exhausting the stack", () => {
    expect(outcome(policyWith(nested(400))).decision).toBe("Permit")
    for (const depth of [600, 5_000]) {
      expect(outcome(policyWith(nested(depth)))).toMatchObject({
        decision: "Indeterminate{P}",
        failure: { status: Status.processingError },
        codes: ["too-deep"]
      })
    }
  })

  it("counts variables that are used by variables, in whichever order they stand", () => {
    const chain = (length: number): ReadonlyArray<VariableDefinition> =>
      Array.from({ length }, (_, index) => ({
        id: `v${index}`,
        expression: index === 0 ? truth : reference(`v${index - 1}`)
      }))
    for (const turned of [false, true]) {
      const variables = (length: number) => (turned ? chain(length).toReversed() : chain(length))
      expect(outcome(policyWith(reference("v399"), variables(400))).decision).toBe("Permit")
      expect(outcome(policyWith(reference("v9999"), variables(10_000)))).toMatchObject({
        decision: "Indeterminate{P}",
        codes: expect.arrayContaining(["too-deep"])
      })
    }
  })

  it("finds what is wrong in a policy without a request, each thing once", () => {
    const unknown: Expression = { kind: "Apply", functionId: "urn:example:nothing", arguments: [] }
    const { codes } = outcome(policyWith(not(unknown), [{ id: "v", expression: not(reference("w")) }]))
    expect(codes.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(["undefined-variable", "unknown-function"])
  })

  it("says which function was meant when another version of XACML has the name", () => {
    const remedy = (functionId: string) =>
      compilePolicy(policyWith({ kind: "Apply", functionId, arguments: [] })).findings.map((found) => found.remedy)
    expect(remedy("urn:oasis:names:tc:xacml:1.0:function:String-equal-ignore-case")).toEqual([
      "did you mean urn:oasis:names:tc:xacml:3.0:function:string-equal-ignore-case?"
    ])
    expect(remedy("urn:example:nothing")).toEqual([expect.stringContaining("use a function of XACML 3.0")])
  })

  it("follows references as far as there are policies, notices a circle, and stops somewhere", () => {
    const setOf = (id: string, next: string): PolicySet => ({
      ...head,
      kind: "PolicySet",
      id,
      combiningAlgorithm: "urn:oasis:names:tc:xacml:3.0:policy-combining-algorithm:deny-overrides",
      children: [{ kind: "PolicySetIdReference", id: next }]
    })
    const chain = (length: number) => Array.from({ length }, (_, index) => setOf(`s${index}`, `s${index + 1}`))
    const first = setOf("s0", "s1")
    expect(outcome(first, { repository: policyRepository(chain(3)) }).codes).toEqual(["unresolved-reference"])
    expect(outcome(first, { repository: policyRepository(chain(5_000)) }).codes).toEqual(["too-deep"])
    const circle = [first, setOf("s1", "s0")]
    const { codes, decision, failure } = outcome(first, { repository: policyRepository(circle) })
    expect({ codes, decision, status: failure?.status }).toEqual({
      codes: ["circular-reference"],
      decision: "Indeterminate{DP}",
      status: Status.processingError
    })
  })
})
