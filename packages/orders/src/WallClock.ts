/**
 * A wall clock shows the local time of a zone, by default that of Norway. Its reading is a number too: the milliseconds
 * since 1970 that the shown date and time would be in UTC, so that days and hours can be added to it as to any number.
 *
 * Invariants: every instant has one reading; a reading has one instant but around a change of daylight-saving time. There
 * the ones of .NET's `TimeZoneInfo` are kept: of a reading that comes twice (autumn) the later instant is meant, that of
 * standard time; a reading that never comes (spring) .NET refuses, and here it is read in standard time too, so that
 * 02:30 is 03:30 of summer time ({@link isSkipped} tells). Source: Altinn Notifications, NotificationScheduleService; the
 * zone's rules are those of the runtime's time zone data.
 */
import { DAY, MINUTE } from "./Instant.ts"

/** The zone in which the platform sends: `Europe/Oslo`. */
export const NORWAY = "Europe/Oslo"

/** What a wall clock of a zone shows at an instant. */
export const readingAt = (instant: number, zone: string = NORWAY): number => instant + offsetAt(instant, zone)

/** The instants at which a wall clock shows a reading, earlier ones first: one, or two in autumn, or none in spring. */
export const instantsOf = (reading: number, zone: string = NORWAY): ReadonlyArray<number> =>
  candidates(reading, zone).filter((instant) => readingAt(instant, zone) === reading)

/** The instant of a reading: in standard time where there are two or none. */
export const instantOf = (reading: number, zone: string = NORWAY): number =>
  instantsOf(reading, zone).at(-1) ?? Math.max(...candidates(reading, zone))

/** Whether no wall clock ever shows the reading, since daylight-saving time begins with it. .NET refuses such a reading. */
export const isSkipped = (reading: number, zone: string = NORWAY): boolean => instantsOf(reading, zone).length === 0

/** The reading at the beginning of the same day, 00:00. */
export const startOfDay = (reading: number): number => Math.floor(reading / DAY) * DAY

/** How far the day has come, in milliseconds since 00:00 on the wall clock. */
export const timeOfDay = (reading: number): number => reading - startOfDay(reading)

/** The instants that a reading may be, by the offsets before and after a change nearby. */
const candidates = (reading: number, zone: string): ReadonlyArray<number> => {
  const before = reading - offsetAt(reading - DAY, zone)
  const after = reading - offsetAt(reading + DAY, zone)
  return before === after ? [before] : [Math.min(before, after), Math.max(before, after)]
}

// --- Offsets ---------------------------------------------------------------------------------------------------------

const QUARTER = 15 * MINUTE
const MOST_REMEMBERED = 4096
const formats = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, Map<number, number>>()

/** No zone changes its offset between two quarters of an hour, so one answer holds for the whole quarter. */
const offsetAt = (instant: number, zone: string): number => {
  const quarter = Math.floor(instant / QUARTER)
  let ofZone = offsets.get(zone)
  if (ofZone === undefined) {
    ofZone = new Map()
    offsets.set(zone, ofZone)
  }
  const known = ofZone.get(quarter)
  if (known !== undefined) return known
  if (ofZone.size >= MOST_REMEMBERED) ofZone.clear()
  const offset = askOffset(quarter * QUARTER, zone)
  ofZone.set(quarter, offset)
  return offset
}

const askOffset = (instant: number, zone: string): number => {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric"
    })
    formats.set(zone, format)
  }
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  const shown = new Date(0)
  shown.setUTCFullYear(part("year"), part("month") - 1, part("day"))
  shown.setUTCHours(part("hour"), part("minute"), part("second"))
  return shown.getTime() - instant
}
