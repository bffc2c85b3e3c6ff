/**
 * A bundle host decides by the bundles in force of the service owners that it is given: the rule set of the active one for
 * their orders, its policies for their resources, and the rule set of the candidate in the shadow.
 *
 * Invariants: an owner's bundle counts for that owner's orders only; nothing is decided before the bundles in force have been
 * read; one that is refused changes nothing, and is told.
 */
import { compile, followBundles } from "@adressat/core"
import type {
  BundleKey,
  BundlesInForce,
  DocumentSignals,
  DocumentStore,
  RefusedBundle,
  RuleProgram,
  StoreError
} from "@adressat/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { checkPolicy } from "./BundleFile.ts"
import type { OwnedPolicy } from "./PublishedPolicies.ts"

/** Whose bundles are followed. */
export interface BundleHostOptions {
  readonly owners: ReadonlyArray<string>
  /** The key that bundles must be signed by; default: they need not be signed. */
  readonly key?: BundleKey | undefined
  /** Told what is in force for an owner from now on. */
  readonly onChange: (owner: string, bundles: BundlesInForce) => void
  /** Told that the store does not answer; what was in force stays so. */
  readonly onFailure: (error: StoreError) => void
}

/** The programs and policies in force. */
export interface BundleHost {
  /** The program for a creator's orders; `undefined`: it has no bundle, or one without a rule set. */
  readonly program: (creator: string) => RuleProgram | undefined
  readonly candidate: (creator: string) => RuleProgram | undefined
  readonly policies: () => ReadonlyArray<OwnedPolicy>
}

interface Followed {
  readonly active: RuleProgram | undefined
  readonly candidate: RuleProgram | undefined
  readonly policies: ReadonlyArray<OwnedPolicy>
}

/** Follows bundles as long as the scope is open; ready when those in force have been read. */
export const openBundleHost = Effect.fnUntraced(function* ({
  key,
  onChange,
  onFailure,
  owners
}: BundleHostOptions): Effect.fn.Return<BundleHost, never, DocumentStore | DocumentSignals | Scope.Scope> {
  const followed = new Map<string, Followed>()
  for (const owner of owners) {
    const isRead = yield* Deferred.make<void>()
    const take = (bundles: BundlesInForce) => {
      followed.set(owner, followedOf(owner, bundles))
      onChange(owner, bundles)
    }
    const bundles = followBundles({ owner, checkPolicy, onFailure, ...(key === undefined ? {} : { keys: [key] }) })
    const following = Stream.runForEach(bundles, (one) =>
      Effect.andThen(
        Effect.sync(() => take(one)),
        Deferred.succeed(isRead, undefined)
      )
    )
    yield* Effect.forkScoped(following)
    yield* Deferred.await(isRead)
  }
  return {
    program: (creator) => followed.get(creator)?.active,
    candidate: (creator) => followed.get(creator)?.candidate,
    policies: () => [...followed.values()].flatMap(({ policies }) => policies)
  }
})

const followedOf = (owner: string, { active, candidate }: BundlesInForce): Followed => {
  const programOf = (bundle: BundlesInForce["active"]) =>
    bundle?.ruleSet === undefined ? undefined : compile(bundle.ruleSet)
  return {
    active: programOf(active),
    candidate: programOf(candidate),
    policies: (active?.policies ?? []).map(({ id, text }) => ({ owner, id, text }))
  }
}

/** What is in force, in a line. */
export const bundleLine = (owner: string, { active, candidate, refused }: BundlesInForce): string => {
  const named = (bundle: BundlesInForce["active"]) =>
    bundle === undefined ? "none" : `version ${bundle.version} (${bundle.bundle.id.slice(0, 12)})`
  return [
    `bundles of ${owner}: active ${named(active)}, candidate ${named(candidate)}`,
    ...refused.map(({ error, slot, version }: RefusedBundle) => `${slot} version ${version} refused: ${error.message}`)
  ].join("; ")
}
