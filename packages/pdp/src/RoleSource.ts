/**
 * Port: what the Altinn PDP asks about parties, persons and their rights when it enriches a request.
 */
import type { SourceError } from "@adressat/core"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { rolesFrom } from "./RoleData.ts"
import type { RoleData } from "./RoleData.ts"
import type {
  Delegation,
  DelegationQuestion,
  PartyKey,
  RegisteredParty,
  RoleQuestion,
  SourcedAttribute
} from "./RoleQuestion.ts"

/** The source of roles and other rights. */
export class RoleSource extends Context.Service<
  RoleSource,
  {
    /** The parties with those keys that the source knows; a key without a party is absent. */
    readonly parties: (keys: ReadonlyArray<PartyKey>) => Effect.Effect<ReadonlyArray<RegisteredParty>, SourceError>
    /** The attributes that answer each question, in the order of the questions; none where nothing is known. */
    readonly attributes: (
      questions: ReadonlyArray<RoleQuestion>
    ) => Effect.Effect<ReadonlyArray<ReadonlyArray<SourcedAttribute>>, SourceError>
    /** The delegations that answer each question, in the order of the questions. */
    readonly delegations: (
      questions: ReadonlyArray<DelegationQuestion>
    ) => Effect.Effect<ReadonlyArray<ReadonlyArray<Delegation>>, SourceError>
  }
>()("@adressat/pdp/RoleSource") {
  /** A source that holds these rights in memory. */
  static readonly layerMemory = (data: RoleData): Layer.Layer<RoleSource> => Layer.succeed(RoleSource, rolesFrom(data))
}
