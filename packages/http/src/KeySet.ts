/**
 * A key set holds the public keys of an issuer of tokens, given or fetched, and notices when they are changed.
 *
 * Invariants: keys that could not be fetched leave those before in place; an unknown key has them fetched again, but not
 * more often than the cooldown says; the generation grows with every change, so that what was verified by the keys before
 * can be forgotten. Source: RFC 7517.
 */
import { createLocalJWKSet } from "jose"
import type { JSONWebKeySet, JWTVerifyGetKey } from "jose"

/** Where keys come from. */
export interface KeySetOptions {
  /** The keys, or the address that they are fetched from. */
  readonly jwks: JSONWebKeySet | string
  /** How old fetched keys may become before they are fetched again, in milliseconds; default 600,000. */
  readonly maxAge?: number
  /** The shortest time between two fetches, in milliseconds; default 30,000. */
  readonly cooldown?: number
  /** Default: the global one. */
  readonly fetch?: typeof fetch
}

/** The keys as they stand. */
export interface KeySet {
  /** The keys; fetched again when they are too old, or when `isRefused` says that they did not do. */
  readonly keys: (now: number, isRefused?: boolean) => Promise<JWTVerifyGetKey | undefined>
  /** Grows with every change of the keys. */
  readonly generation: () => number
  /** Has the keys looked at in the background when they are too old. */
  readonly touch: (now: number) => void
}

const FETCH_TIME_LIMIT = 5000

/** Keeps the keys of an issuer. */
export const makeKeySet = (options: KeySetOptions): KeySet => {
  const { cooldown = 30_000, jwks, maxAge = 600_000 } = options
  if (typeof jwks !== "string") {
    const local = createLocalJWKSet(jwks)
    return { keys: async () => local, generation: () => 0, touch: () => undefined }
  }
  const call = options.fetch ?? fetch
  let known: { readonly text: string; readonly keys: JWTVerifyGetKey; readonly at: number } | undefined
  let generation = 0
  let triedAt = Number.NEGATIVE_INFINITY
  let fetching: Promise<void> | undefined
  const fetchAgain = async (now: number): Promise<void> => {
    try {
      const response = await call(jwks, {
        signal: AbortSignal.timeout(FETCH_TIME_LIMIT),
        redirect: "error",
        headers: { accept: "application/json" }
      })
      if (!response.ok) return
      const text = await response.text()
      if (text !== known?.text) {
        const keys = createLocalJWKSet(JSON.parse(text) as JSONWebKeySet)
        known = { text, keys, at: now }
        generation += 1
      } else known = { ...known, at: now }
    } catch {
      // The keys before stay; without any, nobody is let in.
    } finally {
      fetching = undefined
    }
  }
  const isStale = (now: number) => known === undefined || now - known.at > maxAge
  const refresh = (now: number): Promise<void> | undefined => {
    if (fetching === undefined && now - triedAt >= cooldown) {
      triedAt = now
      fetching = fetchAgain(now)
    }
    return fetching
  }
  return {
    keys: async (now, isRefused = false) => {
      if (known === undefined || isRefused || isStale(now)) await refresh(now)
      return known?.keys
    },
    generation: () => generation,
    touch: (now) => {
      if (isStale(now)) void refresh(now)
    }
  }
}
