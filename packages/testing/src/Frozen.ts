/**
 * A frozen value cannot be changed at any depth, so that whoever tries throws.
 */

/** Freezes a value with everything in it, and returns it. */
export const frozen = <A>(value: A): A => {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const member of Object.values(value)) frozen(member)
  }
  return value
}
