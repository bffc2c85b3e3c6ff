import { compile, shippedRuleSet } from "@adressat/core"
import type { Basis, RuleSet } from "@adressat/core"
import fc from "fast-check"
import { expect, it } from "vitest"
import { anyRuleSet, anyVariedRuleSet } from "@adressat/testing"
import { comparePrograms, compareProgramsSync } from "../src/Comparison.ts"
import type { Outcome } from "../src/Comparison.ts"
import { javascriptKernel, loadKernel } from "../src/Kernel.ts"
import { candidateAt } from "../src/Population.ts"
import { populationFromCandidates } from "../src/PopulationBuilder.ts"
import { randomRows } from "./Naive.ts"

const outcomes: ReadonlyArray<Outcome> = ["notify", "withhold", "undetermined"]

/** A rule set and one that lacks a gate of it, in either order. */
const anyChange = (ruleSets: fc.Arbitrary<RuleSet>): fc.Arbitrary<readonly [RuleSet, RuleSet]> =>
  fc.tuple(ruleSets, fc.nat(), fc.boolean()).map(([ruleSet, at, isStricter]) => {
    const less = { ...ruleSet, rules: ruleSet.rules.filter((_, index) => index !== at % ruleSet.rules.length) }
    return isStricter ? [less, ruleSet] : [ruleSet, less]
  })

it("the changes are those that both programs give row by row", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        anyChange(anyRuleSet),
        anyChange(anyVariedRuleSet),
        anyRuleSet.map((one) => [one, one] as const)
      ),
      fc.record({
        count: fc.constantFrom(0, 1, 33, 512, 512, 1100),
        seed: fc.nat(),
        sorted: fc.boolean(),
        unavailable: fc.constantFrom(0, 0.2, 0.5)
      }),
      fc.constantFrom(0, 3, 2000),
      async ([old, young], options, limit) => {
        const [before, after] = [compile(old), compile(young)]
        const rows = randomRows({ ruleSet: old, ...options })
        const population = populationFromCandidates(rows, { ruleSets: [old, young] })
        const changes = rows.map(({ basis, facts }, row) => ({
          row,
          basis,
          before: before.evaluate(basis, facts).outcome,
          after: after.evaluate(basis, facts).outcome
        }))
        const of = (basis: Basis) => changes.filter((change) => change.basis === basis)
        const changed = (some: typeof changes) => some.filter((change) => change.before !== change.after)
        for (const kernel of [await loadKernel(), javascriptKernel("a test")]) {
          const found = compareProgramsSync(before, after, population, { kernel, limit })
          expect(await comparePrograms(before, after, population, { kernel, limit })).toStrictEqual(found)
          expect(found.rows).toBe(rows.length)
          expect(found.changed).toBe(changed(changes).length)
          for (const from of outcomes) {
            for (const to of outcomes) {
              expect(found.transitions[from][to]).toBe(
                changes.filter((change) => change.before === from && change.after === to).length
              )
            }
          }
          for (const { basis, changed: count, changedRows, rows: all, transitions } of found.bases) {
            expect(all).toBe(of(basis).length)
            expect(count).toBe(changed(of(basis)).length)
            expect(transitions.notify.withhold).toBe(
              of(basis).filter((change) => change.before === "notify" && change.after === "withhold").length
            )
            expect(changedRows).toStrictEqual(
              changed(of(basis))
                .slice(0, limit)
                .map(({ row }) => row)
            )
          }
        }
      }
    ),
    { numRuns: 400 }
  )
})

it("a row that changes can be looked at", () => {
  const before = compile(shippedRuleSet("altinn"))
  const { rules } = before.ruleSet
  const after = compile({ ...before.ruleSet, rules: rules.filter(({ name }) => name !== "custom-contact/read-access") })
  // Few values of each fact, so that enough is left for the one gate to decide.
  const rows = randomRows({ ruleSet: before.ruleSet, count: 20_000, seed: 3, unavailable: 0.01, rubbish: 0 })
  const population = populationFromCandidates(rows)
  const { bases, changed } = compareProgramsSync(before, after, population)
  expect(changed).toBeGreaterThan(0)
  for (const row of bases.flatMap(({ changedRows }) => changedRows)) {
    const candidate = candidateAt(population, row)
    expect(candidate?.basis).toBe(rows[row]?.basis)
    if (candidate === undefined) continue
    expect(before.evaluate(candidate.basis, candidate.facts).outcome).not.toBe(
      after.evaluate(candidate.basis, candidate.facts).outcome
    )
  }
})
