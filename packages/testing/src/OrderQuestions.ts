/**
 * What the contract of the order ports asks of them, in few words.
 */
import { DecisionLog, OrderStore, StatusFeed } from "@adressat/orders"
import type {
  ChainPlacement,
  DecisionWalk,
  FeedQuery,
  LoggedDecision,
  ShipmentChange,
  ShipmentSelection,
  TrackedShipment
} from "@adressat/orders"
import * as Effect from "effect/Effect"

/** The ports by which orders are kept. */
export type OrderPorts = OrderStore | StatusFeed | DecisionLog

/** Places chains in one call. */
export const place = (...chains: ReadonlyArray<ChainPlacement>) =>
  Effect.flatMap(OrderStore, (port) => port.place(chains))

/** Finds shipments. */
export const find = (selection: ShipmentSelection) => Effect.flatMap(OrderStore, (port) => port.find(selection))

/** The ids of the shipments that are found. */
export const findIds = (selection: ShipmentSelection) =>
  Effect.map(find(selection), (found) => found.map(({ shipmentId }) => shipmentId))

/** Finds shipments of a creator by their ids. */
export const findShipments = (creator: string, ...shipmentIds: ReadonlyArray<string>) =>
  find({ by: "shipment", creator, shipmentIds })

/** Makes changes in one call. */
export const change = (...changes: ReadonlyArray<ShipmentChange>) =>
  Effect.flatMap(OrderStore, (port) => port.change(changes))

/** Reads the status feed. */
export const readFeed = (query: FeedQuery, now: number) => Effect.flatMap(StatusFeed, (port) => port.read(query, now))

/** Appends to the decision log. */
export const append = (...decisions: ReadonlyArray<LoggedDecision>) =>
  Effect.flatMap(DecisionLog, (port) => port.append(decisions))

/** Finds logged decisions. */
export const findDecisions = (creator: string, ...ids: ReadonlyArray<string>) =>
  Effect.flatMap(DecisionLog, (port) => port.find(creator, ids))

/** Walks through the decision log of a creator, page by page; gives the pages. */
export const walkDecisions = Effect.fnUntraced(function* (walk: DecisionWalk) {
  const log = yield* DecisionLog
  const pages: Array<ReadonlyArray<LoggedDecision>> = []
  for (let { after } = walk; ; after = pages.at(-1)?.at(-1)?.id) {
    const page = yield* log.walk({ ...walk, ...(after === undefined ? {} : { after }) })
    if (page.length === 0) return pages
    pages.push(page)
  }
})

/** The numbers from 0 up to a count. */
export const upTo = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, index) => index)

/** All shipments of chains. */
export const shipmentsIn = (chains: ReadonlyArray<ChainPlacement>): ReadonlyArray<TrackedShipment> =>
  chains.flatMap(({ shipments }) => shipments)

/** Names that are easily taken for one another. */
export const lookalikes: ReadonlyArray<string> = [
  "ttd",
  "TTD",
  "ttd ",
  "tt",
  '"ttd"',
  "tt%",
  "tt\u0000d",
  "e\u0301",
  "\u00e9",
  "\ud800",
  "\ufffd",
  "__proto__",
  "null",
  "0",
  "00"
]
