/**
 * What is this driver's own; what it has in common with all drivers is in its contract suite.
 */
import { DeadLetters, MessageQueue, orderEvent } from "@adressat/queue"
import type { Delivery, QueueError } from "@adressat/queue"
import { ServiceBusClient } from "@azure/service-bus"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import { afterEach, beforeEach, expect, it } from "vitest"
import { layerServiceBus } from "../src/index.ts"
import { startServiceBusPeer } from "./peer/ServiceBusPeer.ts"
import type { ServiceBusPeer } from "./peer/ServiceBusPeer.ts"

let peer: ServiceBusPeer
beforeEach(async () => {
  peer = await startServiceBusPeer({ lockDuration: 3000, maxDeliveryCount: 3 })
})
afterEach(() => peer.close())

const event = (id: string, text = "a@example.com") =>
  orderEvent({ id, source: "/ttd", creator: "ttd", order: { channel: "Email", recipients: [{ emailAddress: text }] } })

const run = <A, E>(
  effect: Effect.Effect<A, E, MessageQueue | DeadLetters>,
  connectionString: string | Redacted.Redacted = peer.connectionString()
): Promise<A> => Effect.runPromise(Effect.provide(effect, layerServiceBus({ connectionString }), { local: true }))

const publish = (queue: string, ids: ReadonlyArray<string>) =>
  Effect.flatMap(MessageQueue, (port) =>
    port.publish(
      queue,
      ids.map((id) => ({ event: event(id) }))
    )
  )

const until = (isSo: () => boolean): Effect.Effect<void> =>
  Effect.gen(function* () {
    for (const deadline = Date.now() + 20_000; !isSo() && Date.now() < deadline;) yield* Effect.sleep(20)
    expect(isSo()).toBe(true)
  })

const cause = { code: "GONE", message: "nobody knows it" }

/** Consumes until there were so many deliveries; gives them. */
const consume = (queue: string, count: number, outcome: "done" | "dead" = "done") =>
  Effect.gen(function* () {
    const seen: Array<Delivery> = []
    const handle = (deliveries: ReadonlyArray<Delivery>) =>
      Effect.sync(() => {
        seen.push(...deliveries)
        return deliveries.map(() => (outcome === "done" ? { outcome } : { outcome, cause }))
      })
    const fiber = yield* Effect.forkChild((yield* MessageQueue).consume(queue, handle))
    yield* until(() => seen.length >= count)
    yield* Fiber.interrupt(fiber)
    return seen
  })

it("says what is wrong: no such queue, a message too long, a wrong key, no connection string", async () => {
  const long = { event: event("long", "x".repeat(300_000)) }
  const errors: Array<QueueError> = [
    await run(Effect.flip(publish("no-queue", ["a"]))),
    await run(Effect.flip(Effect.flatMap(MessageQueue, (port) => port.consume("no-queue", () => Effect.succeed([]))))),
    await run(Effect.flip(Effect.flatMap(DeadLetters, (dead) => dead.find("no-queue", { limit: 1 })))),
    await run(Effect.flip(Effect.flatMap(MessageQueue, (port) => port.publish("q", [{ event: event("a") }, long])))),
    await run(Effect.flip(publish("q", ["a"])), Redacted.make(peer.connectionString("wrong-secret"))),
    await run(Effect.flip(publish("q", ["a"])), "nothing of the kind").catch((error: QueueError) => error)
  ]
  expect(errors.map(({ reason }) => reason)).toEqual(Array.from({ length: 6 }, () => "Rejected"))
  const [absent, , , tooLong, wrong, none] = errors.map(({ message }) => message)
  expect(absent).toBe(`service bus at 127.0.0.1:${peer.port} has no queue no-queue; make it there first`)
  expect(tooLong).toContain("takes no message as long as one of these")
  expect(wrong).toContain("refuses the credential")
  expect(none).toContain("the connection string of service bus is none")
  for (const { message } of errors) expect(message).not.toContain("secret")
})

it("locks no more than it may hold, and gives it back at once when it is stopped", async () => {
  const ids = Array.from({ length: 100 }, (_, index) => `m${index}`)
  await run(
    Effect.gen(function* () {
      yield* publish("bounded", ids)
      const held: Array<Delivery> = []
      const hold = (deliveries: ReadonlyArray<Delivery>) => {
        held.push(...deliveries)
        return Effect.never
      }
      const options = { batch: 5, concurrency: 1, prefetch: 10, grace: 0 }
      const fiber = yield* Effect.forkChild((yield* MessageQueue).consume("bounded", hold, options))
      yield* until(() => held.length > 0 && peer.queue("bounded").mostLocked() === 10)
      yield* Effect.sleep(200)
      expect(peer.queue("bounded").mostLocked()).toBe(10)
      yield* Fiber.interrupt(fiber)
      // Those of the one that has gone come at once, and before the others.
      const seen = yield* consume("bounded", 100)
      expect(
        seen
          .filter(({ attempt }) => attempt === 2)
          .map(({ id }) => id)
          .toSorted()
      ).toEqual(ids.slice(0, 10).toSorted())
    })
  )
})

