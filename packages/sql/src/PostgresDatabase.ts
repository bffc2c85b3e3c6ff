/**
 * A client of `effect/sql` on PostgreSQL: a pool of connections to one server, by `@effect/sql-pg`.
 *
 * Invariants: transactions are `READ COMMITTED`, whatever the server's default is, since the statements here are made for
 * that; a call waits for a lock on the server, for a bounded time; no message holds a password or a user's name.
 */
import { StoreError } from "@adressat/core"
import { PgClient } from "@effect/sql-pg"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { ConnectionOptions } from "node:tls"
import { makeDatabase } from "./Database.ts"
import type { Database } from "./Database.ts"
import { migrate } from "./Migrations.ts"
import type { Tables } from "./Migrations.ts"
import { layerReactivity } from "./Sql.ts"

/** Where the database is, and how to use it. */
export interface PostgresOptions {
  /** `postgres://user:password@host:5432/database?sslmode=require`. Never shown. */
  readonly url: string | Redacted.Redacted
  /** Where the tables are, made if it is not there: letters, digits and `_`; default: the first one of the user's search path. */
  readonly schema?: string
  /** The most connections; default 10. */
  readonly maxConnections?: number
  /** How long to wait for a connection to be made, in milliseconds; default 5,000. */
  readonly connectTimeout?: number
  /** How long a statement waits for others to let go of a row, in milliseconds; default 5,000. */
  readonly lockTimeout?: number
  /** Whether to encrypt, and how; default: as the `sslmode` of the url says, which is not at all where there is none. */
  readonly ssl?: boolean | ConnectionOptions
  /** As whom the server lists the connections; default `adressat`. */
  readonly applicationName?: string
}

/** A database whose client can do what PostgreSQL alone can, such as listen. */
export type PostgresDatabase = Database["Service"] & { readonly sql: PgClient.PgClient }

/** The longest row, in bytes: as long as one of PostgreSQL can be. */
const MAX_MESSAGE = 2 ** 30

/** Opens a database, whose pool is closed with the scope, and sees to it that it has the tables. */
export const openPostgres = (
  options: PostgresOptions,
  tables: ReadonlyArray<Tables> = []
): Effect.Effect<PostgresDatabase, StoreError, Scope.Scope> =>
  Effect.gen(function* () {
    const { applicationName = "adressat", connectTimeout = 5000, lockTimeout = 5000, schema, ssl } = options
    const url = typeof options.url === "string" ? Redacted.make(options.url) : options.url
    const place = yield* placeOf(Redacted.value(url))
    if (schema !== undefined && !/^[a-z_][a-z0-9_]{0,62}$/i.test(schema)) {
      return yield* rejected("the schema has an unusual name: use letters, digits and _, at most 63 of them")
    }
    const sql = yield* PgClient.make({
      url,
      applicationName,
      connectTimeout,
      maxConnections: options.maxConnections ?? 10,
      keepAlive: "30 seconds",
      maxMessageSize: MAX_MESSAGE,
      startupParameters: {
        default_transaction_isolation: "read committed",
        lock_timeout: String(lockTimeout),
        ...(schema === undefined ? {} : { search_path: `"${schema}"` })
      },
      ...(ssl === undefined ? {} : { ssl })
    }).pipe(
      Effect.mapError(() => refusedUrl),
      Effect.provide(layerReactivity)
    )
    const database = makeDatabase(sql, lockTimeout, { waits: true })
    yield* named(
      place,
      Effect.gen(function* () {
        // A pool alone makes no connection.
        yield* database.run(sql`SELECT 1`)
        if (schema !== undefined) yield* makeSchema(database, schema)
        for (const some of tables) yield* migrate(database, some)
      })
    )
    return {
      sql,
      run: (statements) => named(place, database.run(statements), "Unavailable"),
      transaction: (statements) => named(place, database.transaction(statements), "Unavailable")
    }
  })

const rejected = (message: string) => Effect.fail(new StoreError({ reason: "Rejected", message }))

const refusedUrl = new StoreError({
  reason: "Rejected",
  message: "the url of the database cannot be read; write postgres://user:password@host:5432/database"
})

const SSL_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]

/** Where the server is, without who asks for what. */
const placeOf = (url: string): Effect.Effect<string, StoreError> =>
  Effect.suspend(() => {
    const parsed = URL.parse(url)
    const mode = parsed?.searchParams.get("sslmode") ?? "disable"
    if (parsed === null || !/^postgres(?:ql)?:$/.test(parsed.protocol) || !SSL_MODES.includes(mode)) {
      return Effect.fail(refusedUrl)
    }
    const host = parsed.searchParams.get("host") ?? parsed.hostname
    const port = parsed.searchParams.get("port") ?? parsed.port
    return Effect.succeed(`${host === "" ? "localhost" : host}:${port === "" ? "5432" : port}`)
  })

/** Whoever may not make one may use one that is there; several make it one after another. */
const makeSchema = ({ run, sql }: Database["Service"], schema: string): Effect.Effect<void, StoreError> =>
  run(
    Effect.flatMap(sql`SELECT 1 AS found FROM pg_namespace WHERE nspname = ${schema}`, (found) =>
      found.length > 0
        ? Effect.void
        : sql.withTransaction(
            Effect.andThen(
              sql`SELECT pg_advisory_xact_lock(hashtextextended(${`adressat ${schema}`}, 0))`,
              Effect.asVoid(sql`CREATE SCHEMA IF NOT EXISTS ${sql(schema)}`)
            )
          )
    )
  )

/** Names the server in what went wrong: always as it is opened, later where it does not answer. */
const named = <A>(
  place: string,
  effect: Effect.Effect<A, StoreError>,
  only?: StoreError["reason"]
): Effect.Effect<A, StoreError> =>
  Effect.mapError(effect, (error) =>
    only !== undefined && error.reason !== only
      ? error
      : new StoreError({
          reason: error.reason,
          message: `the database at ${place} cannot be used: ${error.message}`
        })
  )
