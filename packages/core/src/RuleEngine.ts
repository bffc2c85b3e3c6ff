/**
 * The rule engine is the reference evaluator: json-rules-engine decides, this file only asks it. A host may use it in
 * production; `certify` holds the compiled program against it.
 *
 * Two things about json-rules-engine shape this file. An engine shared by overlapping runs loses rules, because `run`
 * keeps its status on the engine, and its fact cache compares by hash alone; so every evaluation gets a fresh engine and
 * facts are not cached by it. And it knows two truth values; so each rule is asked twice, whether it *certainly* holds
 * and whether it *possibly* holds, and the two answers together are Kleene's three values.
 */
import { Engine } from "json-rules-engine"
import type { RuleProperties } from "json-rules-engine"
import type { Condition } from "./Condition.ts"
import { factsOf } from "./Condition.ts"
import { isFactValue, UNAVAILABLE } from "./Fact.ts"
import type { FactDefinition, Facts, FactValue } from "./Fact.ts"
import type { Basis, RuleSet } from "./RuleSet.ts"
import { catalogueOf, rulesOf } from "./RuleSet.ts"
import { FALSE, TRUE, UNKNOWN, verdict } from "./Verdict.ts"
import type { Truth, Verdict } from "./Verdict.ts"

/** A fact that is looked up only when a rule asks for it. A lookup that fails makes the fact unavailable. */
export type SlowFact = () => Promise<FactValue>

/** Facts by name, each known or slow. */
export type SlowFacts = Readonly<Record<string, FactValue | SlowFact>>

/** The reference evaluator of a rule set. */
export interface RuleEngine {
  readonly ruleSet: RuleSet
  /** What the gates of a basis say about a candidate with these facts, by json-rules-engine. */
  readonly evaluate: (basis: Basis, facts: Facts | SlowFacts) => Promise<Verdict>
}

/** Makes the reference evaluator of a parsed rule set. */
export const makeRuleEngine = (ruleSet: RuleSet): RuleEngine => {
  const catalogue = catalogueOf(ruleSet)
  const evaluate = async (basis: Basis, facts: Facts | SlowFacts): Promise<Verdict> => {
    const gates = rulesOf(ruleSet, basis)
    if (gates.length === 0) return verdict([], [])
    const engine = new Engine(
      gates.flatMap(({ conditions }, index): Array<RuleProperties> => [
        toEngineRule(`${index} certainly`, certainly(conditions)),
        toEngineRule(`${index} possibly`, possibly(conditions))
      ])
    )
    for (const name of new Set(gates.flatMap(({ conditions }) => factsOf(conditions)))) {
      const definition = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined
      const value = once(Object.hasOwn(facts, name) ? facts[name] : undefined, definition)
      engine.addFact(name, value, { cache: false })
      engine.addFact(knownFact(name), async () => ((await value()) === UNAVAILABLE ? "no" : "yes"), { cache: false })
    }
    const { results } = await engine.run()
    const held = new Set(results.map(({ name }) => name))
    return verdict(
      gates,
      gates.map((_, index): Truth => {
        if (held.has(`${index} certainly`)) return TRUE
        return held.has(`${index} possibly`) ? UNKNOWN : FALSE
      })
    )
  }
  return { ruleSet, evaluate }
}

const toEngineRule = (name: string, conditions: Condition): RuleProperties => ({
  name,
  conditions: conditions as RuleProperties["conditions"],
  event: { type: "gate" }
})

const knownFact = (name: string): string => `${name} is known`

const once = (
  fact: FactValue | SlowFact | undefined,
  definition: FactDefinition | undefined
): (() => Promise<FactValue>) => {
  let pending: Promise<FactValue> | undefined
  return () => (pending ??= lookUp(fact, definition))
}

/** A value outside the fact's vocabulary or range says no more than none at all. */
const lookUp = async (
  fact: FactValue | SlowFact | undefined,
  definition: FactDefinition | undefined
): Promise<FactValue> => {
  try {
    const value = typeof fact === "function" ? await fact() : fact
    return definition !== undefined && isFactValue(definition, value) ? value : UNAVAILABLE
  } catch {
    return UNAVAILABLE
  }
}

/** The conditions that hold when these hold whatever the unknown facts turn out to be. */
const certainly = (condition: Condition): Condition => {
  if ("all" in condition) return { all: condition.all.map(certainly) }
  if ("any" in condition) return { any: condition.any.map(certainly) }
  if ("not" in condition) return { not: possibly(condition.not) }
  return { all: [{ fact: knownFact(condition.fact), operator: "equal", value: "yes" }, condition] }
}

/** The conditions that hold when these hold for some values of the unknown facts, each taken by itself. */
const possibly = (condition: Condition): Condition => {
  if ("all" in condition) return { all: condition.all.map(possibly) }
  if ("any" in condition) return { any: condition.any.map(possibly) }
  if ("not" in condition) return { not: certainly(condition.not) }
  return { any: [{ fact: knownFact(condition.fact), operator: "equal", value: "no" }, condition] }
}
