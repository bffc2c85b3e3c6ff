/**
 * The cases of the contract of queues in which handling fails: messages are tried again when the policy says so, and at last
 * are with the dead letters; and those on messages that are to come later.
 */
import type { DeadLetter, Delivery, Settlement } from "@adressat/orders"
import * as Effect from "effect/Effect"
import { assert } from "vitest"
import { dead, distinct, done, each, eventOf, holding, idsOf, messagesOf, retry, someCause } from "./QueueTrial.ts"
import type { QueueCase, QueueClient, QueueTrial, SeenDelivery } from "./QueueTrial.ts"

/** By how much a busy machine may be late beyond what is promised, in milliseconds. */
const SLACK = 2000

/** Clocks are read in whole milliseconds, and brokers round. */
const EARLY = 2

/** Waits until a queue has so many dead letters. */
const deadLetters = ({ until, queue }: QueueTrial, { dead: letters }: QueueClient, count: number) =>
  Effect.gen(function* () {
    let found: ReadonlyArray<DeadLetter> = []
    yield* Effect.forkScoped(
      Effect.gen(function* () {
        while (found.length < count) {
          found = yield* letters.find(queue, { limit: 100 })
          yield* Effect.sleep(20)
        }
      })
    )
    yield* until(`${count} are with the dead letters`, () => found.length >= count)
    return found
  })

const assertBetween = (what: string, milliseconds: number, least: number, lateness: number) => {
  assert.isAtLeast(milliseconds, least - EARLY, `${what} came early`)
  assert.isAtMost(milliseconds, least + lateness + SLACK, `${what} came late`)
}

const backsOff: QueueCase = {
  name: "delivers again after the delays of the policy, no sooner, and counts the attempts",
  run: ({ client, consume, queue, under, until }) =>
    Effect.gen(function* () {
      const one = yield* client
      const delays = [200, 500]
      const { seen } = yield* consume(
        one,
        each(({ attempt }) => (attempt < 3 ? retry : done)),
        { retries: { delays } }
      )
      yield* one.queue.publish(queue, messagesOf(["a", "b"]))
      yield* until("all attempts are made", () => seen.length >= 6)
      for (const name of ["a", "b"]) {
        const attempts = seen.filter(({ id }) => id === name)
        assert.deepStrictEqual(
          attempts.map(({ attempt, body }) => [attempt, body]),
          [1, 2, 3].map((attempt) => [attempt, JSON.stringify(eventOf(name))])
        )
        for (const [index, delay] of delays.entries()) {
          const pause = (attempts[index + 1]?.seenAt ?? 0) - (attempts[index]?.seenAt ?? 0)
          assertBetween(`attempt ${index + 2}`, pause, delay, under.guarantees.lateness)
        }
      }
    })
}

const assertLetter = (letter: DeadLetter | undefined, since: number, expected: Omit<DeadLetter, "at">) => {
  const { at, ...rest } = letter ?? assert.fail("it is not with the dead letters")
  assert.deepStrictEqual(rest, expected)
  assert.isAtLeast(at, since - 1000)
  assert.isAtMost(at, Date.now() + 1000)
}

const givesUp: QueueCase = {
  name: "gives a message up when its attempts run out, with its last cause, its text, its attempts and the time",
  run: (trial) =>
    Effect.gen(function* () {
      const one = yield* trial.client
      const since = Date.now()
      const causeOf = (attempt: number) => ({ ...someCause, code: `CODE_${attempt}` })
      const settle = ({ attempt }: Delivery): Settlement => ({ outcome: "retry", cause: causeOf(attempt) })
      const { seen } = yield* trial.consume(one, each(settle), { retries: { delays: [50, 50] } })
      const [message] = messagesOf(["a"])
      yield* one.queue.publish(trial.queue, messagesOf(["a"]))
      const [letter] = yield* deadLetters(trial, one, 1)
      const body = JSON.stringify(message?.event)
      assertLetter(letter, since, { id: "a", body, cause: causeOf(3), attempts: 3 })
      yield* Effect.sleep(100)
      assert.deepStrictEqual(
        seen.map(({ attempt }) => attempt),
        [1, 2, 3]
      )
    })
}

const diesAtOnce: QueueCase = {
  name: "gives a message up at once when it never will be handled, and no other with it",
  run: (trial) =>
    Effect.gen(function* () {
      const one = yield* trial.client
      const since = Date.now()
      const { seen } = yield* trial.consume(
        one,
        each(({ id }) => (id === "m3" ? dead : done))
      )
      yield* one.queue.publish(trial.queue, messagesOf(idsOf(6)))
      const letters = yield* deadLetters(trial, one, 1)
      yield* trial.until("all were delivered", () => distinct(seen).length === 6)
      assert.lengthOf(letters, 1)
      assertLetter(letters[0], since, {
        id: "m3",
        body: JSON.stringify(eventOf("m3")),
        cause: someCause,
        attempts: 1
      })
    })
}

