/**
 * Port: persons' own contact data and reservation, by national identity number.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { PersonContact } from "../Snapshot.ts"
import type { ContactRequest } from "./ContactRequest.ts"
import type { SourceError } from "./SourceError.ts"

/** The contact and reservation register. */
export class Persons extends Context.Service<
  Persons,
  {
    /** The rows of those keys that the source knows; a key without a row is absent. */
    readonly lookup: (
      keys: ReadonlyArray<string>,
      request: ContactRequest
    ) => Effect.Effect<ReadonlyArray<PersonContact>, SourceError>
  }
>()("@adressat/core/ports/Persons") {
  /** A source that holds these rows in memory. */
  static readonly layerMemory = (rows: ReadonlyArray<PersonContact>): Layer.Layer<Persons> =>
    Layer.succeed(Persons, {
      lookup: (keys) => {
        const asked = new Set(keys)
        return Effect.succeed(rows.filter((row) => asked.has(row.nationalIdentityNumber)))
      }
    })
}
