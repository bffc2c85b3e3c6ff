import { compile, shippedRuleSet } from "@adressat/core"
import { describe, expect, it } from "vitest"
import { evaluatePopulation, evaluatePopulationSync } from "../src/Evaluation.ts"
import { javascriptKernel } from "../src/Kernel.ts"
import { populationFromCandidates } from "../src/PopulationBuilder.ts"
import { randomRows, repeated } from "./Naive.ts"

const program = compile(shippedRuleSet("altinn"))

describe("an evaluation", () => {
  const rows = randomRows({ ruleSet: program.ruleSet, count: 512, seed: 1 })
  const population = repeated(
    populationFromCandidates(rows.map(({ facts }) => ({ basis: "CustomContact", facts }))),
    40_000
  )
  const kernel = javascriptKernel("a test")

  it("lets others have a turn, tells how far it is, and finds the same", async () => {
    const told: Array<number> = []
    let turns = 0
    const ticking = setInterval(() => turns++, 0)
    const counts = await evaluatePopulation(program, population, {
      kernel,
      why: true,
      onProgress: ({ done, total }) => {
        expect(total).toBe(population.rows)
        told.push(done)
      }
    })
    clearInterval(ticking)
    expect(turns).toBeGreaterThan(0)
    expect(told.length).toBeGreaterThan(2)
    expect(told).toStrictEqual(told.toSorted((a, b) => a - b))
    expect(told.at(-1)).toBe(population.rows)
    expect(counts).toStrictEqual(evaluatePopulationSync(program, population, { kernel, why: true }))
  })

  it("can be called off before and while it runs", async () => {
    await expect(
      evaluatePopulation(program, population, { signal: AbortSignal.abort(new Error("not at all")) })
    ).rejects.toThrow("not at all")
    const controller = new AbortController()
    const told: Array<number> = []
    const running = evaluatePopulation(program, population, {
      kernel,
      why: true,
      signal: controller.signal,
      onProgress: ({ done }) => told.push(done)
    })
    setTimeout(() => controller.abort(new Error("enough")), 0)
    await expect(running).rejects.toThrow("enough")
    expect(told.at(-1) ?? 0).toBeLessThan(population.rows)
  })

  it("runs several at a time on one population", async () => {
    const found = await Promise.all(
      [true, false, true].map((why) => evaluatePopulation(program, population, { kernel, why }))
    )
    for (const [index, why] of [true, false, true].entries())
      expect(found[index]).toStrictEqual(evaluatePopulationSync(program, population, { kernel, why }))
  })

  it("finds its kernel by itself, and says what did the work", async () => {
    const small = populationFromCandidates(rows)
    expect(await evaluatePopulation(program, small)).toMatchObject({ engine: "wasm", threads: 1 })
    expect(await evaluatePopulation(program, small)).not.toHaveProperty("because")
    expect(evaluatePopulationSync(program, small)).toMatchObject({
      engine: "javascript",
      because: "no kernel was given; give what loadKernel() resolves to"
    })
  })
})
