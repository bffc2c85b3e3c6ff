/**
 * The part of the contract of the order ports on placing: as a whole or not at all, and once for each idempotency key.
 */
import type { IdempotencyKey, Placed } from "@adressat/orders"
import * as Effect from "effect/Effect"
import { assert } from "vitest"
import { runWith } from "./Contract.ts"
import type { ContractCase } from "./Contract.ts"
import {
  change,
  find,
  findDecisions,
  findIds,
  findShipments,
  lookalikes,
  place,
  shipmentsIn,
  upTo
} from "./OrderQuestions.ts"
import type { OrderPorts } from "./OrderQuestions.ts"
import { SAMPLE_TIME, sampleChain, sampleChange, sampleDecisions, sampleKeyedChain } from "./SampleShipments.ts"
import { atOnce, RIVALS } from "./StoreContract.ts"
import type { StoreUnderContract } from "./StoreContract.ts"

const key: IdempotencyKey = { creator: "ttd", kind: "chain", id: "7d1c" }
const placed: Placed = { outcome: "placed" }
const everything = find({ by: "due", now: Number.MAX_SAFE_INTEGER, limit: 10_000 })

/** The cases on placing. */
export const placeCases = (store: StoreUnderContract<OrderPorts>): ReadonlyArray<ContractCase> => [
  {
    name: "places a chain as a whole: every shipment in its place, with the decisions about them",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const decisions = sampleDecisions(3, { purpose: "forecast", shipmentId: "chain-0" })
          const chain = { ...sampleChain("chain", { reminders: 2, notificationIds: [] }), decisions }
          assert.deepStrictEqual(yield* place(chain), [placed])
          assert.deepStrictEqual(yield* find({ by: "chain", creator: "ttd", chainIds: ["chain"] }), chain.shipments)
          assert.deepStrictEqual(yield* findDecisions("ttd", ...decisions.map(({ id }) => id)), decisions)
          assert.deepStrictEqual(yield* place(), [])
        })
      )
  },
  {
    name: "refuses a shipment id that is there already, and keeps nothing of the call",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const first = sampleChain("first")
          const [main, reminder] = sampleKeyedChain("second", key).shipments
          yield* place(first)
          if (main === undefined || reminder === undefined) return assert.fail("the sample chain has no reminder")
          const clashing = {
            shipments: [main, { ...reminder, shipmentId: "first-1" }],
            decisions: sampleDecisions(1)
          }
          const { reason } = yield* Effect.flip(place(sampleChain("third"), clashing))
          assert.strictEqual(reason, "Rejected")
          assert.deepStrictEqual(yield* everything, first.shipments)
          assert.deepStrictEqual(yield* findDecisions("ttd", "decision-0"), [])
          assert.deepStrictEqual(yield* find({ by: "idempotency", key }), [])
          // The key was not taken either.
          assert.deepStrictEqual(yield* place(sampleKeyedChain("fourth", key)), [placed])
        })
      )
  },
  {
    name: "answers a chain with a key that was there before with the shipments of the first, as they are now",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const first = sampleKeyedChain("first", key)
          assert.deepStrictEqual(yield* place(first), [placed])
          const decisions = sampleDecisions(1)
          const again = { ...sampleKeyedChain("again", key, { body: "another text" }), decisions }
          assert.deepStrictEqual(yield* place(again), [{ outcome: "replayed", first: first.shipments }])
          const [main, reminder] = first.shipments
          if (main === undefined || reminder === undefined) return assert.fail("the sample chain has no reminder")
          const cancelled = sampleChange(main, { status: "Cancelled", dueAt: null })
          yield* change(cancelled)
          assert.deepStrictEqual(yield* place(again), [{ outcome: "replayed", first: [cancelled.to, reminder] }])
          assert.deepStrictEqual(yield* find({ by: "idempotency", key }), [cancelled.to, reminder])
          assert.deepStrictEqual(yield* find({ by: "chain", creator: "ttd", chainIds: ["again"] }), [])
          assert.deepStrictEqual(yield* findDecisions("ttd", "decision-0"), [])
        })
      )
  },
  {
    name: "places the chains of one call in their order, each by itself",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const first = sampleKeyedChain("first", key)
          const other = sampleKeyedChain("other", { ...key, id: "other" })
          assert.deepStrictEqual(yield* place(first, sampleKeyedChain("again", key), other), [
            placed,
            { outcome: "replayed", first: first.shipments },
            placed
          ])
          assert.deepStrictEqual(yield* everything, shipmentsIn([first, other]))
        })
      )
  },
  {
    name: `places exactly one of ${RIVALS} chains with the same key, and answers the others with it`,
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const rivals = upTo(RIVALS).map((index) => sampleKeyedChain(`rival-${index}`, key))
          const outcomes = (yield* atOnce(rivals.map((one) => place(one)))).flat()
          const winner = outcomes.findIndex(({ outcome }) => outcome === "placed")
          const first = rivals[winner]?.shipments ?? assert.fail("nobody was first")
          assert.deepStrictEqual(
            outcomes,
            rivals.map((_, index): Placed => (index === winner ? placed : { outcome: "replayed", first }))
          )
          assert.deepStrictEqual(yield* everything, first)
        })
      )
  },
  {
    name: "never takes a key for one of another creator, kind or id",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const keys = [
            ...lookalikes.map((creator) => ({ ...key, creator })),
            ...lookalikes.map((id) => ({ ...key, creator: "nav", id })),
            ...(["instant", "composed"] as const).map((kind) => ({ ...key, kind }))
          ]
          const chains = keys.map((one, index) => sampleKeyedChain(`chain-${index}`, one))
          assert.deepStrictEqual(
            yield* place(...chains),
            chains.map(() => placed)
          )
          for (const [index, one] of keys.entries()) {
            assert.deepStrictEqual(yield* find({ by: "idempotency", key: one }), chains[index]?.shipments)
          }
        })
      )
  },
  {
    name: "places a chain without a key every time",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const chains = upTo(3).map((index) => sampleChain(`v1-${index}`, { reminders: 0 }))
          for (const one of chains) assert.deepStrictEqual(yield* place(one), [placed])
          assert.deepStrictEqual(yield* everything, shipmentsIn(chains))
        })
      )
  },
  {
    name: "keeps chains that are placed at the same time, each as a whole",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const chains = upTo(RIVALS).map((index) =>
            sampleChain(`chain-${String(index).padStart(2, "0")}`, { reminders: 3, dueAt: SAMPLE_TIME })
          )
          yield* atOnce(chains.map((one) => place(one)))
          assert.deepStrictEqual(yield* everything, shipmentsIn(chains))
          assert.deepStrictEqual(
            yield* findIds({ by: "chain", creator: "ttd", chainIds: ["chain-07"] }),
            upTo(4).map((index) => `chain-07-${index}`)
          )
          assert.deepStrictEqual(yield* findShipments("nav", "chain-07-0"), [])
        })
      )
  }
]
