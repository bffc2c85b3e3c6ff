import { compile } from "@adressat/core"
import type { RuleSet } from "@adressat/core"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyRuleSet, anyVariedRuleSet } from "@adressat/testing"
import { evaluatePopulation, evaluatePopulationSync } from "../src/Evaluation.ts"
import type { PopulationCounts } from "../src/Evaluation.ts"
import { javascriptKernel, loadKernel } from "../src/Kernel.ts"
import { populationFromCandidates } from "../src/PopulationBuilder.ts"
import { naiveCounts, randomRows } from "./Naive.ts"

const kernels = async (shared: boolean) => [await loadKernel({ shared }), javascriptKernel("a test")] as const

const byBasis = ({ bases }: PopulationCounts) =>
  Object.fromEntries(
    bases.map(({ basis, gates, ...counts }) => [
      basis,
      { ...counts, gates: gates.map(({ reason: _, ...gate }) => gate) }
    ])
  )

const rowCounts = fc.constantFrom(0, 1, 2, 31, 32, 33, 100, 511, 512, 513, 1500)

const anyCase = (ruleSets: fc.Arbitrary<RuleSet>) =>
  fc.record({
    ruleSet: ruleSets,
    count: rowCounts,
    seed: fc.nat(),
    sorted: fc.boolean(),
    unavailable: fc.constantFrom(0, 0.1, 0.6),
    rubbish: fc.constantFrom(0, 0.05),
    shared: fc.boolean()
  })

describe("the counts of a population", () => {
  it.each([
    ["few facts", anyRuleSet, 150],
    ["any facts and many gates", anyVariedRuleSet, 60]
  ] as const)("are those of the program row by row, with %s", async (_, ruleSets, numRuns) => {
    await fc.assert(
      fc.asyncProperty(anyCase(ruleSets), async ({ ruleSet, shared, ...options }) => {
        const program = compile(ruleSet)
        const rows = randomRows({ ruleSet, ...options })
        const population = populationFromCandidates(rows, { ruleSets: [ruleSet], shared })
        const expected = naiveCounts(program, rows)
        for (const kernel of await kernels(shared)) {
          const counts = evaluatePopulationSync(program, population, { kernel, why: true })
          expect(counts.engine).toBe(kernel.engine)
          expect(byBasis(counts)).toStrictEqual(expected)
          const brief = evaluatePopulationSync(program, population, { kernel })
          expect(brief.bases.map((basis) => ({ ...basis, gates: [] }))).toStrictEqual(
            counts.bases.map((basis) => ({ ...basis, gates: [] }))
          )
          expect(await evaluatePopulation(program, population, { kernel, why: true })).toStrictEqual(counts)
        }
      }),
      { numRuns }
    )
  })
})
