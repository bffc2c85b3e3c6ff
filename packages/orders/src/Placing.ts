/**
 * Placing takes a checked request into the store: it is looked up whether it was placed before, forecast, and kept as a
 * whole, or refused as a whole.
 *
 * Invariants: what was placed before is answered as it was then, whatever the sources say now; nothing is kept of a request
 * that is refused. The order of the steps is the platform's: idempotency, look-up, store. Source: Altinn Notifications,
 * OrderRequestService.
 */
import type { GatherOptions, RuleProgram, Sources, StoreError } from "@adressat/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { forecastOf } from "./Forecast.ts"
import type { Forecast } from "./Forecast.ts"
import { replayOf } from "./Idempotency.ts"
import type { Replay } from "./Idempotency.ts"
import type { LoggedDecision } from "./LoggedDecision.ts"
import { chainAnswer, lookupAnswer } from "./LookupAnswer.ts"
import type { ChainAnswer, LookupAnswer } from "./LookupAnswer.ts"
import { shipmentsOf } from "./OrderChainRequest.ts"
import type { OrderChain } from "./OrderChainRequest.ts"
import { OrderStore } from "./ports/OrderStore.ts"
import { orderOf } from "./Shipment.ts"
import type { Shipment } from "./Shipment.ts"
import type { TrackedShipment } from "./TrackedShipment.ts"

/** What placing needs besides its ports. */
export interface PlacingOptions {
  readonly program: RuleProgram
  /** A new UUID. */
  readonly newId: () => string
  readonly gather?: GatherOptions
}

/** A chain that was placed, now or before, with the forecasts of its shipments where it was placed now. */
export interface PlacedChain {
  readonly outcome: "placed"
  readonly replay: Replay
  /** Main order first. */
  readonly shipments: ReadonlyArray<TrackedShipment>
  readonly forecasts: ReadonlyArray<Forecast>
}

/** A chain that was not taken: somebody has no contact information, or sources did not answer. */
export interface RefusedChain {
  readonly outcome: "refused"
  readonly answer: Exclude<ChainAnswer, { readonly httpStatus: 201 }>
  readonly forecasts: ReadonlyArray<Forecast>
}

/** Places a chain with its reminders. */
export const placeChain = Effect.fnUntraced(function* (chain: OrderChain, options: PlacingOptions) {
  const store = yield* OrderStore
  const first = yield* store.find({ by: "idempotency", key: chain.placed.key })
  if (first.length > 0) return replayed(chain, first)
  const all = shipmentsOf(chain)
  const forecasts = yield* forecastAll(
    all.map(({ shipment }) => shipment),
    options
  )
  const answer = chainAnswer(
    all.map(({ reminder }, index) => ({
      ...(reminder === undefined ? {} : { reminder }),
      decision: (forecasts[index] as Forecast).registration
    }))
  )
  if (answer.httpStatus !== 201) return { outcome: "refused", answer, forecasts } satisfies RefusedChain
  const placement = placementOf(
    all.map(({ shipment }) => shipment),
    forecasts,
    yield* Clock.currentTimeMillis,
    options,
    {
      placed: chain.placed,
      ...(chain.dialogportenAssociation === undefined ? {} : { dialogportenAssociation: chain.dialogportenAssociation })
    }
  )
  const [placed] = yield* store.place([placement])
  // Somebody placed the same chain while this one was forecast.
  if (placed?.outcome === "replayed") return replayed(chain, placed.first)
  return {
    outcome: "placed",
    replay: { outcome: "new", httpStatus: 201 },
    shipments: placement.shipments,
    forecasts
  } satisfies PlacedChain
}) satisfies (
  chain: OrderChain,
  options: PlacingOptions
) => Effect.Effect<PlacedChain | RefusedChain, StoreError, OrderStore | Sources>

const replayed = (chain: OrderChain, first: ReadonlyArray<TrackedShipment>): PlacedChain => ({
  outcome: "placed",
  replay: replayOf(chain.placed, first[0]?.placed ?? chain.placed),
  shipments: first,
  forecasts: []
})

/** An order of the v1 API that was placed. It is taken whoever is missing. */
export interface PlacedOrderV1 {
  readonly tracked: TrackedShipment
  readonly answer: Extract<LookupAnswer, { readonly httpStatus: 202 }>
  readonly forecast: Forecast
}

/** Places an order of the v1 API; refused only when sources did not answer. */
export const placeOrder = Effect.fnUntraced(function* (shipment: Shipment, options: PlacingOptions) {
  const store = yield* OrderStore
  const forecasts = yield* forecastAll([shipment], options)
  const [forecast] = forecasts as readonly [Forecast]
  const answer = lookupAnswer(forecast.registration)
  if (answer.httpStatus !== 202) return answer
  const placement = placementOf([shipment], forecasts, yield* Clock.currentTimeMillis, options, {})
  yield* store.place([placement])
  const [tracked] = placement.shipments as readonly [TrackedShipment]
  return { tracked, answer, forecast } satisfies PlacedOrderV1
}) satisfies (
  shipment: Shipment,
  options: PlacingOptions
) => Effect.Effect<
  PlacedOrderV1 | Exclude<LookupAnswer, { readonly httpStatus: 202 }>,
  StoreError,
  OrderStore | Sources
>

/** Few at a time, since a chain may have any number of reminders. */
const FORECASTS_AT_ONCE = 4

const forecastAll = (
  shipments: ReadonlyArray<Shipment>,
  { gather, program }: PlacingOptions
): Effect.Effect<ReadonlyArray<Forecast>, never, Sources> =>
  Effect.forEach(shipments, (shipment) => forecastOf(program, shipment, gather), { concurrency: FORECASTS_AT_ONCE })

const placementOf = (
  shipments: ReadonlyArray<Shipment>,
  forecasts: ReadonlyArray<Forecast>,
  now: number,
  { newId, program }: PlacingOptions,
  common: Pick<TrackedShipment, "placed" | "dialogportenAssociation">
): {
  readonly shipments: ReadonlyArray<TrackedShipment>
  readonly decisions: ReadonlyArray<LoggedDecision>
} => {
  const chainId = newId()
  const ids = shipments.map(() => ({ shipmentId: newId(), forecastId: newId() }))
  return {
    shipments: shipments.map((shipment, place) => ({
      ...(ids[place] as { readonly shipmentId: string; readonly forecastId: string }),
      chainId,
      place,
      shipment,
      ...common,
      placedAt: now,
      status: "Registered",
      lastUpdate: now,
      dueAt: shipment.requestedSendTime,
      attempts: 0,
      notifications: [],
      revision: 1
    })),
    decisions: forecasts.map(({ processing, snapshot }, place) => ({
      id: ids[place]?.forecastId ?? "",
      creator: shipments[place]?.creator ?? "",
      at: now,
      purpose: "forecast",
      shipmentId: ids[place]?.shipmentId ?? "",
      order: orderOf(shipments[place] as Shipment, "processing"),
      snapshot,
      ruleSet: program.ruleSet,
      decision: processing
    }))
  }
}
