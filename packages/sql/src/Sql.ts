/**
 * The one file that imports `effect/sql`, which is not stable in effect 4.1.
 */
export { layer as layerReactivity } from "effect/reactivity/Reactivity"
export * as Migrator from "effect/sql/Migrator"
export { make as makeClient, makeSqliteAcquirers, SqlClient } from "effect/sql/SqlClient"
export type { Connection } from "effect/sql/SqlConnection"
export { classifySqliteError, SqlError } from "effect/sql/SqlError"
export { makeCompilerSqlite } from "effect/sql/Statement"
export type { Fragment as Statement } from "effect/sql/Statement"

/** A row as a statement gives it. */
export interface Row {
  readonly [column: string]: unknown
}
