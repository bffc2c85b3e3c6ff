import { spawn } from "node:child_process"
import { once } from "node:events"
import { writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"
import { DecisionLog, OrderStore } from "@adressat/orders"
import type { ChainPlacement } from "@adressat/orders"
import { SAMPLE_TIME, sampleChain, sampleDecisions, sampleNotification } from "@adressat/testing"
import * as Effect from "effect/Effect"
import fc from "fast-check"
import { afterAll, beforeAll, expect, it } from "vitest"
import { bundledProgram } from "../../testing/test/BundledProgram.ts"
import { layerSqlite } from "../src/index.ts"
import { temporaryFile } from "./TemporaryFile.ts"

/** How often a process is killed. */
const KILLS = 20

const REMINDERS = 3

const NOTIFICATIONS = 100

/** A chain of some size, so that a process is killed in the middle of one, as JSON that its id and key are filled in. */
const template = JSON.stringify({
  shipments: sampleChain("{id}", {
    reminders: REMINDERS,
    placed: { key: { creator: "ttd", kind: "chain", id: "{key}" }, fingerprint: "fingerprint" }
  }).shipments.map((shipment) => ({
    ...shipment,
    notifications: Array.from({ length: NOTIFICATIONS }, (_, index) =>
      sampleNotification(`${shipment.shipmentId}-${index}`)
    )
  })),
  decisions: sampleDecisions(2).map((decision, index) => ({ ...decision, id: `{id}-decision-${index}` }))
} satisfies ChainPlacement)

const placedChain = (chainId: string): ChainPlacement =>
  JSON.parse(template.replaceAll("{id}", chainId).replaceAll("{key}", chainId)) as ChainPlacement

let program: Awaited<ReturnType<typeof bundledProgram>>
beforeAll(async () => {
  program = await bundledProgram(fileURLToPath(new URL("./PlacingProcess.ts", import.meta.url)))
})
afterAll(() => program[Symbol.dispose]())

/** A process that places chains in a database. */
const start = (file: string, ...options: ReadonlyArray<string>) => {
  const chainFile = `${file}.json`
  writeFileSync(chainFile, template)
  return spawn(process.execPath, [program.file, file, chainFile, ...options], {
    stdio: ["ignore", "pipe", "inherit"]
  })
}

/** What a process printed until it ended, or was killed so many microseconds after so many lines. */
const linesOf = async (
  child: ReturnType<typeof start>,
  kill?: { readonly after: number; readonly microseconds: number }
): Promise<ReadonlyArray<string>> => {
  const ended = once(child, "close")
  let text = ""
  let isKilled = false
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk
    if (kill === undefined || isKilled || text.split("\n").length <= kill.after) return
    isKilled = true
    // Less than a timer can wait; the child goes on meanwhile.
    const since = performance.now()
    while (performance.now() - since < kill.microseconds / 1000) continue
    child.kill("SIGKILL")
  })
  const [code, signal] = (await ended) as [number | null, string | null]
  if (kill === undefined) expect(code).toBe(0)
  else expect(signal).toBe("SIGKILL")
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .slice(0, -1)
}

const checkFile = (file: string) => {
  const database = new DatabaseSync(file)
  expect(database.prepare("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }])
  expect(database.prepare("PRAGMA foreign_key_check").all()).toEqual([])
  const count = (table: string) => database.prepare(`SELECT count(*) AS n FROM adressat_${table}`).get()?.["n"]
  const keys = Number(count("chain_keys"))
  expect(count("shipments")).toBe(keys * (REMINDERS + 1))
  expect(count("notifications")).toBe(keys * (REMINDERS + 1) * NOTIFICATIONS)
  expect(count("decisions")).toBe(keys * 2)
  const halves = database
    .prepare(
      `SELECT chain_id FROM adressat_chain_keys WHERE (
        SELECT count(*) FROM adressat_shipments WHERE adressat_shipments.chain_id = adressat_chain_keys.chain_id
      ) <> ${REMINDERS + 1}`
    )
    .all()
  expect(halves).toEqual([])
  database.close()
  return keys
}

it(`keeps every chain that it accepted, and no half of one, when its process is killed ${KILLS} times`, async () => {
  const file = temporaryFile()
  const seed = Number(process.env["ADRESSAT_KILL_SEED"] ?? Date.now() % 1_000_000)
  console.info(`killed at moments of the seed ${seed}; ADRESSAT_KILL_SEED=${seed} chooses the same ones again`)
  const anyMoment = fc.record({ after: fc.integer({ min: 1, max: 15 }), microseconds: fc.nat(6000) })
  const printed: Array<string> = []
  for (const [index, moment] of fc.sample(anyMoment, { numRuns: KILLS, seed }).entries()) {
    const lines = await linesOf(start(file, `run${index}`), moment)
    expect(lines.length).toBeGreaterThanOrEqual(moment.after)
    printed.push(...lines)
    // One may have been accepted at each kill that there was no time to tell of.
    const kept = checkFile(file)
    expect(kept).toBeGreaterThanOrEqual(printed.length)
    expect(kept).toBeLessThanOrEqual(printed.length + index + 1)
  }
  await Effect.runPromise(
    Effect.gen(function* () {
      const [orders, log] = [yield* OrderStore, yield* DecisionLog]
      for (const line of printed) {
        const [outcome, chainId = ""] = line.split(" ")
        expect(outcome).toBe("placed")
        const { decisions, shipments } = placedChain(chainId)
        expect(yield* orders.find({ by: "chain", creator: "ttd", chainIds: [chainId] })).toEqual(shipments)
        const ids = decisions.map(({ id }) => id)
        expect(yield* log.find("ttd", ids)).toEqual(decisions)
      }
    }).pipe(Effect.provide(layerSqlite({ file })))
  )
}, 240_000)

it("places a chain with one key once, whichever of three processes is first", async () => {
  const file = temporaryFile()
  const lines = (await Promise.all(["a", "b", "c"].map((name) => linesOf(start(file, name, "100"))))).flat()
  expect(lines).toHaveLength(300)
  const placed = lines.filter((line) => line.startsWith("placed "))
  const keys = placed.map((line) => line.split("-")[1])
  expect(new Set(keys).size).toBe(100)
  expect(keys).toHaveLength(100)
  expect(checkFile(file)).toBe(100)
  const found = await Effect.runPromise(
    Effect.flatMap(OrderStore, (store) => store.find({ by: "due", now: SAMPLE_TIME, limit: 10_000 })).pipe(
      Effect.provide(layerSqlite({ file }))
    )
  )
  expect(new Set(found.map(({ chainId }) => `placed ${chainId}`))).toEqual(new Set(placed))
}, 120_000)
