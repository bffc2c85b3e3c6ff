/**
 * Port: the policies of resources, by the id of the resource.
 */
import type { SourceError } from "@adressat/core"
import type { AnyPolicy } from "@adressat/xacml"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** A policy as XML, or read already. It is compiled once for each text or object. */
export type PolicyDocument = string | AnyPolicy

/** The policy of a resource. */
export interface StoredPolicy {
  /** `{org}/{app}` for an app, otherwise the id in the resource registry. */
  readonly resource: string
  readonly policy: PolicyDocument
  /** Whether a Permit also takes membership of an access list; default no. It counts for the resource registry only. */
  readonly accessListEnabled?: boolean
}

/** The store of policies. */
export class PolicyStore extends Context.Service<
  PolicyStore,
  {
    /** The policies of those resources that have one; a resource without a policy is absent. */
    readonly lookup: (resources: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<StoredPolicy>, SourceError>
  }
>()("@adressat/pdp/PolicyStore") {
  /** A store that holds these policies in memory. */
  static readonly layerMemory = (policies: ReadonlyArray<StoredPolicy>): Layer.Layer<PolicyStore> => {
    const known = new Map(policies.map((stored) => [stored.resource, stored]))
    return Layer.succeed(PolicyStore, {
      lookup: (resources) => Effect.succeed(resources.flatMap((resource) => known.get(resource) ?? []))
    })
  }
}
