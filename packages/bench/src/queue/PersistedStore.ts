/**
 * The one file of this package that imports parts of effect which are not stable in effect 4.1: its persisted queues, on the
 * databases that the embedded driver has.
 */
import { openSqlite, SqlClient } from "@adressat/sql"
import type { Database } from "@adressat/sql"
import { openPostgres } from "@adressat/sql/postgres"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layer as layerFactory, layerStoreRedis, layerStoreSql, make } from "effect/persistence/PersistedQueue"
import type { PersistedQueueFactory } from "effect/persistence/PersistedQueue"
import { make as makeRedis, Redis, RedisError } from "effect/persistence/Redis"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { Redis as Client } from "ioredis"

/** The table of messages that the embedded driver has. */
const MESSAGES = "adressat_messages"

/** How the driver has it. */
const times = { lockExpiration: 30_000, lockRefreshInterval: 10_000 }

/** Opens a database. */
export const openSql = (
  kind: "sqlite" | "postgres",
  url: string
): Effect.Effect<Database["Service"], Error, Scope.Scope> =>
  kind === "sqlite" ? openSqlite({ file: url, waits: true }) : openPostgres({ url })

/** Runs one statement in a database of PostgreSQL. */
export const administer = (url: string, statement: string): Promise<void> =>
  Effect.runPromise(
    Effect.scoped(Effect.flatMap(openPostgres({ url }), ({ sql }) => Effect.asVoid(sql.unsafe(statement))))
  )

/** A number that a query gives in its first column, named `value`. */
export const ask = (url: string, query: string): Promise<number> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.flatMap(openPostgres({ url }), ({ sql }) =>
        Effect.map(sql.unsafe<{ readonly value: unknown }>(query), ([row]) => Number(row?.value))
      )
    )
  )

/** Persisted queues in a database. */
export const queuesInSql = ({ sql }: Database["Service"], pollInterval: number) =>
  Layer.provide(
    layerFactory,
    Layer.provide(layerStoreSql({ tableName: MESSAGES, pollInterval, ...times }), Layer.succeed(SqlClient, sql))
  )

/** Removes what is known of a queue in a database. */
export const clearInSql = ({ run, sql }: Database["Service"], queue: string) =>
  run(sql`DELETE FROM ${sql(MESSAGES)} WHERE queue_name = ${queue}`)

/** Persisted queues in Redis. */
export const queuesInRedis = (
  client: Client,
  prefix: string,
  pollInterval: number
): Layer.Layer<PersistedQueueFactory> => {
  const nobody = Effect.fail(new RedisError({ cause: new Error("is not needed here") }))
  const redis = Layer.effect(
    Redis,
    makeRedis({
      send: <A = unknown>(command: string, ...args: ReadonlyArray<string>) =>
        Effect.tryPromise({
          try: () => client.call(command, ...args) as Promise<A>,
          catch: (cause) => new RedisError({ cause })
        }),
      subscribe: () => nobody,
      connect: nobody
    })
  )
  return Layer.provide(layerFactory, Layer.provide(layerStoreRedis({ prefix, pollInterval, ...times }), redis))
}

/** A queue of messages as the driver keeps them. */
export const persistedQueue = (name: string) =>
  make({ name, schema: Schema.Struct({ id: Schema.String, body: Schema.String }) })
