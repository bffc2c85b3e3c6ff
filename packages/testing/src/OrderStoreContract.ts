/**
 * The contract of the ports that keep orders: what is placed and changed, the status feed and the decision log. They come
 * together, since a change of an order, its decision and its entry in the feed are kept together or not at all.
 */
import { DecisionLog, OrderStore, StatusFeed } from "@adressat/orders"
import * as Effect from "effect/Effect"
import { declareContract } from "./Contract.ts"
import type { ContractCase } from "./Contract.ts"
import { decisionLogCases } from "./DecisionLogContract.ts"
import { changeCases } from "./OrderChangeContract.ts"
import { findCases } from "./OrderFindContract.ts"
import { placeCases } from "./OrderPlaceContract.ts"
import type { OrderPorts } from "./OrderQuestions.ts"
import { SAMPLE_TIME, sampleChange, sampleDecisions, sampleKeyedChain, sampleShipment } from "./SampleShipments.ts"
import { statusFeedCases } from "./StatusFeedContract.ts"
import { commonStoreCases } from "./StoreContract.ts"
import type { StoreUnderContract } from "./StoreContract.ts"

/** The cases of the ports `OrderStore`, `StatusFeed` and `DecisionLog`. */
export const orderStoreCases = (store: StoreUnderContract<OrderPorts>): ReadonlyArray<ContractCase> => {
  const key = { creator: "secret", kind: "chain", id: "secret" } as const
  const orders = <A, E>(ask: (port: OrderStore["Service"]) => Effect.Effect<A, E>) => Effect.flatMap(OrderStore, ask)
  const place = orders((port) => port.place([sampleKeyedChain("secret", key, { body: "secret" })]))
  return [
    ...placeCases(store),
    ...findCases(store),
    ...changeCases(store),
    ...statusFeedCases(store),
    ...decisionLogCases(store),
    ...commonStoreCases<OrderPorts>(
      store,
      [
        place,
        orders((port) => port.change([sampleChange(sampleShipment({ shipmentId: "secret", body: "secret" }))])),
        orders((port) => port.find({ by: "shipment", creator: "secret", shipmentIds: ["secret"] })),
        orders((port) => port.find({ by: "chain", creator: "secret", chainIds: ["secret"] })),
        orders((port) => port.find({ by: "idempotency", key })),
        orders((port) => port.find({ by: "reference", creator: "secret", sendersReference: "secret" })),
        orders((port) => port.find({ by: "due", now: SAMPLE_TIME, limit: 10 })),
        orders((port) => port.find({ by: "notification", notificationIds: ["secret"] })),
        Effect.flatMap(StatusFeed, (port) => port.read({ creator: "secret" }, SAMPLE_TIME)),
        Effect.flatMap(DecisionLog, (port) => port.append(sampleDecisions(1, { creator: "secret" }))),
        Effect.flatMap(DecisionLog, (port) => port.find("secret", ["secret"])),
        Effect.flatMap(DecisionLog, (port) => port.walk({ creator: "secret", after: "secret", limit: 10 }))
      ],
      place
    )
  ]
}

/** Runs the contract of the ports `OrderStore`, `StatusFeed` and `DecisionLog` as tests of vitest. */
export const orderStoreContract = (name: string, store: StoreUnderContract<OrderPorts>): void =>
  declareContract(`OrderStore contract: ${name}`, orderStoreCases(store), store.skip)
