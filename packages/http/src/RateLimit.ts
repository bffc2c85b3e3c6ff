/**
 * A rate limit gives each service owner a bucket of calls that fills up again steadily; a call takes one out.
 *
 * Invariants: no more than `burst` calls at once, and no more than `perSecond` in the long run; who is unknown begins with a
 * full bucket.
 */

/** How many calls a service owner has. */
export interface RateLimitOptions {
  /** Calls a second in the long run; default 200. */
  readonly perSecond?: number
  /** Most calls at once; default twice as many. */
  readonly burst?: number
}

/** The buckets. */
export interface RateLimit {
  /** Takes a call out at an instant: 0, or the milliseconds to wait. */
  readonly take: (org: string, now: number) => number
}

/** Makes the buckets. There are as many as there are service owners, so they are not bounded. */
export const makeRateLimit = ({ perSecond = 200, burst = 2 * perSecond }: RateLimitOptions): RateLimit => {
  const interval = 1000 / perSecond
  /** For each owner the instant at which its bucket is full again. */
  const fullAt = new Map<string, number>()
  return {
    take: (org, now) => {
      const full = Math.max(fullAt.get(org) ?? now, now) + interval
      const wait = full - now - burst * interval
      if (wait > 1e-6) return wait
      fullAt.set(org, full)
      return 0
    }
  }
}
