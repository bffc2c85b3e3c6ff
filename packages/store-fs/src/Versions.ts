/**
 * The versions of all documents as far as the history is known: the newest ones with their texts, the others by their place.
 *
 * Invariants: as those of the port `DocumentStore`; grows by what was appended to the history, each once and in order.
 */
import type {
  DocumentChange,
  DocumentKey,
  DocumentSelection,
  Publication,
  Published,
  StoredDocument
} from "@adressat/core"
import { documentPath } from "./DocumentPath.ts"
import { malformed } from "./FileError.ts"
import { keyName } from "./History.ts"
import type { Appended, History } from "./History.ts"
import { textHash } from "./TextHash.ts"

/** What is known of a document. */
interface Known {
  head: StoredDocument
  /** The fingerprint of each version, and with which sequence number it was appended. */
  readonly versions: Array<{ readonly fingerprint: string; readonly first: number }>
}

/** The versions, to be asked and to grow. */
export interface Versions {
  /** Reads what others have appended; whether there was anything. */
  readonly catchUp: (signal: AbortSignal) => Promise<boolean>
  /** The documents that are wanted, ordered by owner and id. */
  readonly read: (selection: DocumentSelection, signal: AbortSignal) => Promise<ReadonlyArray<StoredDocument>>
  /** The changes after a sequence number. */
  readonly changes: (after: number, limit: number) => ReadonlyArray<DocumentChange>
  /**
   * Appends those publications that meet no conflict; undefined where somebody else was first, and nothing was done.
   * `before` is told what will be appended.
   */
  readonly publish: (
    publications: ReadonlyArray<Publication>,
    signal: AbortSignal,
    before?: (documents: ReadonlyArray<StoredDocument>) => Promise<void>
  ) => Promise<ReadonlyArray<Published> | undefined>
  /** The newest version of each document, by path. */
  readonly heads: ReadonlyMap<string, StoredDocument>
  /** The fingerprint of a version; undefined where there is no such version. */
  readonly fingerprintOf: (key: DocumentKey, version: number) => string | undefined
  /** The sequence number of the last change. */
  readonly last: () => number
}

/** No versions yet; `catchUp` reads them. */
export const makeVersions = (history: History): Versions => {
  const known = new Map<string, Known>()
  const heads = new Map<string, StoredDocument>()
  const changes: Array<DocumentChange> = []

  const add = ({ documents, first }: Appended): void => {
    for (const document of documents) {
      const { fingerprint, id, kind, owner, version } = document
      const name = keyName(document)
      const before = known.get(name)
      const versions = before?.versions ?? []
      if (version !== versions.length + 1) {
        throw malformed(`the change ${first} of the history contradicts those before it: restore it from a backup`)
      }
      versions.push({ fingerprint, first })
      if (before === undefined) known.set(name, { head: document, versions })
      else before.head = document
      heads.set(documentPath(document), document)
      changes.push({ sequence: changes.length + 1, kind, owner, id, version })
    }
  }

  const headVersion = (key: DocumentKey): number => known.get(keyName(key))?.versions.length ?? 0

  return {
    heads,
    last: () => changes.length,
    fingerprintOf: (key, version) => known.get(keyName(key))?.versions[version - 1]?.fingerprint,
    catchUp: async (signal) => {
      const before = changes.length
      for (;;) {
        signal.throwIfAborted()
        const first = changes.length + 1
        const appended = await history.at(first)
        if (appended === undefined) return changes.length > before
        // Somebody else in this process may have added it meanwhile.
        if (changes.length + 1 === first) add(appended)
      }
    },
    read: async ({ ids, kind, owner, version }, signal) => {
      const wanted = ids === undefined ? undefined : new Set(ids)
      const found: Array<StoredDocument> = []
      const files = new Map<number, Appended | undefined>()
      // Taken at once, so that all of it is of the same moment.
      const selected = [...known.values()]
        .map(({ head, versions }) => ({ head, versions }))
        .filter(
          ({ head }) =>
            head.kind === kind &&
            (owner === undefined || head.owner === owner) &&
            (wanted === undefined || wanted.has(head.id))
        )
      for (const { head, versions } of selected) {
        if (version === undefined || version === head.version) {
          found.push(head)
          continue
        }
        const first = versions[version - 1]?.first
        if (first === undefined) continue
        signal.throwIfAborted()
        const file = files.get(first) ?? (await history.at(first))
        files.set(first, file)
        const name = keyName(head)
        const document = file?.documents.find((one) => one.version === version && keyName(one) === name)
        if (document === undefined) {
          throw malformed(`the change ${first} of the history is lost: restore its file from a backup`)
        }
        found.push(document)
      }
      return found.sort((a, b) => compareText(a.owner, b.owner) || compareText(a.id, b.id))
    },
    changes: (after, limit) => changes.slice(Math.max(0, after), Math.max(0, after) + Math.max(0, limit)),
    publish: async (publications, signal, before) => {
      const first = changes.length + 1
      const ahead = new Map<string, number>()
      const published = publications.map(({ at, author, expected, id, kind, owner, text }): Published => {
        const name = keyName({ kind, owner, id })
        const head = ahead.get(name) ?? headVersion({ kind, owner, id })
        if (head !== expected) return { outcome: "conflict", head }
        ahead.set(name, head + 1)
        const fingerprint = textHash(text)
        return {
          outcome: "published",
          document: { kind, owner, id, version: head + 1, fingerprint, text, author, at }
        }
      })
      const documents = published.flatMap((one) => (one.outcome === "published" ? [one.document] : []))
      if (documents.length === 0) return published
      await before?.(documents)
      if (!(await history.append({ first, documents }, signal))) return undefined
      if (changes.length + 1 === first) add({ first, documents })
      return published
    }
  }
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
