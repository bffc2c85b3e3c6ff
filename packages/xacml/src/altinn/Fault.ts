/**
 * A fault: where the Altinn engine throws an exception. One fault makes the answer to the whole call Indeterminate, so it
 * is handed up as a value and nothing is evaluated after it.
 */

/** Why the engine throws, in words of the policy. */
export interface Fault {
  readonly fault: string
}

/** Whether something is a fault. */
export const isFault = (result: unknown): result is Fault =>
  typeof result === "object" && result !== null && "fault" in result
