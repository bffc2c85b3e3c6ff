/**
 * Bundles in a store of documents: one that is active, and one that is tried beside it. Versions, and that of several
 * publishers one wins, are the store's.
 *
 * Invariants: what is in force is one bundle as a whole, read together with the candidate; a version that cannot be read or
 * trusted changes nothing: the newest good one before it stays.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { contentOf, parseBundleText, writeBundle } from "./Bundle.ts"
import type { Bundle, BundleContent, BundleOptions } from "./Bundle.ts"
import { BundleError, verifyBundle } from "./BundleKey.ts"
import type { BundleKey } from "./BundleKey.ts"
import { DocumentStore } from "./ports/DocumentStore.ts"
import type { Published, StoredDocument } from "./ports/DocumentStore.ts"
import type { StoreError } from "./ports/StoreError.ts"

/** What a bundle is for: to decide by, or to be run in the shadow of the one that is. */
export type BundleSlot = "active" | "candidate"

/** Both slots. */
export const bundleSlots: ReadonlyArray<BundleSlot> = ["active", "candidate"]

/** Who publishes, and when. */
export interface BundlePublication {
  readonly owner: string
  readonly author: string
  /** ISO 8601, with time zone. */
  readonly at: string
}

/** What came of it; `missing`: there is no such version. */
export type BundlePublished = Published | { readonly outcome: "missing" }

/** Publishes a bundle on top of the newest version of its slot, or of one that is expected. */
export const publishBundle = Effect.fnUntraced(function* (
  slot: BundleSlot,
  bundle: Bundle,
  { at, author, expected }: Omit<BundlePublication, "owner"> & { readonly expected?: number }
) {
  const head = expected ?? (yield* newestOf(bundle.owner, slot))?.version ?? 0
  return yield* publishText(slot, writeBundle(bundle), { owner: bundle.owner, author, at }, head)
})

/**
 * Rolls the active bundle back by publishing an earlier version once more, as the newest; default: the one before the
 * newest.
 */
export const rollBackBundle = Effect.fnUntraced(function* (
  publication: BundlePublication,
  to?: number
): Effect.fn.Return<BundlePublished, StoreError, DocumentStore> {
  const newest = yield* newestOf(publication.owner, "active")
  const wanted = to ?? (newest?.version ?? 0) - 1
  const earlier = wanted < 1 ? undefined : yield* versionOf(publication.owner, "active", wanted)
  if (newest === undefined || earlier === undefined) return { outcome: "missing" }
  return yield* publishText("active", earlier.text, publication, newest.version)
})

/** Makes the candidate the active bundle, as it is. */
export const promoteBundle = Effect.fnUntraced(function* (
  publication: BundlePublication
): Effect.fn.Return<BundlePublished, StoreError, DocumentStore> {
  const { active, candidate } = yield* newestOfBoth(publication.owner)
  if (candidate === undefined) return { outcome: "missing" }
  return yield* publishText("active", candidate.text, publication, active?.version ?? 0)
})

/** Every version of the bundles of an owner, the newest first. */
export const bundleVersions = Effect.fnUntraced(function* (owner: string, slot: BundleSlot) {
  const newest = yield* newestOf(owner, slot)
  const versions = Array.from({ length: newest?.version ?? 0 }, (_, index) => (newest?.version ?? 0) - index)
  const found = yield* Effect.forEach(versions, (version) => versionOf(owner, slot, version))
  return found.flatMap((one) => one ?? [])
})

// --- What is in force ------------------------------------------------------------------------------------------------

/** A bundle that can be trusted, with what it makes a host decide by. */
export interface InForce extends BundleContent {
  readonly version: number
  readonly bundle: Bundle
}

/** A version that changes nothing, and why. */
export interface RefusedBundle {
  readonly slot: BundleSlot
  readonly version: number
  readonly error: BundleError
}

/** What an owner decides by, and what is tried beside it. */
export interface BundlesInForce {
  /** `undefined`: there is none, or none that is good. */
  readonly active: InForce | undefined
  /** `undefined`: there is none that is good, or it is the active one. */
  readonly candidate: InForce | undefined
  /** Newer versions than those, the newest first. */
  readonly refused: ReadonlyArray<RefusedBundle>
}

