/**
 * `@adressat/sql`: databases as clients of effect/sql, which is not stable in effect 4.1, for the adapters that keep something
 * in one.
 */
export { awaiting, Database, isLocked, makeDatabase, patient } from "./Database.ts"
export { migrate, statementsOf } from "./Migrations.ts"
export type { Tables } from "./Migrations.ts"
export { byKey, compareText, limitOf, portions, rowPortions, selectEach } from "./Portions.ts"
export { SqlClient, SqlError } from "./Sql.ts"
export type { Row, Statement } from "./Sql.ts"
export { malformed, storeErrorOf } from "./SqlFailure.ts"
export { openSqlite } from "./SqliteDatabase.ts"
export type { SqliteOptions } from "./SqliteDatabase.ts"
