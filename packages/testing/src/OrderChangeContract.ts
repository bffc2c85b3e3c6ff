/**
 * The part of the contract of the order ports on changes: from the revision they build on, with all that belongs to them.
 */
import * as Effect from "effect/Effect"
import { assert } from "vitest"
import { runWith } from "./Contract.ts"
import type { ContractCase } from "./Contract.ts"
import { change, find, findDecisions, findIds, findShipments, place, readFeed, upTo } from "./OrderQuestions.ts"
import type { OrderPorts } from "./OrderQuestions.ts"
import {
  SAMPLE_TIME,
  sampleChain,
  sampleChange,
  sampleCompletion,
  sampleDecisions,
  sampleShipment
} from "./SampleShipments.ts"
import { atOnce, RIVALS } from "./StoreContract.ts"
import type { StoreUnderContract } from "./StoreContract.ts"

const LATER = SAMPLE_TIME + 60_000

const placeOne = Effect.gen(function* () {
  const tracked = sampleShipment({ notificationIds: ["n"] })
  yield* place({ shipments: [tracked], decisions: [] })
  return tracked
})

/** The cases on changes. */
export const changeCases = (store: StoreUnderContract<OrderPorts>): ReadonlyArray<ContractCase> => [
  {
    name: "changes a shipment from the revision that it has, and no other",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const tracked = yield* placeOne
          const first = sampleChange(tracked, { status: "Processing", dueAt: LATER })
          const second = sampleChange(first.to, { status: "Processed", revision: 9 })
          assert.deepStrictEqual(yield* change(second), [false])
          assert.deepStrictEqual(yield* findShipments("ttd", "shipment"), [tracked])
          assert.deepStrictEqual(yield* change(first), [true])
          assert.deepStrictEqual(yield* findShipments("ttd", "shipment"), [first.to])
          assert.deepStrictEqual(yield* change(first), [false])
          assert.deepStrictEqual(yield* findIds({ by: "due", now: SAMPLE_TIME, limit: 9 }), [])
          assert.deepStrictEqual(yield* findIds({ by: "due", now: LATER, limit: 9 }), ["shipment"])
          assert.deepStrictEqual(yield* change(sampleChange(sampleShipment({ shipmentId: "nothing" }))), [false])
          assert.deepStrictEqual(yield* findShipments("ttd", "nothing"), [])
          assert.deepStrictEqual(yield* change(), [])
        })
      )
  },
  {
    name: "makes the changes of one call in their order, each by itself",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const chain = sampleChain("chain", { reminders: 1 })
          yield* place(chain)
          const [main, reminder] = chain.shipments
          if (main === undefined || reminder === undefined) return assert.fail("the sample chain has no reminder")
          const first = sampleChange(main)
          const second = sampleChange(first.to, { dueAt: null })
          const other = sampleChange(reminder, { attempts: 3 })
          assert.deepStrictEqual(yield* change(first, first, second, other), [true, false, true, true])
          assert.deepStrictEqual(yield* find({ by: "chain", creator: "ttd", chainIds: ["chain"] }), [
            second.to,
            other.to
          ])
        })
      )
  },
  {
    name: `makes exactly one of ${RIVALS} changes from the same revision, with its decision and its entry`,
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const tracked = yield* placeOne
          const [decision] = sampleDecisions(1)
          if (decision === undefined) return assert.fail("there is no sample decision")
          const rivals = upTo(RIVALS).map((index) => {
            const completion = sampleCompletion({ ...tracked, attempts: index }, SAMPLE_TIME)
            return { ...completion, decision: { ...decision, id: `rival-${index}` } }
          })
          const outcomes = (yield* atOnce(rivals.map((one) => change(one)))).flat()
          assert.lengthOf(outcomes, RIVALS)
          assert.lengthOf(
            outcomes.filter((isDone) => isDone),
            1
          )
          const winner = rivals[outcomes.indexOf(true)] ?? assert.fail("nobody won")
          assert.deepStrictEqual(yield* findShipments("ttd", "shipment"), [winner.to])
          const logged = yield* findDecisions("ttd", ...upTo(RIVALS).map((index) => `rival-${index}`))
          assert.deepStrictEqual(logged, [winner.decision])
          assert.lengthOf(yield* readFeed({ creator: "ttd" }, LATER), 1)
        })
      )
  },
  {
    name: "keeps the decision and the entry of a change exactly when the change is made",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const tracked = yield* placeOne
          const decisions = sampleDecisions(2, { purpose: "send", shipmentId: "shipment" })
          const [decision, other] = decisions
          if (decision === undefined || other === undefined) return assert.fail("there are no sample decisions")
          const completion = sampleCompletion(tracked, SAMPLE_TIME)
          const ids = decisions.map(({ id }) => id)
          assert.deepStrictEqual(yield* change({ ...completion, from: 7, decision }), [false])
          assert.deepStrictEqual(yield* findDecisions("ttd", ...ids), [])
          assert.deepStrictEqual(yield* readFeed({ creator: "ttd" }, LATER), [])
          assert.deepStrictEqual(yield* change({ ...completion, decision }), [true])
          assert.deepStrictEqual(yield* change({ ...completion, decision: other }), [false])
          assert.deepStrictEqual(yield* findDecisions("ttd", ...ids), [decision])
          const feed = yield* readFeed({ creator: "ttd" }, LATER)
          assert.deepStrictEqual(
            feed.map(({ sequenceNumber: _, ...entry }) => entry),
            [completion.entry]
          )
        })
      )
  },
  {
    name: "leaves what was found as it was, whatever is changed later",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const tracked = yield* placeOne
          const found = yield* findShipments("ttd", "shipment")
          const before = structuredClone(found)
          const completion = sampleCompletion(tracked, SAMPLE_TIME)
          yield* change(completion)
          const feed = yield* readFeed({ creator: "ttd" }, LATER)
          const feedBefore = structuredClone(feed)
          const other = sampleShipment({ shipmentId: "other", chainId: "other" })
          yield* place({ shipments: [other], decisions: [] })
          assert.deepStrictEqual(yield* change(sampleCompletion(other, SAMPLE_TIME)), [true])
          yield* change(sampleChange(completion.to, { attempts: 5 }))
          assert.deepStrictEqual(found, before)
          assert.deepStrictEqual(feed, feedBefore)
        })
      )
  }
]
