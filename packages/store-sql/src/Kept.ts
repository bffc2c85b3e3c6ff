/**
 * How values are kept: texts as they are, everything else as JSON text.
 *
 * Invariants: what is read is what was written, code unit by code unit and down to the sign of a zero; two texts that
 * differ are kept as texts that differ. A text that databases cannot hold (PostgreSQL takes no NUL, neither takes half of
 * a surrogate pair) is kept as its JSON, and so is one that could be taken for that.
 */
import { malformed } from "@adressat/sql"
import * as Effect from "effect/Effect"
import { textFingerprint } from "@adressat/core"
import type { StoreError } from "@adressat/core"

/** A text as it is kept. */
export const keptText = (text: string): string =>
  text.startsWith('"') || text.includes("\0") || !text.isWellFormed() ? JSON.stringify(text) : text

/** The longest text that is found by itself, in UTF-16 code units: several of 3 bytes each fit an index of PostgreSQL. */
const MAX_KEY = 250

/**
 * A text that something is found by, as it is kept: long ones are known by their fingerprint, since an index takes none.
 * Nothing else is kept like that, for what begins with a quotation mark ends with one. It is never read back.
 */
export const keptKey = (text: string): string => {
  const kept = keptText(text)
  return kept.length <= MAX_KEY ? kept : `"sha256 ${textFingerprint(kept)}`
}

/** A text that was kept. */
export const textOf = (kept: string): string => (kept.startsWith('"') ? (JSON.parse(kept) as string) : kept)

/** A value as it is kept. */
export const keptJson = (value: object): string =>
  hasNegativeZero(value)
    ? JSON.stringify(value, (_, member: unknown) => (Object.is(member, -0) ? negativeZero : member))
    : JSON.stringify(value)

/** JSON has it, `JSON.stringify` drops its sign; not in TypeScript's libraries yet. */
const negativeZero = (JSON as unknown as { readonly rawJSON: (text: string) => unknown }).rawJSON("-0")

/** Looked for first, since `JSON.stringify` is many times slower with a function. */
const hasNegativeZero = (value: unknown): boolean => {
  if (typeof value === "number") return Object.is(value, -0)
  if (typeof value !== "object" || value === null) return false
  if (Array.isArray(value)) return value.some(hasNegativeZero)
  for (const name in value) if (hasNegativeZero((value as Readonly<Record<string, unknown>>)[name])) return true
  return false
}

/** Reads values that were kept; `what` names one of them in the error of one that cannot be read. */
export const readKept = <A>(what: string, read: () => A): Effect.Effect<A, StoreError> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(read())
    } catch {
      return Effect.fail(malformed(`${what} that is kept cannot be read; restore the database from a backup`))
    }
  })

/** The value of a JSON text that was kept. Throws for another text, and for what is no object. */
export const jsonOf = (kept: string): object => {
  const value: unknown = JSON.parse(kept)
  if (typeof value !== "object" || value === null) throw new TypeError("no object")
  return value
}
