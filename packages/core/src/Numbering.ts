/**
 * A numbering gives every distinct condition of a basis' gates one number, used everywhere: it is the condition's bit pair
 * in a trace, its column in a population and its line in an explanation.
 *
 * Invariants: numbers follow the first appearance in the document; conditions hold no negation, because `not`, `exclude`
 * and the negative operators are pushed into what a condition accepts; so a gate is a monotone formula over conditions, and
 * Kleene's three values are two bits that never mix.
 */
import type { Condition, Leaf, Operator } from "./Condition.ts"
import type { FactCatalogue, FactValue } from "./Fact.ts"
import type { Basis, Rule, RuleSet } from "./RuleSet.ts"
import { catalogueOf, rulesOf } from "./RuleSet.ts"

/** A comparison of a number. */
export type NumberOperator = Exclude<Operator, "contains" | "doesNotContain">

/** One distinct question about one fact. It is unknown when the fact is unavailable. */
export type NumberedCondition =
  /** The fact is one of these words of its vocabulary. */
  | { readonly fact: string; readonly type: "word"; readonly accepts: ReadonlyArray<string> }
  /** The list holds the element, or does not. */
  | { readonly fact: string; readonly type: "words"; readonly element: string; readonly contains: boolean }
  | {
      readonly fact: string
      readonly type: "number"
      readonly operator: NumberOperator
      readonly value: number | ReadonlyArray<number>
    }

/** A monotone formula: the number of a condition, or all or any of several formulas. */
export type Formula = number | { readonly all: ReadonlyArray<Formula> } | { readonly any: ReadonlyArray<Formula> }

/** The gates of one basis over numbered conditions. */
export interface GateNumbering {
  readonly basis: Basis
  /** In document order. */
  readonly gates: ReadonlyArray<Rule>
  readonly conditions: ReadonlyArray<NumberedCondition>
  /** For each gate, when it lets the candidate through. */
  readonly passes: ReadonlyArray<Formula>
}

/** Numbers the conditions of the gates of a basis. */
export const numberGates = (ruleSet: RuleSet, basis: Basis): GateNumbering => {
  const catalogue = catalogueOf(ruleSet)
  const gates = rulesOf(ruleSet, basis)
  const conditions: Array<NumberedCondition> = []
  const numbers = new Map<string, number>()
  const numberOf = (condition: NumberedCondition): number => {
    const key = JSON.stringify(condition)
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, conditions.length)
    return conditions.push(condition) - 1
  }
  const formulaOf = (condition: Condition, negated: boolean): Formula => {
    if ("not" in condition) return formulaOf(condition.not, !negated)
    if ("all" in condition) return combine(negated ? "any" : "all", condition.all, negated)
    if ("any" in condition) return combine(negated ? "all" : "any", condition.any, negated)
    return numberOf(conditionOf(condition, negated, catalogue))
  }
  const combine = (how: "all" | "any", parts: ReadonlyArray<Condition>, negated: boolean): Formula =>
    combination(
      how,
      parts.map((part) => formulaOf(part, negated))
    )
  const passes = gates.map(({ conditions: asked, event }) => formulaOf(asked, event.type === "exclude"))
  return { basis, gates, conditions, passes }
}

/** All or any of several formulas, without nesting that says nothing. */
export const combination = (how: "all" | "any", formulas: ReadonlyArray<Formula>): Formula => {
  const parts = formulas.flatMap((formula): ReadonlyArray<Formula> => {
    if (typeof formula === "number") return [formula]
    if (how === "all" && "all" in formula) return formula.all
    return how === "any" && "any" in formula ? formula.any : [formula]
  })
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  return how === "all" ? { all: parts } : { any: parts }
}

const conditionOf = (
  { fact, operator, value }: Leaf,
  negated: boolean,
  catalogue: FactCatalogue
): NumberedCondition => {
  const definition = Object.hasOwn(catalogue, fact) ? catalogue[fact] : undefined
  if (definition?.type === "number") {
    return {
      fact,
      type: "number",
      operator: negated ? opposites[operator as NumberOperator] : (operator as NumberOperator),
      value: typeof value === "object" ? value.filter((one) => typeof one === "number") : Number(value)
    }
  }
  if (definition?.type === "words") {
    return { fact, type: "words", element: String(value), contains: (operator === "contains") !== negated }
  }
  const named: ReadonlyArray<unknown> = typeof value === "object" ? value : [value]
  const acceptsNamed = (operator === "equal" || operator === "in") !== negated
  return {
    fact,
    type: "word",
    accepts: (definition?.values ?? []).filter((word) => named.includes(word) === acceptsNamed)
  }
}

/** Whether a condition holds for a known value of its fact. */
export const holdsFor = (condition: NumberedCondition, value: FactValue): boolean => {
  switch (condition.type) {
    case "word":
      return typeof value === "string" && condition.accepts.includes(value)
    case "words":
      return typeof value === "object" && value.includes(condition.element) === condition.contains
    case "number":
      return typeof value === "number" && compareNumber(condition.operator, condition.value)(value)
  }
}

/** The comparison of a number with a fixed value. */
export const compareNumber = (
  operator: NumberOperator,
  value: number | ReadonlyArray<number>
): ((found: number) => boolean) => {
  const values = typeof value === "number" ? [value] : value
  const one = values[0] ?? Number.NaN
  switch (operator) {
    case "equal":
    case "in":
      return values.length === 1 ? (found) => found === one : (found) => values.includes(found)
    case "notEqual":
    case "notIn":
      return values.length === 1 ? (found) => found !== one : (found) => !values.includes(found)
    case "lessThan":
      return (found) => found < one
    case "lessThanInclusive":
      return (found) => found <= one
    case "greaterThan":
      return (found) => found > one
    case "greaterThanInclusive":
      return (found) => found >= one
  }
}

const opposites = {
  equal: "notEqual",
  notEqual: "equal",
  in: "notIn",
  notIn: "in",
  lessThan: "greaterThanInclusive",
  lessThanInclusive: "greaterThan",
  greaterThan: "lessThanInclusive",
  greaterThanInclusive: "lessThan"
} as const satisfies Readonly<Record<NumberOperator, NumberOperator>>
