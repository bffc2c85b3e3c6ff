import { describe, expect, it } from "vitest"
import type { AnyPolicy, Expression, PolicySet, VariableDefinition } from "../../src/Policy.ts"
import { compilePolicy, evaluate } from "../../src/evaluation/PolicyProgram.ts"
import { policyRepository } from "../../src/evaluation/PolicyRepository.ts"
import type { Request } from "../../src/Request.ts"
import type { ExtendedDecision } from "../../src/Response.ts"
import { DataType } from "../../src/Vocabulary.ts"
import { evaluateNaively } from "../NaiveEvaluator.ts"

const request: Request = { returnPolicyIdList: false, combinedDecision: false, attributes: [], requestReferences: [] }
const now = 0

const head = { version: "1.0", target: { anyOf: [] }, combinerParameters: [], obligations: [], advice: [] }
const combining = "urn:oasis:names:tc:xacml:3.0:policy-combining-algorithm"

const decisionsOf = (root: AnyPolicy, policies: ReadonlyArray<AnyPolicy>): ReadonlyArray<ExtendedDecision> => [
  evaluate(compilePolicy(root, { repository: policyRepository(policies) }), request, { now }).decision,
  evaluateNaively(root, request, { now, policies }).decision
]

describe("what leads back to itself has no value, in whatever order it is written", () => {
  const literal = (text: string): Expression => ({ kind: "AttributeValue", dataType: DataType.boolean, text })
  const either = (...args: ReadonlyArray<Expression>): Expression => ({
    kind: "Apply",
    functionId: "urn:oasis:names:tc:xacml:1.0:function:or",
    arguments: args
  })
  const variable = (variableId: string): Expression => ({ kind: "VariableReference", variableId })
  const first: VariableDefinition = { id: "first", expression: either(literal("true"), variable("second")) }
  const second: VariableDefinition = { id: "second", expression: either(literal("false"), variable("first")) }
  const policy = (variables: ReadonlyArray<VariableDefinition>, condition: Expression): AnyPolicy => ({
    ...head,
    kind: "Policy",
    id: "policy",
    combiningAlgorithm: `${combining}:deny-overrides`,
    variables,
    rules: [{ id: "rule", effect: "Permit", condition, obligations: [], advice: [] }]
  })

  for (const variables of [
    [first, second],
    [second, first]
  ]) {
    for (const { id } of variables) {
      it(`variable ${id} of ${variables.map((each) => each.id).join(", ")}`, () => {
        const decisions = decisionsOf(policy(variables, variable(id)), [])
        expect(decisions).toEqual(["Indeterminate{P}", "Indeterminate{P}"])
      })
    }
  }

  it("but a variable that merely names such a one may do without it", () => {
    const outer: VariableDefinition = { id: "outer", expression: either(literal("true"), variable("first")) }
    expect(decisionsOf(policy([outer, first, second], variable("outer")), [])).toEqual(["Permit", "Permit"])
  })

  const reference = (id: string) => ({ kind: "PolicySetIdReference" as const, id })
  const set = (id: string, algorithm: string, ...references: ReadonlyArray<string>): PolicySet => ({
    ...head,
    kind: "PolicySet",
    id,
    combiningAlgorithm: algorithm,
    children: references.map(reference)
  })
  const policies = [
    set("lenient", `${combining}:permit-unless-deny`, "plain"),
    set("plain", "urn:oasis:names:tc:xacml:1.0:policy-combining-algorithm:first-applicable", "lenient")
  ]

  for (const order of [
    ["lenient", "plain"],
    ["plain", "lenient"]
  ]) {
    it(`references to ${order.join(" and ")}`, () => {
      const root = set("root", `${combining}:deny-overrides`, ...order)
      expect(decisionsOf(root, policies)).toEqual(["Indeterminate{DP}", "Indeterminate{DP}"])
    })
  }
})
