/**
 * What a store fails with: closed reasons, so that an adapter cannot invent new kinds of failure.
 */
import * as Schema from "effect/Schema"

/** A store did not do what it was asked, and nothing of it. The message never holds personal data. */
export class StoreError extends Schema.TaggedError<StoreError>()("StoreError", {
  /** `Unavailable`: no answer, worth a retry; `Rejected`: refused; `Malformed`: what is kept cannot be read. */
  reason: Schema.Literals(["Unavailable", "Rejected", "Malformed"]),
  message: Schema.String
}) {}
