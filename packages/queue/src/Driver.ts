/**
 * A driver is what a broker has to do for a queue, and nothing more: publish, deliver, settle, and keep dead letters. All that
 * is the same on every broker (batches, attempts, back-pressure, draining, finding the broker again) is in `Consumption`.
 *
 * Invariants for drivers: `publish` succeeds when the broker has written everything down; a delivery that is not settled when
 * the subscription is closed comes again; `retry` and `dead` put the message where it belongs before they take it from where
 * it was, so that it may be in both places and never in none; attempts count every delivery, also those of a consumer that
 * died.
 */
import type { FailureCause, DeadLetters, Delivery, OutgoingMessage, QueueError, RetryPolicy } from "@adressat/orders"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** A delivery with what the driver needs to settle it. */
export interface Taken<Token> {
  readonly delivery: Delivery
  readonly token: Token
}

/** A subscription to a queue; it is open as long as its scope. */
export interface Subscription<Token> {
  /** Takes what has been delivered, at least one and at most so many; fails when the broker is lost. */
  readonly take: (atMost: number) => Effect.Effect<ReadonlyArray<Taken<Token>>, QueueError>
  /** They are done with. */
  readonly done: (taken: ReadonlyArray<Taken<Token>>) => Effect.Effect<void, QueueError>
  /** They are to be delivered again after a delay, in milliseconds, with a higher attempt. */
  readonly retry: (
    taken: ReadonlyArray<Taken<Token>>,
    delay: number,
    cause: FailureCause
  ) => Effect.Effect<void, QueueError>
  /** It is to be a dead letter. */
  readonly dead: (taken: Taken<Token>, cause: FailureCause) => Effect.Effect<void, QueueError>
}

/** How a subscription is made. */
export interface SubscriptionOptions {
  /** Most messages delivered and not settled. */
  readonly prefetch: number
  readonly retries: RetryPolicy
}

/** What a broker does. */
export interface Driver<Token> {
  readonly publish: (queue: string, messages: ReadonlyArray<OutgoingMessage>) => Effect.Effect<void, QueueError>
  readonly subscribe: (
    queue: string,
    options: SubscriptionOptions
  ) => Effect.Effect<Subscription<Token>, QueueError, Scope.Scope>
  readonly deadLetters: DeadLetters["Service"]
}
