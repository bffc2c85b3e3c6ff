/**
 * The handlers that read orders and take them back, in the platform's shapes. A service owner finds its own orders only.
 */
import {
  apiStatusOf,
  cancelShipment,
  emailStatuses,
  formatInstant,
  orderStatuses,
  OrderStore,
  pageSizeOf,
  smsStatuses,
  StatusFeed
} from "@adressat/orders"
import type { EmailStatus, SmsStatus, TrackedNotification, TrackedShipment } from "@adressat/orders"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { json, refusal } from "../Call.ts"
import type { Call } from "../Call.ts"
import type { Desk, Handler } from "./Desk.ts"

const BASE = "/notifications/api/v1"

/** The handlers that read orders. */
export const readingHandlers = ({ basePath }: Desk) => {
  const base = basePath + BASE
  return {
    shipment: (call) =>
      Effect.map(shipmentOf(call), ({ lastUpdate, notifications, shipment, shipmentId, status }) =>
        json(200, {
          shipmentId,
          ...(shipment.sendersReference === undefined ? {} : { sendersReference: shipment.sendersReference }),
          type: shipment.type,
          status: orderStatuses[status].api,
          lastUpdate: formatInstant(lastUpdate),
          recipients: notifications.map((row) => ({
            type: row.channel === "Email" ? "Email" : "SMS",
            destination: row.to,
            status: apiStatusOf(row),
            lastUpdate: formatInstant(row.lastUpdate)
          }))
        })
      ),
    shipmentFeed: Effect.fnUntraced(function* ({ caller, query }: Call) {
      const {
        orderBy,
        pageSize,
        seq = 0
      } = query as {
        readonly orderBy?: string
        readonly pageSize?: number
        readonly seq?: number
      }
      if (seq < 0) {
        const sentence = "Sequence number cannot be less than 0."
        return yield* Effect.fail(
          refusal("invalid-request", {
            errors: { seq: [sentence] },
            problems: [{ in: "query", pointer: "/seq", detail: sentence }]
          })
        )
      }
      const now = yield* Clock.currentTimeMillis
      const entries = yield* (yield* StatusFeed).read(
        {
          creator: caller.org,
          sequence: seq,
          pageSize: pageSizeOf(pageSize),
          orderBy: orderBy?.toLowerCase() === "desc" ? "Desc" : "Asc"
        },
        now
      )
      return json(200, entries)
    }),
    ordersByReferenceV1: Effect.fnUntraced(function* ({ caller, query }: Call) {
      const found = yield* (yield* OrderStore).find({
        by: "reference",
        creator: caller.org,
        sendersReference: query["sendersReference"] as string
      })
      return json(200, { count: found.length, orders: found.map((one) => orderV1(one, base)) })
    }),
    orderV1: (call) => Effect.map(shipmentOf(call), (tracked) => json(200, orderV1(tracked, base))),
    orderStatusV1: (call) => Effect.map(shipmentOf(call), (tracked) => json(200, statusV1(tracked, base))),
    cancelOrderV1: Effect.fnUntraced(function* ({ caller, params }: Call) {
      const cancelled = yield* cancelShipment(caller.org, params["id"] ?? "")
      if (cancelled.tracked === undefined) return yield* Effect.fail(refusal("shipment-not-found"))
      if (cancelled.httpStatus === 200) return json(200, statusV1(cancelled.tracked, base))
      return yield* Effect.fail(
        refusal("cannot-cancel", {
          detail:
            cancelled.reason === "TOO_LATE"
              ? "its send time is less than five minutes away"
              : "it is being processed, or was processed before"
        })
      )
    }),
    emailNotificationsV1: (call) =>
      Effect.map(shipmentOf(call), (tracked) => json(200, notificationsV1(tracked, "Email"))),
    smsNotificationsV1: (call) => Effect.map(shipmentOf(call), (tracked) => json(200, notificationsV1(tracked, "Sms")))
  } satisfies Readonly<Record<string, Handler>>
}

const shipmentOf = Effect.fnUntraced(function* ({ caller, params }: Call) {
  const [tracked] = yield* (yield* OrderStore).find({
    by: "shipment",
    creator: caller.org,
    shipmentIds: [params["id"] ?? ""]
  })
  return tracked ?? (yield* Effect.fail(refusal("shipment-not-found")))
})

const baseV1 = ({ placedAt, shipment, shipmentId }: TrackedShipment) => ({
  id: shipmentId,
  creator: shipment.creator,
  ...(shipment.sendersReference === undefined ? {} : { sendersReference: shipment.sendersReference }),
  requestedSendTime: formatInstant(shipment.requestedSendTime),
  created: formatInstant(placedAt),
  notificationChannel: shipment.channel,
  ignoreReservation: shipment.ignoreReservation,
  ...(shipment.resourceId === undefined ? {} : { resourceId: shipment.resourceId }),
  ...(shipment.resourceAction === undefined ? {} : { resourceAction: shipment.resourceAction }),
  ...(shipment.conditionEndpoint === undefined ? {} : { conditionEndpoint: shipment.conditionEndpoint })
})

