/**
 * Port: statutory contact information of organisations, by organisation number.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { StatutoryContact } from "../Snapshot.ts"
import type { ContactRequest } from "./ContactRequest.ts"
import type { SourceError } from "./SourceError.ts"

/** The register of statutory contacts. */
export class StatutoryContacts extends Context.Service<
  StatutoryContacts,
  {
    /** The rows of those keys that the source knows; a key without a row is absent. */
    readonly lookup: (
      keys: ReadonlyArray<string>,
      request: ContactRequest
    ) => Effect.Effect<ReadonlyArray<StatutoryContact>, SourceError>
  }
>()("@adressat/core/ports/StatutoryContacts") {
  /** A source that holds these rows in memory. */
  static readonly layerMemory = (rows: ReadonlyArray<StatutoryContact>): Layer.Layer<StatutoryContacts> =>
    Layer.succeed(StatutoryContacts, {
      lookup: (keys) => {
        const asked = new Set(keys)
        return Effect.succeed(rows.filter((row) => asked.has(row.organizationNumber)))
      }
    })
}
