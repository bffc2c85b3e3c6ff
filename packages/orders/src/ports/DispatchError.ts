/**
 * What a dispatch fails with: closed reasons, so that an adapter cannot invent new kinds of failure.
 */
import * as Schema from "effect/Schema"

/** Messages were not handed over, any of them. The message of the error never holds personal data. */
export class DispatchError extends Schema.TaggedError<DispatchError>()("DispatchError", {
  /** `Unavailable`: no answer, worth a retry; `Rejected`: refused; `Malformed`: the answer could not be read. */
  reason: Schema.Literals(["Unavailable", "Rejected", "Malformed"]),
  message: Schema.String
}) {}
