/**
 * Port: whoever checks the texts of orders against guidelines, before anything is placed.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** A text of an order, and where it stands in the request. */
export interface OrderText {
  /** JSON pointer. */
  readonly pointer: string
  readonly kind: "email-subject" | "email-body" | "sms-body"
  readonly text: string
  /** Whether it is of a reminder. */
  readonly isReminder: boolean
}

/** What was found about a text. The message repeats nothing of it. */
export interface TextFinding {
  readonly pointer: string
  readonly severity: "error" | "warning" | "info"
  /** Stable code of the guideline. */
  readonly code: string
  readonly message: string
}

/** The check of texts. */
export class TextCheck extends Context.Service<
  TextCheck,
  {
    /** What is wrong with texts, in their order. */
    readonly check: (texts: ReadonlyArray<OrderText>) => Effect.Effect<ReadonlyArray<TextFinding>>
  }
>()("@adressat/http/ports/TextCheck") {
  /** Finds nothing: for hosts that have no guidelines. */
  static readonly layerNone: Layer.Layer<TextCheck> = Layer.succeed(TextCheck, { check: () => Effect.succeed([]) })
}
