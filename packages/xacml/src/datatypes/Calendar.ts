/**
 * Times, dates, date-times and durations of XML Schema, exact and without the clock or the zone of the machine.
 *
 * A moment is counted in attoseconds (10⁻¹⁸ s) from the start of the year 1 as its clock shows it; a value without a zone
 * is taken to be in UTC, which is the implicit time zone here. Seconds have at most eighteen decimals that are
 * not zero, and years at most nine digits, of which the year 0 is the one before 1 (XML Schema 1.1).
 */

/** A point on a calendar or a clock. */
export interface Moment {
  /** Attoseconds as the local clock shows them: since 0001-01-01, or within the day for a time. */
  readonly local: bigint
  /** Minutes east of UTC, -840 to 840; left out: no zone. */
  readonly zone?: number
}

/** Attoseconds in a second. */
export const SECOND = 10n ** 18n
const MINUTE = 60n * SECOND
/** Attoseconds in a day. */
export const DAY = 86_400n * SECOND

/** The instant of a moment, in attoseconds of UTC; `implicit` is the zone in minutes of one that has none. */
export const instantOf = ({ local, zone }: Moment, implicit = 0): bigint => local - BigInt(zone ?? implicit) * MINUTE

const zonePattern = String.raw`(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?`
const timePattern = String.raw`(\d{2}):([0-5]\d):([0-5]\d)(?:\.(\d{1,18})0*)?`
const datePattern = String.raw`(-?(?:[1-9]\d{4,8}|\d{4}))-(\d{2})-(\d{2})`

const timeExpression = new RegExp(`^${timePattern}${zonePattern}$`)
const dateExpression = new RegExp(`^${datePattern}${zonePattern}$`)
const dateTimeExpression = new RegExp(`^${datePattern}T${timePattern}${zonePattern}$`)

/** A time of day; 24:00:00 is 00:00:00. */
export const parseTime = (text: string): Moment | undefined => {
  const [, hours, minutes, seconds, fraction, zone] = timeExpression.exec(text) ?? []
  const clock = clockOf(hours, minutes, seconds, fraction)
  return clock === undefined ? undefined : { local: clock % DAY, ...zoneOf(zone) }
}

/** A date. */
export const parseDate = (text: string): Moment | undefined => {
  const [, year, month, day, zone] = dateExpression.exec(text) ?? []
  const days = daysOf(year, month, day)
  return days === undefined ? undefined : { local: days * DAY, ...zoneOf(zone) }
}

/** A date with a time; 24:00:00 is the start of the next day. */
export const parseDateTime = (text: string): Moment | undefined => {
  const [, year, month, day, hours, minutes, seconds, fraction, zone] = dateTimeExpression.exec(text) ?? []
  const days = daysOf(year, month, day)
  const clock = clockOf(hours, minutes, seconds, fraction)
  if (days === undefined || clock === undefined) return undefined
  return withinReach({ local: days * DAY + clock, ...zoneOf(zone) })
}

const zoneOf = (zone: string | undefined): Pick<Moment, "zone"> => {
  if (zone === undefined || zone === "") return {}
  if (zone === "Z") return { zone: 0 }
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))
  return { zone: zone.startsWith("-") && minutes > 0 ? -minutes : minutes }
}

const clockOf = (hours = "", minutes = "", seconds = "", fraction = ""): bigint | undefined => {
  if (hours === "" || Number(hours) > 24) return undefined
  const whole = BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds)
  const clock = whole * SECOND + BigInt(fraction.padEnd(18, "0"))
  return clock > DAY ? undefined : clock
}

const daysOf = (year = "", month = "", day = ""): bigint | undefined => {
  if (year === "") return undefined
  const date = { year: BigInt(year), month: BigInt(month), day: BigInt(day) }
  if (date.month < 1n || date.month > 12n || date.day < 1n || date.day > daysInMonth(date.year, date.month)) {
    return undefined
  }
  return daysFromDate(date)
}

interface CalendarDate {
  /** Astronomical: 0 is the year before 1. */
  readonly year: bigint
  readonly month: bigint
  readonly day: bigint
}

