/**
 * Why the Altinn PDP gives up on a request before or beside its policy. The message holds no values of the request.
 */
import * as Schema from "effect/Schema"

/** A request that the Altinn PDP gives up on. */
export class ContextError extends Schema.TaggedError<ContextError>()("ContextError", {
  /** `Argument`: the request is refused, which the endpoint for outsiders tells apart; `Unexpected`: something broke. */
  reason: Schema.Literals(["Argument", "Unexpected"]),
  message: Schema.String
}) {}

/** A request that is refused. */
export const refused = (message: string): ContextError => new ContextError({ reason: "Argument", message })

/** A request on which something breaks. */
export const broken = (message: string): ContextError => new ContextError({ reason: "Unexpected", message })