const orderV1 = (tracked: TrackedShipment, base: string) => {
  const { email, recipients, sms } = tracked.shipment
  const self = `${base}/orders/${tracked.shipmentId}`
  return {
    ...baseV1(tracked),
    recipients: recipients.map(({ phoneNumber, ...recipient }) => ({
      ...recipient,
      ...(phoneNumber === undefined ? {} : { mobileNumber: phoneNumber })
    })),
    ...(email === undefined
      ? {}
      : {
          emailTemplate: {
            ...(email.sender === undefined ? {} : { fromAddress: email.sender }),
            subject: email.subject,
            body: email.body,
            contentType: email.contentType
          }
        }),
    ...(sms === undefined
      ? {}
      : { smsTemplate: { ...(sms.sender === undefined ? {} : { senderNumber: sms.sender }), body: sms.body } }),
    links: { self, status: `${self}/status` }
  }
}

const orderDescriptions: Readonly<Record<TrackedShipment["status"], string>> = {
  Registered: "The order is placed and waits for its send time",
  Processing: "The order is being processed",
  Processed: "The notifications of the order are made and handed over",
  Completed: "All notifications of the order have come to their end",
  SendConditionNotMet: "The send condition said that the order is not to be sent",
  Cancelled: "The order was cancelled"
}

const statusV1 = (tracked: TrackedShipment, base: string) => {
  const { lastUpdate, notifications, shipmentId, status } = tracked
  const definition: { readonly v1?: string } = orderStatuses[status]
  const summary = (channel: "Email" | "Sms") => {
    const rows = notifications.filter((row) => row.channel === channel)
    if (rows.length === 0) return undefined
    return {
      links: { self: `${base}/orders/${shipmentId}/notifications/${channel.toLowerCase()}` },
      generated: rows.length,
      succeeded: rows.filter(isSucceeded).length
    }
  }
  const [email, sms] = [summary("Email"), summary("Sms")]
  return {
    ...baseV1(tracked),
    processingStatus: {
      status: definition.v1 ?? status,
      description: orderDescriptions[status],
      lastUpdate: formatInstant(lastUpdate)
    },
    ...(email === undefined && sms === undefined
      ? {}
      : {
          notificationsStatusSummary: {
            ...(email === undefined ? {} : { email }),
            ...(sms === undefined ? {} : { sms })
          }
        })
  }
}

/**
 * Whether a notification was handed over or delivered. The platform counts an SMS only until the phone confirms it, so that
 * its number falls; here it does not.
 */
const isSucceeded = ({ status }: TrackedNotification): boolean =>
  status === "Accepted" || status === "Succeeded" || status === "Delivered"

const groupDescriptions: Readonly<Record<string, string>> = {
  "fix-address": "The address cannot be used; it has to be corrected",
  "persons-choice": "The person has reserved against digital communication",
  "no-address": "There is no address to write to",
  "try-other-channel": "It did not arrive; another channel may do better",
  "sender-error": "Something in the order is wrong",
  temporary: "It failed for a reason that may be gone by now"
}

const describeStatus = (row: TrackedNotification): { readonly status: string; readonly description: string } => {
  const definition: { readonly v1?: string; readonly group: string; readonly isFinal: boolean } =
    row.channel === "Email" ? emailStatuses[row.status as EmailStatus] : smsStatuses[row.status as SmsStatus]
  const description =
    groupDescriptions[definition.group] ??
    (definition.isFinal ? "It was delivered" : row.status === "New" ? "It is made and waits" : "It was handed over")
  return { status: definition.v1 ?? row.status, description }
}

const notificationsV1 = ({ notifications, shipment, shipmentId }: TrackedShipment, channel: "Email" | "Sms") => {
  const rows = notifications.filter((row) => row.channel === channel)
  return {
    orderId: shipmentId,
    ...(shipment.sendersReference === undefined ? {} : { sendersReference: shipment.sendersReference }),
    generated: rows.length,
    succeeded: rows.filter(isSucceeded).length,
    notifications: rows.map((row) => ({
      id: row.id,
      succeeded: isSucceeded(row),
      recipient: {
        ...(row.to === "" ? {} : channel === "Email" ? { emailAddress: row.to } : { mobileNumber: row.to }),
        ...(row.organizationNumber === undefined ? {} : { organizationNumber: row.organizationNumber }),
        ...(row.nationalIdentityNumber === undefined ? {} : { nationalIdentityNumber: row.nationalIdentityNumber }),
        ...(row.status === "Failed_RecipientReserved" ? { isReserved: true } : {})
      },
      sendStatus: { ...describeStatus(row), lastUpdate: formatInstant(row.lastUpdate) }
    }))
  }
}
