import { compile, contextOfSources, decide, shippedRuleSet, StoreError } from "@adressat/core"
import type { RuleProgram, Snapshot } from "@adressat/core"
import { DecisionLog, eventKey, Inbox, layerMemoryOrders, MessageQueue, QueueError, ShadowLog } from "@adressat/orders"
import type { Delivery } from "@adressat/orders"
import { cast, sourcesFrom } from "@adressat/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { handleOrders, layerMemory, orderEvent, relay, runWorker } from "../src/index.ts"
import type { WorkerOptions } from "../src/index.ts"

const [person] = cast.nationalIdentityNumbers
const snapshot: Snapshot = {
  at: "1970-01-01T00:00:00.000Z",
  persons: [
    {
      nationalIdentityNumber: person,
      email: "ola@example.com",
      emailVerified: "1970-01-01T00:00:00.000Z",
      reservation: "NEI"
    }
  ]
}
const order = { channel: "Email" as const, recipients: [{ nationalIdentityNumber: person }] }
const program = compile(shippedRuleSet("altinn"))
const options: WorkerOptions = { program: () => program }
const eventOf = (id: string) => orderEvent({ id, source: "/ttd", creator: "ttd", order })
const deliveryOf = (id: string, attempt = 1): Delivery => ({ id, body: JSON.stringify(eventOf(id)), attempt })

type Needs = MessageQueue | Inbox | DecisionLog | ShadowLog

const run = <A, E>(test: Effect.Effect<A, E, Needs | Layer.Success<typeof sources>>, from = sources): Promise<A> =>
  Effect.runPromise(
    test.pipe(
      Effect.provide(Layer.mergeAll(layerMemory, layerMemoryOrders, from), { local: true }),
      Effect.provide(TestClock.layer())
    )
  )

const sourcesOf = (host: ReturnType<typeof sourcesFrom>) => Layer.succeedContext(contextOfSources(host))
const sources = sourcesOf(sourcesFrom(snapshot))
const silent = sourcesOf(sourcesFrom(snapshot, ["persons"]))

/** All events that were published, as a consumer gets them. */
const published = Effect.gen(function* () {
  const queue = yield* MessageQueue
  const events: Array<{ readonly id: string; readonly type: string; readonly data: Record<string, unknown> }> = []
  const fiber = yield* Effect.forkChild(
    queue.consume("adressat.decisions", (deliveries) => {
      events.push(...deliveries.map(({ body }) => JSON.parse(body) as (typeof events)[number]))
      return Effect.succeed(deliveries.map(() => ({ outcome: "done" as const })))
    })
  )
  for (let turn = 0; turn < 20; turn++) yield* TestClock.adjust(0)
  yield* Fiber.interrupt(fiber)
  return events
})

/** Does something to the inbox. */
const withInbox = <A, E, R>(
  change: (right: Inbox["Service"]) => Partial<Inbox["Service"]>,
  effect: Effect.Effect<A, E, R>
) => Effect.flatMap(Inbox, (right) => Effect.provideService(effect, Inbox, { ...right, ...change(right) }))

const unavailable = new StoreError({ reason: "Unavailable", message: "the database does not answer" })

