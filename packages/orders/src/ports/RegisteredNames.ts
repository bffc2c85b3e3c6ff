/**
 * Port: the names of organisations and persons, for the placeholders of texts.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { RegisteredName } from "../Placeholder.ts"
import type { RegisteredNameError } from "./RegisteredNameError.ts"

/** Whose names are wanted. */
export interface NameRequest {
  readonly organizationNumbers: ReadonlyArray<string>
  readonly nationalIdentityNumbers: ReadonlyArray<string>
}

/** The register of names. */
export class RegisteredNames extends Context.Service<
  RegisteredNames,
  {
    /** A row for each number that the register knows. */
    readonly lookup: (request: NameRequest) => Effect.Effect<ReadonlyArray<RegisteredName>, RegisteredNameError>
  }
>()("@adressat/orders/ports/RegisteredNames") {
  /** Names held in memory. */
  static readonly layerMemory = (rows: ReadonlyArray<RegisteredName>): Layer.Layer<RegisteredNames> =>
    Layer.succeed(RegisteredNames, {
      lookup: ({ nationalIdentityNumbers, organizationNumbers }) =>
        Effect.succeed(
          rows.filter(
            (row) =>
              (row.organizationNumber != null && organizationNumbers.includes(row.organizationNumber)) ||
              (row.nationalIdentityNumber != null && nationalIdentityNumbers.includes(row.nationalIdentityNumber))
          )
        )
    })
}
