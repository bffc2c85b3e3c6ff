/**
 * Port: whether persons may act on a resource on behalf of organisations. Usually a policy decision point.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { AccessRequest } from "../FactPlan.ts"
import type { ReadAccessAnswer } from "../Snapshot.ts"
import { accessKey } from "../Snapshot.ts"
import type { SourceError } from "./SourceError.ts"

/** The policy decisions on a resource. */
export class ReadAccess extends Context.Service<
  ReadAccess,
  {
    /** The decision on each pair; a pair without a decision is unavailable, never denied. */
    readonly decide: (request: AccessRequest) => Effect.Effect<ReadonlyArray<ReadAccessAnswer>, SourceError>
  }
>()("@adressat/core/ports/ReadAccess") {
  /** Decisions held in memory, for one resource; a pair that is not listed is `NotApplicable`, as no rule speaks of it. */
  static readonly layerMemory = (answers: ReadonlyArray<ReadAccessAnswer>): Layer.Layer<ReadAccess> => {
    const known = new Map(answers.map((answer) => [accessKey(answer.organizationNumber, answer.userId), answer]))
    return Layer.succeed(ReadAccess, {
      decide: ({ pairs }) =>
        Effect.succeed(
          pairs.map(
            ({ organizationNumber, userId }): ReadAccessAnswer =>
              known.get(accessKey(organizationNumber, userId)) ?? {
                organizationNumber,
                userId,
                decision: "NotApplicable"
              }
          )
        )
    })
  }
}
