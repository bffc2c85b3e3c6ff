/**
 * Values as .NET reads them from text: `int.TryParse`, `DateTime.Parse` on a server in UTC, and `Uri` equality. What .NET
 * throws on is `undefined` here. Only spellings that XML Schema has are modelled.
 */

/** An `int`: 32 bits, blanks around it, leading zeros and a sign allowed. */
export const parseInt32 = (text: string): number | undefined => {
  const digits = /^[\t-\r ]*([+-]?\d+)[\t-\r ]*$/.exec(text)?.[1]
  const value = Number(digits)
  return digits === undefined || value < -(2 ** 31) || value >= 2 ** 31 ? undefined : value
}

/** A moment without a zone, in units of 100 ns. */
export interface DotNetMoment {
  /** Days since 1970-01-01; of a time alone, days from today. */
  readonly day: number
  /** Units since midnight. */
  readonly time: number
}

const unitsPerSecond = 10_000_000
const unitsPerDay = 86_400 * unitsPerSecond

/** No date and time is longer, so that no text is searched for long. */
const MOST_CHARACTERS = 200

const datePart = String.raw`(\d{4})-(\d{2})-(\d{2})`
const timePart = String.raw`(\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?`
const zonePart = String.raw`(?:(Z)|([+-])(\d{2}):(\d{2}))?`
const dateTimePattern = new RegExp(String.raw`^(?:${datePart})?(?:(?:T|\s+)?${timePart})?${zonePart}$`)

/** A `DateTime`: a date, a time or both. A zone moves it to UTC and is then forgotten. */
export const parseDateTime = (text: string): DotNetMoment | undefined => {
  const [, year, month, date, hour, minute, second, fraction, , sign, zoneHour, zoneMinute] =
    dateTimePattern.exec(text.length > MOST_CHARACTERS ? "" : text.trim()) ?? []
  if (year === undefined && hour === undefined) return undefined
  const day = year === undefined ? 0 : dayOf(Number(year), Number(month), Number(date))
  const [hours, minutes, seconds] = [hour, minute, second].map((digits) => Number(digits ?? 0))
  const time = clockTime(hours, minutes, seconds)
  const zone = clockTime(Number(zoneHour ?? 0), Number(zoneMinute ?? 0), 0)
  if (day === undefined || time === undefined || zone === undefined || zone > 14 * 3600) return undefined
  const units = time * unitsPerSecond + Math.round(Number(fraction ?? 0) * unitsPerSecond)
  const shifted = units - (sign === "-" ? -1 : 1) * zone * unitsPerSecond
  const days = Math.floor(shifted / unitsPerDay)
  return { day: day + days, time: shifted - days * unitsPerDay }
}

const clockTime = (hours = 0, minutes = 0, seconds = 0): number | undefined =>
  hours > 23 || minutes > 59 || seconds > 59 ? undefined : hours * 3600 + minutes * 60 + seconds

const dayOf = (year: number, month: number, date: number): number | undefined => {
  const moment = new Date(0)
  moment.setUTCFullYear(year, month - 1, date)
  const isReal = year > 0 && moment.getUTCMonth() === month - 1 && moment.getUTCDate() === date
  return isReal ? moment.getTime() / 86_400_000 : undefined
}

const defaultPorts: Readonly<Record<string, string>> = { http: "80", https: "443", ftp: "21", ws: "80", wss: "443" }

/**
 * What two absolute URIs have in common when .NET calls them equal: scheme, host, port, path and query, the first two
 * without regard to case. User and fragment do not count.
 */
export const uriKey = (text: string): string | undefined => {
  const [, scheme, rest] = /^\s*([a-z][a-z0-9+.-]+):([^#]*)/i.exec(text) ?? []
  if (scheme === undefined || rest === undefined) return undefined
  const lower = scheme.toLowerCase()
  const [, authority, path] = /^\/\/([^/?]*)(.*)$/s.exec(rest) ?? []
  if (authority === undefined || path === undefined) {
    return Object.hasOwn(defaultPorts, lower) ? undefined : `${lower}:${escaped(rest.trimEnd())}`
  }
  const [, host, port = defaultPorts[lower] ?? ""] = /^(?:.*@)?(.*?)(?::(\d*))?$/s.exec(authority) ?? []
  if (host === undefined || /\s/.test(host)) return undefined
  if (host === "" && Object.hasOwn(defaultPorts, lower)) return undefined
  const rooted = path.startsWith("/") ? path : `/${path}`
  return `${lower}://${host.toLowerCase()}:${port}${escaped(rooted.trimEnd())}`
}

const escaped = (text: string): string =>
  text.replace(/[^!-~]/gu, (character) => encodeURIComponent(character.toWellFormed()))

/**
 * What two texts have in common when .NET calls them equal without regard to case: character by character, in no language.
 */
export const caselessKey = (text: string): string => {
  // Nearly all texts are plain, and nothing in them is longer in upper case.
  if (/^[\0-\x7f]*$/.test(text)) return text.toUpperCase()
  return text.replace(/[^\0-@[-`{-\u{7f}]/gu, (character) => {
    const upper = character.toUpperCase()
    return upper.length === character.length && character !== "\u{131}" ? upper : character
  })
}