const poison: QueueCase = {
  name: "tries again only the message that its handler fails or dies on, and no other of its batch",
  run: (trial) =>
    Effect.gen(function* () {
      const one = yield* trial.client
      const handled: Array<string> = []
      const ids = idsOf(10)
      yield* one.queue.publish(trial.queue, messagesOf([...ids, "fails", "dies"]))
      yield* trial.consume(
        one,
        (deliveries) =>
          Effect.gen(function* () {
            if (deliveries.some(({ id }) => id === "fails")) return yield* Effect.fail("no reason")
            if (deliveries.some(({ id }) => id === "dies")) return yield* Effect.die(new Error("a defect"))
            handled.push(...deliveries.map(({ id }) => id))
            return deliveries.map(() => done)
          }),
        { batch: 12, retries: { delays: [50] } }
      )
      const letters = yield* deadLetters(trial, one, 2)
      assert.deepStrictEqual(distinct(letters), ["dies", "fails"])
      assert.deepStrictEqual(
        letters.map(({ attempts, cause }) => [attempts, cause.code]),
        [2, 2].map((attempts) => [attempts, "HANDLER_FAILED"])
      )
      assert.deepStrictEqual(handled.toSorted(), ids.toSorted())
    })
}

/** The name of the case on texts of others. */
export const QUEUE_FOREIGN = "delivers a text that is no event, and keeps it with the dead letters when it is given up"

const foreign: QueueCase = {
  name: QUEUE_FOREIGN,
  run: (trial) =>
    Effect.gen(function* () {
      const { consume, queue, under, until } = trial
      const put = under.foreign ?? assert.fail("give foreign, which puts a text into a queue, or skip the case")
      const one = yield* trial.client
      const since = Date.now()
      const { seen } = yield* consume(
        one,
        each(({ body }) => (body.startsWith("{") ? done : dead))
      )
      yield* one.queue.publish(queue, messagesOf(["before"]))
      yield* until("the event was delivered", () => seen.length > 0)
      const text = "no event æ 😀"
      yield* Effect.promise(() => put(queue, text))
      yield* one.queue.publish(queue, messagesOf(["after"]))
      const [letter] = yield* deadLetters(trial, one, 1)
      yield* until("a later event was delivered", () => seen.some(({ id }) => id === "after"))
      assert.isNotEmpty(letter?.id)
      assertLetter(letter, since, { id: letter?.id ?? "", body: text, cause: someCause, attempts: 1 })
      const id = letter?.id ?? ""
      assert.deepStrictEqual(yield* one.dead.remove(queue, [id]), [id])
    })
}

const deserted: QueueCase = {
  name: "gives a message up that ends each of its consumers, when its attempts run out",
  run: (trial) =>
    Effect.gen(function* () {
      const retries = { delays: [50] }
      const publisher = yield* trial.client
      yield* publisher.queue.publish(trial.queue, messagesOf(["a"]))
      for (let attempt = 1; attempt <= 2; attempt++) {
        const victim = yield* trial.client
        const { seen, stop } = yield* trial.consume(victim, holding, { retries, grace: 0, prefetch: 1, batch: 1 })
        yield* trial.until(`attempt ${attempt} was made`, () => seen.length > 0)
        assert.isAtLeast(seen[0]?.attempt ?? 0, attempt)
        yield* stop
        yield* victim.close
      }
      const one = yield* trial.client
      const { seen } = yield* trial.consume(
        one,
        each(() => done),
        { retries }
      )
      const [letter] = yield* deadLetters(trial, one, 1)
      assert.deepStrictEqual(seen, [])
      assert.strictEqual(letter?.cause.code, "CONSUMERS_DIED")
      assert.isAtLeast(letter?.attempts ?? 0, 2)
      assert.strictEqual(letter?.body, JSON.stringify(eventOf("a")))
    })
}

