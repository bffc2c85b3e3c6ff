/**
 * Messages and dead letters in a database, SQLite or PostgreSQL.
 *
 * Invariant: what is published together is kept as a whole or not at all; so is a dead letter and that its message is done.
 */
import { StoreError, textFingerprint } from "@adressat/core"
import { QueueError } from "@adressat/orders"
import { limitOf, openSqlite, selectEach, SqlClient, SqlError, statementsOf, storeErrorOf } from "@adressat/sql"
import type { Database, SqliteOptions, Tables } from "@adressat/sql"
import type { PostgresOptions } from "@adressat/sql/postgres"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { failureIn, isQueueError, layerStoreSql, openQueues, toldBy } from "./EmbeddedStore.ts"
import type { EmbeddedStore, KeptLetter, LetterShelf, StoreTimes } from "./EmbeddedStore.ts"

const tables: Tables = {
  table: "adressat_queue_migrations",
  migrations: {
    "0001_dead_letters": statementsOf([
      `CREATE TABLE adressat_dead_letters (
        queue TEXT NOT NULL,
        letter_key TEXT NOT NULL,
        id_fingerprint TEXT NOT NULL,
        given_up_at BIGINT NOT NULL,
        letter TEXT NOT NULL,
        PRIMARY KEY (queue, letter_key)
      )`,
      "CREATE INDEX adressat_dead_letters_id ON adressat_dead_letters (queue, id_fingerprint)",
      "CREATE INDEX adressat_dead_letters_at ON adressat_dead_letters (queue, given_up_at, letter_key)"
    ])
  }
}

/** Opens a store in a SQLite file. */
export const openSqliteStore = (options: SqliteOptions, times: StoreTimes) =>
  Effect.map(told(openSqlite({ ...options, waits: true }, [tables])), (database) =>
    // Its clock has no fractions of a second.
    storeOn(database, 1000, times)
  )

/** Opens a store in a PostgreSQL database. */
export const openPostgresStore = (options: PostgresOptions, times: StoreTimes) =>
  Effect.flatMap(
    Effect.promise(() => import("@adressat/sql/postgres")),
    ({ openPostgres }) => Effect.map(told(openPostgres(options, [tables])), (database) => storeOn(database, 0, times))
  )

const queueErrorOf = ({ message, reason }: StoreError) => new QueueError({ reason, message })

const told = <A, R>(effect: Effect.Effect<A, StoreError, R>): Effect.Effect<A, QueueError, R> => toldBy(errorOf)(effect)

const isSqlError = (failure: unknown): failure is SqlError => failure instanceof SqlError

const isStoreError = (failure: unknown): failure is StoreError => failure instanceof StoreError

const errorOf = (cause: unknown): QueueError => {
  const known = failureIn(cause, isStoreError)
  if (known !== undefined) return queueErrorOf(known)
  const failure = failureIn(cause, isSqlError)
  return failure === undefined
    ? new QueueError({ reason: "Unavailable", message: "the database did not do what it was asked; try again" })
    : queueErrorOf(storeErrorOf(failure))
}

const storeErrorIn = (cause: unknown): StoreError => {
  const { message, reason } = failureIn(cause, isQueueError) ?? errorOf(cause)
  return new StoreError({ reason, message })
}

/** How long PostgreSQL may take to answer what is asked last, in milliseconds. SQLite answers at once. */
const CALMING = 100

/** What somebody else's statements were in the way of is tried again by the store itself. */
const PASSING: ReadonlyArray<SqlError["reason"]["_tag"]> = ["DeadlockError", "SerializationError", "LockTimeoutError"]

/** What the store failed with is an error of the database again, so that it is waited for as it is elsewhere. */
const asStatement = <A>(effect: Effect.Effect<A, unknown>): Effect.Effect<A, SqlError | StoreError> =>
  Effect.catchCause(effect, (cause): Effect.Effect<never, SqlError | StoreError> =>
    Cause.hasInterruptsOnly(cause) ? Effect.interrupt : Effect.fail(failureIn(cause, isSqlError) ?? storeErrorIn(cause))
  )

const storeOn = (database: Database["Service"], rounding: number, times: StoreTimes): EmbeddedStore => {
  const { run, sql, transaction } = database
  const layer = Layer.provide(
    layerStoreSql({ tableName: "adressat_messages", ...times }),
    Layer.succeed(SqlClient, sql)
  )
  const publishAll: EmbeddedStore["publishAll"] = (each) =>
    told(transaction(Effect.forEach(each, asStatement, { discard: true })))
  return {
    open: (onTrouble) =>
      toldBy(errorOf)(
        openQueues(layer, (cause) => {
          const failure = failureIn(cause, isSqlError)
          if (failure === undefined || !PASSING.includes(failure.reason._tag)) onTrouble(errorOf(cause))
        })
      ),
    letters: lettersIn(database),
    publishAll,
    // Rows that are settled one by one are never in the way of those whose claims are refreshed together.
    settleAll: sql.onDialectOrElse({
      pg: () => (each) =>
        toldBy(errorOf)(Effect.forEach(each, (one) => one, { concurrency: "unbounded", discard: true })),
      orElse: () => publishAll
    }),
    calm: sql.onDialectOrElse({ pg: () => Effect.sleep(CALMING), orElse: () => Effect.void }),
    probe: Effect.asVoid(told(run(sql`SELECT 1`))),
    errorOf,
    rounding
  }
}

const lettersIn = ({ run, sql }: Database["Service"]): LetterShelf => {
  const read = (rows: ReadonlyArray<{ readonly letter: string }>) =>
    rows.map(({ letter }) => JSON.parse(letter) as KeptLetter)
  return {
    put: (queue, letter) =>
      Effect.asVoid(
        told(
          run(
            sql`INSERT INTO adressat_dead_letters ${sql.insert({
              queue,
              letter_key: letter.key,
              id_fingerprint: textFingerprint(letter.id),
              given_up_at: letter.at,
              letter: JSON.stringify(letter)
            })} ON CONFLICT (queue, letter_key) DO NOTHING`
          )
        )
      ),
    find: (queue, selection) => {
      const letters =
        "limit" in selection
          ? run(sql<{ readonly letter: string }>`
              SELECT letter FROM adressat_dead_letters WHERE queue = ${queue}
              ORDER BY given_up_at, letter_key LIMIT ${limitOf(selection.limit)}`)
          : selectEach(
              selection.ids.map((id) => textFingerprint(id)),
              (ids) =>
                run(sql<{ readonly letter: string }>`
                SELECT letter FROM adressat_dead_letters WHERE queue = ${queue} AND ${sql.in("id_fingerprint", ids)}`)
            )
      return told(Effect.map(letters, read))
    },
    remove: (queue, keys) =>
      Effect.asVoid(
        told(
          selectEach(keys, (some) =>
            run(sql`DELETE FROM adressat_dead_letters WHERE queue = ${queue} AND ${sql.in("letter_key", some)}`)
          )
        )
      )
  }
}
