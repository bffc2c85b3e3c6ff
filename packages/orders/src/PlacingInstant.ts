/**
 * Placing an instant order hands it over while its sender waits: it is kept once the dispatch has taken it, and nothing is
 * kept when the dispatch does not answer.
 *
 * Invariant: the id of the message follows from the idempotency key, so that an order that was handed over and not kept is
 * not sent twice when it is placed again. Source: Altinn Notifications, InstantOrderRequestService.
 */
import { decide, gather, textFingerprint } from "@adressat/core"
import type { Sources, StoreError } from "@adressat/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { handOver } from "./HandingOver.ts"
import { idempotencyIndex, replayOf } from "./Idempotency.ts"
import type { IdempotencyKey } from "./Idempotency.ts"
import type { InstantOrder } from "./InstantRequest.ts"
import { processOrder } from "./Notifications.ts"
import type { PlacedChain, PlacingOptions } from "./Placing.ts"
import type { Dispatch } from "./ports/Dispatch.ts"
import { OrderStore } from "./ports/OrderStore.ts"
import type { RegisteredNames } from "./ports/RegisteredNames.ts"
import { trackedRows } from "./Processing.ts"
import { orderOf } from "./Shipment.ts"
import type { TrackedShipment } from "./TrackedShipment.ts"

/** An instant order that was placed, now or before. */
export type PlacedInstant = Pick<PlacedChain, "outcome" | "replay" | "shipments">

/** The dispatch did not take it, or facts that it is decided by are not known; nothing is kept. */
export interface UnsentInstant {
  readonly outcome: "unavailable"
}

/** Places an instant order. */
export const placeInstant = Effect.fnUntraced(function* ({ placed, shipment }: InstantOrder, options: PlacingOptions) {
  const store = yield* OrderStore
  const before = yield* store.find({ by: "idempotency", key: placed.key })
  const replayed = (first: ReadonlyArray<TrackedShipment>): PlacedInstant => ({
    outcome: "placed",
    replay: replayOf(placed, first[0]?.placed ?? placed),
    shipments: first
  })
  if (before.length > 0) return replayed(before)
  const { newId, program } = options
  const order = orderOf(shipment, "processing")
  const snapshot = yield* gather(program, order, options.gather)
  const decision = decide(program, order, snapshot)
  const processed = processOrder(order, decision)
  // A team's own facts may be unknown; there is no later time at which an instant order could be decided.
  if (processed.outcome !== "processed" || processed.waiting.length > 0) {
    return { outcome: "unavailable" } satisfies UnsentInstant
  }
  const now = yield* Clock.currentTimeMillis
  const [shipmentId, decisionId] = [newId(), newId()]
  const sent = yield* handOver(
    {
      shipmentId,
      chainId: newId(),
      place: 0,
      shipment,
      placed,
      placedAt: now,
      status: "Processed",
      lastUpdate: now,
      dueAt: now,
      attempts: 0,
      decisionId,
      notifications: trackedRows(shipment, processed, now, (place) => messageId(placed.key, place)),
      revision: 1
    },
    {}
  )
  if (sent.to.notifications.some(({ status }) => status === "New")) {
    return { outcome: "unavailable" } satisfies UnsentInstant
  }
  // It is taken up once more when nothing is left to do, to be completed with its entry in the feed.
  const tracked: TrackedShipment = { ...sent.to, status: "Processed", dueAt: sent.to.dueAt ?? now, lastUpdate: now }
  const [kept] = yield* store.place([
    {
      shipments: [tracked],
      decisions: [
        {
          id: decisionId,
          creator: shipment.creator,
          at: now,
          purpose: "send",
          shipmentId,
          order,
          snapshot,
          ruleSet: program.ruleSet,
          decision
        }
      ]
    }
  ])
  if (kept?.outcome === "replayed") return replayed(kept.first)
  return {
    outcome: "placed",
    replay: { outcome: "new", httpStatus: 201 },
    shipments: [tracked]
  } satisfies PlacedInstant
}) satisfies (
  instant: InstantOrder,
  options: PlacingOptions
) => Effect.Effect<PlacedInstant | UnsentInstant, StoreError, OrderStore | Dispatch | RegisteredNames | Sources>

/** A UUID (version 8) made of the idempotency key and the place of the notification. */
const messageId = (key: IdempotencyKey, place: number): string => {
  const hash = textFingerprint(`${idempotencyIndex(key)} ${place}`)
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}