const delays: QueueCase = {
  name: "delivers no message before its time, and holds up no other by it",
  run: ({ client, consume, queue, under, until }) =>
    Effect.gen(function* () {
      const one = yield* client
      const { seen } = yield* consume(
        one,
        each(() => done)
      )
      const now = Date.now()
      // The last one first, so that a broker that looks at the first alone is late with the others.
      const ahead = [1600, 1200, 800]
      // More than the 2³¹ ms that a timer can wait, and a little more than whole days.
      const weeks = 56 * 24 * 3_600_000 + 400
      yield* one.queue.publish(queue, [
        { event: eventOf("in weeks"), notBefore: now + weeks },
        ...ahead.map((by) => ({ event: eventOf(`ahead ${by}`), notBefore: now + by })),
        { event: eventOf("past"), notBefore: now - 1000 },
        { event: eventOf("now") }
      ])
      const at = (id: string): SeenDelivery | undefined => seen.find((delivery) => delivery.id === id)
      yield* until("those that are due were delivered", () =>
        [at("past"), at("now")].every((one_) => one_ !== undefined)
      )
      for (const id of ["past", "now"]) assertBetween(id, (at(id)?.seenAt ?? 0) - now, 0, under.guarantees.lateness)
      yield* until("all were delivered", () => ahead.every((by) => at(`ahead ${by}`) !== undefined))
      for (const by of ahead)
        assertBetween(`ahead ${by}`, (at(`ahead ${by}`)?.seenAt ?? 0) - now, by, under.guarantees.lateness)
      assert.isUndefined(at("in weeks"), "what is due in weeks came at once")
      assert.deepStrictEqual([...new Set(seen.map(({ attempt }) => attempt))], [1])
      assert.strictEqual(at("ahead 800")?.body, JSON.stringify(eventOf("ahead 800")))
    })
}

const letters: QueueCase = {
  name: "finds dead letters by ids and the oldest first, publishes them again with a fresh count, and removes them",
  run: (trial) =>
    Effect.gen(function* () {
      const { consume, queue, until } = trial
      const [one, other] = [yield* trial.client, yield* trial.client]
      const doomed = yield* consume(
        one,
        each(() => dead)
      )
      const ids = ["z", "y", "x", "w"]
      for (const [index, id] of ids.entries()) {
        yield* one.queue.publish(queue, messagesOf([id]))
        yield* deadLetters(trial, one, index + 1)
      }
      yield* doomed.stop
      const idsOfLetters = (found: ReadonlyArray<DeadLetter>) => found.map(({ id }) => id)
      assert.deepStrictEqual(idsOfLetters(yield* other.dead.find(queue, { limit: 10 })), ids)
      assert.deepStrictEqual(idsOfLetters(yield* other.dead.find(queue, { limit: 2 })), ["z", "y"])
      assert.deepStrictEqual(yield* other.dead.find(queue, { limit: 0 }), [])
      assert.deepStrictEqual(idsOfLetters(yield* other.dead.find(queue, { ids: ["w", "nobody", "y"] })), ["y", "w"])
      assert.deepStrictEqual(yield* other.dead.find(trial.another("-empty"), { limit: 10 }), [])
      assert.deepStrictEqual((yield* other.dead.retry(queue, ["y", "nobody", "w"])).toSorted(), ["w", "y"])
      assert.deepStrictEqual(idsOfLetters(yield* other.dead.find(queue, { limit: 10 })), ["z", "x"])
      assert.deepStrictEqual(yield* other.dead.retry(queue, ["y"]), [])
      const { seen, stop } = yield* consume(
        other,
        each(({ id }) => (id === "y" ? dead : done))
      )
      yield* until("both were delivered again", () => seen.length >= 2)
      assert.deepStrictEqual(
        seen
          .map(({ attempt, body, id }) => [id, attempt, body])
          .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
        ["w", "y"].map((id) => [id, 1, JSON.stringify(eventOf(id))])
      )
      yield* deadLetters(trial, other, 3)
      yield* stop
      // One that was given up twice is one dead letter, and can be tried once more.
      assert.deepStrictEqual(yield* one.dead.retry(queue, ["y"]), ["y"])
      const last = yield* consume(
        one,
        each(() => done)
      )
      yield* until("it was delivered a third time", () => last.seen.some(({ id }) => id === "y"))
      assert.deepStrictEqual((yield* one.dead.remove(queue, ["x", "nobody"])).toSorted(), ["x"])
      assert.deepStrictEqual(yield* one.dead.remove(queue, ["x"]), [])
      assert.deepStrictEqual(idsOfLetters(yield* one.dead.find(queue, { limit: 10 })), ["z"])
    })
}

/** The cases on failure and delay. */
export const queueFailureCases: ReadonlyArray<QueueCase> = [
  backsOff,
  givesUp,
  diesAtOnce,
  poison,
  foreign,
  deserted,
  delays,
  letters
]
