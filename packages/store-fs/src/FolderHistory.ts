/**
 * The history in a folder: one file per publication, numbered by the sequence number of its first version, and files
 * of notes.
 *
 * Invariants: a file of the history is whole when it appears, and never changes; the numbers have no gap. Processes agree by
 * making the next file: the file system lets one of them make it.
 */
import { randomBytes } from "node:crypto"
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { StoredDocument } from "@adressat/core"
import { documentKinds } from "./DocumentPath.ts"
import { ABSENT, malformed, unlessCode } from "./FileError.ts"
import { areOutdated, makeNotes, noteWord } from "./History.ts"
import type { History } from "./History.ts"
import { textHash } from "./TextHash.ts"
import { makeFile, removeAbandoned } from "./NewFile.ts"

/** Where the files of the changes are, below the folder of the history. */
export const CHANGES = "changes"

/** Where the notes are. */
const NOTES = "notes"

/** How long a note is kept after its version, in milliseconds: a process may just be about to use it. */
const NOTE_GRACE = 3_600_000

/** Opens a history, and makes its folders where they are not there yet. */
export const openFolderHistory = async (folder: string): Promise<History> => {
  const [changes, notesFolder] = [join(folder, CHANGES), join(folder, NOTES)]
  await mkdir(changes, { recursive: true })
  await mkdir(notesFolder, { recursive: true })
  // It is nothing to be kept in version control: each checkout has its own.
  await writeFile(join(folder, ".gitignore"), "*\n")
  await removeAbandoned(changes)
  const notes = makeNotes()
  // The files of notes never change, so that each is read once.
  const noted = new Map<string, ReadonlyArray<string>>()
  return {
    isWritable: true,
    at: async (first) => {
      const text = await unlessCode(["ENOENT"], () => readFile(join(changes, fileName(first)), "utf8"), undefined)
      return text === undefined ? undefined : { first, documents: documentsOf(text, first) }
    },
    newest: async () =>
      (await readdir(changes)).reduce(
        (newest, name) => Math.max(newest, Number(/^(\d{12})\.json$/.exec(name)?.[1] ?? 0)),
        0
      ),
    append: async ({ documents, first }, signal) =>
      makeFile(join(changes, fileName(first)), new TextEncoder().encode(JSON.stringify({ documents })), signal),
    note: async (some) => {
      if (some.length === 0) return
      const words = some.map(noteWord)
      const name = randomBytes(12).toString("hex")
      await makeFile(join(notesFolder, name), new TextEncoder().encode(words.join("\n")), new AbortController().signal)
      noted.set(name, words)
      notes.add(words)
    },
    notes: async () => {
      for (const name of await readdir(notesFolder)) {
        if (noted.has(name) || !/^[0-9a-f]+$/.test(name)) continue
        const text = await unlessCode(ABSENT, () => readFile(join(notesFolder, name), "utf8"), "")
        const words = text === "" ? [] : text.split("\n")
        noted.set(name, words)
        notes.add(words)
      }
      return notes
    },
    tidy: async (heads) => {
      await removeAbandoned(notesFolder)
      for (const [name, words] of noted) {
        const path = join(notesFolder, name)
        const found = await unlessCode(ABSENT, () => stat(path), undefined)
        if (found === undefined) noted.delete(name)
        else if (Date.now() - found.mtimeMs > NOTE_GRACE && areOutdated(words, heads)) await rm(path, { force: true })
      }
    }
  }
}

const fileName = (first: number): string => `${String(first).padStart(12, "0")}.json`

const documentsOf = (text: string, first: number): ReadonlyArray<StoredDocument> => {
  try {
    const { documents } = JSON.parse(text) as { readonly documents?: unknown }
    if (Array.isArray(documents) && documents.length > 0 && documents.every(isDocument)) return documents
  } catch {
    // Told below.
  }
  throw malformed(`the change ${first} of the history cannot be read: restore its file from a backup`)
}

const isDocument = (value: unknown): value is StoredDocument => {
  if (typeof value !== "object" || value === null) return false
  const { at, author, fingerprint, id, kind, owner, text, version } = value as Readonly<Record<string, unknown>>
  return (
    [owner, id, author, at].every((one) => typeof one === "string") &&
    documentKinds.some((known) => known === kind) &&
    Number.isSafeInteger(version) &&
    typeof text === "string" &&
    fingerprint === textHash(text)
  )
}
