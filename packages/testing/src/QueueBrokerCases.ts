/**
 * The cases of the contract of queues in which the broker is lost, and the one with many messages.
 */
import { QueueError } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { assert } from "vitest"
import { dead, done, eventOf, idsOf, messagesOf, queueErrorOf } from "./QueueTrial.ts"
import type { QueueCase, QueueClient, QueueTrial } from "./QueueTrial.ts"

/** The name of the case on restarts. */
export const QUEUE_RESTARTED = "loses nothing when the broker is killed and comes back, and goes on by itself"

/** The name of the case on connections. */
export const QUEUE_CUT = "loses nothing when its connections are cut, and goes on by itself"

/** The name of the case on brokers that are not there. */
export const QUEUE_UNREACHABLE = "says where it looked for a broker that is not there, and tells no password"

/** The name of the case on brokers that refuse. */
export const QUEUE_REFUSED = "says that the broker refuses, and tells no password"

/** The name of the case with many messages. */
export const QUEUE_MANY = "delivers 100,000 messages, each at least once"

/** Publishes, and again as long as the broker is not there. */
const publishAnyhow = ({ queue: port }: QueueClient, queue: string, ids: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    for (;;) {
      const isPublished = yield* Effect.matchEffect(port.publish(queue, messagesOf(ids)), {
        onSuccess: () => Effect.succeed(true),
        onFailure: (error) =>
          error instanceof QueueError && error.reason === "Unavailable" ? Effect.succeed(false) : Effect.fail(error)
      })
      if (isPublished) return
      yield* Effect.sleep(100)
    }
  })

const survives = (trial: QueueTrial, disturb: () => Promise<void>, times: number): ReturnType<QueueCase["run"]> =>
  Effect.gen(function* () {
    const { queue, until } = trial
    const [publisher, taker] = [yield* trial.client, yield* trial.client]
    const seen = new Set<string>()
    const consumer = yield* trial.consume(
      taker,
      (deliveries) =>
        Effect.map(Effect.sleep(5), () =>
          deliveries.map(({ id }) => {
            seen.add(id)
            return id === "doomed" ? dead : done
          })
        ),
      { batch: 10, retries: { delays: Array.from({ length: 20 }, () => 100) } }
    )
    yield* publisher.queue.publish(queue, messagesOf(["doomed"]))
    yield* until("the first one was delivered", () => seen.has("doomed"))
    yield* Effect.promise(async () => trial.under.settle?.())
    const due = Date.now() + 2500
    yield* publisher.queue.publish(queue, [{ event: eventOf("later"), notBefore: due }])
    const ids = idsOf(600)
    const publishing = yield* Effect.forkScoped(
      Effect.gen(function* () {
        for (let from = 0; from < ids.length; from += 10) {
          yield* publishAnyhow(publisher, queue, ids.slice(from, from + 10))
          yield* Effect.sleep(5)
        }
      })
    )
    for (let time = 1; time <= times; time++) {
      const before = Math.floor((ids.length * time) / (times + 2))
      yield* until(`${before} were delivered`, () => seen.size > before)
      yield* Effect.promise(disturb)
    }
    yield* Fiber.join(publishing)
    yield* until("all were delivered", () => ids.every((id) => seen.has(id)))
    yield* until("the one of later was delivered", () => seen.has("later"))
    const later = consumer.seen.find(({ id }) => id === "later")
    assert.isAtLeast(later?.seenAt ?? 0, due - 2, "it came early")
    // As if nothing had been.
    yield* publisher.queue.publish(queue, messagesOf(["afterwards"]))
    yield* until("one more was delivered", () => seen.has("afterwards"))
    const letters = yield* publisher.dead.find(queue, { limit: 10 })
    assert.deepStrictEqual(
      letters.map(({ id }) => id),
      ["doomed"]
    )
  })

const restarted: QueueCase = {
  name: QUEUE_RESTARTED,
  timeout: 300_000,
  run: (trial) => {
    const restart =
      trial.under.restart ?? assert.fail("give restart, which kills the broker and starts it, or skip the case")
    return survives(trial, restart, 1)
  }
}

const cut: QueueCase = {
  name: QUEUE_CUT,
  run: (trial) => {
    const cutAll = trial.under.cut ?? assert.fail("give cut, which cuts all connections, or skip the case")
    return survives(trial, cutAll, 3)
  }
}

const unreachable: QueueCase = {
  name: QUEUE_UNREACHABLE,
  run: ({ under }) =>
    Effect.gen(function* () {
      const layer = under.unreachable?.() ?? assert.fail("give unreachable, a client of no broker, or skip the case")
      const error = yield* queueErrorOf(Effect.scoped(Layer.build(layer)))
      assert.strictEqual(error.reason, "Unavailable")
      assert.match(error.message, /:\d+/, "the message does not say where")
    })
}

const refused: QueueCase = {
  name: QUEUE_REFUSED,
  run: ({ under }) =>
    Effect.gen(function* () {
      const layer = under.refused?.() ?? assert.fail("give refused, a client with a wrong password, or skip the case")
      const error = yield* queueErrorOf(Effect.scoped(Layer.build(layer)))
      assert.strictEqual(error.reason, "Rejected")
    })
}

const many: QueueCase = {
  name: QUEUE_MANY,
  timeout: 900_000,
  run: ({ client, consume, queue, under, until }) =>
    Effect.gen(function* () {
      const [publisher, taker] = [yield* client, yield* client]
      const count = under.many ?? 100_000
      const missing = new Set(idsOf(count))
      const all = [...missing]
      const since = Date.now()
      let deliveries = 0
      const consumer = yield* consume(
        taker,
        (batch) =>
          Effect.sync(() => {
            deliveries += batch.length
            return batch.map(({ id }) => {
              missing.delete(id)
              return done
            })
          }),
        { batch: 256 }
      )
      const publishing = Effect.gen(function* () {
        for (let from = 0; from < count; from += 500) {
          yield* publisher.queue.publish(queue, messagesOf(all.slice(from, from + 500)))
          // What was seen is counted, and not kept.
          consumer.seen.length = 0
        }
      })
      yield* publishing
      const published = Date.now() - since
      // As long as there is progress there is patience.
      for (let left = missing.size + 1; missing.size > 0 && missing.size < left;) {
        left = missing.size
        yield* until("more were delivered", () => missing.size < left)
      }
      assert.strictEqual(missing.size, 0, "messages were lost")
      const took = Date.now() - since
      console.info(
        `${count} messages: published within ${published} ms, delivered within ${took} ms, ${deliveries} deliveries`
      )
    })
}

/** The cases on brokers. */
export const queueBrokerCases: ReadonlyArray<QueueCase> = [restarted, cut, unreachable, refused, many]
