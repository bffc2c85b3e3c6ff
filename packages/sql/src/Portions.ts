/**
 * Keys and rows in portions: as many in a statement as a database takes, in few sizes, so that few different statements are
 * prepared.
 */
import * as Effect from "effect/Effect"

/** The most keys in one statement; SQLite takes 32,766 parameters, PostgreSQL 65,535. */
const MAX_KEYS = 512

/**
 * Keys in portions of few sizes, so that few different statements are prepared: a portion is filled up with its last key,
 * which finds nothing that was not found.
 */
export const portions = (keys: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> => {
  const distinct = [...new Set(keys)]
  return Array.from({ length: Math.ceil(distinct.length / MAX_KEYS) }, (_, index) => {
    const portion = distinct.slice(index * MAX_KEYS, (index + 1) * MAX_KEYS)
    const size = [1, 8, 64].find((one) => portion.length <= one) ?? MAX_KEYS
    return [...portion, ...Array<string>(size - portion.length).fill(portion.at(-1) ?? "")]
  })
}

/** The most rows in one statement. */
const MAX_ROWS = 64

/** Rows in portions whose sizes are powers of two, for the same reason; no row comes twice. */
export const rowPortions = <A>(rows: ReadonlyArray<A>): ReadonlyArray<readonly [A, ...ReadonlyArray<A>]> => {
  const portioned: Array<readonly [A, ...ReadonlyArray<A>]> = []
  for (let start = 0; start < rows.length;) {
    const size = Math.min(MAX_ROWS, 2 ** Math.floor(Math.log2(rows.length - start)))
    portioned.push(rows.slice(start, start + size) as [A, ...ReadonlyArray<A>])
    start += size
  }
  return portioned
}

/** Rows in the order of their keys: whoever takes locks in the same order as everybody waits, and for nobody who waits for it. */
export const byKey = <A>(rows: ReadonlyArray<A>, keyOf: (row: A) => string): ReadonlyArray<A> =>
  rows.length < 2 ? rows : rows.toSorted((a, b) => compareText(keyOf(a), keyOf(b)))

/** The rows of one statement for each portion of keys. */
export const selectEach = <A, E>(
  keys: ReadonlyArray<string>,
  select: (portion: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<A>, E>
): Effect.Effect<ReadonlyArray<A>, E> => Effect.map(Effect.forEach(portions(keys), select), (found) => found.flat())

/** A limit as SQL takes it: whole, and not below zero. */
export const limitOf = (limit: number): number =>
  Number.isNaN(limit) ? 0 : Math.min(Math.max(Math.trunc(limit), 0), Number.MAX_SAFE_INTEGER)

/** Orders texts by their code units, as everything else here does; databases have orders of their own. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