it("leaves no connection open, also where it was cut while messages were held", async () => {
  await run(
    Effect.gen(function* () {
      yield* publish("cut", ["a", "b"])
      let held = 0
      const hold = () =>
        Effect.andThen(
          Effect.sync(() => (held += 1)),
          Effect.never
        )
      const fiber = yield* Effect.forkChild((yield* MessageQueue).consume("cut", hold, { batch: 1, grace: 1500 }))
      yield* until(() => held === 2)
      peer.cut()
      // Longer than until the locks are renewed.
      yield* Effect.sleep(2500)
      yield* Fiber.interrupt(fiber)
      yield* consume("cut", 2)
    })
  )
  await Effect.runPromise(until(() => peer.connections() === 0))
})

it("keeps what a slow handler works on, beyond the duration of its lock", async () => {
  let [first, others] = [0, 0]
  await run(
    Effect.gen(function* () {
      const port = yield* MessageQueue
      yield* publish("slow", ["a"])
      const slow = yield* Effect.forkChild(
        port.consume("slow", (deliveries) =>
          Effect.sync(() => (first += 1)).pipe(
            Effect.andThen(Effect.sleep(5000)),
            Effect.as(deliveries.map(() => ({ outcome: "done" as const })))
          )
        )
      )
      yield* until(() => first === 1)
      const other = yield* Effect.forkChild(
        port.consume("slow", () =>
          Effect.as(
            Effect.sync(() => (others += 1)),
            []
          )
        )
      )
      yield* Effect.sleep(6000)
      yield* Fiber.interrupt(slow)
      yield* Fiber.interrupt(other)
    })
  )
  expect([first, others]).toEqual([1, 0])
  expect(peer.queue("slow").peek(0, 10)).toEqual([])
})

it("reads what other clients send, and what Service Bus itself gave up", async () => {
  const client = new ServiceBusClient(peer.connectionString())
  const sender = client.createSender("foreign")
  await sender.sendMessages([{ body: { id: "json", a: 1 } }, { body: "text" }])
  const receiver = client.createReceiver("given-up", { maxAutoLockRenewalDurationInMs: 0 })
  const found = await run(
    Effect.gen(function* () {
      const dead = yield* DeadLetters
      yield* consume("foreign", 2, "dead")
      yield* publish("given-up", ["a"])
      yield* Effect.promise(async () => {
        for (let attempt = 1; attempt <= 3; attempt += 1) {
          const [message] = await receiver.receiveMessages(1)
          if (message !== undefined) await receiver.abandonMessage(message)
        }
      })
      return [yield* dead.find("foreign", { limit: 10 }), yield* dead.find("given-up", { ids: ["a"] })].flat()
    })
  )
  await client.close()
  expect(found.map(({ body }) => body)).toEqual(['{"id":"json","a":1}', '"text"', JSON.stringify(event("a"))])
  expect(found.map(({ id }) => id)).toContain("json")
  expect(found.map((letter) => letter.cause.code)).toEqual(["GONE", "GONE", "MaxDeliveryCountExceeded"])
})

it("sends a copy under an id of its own, so that a queue that finds duplicates does not drop it", async () => {
  await run(
    Effect.gen(function* () {
      yield* publish("copies", ["a", "a"])
      yield* consume("copies", 2, "dead")
      const ids = () =>
        peer
          .queue("copies")
          .peek(0, 10)
          .map(({ message }) => message.message_id)
      yield* (yield* DeadLetters).retry("copies", ["a"])
      expect(new Set(ids()).size).toBe(2)
      yield* publish("copies", ["a"])
      yield* publish("copies", ["a"])
      // The same event has the same id, by which such a queue knows it.
      expect(new Set(ids()).size).toBe(3)
    })
  )
})

it("takes a dead letter from behind 1,999 others, which stay, and says that it cannot from behind more", async () => {
  const letters = Array.from({ length: 2001 }, (_, index) => ({
    body: `text ${index}`,
    application_properties: { "cloudEvents:id": `m${index}` }
  }))
  peer.queue("many").dead?.put(letters)
  await run(
    Effect.gen(function* () {
      const dead = yield* DeadLetters
      const error = yield* Effect.flip(dead.retry("many", ["m2000"]))
      expect([error.reason, error.message]).toEqual(["Unavailable", expect.stringContaining("the first 2000")])
      expect(yield* dead.remove("many", ["m1999", "nobody"])).toEqual(["m1999"])
      expect(yield* dead.retry("many", ["m2000", "m0"])).toEqual(["m2000", "m0"])
      const left = yield* dead.find("many", { limit: 10_000 })
      expect(left.map(({ id }) => id)).toEqual(letters.slice(1, 1999).map((_, index) => `m${index + 1}`))
    })
  )
})
