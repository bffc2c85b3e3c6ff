/**
 * A client of `effect/sql` on `node:sqlite`: one connection to one file, or to a database in memory.
 *
 * Invariants: what was committed is on the disk before anybody is told (write-ahead log, `synchronous=FULL`); a writer takes
 * the lock as its transaction begins, so that no transaction fails halfway because of another; waiting for a lock holds up
 * neither the process nor an interruption; a statement is prepared once.
 */
import { closeSync, existsSync, openSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { DatabaseSync } from "node:sqlite"
import type { SQLInputValue, StatementSync } from "node:sqlite"
import { StoreError } from "@adressat/core"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import { awaiting, isLocked, makeDatabase, patient } from "./Database.ts"
import type { Database } from "./Database.ts"
import { migrate } from "./Migrations.ts"
import type { Tables } from "./Migrations.ts"
import {
  classifySqliteError,
  layerReactivity,
  makeClient,
  makeCompilerSqlite,
  makeSqliteAcquirers,
  SqlError
} from "./Sql.ts"
import type { Connection, Row } from "./Sql.ts"

/** Where the database is, and how long to wait for it. */
export interface SqliteOptions {
  /** The file, made for its owner alone if it is not there, or `:memory:` for a database that is gone with the layer. */
  readonly file: string
  /** How long a statement waits for others to let go of the database, in milliseconds; default 5,000. */
  readonly busyTimeout?: number
  /**
   * Whether the client itself waits, for who uses it beside `run` and `transaction`; the other statements of this process
   * wait as well then. Default no.
   */
  readonly waits?: boolean
}

/** The name of a database in memory. */
const MEMORY = ":memory:"

/** The most statements that are kept prepared. */
const MAX_PREPARED = 200

/** Opens a database, which is closed with the scope, and sees to it that it has the tables. */
export const openSqlite = (
  { busyTimeout = 5000, file, waits = false }: SqliteOptions,
  tables: ReadonlyArray<Tables> = []
): Effect.Effect<Database["Service"], StoreError, Scope.Scope> =>
  Effect.gen(function* () {
    const database = yield* Effect.acquireRelease(open(file), (opened) => Effect.sync(() => opened.close()))
    const plain = connectionOf(database)
    yield* prepareDatabase(plain, file, busyTimeout)
    const connection = waits ? waitingConnection(plain, database, busyTimeout) : plain
    const semaphore = yield* Semaphore.make(1)
    const sql = yield* makeClient({
      ...makeSqliteAcquirers({
        connection: Effect.succeed(connection),
        semaphore,
        isTransaction: () => database.isTransaction
      }),
      compiler: makeCompilerSqlite(),
      driver: "node-sqlite",
      spanAttributes: [["db.system.name", "sqlite"]],
      beginTransaction: "BEGIN IMMEDIATE",
      prepareTransactionControls: true
    }).pipe(Effect.provide(layerReactivity))
    const opened = makeDatabase(sql, busyTimeout, { waits })
    yield* named(
      file,
      Effect.forEach(tables, (some) => migrate(opened, some), { discard: true })
    )
    return opened
  })

const open = (file: string): Effect.Effect<DatabaseSync, StoreError> =>
  Effect.suspend(() => {
    if (file.trim() === "") return refused("the database has no name: name a file, or :memory:")
    // An absolute path is never taken for a URI.
    const path = file === MEMORY ? file : resolve(file)
    if (file !== MEMORY && !existsSync(dirname(path))) {
      return refused(
        `the folder of the database ${JSON.stringify(file)} does not exist: create it, or name another file`
      )
    }
    return Effect.try({
      // SQLite's own waiting would hold up the process; `patient` waits instead.
      try: () => {
        // What is in it is nobody else's business; SQLite gives the files beside it the same permissions.
        if (file !== MEMORY && !existsSync(path)) closeSync(openSync(path, "a", 0o600))
        return new DatabaseSync(path, { timeout: 0 })
      },
      catch: () =>
        new StoreError({
          reason: "Unavailable",
          message: `the database ${JSON.stringify(file)} could not be opened: check that it is a file, and its permissions`
        })
    })
  })

const refused = (message: string) => Effect.fail(new StoreError({ reason: "Rejected", message }))

/** Sets what the invariants rest on, and finds out whether the file is a database at all. */
const prepareDatabase = (connection: Connection, file: string, busyTimeout: number): Effect.Effect<void, StoreError> =>
  named(
    file,
    patient(
      Effect.gen(function* () {
        const [mode] = yield* connection.executeValues("PRAGMA journal_mode = WAL", [])
        if (file !== MEMORY && mode?.[0] !== "wal") {
          return yield* refused("it can have no write-ahead log where it is: move it to a local disk")
        }
        for (const setting of [
          "synchronous = FULL",
          // On macOS nothing else reaches the disk; elsewhere they do nothing.
          "fullfsync = ON",
          "checkpoint_fullfsync = ON",
          "foreign_keys = ON",
          "trusted_schema = OFF"
        ]) {
          yield* connection.executeValues(`PRAGMA ${setting}`, [])
        }
      }),
      busyTimeout
    )
  )

/** Names the file in what went wrong as it was opened. Whoever opens it has named it, so that it is no secret. */
const named = <A>(file: string, opening: Effect.Effect<A, StoreError>): Effect.Effect<A, StoreError> =>
  Effect.mapError(
    opening,
    ({ message, reason }) =>
      new StoreError({ reason, message: `the database ${JSON.stringify(file)} cannot be used: ${message}` })
  )

const connectionOf = (database: DatabaseSync): Connection => {
  const prepared = new Map<string, StatementSync>()
  const prepare = (text: string): StatementSync => {
    const known = prepared.get(text)
    // Those used last are at the end, so that the first one is dropped when there are too many.
    if (known !== undefined) prepared.delete(text)
    const statement = known ?? database.prepare(text)
    prepared.set(text, statement)
    if (prepared.size > MAX_PREPARED) {
      for (const oldest of prepared.keys()) {
        prepared.delete(oldest)
        break
      }
    }
    return statement
  }
  const attempt = <A>(operation: string, evaluate: () => A): Effect.Effect<A, SqlError> =>
    Effect.try({
      try: evaluate,
      catch: (cause) => new SqlError({ reason: reasonOf(operation, cause) })
    })
  const all = <A = Row>(text: string, parameters: ReadonlyArray<unknown>, asArrays = false) =>
    attempt("execute", () => {
      const statement = prepare(text)
      statement.setReturnArrays(asArrays)
      return statement.all(...(parameters as Array<SQLInputValue>)) as ReadonlyArray<unknown> as ReadonlyArray<A>
    })
  return {
    execute: (text, parameters, transform) =>
      transform === undefined ? all(text, parameters) : Effect.map(all(text, parameters), transform),
    executeRaw: (text, parameters) =>
      attempt("execute", () => prepare(text).run(...(parameters as Array<SQLInputValue>))),
    executeValues: (text, parameters) => all<ReadonlyArray<unknown>>(text, parameters, true),
    executeValuesUnprepared: (text, parameters) => all<ReadonlyArray<unknown>>(text, parameters, true),
    executeUnprepared: (text, parameters, transform) =>
      transform === undefined ? all(text, parameters) : Effect.map(all(text, parameters), transform),
    executeStream: (text, parameters) => Stream.fromIterableEffect(all(text, parameters))
  }
}

/** A connection whose statements wait while another process has the database. Within a transaction nobody has. */
const waitingConnection = (connection: Connection, database: DatabaseSync, busyTimeout: number): Connection => {
  const waiting = <A>(statement: Effect.Effect<A, SqlError>): Effect.Effect<A, SqlError> =>
    awaiting(statement, busyTimeout, (error) => isLocked(error) && !database.isTransaction)
  return {
    execute: (text, parameters, transform) => waiting(connection.execute(text, parameters, transform)),
    executeRaw: (text, parameters) => waiting(connection.executeRaw(text, parameters)),
    executeValues: (text, parameters) => waiting(connection.executeValues(text, parameters)),
    executeValuesUnprepared: (text, parameters) => waiting(connection.executeValuesUnprepared(text, parameters)),
    executeUnprepared: (text, parameters, transform) =>
      waiting(connection.executeUnprepared(text, parameters, transform)),
    executeStream: (text, parameters, transform) => connection.executeStream(text, parameters, transform)
  }
}

/** `node:sqlite` calls `errcode` what effect looks for as `errno`. */
const reasonOf = (operation: string, cause: unknown): SqlError["reason"] =>
  classifySqliteError(
    Object.assign(new Error(`${operation} failed`), {
      errno: (cause as { readonly errcode?: number }).errcode,
      errcode: (cause as { readonly errcode?: number }).errcode
    }),
    { message: `${operation} failed`, operation }
  )
