/**
 * What a failed statement means to whoever asked, as a `StoreError`, whichever database it was.
 *
 * Invariant: no message holds a value that was kept or asked for.
 */
import { StoreError } from "@adressat/core"
import type { SqlError } from "./Sql.ts"

/** What a failed statement means to whoever asked. */
export const storeErrorOf = ({ reason }: SqlError): StoreError => {
  switch (reason._tag) {
    case "LockTimeoutError":
      return unavailable("the database was locked by somebody else for too long; try again")
    case "ConnectionError":
    case "DeadlockError":
    case "SerializationError":
    case "StatementTimeoutError":
      return unavailable(NO_ANSWER)
    case "UniqueViolation":
    case "ConstraintError":
      return rejected("the database refused what contradicts what it keeps, such as an id that is there already")
    case "AuthenticationError":
    case "AuthorizationError":
      return rejected("the database refused access; check the user, the password and the permissions")
    case "SqlSyntaxError":
      return malformed(FOREIGN_TABLES)
    case "UnknownError":
      return storeErrorOfState(stateOf(reason.cause)) ?? storeErrorOfCode(sqliteCodeOf(reason.cause))
  }
}

const NO_ANSWER = "the database did not answer; try again"

const FOREIGN_TABLES = "the database has other tables than expected; restore it from a backup"

/** The primary result codes of SQLite that effect does not know. Source: https://www.sqlite.org/rescode.html */
const storeErrorOfCode = (code: number | undefined): StoreError => {
  switch (code) {
    case 1: // SQLITE_ERROR: a table or a column is not there
    case 17: // SQLITE_SCHEMA
      return malformed(FOREIGN_TABLES)
    case 8: // SQLITE_READONLY
      return rejected("the database may only be read; check the permissions of its file and folder")
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return malformed("the database is damaged, or the file is no database; restore it from a backup")
    case 13: // SQLITE_FULL
      return unavailable("the disk is full; make room and try again")
    case 18: // SQLITE_TOOBIG
    case 20: // SQLITE_MISMATCH
      return rejected("the database refused a value that is too large or of the wrong type")
    default:
      return unavailable("the database could not be read or written; try again")
  }
}

/** The primary result code of what SQLite failed with. */
const sqliteCodeOf = (cause: unknown): number | undefined => {
  if (typeof cause !== "object" || cause === null || !("errcode" in cause)) return undefined
  return typeof cause.errcode === "number" ? cause.errcode & 0xff : undefined
}

/** What PostgreSQL fails with and effect does not know. Source: https://www.postgresql.org/docs/15/errcodes-appendix.html */
const storeErrorOfState = (state: string): StoreError | undefined => {
  switch (state) {
    case "25006": // read_only_sql_transaction
      return rejected("the database may only be read; name the server that is written to")
    case "3D000": // invalid_catalog_name
    case "3F000": // invalid_schema_name
      return rejected("the database or the schema does not exist; create it, or name another one")
    case "53100": // disk_full
      return unavailable("the disk of the database is full; make room and try again")
    case "53300": // too_many_connections
      return unavailable("the database takes no more connections; lower maxConnections, or raise its limit")
    case "XX001": // data_corrupted
    case "XX002": // index_corrupted
      return malformed("the database is damaged; restore it from a backup")
  }
  // Data exceptions, and values beyond a limit, such as that of an index.
  if (/^(?:22|54)/.test(state)) return rejected("the database refused a value that is too large or of the wrong type")
  return undefined
}

/** The state that PostgreSQL failed with; `` where it is something else. */
const stateOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string" ? cause.code : ""

const unavailable = (message: string) => new StoreError({ reason: "Unavailable", message })
const rejected = (message: string) => new StoreError({ reason: "Rejected", message })

/** That what is kept cannot be read. */
export const malformed = (message: string): StoreError => new StoreError({ reason: "Malformed", message })
