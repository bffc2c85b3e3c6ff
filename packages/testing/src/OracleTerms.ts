/**
 * The words of the oracle's sentences, each from one sentence of the specification: what an equal text is, what a valid
 * phone number is, what stale is. As plain as they can be, and sharing no code with `@adressat/core`.
 */
import { isValidPhoneNumber } from "libphonenumber-js/max"

// §2.4 "Comparison is ordinal case-insensitive."
/** Whether two addresses are the same but for case. */
export const sameText = (a: string, b: string): boolean => a.toUpperCase() === b.toUpperCase()

// §2.2 "first entry with equal identifier, case-insensitive"
/** Whether two identifiers are the same but for case. */
export const sameIdentifier = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** The number after the country-code step. */
export const withCountryCode = (raw: string): string => {
  // §2.3 "starts with 00 → replace these two characters by +."
  if (raw.startsWith("00")) return `+${raw.slice(2)}`
  // §2.3 "else exactly 8 characters and first is 4 or 9 → prefix +47. (No digit check …)"
  if (raw.length === 8 && ["4", "9"].includes(raw.charAt(0))) return `+47${raw}`
  // §2.3 "else unchanged. No trimming, no removal of spaces"
  return raw
}

/** Whether the platform takes the number. */
export const isPhoneTaken = (raw: string): boolean => {
  // §2.3 "null/empty → invalid."
  if (raw === "") return false
  // §2.3 "Must start with + or 00; ++… is invalid; 00 is turned into + for the check only."
  if (!raw.startsWith("+") && !raw.startsWith("00")) return false
  if (raw.startsWith("++")) return false
  // §2.3 "isValidNumber with full metadata."
  return isValidPhoneNumber(raw.startsWith("00") ? `+${raw.slice(2)}` : raw)
}

// §1.6 "trim the whole string; if it then starts with the exact lower-case prefix, cut it off once; do not trim again."
/** The resource without its prefix; empty when there is none. */
export const withoutPrefix = (raw: string | null | undefined): string => {
  const trimmed = (raw ?? "").trim()
  return trimmed.startsWith("urn:altinn:resource:") ? trimmed.slice("urn:altinn:resource:".length) : trimmed
}

// §3.3 "the registry's own ids for carried-over Altinn 2 services look like se_{serviceCode}_{edition}."
/** Whether an entry of a service selection looks like an Altinn 2 service. */
export const hasLegacyShape = (entry: string): boolean => /^se_./i.test(entry) || /^\d+([:/]\d+)?$/.test(entry)

/** Whether a selected entry spells an Altinn 2 service; `1234` stands for every edition of a service that has one. */
export const isSameLegacyService = (entry: string, service: string): boolean => {
  const parts = (text: string) => text.replace(/^se_/i, "").split(/[:/_]/)
  const [code, edition] = parts(entry)
  const [wantedCode, wantedEdition] = parts(service)
  if (code !== wantedCode || !hasLegacyShape(entry)) return false
  return edition === wantedEdition || (edition === undefined && /^\d+$/.test(entry))
}

// §3.7 "Per field “last touched” = the later of updated and verified; one of them missing → the other; both missing → none."
/** The later of two times, in milliseconds; `undefined` for none. */
export const laterOf = (
  updated: string | null | undefined,
  verified: string | null | undefined
): number | undefined => {
  const times = [updated, verified].flatMap((time) => (time == null ? [] : [Date.parse(time)]))
  return times.length === 0 ? undefined : Math.max(...times)
}

// §3.7 "stale if last touched is missing or earlier than now − 18 calendar months (exactly 18 months old is still fresh)."
/** Whether data last touched then are stale at a time. */
export const isStaleOn = (touched: number | undefined, at: string): boolean => {
  if (touched === undefined) return true
  const now = new Date(at)
  const months = now.getUTCFullYear() * 12 + now.getUTCMonth() - 18
  const daysInMonth = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate()
  const day = Math.min(now.getUTCDate(), daysInMonth)
  const limit = Date.UTC(Math.floor(months / 12), months % 12, day) + (now.getTime() % 86_400_000)
  return touched < limit
}
