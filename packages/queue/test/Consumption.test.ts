import { MessageQueue, QueueError } from "@adressat/orders"
import type { ConsumeOptions, Delivery, HandleBatch, Settlement } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { expect, it } from "vitest"
import { layerOfDriver } from "../src/index.ts"
import type { Driver } from "../src/index.ts"
import { makeMemoryDriver } from "../src/Memory.ts"
import { changed, failingOnce } from "./FaultyDriver.ts"

const event = (id: string) => ({ specversion: "1.0", id, source: "/test", type: "test" }) as const
const publishing = (count: number) =>
  Effect.flatMap(MessageQueue, (queue) =>
    queue.publish(
      "q",
      Array.from({ length: count }, (_, index) => ({ event: event(`m${index}`) }))
    )
  )
const consuming = <E>(handle: HandleBatch<E, never>, options?: ConsumeOptions) =>
  Effect.forkChild(Effect.flatMap(MessageQueue, (queue) => queue.consume("q", handle, options)))
const done: Settlement = { outcome: "done" }
const all = (deliveries: ReadonlyArray<Delivery>) => deliveries.map(() => done)

/** Lets time go by, and everybody do what there is to do then. */
const after = (duration: number | "1 second") =>
  Effect.andThen(
    TestClock.adjust(duration),
    Effect.forEach(Array.from({ length: 20 }), () => TestClock.adjust(0), { discard: true })
  )

const run = <Token>(driver: Driver<Token>, program: Effect.Effect<void, unknown, MessageQueue>) =>
  Effect.runPromise(
    program.pipe(
      Effect.provide(layerOfDriver(Effect.succeed(driver)), { local: true }),
      Effect.provide(TestClock.layer())
    )
  )

it("has no more batches in the works than it may, none larger than it may be, and takes the next as one is done", () =>
  run(
    makeMemoryDriver(),
    Effect.gen(function* () {
      yield* publishing(10)
      const sizes: Array<number> = []
      let inTheWorks = 0
      let most = 0
      yield* consuming(
        (deliveries) =>
          Effect.gen(function* () {
            sizes.push(deliveries.length)
            most = Math.max(most, ++inTheWorks)
            yield* Effect.sleep(1000)
            inTheWorks -= 1
            return all(deliveries)
          }),
        { batch: 3, concurrency: 2 }
      )
      yield* after(0)
      expect(sizes).toEqual([3, 3])
      yield* after(1000)
      expect(sizes).toEqual([3, 3, 3, 1])
      expect(most).toBe(2)
      yield* after(1000)
      expect(inTheWorks).toBe(0)
    })
  ))

it("tries what has no settlement again, and what its handler throws at", () =>
  run(
    makeMemoryDriver(),
    Effect.gen(function* () {
      yield* publishing(3)
      const seen: Array<string> = []
      yield* consuming(
        (deliveries) => {
          seen.push(...deliveries.map(({ attempt, id }) => `${id}.${attempt}`))
          if (deliveries[0]?.attempt === 1) return Effect.succeed([done])
          if (deliveries[0]?.attempt === 2) throw new Error("thrown, not failed")
          return Effect.succeed(all(deliveries))
        },
        { retries: { delays: [10, 10] } }
      )
      for (let step = 0; step < 5; step++) yield* after(10)
      expect(seen.filter((one) => one.endsWith(".1"))).toEqual(["m0.1", "m1.1", "m2.1"])
      expect(seen.filter((one) => one.endsWith(".3")).toSorted()).toEqual(["m1.3", "m2.3"])
    })
  ))

it("looks for a broker that is lost after longer and longer pauses, tells it each time, and goes on", async () => {
  const told: Array<number> = []
  let failures = 0
  const right = makeMemoryDriver()
  const driver = {
    ...right,
    subscribe: ((queue, options) =>
      ++failures <= 8
        ? Effect.fail(new QueueError({ reason: "Unavailable", message: "the broker is not there" }))
        : right.subscribe(queue, options)) satisfies typeof right.subscribe
  }
  await run(
    driver,
    Effect.gen(function* () {
      yield* publishing(1)
      const seen: Array<string> = []
      yield* consuming(
        (deliveries) => {
          seen.push(...deliveries.map(({ id }) => id))
          return Effect.succeed(all(deliveries))
        },
        { onFailure: () => void told.push(failures) }
      )
      yield* after(0)
      expect(told).toEqual([1])
      yield* after(199)
      expect(told).toEqual([1])
      yield* after(1)
      expect(told).toEqual([1, 2])
      for (let step = 0; step < 8; step++) yield* after(10_000)
      expect(told).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
      expect(seen).toEqual(["m0"])
    })
  )
})

it("ends when the broker refuses", () =>
  run(
    changed(() => ({
      subscribe: () => Effect.fail(new QueueError({ reason: "Rejected", message: "the queue is of another kind" }))
    })),
    Effect.gen(function* () {
      const fiber = yield* consuming((deliveries) => Effect.succeed(all(deliveries)))
      const error = yield* Effect.flip(Fiber.join(fiber))
      expect(error).toMatchObject({ _tag: "QueueError", reason: "Rejected" })
    })
  ))

it("gets again what it could not settle, and says why", () =>
  run(
    failingOnce("Unavailable"),
    Effect.gen(function* () {
      yield* publishing(2)
      const seen: Array<string> = []
      const told: Array<string> = []
      yield* consuming(
        (deliveries) => {
          seen.push(...deliveries.map(({ attempt, id }) => `${id}.${attempt}`))
          return Effect.succeed(all(deliveries))
        },
        { onFailure: ({ message }) => void told.push(message) }
      )
      yield* after(0)
      expect(told).toEqual(["the broker did not take it"])
      yield* after("1 second")
      expect(seen).toEqual(["m0.1", "m1.1", "m0.2", "m1.2"])
      expect(told).toEqual(["the broker did not take it"])
    })
  ))

it("ends when the broker refuses to settle", () =>
  run(
    failingOnce("Rejected"),
    Effect.gen(function* () {
      yield* publishing(1)
      const fiber = yield* consuming((deliveries) => Effect.succeed(all(deliveries)))
      expect(yield* Effect.flip(Fiber.join(fiber))).toMatchObject({ reason: "Rejected" })
    })
  ))

it("gives what is in the works its grace when it is stopped, and no more", () =>
  run(
    makeMemoryDriver(),
    Effect.gen(function* () {
      yield* publishing(1)
      let isInterrupted = false
      const fiber = yield* consuming(
        () => Effect.onInterrupt(Effect.never, () => Effect.sync(() => (isInterrupted = true))),
        {
          grace: 5000
        }
      )
      yield* after(0)
      const stopping = yield* Effect.forkChild(Fiber.interrupt(fiber))
      yield* after(4999)
      expect(isInterrupted).toBe(false)
      yield* after(1)
      yield* Fiber.join(stopping)
      expect(isInterrupted).toBe(true)
      const seen: Array<number> = []
      yield* consuming((deliveries) => {
        seen.push(...deliveries.map(({ attempt }) => attempt))
        return Effect.succeed(all(deliveries))
      })
      yield* after(0)
      expect(seen).toEqual([2])
    })
  ))

it("publishes nothing without asking the broker when there is nothing to publish", () =>
  run(
    changed(() => ({ publish: () => Effect.die("asked") })),
    Effect.flatMap(MessageQueue, (queue) => queue.publish("q", []))
  ))
