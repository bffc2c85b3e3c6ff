/**
 * All the stores over one database, whichever it is.
 */
import type { DocumentSignals, DocumentStore } from "@adressat/core"
import type { DecisionLog, Inbox, OrderStore, PersonalData, ShadowLog, StatusFeed } from "@adressat/orders"
import * as Layer from "effect/Layer"
import type { Database } from "@adressat/sql"
import { layerDecisions } from "./SqlDecisions.ts"
import { layerDocuments } from "./SqlDocuments.ts"
import { layerInbox } from "./SqlInbox.ts"
import { layerOrders } from "./SqlOrders.ts"
import { layerPersonalData } from "./SqlPersonalData.ts"
import { layerShadows } from "./SqlShadows.ts"
import { layerStatusFeed } from "./SqlStatusFeed.ts"

/** The ports that a database is behind. */
export type SqlStores =
  | DocumentStore
  | DocumentSignals
  | OrderStore
  | StatusFeed
  | DecisionLog
  | Inbox
  | ShadowLog
  | PersonalData

/** The stores over a database that has the tables. Made anew each time: a layer that is built once would be shared. */
export const layerStores = (): Layer.Layer<Exclude<SqlStores, DocumentSignals>, never, Database> =>
  Layer.mergeAll(
    layerDocuments(),
    layerOrders(),
    layerStatusFeed(),
    layerDecisions(),
    layerInbox(),
    layerShadows(),
    layerPersonalData()
  )
