import { DeadLetters, MessageQueue } from "@adressat/orders"
import type { Settlement } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { expect, it } from "vitest"
import { layerMemory, orderEvent } from "../src/index.ts"

const event = (id: string) =>
  orderEvent({
    id,
    source: "/ttd",
    creator: "ttd",
    order: { channel: "Email", recipients: [{ emailAddress: "a@example.com" }] }
  })

it("delivers what is published, again after a delay, and at last to the dead letters", async () => {
  const seen: Array<string> = []
  const program = Effect.gen(function* () {
    const queue = yield* MessageQueue
    yield* queue.publish("orders", [{ event: event("a") }, { event: event("b"), notBefore: 5000 }])
    const fiber = yield* Effect.forkChild(
      queue.consume(
        "orders",
        (deliveries) =>
          Effect.sync(() =>
            deliveries.map(({ attempt, id }): Settlement => {
              seen.push(`${id}${attempt}`)
              return id === "a" ? { outcome: "retry", cause: { code: "C", message: "m" } } : { outcome: "done" }
            })
          ),
        { retries: { delays: [1000, 2000] } }
      )
    )
    yield* TestClock.adjust("0 seconds")
    expect(seen).toEqual(["a1"])
    yield* TestClock.adjust("1 second")
    expect(seen).toEqual(["a1", "a2"])
    yield* TestClock.adjust("4 seconds")
    expect(seen).toEqual(["a1", "a2", "a3", "b1"])
    yield* Fiber.interrupt(fiber)
    const dead = yield* (yield* DeadLetters).find("orders", { limit: 10 })
    expect(dead.map(({ attempts, cause, id }) => [id, attempts, cause.code])).toEqual([["a", 3, "C"]])
  })
  await Effect.runPromise(program.pipe(Effect.provide(layerMemory, { local: true }), Effect.provide(TestClock.layer())))
})
