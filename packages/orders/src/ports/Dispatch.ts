/**
 * Port: whoever hands messages over to their recipients. Adressat decides who is notified and where; sending is not its
 * business, so this is where a host plugs in its own.
 *
 * Invariant for adapters: the same message may come more than once, with the same id; it is to be sent once.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { EmailStatus, SmsStatus } from "../Status.ts"
import type { DispatchError } from "./DispatchError.ts"

/** A message that is ready to be sent; texts have their placeholders filled. */
export interface Message {
  /** The id of its notification. */
  readonly id: string
  readonly creator: string
  readonly channel: "Email" | "Sms"
  readonly to: string
  /** Of an e-mail. */
  readonly subject?: string
  readonly body: string
  readonly contentType: "Plain" | "Html"
  /** Without one the host has its own. */
  readonly sender?: string
  /** The instant after which it is not to be sent any more. */
  readonly expiry: number
}

/** How far a message has come by being handed over; `New`: not now, so hand it over again later. */
export interface Handover {
  readonly id: string
  readonly status: EmailStatus | SmsStatus
}

/** Whoever sends. */
export class Dispatch extends Context.Service<
  Dispatch,
  {
    /** Hands messages over; one without an answer counts as `New`. */
    readonly send: (messages: ReadonlyArray<Message>) => Effect.Effect<ReadonlyArray<Handover>, DispatchError>
  }
>()("@adressat/orders/ports/Dispatch") {
  /** Sends nothing, and calls every message delivered: for tests and for trying things out. */
  static readonly layerPretend: Layer.Layer<Dispatch> = Layer.succeed(Dispatch, {
    send: (messages) => Effect.succeed(messages.map(({ id }) => ({ id, status: "Delivered" as const })))
  })
}
