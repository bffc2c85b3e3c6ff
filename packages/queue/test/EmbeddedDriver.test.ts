import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { DatabaseSync } from "node:sqlite"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { afterAll, describe, expect, it } from "vitest"
import { layerEmbedded } from "../src/Embedded.ts"
import type { EmbeddedOptions } from "../src/Embedded.ts"
import { DeadLetters, MessageQueue, QueueError } from "../src/index.ts"
import type { Delivery } from "../src/index.ts"

const folder = mkdtempSync(join(tmpdir(), "adressat-queue-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
const newFile = () => join(folder, `${++files}.db`)

const eventOf = (id: string, source = "/test") => ({ specversion: "1.0" as const, id, source, type: "test" })
const cause = { code: "NO", message: "it is not wanted" }

const runOn = <A, E>(options: EmbeddedOptions, effect: Effect.Effect<A, E, MessageQueue | DeadLetters>): Promise<A> =>
  Effect.runPromise(Effect.provide(effect, layerEmbedded(options), { local: true }))

/** Waits, for at most 20 seconds. */
const until = (isSo: () => boolean) =>
  Effect.gen(function* () {
    for (const deadline = Date.now() + 20_000; !isSo() && Date.now() < deadline;) yield* Effect.sleep(10)
    expect(isSo()).toBe(true)
  })

/** Consumes until somebody has seen enough; gives what was delivered. */
const consume = (queue: string, outcome: "done" | "dead", isEnough: (seen: ReadonlyArray<Delivery>) => boolean) =>
  Effect.gen(function* () {
    const seen: Array<Delivery> = []
    const { consume: consuming } = yield* MessageQueue
    const fiber = yield* Effect.forkChild(
      consuming(queue, (deliveries) =>
        Effect.sync(() => {
          seen.push(...deliveries)
          return deliveries.map(() => ({ outcome, cause }))
        })
      )
    )
    yield* until(() => isEnough(seen))
    yield* Fiber.interrupt(fiber)
    return seen
  })

const publish = (queue: string, ...events: ReadonlyArray<ReturnType<typeof eventOf>>) =>
  Effect.flatMap(MessageQueue, (port) =>
    port.publish(
      queue,
      events.map((event) => ({ event }))
    )
  )

const victim = (...words: ReadonlyArray<string>) =>
  spawn(
    process.execPath,
    ["--conditions=@adressat/source", fileURLToPath(new URL("./ConsumingProcess.ts", import.meta.url)), ...words],
    {
      stdio: ["ignore", "pipe", "inherit"]
    }
  )

describe("an embedded queue", () => {
  it("delivers again what a process held that was killed, and counts that attempt", async () => {
    const file = newFile()
    const options: EmbeddedOptions = { store: { sqlite: { file } }, lock: 2000 }
    await runOn(options, publish("orders", eventOf("a")))
    const process_ = victim(file, "orders", "hold")
    await once(process_.stdout, "data")
    process_.kill("SIGKILL")
    await once(process_, "exit")
    const seen = await runOn(
      options,
      consume("orders", "done", (all) => all.length > 0)
    )
    expect(seen.map(({ attempt, id }) => [id, attempt])).toEqual([["a", 2]])
  }, 60_000)

  it.each(["end", "leave"])(
    "lets a process end by itself when its layer is closed (%s)",
    async (mode) => {
      const file = newFile()
      await runOn({ store: { sqlite: { file } } }, publish("orders", eventOf("a")))
      const process_ = victim(file, "orders", mode)
      process_.stdout.resume()
      const [code] = (await once(process_, "exit")) as [number | null]
      expect(code).toBe(0)
      const rows = new DatabaseSync(file).prepare("SELECT state, attempts FROM adressat_messages").all()
      if (mode === "end") expect(rows).toMatchObject([{ state: "completed", attempts: 1 }])
    },
    60_000
  )

  it("tells events of several sources with one id apart, and their dead letters", async () => {
    const ids = await runOn(
      { store: "memory" },
      Effect.gen(function* () {
        yield* publish("orders", eventOf("a", "/one"), eventOf("a", "/other"), eventOf("a", "/one"))
        const seen = yield* consume("orders", "dead", (all) => all.length >= 2)
        const dead = yield* DeadLetters
        const letters = yield* dead.find("orders", { ids: ["a"] })
        return [seen.length, letters.length, yield* dead.retry("orders", ["a", "a"])]
      })
    )
    expect(ids).toEqual([2, 2, ["a"]])
  })

  it("wakes those who wait in the same process at once", async () => {
    const seen = await runOn(
      { store: { sqlite: { file: ":memory:" } }, pollInterval: 3_600_000 },
      Effect.gen(function* () {
        yield* Effect.forkChild(Effect.andThen(Effect.sleep(300), publish("orders", eventOf("a"))))
        return yield* consume("orders", "done", (all) => all.length > 0)
      })
    )
    expect(seen).toMatchObject([{ id: "a", attempt: 1 }])
  }, 30_000)

  it("forgets what was handled after the time to remember it", async () => {
    const file = newFile()
    const store = { sqlite: { file } }
    const once_ = consume("orders", "done", (all) => all.length > 0)
    await runOn({ store }, Effect.andThen(publish("orders", eventOf("a")), once_))
    const again = await runOn(
      { store, remember: 0 },
      Effect.gen(function* () {
        const publishing = Effect.andThen(publish("orders", eventOf("a")), Effect.sleep(20))
        yield* Effect.forkChild(Effect.forever(publishing))
        return yield* once_
      })
    )
    expect(again).toMatchObject([{ id: "a", attempt: 1 }])
  }, 30_000)

  it("keeps a message for an instant that no calendar has", async () => {
    const file = newFile()
    await runOn(
      { store: { sqlite: { file } } },
      Effect.flatMap(MessageQueue, (port) =>
        port.publish("orders", [{ event: eventOf("a"), notBefore: Number.MAX_SAFE_INTEGER }])
      )
    )
    const rows = new DatabaseSync(file).prepare("SELECT visible_at FROM adressat_messages").all()
    expect(rows).toHaveLength(1)
  })

  it("says that its tables are gone, and does not go on for ever", async () => {
    const file = newFile()
    const error = await runOn(
      { store: { sqlite: { file } }, pollInterval: 20 },
      Effect.gen(function* () {
        const { consume: consuming } = yield* MessageQueue
        yield* Effect.forkChild(
          Effect.andThen(
            Effect.sleep(100),
            Effect.sync(() => new DatabaseSync(file).exec("DROP TABLE adressat_messages"))
          )
        )
        return yield* Effect.flip(consuming("orders", () => Effect.succeed([])))
      })
    )
    expect(error).toBeInstanceOf(QueueError)
    expect(error.reason).toBe("Malformed")
  }, 30_000)
})
