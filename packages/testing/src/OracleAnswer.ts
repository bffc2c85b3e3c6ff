/**
 * What the oracle passes between its sentences: an answer of a source, addresses found, and who is left out.
 */
import { sameIdentifier } from "./OracleTerms.ts"

/** One contact that the rules leave out, with the codes of every rule that does. */
export interface PredictedWithheld {
  readonly recipient: number
  readonly basis: "Person" | "ExternalIdentity" | "StatutoryContact" | "CustomContact"
  /** The user id as text for a custom contact; empty for everyone else. */
  readonly userId: string
  /** Reason codes, sorted. */
  readonly reasons: ReadonlyArray<string>
}

/** Addresses found for a recipient. */
export interface Found {
  readonly emails: ReadonlyArray<string>
  readonly phones: ReadonlyArray<string>
}

/** Notes that a contact is left out. */
export type Withhold = (basis: PredictedWithheld["basis"], userId: string, reasons: ReadonlyArray<string>) => void

/** A look-up that the order needs has no answer. */
export class Stopped extends Error {}

// §2.2 "Match of answers to recipients: first entry with equal identifier, case-insensitive."
/** The answer for a key; `undefined` when the source knows nothing of it. */
export const answerFor = <Row>(
  rows: ReadonlyArray<Row> | undefined,
  absent: ReadonlyArray<string> | undefined,
  keyOfRow: (row: Row) => string,
  key: string
): Row | undefined => {
  const row = rows?.find((candidate) => sameIdentifier(keyOfRow(candidate), key))
  if (row !== undefined) return row
  // A snapshot says so when a register knows nothing of a key; a key without any answer is not known.
  if (absent?.some((other) => sameIdentifier(other, key)) === true) return undefined
  // §2.10 "Every exception in a lookup … is wrapped as PlatformDependencyException"
  throw new Stopped()
}
