/**
 * Published policies are those that service owners have put into the document store; each stands in place of the one that
 * a world has for the same resource.
 *
 * Invariant: an app's policy counts only when the app's own service owner published it, and a resource's only when its owner
 * did, where the world names one.
 */
import { SourceError } from "@adressat/core"
import type { DocumentStore, StoredDocument } from "@adressat/core"
import { PolicyStore } from "@adressat/pdp"
import type { StoredPolicy } from "@adressat/pdp"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** The published policies. */
export interface PublishedPolicies {
  /** Whether there is a policy of a resource: `{org}/{app}` for an app. */
  readonly isThere: (resource: string) => Promise<boolean>
  /** A policy store: what was published, and else what is given. */
  readonly layer: (others: ReadonlyArray<StoredPolicy>) => Layer.Layer<PolicyStore>
}

/** A policy with who published it. */
export type OwnedPolicy = Pick<StoredDocument, "owner" | "id" | "text">

/**
 * The published policies of a store; `ownerOf` knows whose a resource is, where anybody does. Those of the bundles in force
 * stand in place of those that were published one by one.
 */
export const publishedPolicies = (
  store: DocumentStore["Service"],
  ownerOf: (resource: string) => string | undefined,
  bundled: () => ReadonlyArray<OwnedPolicy> = () => []
): PublishedPolicies => {
  const isOwners = ({ id, owner }: OwnedPolicy): boolean => {
    const [org, app] = id.split("/")
    const rightful = app === undefined ? ownerOf(id) : org
    return rightful === undefined || rightful === owner
  }
  const read = (resources: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<StoredPolicy>, SourceError> =>
    store.read({ kind: "policy", ids: resources }).pipe(
      Effect.map((documents) => {
        const together = bundled().filter(({ id }) => resources.includes(id))
        const ids = new Set(together.filter(isOwners).map(({ id }) => id))
        return [...together, ...documents.filter(({ id }) => !ids.has(id))]
          .filter(isOwners)
          .map(({ id, text }) => ({ resource: id, policy: text }))
      }),
      Effect.mapError(
        ({ reason }) => new SourceError({ source: "readAccess", reason, message: "the store of policies failed" })
      )
    )
  return {
    isThere: (resource) => Effect.runPromise(Effect.map(read([resource]), (found) => found.length > 0)),
    layer: (others) =>
      Layer.succeed(PolicyStore, {
        lookup: (resources) =>
          Effect.map(read(resources), (published) => {
            const ids = new Set(published.map(({ resource }) => resource))
            return [
              ...published,
              ...others.filter(({ resource }) => resources.includes(resource) && !ids.has(resource))
            ]
          })
      })
  }
}
