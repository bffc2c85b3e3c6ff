/**
 * The cases of the contract of queues in which nothing goes wrong on the broker's side: what is published is delivered, to one
 * of those who consume, and is not lost with any of them.
 */
import { eventKey } from "@adressat/orders"
import type { OutgoingMessage, Settlement } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import { assert } from "vitest"
import { distinct, done, each, eventOf, holding, idsOf, messagesOf } from "./QueueTrial.ts"
import type { QueueCase, SeenDelivery } from "./QueueTrial.ts"

const bodiesOf = (messages: ReadonlyArray<OutgoingMessage>) => messages.map(({ event }) => JSON.stringify(event)).sort()

const delivers: QueueCase = {
  name: "delivers each text exactly as it was published, with the id of its event, on its first attempt",
  run: ({ client, consume, queue, until }) =>
    Effect.gen(function* () {
      const events = [
        eventOf("plain"),
        eventOf("æ ø å / 😀 : . * > #", { text: 'quotes " \\ and \n, NUL \u0000, half \ud83d, 中文 \u202e' }),
        { ...eventOf("extended"), traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", data: null },
        eventOf("x".repeat(200), [1.5, -0, 1e300, [], {}])
      ]
      const one = yield* client
      const { seen } = yield* consume(
        one,
        each(() => done)
      )
      const messages = events.map((event) => ({ event }))
      yield* one.queue.publish(queue, messages)
      yield* until("all were delivered", () => seen.length >= events.length)
      assert.deepStrictEqual(seen.map(({ body }) => body).sort(), bodiesOf(messages))
      assert.deepStrictEqual(distinct(seen), events.map(({ id }) => id).sort())
      assert.deepStrictEqual([...new Set(seen.map(({ attempt }) => attempt))], [1])
    })
}

const empty: QueueCase = {
  name: "publishes nothing when there is nothing to publish",
  run: ({ client, consume, queue, until }) =>
    Effect.gen(function* () {
      const one = yield* client
      yield* one.queue.publish(queue, [])
      yield* one.queue.publish(queue, messagesOf(["a"]))
      const { seen } = yield* consume(
        one,
        each(() => done)
      )
      yield* until("the other one was delivered", () => seen.length > 0)
      assert.deepStrictEqual(distinct(seen), ["a"])
    })
}

const again: QueueCase = {
  name: "delivers again what a consumer that is gone did not settle, with a higher attempt",
  run: ({ client, consume, queue, until }) =>
    Effect.gen(function* () {
      const first = yield* client
      const attempts = (seen: ReadonlyArray<SeenDelivery>) => seen.find(({ id }) => id === "a")?.attempt ?? 0
      const held = yield* consume(first, holding, { grace: 0, batch: 1, concurrency: 1, prefetch: 1 })
      yield* first.queue.publish(queue, messagesOf(["a"]))
      yield* until("it was delivered", () => attempts(held.seen) === 1)
      yield* held.stop
      const heldAgain = yield* consume(first, holding, { grace: 0, batch: 1, concurrency: 1, prefetch: 1 })
      yield* until("it was delivered again", () => attempts(heldAgain.seen) > 1)
      yield* heldAgain.stop
      yield* first.close
      const second = yield* client
      const { seen } = yield* consume(
        second,
        each(() => done)
      )
      yield* until("it was delivered to another client", () => seen.length > 0)
      assert.isAbove(attempts(seen), attempts(heldAgain.seen))
      assert.strictEqual(seen[0]?.body, JSON.stringify(eventOf("a")))
    })
}

const settled: QueueCase = {
  name: "does not deliver again what was settled",
  run: ({ client, consume, queue, until }) =>
    Effect.gen(function* () {
      const first = yield* client
      const ids = idsOf(20)
      const all = yield* consume(
        first,
        each(() => done)
      )
      yield* first.queue.publish(queue, messagesOf(ids))
      yield* until("all were delivered", () => distinct(all.seen).length === ids.length)
      yield* all.stop
      yield* first.close
      const second = yield* client
      const { seen } = yield* consume(
        second,
        each(() => done)
      )
      yield* second.queue.publish(queue, messagesOf(["marker"]))
      yield* until("a later one was delivered", () => seen.length > 0)
      yield* Effect.sleep(100)
      assert.deepStrictEqual(distinct(seen), ["marker"])
    })
}

const shares: QueueCase = {
  name: "shares messages between the consumers of two clients, each message once when nothing fails",
  run: ({ client, consume, queue, until }) =>
    Effect.gen(function* () {
      const [one, other] = [yield* client, yield* client]
      const slow = () => Effect.map(Effect.sleep(5), () => [done, done])
      const options = { batch: 2, concurrency: 1, prefetch: 4 }
      const [left, right] = [yield* consume(one, slow, options), yield* consume(other, slow, options)]
      const sent: Array<string> = []
      const publish = (count: number) => {
        const ids = idsOf(count, `m${sent.length}-`)
        sent.push(...ids)
        return one.queue.publish(queue, messagesOf(ids))
      }
      // The second one may still be on its way to the broker.
      for (let round = 0; round < 200 && (left.seen.length === 0 || right.seen.length === 0); round++) {
        yield* publish(10)
        yield* Effect.sleep(25)
      }
      yield* publish(50)
      yield* until("all were delivered", () => left.seen.length + right.seen.length >= sent.length)
      yield* Effect.sleep(50)
      const seen = [...left.seen, ...right.seen].map(({ id }) => id).sort()
      assert.deepStrictEqual(seen, sent.toSorted())
      assert.isNotEmpty(left.seen)
      assert.isNotEmpty(right.seen)
    })
}

const twice: QueueCase = {
  name: "delivers a message that was published twice once in effect, and once at all where it says that it drops the second",
  run: ({ client, consume, queue, under, until }) =>
    Effect.gen(function* () {
      const one = yield* client
      const { seen } = yield* consume(
        one,
        each(() => done)
      )
      const isSeen = (id: string) => () => seen.some((delivery) => delivery.id === id)
      yield* one.queue.publish(queue, messagesOf(["a", "first marker"]))
      yield* until("it was delivered", () => isSeen("a")() && isSeen("first marker")())
      yield* one.queue.publish(queue, messagesOf(["a", "second marker"]))
      yield* until("a later one was delivered", isSeen("second marker"))
      yield* Effect.sleep(100)
      const copies = seen.filter(({ id }) => id === "a")
      const keys = new Set(copies.map(({ body }) => eventKey(JSON.parse(body) as ReturnType<typeof eventOf>)))
      assert.strictEqual(keys.size, 1)
      assert.isAtMost(copies.length, under.guarantees.deduplication > 0 ? 1 : 2)
    })
}

const ordered: QueueCase = {
  name: "delivers in the order of publishing where it says so, and in any case all",
  run: ({ client, consume, queue, under, until }) =>
    Effect.gen(function* () {
      const [one, other] = [yield* client, yield* client]
      const ids = idsOf(300)
      for (let from = 0; from < ids.length; from += 30) {
        yield* one.queue.publish(queue, messagesOf(ids.slice(from, from + 30)))
      }
      const { seen } = yield* consume(
        other,
        each(() => done),
        { concurrency: 1, batch: 7 }
      )
      yield* until("all were delivered", () => distinct(seen).length === ids.length)
      const order = seen.map(({ id }) => id)
      if (under.guarantees.ordering === "published") assert.deepStrictEqual(order, ids)
    })
}

const holds: QueueCase = {
  name: "gives a slow consumer no more than it may hold, and the rest to others",
  run: ({ client, consume, queue, until }) =>
    Effect.gen(function* () {
      const [slow, quick] = [yield* client, yield* client]
      const gate = Latch.makeUnsafe(false)
      const held = yield* consume(slow, (deliveries) => Effect.map(gate.await, () => deliveries.map(() => done)), {
        batch: 2,
        concurrency: 1,
        prefetch: 4,
        grace: 5000
      })
      yield* slow.queue.publish(queue, messagesOf(idsOf(50)))
      yield* until("the slow one has begun", () => held.seen.length > 0)
      // Time to take more than it may.
      yield* Effect.sleep(100)
      const rest = yield* consume(
        quick,
        each(() => done)
      )
      yield* until("the rest was delivered to the other", () => rest.seen.length >= 46)
      assert.isAtMost(held.seen.length, 2)
      yield* gate.open
      yield* until("all were delivered", () => rest.seen.length + held.seen.length >= 50)
      assert.deepStrictEqual([...rest.seen, ...held.seen].map(({ id }) => id).sort(), idsOf(50).toSorted())
    })
}

const drains: QueueCase = {
  name: "finishes and settles what it has begun when it is stopped, takes nothing new, and leaves the rest to others",
  run: ({ client, consume, queue, until }) =>
    Effect.gen(function* () {
      const [first, second] = [yield* client, yield* client]
      const gate = Latch.makeUnsafe(false)
      const begun: Array<string> = []
      const finished: Array<string> = []
      const stopped = yield* consume(
        first,
        (deliveries) =>
          Effect.gen(function* () {
            begun.push(...deliveries.map(({ id }) => id))
            yield* gate.await
            finished.push(...deliveries.map(({ id }) => id))
            return deliveries.map((): Settlement => done)
          }),
        { batch: 3, concurrency: 2, prefetch: 8, grace: 5000 }
      )
      yield* first.queue.publish(queue, messagesOf(idsOf(30)))
      yield* until("two batches are in the works", () => begun.length > 3)
      const stopping = yield* Effect.forkChild(stopped.stop)
      yield* Effect.sleep(50)
      const before = begun.length
      yield* gate.open
      yield* Fiber.join(stopping)
      assert.strictEqual(begun.length, before, "something new was taken")
      assert.deepStrictEqual(finished.toSorted(), begun.toSorted(), "something was given up halfway")
      const rest = yield* consume(
        second,
        each(() => done)
      )
      yield* until("the rest was delivered", () => distinct(rest.seen).length >= 30 - before)
      yield* Effect.sleep(100)
      const expected = idsOf(30).filter((id) => !finished.includes(id))
      assert.deepStrictEqual(distinct(rest.seen), expected.toSorted(), "what had been settled was delivered again")
    })
}

const stops: QueueCase = {
  name: "stops at once when nothing is in the works",
  run: ({ client, consume, queue, until }) =>
    Effect.gen(function* () {
      const one = yield* client
      const idle = yield* consume(
        one,
        each(() => done)
      )
      yield* one.queue.publish(queue, messagesOf(["a"]))
      yield* until("it was delivered", () => idle.seen.length > 0)
      const isStopped = yield* Effect.timeoutOption(idle.stop, 5000)
      assert.strictEqual(isStopped._tag, "Some", "it was not stopped within 5 s")
    })
}

const large: QueueCase = {
  name: "delivers a message of 1 MB",
  run: ({ client, consume, queue, until }) =>
    Effect.gen(function* () {
      const one = yield* client
      // Half a million characters of two bytes each, and a little less for the envelope.
      const event = eventOf("large", "æ".repeat(499_000))
      const { seen } = yield* consume(
        one,
        each(() => done)
      )
      yield* one.queue.publish(queue, [{ event }])
      yield* until("it was delivered", () => seen.length > 0)
      assert.isTrue(seen[0]?.body === JSON.stringify(event), "it is another text")
    })
}

const names: QueueCase = {
  name: "keeps queues apart, whatever their names",
  run: ({ another, client, consume, queue, until }) =>
    Effect.gen(function* () {
      const one = yield* client
      const odd = ["a.b", "a_b", "a%2Eb", "a b", "a/b", "a:b", "a*", "a>", "a#", "å 😀", "A.B", "'\"\\", " "]
      const long = "x".repeat(99 - queue.length)
      const queues = [...odd, `${long}y`, `${long}z`].map((ending) => another(ending))
      yield* Effect.forEach(queues, (name, index) => one.queue.publish(name, messagesOf([`of ${index}`])))
      const consumers = yield* Effect.forEach(queues, (from) =>
        consume(
          one,
          each(() => done),
          { from, prefetch: 2 }
        )
      )
      yield* until("each was delivered", () => consumers.every(({ seen }) => seen.length > 0))
      assert.deepStrictEqual(
        consumers.map(({ seen }) => distinct(seen)),
        queues.map((_, index) => [`of ${index}`])
      )
    })
}

/** The cases on delivery. */
export const queueDeliveryCases: ReadonlyArray<QueueCase> = [
  delivers,
  empty,
  again,
  settled,
  shares,
  twice,
  ordered,
  holds,
  drains,
  stops,
  large,
  names
]
