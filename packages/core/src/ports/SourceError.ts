/**
 * What every port fails with. The reasons are closed, so that an adapter cannot invent new kinds of failure.
 */
import * as Schema from "effect/Schema"
import { SourceName } from "../Snapshot.ts"

/** A source did not answer. The message never holds personal data. */
export class SourceError extends Schema.TaggedError<SourceError>()("SourceError", {
  source: SourceName,
  /** `Unavailable`: no answer, worth a retry; `Rejected`: refused; `Malformed`: the answer could not be read. */
  reason: Schema.Literals(["Unavailable", "Rejected", "Malformed"]),
  message: Schema.String
}) {}
