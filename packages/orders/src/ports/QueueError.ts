/**
 * What a message queue fails with: closed reasons, so that a driver cannot invent new kinds of failure.
 */
import * as Schema from "effect/Schema"

/** A queue did not do what it was asked. The message never holds personal data, nor credentials. */
export class QueueError extends Schema.TaggedError<QueueError>()("QueueError", {
  /** `Unavailable`: no answer, worth a retry; `Rejected`: refused; `Malformed`: what is kept cannot be read. */
  reason: Schema.Literals(["Unavailable", "Rejected", "Malformed"]),
  message: Schema.String
}) {}
