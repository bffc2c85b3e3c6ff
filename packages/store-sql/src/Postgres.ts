/**
 * `@adressat/store-sql/postgres`: all the stores over one PostgreSQL database, which any number of machines may share.
 */
import { DocumentSignals } from "@adressat/core"
import type { StoreError } from "@adressat/core"
import * as Layer from "effect/Layer"
import { layerPostgresDatabase } from "./PostgresDatabase.ts"
import type { PostgresOptions } from "./PostgresDatabase.ts"
import { layerStores } from "./SqlStores.ts"
import type { SqlStores } from "./SqlStores.ts"

export type { PostgresOptions } from "./PostgresDatabase.ts"
export type { SqlStores } from "./SqlStores.ts"

/**
 * The stores in a PostgreSQL database, which gets its tables when it is opened. Fails with a `StoreError` when it cannot be
 * reached, refuses access, or was written by a newer version of adressat.
 */
export const layerPostgres = (options: PostgresOptions): Layer.Layer<SqlStores, StoreError> =>
  Layer.merge(layerStores(), Layer.effect(DocumentSignals, DocumentSignals)).pipe(
    Layer.provide(layerPostgresDatabase(options))
  )
