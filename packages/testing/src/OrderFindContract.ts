/**
 * The part of the contract of the order ports on finding shipments: by each selection, in order, of the right creator.
 */
import type { ShipmentSelection } from "@adressat/orders"
import * as Effect from "effect/Effect"
import fc from "fast-check"
import { assert } from "vitest"
import { anyHostileText, hostileTexts } from "./ArbitrariesText.ts"
import { runWith } from "./Contract.ts"
import type { ContractCase } from "./Contract.ts"
import { change, find, findIds, findShipments, lookalikes, place, shipmentsIn, upTo } from "./OrderQuestions.ts"
import type { OrderPorts } from "./OrderQuestions.ts"
import { SAMPLE_TIME, sampleChain, sampleChange, sampleNotification, sampleShipment } from "./SampleShipments.ts"
import type { StoreUnderContract } from "./StoreContract.ts"

/** Chains of two creators, placed in another order than they are found in. */
const chains = ["b", "d", "a", "c"].map((id, index) =>
  sampleChain(id, {
    reminders: 2,
    creator: index % 2 === 0 ? "nav" : "skd",
    ...(id === "d" ? {} : { sendersReference: "ref" })
  })
)

const due = (now: number, limit = 100): ShipmentSelection => ({ by: "due", now, limit })

/** The cases on finding. */
export const findCases = (store: StoreUnderContract<OrderPorts>): ReadonlyArray<ContractCase> => [
  {
    name: "finds by shipment, chain and reference, by chain and place, and only of the creator",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          for (const one of chains) yield* place(one)
          const shipmentIds = ["b-2", "a-1", "b-0", "c-0", "b-2", "nothing"]
          assert.deepStrictEqual(yield* findIds({ by: "shipment", creator: "nav", shipmentIds }), ["a-1", "b-0", "b-2"])
          assert.deepStrictEqual(yield* findIds({ by: "shipment", creator: "skd", shipmentIds }), ["c-0"])
          const chainIds = ["d", "b", "c", "a", "b", "nothing"]
          const inChains = (...ids: ReadonlyArray<string>) => ids.flatMap((id) => upTo(3).map((at) => `${id}-${at}`))
          assert.deepStrictEqual(yield* findIds({ by: "chain", creator: "nav", chainIds }), inChains("a", "b"))
          assert.deepStrictEqual(yield* findIds({ by: "chain", creator: "skd", chainIds }), inChains("c", "d"))
          const reference = { by: "reference", sendersReference: "ref" } as const
          assert.deepStrictEqual(yield* findIds({ ...reference, creator: "nav" }), inChains("a", "b"))
          assert.deepStrictEqual(yield* findIds({ ...reference, creator: "skd" }), inChains("c"))
          for (const creator of ["ttd", "NAV", ""]) {
            assert.deepStrictEqual(yield* findIds({ by: "shipment", creator, shipmentIds }), [])
            assert.deepStrictEqual(yield* findIds({ by: "chain", creator, chainIds }), [])
            assert.deepStrictEqual(yield* findIds({ ...reference, creator }), [])
          }
          assert.deepStrictEqual(yield* findIds({ by: "shipment", creator: "nav", shipmentIds: [] }), [])
          assert.deepStrictEqual(yield* findIds({ by: "chain", creator: "nav", chainIds: [] }), [])
          assert.deepStrictEqual(yield* findIds({ by: "notification", notificationIds: [] }), [])
        })
      )
  },
  {
    name: "never takes a creator, an id or a reference for another one",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const alike = lookalikes.map((name) =>
            sampleChain(name, { creator: name, sendersReference: name, reminders: 0, notificationIds: [name] })
          )
          yield* place(...alike)
          for (const [index, name] of lookalikes.entries()) {
            const shipments = alike[index]?.shipments ?? []
            const selections: ReadonlyArray<ShipmentSelection> = [
              { by: "shipment", creator: name, shipmentIds: lookalikes.map((one) => `${one}-0`) },
              { by: "chain", creator: name, chainIds: lookalikes },
              { by: "chain", creator: name, chainIds: [name] },
              { by: "reference", creator: name, sendersReference: name },
              { by: "notification", notificationIds: [name] }
            ]
            for (const one of selections) assert.deepStrictEqual(yield* find(one), shipments)
          }
        })
      )
  },
  {
    name: "finds what is due at an instant or before, the longest waiting first, and no more than asked for",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const dueAts = [5, null, -3, 0, 9, 4, null, 5]
          yield* place(
            ...dueAts.map((later, index) =>
              sampleChain(`chain-${index}`, {
                reminders: 0,
                creator: `creator-${index % 2}`,
                dueAt: later === null ? null : SAMPLE_TIME + later
              })
            )
          )
          const ids = (...indexes: ReadonlyArray<number>) => indexes.map((index) => `chain-${index}-0`)
          assert.deepStrictEqual(yield* findIds(due(SAMPLE_TIME - 4)), [])
          assert.deepStrictEqual(yield* findIds(due(SAMPLE_TIME - 3)), ids(2))
          assert.deepStrictEqual(yield* findIds(due(SAMPLE_TIME)), ids(2, 3))
          assert.deepStrictEqual(yield* findIds(due(SAMPLE_TIME + 4)), ids(2, 3, 5))
          assert.deepStrictEqual(yield* findIds(due(SAMPLE_TIME + 5)), ids(2, 3, 5, 0, 7))
          assert.deepStrictEqual(yield* findIds(due(SAMPLE_TIME * 2)), ids(2, 3, 5, 0, 7, 4))
          assert.deepStrictEqual(yield* findIds(due(SAMPLE_TIME * 2, 2)), ids(2, 3))
          for (const limit of [0, -1]) assert.deepStrictEqual(yield* findIds(due(SAMPLE_TIME * 2, limit)), [])
        })
      )
  },
  {
    name: "finds the shipments that have notifications, also those that came with a change",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const many = upTo(1000).map((index) => `b-${index}`)
          const [a, b] = [
            sampleChain("a", { reminders: 0, creator: "nav", notificationIds: ["a-0", "a-1"] }),
            sampleChain("b", { reminders: 0, creator: "skd" })
          ]
          yield* place(b, a)
          const byIds = (...notificationIds: ReadonlyArray<string>) => findIds({ by: "notification", notificationIds })
          assert.deepStrictEqual(yield* byIds("a-1", "b-0", "a-0"), ["a-0"])
          const [shipment] = b.shipments
          if (shipment === undefined) return assert.fail("the sample chain is empty")
          const first = sampleChange(shipment, { notifications: many.slice(0, 10).map(sampleNotification) })
          yield* change(first)
          assert.deepStrictEqual(yield* byIds("a-1", "b-9"), ["a-0", "b-0"])
          yield* change(sampleChange(first.to, { notifications: many.map(sampleNotification) }))
          assert.deepStrictEqual(yield* byIds("b-9", "b-10", "b-999"), ["b-0"])
          assert.deepStrictEqual(yield* byIds(...many.toReversed(), "a-0"), ["a-0", "b-0"])
          assert.deepStrictEqual(yield* byIds("b-1000"), [])
        })
      )
  },
  {
    name: "finds any of thousands of ids",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const all = upTo(50).map((index) => sampleChain(`chain-${String(index).padStart(2, "0")}`, { reminders: 1 }))
          yield* place(...all)
          const others = upTo(40_000).map((index) => `nothing-${index}`)
          const shipments = shipmentsIn(all)
          const shipmentIds = [...shipments.map(({ shipmentId }) => shipmentId), ...others].toReversed()
          assert.deepStrictEqual(yield* findShipments("ttd", ...shipmentIds), shipments)
          const chainIds = [...all.map((_, index) => `chain-${String(index).padStart(2, "0")}`), ...others].toReversed()
          assert.deepStrictEqual(yield* find({ by: "chain", creator: "ttd", chainIds }), shipments)
        })
      )
  },
  {
    name: "gives every value back as it was: any text, any number, down to the sign of a zero",
    run: () =>
      runWith(
        store.empty(),
        Effect.gen(function* () {
          const texts = [
            ...hostileTexts,
            'æ\u{1f600}\u0000"'.repeat(100_000),
            ...fc.sample(anyHostileText, { numRuns: 100, seed: 3 })
          ]
          const numbers = [
            -0,
            0,
            1e-300,
            -1.5,
            Number.MAX_SAFE_INTEGER,
            Number.MIN_SAFE_INTEGER,
            Number.MAX_VALUE,
            2 ** 53
          ]
          const shipments = texts.map((text, index) =>
            sampleShipment({
              chainId: text,
              shipmentId: `${index}${text}`,
              place: index,
              creator: "ttd",
              sendersReference: text,
              body: text,
              attempts: numbers[index % numbers.length] ?? 0,
              placedAt: numbers[(index + 1) % numbers.length] ?? 0,
              dueAt: index,
              dialogportenAssociation: { dialogId: text },
              condition: { outcome: "send", reason: "SENT_AS_INCONCLUSIVE_TWICE", doubt: "NO_ANSWER" },
              forecastId: text,
              failure: { code: "SOURCES_UNAVAILABLE", attempts: -0 },
              notifications: [{ ...sampleNotification(`${index}${text}`), to: text, delivery: -0 }]
            })
          )
          yield* place({ shipments, decisions: [] })
          assert.deepStrictEqual(yield* find(due(texts.length, 1000)), shipments)
          for (const one of shipments) {
            assert.deepStrictEqual(yield* findShipments("ttd", one.shipmentId), [one])
            const changed = sampleChange(one, { decisionId: one.chainId, attempts: -0 })
            assert.deepStrictEqual(yield* change(changed), [true])
            assert.deepStrictEqual(yield* findShipments("ttd", one.shipmentId), [changed.to])
          }
        })
      )
  }
]
