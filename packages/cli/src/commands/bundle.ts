/**
 * `adressat bundle`: packs a rule set and policies into a bundle, verifies it, publishes it to be tried or to decide by, and
 * brings back an earlier one.
 */
import {
  bundleSlots,
  bundleVersions,
  contentOf,
  DocumentStore,
  makeBundle,
  parseBundleText,
  problemAt,
  promoteBundle,
  publishBundle,
  readBundles,
  rollBackBundle,
  signBundle,
  writeBundle
} from "@adressat/core"
import type { Bundle, BundleKey, BundlePublished, BundleSlot, Problem, StoreError } from "@adressat/core"
import { formatInstant } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { readBundleFolder } from "../BundleFolder.ts"
import { checkPolicy, readBundleFile, readSigningKey, readTrustedKey, verifyBundleFile } from "../BundleFile.ts"
import { ExitCode } from "../ExitCode.ts"
import { problemsOf } from "../Input.ts"
import { reportProblems } from "../Report.ts"
import { withStores } from "../Stores.ts"
import { paint, printable, wrapped } from "../Terminal.ts"
import { writeTextFile } from "../TextFile.ts"

type Read<A> = Result.Result<A, ReadonlyArray<Problem>>

/** Packs a folder into a file; returns the exit code. */
export const packCommand = async (
  folder: string,
  { out, owner, sign }: { readonly owner: string; readonly out: string; readonly sign?: string }
): Promise<number> => {
  const documents = await readBundleFolder(folder)
  const key: Read<BundleKey | undefined> = sign === undefined ? Result.succeed(undefined) : await readSigningKey(sign)
  if (Result.isFailure(documents) || Result.isFailure(key)) return refuse(problemsOf(documents, key))
  const made = makeBundle(owner, documents.success, { file: folder })
  if (Result.isFailure(made)) return refuse(made.failure)
  const bundle =
    key.success === undefined ? made.success : await Effect.runPromise(signBundle(made.success, key.success))
  const text = `${writeBundle(bundle)}\n`
  if (out === "-") {
    process.stdout.write(text)
    return ExitCode.ok
  }
  const problem = await writeTextFile(out, text)
  if (problem !== undefined) return refuse([problem])
  process.stderr.write(`${wrapped(printable(`wrote ${out}: ${inWords(bundle)}`))}\n`)
  return ExitCode.ok
}

/** Verifies a file; returns the exit code. */
export const verifyCommand = async (file: string, { key }: { readonly key?: string }): Promise<number> => {
  const bundle = await readVerified(file, key)
  if (Result.isFailure(bundle)) return refuse(bundle.failure)
  const { signature } = bundle.success
  const trust =
    key !== undefined
      ? "It is signed by this key."
      : signature === undefined
        ? "It is not signed."
        : `It says that the key ${signature.key} has signed it, which is not verified; name the public key with --key.`
  return say(`${inWords(bundle.success)}. Its id is right. ${trust}`)
}

/** Publishes a file; returns the exit code. */
export const publishCommand = async (
  file: string,
  { as, db, key }: { readonly db: string; readonly as: BundleSlot; readonly key?: string }
): Promise<number> => {
  const bundle = await readVerified(file, key)
  if (Result.isFailure(bundle)) return refuse(bundle.failure)
  const { owner } = bundle.success
  const published = await withStores(
    db,
    { mustExist: false },
    publishBundle(as, bundle.success, { author: owner, at: formatInstant(Date.now()) })
  )
  return sayPublished(published, as, owner)
}

/** Whose bundles are meant, and in which database. */
interface OwnedOptions {
  readonly db: string
  /** Default: the only one who has bundles. */
  readonly owner?: string
}

/** Publishes an earlier version as the newest; returns the exit code. */
export const rollbackCommand = async (options: OwnedOptions & { readonly to?: string }): Promise<number> => {
  const { to } = options
  if (to !== undefined && !/^[1-9]\d{0,8}$/.test(to)) {
    return refuse([
      problemAt({}, ["--to"], {
        code: "wrong-value",
        message: "a version is a number from 1 on; adressat bundle list shows them",
        found: JSON.stringify(to.slice(0, 40))
      })
    ])
  }
  return changeActive(
    options,
    (publication) => rollBackBundle(publication, to === undefined ? undefined : Number(to)),
    "there is no such version of the active bundle; adressat bundle list shows those that there are"
  )
}

/** Makes the candidate the active bundle; returns the exit code. */
export const promoteCommand = (options: OwnedOptions): Promise<number> =>
  changeActive(options, promoteBundle, "there is no candidate; publish one with adressat bundle publish --as candidate")

/** Lists all versions, the newest first, and says which are in force; returns the exit code. */
export const listCommand = async ({ db, key, owner }: OwnedOptions & { readonly key?: string }): Promise<number> => {
  const trusted: Read<BundleKey | undefined> = key === undefined ? Result.succeed(undefined) : await readTrustedKey(key)
  if (Result.isFailure(trusted)) return refuse(trusted.failure)
  const keys = trusted.success === undefined ? undefined : [trusted.success]
  const listed = await withStores(
    db,
    { mustExist: true },
    Effect.gen(function* () {
      const owners = owner === undefined ? yield* ownersOfBundles() : [owner]
      return yield* Effect.forEach(owners, (one) => linesOf(one, keys))
    })
  )
  if (Result.isFailure(listed)) return refuse(listed.failure)
  const lines = listed.success.flat()
  process.stdout.write(lines.length === 0 ? "no bundles are published\n" : `${lines.join("\n")}\n`)
  return ExitCode.ok
}