/** Whose bundles are read, and which are trusted. */
export interface BundlesOptions extends Pick<BundleOptions, "checkPolicy"> {
  readonly owner: string
  /** Keys that bundles must be signed by; left out: they need not be signed. */
  readonly keys?: ReadonlyArray<BundleKey>
  /** How many versions are looked at for a good one; default 10. */
  readonly depth?: number
}

/** The bundles in force: of each slot the newest version that can be read and trusted. */
export const readBundles = Effect.fnUntraced(function* (
  options: BundlesOptions
): Effect.fn.Return<BundlesInForce, StoreError, DocumentStore> {
  const newest = yield* newestOfBoth(options.owner)
  const [active, candidate] = [
    yield* lastGood("active", newest.active, options),
    yield* lastGood("candidate", newest.candidate, options)
  ]
  return {
    active: active.good,
    candidate: candidate.good?.bundle.id === active.good?.bundle.id ? undefined : candidate.good,
    refused: [...active.refused, ...candidate.refused]
  }
})

const lastGood = Effect.fnUntraced(function* (
  slot: BundleSlot,
  newest: StoredDocument | undefined,
  options: BundlesOptions
): Effect.fn.Return<
  { readonly good: InForce | undefined; readonly refused: ReadonlyArray<RefusedBundle> },
  StoreError,
  DocumentStore
> {
  const refused: Array<RefusedBundle> = []
  let document = newest
  for (let left = options.depth ?? 10; left > 0 && document !== undefined; left--) {
    const good = yield* Effect.result(trusted(document, options))
    if (Result.isSuccess(good)) return { good: good.success, refused }
    const { version }: StoredDocument = document
    refused.push({ slot, version, error: good.failure })
    document = version === 1 ? undefined : yield* versionOf(options.owner, slot, version - 1)
  }
  return { good: undefined, refused }
})

/** A stored bundle, read and verified. */
const trusted = Effect.fnUntraced(function* (
  { text, version }: StoredDocument,
  { checkPolicy, keys, owner }: BundlesOptions
): Effect.fn.Return<InForce, BundleError> {
  const parsed = parseBundleText(text, checkPolicy === undefined ? {} : { checkPolicy })
  if (Result.isFailure(parsed)) {
    return yield* Effect.fail(
      new BundleError({ reason: "Malformed", message: "the bundle cannot be read: publish another one" })
    )
  }
  const bundle = parsed.success
  if (bundle.owner !== owner) {
    return yield* Effect.fail(
      new BundleError({ reason: "OtherContent", message: "the bundle is another owner's: pack one for this owner" })
    )
  }
  yield* verifyBundle(bundle, keys)
  return { version, bundle, ...contentOf(bundle) }
})

// --- The store -------------------------------------------------------------------------------------------------------

const publishText = Effect.fnUntraced(function* (
  slot: BundleSlot,
  text: string,
  { at, author, owner }: BundlePublication,
  expected: number
): Effect.fn.Return<Published, StoreError, DocumentStore> {
  const store = yield* DocumentStore
  const [published] = yield* store.publish([{ kind: "bundle", owner, id: slot, text, author, at, expected }])
  return published ?? { outcome: "conflict", head: expected }
})

const newestOfBoth = Effect.fnUntraced(function* (owner: string) {
  const store = yield* DocumentStore
  // In one reading, so that both are of the same moment.
  const found = yield* store.read({ kind: "bundle", owner, ids: bundleSlots })
  const at = (slot: BundleSlot) => found.find(({ id }) => id === slot)
  return { active: at("active"), candidate: at("candidate") }
})

const newestOf = (owner: string, slot: BundleSlot) => Effect.map(newestOfBoth(owner), (newest) => newest[slot])

const versionOf = Effect.fnUntraced(function* (owner: string, slot: BundleSlot, version: number) {
  const store = yield* DocumentStore
  const [found] = yield* store.read({ kind: "bundle", owner, ids: [slot], version })
  return found
})
