/**
 * The remote layer keeps the contract of its port against a policy decision point over real HTTP, in both profiles.
 */
import { contractResources, readAccessContract, syntheticOrganizationNumbers } from "@adressat/testing"
import type { ContractGrant } from "@adressat/testing"
import { Category } from "@adressat/xacml"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { makeContextHandler } from "../src/ContextHandler.ts"
import { layerRemote } from "../src/index.ts"
import type { DecisionProfile, RemoteOptions } from "../src/index.ts"
import { PolicyStore } from "../src/PolicyStore.ts"
import { RoleSource } from "../src/RoleSource.ts"
import { actionOf, eachReference, servePdp, valueOf } from "./PdpServer.ts"
import type { Decide } from "./PdpServer.ts"
import { readPolicyFor } from "./SmallPolicies.ts"

/** Decides `read` by a list of grants. */
const granting = (grants: ReadonlyArray<ContractGrant>): Decide => {
  const keyOf = (...parts: ReadonlyArray<string | undefined>) => JSON.stringify(parts)
  const granted = new Set(
    grants.map(({ organizationNumber, resource, userId }) =>
      keyOf("read", resource, organizationNumber, String(userId))
    )
  )
  return eachReference((attributes) => {
    const asked = keyOf(
      actionOf(attributes),
      valueOf(attributes, Category.resource, "urn:altinn:resource"),
      valueOf(attributes, Category.resource, "urn:altinn:organization:identifier-no"),
      valueOf(attributes, Category.subject, "urn:altinn:userid")
    )
    return granted.has(asked) ? "Permit" : "NotApplicable"
  })
}

const against = (decide: Decide, profile: DecisionProfile, options: Partial<RemoteOptions> = {}) =>
  Layer.unwrap(Effect.map(servePdp(decide, profile), (url) => layerRemote({ url, profile, ...options })))

for (const profile of ["altinn", "oasis"] as const) {
  readAccessContract(`layerRemote over HTTP, ${profile}`, {
    seed: (grants) => against(granting(grants), profile),
    failing: () => against(async () => Promise.reject(new Error(contractResources[0])), profile, { maxSplitCalls: 0 }),
    silent: () => against(async () => new Promise(() => undefined), profile)
  })
}

readAccessContract("layerRemote, in batches of seven", {
  seed: (grants) => against(granting(grants), "altinn", { batchSize: 7, concurrency: 4 }),
  failing: () => layerRemote({ url: "http://127.0.0.1:9/", retries: 1, retryDelay: 1 }),
  silent: () => layerRemote({ url: "http://127.0.0.1:9/", fetch: async () => new Promise(() => undefined) })
})

/** The embedded decision point over grants: whoever has one has a role of that name. */
const embedded = (grants: ReadonlyArray<ContractGrant>): Decide => {
  const handler = makeContextHandler()
  const sources = Layer.merge(
    PolicyStore.layerMemory(contractResources.map((resource) => ({ resource, policy: readPolicyFor(resource) }))),
    RoleSource.layerMemory({
      assignments: grants.map(({ organizationNumber, resource, userId }) => ({
        organizationNumber,
        userId,
        roles: [resource]
      })),
      parties: syntheticOrganizationNumbers(7).map((organizationNumber, index) => ({
        kind: "organization",
        organizationNumber,
        partyId: 51_000_000 + index
      }))
    })
  )
  return async (request) => Effect.runPromise(Effect.provide(handler.answer(request, "decision"), sources))
}

readAccessContract("layerRemote over HTTP, the embedded decision point", {
  seed: (grants) => against(embedded(grants), "altinn"),
  failing: () => against(async () => Promise.reject(new Error("no policy")), "altinn"),
  silent: () => against(async () => new Promise(() => undefined), "altinn")
})
