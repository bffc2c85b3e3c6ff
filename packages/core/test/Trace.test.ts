import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { combination } from "../src/Numbering.ts"
import type { Formula } from "../src/Numbering.ts"
import { compileFormula, CONDITIONS_PER_WORD, shiftOf, truthAt, withPairs, wordOf } from "../src/Trace.ts"
import type { Trace } from "../src/Trace.ts"
import { FALSE, TRUE, UNKNOWN } from "../src/Verdict.ts"
import type { Truth } from "../src/Verdict.ts"

const pairOf = (truth: Truth): number => (truth === TRUE ? 3 : truth === UNKNOWN ? 2 : 0)

const traceOf = (truths: ReadonlyArray<Truth>): Trace => {
  const words = Array.from({ length: Math.max(1, Math.ceil(truths.length / CONDITIONS_PER_WORD)) }, () => 0)
  for (const [index, truth] of truths.entries()) {
    words[wordOf(index)] = (words[wordOf(index)] ?? 0) | (pairOf(truth) << shiftOf(index))
  }
  return words.length === 1 ? (words[0] ?? 0) : words
}

const anyTruth = fc.constantFrom<Truth>(FALSE, TRUE, UNKNOWN)

const anyFormula = (conditions: number): fc.Arbitrary<Formula> =>
  fc.letrec<{ formula: Formula }>((tie) => ({
    formula: fc.oneof(
      { maxDepth: 4 },
      fc.nat({ max: conditions - 1 }),
      fc.array(tie("formula"), { minLength: 1, maxLength: 4 }).map((all) => ({ all })),
      fc.array(tie("formula"), { minLength: 1, maxLength: 4 }).map((any) => combination("any", any))
    )
  })).formula

const order: ReadonlyArray<Truth> = [FALSE, UNKNOWN, TRUE]

/** Kleene's strong logic: the least of all, the greatest of any. */
const kleene = (formula: Formula, truths: ReadonlyArray<Truth>): Truth => {
  if (typeof formula === "number") return truths[formula] ?? UNKNOWN
  const parts = ("all" in formula ? formula.all : formula.any).map((part) => order.indexOf(kleene(part, truths)))
  return order["all" in formula ? Math.min(...parts) : Math.max(...parts)] ?? UNKNOWN
}

describe("a trace", () => {
  it("holds what was put in, in one word or in several", () => {
    fc.assert(
      fc.property(fc.array(anyTruth, { minLength: 1, maxLength: 50 }), (truths) => {
        const trace = traceOf(truths)
        expect(typeof trace === "number").toBe(truths.length <= CONDITIONS_PER_WORD)
        expect(truths.map((_, index) => truthAt(trace, index))).toEqual(truths)
      })
    )
  })

  it("is changed in the conditions named, and in no other", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyTruth, fc.option(anyTruth)), { minLength: 1, maxLength: 40 }), (conditions) => {
        const changes = conditions.flatMap(([, to], index): ReadonlyArray<[number, number]> =>
          to === null ? [] : [[index, pairOf(to)]]
        )
        const changed = withPairs(traceOf(conditions.map(([from]) => from)), new Map(changes))
        expect(conditions.map((_, index) => truthAt(changed, index))).toEqual(
          conditions.map(([from, to]) => to ?? from)
        )
      })
    )
  })

  it("answers formulas as Kleene's logic does, however many clauses they have", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 7, CONDITIONS_PER_WORD, 31).chain((count) =>
          fc.tuple(
            fc.array(anyTruth, { minLength: count, maxLength: count }),
            fc.oneof(
              anyFormula(count),
              fc
                .array(fc.tuple(anyFormula(count), anyFormula(count)), { minLength: 3, maxLength: 9 })
                .map((pairs): Formula => ({ all: pairs.map((any) => ({ any })) }))
            )
          )
        ),
        ([truths, formula]) => {
          const wide = truths.length > CONDITIONS_PER_WORD
          const trace = traceOf(truths)
          const truth = kleene(formula, truths)
          expect(compileFormula(formula, "certainly", wide)(trace)).toBe(truth === TRUE)
          expect(compileFormula(formula, "possibly", wide)(trace)).toBe(truth !== FALSE)
        }
      ),
      { numRuns: 3000 }
    )
  })
})