describe("a worker", () => {
  it("decides as core does, keeps the decision, and publishes it", () =>
    run(
      Effect.gen(function* () {
        const settlements = yield* handleOrders([deliveryOf("a")], options)
        expect(settlements).toEqual([{ outcome: "done" }])
        const [event] = yield* published
        const key = eventKey({ id: "a", source: "/ttd" })
        const decision = decide(program, order, snapshot)
        expect(event).toMatchObject({ id: key, type: "no.adressat.decision", data: { decisionId: key, decision } })
        const [kept] = yield* (yield* DecisionLog).find("ttd", [key])
        expect(decision.tally.delivered).toBe(1)
        expect(kept).toMatchObject({ id: key, creator: "ttd", order, decision, purpose: "send" })
      })
    ))

  it("decides once in effect what is delivered twice, in one batch or in two", () =>
    run(
      Effect.gen(function* () {
        const counts: Array<unknown> = []
        const onBatch = (batch: unknown) => void counts.push(batch)
        yield* handleOrders([deliveryOf("a"), deliveryOf("a")], { ...options, onBatch })
        yield* handleOrders([deliveryOf("a", 2)], { ...options, onBatch })
        expect(counts).toMatchObject([
          { decided: 1, known: 1 },
          { decided: 0, known: 1 }
        ])
        expect(new Set((yield* published).map(({ id }) => id)).size).toBe(1)
        expect(yield* (yield* DecisionLog).walk({ creator: "ttd", limit: 10 })).toHaveLength(1)
      })
    ))

  it("publishes by the next delivery, or by relaying, what was kept when the broker was lost", () =>
    run(
      Effect.gen(function* () {
        const right = yield* MessageQueue
        const lost = new QueueError({ reason: "Unavailable", message: "the broker is not there" })
        const failing = { ...right, publish: () => Effect.fail(lost) }
        const settlements = yield* Effect.provideService(
          handleOrders([deliveryOf("a"), deliveryOf("b")], options),
          MessageQueue,
          failing
        )
        expect(settlements).toMatchObject(
          ["a", "b"].map(() => ({ outcome: "retry", cause: { code: "QUEUE_UNAVAILABLE" } }))
        )
        expect(yield* published).toEqual([])
        expect(yield* handleOrders([deliveryOf("a", 2)], options)).toEqual([{ outcome: "done" }])
        expect(yield* published).toHaveLength(1)
        expect(yield* relay({})).toBe(0)
        yield* TestClock.adjust("61 seconds")
        expect(yield* relay({})).toBe(1)
        expect(yield* relay({})).toBe(0)
        expect((yield* published).map(({ id }) => id)).toEqual([eventKey({ id: "b", source: "/ttd" })])
      })
    ))

  it("tries again, and publishes nothing, when the store does not answer", () =>
    run(
      Effect.gen(function* () {
        const settlements = yield* withInbox(
          () => ({ accept: () => Effect.fail(unavailable) }),
          handleOrders([deliveryOf("a"), { id: "x", body: "no event", attempt: 1 }], options)
        )
        expect(settlements).toMatchObject([
          { outcome: "retry", cause: { code: "STORE_UNAVAILABLE" } },
          { outcome: "dead", cause: { code: "NOT_AN_EVENT" } }
        ])
        expect(yield* published).toEqual([])
      })
    ))

  it("does the others when the store refuses one", () =>
    run(
      Effect.gen(function* () {
        const refused = new StoreError({ reason: "Rejected", message: "it is too large" })
        const key = eventKey({ id: "b", source: "/ttd" })
        const settlements = yield* withInbox(
          (right) => ({
            accept: (entries) =>
              entries.some(({ message }) => message === key) ? Effect.fail(refused) : right.accept(entries)
          }),
          handleOrders(
            ["a", "b", "c"].map((id) => deliveryOf(id)),
            options
          )
        )
        expect(settlements.map(({ outcome }) => outcome)).toEqual(["done", "retry", "done"])
      })
    ))

  it("gives up by the policy what its sources do not answer, and says so in an event", () =>
    run(
      Effect.gen(function* () {
        const trying = { ...options, consume: { retries: { delays: [10] } } }
        expect(yield* handleOrders([deliveryOf("a")], trying)).toMatchObject([
          { outcome: "retry", cause: { code: "SOURCES_UNAVAILABLE" } }
        ])
        expect(yield* published).toEqual([])
        expect(yield* handleOrders([deliveryOf("a", 2)], trying)).toMatchObject([
          { outcome: "dead", cause: { code: "SOURCES_UNAVAILABLE" } }
        ])
        expect(yield* published).toMatchObject([
          { type: "no.adressat.order.undecided", data: { attempts: 2, order: { id: "a", source: "/ttd" } } }
        ])
        expect(yield* (yield* DecisionLog).walk({ creator: "ttd", limit: 10 })).toEqual([])
      }),
      silent
    ))

  it("refuses an order that is none with an event, and lets it stop no other of its batch", () =>
    run(
      Effect.gen(function* () {
        const wrong = {
          ...eventOf("w"),
          data: { creator: "ttd", order: { channel: person, recipients: "ola@example.com" } }
        }
        const settlements = yield* handleOrders(
          [
            deliveryOf("a"),
            { id: "w", body: JSON.stringify(wrong), attempt: 1 },
            { id: "x", body: "{", attempt: 1 },
            deliveryOf("b")
          ],
          options
        )
        expect(settlements.map(({ outcome }) => outcome)).toEqual(["done", "dead", "dead", "done"])
        expect(JSON.stringify(settlements)).not.toMatch(new RegExp(`${person}|ola@`))
        const events = yield* published
        expect(events.map(({ type }) => type).toSorted()).toEqual([
          "no.adressat.decision",
          "no.adressat.decision",
          "no.adressat.order.refused"
        ])
      })
    ))

  it("keeps what a candidate would have decided, and does not mind that one fails", () =>
    run(
      Effect.gen(function* () {
        const strict = compile(shippedRuleSet("strict"))
        yield* handleOrders([deliveryOf("a")], { ...options, candidate: () => strict })
        const failing = (): RuleProgram => {
          throw new Error("no such rule set")
        }
        expect(yield* handleOrders([deliveryOf("b")], { ...options, candidate: failing })).toEqual([
          { outcome: "done" }
        ])
        const runs = yield* (yield* ShadowLog).read({ creator: "ttd", candidate: strict.fingerprint, limit: 10 })
        expect(runs).toMatchObject([{ decisionId: eventKey({ id: "a", source: "/ttd" }) }])
      })
    ))

  it("takes orders from its queue until it is stopped, with the dead letters of what it refuses", () =>
    run(
      Effect.gen(function* () {
        const queue = yield* MessageQueue
        yield* queue.publish(
          "adressat.orders",
          ["a", "b"].map((id) => ({ event: eventOf(id) }))
        )
        const fiber = yield* Effect.forkChild(runWorker(options))
        for (let turn = 0; turn < 50; turn++) yield* TestClock.adjust(0)
        yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 0)))
        for (let turn = 0; turn < 50; turn++) yield* TestClock.adjust(0)
        yield* Fiber.interrupt(fiber)
        expect((yield* published).map(({ id }) => id).toSorted()).toEqual(
          ["a", "b"].map((id) => eventKey({ id, source: "/ttd" })).toSorted()
        )
      })
    ))
})
