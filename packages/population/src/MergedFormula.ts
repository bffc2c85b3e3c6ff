/**
 * A merged formula is a formula over conditions in which all that is asked of one word is one condition: any of "is a" and
 * "is b" is "is a or b", all of them is what they have in common. Fewer conditions are fewer columns to read.
 *
 * Invariant: it has the same one of Kleene's three values, since a word is either known or unavailable to all conditions.
 */
import type { Formula, NumberedCondition } from "@adressat/core"

/** A formula whose leaves are conditions. */
export type MergedFormula =
  | NumberedCondition
  | { readonly all: ReadonlyArray<MergedFormula> }
  | { readonly any: ReadonlyArray<MergedFormula> }

type WordCondition = NumberedCondition & { readonly type: "word" }

/** Merges what a formula asks of numbered conditions; `undefined` for a number that no condition has. */
export const mergeFormula = (formula: Formula, conditions: ReadonlyArray<NumberedCondition>): MergedFormula => {
  if (typeof formula === "number") return conditions[formula] ?? { any: [] }
  return "all" in formula
    ? mergeParts(
        "all",
        formula.all.map((part) => mergeFormula(part, conditions))
      )
    : mergeParts(
        "any",
        formula.any.map((part) => mergeFormula(part, conditions))
      )
}

const partsOf = (how: "all" | "any", formula: MergedFormula): ReadonlyArray<MergedFormula> => {
  if ("fact" in formula) return [formula]
  if (how === "all" && "all" in formula) return formula.all
  return how === "any" && "any" in formula ? formula.any : [formula]
}

const mergeParts = (how: "all" | "any", formulas: ReadonlyArray<MergedFormula>): MergedFormula => {
  const parts: Array<MergedFormula> = []
  const places = new Map<string, number>()
  for (const part of formulas.flatMap((formula) => partsOf(how, formula))) {
    if (!("fact" in part) || part.type !== "word") {
      parts.push(part)
      continue
    }
    const place = places.get(part.fact)
    const before = place === undefined ? undefined : (parts[place] as WordCondition | undefined)
    if (place === undefined || before === undefined) places.set(part.fact, parts.push(part) - 1)
    else parts[place] = mergeWords(how, before, part)
  }
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  return how === "all" ? { all: parts } : { any: parts }
}

const mergeWords = (how: "all" | "any", left: WordCondition, right: WordCondition): WordCondition => ({
  ...left,
  accepts:
    how === "all"
      ? left.accepts.filter((word) => right.accepts.includes(word))
      : [...new Set([...left.accepts, ...right.accepts])]
})

/** The distinct conditions of some formulas. */
export const conditionsIn = (formulas: ReadonlyArray<MergedFormula>): ReadonlyArray<NumberedCondition> => [
  ...new Map(formulas.flatMap(leavesOf).map((condition) => [JSON.stringify(condition), condition])).values()
]

const leavesOf = (formula: MergedFormula): ReadonlyArray<NumberedCondition> => {
  if ("fact" in formula) return [formula]
  return ("all" in formula ? formula.all : formula.any).flatMap(leavesOf)
}
