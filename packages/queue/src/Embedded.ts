/**
 * `@adressat/queue/embedded`: a durable queue in a database that is there already, or in a file, without a broker: on effect's
 * persisted queues, in SQLite, PostgreSQL or Redis.
 */
import type { DeadLetters, MessageQueue, QueueError, QueueGuarantees } from "@adressat/orders"
import type { PostgresOptions } from "@adressat/sql/postgres"
import type { SqliteOptions } from "@adressat/sql"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { layerOfDriver } from "./DriverLayer.ts"
import { makeEmbeddedDriver } from "./EmbeddedDriver.ts"
import { openMemoryStore } from "./EmbeddedMemory.ts"
import { openRedisStore } from "./EmbeddedRedis.ts"
import type { RedisOptions } from "./EmbeddedRedis.ts"
import { openPostgresStore, openSqliteStore } from "./EmbeddedSql.ts"
import type { EmbeddedStore } from "./EmbeddedStore.ts"

export type { RedisOptions } from "./EmbeddedRedis.ts"

/** Where the messages are kept. */
export type EmbeddedPlace =
  | { readonly sqlite: Omit<SqliteOptions, "waits"> }
  | { readonly postgres: PostgresOptions }
  | { readonly redis: RedisOptions }
  | "memory"

/** How the queue is kept. */
export interface EmbeddedOptions {
  readonly store: EmbeddedPlace
  /** How often the store is asked for messages of other processes and for delayed ones, in milliseconds; default 250. */
  readonly pollInterval?: number
  /** How long after the end of a consumer what it had taken is delivered again, in milliseconds; default 30,000. */
  readonly lock?: number
  /** How long a message that was handled is remembered, so that it is dropped when it comes again, in milliseconds; default 7 days. */
  readonly remember?: number
}

/** What is promised with the default options. */
export const guarantees: QueueGuarantees = {
  ordering: "published",
  deduplication: 604_800_000,
  lateness: 3000
}

/**
 * The queue and its dead letters in a store. Fails with a `QueueError` when the store cannot be opened; when it is lost later
 * it is looked for again.
 */
export const layerEmbedded = (options: EmbeddedOptions): Layer.Layer<MessageQueue | DeadLetters, QueueError> =>
  layerOfDriver(
    Effect.flatMap(open(options), (store) => makeEmbeddedDriver(store, options.remember ?? guarantees.deduplication))
  )

const open = ({
  lock = 30_000,
  pollInterval = 250,
  store
}: EmbeddedOptions): Effect.Effect<EmbeddedStore, QueueError, Scope.Scope> => {
  const times = { pollInterval, lockExpiration: lock, lockRefreshInterval: lock / 3 }
  if (store === "memory") return openMemoryStore
  if ("sqlite" in store) return openSqliteStore(store.sqlite, times)
  if ("postgres" in store) return openPostgresStore(store.postgres, times)
  return openRedisStore(store.redis, times)
}
