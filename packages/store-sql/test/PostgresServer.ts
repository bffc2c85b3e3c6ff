/**
 * A PostgreSQL server for tests, each in a schema of its own that is gone afterwards. `ADRESSAT_POSTGRES_URL` names another
 * server than the one of this machine. Tests are skipped where it is absent, or fail with `ADRESSAT_REQUIRE_SERVICES=1`.
 */
import type { StoreError } from "@adressat/core"
import { openPostgres } from "@adressat/sql/postgres"
import type { PostgresDatabase } from "@adressat/sql/postgres"
import { describeWithService, serviceAt, services } from "@adressat/testing/servers"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layerPostgres } from "../src/Postgres.ts"
import type { PostgresOptions, SqlStores } from "../src/Postgres.ts"

const service = await serviceAt(services.postgres)

/** The server. */
export const postgresUrl = service.url

/** Declares tests that need the server. */
export const describePostgres = (title: string, declare: () => void): void =>
  describeWithService(service, title, declare)

/** Does something as an administrator, by a connection of its own. */
export const asAdministrator = <A>(
  ask: (sql: PostgresDatabase["sql"]) => Effect.Effect<A, unknown>,
  url = postgresUrl
): Promise<A> =>
  Effect.runPromise(Effect.scoped(Effect.flatMap(openPostgres({ url, maxConnections: 1 }), ({ sql }) => ask(sql))))

let count = 0

/** The name of a schema that nobody else uses. */
export const newSchema = (): string => `adressat_test_${process.pid}_${Date.now().toString(36)}_${++count}`

/** Throws a schema away. */
export const dropSchema = (schema: string): Promise<unknown> =>
  asAdministrator((sql) => sql`DROP SCHEMA IF EXISTS ${sql(schema)} CASCADE`)

/** Stores in a schema that is there as long as they are; `prepare` is done with it first. */
export const layerTestPostgres = (
  options: Partial<PostgresOptions> = {},
  disturb?: (schema: string) => Layer.Layer<never, unknown>
): Layer.Layer<SqlStores, unknown> =>
  Layer.unwrap(
    Effect.map(
      Effect.acquireRelease(Effect.sync(newSchema), (schema) => Effect.promise(() => dropSchema(schema))),
      (schema): Layer.Layer<SqlStores, unknown> => {
        const stores: Layer.Layer<SqlStores, StoreError> = layerPostgres({ url: postgresUrl, schema, ...options })
        return disturb === undefined ? stores : Layer.provideMerge(disturb(schema), stores)
      }
    )
  )

/** Somebody has thrown the tables away. */
export const failingPostgres = (): Layer.Layer<SqlStores, unknown> =>
  layerTestPostgres({}, (schema) => Layer.effectDiscard(Effect.promise(() => dropSchema(schema))))

/** Somebody else has locked all tables, and does not come to an end. */
export const silentPostgres = (): Layer.Layer<SqlStores, unknown> =>
  layerTestPostgres({ lockTimeout: 60_000 }, (schema) =>
    Layer.effectDiscard(
      Effect.gen(function* () {
        const { sql } = yield* openPostgres({ url: postgresUrl, maxConnections: 2 })
        const connection = yield* sql.reserve
        const tables = yield* sql<{ readonly name: string }>`
          SELECT tablename AS name FROM pg_tables WHERE schemaname = ${schema}`
        yield* connection.executeUnprepared("BEGIN", [], undefined)
        for (const { name } of tables) {
          yield* connection.executeUnprepared(`LOCK TABLE ${schema}.${name} IN EXCLUSIVE MODE`, [], undefined)
        }
      })
    )
  )
