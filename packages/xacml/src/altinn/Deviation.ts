/**
 * How a deviation of the Altinn engine is told.
 */
import { finding } from "../Finding.ts"
import type { Finding, Place } from "../Finding.ts"
import type { Rule } from "../Policy.ts"

/** The last part of a URI, for reading. */
export const nameOf = (uri: string): string => uri.slice(uri.lastIndexOf(":") + 1)

/** A rule that compares by a function which the engine does not have. */
export const unknownFunction = ({ id }: Rule, functionId: string, place: Place | undefined): Finding =>
  finding(
    "warning",
    "altinn-function-unknown",
    place,
    `rule ${id} uses ${nameOf(functionId)}, on which the Altinn engine fails once it has a value to compare`,
    "use one of the functions for equality"
  )
