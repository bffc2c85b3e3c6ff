/**
 * The embedded layer keeps the contract of its port, in both modes.
 */
import { SourceError } from "@adressat/core"
import { contractResources, readAccessContract, syntheticOrganizationNumbers } from "@adressat/testing"
import type { ContractGrant } from "@adressat/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layerEmbedded } from "../src/Embedded.ts"
import type { EmbeddedOptions } from "../src/Embedded.ts"
import { PolicyStore } from "../src/PolicyStore.ts"
import { RoleSource } from "../src/RoleSource.ts"
import { readPolicyFor } from "./SmallPolicies.ts"

const policies = contractResources.map((resource) => ({ resource, policy: readPolicyFor(resource) }))

/** Whoever may read a resource has a role of its name. */
const holding = (grants: ReadonlyArray<ContractGrant>, options: EmbeddedOptions) =>
  layerEmbedded(options).pipe(
    Layer.provide(PolicyStore.layerMemory(policies)),
    Layer.provide(
      RoleSource.layerMemory({
        parties: syntheticOrganizationNumbers(7).map((organizationNumber, index) => ({
          kind: "organization",
          organizationNumber,
          partyId: 5000 + index
        })),
        assignments: grants.map(({ organizationNumber, resource, userId }) => ({
          organizationNumber,
          userId,
          roles: [resource]
        }))
      })
    )
  )

const over = (source: Effect.Effect<never, SourceError>, options: EmbeddedOptions) =>
  layerEmbedded(options).pipe(
    Layer.provide(PolicyStore.layerMemory(policies)),
    Layer.provide(
      Layer.succeed(RoleSource, { parties: () => source, attributes: () => source, delegations: () => source })
    )
  )

for (const mode of ["altinn", "strict"] as const) {
  readAccessContract(`layerEmbedded, ${mode}`, {
    seed: (grants) => holding(grants, { mode }),
    failing: () =>
      over(Effect.fail(new SourceError({ source: "readAccess", reason: "Unavailable", message: "no answer" })), {
        mode
      }),
    silent: () => over(Effect.never, { mode })
  })
}
