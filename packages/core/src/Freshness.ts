/**
 * Freshness says whether a person's contact data may still be used: a field is stale when it was last touched more than
 * 18 calendar months ago, or never. Source: eForvaltningsforskriften § 32; Altinn Profile, user contact points.
 */

/** How long a field stays fresh, in calendar months; a field exactly this old is fresh. */
export const FRESH_MONTHS = 18

/** The instant `months` calendar months before `at`, clamped to the end of a shorter month (UTC, milliseconds). */
export const monthsBefore = (at: number, months: number): number => {
  const date = new Date(at)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() - months)
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, lastDay))
  return date.getTime()
}

/** The later of updated and verified, or the one that is there; `undefined` when neither is. */
export const lastTouched = (
  updated: string | null | undefined,
  verified: string | null | undefined
): string | undefined => {
  if (updated == null) return verified ?? undefined
  if (verified == null) return updated
  return Date.parse(updated) > Date.parse(verified) ? updated : verified
}

/** Whether a field last touched then is stale at `at` (milliseconds since 1970). */
export const isStale = (touched: string | undefined, at: number): boolean =>
  touched === undefined || Date.parse(touched) < monthsBefore(at, FRESH_MONTHS)
