/**
 * A rule program is a rule set compiled to closures: synchronous, deterministic, without generated code. `decide` uses it;
 * `certify` proves that it means the same as json-rules-engine.
 *
 * Invariant: a program never throws, whatever facts it is given; a missing fact counts as unavailable.
 */
import type { Condition, Leaf } from "./Condition.ts"
import { UNAVAILABLE } from "./Fact.ts"
import type { FactCatalogue, Facts, FactValue } from "./Fact.ts"
import type { Basis, Rule, RuleSet } from "./RuleSet.ts"
import { bases, catalogueOf, fingerprint, rulesOf } from "./RuleSet.ts"
import { FALSE, TRUE, UNKNOWN, verdict } from "./Verdict.ts"
import type { Truth, Verdict } from "./Verdict.ts"

/** A compiled rule set. */
export interface RuleProgram {
  readonly ruleSet: RuleSet
  /** SHA-256 of the rule set's meaning. */
  readonly fingerprint: string
  /** The facts that the rules may ask about. */
  readonly catalogue: FactCatalogue
  /** What the gates of a basis say about a candidate with these facts. */
  readonly evaluate: (basis: Basis, facts: Facts) => Verdict
}

type Test = (facts: Facts) => Truth

/** Compiles a parsed rule set. */
export const compile = (ruleSet: RuleSet): RuleProgram => {
  const programs = new Map(
    bases.map((basis) => {
      const gates = rulesOf(ruleSet, basis)
      return [basis, { gates, tests: gates.map(compileRule) }]
    })
  )
  return {
    ruleSet,
    fingerprint: fingerprint(ruleSet),
    catalogue: catalogueOf(ruleSet),
    evaluate: (basis, facts) => {
      const { gates, tests } = programs.get(basis) ?? { gates: [], tests: [] }
      return verdict(
        gates,
        tests.map((test) => test(facts))
      )
    }
  }
}

/** Compiles the conditions of one rule. */
export const compileRule = (rule: Rule): Test => compileCondition(rule.conditions)

const compileCondition = (condition: Condition): Test => {
  if ("all" in condition) {
    const tests = condition.all.map(compileCondition)
    return (facts) => {
      let truth: Truth = TRUE
      for (const test of tests) {
        const next = test(facts)
        if (next === FALSE) return FALSE
        if (next === UNKNOWN) truth = UNKNOWN
      }
      return truth
    }
  }
  if ("any" in condition) {
    const tests = condition.any.map(compileCondition)
    return (facts) => {
      let truth: Truth = FALSE
      for (const test of tests) {
        const next = test(facts)
        if (next === TRUE) return TRUE
        if (next === UNKNOWN) truth = UNKNOWN
      }
      return truth
    }
  }
  if ("not" in condition) {
    const test = compileCondition(condition.not)
    return (facts) => {
      const truth = test(facts)
      return truth === UNKNOWN ? UNKNOWN : truth === TRUE ? FALSE : TRUE
    }
  }
  const { fact } = condition
  const compare = compileComparison(condition)
  return (facts) => {
    const value = Object.hasOwn(facts, fact) ? facts[fact] : undefined
    return value === undefined || value === UNAVAILABLE ? UNKNOWN : compare(value) ? TRUE : FALSE
  }
}

const compileComparison = ({ operator, value }: Leaf): ((found: FactValue) => boolean) => {
  switch (operator) {
    case "equal":
      return (found) => found === value
    case "notEqual":
      return (found) => found !== value
    case "in": {
      const values = new Set<unknown>(Array.isArray(value) ? value : [])
      return (found) => values.has(found)
    }
    case "notIn": {
      const values = new Set<unknown>(Array.isArray(value) ? value : [])
      return (found) => !values.has(found)
    }
    case "contains":
      return (found) => Array.isArray(found) && found.includes(value)
    case "doesNotContain":
      return (found) => Array.isArray(found) && !found.includes(value)
    case "lessThan":
      return (found) => typeof found === "number" && typeof value === "number" && found < value
    case "lessThanInclusive":
      return (found) => typeof found === "number" && typeof value === "number" && found <= value
    case "greaterThan":
      return (found) => typeof found === "number" && typeof value === "number" && found > value
    case "greaterThanInclusive":
      return (found) => typeof found === "number" && typeof value === "number" && found >= value
  }
}
