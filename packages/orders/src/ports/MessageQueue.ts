/**
 * Port: a durable queue of events, on whichever broker a host runs.
 *
 * Invariants for drivers: what was published has been written down by the broker before it is answered; every message is
 * delivered at least once, and again when whoever took it is gone; a message is never lost between a delivery and its
 * settlement, whatever is stopped meanwhile; a message that has no attempts left is with the dead letters, with its cause.
 * A message may come more than once: whoever handles it tells by `eventKey`, as the inbox does.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { CloudEvent } from "../CloudEvent.ts"
import type { RetryPolicy } from "../Retry.ts"
import type { QueueError } from "./QueueError.ts"

/** An event to be published. */
export interface OutgoingMessage {
  readonly event: CloudEvent
  /** The event in JSON, where it has been written already. */
  readonly text?: string
  /** The instant before which it is not delivered; left out, or past: at once. */
  readonly notBefore?: number
}

/** The text of an event that is published. */
export const outgoingText = ({ event, text }: OutgoingMessage): string => text ?? JSON.stringify(event)

/** A message as a consumer gets it. */
export interface Delivery {
  /** What the dead letters know it by: the id of its event, or a name of the driver's for a text that is none. */
  readonly id: string
  /** The text of the event; whether it is one is for the consumer to find out. */
  readonly body: string
  /** From 1 on; counts deliveries that nobody settled, since their consumer was gone, as well. */
  readonly attempt: number
}

/** Why a message was not handled. Codes are stable; the message never holds personal data. */
export interface FailureCause {
  readonly code: string
  readonly message: string
}

/** What is to become of a delivery. */
export type Settlement =
  /** It is done with. */
  | { readonly outcome: "done" }
  /** It is delivered again after a delay of the retry policy, or is a dead letter when no attempt is left. */
  | { readonly outcome: "retry"; readonly cause: FailureCause }
  /** It never will be handled. */
  | { readonly outcome: "dead"; readonly cause: FailureCause }

/** How a queue is consumed. */
export interface ConsumeOptions {
  /** Most messages handled together; default 64. */
  readonly batch?: number
  /** Most batches in the works at the same time; default 2. */
  readonly concurrency?: number
  /** Most messages taken from the broker and not settled yet; default twice what can be in the works. */
  readonly prefetch?: number
  /** When a message is delivered again; default as the platform has it. There are as many attempts as delays, and one. */
  readonly retries?: RetryPolicy
  /** How long batches in the works may take when consuming is stopped, in milliseconds; default 30,000. */
  readonly grace?: number
  /** Told that the broker was lost, and is being looked for again. */
  readonly onFailure?: (error: QueueError) => void
}

/** Handles the deliveries of a batch: a settlement for each, in their order. What fails or dies is delivered again. */
export type HandleBatch<E, R> = (deliveries: ReadonlyArray<Delivery>) => Effect.Effect<ReadonlyArray<Settlement>, E, R>

/** What a driver promises beyond the port: data, so that its tests and its documents say the same. */
export interface QueueGuarantees {
  /**
   * `published`: messages of one publisher come in the order in which they were published, as long as one consumer takes
   * them with a concurrency of 1 and none is delayed or retried; `none`: in any order.
   */
  readonly ordering: "published" | "none"
  /** How long the broker itself drops a second message with the same event id, in milliseconds; 0: it never does. */
  readonly deduplication: number
  /** By how much a message that is delayed or retried may come late, in milliseconds, where there is room for it. */
  readonly lateness: number
}

/** The queue. */
export class MessageQueue extends Context.Service<
  MessageQueue,
  {
    /** Publishes messages to a queue: when it succeeds the broker has them all; when it fails it may have some of them. */
    readonly publish: (queue: string, messages: ReadonlyArray<OutgoingMessage>) => Effect.Effect<void, QueueError>
    /**
     * Consumes a queue for ever. A broker that is lost is looked for again; only one that refuses ends it. Interrupting it
     * takes nothing new, waits for what is in the works, and leaves the rest to others.
     */
    readonly consume: <E, R>(
      queue: string,
      handle: HandleBatch<E, R>,
      options?: ConsumeOptions
    ) => Effect.Effect<never, QueueError, R>
  }
>()("@adressat/orders/ports/MessageQueue") {}
