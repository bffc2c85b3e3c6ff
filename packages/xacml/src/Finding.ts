/**
 * A finding is what is wrong or doubtful in a document: a stable code, where it stands, what it means and what to do about
 * it. Findings of severity `error` keep a document from being read. They carry words of the policy, never of a request.
 */

/** A place in a text; both numbers count from one. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** One thing that a reader, a check or a review has found. */
export interface Finding {
  /** `error`: the document cannot be used as it stands; `warning`: it will surprise somebody; `note`: worth knowing. */
  readonly severity: "error" | "warning" | "note"
  /** Stable code, in kebab case. */
  readonly code: string
  /** One lower-case sentence without a full stop. */
  readonly message: string
  /** What to change, in one lower-case sentence without a full stop. */
  readonly remedy: string
  readonly place?: Place
  /** The file, policy or rule it is about, when the caller has named one. */
  readonly file?: string
}

/** What came of reading a document: the value, with what is doubtful in it, or the reasons why there is none. */
export type Reading<A> =
  | { readonly ok: true; readonly value: A; readonly findings: ReadonlyArray<Finding> }
  | { readonly ok: false; readonly findings: ReadonlyArray<Finding> }

/** A finding; without a place when the policy has not been read from a text. */
export const finding = (
  severity: Finding["severity"],
  code: string,
  place: Place | undefined,
  message: string,
  remedy: string
): Finding => ({ severity, code, message, remedy, ...(place === undefined ? {} : { place }) })

/** The finding as one line: file, place, severity, code, sentence and remedy. */
export const formatFinding = ({ code, file, message, place, remedy, severity }: Finding): string => {
  const position = place === undefined ? "" : `${place.line}:${place.column}`
  const where = [file, position].filter((part) => part !== undefined && part !== "").join(":")
  return `${where === "" ? "" : `${where} `}${severity} ${code}: ${message}; ${remedy}`
}
