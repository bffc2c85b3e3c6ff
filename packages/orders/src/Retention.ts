/**
 * How long what is kept about orders is kept, once nothing will come of it any more.
 */
import { DAY } from "./Instant.ts"
import { FEED_RETENTION } from "./StatusFeed.ts"

/** Days for each kind of thing; `Infinity`: for ever. */
export interface Retention {
  /** Decisions, from when they were made; those of orders that are not final stay. */
  readonly decisions: number
  /** Chains of orders with their idempotency keys, from when the last of them became final. */
  readonly orders: number
  /** Entries of the status feed. */
  readonly feed: number
  /** Messages that were handled and whose events were published. */
  readonly inbox: number
  /** Shadow runs. */
  readonly shadow: number
}

/** A year for decisions and orders, as long as it is shown for the feed, 30 days for the inbox, 90 for shadow runs. */
export const defaultRetention: Retention = {
  decisions: 365,
  orders: 365,
  feed: FEED_RETENTION / DAY,
  inbox: 30,
  shadow: 90
}

/** The instants before which things are old; `undefined` where a retention is no number of days, 0 or more. */
export const retentionEnds = (retention: Retention, now: number): Retention | undefined => {
  const { decisions, feed, inbox, orders, shadow } = retention
  const days = [decisions, orders, feed, inbox, shadow]
  if (!days.every((one) => one >= 0)) return undefined
  const end = (one: number) => now - one * DAY
  return { decisions: end(decisions), orders: end(orders), feed: end(feed), inbox: end(inbox), shadow: end(shadow) }
}
