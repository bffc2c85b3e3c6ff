import { compile, shippedRuleSet } from "@adressat/core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { comparePrograms, compareProgramsSync } from "../src/Comparison.ts"
import { startCrew } from "../src/Crew.ts"
import type { Crew } from "../src/Crew.ts"
import { evaluatePopulation, evaluatePopulationSync } from "../src/Evaluation.ts"
import { javascriptKernel, loadKernel } from "../src/Kernel.ts"
import type { Kernel } from "../src/Kernel.ts"
import type { Population } from "../src/Population.ts"
import { populationFromCandidates } from "../src/PopulationBuilder.ts"
import { randomRows, repeated } from "./Naive.ts"

const program = compile(shippedRuleSet("altinn"))
const other = compile({
  ...program.ruleSet,
  rules: program.ruleSet.rules.filter(({ name }) => name !== "custom-contact/read-access")
})

/** So many rows that it is worth handing them out. */
const populationOf = (seed: number, shared = true): Population =>
  repeated(
    populationFromCandidates(
      randomRows({ ruleSet: program.ruleSet, count: 5120, seed }).map(({ facts }, row) => ({
        basis: row < 1024 ? "Person" : "CustomContact",
        facts: {
          ...facts,
          lookups: "complete",
          resource: "resource",
          customContactLookup: "consulted",
          customContact: row % 7 === 0 ? "none" : "this-unit",
          serviceSelection: row % 5 === 0 ? "other-services" : "all-services",
          readAccess: row % 3 === 0 ? "deny" : "permit",
          taskReadAccess: "all"
        }
      })),
      { shared }
    ),
    2000
  )

let crew: Crew
let population: Population
let kernels: ReadonlyArray<Kernel>

beforeAll(async () => {
  population = populationOf(1)
  crew = await startCrew({ threads: 3 })
  kernels = [await loadKernel(), javascriptKernel("a test")]
}, 60_000)
afterAll(() => crew.close())

const without = <Value extends { readonly threads: number }>({ threads: _, ...rest }: Value) => rest

describe("a crew", () => {
  it("finds what one thread finds", async () => {
    for (const kernel of kernels) {
      for (let round = 0; round < 5; round++) {
        const counts = await evaluatePopulation(program, population, { kernel, crew, why: true })
        expect(counts.threads).toBe(3)
        expect(without(counts)).toStrictEqual(
          without(evaluatePopulationSync(program, population, { kernel, why: true }))
        )
        const changes = await comparePrograms(program, other, population, { kernel, crew })
        expect(changes.threads).toBe(3)
        expect(changes.changed).toBeGreaterThan(0)
        expect(without(changes)).toStrictEqual(without(compareProgramsSync(program, other, population, { kernel })))
      }
    }
  })

  it("does several evaluations at the same time, of several populations", async () => {
    const [kernel] = kernels
    if (kernel === undefined) return
    const populations = [population, ...Array.from({ length: 3 }, (_, seed) => populationOf(seed + 2))]
    const found = await Promise.all(
      [...populations, ...populations].map((one) => evaluatePopulation(program, one, { kernel, crew }))
    )
    for (const [index, counts] of found.entries()) {
      const one = populations[index % populations.length] ?? population
      expect(without(counts)).toStrictEqual(without(evaluatePopulationSync(program, one, { kernel })))
    }
  }, 60_000)

  it("tells how far it is, and can be called off", async () => {
    const [, kernel] = kernels
    if (kernel === undefined) return
    const told: Array<number> = []
    await evaluatePopulation(program, population, {
      kernel,
      crew,
      why: true,
      onProgress: ({ done, total }) => {
        expect(total).toBe(population.rows)
        told.push(done)
      }
    })
    expect(told.at(-1)).toBe(population.rows)
    expect(told).toStrictEqual(told.toSorted((a, b) => a - b))
    const controller = new AbortController()
    const off = evaluatePopulation(program, population, {
      kernel,
      crew,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("enough"))
    })
    await expect(off).rejects.toThrow("enough")
    // It goes on working afterwards.
    const counts = await evaluatePopulation(program, population, { kernel, crew })
    expect(without(counts)).toStrictEqual(without(evaluatePopulationSync(program, population, { kernel })))
  })

  it("leaves alone what threads cannot share, and says so", async () => {
    const alone = populationOf(1, false)
    const counts = await evaluatePopulation(program, alone, { crew })
    expect(counts).toMatchObject({
      threads: 1,
      engine: "wasm",
      because: "the population is not in memory that threads can share"
    })
    const single = await startCrew({ threads: 1 })
    expect(await evaluatePopulation(program, population, { crew: single })).toMatchObject({
      threads: 1,
      because: "the crew has no other thread"
    })
    single.close()
  }, 60_000)

  it("says what is wrong with a worker, and does not wait for one that is gone", async () => {
    const { Worker } = await import("node:worker_threads")
    const script = (text: string) => () => new Worker(text, { eval: true })
    await expect(startCrew({ threads: 2, spawn: script('throw new Error("no good")') })).rejects.toThrow(
      "a worker failed: no good"
    )
    await expect(startCrew({ threads: 2, spawn: script("process.exit(3)") })).rejects.toThrow("a worker ended")
    await expect(
      startCrew({ threads: 2, spawn: () => new Worker(new URL("no-such-file.js", import.meta.url)) })
    ).rejects.toThrow(/^a worker failed: Cannot find module/)
    const workers: Array<InstanceType<typeof Worker>> = []
    const short = await startCrew({
      threads: 2,
      spawn: () => {
        const worker = new Worker(new URL("../src/worker.ts", import.meta.url))
        workers.push(worker)
        return worker
      }
    })
    await evaluatePopulation(program, population, { crew: short })
    await Promise.all(workers.map((worker) => worker.terminate()))
    await expect(evaluatePopulation(program, population, { crew: short })).rejects.toThrow(
      "the crew does not work any more: a worker ended"
    )
    short.close()
  }, 60_000)

  it("gives up when a worker fails at its work", async () => {
    const { Worker } = await import("node:worker_threads")
    // A worker that knows nothing of the population when it is to work on it.
    const forgetful = `
      const { parentPort } = require("node:worker_threads")
      import(${JSON.stringify(new URL("../src/CrewControl.ts", import.meta.url).href)}).then(({ workUntilCalled }) => {
        let control
        parentPort.on("message", (task) => {
          if (task.type === "start") control = task.control
          try {
            if (task.type === "work") workUntilCalled(control, 1, () => undefined)
            parentPort.postMessage({ type: "done", task: task.type })
          } catch (error) {
            parentPort.postMessage({ type: "failed", because: error.message })
          }
        })
      })`
    const failing = await startCrew({ threads: 2, spawn: () => new Worker(forgetful, { eval: true }) })
    const run = () =>
      evaluatePopulation(program, population, { kernel: javascriptKernel("a test"), crew: failing, why: true })
    await expect(run()).rejects.toThrow(/^the crew does not work any more: a worker failed/)
    await expect(run()).rejects.toThrow(/^the crew does not work any more: a worker failed/)
    failing.close()
  }, 60_000)

  it("ends when it is closed", async () => {
    const closed = await startCrew({ threads: 2 })
    const running = evaluatePopulation(program, population, {
      kernel: javascriptKernel("a test"),
      crew: closed,
      why: true
    })
    closed.close()
    await expect(running).rejects.toThrow("the crew does not work any more: it was closed")
    await expect(evaluatePopulation(program, population, { crew: closed })).rejects.toThrow("it was closed")
  })
})
