/**
 * An instant is a point in time, in milliseconds since 1970 UTC. As text it is a date-time with a time zone; everywhere
 * else in this package it is a number, and "now" is always an argument.
 *
 * Invariants: parsing never guesses a zone and never throws; what was formatted parses to the same instant. Source: RFC
 * 3339, as System.Text.Json reads it on the platform (seconds and fraction may be left out); Altinn Notifications,
 * validators of send times.
 */
import * as Result from "effect/Result"

/** The platform's sentence for a send time that does not say in which zone it is. */
export const NO_TIME_ZONE = "The requested send time value must have specified a time zone."

/** Why a text is no instant: not a date-time at all, or one without a time zone. */
export type InstantProblem = "malformed" | "no-time-zone"

const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,16}))?)?(Z|[+-]\d{2}(?::\d{2})?)?)?$/

/** One minute, in milliseconds. */
export const MINUTE = 60_000

/** One hour, in milliseconds. */
export const HOUR = 60 * MINUTE

/** Twenty-four hours, in milliseconds; a day of the calendar may have an hour more or less. */
export const DAY = 24 * HOUR

/** Reads a date-time with time zone, such as `2026-05-01T10:00:00+02:00`; what is finer than a millisecond is cut off. */
export const parseInstant = (text: string): Result.Result<number, InstantProblem> => {
  const match = DATE_TIME.exec(text)
  if (match === null) return Result.fail("malformed")
  const [, year = "", month = "", day = "", hour = "00", minute = "00", second = "00", fraction = "", zone] = match
  if (Number(year) < 1 || Number(day) < 1 || Number(day) > daysIn(Number(year), Number(month))) {
    return Result.fail("malformed")
  }
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return Result.fail("malformed")
  const offset = zone === undefined ? 0 : offsetOf(zone)
  if (offset === undefined) return Result.fail("malformed")
  if (zone === undefined) return Result.fail("no-time-zone")
  const milliseconds = fraction.slice(0, 3).padEnd(3, "0")
  const asUtc = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}Z`)
  return Result.succeed(asUtc - offset)
}

/** An instant as text in UTC, without a fraction where it is a whole second: `2026-05-01T08:00:00Z`. */
export const formatInstant = (instant: number): string => new Date(instant).toISOString().replace(".000Z", "Z")

const daysIn = (year: number, month: number): number => {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
}

/** The offset of a zone in milliseconds; at most 14 hours, as in .NET. */
const offsetOf = (zone: string): number | undefined => {
  if (zone === "Z") return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(4, 6))
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return undefined
  return (zone.startsWith("-") ? -1 : 1) * (hours * HOUR + minutes * MINUTE)
}
