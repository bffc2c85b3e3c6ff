/**
 * `@adressat/store-sql`: documents, orders, the status feed and the decision log in a database.
 */
export { layerSqlite } from "./Sqlite.ts"
export type { SqliteOptions } from "./Sqlite.ts"
