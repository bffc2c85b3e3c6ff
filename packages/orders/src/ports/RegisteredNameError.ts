/**
 * What a register of names fails with: closed reasons, so that an adapter cannot invent new kinds of failure.
 */
import * as Schema from "effect/Schema"

/** Names were not told, any of them. The message never holds personal data. */
export class RegisteredNameError extends Schema.TaggedError<RegisteredNameError>()("RegisteredNameError", {
  /** `Unavailable`: no answer, worth a retry; `Rejected`: refused; `Malformed`: the answer could not be read. */
  reason: Schema.Literals(["Unavailable", "Rejected", "Malformed"]),
  message: Schema.String
}) {}
