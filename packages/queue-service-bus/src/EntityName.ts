/**
 * Names of queues as Service Bus has them: letters, digits, dots, hyphens, underscores and slashes.
 *
 * Invariant: what Service Bus allows stays as it is, and no two names become the same, letters of both cases apart, which
 * Service Bus does not tell from one another.
 */

/** The name of the entity of a queue; what is not allowed is written by its number, such as `-x20-` for a space. */
export const entityName = (queue: string): string =>
  // A hyphen before an x would begin such a number.
  queue.replace(
    /-(?=x)|[^A-Za-z0-9._/-]|^\/|\/$/gu,
    (character) => `-x${character.codePointAt(0)?.toString(16) ?? ""}-`
  )
