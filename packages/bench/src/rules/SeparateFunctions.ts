/**
 * Every rule as a function of its own, the way a compiler of single rules makes them: as generated code, and as our
 * programs, one for each rule. Both read the normal form.
 */
import { builtInFacts, compile } from "@adressat/core"
import type { Condition, PackedFacts } from "@adressat/core"
import { candidates } from "../decision/Candidates.ts"
import type { Task } from "../Suite.ts"
import { evaluating } from "./AllRules.ts"
import { manyRules, onlyRule, rules } from "./RandomRules.ts"

const codeOf = (fact: string, word: unknown): number => {
  const values: ReadonlyArray<unknown> = Object.hasOwn(builtInFacts, fact)
    ? builtInFacts[fact as keyof typeof builtInFacts].values
    : []
  return values.indexOf(word) * 2
}

const sourceOf = (condition: Condition): string => {
  if ("all" in condition) return `(${condition.all.map(sourceOf).join(" && ")})`
  if ("any" in condition) return `(${condition.any.map(sourceOf).join(" || ")})`
  if ("not" in condition) throw new Error("the rules of the benchmark hold no negation")
  const words: ReadonlyArray<unknown> = typeof condition.value === "object" ? condition.value : [condition.value]
  return `(${words.map((word) => `facts.${condition.fact} === ${codeOf(condition.fact, word)}`).join(" || ")})`
}

let generated = 0

/** Code for each rule, generated when the process starts; the comment keeps V8 from giving two of them one memory. */
export const asCode = (): Promise<Task> => {
  const functions = rules().map(
    ({ conditions }) =>
      // oxlint-disable-next-line no-new-func, no-implied-eval -- what is compared with does it
      new Function("facts", `/* ${generated++} */ return ${sourceOf(conditions)}`) as (facts: PackedFacts) => boolean
  )
  const { pack } = compile(manyRules())
  return evaluating(candidates().map(pack), (facts, held) => {
    for (let rule = 0; rule < functions.length; rule++) held[rule] = functions[rule]?.(facts) === true ? 1 : 0
  })
}

/** Our programs, one for each rule. */
export const asPrograms = (): Promise<Task> => {
  const { pack } = compile(manyRules())
  const programs = rules().map((rule) => compile(onlyRule(rule)).gates.CustomContact)
  return evaluating(candidates().map(pack), (facts, held) => {
    for (let rule = 0; rule < programs.length; rule++) {
      const program = programs[rule]
      held[rule] = program?.outcome(program.trace(facts)) === "notify" ? 1 : 0
    }
  })
}
