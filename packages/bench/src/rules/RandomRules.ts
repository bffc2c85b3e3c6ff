/**
 * Forty-one rules over fourteen distinct conditions, as one rule set on one basis: what a rule set looks like when many
 * teams have written rules about the same facts.
 *
 * No condition is negated, for the reason that `Candidates` gives.
 */
import { parseRuleSet } from "@adressat/core"
import type { Condition, Leaf, Rule, RuleSet } from "@adressat/core"
import * as Result from "effect/Result"
import { below, oneOf, randomFrom } from "../Random.ts"
import type { Random } from "../Random.ts"

/** The number of rules. */
export const RULES = 41

const conditions: readonly [Leaf, ...Array<Leaf>] = [
  { fact: "recipientKind", operator: "equal", value: "organization" },
  { fact: "resource", operator: "in", value: ["resource", "app"] },
  { fact: "resource", operator: "equal", value: "app" },
  { fact: "emailState", operator: "equal", value: "usable" },
  { fact: "emailState", operator: "in", value: ["usable", "invalid"] },
  { fact: "emailState", operator: "in", value: ["missing", "invalid"] },
  { fact: "phoneState", operator: "equal", value: "usable" },
  { fact: "phoneState", operator: "in", value: ["missing", "invalid"] },
  { fact: "readAccess", operator: "equal", value: "permit" },
  { fact: "readAccess", operator: "in", value: ["deny", "not-applicable"] },
  { fact: "readAccess", operator: "equal", value: "indeterminate" },
  { fact: "serviceSelection", operator: "equal", value: "all-services" },
  { fact: "serviceSelection", operator: "in", value: ["all-services", "includes-resource"] },
  { fact: "serviceSelection", operator: "in", value: ["other-services", "legacy-services-only"] }
]

/** Two to five parts that must all hold, each a condition or any of two or three. */
const ruleConditions = (random: Random): Condition => ({
  all: Array.from({ length: 2 + below(random, 4) }, () =>
    random() < 0.5
      ? oneOf(random, conditions)
      : { any: Array.from({ length: 2 + below(random, 2) }, () => oneOf(random, conditions)) }
  )
})

/** The rules. */
export const rules = (): ReadonlyArray<Rule> => {
  const random = randomFrom(20261126)
  return Array.from({ length: RULES }, (_, index) => ({
    name: `team-${index + 1}/rule`,
    conditions: ruleConditions(random),
    event: {
      type: "require",
      params: { basis: "CustomContact", reason: "READ_ACCESS_NOT_PERMITTED", source: "the benchmark" }
    }
  }))
}

/** The rules as one rule set. */
export const manyRules = (): RuleSet =>
  Result.getOrThrow(parseRuleSet({ id: "bench-many", version: "1", options: {}, rules: rules() }))

/** One of the rules as a rule set of its own. */
export const onlyRule = (rule: Rule): RuleSet =>
  Result.getOrThrow(parseRuleSet({ id: "bench-one", version: "1", options: {}, rules: [rule] }))
