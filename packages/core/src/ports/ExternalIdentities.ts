/**
 * Port: contact data of self-identified users, by URN.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ExternalIdentityContact } from "../Snapshot.ts"
import type { ContactRequest } from "./ContactRequest.ts"
import type { SourceError } from "./SourceError.ts"

/** The register of self-identified users. */
export class ExternalIdentities extends Context.Service<
  ExternalIdentities,
  {
    /** The rows of those keys that the source knows; a key without a row is absent. */
    readonly lookup: (
      keys: ReadonlyArray<string>,
      request: ContactRequest
    ) => Effect.Effect<ReadonlyArray<ExternalIdentityContact>, SourceError>
  }
>()("@adressat/core/ports/ExternalIdentities") {
  /** A source that holds these rows in memory. */
  static readonly layerMemory = (rows: ReadonlyArray<ExternalIdentityContact>): Layer.Layer<ExternalIdentities> =>
    Layer.succeed(ExternalIdentities, {
      lookup: (keys) => {
        const asked = new Set(keys)
        return Effect.succeed(rows.filter((row) => asked.has(row.externalIdentity)))
      }
    })
}
