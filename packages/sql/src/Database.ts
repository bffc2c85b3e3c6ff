/**
 * A database as adapters use it: statements, each by itself or several as a whole, that wait while others are in the way.
 *
 * Invariants: waiting is bounded, and holds up nothing else; what fails is told as a store tells it, without a value that was
 * kept or asked for.
 */
import type { StoreError } from "@adressat/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { SqlClient, SqlError } from "./Sql.ts"
import { storeErrorOf } from "./SqlFailure.ts"

/** A database that is open. */
export class Database extends Context.Service<
  Database,
  {
    readonly sql: SqlClient
    /** Runs statements each by itself. */
    readonly run: <A>(statements: Effect.Effect<A, SqlError | StoreError>) => Effect.Effect<A, StoreError>
    /** Runs statements as a whole, or not at all. They may be run several times, so they do nothing else. */
    readonly transaction: <A>(statements: Effect.Effect<A, SqlError | StoreError>) => Effect.Effect<A, StoreError>
  }
>()("@adressat/sql/Database") {}

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

/**
 * Tries again while somebody else is in the way, which has undone a transaction as a whole, and tells what failed as a
 * store does.
 */
export const patient = <A>(
  statements: Effect.Effect<A, SqlError | StoreError>,
  lockTimeout: number,
  waits = false
): Effect.Effect<A, StoreError> =>
  awaiting(statements, lockTimeout, (error) => isInTheWay(error, waits)).pipe(
    Effect.catchTag("SqlError", (error) => Effect.fail(storeErrorOf(error))),
    // A transaction dies when its connection is lost and it cannot even be undone, as the database does by itself then.
    Effect.catchDefect((defect) => (isSqlError(defect) ? Effect.fail(storeErrorOf(defect)) : Effect.die(defect)))
  )

const isInTheWay = (error: SqlError, waits: boolean): boolean => {
  const { _tag } = error.reason
  return (isLocked(error) && !waits) || _tag === "DeadlockError" || _tag === "SerializationError"
}

/** Whether somebody else has locked the database. */
export const isLocked = ({ reason }: SqlError): boolean => reason._tag === "LockTimeoutError"

/** How long to wait for a lock before each further try, in milliseconds; the last one again and again. */
const PAUSES = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100]

/** Tries again what failed in a way that passes, for so many milliseconds. */
export const awaiting = <A, E>(
  statements: Effect.Effect<A, SqlError | E>,
  atMost: number,
  passes: (error: SqlError) => boolean
): Effect.Effect<A, SqlError | E> => {
  const from = (index: number, waited: number): Effect.Effect<A, SqlError | E> =>
    Effect.catchIf(statements, isSqlError, (error) => {
      if (!passes(error) || waited >= atMost) return Effect.fail(error)
      const pause = Math.min(PAUSES[index] ?? 100, atMost - waited)
      return Effect.andThen(
        Effect.sleep(pause),
        Effect.suspend(() => from(index + 1, waited + pause))
      )
    })
  return from(0, 0)
}

const isSqlError = (error: unknown): error is SqlError =>
  typeof error === "object" && error !== null && "_tag" in error && error._tag === "SqlError"
