/**
 * Port: values of the facts that a rule set adds.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Subject } from "../Candidate.ts"
import type { OwnFactValue } from "../Snapshot.ts"
import type { SourceError } from "./SourceError.ts"

/** A team's own source of facts. */
export class OwnFacts extends Context.Service<
  OwnFacts,
  {
    /** The values that are known; a value may be about a subject or, without one, about the whole order. */
    readonly lookup: (
      facts: ReadonlyArray<string>,
      subjects: ReadonlyArray<Subject>
    ) => Effect.Effect<ReadonlyArray<OwnFactValue>, SourceError>
  }
>()("@adressat/core/ports/OwnFacts") {
  /** Values held in memory. */
  static readonly layerMemory = (values: ReadonlyArray<OwnFactValue>): Layer.Layer<OwnFacts> =>
    Layer.succeed(OwnFacts, {
      lookup: (facts) => Effect.succeed(values.filter(({ fact }) => facts.includes(fact)))
    })
}
