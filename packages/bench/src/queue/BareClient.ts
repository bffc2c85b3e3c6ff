/**
 * A bare client is the library of a broker used as its documentation uses it well: everything of a volley is on the way
 * before a confirmation is awaited, 256 messages are taken ahead, each message is acknowledged. The drivers of adressat are
 * measured beside it, and whatever is measured is published by it.
 *
 * Invariant: queues and messages have the properties that the driver gives them, so that both may use the same ones, and no
 * worker has to look into a message for its name.
 */
/** A message, with an id that no other has. */
export interface BareMessage {
  readonly id: string
  readonly body: string
}

/** A client that is connected. */
export interface BareClient {
  /** Publishes messages; resolves when the broker has confirmed them all. */
  readonly publish: (queue: string, messages: ReadonlyArray<BareMessage>) => Promise<void>
  /** Takes messages from now on: each is handled, acknowledged, and told. */
  readonly consume: (queue: string, handle: (() => Promise<void>) | undefined, onSettled: () => void) => Promise<void>
  /** Drops the messages of a queue that nobody takes. */
  readonly clear: (queue: string) => Promise<void>
  /** Removes all that has been made at the place, and closes the connection. */
  readonly remove: () => Promise<void>
}

/** The source of the orders. */
export const SOURCE = "/bench"

/** Most messages that a consumer has taken and not acknowledged. */
export const PREFETCH = 256

/** How often embedded queues look for messages of other processes, in milliseconds; for ours and for the bare client. */
export const POLL_INTERVAL = 20