// --- The list --------------------------------------------------------------------------------------------------------

const ownersOfBundles = Effect.fnUntraced(function* () {
  const store = yield* DocumentStore
  const all = yield* store.read({ kind: "bundle" })
  return [...new Set(all.map(({ owner }) => owner))]
})

const linesOf = Effect.fnUntraced(function* (owner: string, keys: ReadonlyArray<BundleKey> | undefined) {
  const inForce = yield* readBundles({ owner, checkPolicy, ...(keys === undefined ? {} : { keys }) })
  const lines: Array<string> = []
  for (const slot of bundleSlots) {
    const versions = yield* bundleVersions(owner, slot)
    if (versions.length === 0) continue
    lines.push(paint("strong", printable(`${owner}, ${slot}`)))
    for (const { at, text, version } of versions) {
      const refused = inForce.refused.find((one) => one.slot === slot && one.version === version)
      const bundle = parseBundleText(text)
      const what = Result.isSuccess(bundle) ? inWords(bundle.success) : "cannot be read"
      const mark = inForce[slot]?.version === version ? "→" : " "
      const why = refused === undefined ? "" : ` · refused: ${refused.error.message}`
      lines.push(wrapped(printable(`${at} · ${what}${why}`), `${mark} ${String(version).padStart(3)}  `))
    }
  }
  return lines
})

const inWords = (bundle: Bundle): string => {
  const { policies, ruleSet } = contentOf(bundle)
  return [
    `bundle ${bundle.id.slice(0, 12)} of ${bundle.owner}`,
    ruleSet === undefined ? "no rule set" : `rule set ${ruleSet.id} ${ruleSet.version}`,
    `${policies.length} ${policies.length === 1 ? "policy" : "policies"}`,
    bundle.signature === undefined ? "not signed" : `signed by ${bundle.signature.key.slice(0, 12)}`
  ].join(", ")
}

// --- Changes ---------------------------------------------------------------------------------------------------------

const readVerified = async (file: string, keyFile: string | undefined): Promise<Read<Bundle>> => {
  const bundle = await readBundleFile(file)
  const key: Read<BundleKey | undefined> =
    keyFile === undefined ? Result.succeed(undefined) : await readTrustedKey(keyFile)
  if (Result.isFailure(bundle) || Result.isFailure(key)) return Result.fail(problemsOf(bundle, key))
  return verifyBundleFile(file, bundle.success, key.success)
}

const changeActive = async (
  { db, owner }: OwnedOptions,
  change: (publication: {
    readonly owner: string
    readonly author: string
    readonly at: string
  }) => Effect.Effect<BundlePublished, StoreError, DocumentStore>,
  missing: string
): Promise<number> => {
  const done = await withStores(
    db,
    { mustExist: true },
    Effect.gen(function* () {
      const owners = owner === undefined ? yield* ownersOfBundles() : [owner]
      const [whose, ...others] = owners
      if (whose === undefined || others.length > 0) return { owners }
      return { whose, published: yield* change({ owner: whose, author: whose, at: formatInstant(Date.now()) }) }
    })
  )
  if (Result.isFailure(done)) return refuse(done.failure)
  if ("owners" in done.success) {
    const { owners } = done.success
    return refuse([
      problemAt({}, ["--owner"], {
        code: "missing-member",
        message:
          owners.length === 0
            ? "no bundles are published; publish one first"
            : "several have bundles; say whose are meant",
        ...(owners.length === 0 ? {} : { allowed: owners })
      })
    ])
  }
  const { published, whose } = done.success
  if (published.outcome === "missing") {
    return refuse([problemAt({}, [], { code: "unknown-reference", message: missing })])
  }
  return sayPublished(Result.succeed(published), "active", whose)
}

const sayPublished = (
  published: Read<Exclude<BundlePublished, { readonly outcome: "missing" }>>,
  slot: BundleSlot,
  owner: string
): number => {
  if (Result.isFailure(published)) return refuse(published.failure)
  if (published.success.outcome === "conflict") {
    const { head } = published.success
    process.stderr.write(
      `${wrapped(`nothing was published, since somebody else published version ${head} meanwhile; look at it with adressat bundle list, and do it again`)}\n`
    )
    return ExitCode.failure
  }
  return say(`version ${published.success.document.version} is the ${slot} bundle of ${owner} now`)
}

const say = (sentence: string): number => {
  process.stdout.write(`${wrapped(printable(sentence))}\n`)
  return ExitCode.ok
}

const refuse = (problems: ReadonlyArray<Problem>): number => {
  process.stderr.write(`${reportProblems(problems)}\n`)
  return ExitCode.refused
}
