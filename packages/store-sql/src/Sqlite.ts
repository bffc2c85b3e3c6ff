/**
 * All the stores over one SQLite database: a file, which several processes of one machine may share, or memory.
 */
import { DocumentSignals } from "@adressat/core"
import type { StoreError } from "@adressat/core"
import { Database, openSqlite } from "@adressat/sql"
import type { SqliteOptions as SqliteClientOptions } from "@adressat/sql"
import * as Layer from "effect/Layer"
import { storeTables } from "./Migrations.ts"
import { layerStores } from "./SqlStores.ts"
import type { SqlStores } from "./SqlStores.ts"

/** Where the database is, and how long to wait for it. */
export type SqliteOptions = Omit<SqliteClientOptions, "waits">

/**
 * The stores in a SQLite database, which gets its tables when it is opened. Fails with a `StoreError` when it cannot be
 * opened, is something else, or was written by a newer version of adressat.
 */
export const layerSqlite = (options: SqliteOptions): Layer.Layer<SqlStores, StoreError> =>
  // A file tells nobody what was published: whoever follows it looks from time to time.
  Layer.merge(
    Layer.provide(layerStores(), Layer.effect(Database, openSqlite(options, [storeTables]))),
    DocumentSignals.layerNone
  )
