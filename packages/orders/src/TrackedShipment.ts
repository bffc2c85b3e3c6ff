/**
 * A tracked shipment is a shipment with how far it has come: its status, its notifications with theirs, and when it is to
 * be taken up next. It is what a store keeps; every change of it is a new value with a higher revision.
 *
 * Invariants: a final shipment is never due; statuses follow one another as `Status` says; rows keep their ids for ever.
 */
import type { PlacedOrder } from "./Idempotency.ts"
import type { Notification } from "./Notifications.ts"
import type { SendConditionOutcome } from "./SendConditionOutcome.ts"
import type { DialogportenAssociation, Shipment } from "./Shipment.ts"
import { emailStatuses, orderStatuses, smsStatuses } from "./Status.ts"
import type { EmailStatus, OrderStatus, SmsStatus } from "./Status.ts"
import { feedEntry, hasEntry } from "./StatusFeed.ts"
import type { FeedEntry, FeedRecipient } from "./StatusFeed.ts"
import { formatInstant } from "./Instant.ts"

/** A notification with how far it has come. */
export interface TrackedNotification extends Omit<Notification, "result"> {
  /** Unique among all notifications; a message that is handed over goes by it, so that it can be told when it comes twice. */
  readonly id: string
  /** Internal spelling. */
  readonly status: EmailStatus | SmsStatus
  /** An instant. */
  readonly lastUpdate: number
  /** The instant after which it is not handed over any more. */
  readonly expiry: number
}

/** Why an order came to its end without being processed as it should, or is late; codes are stable. */
export interface ProcessingFailure {
  readonly code: "SOURCES_UNAVAILABLE" | "RECIPIENT_WITHOUT_IDENTIFIER"
  /** How many times it was tried. */
  readonly attempts: number
}

/** A shipment with how far it has come. */
export interface TrackedShipment {
  readonly shipmentId: string
  readonly chainId: string
  /** Place in the chain: 0 is the main order, reminders follow. */
  readonly place: number
  readonly shipment: Shipment
  /** What the chain is known by; absent in the v1 API, which has no idempotency. */
  readonly placed?: PlacedOrder
  readonly dialogportenAssociation?: DialogportenAssociation
  /** An instant. */
  readonly placedAt: number
  /** Internal spelling. */
  readonly status: OrderStatus
  /** An instant. */
  readonly lastUpdate: number
  /** The instant at which it is to be taken up next; `null` when nothing is left to do. */
  readonly dueAt: number | null
  /** How many times in a row sources or the dispatch did not answer. */
  readonly attempts: number
  /** What the send condition came to, the last time it was asked. */
  readonly condition?: SendConditionOutcome
  /** Ids in the decision log: of the forecast made as it was placed, and of the decision made as it was sent. */
  readonly forecastId?: string
  readonly decisionId?: string
  readonly failure?: ProcessingFailure
  readonly notifications: ReadonlyArray<TrackedNotification>
  /** Grows by one with every change. */
  readonly revision: number
}

/** The status of a notification as the current API spells it. */
export const apiStatusOf = ({
  channel,
  status
}: Pick<TrackedNotification, "channel" | "status">): FeedRecipient["status"] =>
  channel === "Email" ? emailStatuses[status as EmailStatus].api : smsStatuses[status as SmsStatus].api

/** Whether nothing will change about a notification any more. */
export const isFinalNotification = ({ channel, status }: Pick<TrackedNotification, "channel" | "status">): boolean =>
  channel === "Email" ? emailStatuses[status as EmailStatus].isFinal : smsStatuses[status as SmsStatus].isFinal

/** Whether nothing will change about a shipment any more. */
export const isFinalShipment = ({ status }: Pick<TrackedShipment, "status">): boolean => orderStatuses[status].isFinal

/** The shipment with changes, one revision later. The time of the last update moves only when the status does. */
export const advanced = (
  tracked: TrackedShipment,
  now: number,
  changes: Partial<Omit<TrackedShipment, "shipmentId" | "chainId" | "place" | "shipment" | "revision" | "lastUpdate">>
): TrackedShipment => {
  const next = { ...tracked, ...changes, revision: tracked.revision + 1 }
  return {
    ...next,
    lastUpdate: next.status === tracked.status ? tracked.lastUpdate : now,
    dueAt: isFinalShipment(next) ? null : next.dueAt
  }
}

/** The entry that a shipment gets in the status feed as it becomes final; its sequence number is the store's to give. */
export const feedEntryOf = (tracked: TrackedShipment): Omit<FeedEntry, "sequenceNumber"> | undefined => {
  const { lastUpdate, notifications, shipment, shipmentId, status } = tracked
  if (!hasEntry(status)) return undefined
  const { sequenceNumber: _, ...entry } = feedEntry(
    {
      sequenceNumber: 0,
      shipmentId,
      ...(shipment.sendersReference === undefined ? {} : { sendersReference: shipment.sendersReference }),
      shipmentType: shipment.type,
      status,
      lastUpdate: formatInstant(lastUpdate)
    },
    notifications.map((notification) => ({
      destination: notification.to,
      status: apiStatusOf(notification),
      lastUpdate: formatInstant(notification.lastUpdate)
    }))
  )
  return entry
}
