/**
 * `@adressat/sql/postgres`: a PostgreSQL server as a client of effect/sql. Apart from the rest, so that whoever uses SQLite
 * loads nothing of it.
 */
export { openPostgres } from "./PostgresDatabase.ts"
export type { PostgresDatabase, PostgresOptions } from "./PostgresDatabase.ts"
