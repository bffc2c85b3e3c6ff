/**
 * The history is every version of every document, in the order in which they were published, and which state of a file in
 * the folder has become which version.
 *
 * Invariants: what is appended is there as a whole or not at all; of several who append at the same place one succeeds.
 */
import { createHash } from "node:crypto"
import type { DocumentKey, StoredDocument } from "@adressat/core"

/** Versions that were appended together, from the sequence number `first` on. */
export interface Appended {
  readonly first: number
  readonly documents: ReadonlyArray<StoredDocument>
}

/** That this very state of a file (its number, its time, its content) is this version of the document. */
export interface FileNote {
  /** The path of the file, from the folder on. */
  readonly path: string
  readonly version: number
  readonly identity: string
  /** SHA-256 of the content, in hexadecimal. */
  readonly hash: string
  /** The fingerprint of the version, which differs from the hash where the file begins with a byte order mark. */
  readonly fingerprint: string
}

/** A history, wherever it is kept. Its functions reject with what the file system says, or with a `StoreError`. */
export interface History {
  /** Whether others may publish, or the folder alone. */
  readonly isWritable: boolean
  /** What was appended at a sequence number, by whomever; undefined where nothing is yet. */
  readonly at: (first: number) => Promise<Appended | undefined>
  /** The highest sequence number at which something was appended; 0 where there is nothing. */
  readonly newest: () => Promise<number>
  /** Appends; false where somebody else was first at this sequence number. */
  readonly append: (appended: Appended, signal: AbortSignal) => Promise<boolean>
  /** Notes what states of files are, before others can see them. */
  readonly note: (notes: ReadonlyArray<FileNote>) => Promise<void>
  /** What has been noted. */
  readonly notes: () => Promise<Notes>
  /** Clears away what will not be needed any more, given the newest version of each path. */
  readonly tidy: (heads: ReadonlyMap<string, number>) => Promise<void>
}

/** The notes, to be asked. */
export interface Notes {
  /** The versions that a state of a file was noted to be, each with the beginning of its fingerprint. */
  readonly versionsOf: (state: Pick<FileNote, "path" | "identity" | "hash">) => ReadonlyArray<NotedVersion>
  /** Whether a version of a path was ever about to be written to its file, or to be taken from it. */
  readonly isWritten: (path: string, version: number) => boolean
}

/** A version that a note names. */
export interface NotedVersion {
  readonly version: number
  readonly fingerprint: string
}

/** A note as one word; of the hashes it has what is enough to tell them apart. */
export const noteWord = ({ fingerprint, hash, identity, path, version }: FileNote): string =>
  [pathHash(path), version, identity, shortHash(hash), shortHash(fingerprint)].join(".")

const shortHash = (hash: string): string => hash.slice(0, 24)

const pathHash = (path: string): string => shortHash(createHash("sha256").update(path).digest("hex"))

/** Notes that grow. */
export interface GrowingNotes extends Notes {
  readonly add: (words: Iterable<string>) => void
}

/** No notes yet. */
export const makeNotes = (): GrowingNotes => {
  const versions = new Map<string, Array<NotedVersion>>()
  const written = new Set<string>()
  return {
    add: (words) => {
      for (const word of words) {
        const [path = "", version = "", identity = "", hash = "", fingerprint = ""] = word.split(".")
        const state = `${path}.${identity}.${hash}`
        const known = versions.get(state)
        const noted = { version: Number(version), fingerprint }
        if (known === undefined) versions.set(state, [noted])
        else known.push(noted)
        written.add(`${path}.${version}`)
      }
    },
    versionsOf: ({ hash, identity, path }) => versions.get(`${pathHash(path)}.${identity}.${shortHash(hash)}`) ?? [],
    isWritten: (path, version) => written.has(`${pathHash(path)}.${version}`)
  }
}

/** Whether all of these notes are of earlier versions than the newest of their paths. */
export const areOutdated = (words: ReadonlyArray<string>, heads: ReadonlyMap<string, number>): boolean => {
  const newest = new Map(Array.from(heads, ([path, version]) => [pathHash(path), version]))
  return words.every((word) => {
    const [path = "", version = ""] = word.split(".")
    return Number(version) < (newest.get(path) ?? 0)
  })
}

/** A name for the key of a document; different keys have different ones. */
export const keyName = ({ id, kind, owner }: DocumentKey): string => JSON.stringify([kind, owner, id])

/** A history in memory, which is gone with the process, and to which the folder alone appends. */
export const makeMemoryHistory = (): History => {
  const appended = new Map<number, Appended>()
  const notes = makeNotes()
  return {
    isWritable: false,
    at: (first) => Promise.resolve(appended.get(first)),
    newest: () => Promise.resolve(Math.max(0, ...appended.keys())),
    append: (one) => {
      if (appended.has(one.first)) return Promise.resolve(false)
      appended.set(one.first, one)
      return Promise.resolve(true)
    },
    note: (some) => {
      notes.add(some.map(noteWord))
      return Promise.resolve()
    },
    notes: () => Promise.resolve(notes),
    tidy: () => Promise.resolve()
  }
}
