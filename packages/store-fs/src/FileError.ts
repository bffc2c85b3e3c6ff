/**
 * What a file system fails with, as errors of stores.
 *
 * Invariant: no message holds a text or the name of a document. The folder is named only as it is opened.
 */
import { StoreError } from "@adressat/core"

/** The code of an error of the file system, such as `ENOENT`; empty where it is another error. */
export const codeOf = (cause: unknown): string => {
  const { code } = (cause ?? {}) as { readonly code?: unknown }
  return typeof code === "string" ? code : ""
}

/** Does something, or gives `otherwise` where the file system says one of these codes. */
export const unlessCode = async <A, B>(
  codes: ReadonlyArray<string>,
  work: () => Promise<A>,
  otherwise: B
): Promise<A | B> => {
  try {
    return await work()
  } catch (cause) {
    if (codes.includes(codeOf(cause))) return otherwise
    throw cause
  }
}

/** The codes of a file that is not there. */
export const ABSENT: ReadonlyArray<string> = ["ENOENT", "ENOTDIR"]

const readOnlyCodes: ReadonlyArray<string> = ["EACCES", "EPERM", "EROFS"]

/** The remedy where the folder cannot be written. */
export const MEMORY_REMEDY = 'give the process the right to write there, or keep the history in "memory" or elsewhere'

/** The error of a store; what is one already is kept. */
export const storeErrorOf = (cause: unknown): StoreError => {
  if (cause instanceof StoreError) return cause
  const code = codeOf(cause)
  if (readOnlyCodes.includes(code)) return rejected(`the folder may not be written (${code}): ${MEMORY_REMEDY}`)
  if (code === "ENOTSUP" || code === "EOPNOTSUPP") {
    return rejected("the file system has no hard links: keep the history on another one")
  }
  return new StoreError({
    reason: "Unavailable",
    message: `the folder could not be read or written (${code === "" ? "no code" : code}): check the disk and the mount`
  })
}

/** That something was refused. */
export const rejected = (message: string): StoreError => new StoreError({ reason: "Rejected", message })

/** That what is kept cannot be read. */
export const malformed = (message: string): StoreError => new StoreError({ reason: "Malformed", message })
