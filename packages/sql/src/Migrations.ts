/**
 * How a database of an earlier version gets its tables. A migration that was released is never changed.
 *
 * Invariants: several processes may start at once; tables of a newer version than is known are left alone.
 */
import type { StoreError } from "@adressat/core"
import * as Effect from "effect/Effect"
import type { Database } from "./Database.ts"
import { Migrator, SqlClient, SqlError } from "./Sql.ts"
import { malformed } from "./SqlFailure.ts"

/** Tables that belong together, and what has to be done to have them. */
export interface Tables {
  /** Where the migrations are kept that a database has had: the name of a table. */
  readonly table: string
  /** By name, such as `0001_orders`, and in the order of their numbers, from 1 on without a gap. */
  readonly migrations: Readonly<Record<string, Effect.Effect<void, SqlError, SqlClient>>>
}

/** A migration of statements that SQLite and PostgreSQL share; texts are ordered by their bytes in both. */
export const statementsOf = (texts: ReadonlyArray<string>): Effect.Effect<void, SqlError, SqlClient> =>
  Effect.flatMap(SqlClient, (sql) =>
    Effect.forEach(texts, (text) => sql.unsafe(inOrderOfBytes(sql, text)), { discard: true })
  )

/** SQLite orders texts by their bytes; PostgreSQL does where it is told to. */
const inOrderOfBytes = (sql: SqlClient, text: string): string =>
  sql.onDialectOrElse({ pg: () => text.replaceAll(/\bTEXT\b/g, 'TEXT COLLATE "C"'), orElse: () => text })

/** Brings a database to the newest version, unless it has been brought to one that is newer still. */
export const migrate = Effect.fnUntraced(function* (database: Database["Service"], { migrations, table }: Tables) {
  const newest = Object.keys(migrations).length
  const before = yield* versionOf(database, table)
  if (before === newest) return
  if (before > newest) return yield* newer(before, newest)
  // Several processes may do so at once: the migrator locks its table.
  yield* database.run(
    Migrator.make({})({ loader: Migrator.fromRecord(migrations), table }).pipe(
      Effect.provideService(SqlClient, database.sql),
      Effect.catchTag("MigrationError", ({ cause }) =>
        Effect.fail(
          cause instanceof SqlError ? cause : malformed("its tables could not be made; use an empty database")
        )
      )
    )
  )
  // Somebody newer may have come in between.
  const after = yield* versionOf(database, table)
  if (after > newest) return yield* newer(after, newest)
}) satisfies (database: Database["Service"], tables: Tables) => Effect.Effect<void, StoreError>

const newer = (version: number, newest: number) =>
  Effect.fail(
    malformed(
      `it was written by a newer version of adressat (its tables have version ${version}, known is ${newest}): ` +
        "upgrade adressat, or use another database"
    )
  )

const versionOf = Effect.fnUntraced(function* ({ run, sql }: Database["Service"], table: string) {
  const tables = yield* run(
    sql.onDialectOrElse({
      pg: () => sql`SELECT 1 AS found WHERE to_regclass(${table}) IS NOT NULL`,
      orElse: () => sql`SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = ${table}`
    })
  )
  if (tables.length === 0) return 0
  const [row] = yield* run(
    sql<{ readonly version: unknown }>`SELECT COALESCE(MAX(migration_id), 0) AS version FROM ${sql(table)}`
  )
  return Number(row?.version)
})
