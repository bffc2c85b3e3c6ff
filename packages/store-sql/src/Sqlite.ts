/**
 * All the stores over one SQLite database: a file, which several processes of one machine may share, or memory.
 */
import type { DocumentStore, StoreError } from "@adressat/core"
import type { DecisionLog, OrderStore, StatusFeed } from "@adressat/orders"
import * as Layer from "effect/Layer"
import { layerDecisions } from "./SqlDecisions.ts"
import { layerDocuments } from "./SqlDocuments.ts"
import { layerSqliteDatabase } from "./SqliteDatabase.ts"
import type { SqliteOptions } from "./SqliteDatabase.ts"
import { layerOrders } from "./SqlOrders.ts"
import { layerStatusFeed } from "./SqlStatusFeed.ts"

/**
 * The stores in a SQLite database, which gets its tables when it is opened. Fails with a `StoreError` when it cannot be
 * opened, is something else, or was written by a newer version of adressat.
 */
export const layerSqlite = (
  options: SqliteOptions
): Layer.Layer<DocumentStore | OrderStore | StatusFeed | DecisionLog, StoreError> =>
  // Made anew each time: a layer that is built once would be over the same database wherever it is used.
  Layer.mergeAll(layerDocuments(), layerOrders(), layerStatusFeed(), layerDecisions()).pipe(
    Layer.provide(layerSqliteDatabase(options))
  )
