/**
 * The status feed tells a sender what became of its orders: one entry for each order, once it is final.
 *
 * Invariants: sequence numbers rise and may have gaps; an order that was cancelled, and one that is not final yet, has no
 * entry; a recipient that could not be notified has an empty destination and no identifier. Entries hold addresses, which
 * are personal data. Source: Altinn Notifications, function getstatusfeed and StatusFeedService.
 */
import { DAY } from "./Instant.ts"
import type { NotificationStatus, OrderStatus } from "./Status.ts"

/** The most entries on a page, and how many there are by default. */
export const MAX_PAGE_SIZE = 500

/** How old an entry must be before it is shown: 2 s, in milliseconds, so that none is overtaken. */
export const FEED_DELAY = 2000

/** How long an entry is kept: 90 days, in milliseconds. */
export const FEED_RETENTION = 90 * DAY

/** The platform's sentence for a sequence number below zero. */
export const NEGATIVE_SEQUENCE = "Sequence number cannot be less than 0."

/** The kinds of shipments. */
export type ShipmentType = "Notification" | "Reminder" | "Instant" | "Composed"

/** What became of one notification, with spellings of the current API. */
export interface FeedRecipient {
  readonly destination: string
  readonly status: NotificationStatus["api"]
  readonly lastUpdate: string
}

/** What became of one order. */
export interface FeedEntry {
  readonly sequenceNumber: number
  readonly shipmentId: string
  readonly sendersReference?: string
  readonly shipmentType: ShipmentType
  readonly status: `Order_${OrderStatus}`
  readonly lastUpdate: string
  readonly recipients: ReadonlyArray<FeedRecipient>
}

/** An entry as it is kept: by whom the order was placed, and when the entry was made, an instant. */
export interface KeptEntry {
  readonly creator: string
  readonly createdAt: number
  readonly entry: FeedEntry
}

/** What a sender asks the feed for. */
export interface FeedQuery {
  readonly creator: string
  /** Exclusive cursor, default 0. Upwards: later entries; downwards: earlier ones, and 0 begins with the newest. */
  readonly sequence?: number
  readonly pageSize?: number | null
  readonly orderBy?: "Asc" | "Desc"
}

/** The number of entries on a page: what was asked for, but 1 to the maximum; the maximum when nothing was. */
export const pageSizeOf = (asked: number | null | undefined, maximum: number = MAX_PAGE_SIZE): number =>
  asked == null ? maximum : Math.min(Math.max(Math.trunc(asked), 1), maximum)

/** Whether an order gets an entry as it reaches a status. */
export const hasEntry = (status: OrderStatus): status is "Completed" | "SendConditionNotMet" =>
  status === "Completed" || status === "SendConditionNotMet"

/** An order as its entry tells of it: without recipients when its condition was not met, without address where one failed. */
export const feedEntry = (
  order: Omit<FeedEntry, "status" | "recipients"> & { readonly status: "Completed" | "SendConditionNotMet" },
  recipients: ReadonlyArray<FeedRecipient>
): FeedEntry => ({
  sequenceNumber: order.sequenceNumber,
  shipmentId: order.shipmentId,
  ...(order.sendersReference === undefined ? {} : { sendersReference: order.sendersReference }),
  shipmentType: order.shipmentType,
  status: `Order_${order.status}`,
  lastUpdate: order.lastUpdate,
  recipients: order.status === "SendConditionNotMet" ? [] : recipients
})

/** A page of the feed, or the platform's sentence about what is wrong with the query. */
export const feedPage = (
  kept: ReadonlyArray<KeptEntry>,
  { creator, orderBy = "Asc", pageSize, sequence = 0 }: FeedQuery,
  now: number
): ReadonlyArray<FeedEntry> | { readonly error: string } => {
  if (sequence < 0) return { error: NEGATIVE_SEQUENCE }
  const isUpwards = orderBy === "Asc"
  const isBeyond = ({ sequenceNumber }: FeedEntry) =>
    isUpwards ? sequenceNumber > sequence : sequence === 0 || sequenceNumber < sequence
  return kept
    .filter((one) => one.creator === creator && isShown(one, now) && isBeyond(one.entry))
    .map(({ entry }) => entry)
    .sort((a, b) => (isUpwards ? 1 : -1) * (a.sequenceNumber - b.sequenceNumber))
    .slice(0, pageSizeOf(pageSize))
}

const isShown = ({ createdAt }: KeptEntry, now: number): boolean =>
  createdAt <= now - FEED_DELAY && createdAt >= now - FEED_RETENTION
