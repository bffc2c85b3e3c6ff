/**
 * The handlers that place orders, in the platform's shapes. Beside its members stands an explanation: who would be notified
 * as things stand, or who is missing, on which channel and by which gate.
 *
 * Invariant: an explanation names recipients by their place in the order, never by identifier or address.
 */
import { explain } from "@adressat/core"
import {
  chainAnswer,
  errorsByPath,
  placeChain,
  placeInstant,
  placeOrder,
  readInstantRequest,
  readOrderChainRequest,
  readOrderRequest
} from "@adressat/orders"
import type {
  Forecast,
  InstantEndpoint,
  MissingRecipient,
  OrderEndpoint,
  PlacedChain,
  PlacingOptions,
  RequestProblem,
  TrackedShipment
} from "@adressat/orders"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { json, refusal } from "../Call.ts"
import type { Call, Answer, Refusal } from "../Call.ts"
import type { Desk, Handler } from "./Desk.ts"

const BASE = "/notifications/api/v1"

/** How long to wait for a register that does not answer, in seconds. */
const RETRY_AFTER = "60"

/** The handlers that place orders. */
export const placingHandlers = (desk: Desk) =>
  ({
    placeOrder: Effect.fnUntraced(function* (call: Call) {
      const read = readOrderChainRequest(call.body, {
        creator: call.caller.org,
        now: yield* Clock.currentTimeMillis
      })
      if (Result.isFailure(read)) return yield* Effect.fail(refused(read.failure))
      const placed = yield* placeChain(read.success.value, placingOptions(desk))
      if (placed.outcome === "placed") return chainAnswered(desk, placed)
      if (placed.answer.httpStatus === 500) return yield* Effect.fail(unavailable)
      return yield* Effect.fail(
        refusal("missing-contact", { explanation: { missing: inWords(placed.answer.missing, placed.forecasts) } })
      )
    }),
    placeInstantSms: instant(desk, "instant/sms"),
    placeInstantEmail: instant(desk, "instant/email"),
    placeOrderV1: placeV1(desk, "orders"),
    placeEmailOrderV1: placeV1(desk, "orders/email"),
    placeSmsOrderV1: placeV1(desk, "orders/sms")
  }) satisfies Readonly<Record<string, Handler>>

const placingOptions = ({ gather, newId, orderProgram }: Desk): PlacingOptions => ({
  program: orderProgram,
  newId,
  gather
})

const unavailable: Refusal = refusal("sources-unavailable", {
  detail: "a register did not answer, so nothing was placed; place the order again later, with the same idempotency id",
  headers: { "Retry-After": RETRY_AFTER }
})

/** A body that was refused: the platform's sentences by its names, and the same by JSON pointers. */
const refused = (problems: ReadonlyArray<RequestProblem>): Refusal =>
  refusal("invalid-request", {
    errors: errorsByPath(problems),
    problems: problems.map(({ message, pointer }) => ({ pointer, detail: message }))
  })

const instant = (desk: Desk, endpoint: InstantEndpoint): Handler =>
  Effect.fnUntraced(function* (call: Call) {
    const read = readInstantRequest(endpoint, call.body, {
      creator: call.caller.org,
      now: yield* Clock.currentTimeMillis
    })
    if (Result.isFailure(read)) return yield* Effect.fail(refused(read.failure))
    const placed = yield* placeInstant(read.success.value, placingOptions(desk))
    if (placed.outcome === "placed") return chainAnswered(desk, { ...placed, forecasts: [] })
    return yield* Effect.fail(
      refusal("dispatch-unavailable", {
        detail: "nothing was sent and nothing kept; place the order again, with the same idempotency id",
        headers: { "Retry-After": "5" }
      })
    )
  })

