/**
 * Makes a difference small: parts of the rule set and of the facts are taken away as long as the two evaluators still
 * differ, until none can be taken away.
 *
 * Invariant: every rule set tried is one that `parseRuleSet` accepts.
 */
import type { Condition, OwnFact, Rule } from "@adressat/core"
import type { DifferenceCase } from "../../core/test/DifferenceCase.ts"

/** What is made small. */
export type Shrinkable = Pick<DifferenceCase, "ruleSet" | "basis" | "facts">

/** Most cases that are tried: a module tried is never forgotten. */
const MOST_TRIES = 3_000

/** A smallest case that still differs: no single part of it can be taken away. */
export const shrink = async (
  found: Shrinkable,
  differs: (smaller: Shrinkable) => Promise<boolean>
): Promise<Shrinkable> => {
  let smallest: Shrinkable = { ruleSet: found.ruleSet, basis: found.basis, facts: found.facts }
  let tries = 0
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false
    for (const smaller of smallerCases(smallest)) {
      if (++tries > MOST_TRIES) return smallest
      if (!(await differs(smaller))) continue
      smallest = smaller
      isSmaller = true
      break
    }
  }
  return smallest
}

/** Every case with one part less, those with the greatest part less first. */
function* smallerCases({ basis, facts, ruleSet }: Shrinkable): Generator<Shrinkable> {
  const { rules } = ruleSet
  for (const half of rules.length > 3 ? [rules.slice(rules.length / 2), rules.slice(0, rules.length / 2)] : []) {
    yield { basis, facts, ruleSet: { ...ruleSet, rules: half } }
  }
  for (const fewer of withoutOne(rules)) yield { basis, facts, ruleSet: { ...ruleSet, rules: fewer } }
  for (const [index, rule] of rules.entries()) {
    for (const conditions of smallerRoots(rule.conditions)) {
      const smaller: Rule = { ...rule, conditions }
      yield { basis, facts, ruleSet: { ...ruleSet, rules: rules.with(index, smaller) } }
    }
  }
  for (const name of Object.keys(facts)) yield { basis, facts: without(facts, name), ruleSet }
  for (const [name, value] of Object.entries(facts)) {
    if (typeof value !== "object") continue
    for (const fewer of withoutOne(value)) yield { basis, facts: { ...facts, [name]: fewer }, ruleSet }
  }
  const used = JSON.stringify(rules)
  for (const [name, fact] of Object.entries(ruleSet.facts)) {
    if (!used.includes(JSON.stringify(name))) {
      yield { basis, facts: without(facts, name), ruleSet: { ...ruleSet, facts: without(ruleSet.facts, name) } }
    } else {
      for (const smaller of smallerVocabularies(fact, used)) {
        yield { basis, facts, ruleSet: { ...ruleSet, facts: { ...ruleSet.facts, [name]: smaller } } }
      }
    }
  }
}

const withoutOne = <A>(list: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  list.map((_, index) => list.toSpliced(index, 1))

const without = <A>(record: Readonly<Record<string, A>>, name: string): Readonly<Record<string, A>> =>
  Object.fromEntries(Object.entries(record).filter(([member]) => member !== name))

/** A rule's conditions begin with all, any or not. */
const smallerRoots = (condition: Condition): ReadonlyArray<Condition> =>
  smallerConditions(condition)
    .map((smaller) => ("fact" in smaller ? { all: [smaller] } : smaller))
    .filter((smaller) => JSON.stringify(smaller) !== JSON.stringify(condition))

const smallerConditions = (condition: Condition): ReadonlyArray<Condition> => {
  if ("not" in condition) {
    return [condition.not, ...smallerConditions(condition.not).map((smaller) => ({ not: smaller }))]
  }
  if ("fact" in condition) {
    const { value } = condition
    return typeof value === "object" && value.length > 1
      ? withoutOne(value).map((fewer) => ({ ...condition, value: fewer }))
      : []
  }
  const parts = "all" in condition ? condition.all : condition.any
  const combined = (some: ReadonlyArray<Condition>): Condition => ("all" in condition ? { all: some } : { any: some })
  return [
    ...parts,
    ...(parts.length > 1 ? withoutOne(parts).map(combined) : []),
    ...parts.flatMap((part, index) => smallerConditions(part).map((smaller) => combined(parts.with(index, smaller))))
  ]
}

/** The words of a vocabulary that no rule names, less many at once or one. */
const smallerVocabularies = (fact: OwnFact, used: string): ReadonlyArray<OwnFact> => {
  if (fact.type === "number") return []
  const { values } = fact
  const isNamed = (word: string): boolean => used.includes(JSON.stringify(word))
  const named = values.filter(isNamed)
  return [
    ...(named.length > 0 && named.length < values.length ? [named] : []),
    ...values.flatMap((word, index) => (isNamed(word) || values.length === 1 ? [] : [values.toSpliced(index, 1)]))
  ].map((fewer) => ({ ...fact, values: fewer }))
}
