/**
 * A row reader takes what a source answered, whatever it is, and gives the rows that can be read.
 *
 * Invariant: the rows are those that their Schema makes; it is not asked about rows that it would only copy.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import {
  isCustomContact,
  isExternalIdentityContact,
  isOwnFactValue,
  isPersonContact,
  isReadAccessAnswer,
  isStatutoryContact
} from "./RowGuard.ts"
import type { RowGuard } from "./RowGuard.ts"
import {
  CustomContact,
  ExternalIdentityContact,
  OwnFactValue,
  PersonContact,
  ReadAccessAnswer,
  StatutoryContact
} from "./Snapshot.ts"

/** Reads what a source answered, whatever it is: the rows that can be read, and whether there were others. */
export type RowReader<A> = (answer: unknown) => { readonly rows: ReadonlyArray<A>; readonly unreadable: boolean }

/** Reads rows by their Schema, which is not asked about those that it would only copy. */
const rowReader = <A>(schema: Schema.Codec<A>, isRow: RowGuard<A>): RowReader<A> => {
  const decode = Schema.decodeUnknownResult(schema)
  return (answer) => {
    if (!Array.isArray(answer)) return { rows: [], unreadable: true }
    const rows: Array<A> = []
    let unreadable = false
    for (const row of answer as ReadonlyArray<unknown>) {
      if (isRow(row)) {
        rows.push(row)
        continue
      }
      const decoded = decode(row)
      if (Result.isSuccess(decoded)) rows.push(decoded.success)
      else unreadable = true
    }
    return { rows, unreadable }
  }
}

/** Persons' contact data. */
export const personRows = rowReader(PersonContact, isPersonContact)
/** Self-identified users' contact data. */
export const externalIdentityRows = rowReader(ExternalIdentityContact, isExternalIdentityContact)
/** Statutory contacts. */
export const statutoryRows = rowReader(StatutoryContact, isStatutoryContact)
/** Custom contacts. */
export const customRows = rowReader(CustomContact, isCustomContact)
/** Policy decisions. */
export const accessRows = rowReader(ReadAccessAnswer, isReadAccessAnswer)
/** Values of own facts. */
export const ownFactRows = rowReader(OwnFactValue, isOwnFactValue)
