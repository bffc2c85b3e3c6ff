/**
 * The history in a folder: one file per publication, numbered by the sequence number of its first version, and an empty file
 * per note.
 *
 * Invariants: a file of the history is whole when it appears, and never changes; the numbers have no gap. Processes agree by
 * making the next file: the file system lets one of them make it.
 */
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { textFingerprint } from "@adressat/core"
import type { StoredDocument } from "@adressat/core"
import { documentKinds } from "./DocumentPath.ts"
import { ABSENT, malformed, unlessCode } from "./FileError.ts"
import { noteName, notesOf, outdated } from "./History.ts"
import type { History } from "./History.ts"
import { makeFile, removeAbandoned } from "./NewFile.ts"

/** Where the files of the changes are, below the folder of the history. */
export const CHANGES = "changes"

/** Where the notes are. */
const NOTES = "notes"

/** How long a note is kept after its version, in milliseconds: a process may just be about to use it. */
const NOTE_GRACE = 3_600_000

/** Opens a history, and makes its folders where they are not there yet. */
export const openFolderHistory = async (folder: string): Promise<History> => {
  const [changes, notes] = [join(folder, CHANGES), join(folder, NOTES)]
  await mkdir(changes, { recursive: true })
  await mkdir(notes, { recursive: true })
  // It is nothing to be kept in version control: each checkout has its own.
  await writeFile(join(folder, ".gitignore"), "*\n")
  await removeAbandoned(changes)
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
    note: async (note) => writeFile(join(notes, noteName(note)), ""),
    notes: async () => notesOf(await readdir(notes)),
    tidy: async (heads) => {
      for (const name of outdated(await readdir(notes), heads)) {
        const found = await unlessCode(ABSENT, () => stat(join(notes, name)), undefined)
        if (found !== undefined && Date.now() - found.mtimeMs > NOTE_GRACE) await rm(join(notes, name), { force: true })
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
    fingerprint === textFingerprint(text)
  )
}
