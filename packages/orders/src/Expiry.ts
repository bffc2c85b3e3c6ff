/**
 * An expiry is the instant after which a notification is no longer handed over, nor waited for. It counts from the
 * requested send time, also when the order was processed later, so a notification may be born expired.
 *
 * Invariants: never before the requested send time; days are added on the wall clock where the window matters, so that
 * 09:00 stays 09:00 across a change of daylight-saving time. Source: Altinn Notifications, NotificationScheduleService and
 * the functions that claim and terminate rows.
 */
import { HOUR } from "./Instant.ts"
import { boundsOf, isDaytime } from "./SendingWindow.ts"
import type { SendingHours, SendingTimePolicy } from "./SendingWindow.ts"
import { instantOf, readingAt, startOfDay, timeOfDay } from "./WallClock.ts"

/** How long a notification lives from when it may be sent: 48 hours, in milliseconds. */
export const LIFETIME = 48 * HOUR

/** How long past its expiry a notification that was handed over is still waited for: 300 s, in milliseconds. */
export const GRACE = 300_000

/** The time to live of an instant SMS, in seconds, both inclusive. */
export const TIME_TO_LIVE = { least: 60, most: 172_800 } as const

/** The expiry of an e-mail: 48 hours after the requested send time. */
export const emailExpiry = (requestedSendTime: number): number => requestedSendTime + LIFETIME

/**
 * The expiry of an SMS. `Anytime`, or no policy as in orders of the v1 API: 48 hours. `Daytime`: 48 hours where the window
 * is open; before it opens, 48 hours from its opening that day; otherwise 72 hours from that day's opening, which is 48 from
 * the next. Quirk: at the opening itself, 09:00:00.000, it is 72 hours.
 */
export const smsExpiry = (
  requestedSendTime: number,
  policy: SendingTimePolicy | null,
  hours: SendingHours = {}
): number => {
  if (policy !== "Daytime" || isDaytime(requestedSendTime, hours)) return requestedSendTime + LIFETIME
  const { start, timeZone } = boundsOf(hours)
  const reading = readingAt(requestedSendTime, timeZone)
  const wait = timeOfDay(reading) < start ? 48 * HOUR : 72 * HOUR
  return instantOf(startOfDay(reading) + start + wait, timeZone)
}

/** Whether an instant SMS may have the time to live: a whole number of seconds, 60 to 172,800. */
export const isTimeToLive = (seconds: unknown): seconds is number =>
  Number.isInteger(seconds) && Number(seconds) >= TIME_TO_LIVE.least && Number(seconds) <= TIME_TO_LIVE.most

/** The expiry of an instant SMS, given its time to live in seconds. */
export const instantSmsExpiry = (requestedSendTime: number, timeToLiveInSeconds: number): number =>
  requestedSendTime + timeToLiveInSeconds * 1000

/** Whether a new notification may still be handed over: up to its expiry, inclusive. */
export const isSendable = (expiry: number, now: number): boolean => expiry >= now

/**
 * Whether a notification that was handed over is given up (`Failed_TTL`): more than 300 s past its expiry. The platform
 * gives up `Succeeded` e-mails and `Accepted` SMS alone and leaves what is still `Sending` as it is; here that ends as well.
 */
export const isGivenUp = (expiry: number, now: number): boolean => now > expiry + GRACE