const floorDivide = (a: bigint, b: bigint): bigint => (a >= 0n ? a / b : -((b - 1n - a) / b))
const floorModulo = (a: bigint, b: bigint): bigint => a - floorDivide(a, b) * b

const isLeapYear = (year: bigint): boolean =>
  floorModulo(year, 4n) === 0n && (floorModulo(year, 100n) !== 0n || floorModulo(year, 400n) === 0n)

const daysInMonth = (year: bigint, month: bigint): bigint => {
  if (month === 2n) return isLeapYear(year) ? 29n : 28n
  return month === 4n || month === 6n || month === 9n || month === 11n ? 30n : 31n
}

/** Days from 0001-01-01; years are counted from March, so that the leap day comes last. */
const daysFromDate = ({ day, month, year }: CalendarDate): bigint => {
  const shifted = month <= 2n ? year - 1n : year
  const era = floorDivide(shifted, 400n)
  const yearOfEra = shifted - era * 400n
  const dayOfYear = (153n * (month + (month > 2n ? -3n : 9n)) + 2n) / 5n + day - 1n
  const dayOfEra = yearOfEra * 365n + yearOfEra / 4n - yearOfEra / 100n + dayOfYear
  return era * 146_097n + dayOfEra - 306n
}

const dateFromDays = (days: bigint): CalendarDate => {
  const shifted = days + 306n
  const era = floorDivide(shifted, 146_097n)
  const dayOfEra = shifted - era * 146_097n
  const yearOfEra = (dayOfEra - dayOfEra / 1460n + dayOfEra / 36_524n - dayOfEra / 146_096n) / 365n
  const dayOfYear = dayOfEra - (365n * yearOfEra + yearOfEra / 4n - yearOfEra / 100n)
  const shiftedMonth = (5n * dayOfYear + 2n) / 153n
  const month = shiftedMonth < 10n ? shiftedMonth + 3n : shiftedMonth - 9n
  return {
    year: yearOfEra + era * 400n + (month <= 2n ? 1n : 0n),
    month,
    day: dayOfYear - (153n * shiftedMonth + 2n) / 5n + 1n
  }
}

/** Adds months, keeping the day where the month has it and taking its last day where not; undefined: too far away. */
export const addMonths = ({ local, ...rest }: Moment, months: bigint): Moment | undefined => {
  const days = floorDivide(local, DAY)
  const { day, month, year } = dateFromDays(days)
  const count = year * 12n + month - 1n + months
  const date = { year: floorDivide(count, 12n), month: floorModulo(count, 12n) + 1n }
  const last = daysInMonth(date.year, date.month)
  const moved = daysFromDate({ ...date, day: day > last ? last : day })
  return withinReach({ ...rest, local: moved * DAY + (local - days * DAY) })
}

/** Adds attoseconds; undefined: too far away. */
export const addDuration = ({ local, ...rest }: Moment, attoseconds: bigint): Moment | undefined =>
  withinReach({ ...rest, local: local + attoseconds })

/** The years that can be written: nine digits. */
const FIRST = daysFromDate({ year: -999_999_999n, month: 1n, day: 1n }) * DAY
const END = daysFromDate({ year: 1_000_000_000n, month: 1n, day: 1n }) * DAY

/** In UTC, too: that is how it is written. */
const withinReach = (moment: Moment): Moment | undefined =>
  [moment.local, instantOf(moment)].every((point) => point >= FIRST && point < END) ? moment : undefined

const two = (value: bigint | number): string => String(value).padStart(2, "0")

const formatZone = (zone: number | undefined): string => {
  if (zone === undefined) return ""
  if (zone === 0) return "Z"
  const minutes = Math.abs(zone)
  return `${zone < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

const formatClock = (clock: bigint): string => {
  const seconds = clock / SECOND
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${formatSeconds(seconds % 60n, clock % SECOND, 2)}`
}