const placeV1 = (desk: Desk, endpoint: OrderEndpoint): Handler =>
  Effect.fnUntraced(function* (call: Call) {
    const read = readOrderRequest(endpoint, call.body, {
      creator: call.caller.org,
      now: yield* Clock.currentTimeMillis
    })
    if (Result.isFailure(read)) return yield* Effect.fail(refused(read.failure))
    const placed = yield* placeOrder(read.success.value, placingOptions(desk))
    if (!("tracked" in placed)) return yield* Effect.fail(unavailable)
    const { answer, forecast, tracked } = placed
    const missing = chainAnswer([{ decision: forecast.registration }])
    const { shipmentId } = tracked
    return json(
      202,
      {
        orderId: shipmentId,
        ...(answer.recipientLookup === undefined ? {} : { recipientLookup: answer.recipientLookup }),
        explanation: {
          ...explanationOf([tracked], [forecast], read.success.warnings.map(warningOf)),
          missing: missing.httpStatus === 422 ? inWords(missing.missing, [forecast]) : []
        }
      },
      { Location: `${desk.basePath}${BASE}/orders/${shipmentId}` }
    )
  })

const warningOf = ({ message, path }: RequestProblem) => ({ code: "FAILS_LATER", message: `${path}: ${message}` })

const referenceOf = ({ shipment, shipmentId }: TrackedShipment) => ({
  shipmentId,
  ...(shipment.sendersReference === undefined ? {} : { sendersReference: shipment.sendersReference })
})

const chainAnswered = (
  { basePath }: Desk,
  { forecasts, replay, shipments }: Pick<PlacedChain, "forecasts" | "replay" | "shipments">
): Answer => {
  const [main, ...reminders] = shipments
  const warnings = "warning" in replay ? [replay.warning] : []
  const isTold = forecasts.length > 0 || warnings.length > 0
  const chainId = main?.chainId ?? ""
  return json(
    replay.httpStatus,
    {
      notificationOrderId: chainId,
      notification: {
        ...(main === undefined ? { shipmentId: "" } : referenceOf(main)),
        ...(reminders.length === 0 ? {} : { reminders: reminders.map(referenceOf) })
      },
      ...(isTold ? { explanation: explanationOf(shipments, forecasts, warnings) } : {})
    },
    { Location: `${basePath}${BASE}/future/orders/chain/${chainId}` }
  )
}

/** Who would be notified by each shipment if it were sent now. */
const explanationOf = (
  shipments: ReadonlyArray<TrackedShipment>,
  forecasts: ReadonlyArray<Forecast>,
  warnings: ReadonlyArray<{ readonly code: string; readonly message: string }>
) => ({
  shipments: forecasts.flatMap(({ processing }, place) => {
    const { forecastId, shipmentId } = shipments[place] ?? {}
    if (shipmentId === undefined) return []
    return [
      {
        shipmentId,
        ...(forecastId === undefined ? {} : { forecastId }),
        deliveries: processing.deliveries.map(({ channel, contributors, recipient }) => ({
          recipient,
          channel,
          bases: [...new Set(contributors.map(({ basis }) => basis))]
        })),
        leftOut: processing.withheld.map(({ basis, reasons, recipient, state, undetermined }) => ({
          recipient,
          channel: processing.order.channel,
          basis,
          state,
          reasons: [...reasons, ...undetermined].map(({ code, gate }) => ({
            code,
            ...(gate === undefined ? {} : { gate })
          }))
        })),
        summary: explain(processing).summary
      }
    ]
  }),
  warnings
})

/** Those who are missing, with what the explanation of the decision says of them. */
const inWords = (missing: ReadonlyArray<MissingRecipient>, forecasts: ReadonlyArray<Forecast>) =>
  missing.map((one) => {
    const decision = forecasts[one.reminder === undefined ? 0 : one.reminder + 1]?.registration
    const candidates = decision === undefined ? [] : explain(decision).candidates
    return {
      ...one,
      words: [
        ...new Set(
          candidates
            .filter(({ recipient }) => recipient === one.recipient)
            .flatMap(({ headline, reasons }) => [headline, ...reasons])
        )
      ]
    }
  })
