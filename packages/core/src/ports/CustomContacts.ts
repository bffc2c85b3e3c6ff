/**
 * Port: custom contact information that persons have registered on organisations, by organisation number.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { CustomContact } from "../Snapshot.ts"
import type { ContactRequest } from "./ContactRequest.ts"
import type { SourceError } from "./SourceError.ts"

/** The register of custom contact information. */
export class CustomContacts extends Context.Service<
  CustomContacts,
  {
    /** The rows of those keys that the source knows; a key without a row is absent. */
    readonly lookup: (
      keys: ReadonlyArray<string>,
      request: ContactRequest
    ) => Effect.Effect<ReadonlyArray<CustomContact>, SourceError>
  }
>()("@adressat/core/ports/CustomContacts") {
  /** A source that holds these rows in memory. */
  static readonly layerMemory = (rows: ReadonlyArray<CustomContact>): Layer.Layer<CustomContacts> =>
    Layer.succeed(CustomContacts, {
      lookup: (keys) => {
        const asked = new Set(keys)
        return Effect.succeed(rows.filter((row) => asked.has(row.organizationNumber)))
      }
    })
}
