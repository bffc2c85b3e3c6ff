import { describe, expect, it } from "vitest"
import type { AnyPolicy, Effect, Expression, Policy, Rule } from "../../src/Policy.ts"
import { compilePolicy, evaluate } from "../../src/evaluation/PolicyProgram.ts"
import type { Request } from "../../src/Request.ts"
import type { ExtendedDecision } from "../../src/Response.ts"
import { DataType } from "../../src/Vocabulary.ts"
import { isPresent, jsonOf, withFolder } from "../ConformanceFolder.ts"
import { evaluateNaively } from "../NaiveEvaluator.ts"

type Row = readonly [children: ReadonlyArray<string>, combined: string]

const { tables } = (jsonOf("combining-truth-tables.json") ?? { tables: {} }) as {
  readonly tables: Readonly<Record<string, ReadonlyArray<Row>>>
}

/** The table's words; an algorithm without extended Indeterminate gives one that could be either. */
const decisionOf = (word: string): ExtendedDecision => {
  const extended = word === "Indeterminate" ? "Indeterminate{DP}" : word.replace("Ind{", "Indeterminate{")
  return extended as ExtendedDecision
}

const request: Request = { returnPolicyIdList: false, combinedDecision: false, attributes: [], requestReferences: [] }
const now = 0

const never: Expression = { kind: "AttributeValue", dataType: DataType.boolean, text: "false" }
const failing: Expression = { kind: "Apply", functionId: "urn:test:unknown-function", arguments: [] }

const rule = (effect: Effect, condition?: Expression): Rule => ({
  id: "rule",
  effect,
  ...(condition === undefined ? {} : { condition }),
  obligations: [],
  advice: []
})

const rules: Readonly<Record<ExtendedDecision, ReadonlyArray<Rule>>> = {
  Permit: [rule("Permit")],
  Deny: [rule("Deny")],
  NotApplicable: [rule("Permit", never)],
  "Indeterminate{P}": [rule("Permit", failing)],
  "Indeterminate{D}": [rule("Deny", failing)],
  "Indeterminate{DP}": [rule("Permit", failing), rule("Deny", failing)]
}

const head = {
  version: "1.0",
  target: { anyOf: [] },
  combinerParameters: [],
  obligations: [],
  advice: []
}

const policyOf = (combiningAlgorithm: string, children: ReadonlyArray<Rule>): Policy => ({
  ...head,
  kind: "Policy",
  id: "policy",
  combiningAlgorithm,
  variables: [],
  rules: children
})

const denyOverrides = "urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides"

const ofPolicies = (combiningAlgorithm: string, children: ReadonlyArray<ExtendedDecision>): AnyPolicy => ({
  ...head,
  kind: "PolicySet",
  id: "set",
  combiningAlgorithm,
  children: children.map((decision) => policyOf(denyOverrides, rules[decision]))
})

const ofRules = (combiningAlgorithm: string, children: ReadonlyArray<ExtendedDecision>): AnyPolicy =>
  policyOf(
    combiningAlgorithm,
    children.flatMap((decision) => rules[decision])
  )

describe.skipIf(!isPresent)(withFolder("every row of the combining tables"), () => {
  it("is there for each algorithm but only-one-applicable", () => {
    expect(Object.keys(tables)).toHaveLength(22)
  })

  for (const [algorithm, rows] of Object.entries(tables)) {
    it(algorithm, () => {
      for (const [words, word] of rows) {
        const children = words.map(decisionOf)
        // No single rule can be of both effects.
        const hasBoth = children.includes("Indeterminate{DP}")
        const roots = [ofPolicies(algorithm, children), ...(hasBoth ? [] : [ofRules(algorithm, children)])]
        for (const root of roots) {
          const row = `${root.kind}: ${words.join(", ")}`
          expect(evaluateNaively(root, request, { now }).decision, row).toBe(decisionOf(word))
          expect(evaluate(compilePolicy(root), request, { now }).decision, row).toBe(decisionOf(word))
        }
      }
    })
  }
})
