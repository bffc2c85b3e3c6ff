/**
 * Port: the service owners' own endpoints that say, just before an order is sent, whether it is to be sent at all.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ConditionResponse } from "../SendConditionOutcome.ts"

/** The send conditions. */
export class SendConditions extends Context.Service<
  SendConditions,
  {
    /** What each endpoint answered, in their order; no answer is an exception and never an error. */
    readonly ask: (endpoints: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<ConditionResponse>>
  }
>()("@adressat/orders/ports/SendConditions") {
  /** Answers held in memory, by endpoint; an endpoint that is not listed does not answer. */
  static readonly layerMemory = (
    answers: Readonly<Record<string, ConditionResponse>> = {}
  ): Layer.Layer<SendConditions> =>
    Layer.succeed(SendConditions, {
      ask: (endpoints) =>
        Effect.succeed(
          endpoints.map((endpoint): ConditionResponse =>
            Object.hasOwn(answers, endpoint)
              ? (answers[endpoint] ?? { exception: "no answer" })
              : { exception: "no answer" }
          )
        )
    })
}
