/**
 * Tasks that come to an answer of every rule about every candidate. An answer is there when that of any one rule can be
 * read, so a task reads one after each candidate, another one each time.
 */
import type { PackedFacts } from "@adressat/core"
import type { Task } from "../Suite.ts"
import { freshLoops } from "../Task.ts"
import { RULES } from "./RandomRules.ts"

/** A task that writes down the answer of every rule: 1 when it certainly holds. */
export const evaluating = async (
  items: ReadonlyArray<PackedFacts>,
  evaluate: (facts: PackedFacts, held: Uint8Array) => void
): Promise<Task> => {
  const { fill } = await freshLoops()
  const held = new Uint8Array(RULES)
  return {
    items: items.length,
    pass: (from, to) => fill(evaluate, held, items, from, to),
    answer: (item) => {
      evaluate(items[item] as PackedFacts, held)
      return [...held].join("")
    }
  }
}

/** A task that looks up the truths of all rules: 1 is true. */
export const lookingUp = async (
  items: ReadonlyArray<PackedFacts>,
  truths: (facts: PackedFacts) => ReadonlyArray<number>
): Promise<Task> => {
  const { pick } = await freshLoops()
  return {
    items: items.length,
    pass: (from, to) => pick(truths, items, from, to),
    answer: (item) =>
      truths(items[item] as PackedFacts)
        .map((truth) => (truth === 1 ? 1 : 0))
        .join("")
  }
}
