/**
 * The sending window is the part of a day in which an SMS of the policy `Daytime` may be handed over. E-mail is always
 * `Anytime`. Weekends and holidays are days like any other.
 *
 * Invariants: both bounds are exclusive, to the millisecond: at 09:00:00.000 and at 17:00:00.000 the window is shut. Source:
 * Altinn Notifications, NotificationScheduleService (its documentation says 08 to 17).
 */
import * as Schema from "effect/Schema"
import { DAY, HOUR } from "./Instant.ts"
import { instantOf, instantsOf, NORWAY, readingAt, startOfDay, timeOfDay } from "./WallClock.ts"

/** When a notification may be sent: at any time, or by day only. */
export const SendingTimePolicy = Schema.Literals(["Anytime", "Daytime"]).annotate({ identifier: "SendingTimePolicy" })
export type SendingTimePolicy = typeof SendingTimePolicy.Type

/** The hours of the sending window. */
export interface SendingHours {
  /** Hour of the wall clock after which the window is open, exclusive; 0 to 24, default 9. */
  readonly startHour?: number
  /** Hour of the wall clock before which it is open, exclusive; 0 to 24, default 17. */
  readonly endHour?: number
  /** Whose wall clock; default `Europe/Oslo`. */
  readonly timeZone?: string
}

/** The hours with every default filled in, in milliseconds since 00:00 on the wall clock. */
export const boundsOf = ({ endHour = 17, startHour = 9, timeZone = NORWAY }: SendingHours = {}) => ({
  start: startHour * HOUR,
  end: endHour * HOUR,
  timeZone
})

/** Whether the wall clock stands within the window at an instant. */
export const isDaytime = (instant: number, hours: SendingHours = {}): boolean => {
  const { end, start, timeZone } = boundsOf(hours)
  const time = timeOfDay(readingAt(instant, timeZone))
  return time > start && time < end
}

/** Whether an SMS may be handed over at an instant; without a policy, as in orders of the v1 API, it waits for daytime. */
export const maySend = (policy: SendingTimePolicy | null, instant: number, hours: SendingHours = {}): boolean =>
  policy === "Anytime" || isDaytime(instant, hours)

/**
 * The first millisecond, not before the given instant, at which an SMS may be handed over; `undefined` when the hours leave
 * no window at all.
 */
export const nextOpening = (
  policy: SendingTimePolicy | null,
  instant: number,
  hours: SendingHours = {}
): number | undefined => {
  if (maySend(policy, instant, hours)) return instant
  const { start, timeZone } = boundsOf(hours)
  const today = startOfDay(readingAt(instant, timeZone))
  return (
    [today, today + DAY, today + 2 * DAY]
      .map((day) => day + start + 1)
      // Where the clock leaps over the start, the window is open from the leap on.
      .flatMap((reading) => [instantOf(reading - 1, timeZone), ...instantsOf(reading, timeZone)])
      .find((opening) => opening >= instant && isDaytime(opening, hours))
  )
}
