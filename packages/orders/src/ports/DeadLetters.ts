/**
 * Port: the messages of a queue that were given up, with the cause, until somebody has looked at them.
 *
 * Invariant: a dead letter stays until it is removed or retried; one that is retried is a new message with a fresh count of
 * attempts, and in between it may be in both places but never in none.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { FailureCause } from "./MessageQueue.ts"
import type { QueueError } from "./QueueError.ts"

/** A message that was given up. */
export interface DeadLetter {
  /** The id of its event, or a name of the driver's for a text that is none. */
  readonly id: string
  /** As it was published. It may hold personal data. */
  readonly body: string
  readonly cause: FailureCause
  /** How often it was delivered. */
  readonly attempts: number
  /** The instant at which it was given up. */
  readonly at: number
}

/** Which dead letters are wanted: those with the ids, or the first of all. */
export type DeadLetterSelection = { readonly ids: ReadonlyArray<string> } | { readonly limit: number }

/** The dead letters. */
export class DeadLetters extends Context.Service<
  DeadLetters,
  {
    /** The dead letters of a queue, the oldest first. */
    readonly find: (
      queue: string,
      selection: DeadLetterSelection
    ) => Effect.Effect<ReadonlyArray<DeadLetter>, QueueError>
    /** Publishes those with the ids to the queue again; gives the ids of those that there were. */
    readonly retry: (queue: string, ids: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<string>, QueueError>
    /** Removes those with the ids for good; gives the ids of those that there were. */
    readonly remove: (queue: string, ids: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<string>, QueueError>
  }
>()("@adressat/orders/ports/DeadLetters") {}