const formatSeconds = (whole: bigint, fraction: bigint, width: number): string => {
  const digits = String(fraction).padStart(18, "0").replace(/0+$/, "")
  return `${String(whole).padStart(width, "0")}${digits === "" ? "" : `.${digits}`}`
}

const formatDays = (days: bigint): string => {
  const { day, month, year } = dateFromDays(days)
  const sign = year < 0n ? "-" : ""
  return `${sign}${String(year < 0n ? -year : year).padStart(4, "0")}-${two(month)}-${two(day)}`
}

/**
 * Canonical: in UTC when there is a zone, without trailing zeros in the fraction. A time that falls on another day in UTC
 * keeps its zone: without it, it would be another time.
 */
export const formatTime = (moment: Moment): string => {
  if (moment.zone === undefined) return formatClock(moment.local)
  const instant = instantOf(moment)
  const isSameDay = instant >= 0n && instant < DAY
  return isSameDay ? `${formatClock(instant)}Z` : formatClock(moment.local) + formatZone(moment.zone)
}

/** A date keeps its zone, which tells when the day begins. */
export const formatDate = ({ local, zone }: Moment): string => formatDays(floorDivide(local, DAY)) + formatZone(zone)

/** Canonical: in UTC when there is a zone, without trailing zeros in the fraction. */
export const formatDateTime = (moment: Moment): string => {
  const instant = instantOf(moment)
  const days = floorDivide(instant, DAY)
  return `${formatDays(days)}T${formatClock(instant - days * DAY)}${moment.zone === undefined ? "" : "Z"}`
}

const dayTimeExpression =
  /^(-?)P(?:(\d{1,30})D)?(?:T(?:(\d{1,30})H)?(?:(\d{1,30})M)?(?:(\d{1,30})(?:\.(\d{1,18})0*)?S)?)?$/
const yearMonthExpression = /^(-?)P(?:(\d{1,30})Y)?(?:(\d{1,30})M)?$/

/** A duration in attoseconds. */
export const parseDayTimeDuration = (text: string): bigint | undefined => {
  const [, sign, days, hours, minutes, seconds, fraction = ""] = dayTimeExpression.exec(text) ?? []
  if (sign === undefined || text.endsWith("P") || text.endsWith("T")) return undefined
  const whole =
    BigInt(days ?? 0) * 86_400n + BigInt(hours ?? 0) * 3600n + BigInt(minutes ?? 0) * 60n + BigInt(seconds ?? 0)
  const total = whole * SECOND + BigInt(fraction.padEnd(18, "0"))
  return sign === "-" ? -total : total
}

/** A duration in months. */
export const parseYearMonthDuration = (text: string): bigint | undefined => {
  const [, sign, years, months] = yearMonthExpression.exec(text) ?? []
  if (sign === undefined || text.endsWith("P")) return undefined
  const total = BigInt(years ?? 0) * 12n + BigInt(months ?? 0)
  return sign === "-" ? -total : total
}

/** Canonical: the largest units that fit, and none that are zero. */
export const formatDayTimeDuration = (duration: bigint): string => {
  const total = duration < 0n ? -duration : duration
  const [days, clock] = [total / DAY, total % DAY]
  const [hours, minutes, seconds] = [clock / (60n * MINUTE), (clock / MINUTE) % 60n, clock % MINUTE]
  const time = [
    hours === 0n ? "" : `${hours}H`,
    minutes === 0n ? "" : `${minutes}M`,
    seconds === 0n ? "" : `${formatSeconds(seconds / SECOND, seconds % SECOND, 1)}S`
  ].join("")
  if (total === 0n) return "PT0S"
  return `${duration < 0n ? "-" : ""}P${days === 0n ? "" : `${days}D`}${time === "" ? "" : `T${time}`}`
}

/** Canonical: years and the months that remain. */
export const formatYearMonthDuration = (duration: bigint): string => {
  const total = duration < 0n ? -duration : duration
  const [years, months] = [total / 12n, total % 12n]
  if (total === 0n) return "P0M"
  return `${duration < 0n ? "-" : ""}P${years === 0n ? "" : `${years}Y`}${months === 0n ? "" : `${months}M`}`
}
