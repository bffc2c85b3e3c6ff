/**
 * The remote layer keeps the contract of its port against a policy decision point over real HTTP, in both profiles.
 */
import { Category } from "@adressat/xacml"
import { contractResources, readAccessContract } from "@adressat/testing"
import type { ContractGrant } from "@adressat/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layerRemote } from "../src/index.ts"
import type { DecisionProfile, RemoteOptions } from "../src/index.ts"
import { actionOf, eachReference, servePdp, valueOf } from "./PdpServer.ts"
import type { Decide } from "./PdpServer.ts"

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
