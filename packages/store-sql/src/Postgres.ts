/**
 * `@adressat/store-sql/postgres`: all the stores over one PostgreSQL database, which any number of machines may share.
 */
import { DocumentSignals } from "@adressat/core"
import type { StoreError } from "@adressat/core"
import { Database } from "@adressat/sql"
import { openPostgres } from "@adressat/sql/postgres"
import type { PostgresOptions } from "@adressat/sql/postgres"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { storeTables } from "./Migrations.ts"
import { postgresSignals } from "./PostgresSignals.ts"
import { layerStores } from "./SqlStores.ts"
import type { SqlStores } from "./SqlStores.ts"

export type { PostgresOptions } from "@adressat/sql/postgres"
export type { SqlStores } from "./SqlStores.ts"

/**
 * The stores in a PostgreSQL database, which gets its tables when it is opened. Fails with a `StoreError` when it cannot be
 * reached, refuses access, or was written by a newer version of adressat.
 */
export const layerPostgres = (options: PostgresOptions): Layer.Layer<SqlStores, StoreError> =>
  Layer.merge(layerStores(), Layer.effect(DocumentSignals, DocumentSignals)).pipe(Layer.provide(layerOpened(options)))

const layerOpened = (options: PostgresOptions): Layer.Layer<Database | DocumentSignals, StoreError> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const database = yield* openPostgres(options, [storeTables])
      return Context.make(Database, database).pipe(Context.add(DocumentSignals, yield* postgresSignals(database.sql)))
    })
  )
