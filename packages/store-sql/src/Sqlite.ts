/**
 * All the stores over one SQLite database: a file, which several processes of one machine may share, or memory.
 */
import { DocumentSignals } from "@adressat/core"
import type { StoreError } from "@adressat/core"
import * as Layer from "effect/Layer"
import { layerSqliteDatabase } from "./SqliteDatabase.ts"
import type { SqliteOptions } from "./SqliteDatabase.ts"
import { layerStores } from "./SqlStores.ts"
import type { SqlStores } from "./SqlStores.ts"

/**
 * The stores in a SQLite database, which gets its tables when it is opened. Fails with a `StoreError` when it cannot be
 * opened, is something else, or was written by a newer version of adressat.
 */
export const layerSqlite = (options: SqliteOptions): Layer.Layer<SqlStores, StoreError> =>
  // A file tells nobody what was published: whoever follows it looks from time to time.
  Layer.merge(Layer.provide(layerStores(), layerSqliteDatabase(options)), DocumentSignals.layerNone)
