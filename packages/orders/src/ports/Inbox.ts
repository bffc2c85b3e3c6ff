/**
 * Port: the messages that were handled, so that one that comes twice has its effect once. What a message led to, the
 * decision and the event that tells of it, is kept together with it or not at all.
 *
 * Invariants: of several entries for the same message the first one stands, however close they come; an event is kept until
 * it is known to be published, so that it is published at least once.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { StoreError } from "@adressat/core"
import type { LoggedDecision } from "../LoggedDecision.ts"
import type { ShadowRun } from "../Shadow.ts"

/** A message that was handled, and what came of it. */
export interface InboxEntry {
  /** Who handled it: every consumer has an inbox of its own. */
  readonly consumer: string
  /** What the message is known by, such as `eventKey`. */
  readonly message: string
  /** An instant. */
  readonly at: number
  /** The text of the event that tells of it. */
  readonly event: string
  readonly decision?: LoggedDecision
  /** What a candidate rule set would have decided. */
  readonly shadow?: ShadowRun
}

/** What came of an entry: it is kept, or the message had been handled before, with the event of that time. */
export type Accepted =
  | { readonly outcome: "accepted" }
  | { readonly outcome: "known"; readonly event: string; readonly isPublished: boolean }

/** An event that is not known to be published. */
export interface UnpublishedEvent {
  readonly message: string
  readonly event: string
}

/** The inbox. */
export class Inbox extends Context.Service<
  Inbox,
  {
    /** Keeps entries, each with all that belongs to it, all of them or none. */
    readonly accept: (entries: ReadonlyArray<InboxEntry>) => Effect.Effect<ReadonlyArray<Accepted>, StoreError>
    /** Notes that the events of these messages were published. */
    readonly published: (consumer: string, messages: ReadonlyArray<string>) => Effect.Effect<void, StoreError>
    /** Events accepted before an instant that are not known to be published, the oldest first, at most `limit`. */
    readonly unpublished: (
      consumer: string,
      before: number,
      limit: number
    ) => Effect.Effect<ReadonlyArray<UnpublishedEvent>, StoreError>
  }
>()("@adressat/orders/ports/Inbox") {}
