/**
 * A client is what a driver has of its own where the library of its broker speaks in promises: how to connect, publish,
 * receive, settle, and look at dead letters. `layerOfClient` has what all of them need beyond that.
 */
import type {
  DeadLetter,
  DeadLetterSelection,
  Delivery,
  FailureCause,
  OutgoingMessage,
  QueueError
} from "@adressat/orders"
import type { Taken } from "./Driver.ts"

/** A client of a broker. */
export interface Client<Token> {
  /** What the broker is called and where it is, as in `nats at 127.0.0.1:4222`. */
  readonly place: string
  /** How long the broker may take for an answer, in milliseconds; a connection without one is lost. */
  readonly timeout: number
  /** Opens a connection; `lose` is called when it is lost later on, with what is known of the cause, and of the queue. */
  readonly connect: (lose: (cause?: unknown, queue?: string) => void) => Promise<Connection<Token>>
  /**
   * What a failure means where it is not one that passes by itself, as in "refused access; see to the password"; or the error
   * that it is, where the connection holds.
   */
  readonly refusalOf: (cause: unknown, queue: string) => string | QueueError | undefined
}

/** An open connection. Whatever it does not do may be rejected with anything; the client says what that means. */
export interface Connection<Token> {
  /** Resolves when the broker has written everything down. */
  readonly publish: (queue: string, messages: ReadonlyArray<OutgoingMessage>, now: number) => Promise<unknown>
  /** Subscribes to a queue; a connection has one subscription at most. */
  readonly subscribe: (queue: string, receiver: Receiver<Token>) => Promise<ClientSubscription<Token>>
  readonly find: (queue: string, selection: DeadLetterSelection) => Promise<ReadonlyArray<DeadLetter>>
  readonly retry: (queue: string, ids: ReadonlyArray<string>, now: number) => Promise<ReadonlyArray<string>>
  readonly remove: (queue: string, ids: ReadonlyArray<string>) => Promise<ReadonlyArray<string>>
  readonly close: () => Promise<unknown>
}

/** Who receives the messages of a subscription. */
export interface Receiver<Token> {
  /** Most messages received and not settled. */
  readonly prefetch: number
  readonly receive: (delivery: Delivery, token: Token) => void
  /** The time, in milliseconds since 1970. */
  readonly now: () => number
}

/** A subscription of a client, settled as a `Subscription` is. */
export interface ClientSubscription<Token> {
  readonly done: (taken: ReadonlyArray<Taken<Token>>) => Promise<unknown>
  readonly retry: (taken: ReadonlyArray<Taken<Token>>, delay: number) => Promise<unknown>
  readonly dead: (taken: Taken<Token>, cause: FailureCause) => Promise<unknown>
  /** Gives back what is not settled, unless that comes with closing the connection. */
  readonly close?: () => Promise<unknown>
}
