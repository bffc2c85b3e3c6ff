/**
 * The database that a command works on: a SQLite file, or PostgreSQL where the name begins with `postgres://`.
 *
 * Invariant: of a URL nothing is printed that could be a password.
 */
import { problemAt } from "@adressat/core"
import type { Problem, StoreError } from "@adressat/core"
import { layerSqlite } from "@adressat/store-sql"
import type { SqlStores } from "@adressat/store-sql/postgres"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import { existsSync } from "node:fs"

export type { SqlStores } from "@adressat/store-sql/postgres"

const isUrl = (db: string): boolean => /^postgres(ql)?:/i.test(db)

/** Opens a database for as long as a scope is open; a SQLite file is made where there is none. */
export const openStores = async (
  db: string,
  scope: Scope.Scope
): Promise<Result.Result<Context.Context<SqlStores>, ReadonlyArray<Problem>>> => {
  // Not read by those who keep everything in a file.
  const layer = isUrl(db)
    ? (await import("@adressat/store-sql/postgres")).layerPostgres({ url: db })
    : layerSqlite({ file: db })
  const opened = await Effect.runPromise(Effect.result(Layer.buildWithScope(layer, scope)))
  return Result.mapError(opened, problemsOfStore)
}

const problemsOfStore = ({ message }: StoreError): ReadonlyArray<Problem> => [
  problemAt({}, ["--db"], { code: "unreadable-file", message })
]

/** A database as it may be shown: of a URL the place, without a user and a password. */
export const shownDatabase = (db: string): string => {
  if (!isUrl(db)) return db
  const place = URL.canParse(db) ? new URL(db) : undefined
  return place === undefined ? "a PostgreSQL database" : `postgres://${place.host}${place.pathname}`
}

/** Does something with a database that is opened for it and closed afterwards; one that is read must be there. */
export const withStores = async <A>(
  db: string,
  { mustExist }: { readonly mustExist: boolean },
  use: Effect.Effect<A, StoreError, SqlStores>
): Promise<Result.Result<A, ReadonlyArray<Problem>>> => {
  if (mustExist && !isUrl(db) && !existsSync(db)) {
    return Result.fail([
      problemAt({}, ["--db"], {
        code: "unreadable-file",
        message: "there is no such database; name the SQLite file or the postgres:// url that orders are kept in",
        found: JSON.stringify(db)
      })
    ])
  }
  const scope = Scope.makeUnsafe()
  try {
    const stores = await openStores(db, scope)
    if (Result.isFailure(stores)) return Result.fail(stores.failure)
    const done = await Effect.runPromise(Effect.result(Effect.provideContext(use, stores.success)))
    return Result.mapError(done, problemsOfStore)
  } finally {
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }
}
