/**
 * A bundle is everything that one owner decides by, as one document: a rule set and policies with their texts. It takes
 * effect as a whole, so that a rule set never meets the policies of another day.
 *
 * Invariants: the id of a bundle is the SHA-256 of its owner and documents, in whatever order they were given; a bundle that
 * was parsed has each document once and at most one rule set, which can be read.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { decodeValue, problemAt } from "./Document.ts"
import type { DocumentOptions } from "./Document.ts"
import { parseJsonText } from "./JsonText.ts"
import { memberName } from "./Problem.ts"
import type { Problem } from "./Problem.ts"
import { canonicalJson, parseRuleSetText, textFingerprint } from "./RuleSet.ts"
import type { RuleSet } from "./RuleSet.ts"

/** A document in a bundle. */
export const BundledDocument = Schema.Struct({
  kind: Schema.Literals(["rule-set", "policy"]),
  id: Schema.NonEmptyString.annotateKey({ description: "Of a policy: the resource, {org}/{app} or its slug" }),
  text: Schema.String
}).annotate({ identifier: "BundledDocument" })
export type BundledDocument = typeof BundledDocument.Type

/** Who vouches for a bundle. */
export const BundleSignature = Schema.Struct({
  algorithm: Schema.Literal("Ed25519"),
  key: Schema.NonEmptyString.annotateKey({ description: "Thumbprint of the public key, as RFC 7638 defines it" }),
  value: Schema.String.annotateKey({ description: "Of the id, in base64url" })
}).annotate({ identifier: "BundleSignature" })
export type BundleSignature = typeof BundleSignature.Type

/** The document. */
export const Bundle = Schema.Struct({
  $schema: Schema.optionalKey(Schema.String),
  id: Schema.String.check(
    Schema.isPattern(/^[0-9a-f]{64}$/, { message: "a SHA-256 in lower-case hexadecimal is expected" })
  ).annotateKey({ description: "SHA-256 of the owner and the documents" }),
  owner: Schema.NonEmptyString.annotateKey({ description: "Short name of the service owner, such as skd" }),
  documents: Schema.Array(BundledDocument),
  signature: Schema.optionalKey(BundleSignature)
}).annotate({
  identifier: "Bundle",
  title: "Adressat bundle",
  description: "A rule set and policies that take effect together"
})
export type Bundle = typeof Bundle.Type

/** How a bundle is read. */
export interface BundleOptions extends DocumentOptions {
  /** What is wrong with the text of a policy; default: nothing is looked for. */
  readonly checkPolicy?: (policy: BundledDocument) => ReadonlyArray<Problem>
}

/** The id that a bundle of these documents has. Lower-case hexadecimal. */
export const bundleId = ({ documents, owner }: Pick<Bundle, "owner" | "documents">): string =>
  textFingerprint(canonicalJson({ owner, documents: inOrder(documents) }))

const inOrder = (documents: ReadonlyArray<BundledDocument>): ReadonlyArray<BundledDocument> => {
  const nameOf = ({ id, kind }: BundledDocument) => JSON.stringify([kind, id])
  return [...documents].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}

/** Makes a bundle, without a signature. */
export const makeBundle = (
  owner: string,
  documents: ReadonlyArray<BundledDocument>,
  options: BundleOptions = {}
): Result.Result<Bundle, ReadonlyArray<Problem>> =>
  parseBundle({ id: bundleId({ owner, documents }), owner, documents: inOrder(documents) }, options)

/** The text of a bundle: canonical JSON, so that equal bundles have equal texts. */
export const writeBundle = (bundle: Bundle): string => canonicalJson(bundle)

const decodeBundle = decodeValue(Bundle)

/**
 * Checks a bundle given as a value. Whether its id and its signature are right is for `verifyBundle` to say; a problem of a
 * document names it as the file, and has the position in its text.
 */
export const parseBundle = (
  value: unknown,
  options: BundleOptions = {}
): Result.Result<Bundle, ReadonlyArray<Problem>> =>
  Result.flatMap(decodeBundle(value, { ...options, echo: false }), (bundle) => {
    const problems = [...repeatedDocuments(bundle, options), ...unreadableDocuments(bundle, options)]
    return problems.length > 0 ? Result.fail(problems) : Result.succeed(bundle)
  })

/** Checks a bundle given as JSON text. */
export const parseBundleText = (
  text: string,
  options: BundleOptions = {}
): Result.Result<Bundle, ReadonlyArray<Problem>> =>
  Result.flatMap(parseJsonText(text, options.file), ({ locate, value }) => parseBundle(value, { ...options, locate }))

const repeatedDocuments = ({ documents }: Bundle, options: BundleOptions): ReadonlyArray<Problem> => {
  const seen = new Map<string, number>()
  return documents.flatMap(({ id, kind }, index) => {
    const name = kind === "rule-set" ? kind : JSON.stringify([kind, id])
    const first = seen.get(name)
    if (first === undefined) {
      seen.set(name, index)
      return []
    }
    return [
      problemAt(options, ["documents", index], {
        code: "duplicate-identifier",
        message:
          kind === "rule-set"
            ? `a bundle has one rule set, and $.documents[${first}] is one already; make a bundle of each`
            : `the policy ${memberName(id)} is in $.documents[${first}] already; leave one of them out`
      })
    ]
  })
}

const unreadableDocuments = ({ documents }: Bundle, { checkPolicy, file }: BundleOptions): ReadonlyArray<Problem> =>
  documents.flatMap((document) => {
    const { id, kind, text } = document
    const problems = kind === "policy" ? (checkPolicy?.(document) ?? []) : problemsOfRuleSet(id, text)
    const name = `${file ?? "bundle"}#${kind}/${memberName(id)}`
    return problems.map((problem) => ({ ...problem, file: name }))
  })

const problemsOfRuleSet = (id: string, text: string): ReadonlyArray<Problem> => {
  const parsed = parseRuleSetText(text)
  if (Result.isFailure(parsed)) return parsed.failure
  return parsed.success.id === id
    ? []
    : [
        problemAt({}, ["id"], {
          code: "wrong-value",
          message: "the id of the rule set is not the one that the bundle has it under"
        })
      ]
}

/** What a bundle makes a host decide by. */
export interface BundleContent {
  /** `undefined`: the bundle leaves the rule set to the host. */
  readonly ruleSet: RuleSet | undefined
  readonly policies: ReadonlyArray<{ readonly id: string; readonly text: string }>
}

/** What a parsed bundle makes a host decide by. */
export const contentOf = ({ documents }: Bundle): BundleContent => {
  const ruleSets = documents.filter(({ kind }) => kind === "rule-set").map(({ text }) => parseRuleSetText(text))
  const [ruleSet] = ruleSets.flatMap((one) => (Result.isSuccess(one) ? [one.success] : []))
  return {
    ruleSet,
    policies: documents.filter(({ kind }) => kind === "policy").map(({ id, text }) => ({ id, text }))
  }
}
