/**
 * The one file that imports `effect/sql`, which is not stable in effect 4.1, and what all statements here have in common.
 *
 * Invariants: nothing of `effect/sql` is in a public type; no message holds a value that was kept or asked for.
 */
import { StoreError } from "@adressat/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"

export { layer as layerReactivity } from "effect/reactivity/Reactivity"
export * as Migrator from "effect/sql/Migrator"
export { make as makeClient, makeSqliteAcquirers, SqlClient } from "effect/sql/SqlClient"
export type { Connection } from "effect/sql/SqlConnection"
export { classifySqliteError, SqlError } from "effect/sql/SqlError"
export { makeCompilerSqlite } from "effect/sql/Statement"
export type { Fragment as Statement } from "effect/sql/Statement"

/** A row as a statement gives it. */
export interface Row {
  readonly [column: string]: unknown
}

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

/** What the stores do with a database. */
export class Database extends Context.Service<
  Database,
  {
    readonly sql: SqlClient
    /** Runs statements each by itself. */
    readonly run: <A>(statements: Effect.Effect<A, SqlError | StoreError>) => Effect.Effect<A, StoreError>
    /** Runs statements as a whole, or not at all. They may be run several times, so they do nothing else. */
    readonly transaction: <A>(statements: Effect.Effect<A, SqlError | StoreError>) => Effect.Effect<A, StoreError>
  }
>()("@adressat/store-sql/Database") {}

/**
 * A database that is waited for, in milliseconds, while others have locked it. `waits`: it waits for a lock by itself, so
 * that only what was undone because of others is tried again.
 */
export const makeDatabase = (
  sql: SqlClient,
  lockTimeout: number,
  { waits = false }: { readonly waits?: boolean } = {}
): Database["Service"] => ({
  sql,
  run: (statements) => patient(statements, lockTimeout, waits),
  transaction: (statements) => patient(sql.withTransaction(statements), lockTimeout, waits)
})

/** How long to wait for a lock before each further try, in milliseconds; the last one again and again. */
const PAUSES = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100]

/**
 * Tries again while somebody else is in the way, which has undone a transaction as a whole, and tells what failed as a
 * store does. Waiting holds up nothing else.
 */
export const patient = <A>(
  statements: Effect.Effect<A, SqlError | StoreError>,
  lockTimeout: number,
  waits = false
): Effect.Effect<A, StoreError> => {
  const from = (index: number, waited: number): Effect.Effect<A, StoreError> =>
    Effect.catchTag(statements, "SqlError", (error) => {
      if (!isInTheWay(error, waits) || waited >= lockTimeout) return Effect.fail(storeErrorOf(error))
      const pause = Math.min(PAUSES[index] ?? 100, lockTimeout - waited)
      return Effect.andThen(
        Effect.sleep(pause),
        Effect.suspend(() => from(index + 1, waited + pause))
      )
    })
  return from(0, 0)
}

const isInTheWay = ({ reason }: SqlError, waits: boolean): boolean =>
  (reason._tag === "LockTimeoutError" && !waits) ||
  reason._tag === "DeadlockError" ||
  reason._tag === "SerializationError"

/** What a failed statement means to whoever asked. */
export const storeErrorOf = ({ reason }: SqlError): StoreError => {
  switch (reason._tag) {
    case "LockTimeoutError":
      return unavailable("the database was locked by somebody else for too long; try again")
    case "ConnectionError":
    case "DeadlockError":
    case "SerializationError":
    case "StatementTimeoutError":
      return unavailable(NO_ANSWER)
    case "UniqueViolation":
    case "ConstraintError":
      return rejected("the database refused what contradicts what it keeps, such as an id that is there already")
    case "AuthenticationError":
    case "AuthorizationError":
      return rejected("the database refused access; check the user, the password and the permissions")
    case "SqlSyntaxError":
      return malformed(FOREIGN_TABLES)
    case "UnknownError":
      return storeErrorOfState(stateOf(reason.cause)) ?? storeErrorOfCode(sqliteCodeOf(reason.cause))
  }
}

const NO_ANSWER = "the database did not answer; try again"

const FOREIGN_TABLES = "the database has other tables than expected; restore it from a backup"

/** The primary result codes of SQLite that effect does not know. Source: https://www.sqlite.org/rescode.html */
const storeErrorOfCode = (code: number | undefined): StoreError => {
  switch (code) {
    case 1: // SQLITE_ERROR: a table or a column is not there
    case 17: // SQLITE_SCHEMA
      return malformed(FOREIGN_TABLES)
    case 8: // SQLITE_READONLY
      return rejected("the database may only be read; check the permissions of its file and folder")
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return malformed("the database is damaged, or the file is no database; restore it from a backup")
    case 13: // SQLITE_FULL
      return unavailable("the disk is full; make room and try again")
    case 18: // SQLITE_TOOBIG
    case 20: // SQLITE_MISMATCH
      return rejected("the database refused a value that is too large or of the wrong type")
    default:
      return unavailable("the database could not be read or written; try again")
  }
}

/** The primary result code of what SQLite failed with. */
const sqliteCodeOf = (cause: unknown): number | undefined => {
  if (typeof cause !== "object" || cause === null || !("errcode" in cause)) return undefined
  return typeof cause.errcode === "number" ? cause.errcode & 0xff : undefined
}

/** What PostgreSQL fails with and effect does not know. Source: https://www.postgresql.org/docs/15/errcodes-appendix.html */
const storeErrorOfState = (state: string): StoreError | undefined => {
  switch (state) {
    case "25006": // read_only_sql_transaction
      return rejected("the database may only be read; name the server that is written to")
    case "3D000": // invalid_catalog_name
    case "3F000": // invalid_schema_name
      return rejected("the database or the schema does not exist; create it, or name another one")
    case "53100": // disk_full
      return unavailable("the disk of the database is full; make room and try again")
    case "53300": // too_many_connections
      return unavailable("the database takes no more connections; lower maxConnections, or raise its limit")
    case "XX001": // data_corrupted
    case "XX002": // index_corrupted
      return malformed("the database is damaged; restore it from a backup")
  }
  // Data exceptions, and values beyond a limit, such as that of an index.
  if (/^(?:22|54)/.test(state)) return rejected("the database refused a value that is too large or of the wrong type")
  return undefined
}

/** The state that PostgreSQL failed with; `` where it is something else. */
const stateOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string" ? cause.code : ""

const unavailable = (message: string) => new StoreError({ reason: "Unavailable", message })
const rejected = (message: string) => new StoreError({ reason: "Rejected", message })

/** That what is kept cannot be read. */
export const malformed = (message: string): StoreError => new StoreError({ reason: "Malformed", message })
