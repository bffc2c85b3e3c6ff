/**
 * A trace is all there is to know about a decision: for each numbered condition of the basis whether it certainly and
 * whether it possibly holds, a pair of bits. Outcome, gates, reasons and repairs are functions of it; the facts are needed
 * only to show their values.
 *
 * Invariants: pair `i` stands at bit `2 * i` (certainly) and `2 * i + 1` (possibly) of its word; certainly implies
 * possibly; formulas are monotone, so all and any of Kleene's logic are taken on each kind of bit by itself.
 */
import type { Formula } from "./Numbering.ts"
import { FALSE, TRUE, UNKNOWN } from "./Verdict.ts"
import type { Truth } from "./Verdict.ts"

/** The bits of a decision: one integer of 30 bits for up to 15 conditions, several for more. */
export type Trace = number | ReadonlyArray<number>

/** Most conditions in one word of a trace: two bits each, within the integers that need no memory of their own. */
export const CONDITIONS_PER_WORD = 15

/** The pair of a condition that is false, unknown, true. */
export const PAIR_FALSE = 0
export const PAIR_UNKNOWN = 2
export const PAIR_TRUE = 3

/** The word of a trace that holds a condition. */
export const wordOf = (condition: number): number => Math.floor(condition / CONDITIONS_PER_WORD)

/** The lowest bit of a condition's pair within its word. */
export const shiftOf = (condition: number): number => (condition % CONDITIONS_PER_WORD) * 2

/** Whether a condition is false, true or unknown in a trace. */
export const truthAt = (trace: Trace, condition: number): Truth => {
  const word = typeof trace === "number" ? trace : (trace[wordOf(condition)] ?? 0)
  const pair = (word >>> shiftOf(condition)) & 3
  return pair === PAIR_TRUE ? TRUE : pair === PAIR_FALSE ? FALSE : UNKNOWN
}

/** The trace with the pairs of some conditions replaced. */
export const withPairs = (trace: Trace, pairs: ReadonlyMap<number, number>): Trace => {
  const words = typeof trace === "number" ? [trace] : [...trace]
  for (const [condition, pair] of pairs) {
    const word = wordOf(condition)
    const shift = shiftOf(condition)
    words[word] = ((words[word] ?? 0) & ~(3 << shift)) | (pair << shift)
  }
  return typeof trace === "number" ? (words[0] ?? 0) : words
}

/** A question about a trace. */
export type TraceTest = (trace: Trace) => boolean

/** Whether a formula certainly or possibly holds; `wide` when traces have several words. */
export const compileFormula = (formula: Formula, how: "certainly" | "possibly", wide: boolean): TraceTest => {
  const bit = how === "certainly" ? 0 : 1
  const clauses = wide ? undefined : clausesOf(formula)
  if (clauses !== undefined) {
    const masks = clauses.map((clause) =>
      clause.reduce((mask, condition) => mask | (1 << (shiftOf(condition) + bit)), 0)
    )
    const isSingle = (_: number, index: number): boolean => clauses[index]?.length === 1
    const needed = masks.filter(isSingle).reduce((all, mask) => all | mask, 0)
    return holdsClauses(
      needed,
      masks.filter((mask, index) => !isSingle(mask, index))
    )
  }
  const compile = (part: Formula): TraceTest => {
    if (typeof part === "number") {
      const word = wordOf(part)
      const mask = 1 << (shiftOf(part) + bit)
      return (trace) => ((typeof trace === "number" ? trace : (trace[word] ?? 0)) & mask) !== 0
    }
    const tests = ("all" in part ? part.all : part.any).map(compile)
    return "all" in part ? (trace) => tests.every((test) => test(trace)) : (trace) => tests.some((test) => test(trace))
  }
  return compile(formula)
}

/** Most clauses that are tested without a loop, apart from those of one condition. */
const MOST_CLAUSES = 6

/** The formula as a conjunction of disjunctions, each clause once; `undefined` where that has too many clauses. */
const clausesOf = (formula: Formula): ReadonlyArray<ReadonlyArray<number>> | undefined => {
  if (typeof formula === "number") return [[formula]]
  let clauses: ReadonlyArray<ReadonlyArray<number>> = "all" in formula ? [] : [[]]
  for (const part of "all" in formula ? formula.all : formula.any) {
    const inner = clausesOf(part)
    if (inner === undefined) return undefined
    clauses =
      "all" in formula
        ? [...clauses, ...inner]
        : clauses.flatMap((clause) => inner.map((other) => [...new Set([...clause, ...other])].sort((a, b) => a - b)))
    clauses = [...new Map(clauses.map((clause) => [clause.join(), clause])).values()]
    if (clauses.filter(({ length }) => length > 1).length > MOST_CLAUSES) return undefined
  }
  return clauses
}

/** One function for all clauses, written out: the engine does not inline a function into itself. */
const holdsClauses = (needed: number, masks: ReadonlyArray<number>): TraceTest => {
  const [a, b = a, c = a, d = a, e = a, f = a] = masks
  if (a === undefined) return (trace) => ((trace as number) & needed) === needed
  const [second, third, fourth, fifth, sixth] = [b ?? a, c ?? a, d ?? a, e ?? a, f ?? a]
  if (third === a) {
    return (trace) =>
      ((trace as number) & needed) === needed && ((trace as number) & a) !== 0 && ((trace as number) & second) !== 0
  }
  return (trace) =>
    ((trace as number) & needed) === needed &&
    ((trace as number) & a) !== 0 &&
    ((trace as number) & second) !== 0 &&
    ((trace as number) & third) !== 0 &&
    ((trace as number) & fourth) !== 0 &&
    ((trace as number) & fifth) !== 0 &&
    ((trace as number) & sixth) !== 0
}
