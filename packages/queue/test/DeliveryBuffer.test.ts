import { QueueError } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { expect, it } from "vitest"
import { makeDeliveryBuffer } from "../src/DeliveryBuffer.ts"
import type { Taken } from "../src/index.ts"

const message = (token: number): Taken<number> => ({ delivery: { id: `m${token}`, body: "", attempt: 1 }, token })
const lost = new QueueError({ reason: "Unavailable", message: "the broker is not there" })
const tokens = (taken: ReadonlyArray<Taken<number>>) => taken.map(({ token }) => token)

it("gives what was put first, at most so many, and waits for the first", async () => {
  const buffer = makeDeliveryBuffer<number>()
  const waiting = Effect.runPromise(buffer.take(2))
  for (const token of [1, 2, 3, 4, 5]) buffer.put(message(token))
  // Also whoever waited takes what came at the same time together.
  expect(tokens(await waiting)).toEqual([1, 2])
  expect(buffer.size()).toBe(3)
  expect(tokens(await Effect.runPromise(buffer.take(2)))).toEqual([3, 4])
  expect(tokens(await Effect.runPromise(buffer.take(2)))).toEqual([5])
})

it("gives a message to one alone of those who wait", async () => {
  const buffer = makeDeliveryBuffer<number>()
  const takers = [1, 2, 3].map(() => Effect.runPromise(buffer.take(1)))
  for (const token of [1, 2, 3]) buffer.put(message(token))
  expect((await Promise.all(takers)).flatMap(tokens).toSorted((a, b) => a - b)).toEqual([1, 2, 3])
})

it("tells everybody that the broker is lost, lets go of what waits, and says the first reason again", async () => {
  const buffer = makeDeliveryBuffer<number>()
  const waiting = Effect.runPromise(Effect.flip(buffer.take(1)))
  buffer.fail(lost)
  buffer.fail(new QueueError({ reason: "Rejected", message: "later" }))
  expect(await waiting).toBe(lost)
  buffer.put(message(1))
  expect(await Effect.runPromise(Effect.flip(buffer.take(1)))).toBe(lost)
  const full = makeDeliveryBuffer<number>()
  full.put(message(1))
  full.fail(lost)
  expect(full.size()).toBe(0)
})

it("loses nothing to somebody who gave up waiting", async () => {
  const buffer = makeDeliveryBuffer<number>()
  const fiber = Effect.runFork(buffer.take(1))
  await Effect.runPromise(Effect.yieldNow)
  await Effect.runPromise(Fiber.interrupt(fiber))
  buffer.put(message(1))
  expect(tokens(await Effect.runPromise(buffer.take(1)))).toEqual([1])
})
