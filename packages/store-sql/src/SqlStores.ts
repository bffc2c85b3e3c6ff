/**
 * All the stores over one database, whichever it is.
 */
import type { DocumentStore } from "@adressat/core"
import type { DecisionLog, OrderStore, StatusFeed } from "@adressat/orders"
import * as Layer from "effect/Layer"
import type { Database } from "./Sql.ts"
import { layerDecisions } from "./SqlDecisions.ts"
import { layerDocuments } from "./SqlDocuments.ts"
import { layerOrders } from "./SqlOrders.ts"
import { layerStatusFeed } from "./SqlStatusFeed.ts"

/** The ports that a database is behind. */
export type SqlStores = DocumentStore | OrderStore | StatusFeed | DecisionLog

/** The stores over a database that has the tables. Made anew each time: a layer that is built once would be shared. */
export const layerStores = (): Layer.Layer<SqlStores, never, Database> =>
  Layer.mergeAll(layerDocuments(), layerOrders(), layerStatusFeed(), layerDecisions())
