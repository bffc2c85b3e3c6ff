import { existsSync } from "node:fs"
import { dirname } from "node:path"
import { compile, contextOfSources, shippedRuleSet } from "@adressat/core"
import { Inbox } from "@adressat/orders"
import { handleOrders, layerMemory } from "@adressat/queue"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterEach, expect, it, vi } from "vitest"
import { AT, makeFacts } from "../src/http/Facts.ts"
import { absenceOf, openPlace } from "../src/queue/Broker.ts"
import { startConsumer } from "../src/queue/ConsumerProcess.ts"
import { decisionMessages, orderMessages } from "../src/queue/OrderMessages.ts"
import { queueSuite, subjects } from "../src/queue/QueueSuite.ts"
import { openVolleys } from "../src/queue/Volleys.ts"

vi.hoisted(() => {
  // Consumers are processes of their own, and need no build here.
  process.env["NODE_OPTIONS"] = "--conditions=@adressat/source"
})

afterEach(() => vi.unstubAllEnvs())

it("has goals about rows that there are, and the short run needs no server", () => {
  const rows = queueSuite.tables.flatMap((table) => table.rows.map(({ name }) => `${table.name}/${name}`))
  expect(new Set(rows).size).toBe(rows.length)
  for (const { quantity } of queueSuite.goals) {
    expect(quantity).toMatchObject({ speed: expect.any(String), against: expect.any(String) })
    if ("speed" in quantity) expect(rows).toEqual(expect.arrayContaining([quantity.speed, quantity.against]))
  }
  expect(queueSuite.goals).toHaveLength(2 * subjects.length)
  const short = queueSuite.tables.filter((table) => table.rows.some((row) => row.short))
  expect(short.map(({ name }) => name)).toEqual(["sqlite"])
})

it.each(["bare", "answering", "ours"] as const)(
  "settles each order of a volley once: SQLite, %s",
  { timeout: 60_000 },
  async (work) => {
    const volleys = await openVolleys("sqlite", work, 2)
    const first = await volleys.fire(20)
    const second = await volleys.fire(20)
    await volleys.close()
    expect([first.settled, second.settled]).toEqual([20, 20])
    expect(first.elapsed).toBeGreaterThan(0)
  }
)

it("tells how long a worker has batches in its hands", { timeout: 60_000 }, async () => {
  const volleys = await openVolleys("sqlite", "timed", 1)
  const { elapsed } = await volleys.fire(20)
  const outside = await volleys.outside()
  await volleys.close()
  expect(outside).toBeGreaterThan(0)
  expect(outside).toBeLessThan(elapsed)
})

it("fails when a consumer ends before it takes anything", { timeout: 60_000 }, async () => {
  const place = { broker: "sqlite", url: "/nowhere/at/all.db", id: "bench-none" } as const
  const task = { place, orders: "orders", decisions: "decisions", work: "bare" } as const
  const unexpected = vi.fn<(reason: string | number) => void>()
  await expect(startConsumer(task, unexpected, unexpected)).rejects.toThrow("a consumer has ended")
})

it("removes the folder of SQLite", async () => {
  const { close, place } = await openPlace("sqlite")
  expect(existsSync(dirname(place.url))).toBe(true)
  await close()
  expect(existsSync(dirname(place.url))).toBe(false)
})

it("says which server is absent, and not how it is entered", async () => {
  vi.stubEnv("ADRESSAT_NATS_URL", "nats://somebody:secret@127.0.0.1:1")
  const absent = "NATS is not at 127.0.0.1:1 (set ADRESSAT_NATS_URL to one that is)"
  expect(await absenceOf("nats")).toEqual({ absent })
  expect(await absenceOf("sqlite")).toBeUndefined()
  vi.stubEnv("ADRESSAT_POSTGRES_URL", "nowhere secret")
  expect(await absenceOf("sqlite", true)).toEqual({
    absent: "PostgreSQL cannot be found (set ADRESSAT_POSTGRES_URL to a url)"
  })
})

it("publishes for the bare client what is as large as what a worker publishes", async () => {
  const program = compile(shippedRuleSet("altinn"))
  const kept: Array<string> = []
  const inbox = Inbox.of({
    accept: (entries) =>
      Effect.sync(() => {
        kept.push(...entries.map(({ event }) => event))
        return entries.map(() => ({ outcome: "accepted" }) as const)
      }),
    published: () => Effect.void,
    unpublished: () => Effect.succeed([])
  })
  const [order] = orderMessages("word", 1)
  await Effect.runPromise(
    handleOrders([{ id: "word-0", body: order?.body ?? "", attempt: 1 }], {
      program: () => program,
      gather: { now: () => AT }
    }).pipe(
      Effect.provide(Layer.merge(layerMemory, Layer.succeed(Inbox, inbox))),
      Effect.provideContext(contextOfSources(makeFacts()))
    )
  )
  const next = await decisionMessages("word")
  const [worker = "", bare] = [kept[0], next()]
  expect(JSON.parse(worker)).toMatchObject({ type: "no.adressat.decision" })
  expect(bare.body.length / worker.length).toBeCloseTo(1, 2)
  expect(next().id).not.toBe(bare.id)
})
