/**
 * Port: orders that were placed, with how far each has come.
 *
 * Invariants: a chain is placed as a whole, with its forecasts, or not at all; of two chains with the same idempotency key
 * the first one stands, however close they come; a change is made only to the revision it builds on, together with the
 * decision and the feed entry that belong to it.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { StoreError } from "@adressat/core"
import type { IdempotencyKey } from "../Idempotency.ts"
import type { LoggedDecision } from "../LoggedDecision.ts"
import type { FeedEntry } from "../StatusFeed.ts"
import type { TrackedShipment } from "../TrackedShipment.ts"

/** A chain to be placed: its shipments, main order first, and the decisions that were made about them. */
export interface ChainPlacement {
  readonly shipments: ReadonlyArray<TrackedShipment>
  readonly decisions: ReadonlyArray<LoggedDecision>
}

/** What came of placing a chain: it is kept, or one with the same key was before, which is given. */
export type Placed =
  | { readonly outcome: "placed" }
  | { readonly outcome: "replayed"; readonly first: ReadonlyArray<TrackedShipment> }

/** Which shipments are wanted. */
export type ShipmentSelection =
  | { readonly by: "shipment"; readonly creator: string; readonly shipmentIds: ReadonlyArray<string> }
  | { readonly by: "chain"; readonly creator: string; readonly chainIds: ReadonlyArray<string> }
  | { readonly by: "idempotency"; readonly key: IdempotencyKey }
  | { readonly by: "reference"; readonly creator: string; readonly sendersReference: string }
  /** Those of any creator that are due at an instant, the longest waiting first, at most `limit`. */
  | { readonly by: "due"; readonly now: number; readonly limit: number }
  /** The one of any creator that has the notification. */
  | { readonly by: "notification"; readonly notificationIds: ReadonlyArray<string> }

/** A change of one shipment. */
export interface ShipmentChange {
  /** The revision that it builds on. */
  readonly from: number
  /** The shipment after it, with a higher revision. */
  readonly to: TrackedShipment
  readonly decision?: LoggedDecision
  /** For the status feed, as the shipment becomes final. */
  readonly entry?: Omit<FeedEntry, "sequenceNumber">
  /** An instant. */
  readonly at: number
}

/** The store of orders. */
export class OrderStore extends Context.Service<
  OrderStore,
  {
    /** Places chains, each by itself. A shipment id that is there already is `Rejected`, and nothing of the call is kept. */
    readonly place: (chains: ReadonlyArray<ChainPlacement>) => Effect.Effect<ReadonlyArray<Placed>, StoreError>
    /** The shipments that there are, each once: by chain id and place, or the longest due first. */
    readonly find: (selection: ShipmentSelection) => Effect.Effect<ReadonlyArray<TrackedShipment>, StoreError>
    /** Makes changes, each by itself; `false` where somebody else has changed the shipment meanwhile. */
    readonly change: (changes: ReadonlyArray<ShipmentChange>) => Effect.Effect<ReadonlyArray<boolean>, StoreError>
  }
>()("@adressat/orders/ports/OrderStore") {}
