/**
 * Port: rule sets, policies and bundles of them as versioned documents, each of one owner. A store keeps texts; whether a
 * text is what it is said to be is for whoever publishes it to check.
 *
 * Invariants: the versions of a document are 1, 2, 3 and so on without gaps, and never change; of several writers that
 * build on the same version exactly one succeeds; the sequence of changes grows with every version of any document.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { textFingerprint } from "../RuleSet.ts"
import { Timestamp } from "../Snapshot.ts"
import type { StoreError } from "./StoreError.ts"

/** What a document is. */
export const DocumentKind = Schema.Literals(["rule-set", "policy", "bundle"]).annotate({ identifier: "DocumentKind" })
export type DocumentKind = typeof DocumentKind.Type

/** What a document is known by: the same id may belong to different owners, and to a rule set and a policy. */
export const DocumentKey = Schema.Struct({
  kind: DocumentKind,
  owner: Schema.NonEmptyString.annotateKey({ description: "Short name of the service owner, such as skd" }),
  id: Schema.NonEmptyString.annotateKey({
    description: "Of a policy: the resource, {org}/{app} or its slug; of a bundle: active or candidate"
  })
})
export type DocumentKey = typeof DocumentKey.Type

/** One version of a document. */
export const StoredDocument = Schema.Struct({
  ...DocumentKey.fields,
  version: Schema.Int.annotateKey({ description: "From 1 on" }),
  fingerprint: Schema.String.annotateKey({ description: "SHA-256 of the text, in hexadecimal" }),
  text: Schema.String,
  author: Schema.String.annotateKey({ description: "Who published it; no personal data" }),
  at: Timestamp
}).annotate({ identifier: "StoredDocument" })
export type StoredDocument = typeof StoredDocument.Type

/** A version to be published. */
export interface Publication extends DocumentKey {
  readonly text: string
  readonly author: string
  readonly at: string
  /** The version that it builds on; 0 for a document that is not there yet. */
  readonly expected: number
}

/** What came of a publication: the new version, or the version that somebody else has published meanwhile (0: none). */
export type Published =
  | { readonly outcome: "published"; readonly document: StoredDocument }
  | { readonly outcome: "conflict"; readonly head: number }

/** Which documents are wanted: the newest version of each, or one version. */
export interface DocumentSelection {
  readonly kind: DocumentKind
  /** Left out: documents of every owner. */
  readonly owner?: string
  /** Left out: all of them. */
  readonly ids?: ReadonlyArray<string>
  /** Left out: the newest. */
  readonly version?: number
}

/** That a version has been published. */
export interface DocumentChange extends DocumentKey {
  readonly sequence: number
  readonly version: number
}

/** The store of documents. */
export class DocumentStore extends Context.Service<
  DocumentStore,
  {
    /** The documents that there are, ordered by owner and id. */
    readonly read: (selection: DocumentSelection) => Effect.Effect<ReadonlyArray<StoredDocument>, StoreError>
    /** Publishes versions, each by itself, in their order. */
    readonly publish: (publications: ReadonlyArray<Publication>) => Effect.Effect<ReadonlyArray<Published>, StoreError>
    /** The changes after a sequence number (0: from the start), oldest first, at most `limit`. */
    readonly changes: (after: number, limit: number) => Effect.Effect<ReadonlyArray<DocumentChange>, StoreError>
  }
>()("@adressat/core/ports/DocumentStore") {
  /** A store in memory, gone with the process. */
  static readonly layerMemory: Layer.Layer<DocumentStore> = Layer.sync(DocumentStore, () => makeMemory())
}

const makeMemory = (): DocumentStore["Service"] => {
  const documents = new Map<string, Array<StoredDocument>>()
  const changes: Array<DocumentChange> = []
  const nameOf = ({ id, kind, owner }: DocumentKey) => JSON.stringify([kind, owner, id])
  return {
    read: ({ ids, kind, owner, version }) =>
      Effect.sync(() =>
        [...documents.values()]
          .flatMap((versions) => versions.at(version === undefined ? -1 : version - 1) ?? [])
          .filter(
            (document) =>
              document.kind === kind &&
              (owner === undefined || document.owner === owner) &&
              (ids === undefined || ids.includes(document.id)) &&
              (version === undefined || document.version === version)
          )
          .sort((a, b) => compareText(a.owner, b.owner) || compareText(a.id, b.id))
      ),
    publish: (publications) =>
      Effect.sync(() =>
        publications.map(({ expected, ...publication }): Published => {
          const name = nameOf(publication)
          const versions = documents.get(name) ?? []
          if (versions.length !== expected) return { outcome: "conflict", head: versions.length }
          const document = { ...publication, version: expected + 1, fingerprint: textFingerprint(publication.text) }
          documents.set(name, [...versions, document])
          const { id, kind, owner, version } = document
          changes.push({ sequence: changes.length + 1, kind, owner, id, version })
          return { outcome: "published", document }
        })
      ),
    changes: (after, limit) =>
      Effect.sync(() => changes.filter(({ sequence }) => sequence > after).slice(0, Math.max(0, limit)))
  }
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
