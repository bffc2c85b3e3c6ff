/**
 * The working tree is the files that people edit, as they are at one moment.
 *
 * Invariants: only files below `<owner>/rule-sets` and the like count, and nothing that begins with a dot; a file is read
 * again when anything about it has changed, or when it changed so recently that a clock would not show another change.
 */
import { readdir, readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { formatProblem } from "@adressat/core"
import type { DocumentKey, Problem, StoredDocument } from "@adressat/core"
import { decodeName, documentKinds, documentPath, extensionOf, kindFolder } from "./DocumentPath.ts"
import { ABSENT, codeOf } from "./FileError.ts"
import { identityOf } from "./NewFile.ts"
import { contentHash } from "./TextHash.ts"

/** A file that is a document. */
export interface WorkingFile {
  readonly key: DocumentKey
  /** From the folder on, with slashes. */
  readonly path: string
  /** Which state of the file this is. */
  readonly identity: string
  /** SHA-256 of the content, in hexadecimal. */
  readonly hash: string
  /** In bytes. */
  readonly size: number
}

/** All files, what is wrong with them, and the folders they are in. */
export interface WorkingTree {
  readonly files: ReadonlyMap<string, WorkingFile>
  /** Problems with names, and with files that cannot be read. */
  readonly problems: ReadonlyArray<Problem>
  /** The folders whose changes matter, from the folder on; the first is the folder itself. */
  readonly folders: ReadonlyArray<string>
  /** Two trees with the same signature are the same. */
  readonly signature: string
}

/** What was found out about files before; kept from look to look. */
export type SeenFiles = Map<string, { readonly state: string; readonly hash: string; readonly readAt: number }>

/** How old a change must be for the clock of the file system to show the next one, in milliseconds. */
const CLOCK_GRACE = 2000

/** Looks at the tree; `known` are the newest versions by their paths, `largest` is in bytes. */
export const lookAtTree = async (
  folder: string,
  known: ReadonlyMap<string, StoredDocument>,
  seen: SeenFiles,
  largest: number
): Promise<WorkingTree> => {
  const files = new Map<string, WorkingFile>()
  const problems: Array<Problem> = []
  const folders: Array<string> = [""]
  for (const owner of await namesIn(folder)) {
    for (const kind of documentKinds) {
      const place = `${owner}/${kindFolder(kind)}`
      const names = await namesIn(join(folder, place)).catch((cause: unknown) => {
        const code = codeOf(cause)
        if (code === "") throw cause
        if (!ABSENT.includes(code)) problems.push({ ...unreadable("folder", code), file: place })
        return undefined
      })
      if (names === undefined) continue
      if (folders.at(-1)?.startsWith(`${owner}/`) !== true) folders.push(owner)
      folders.push(place)
      for (const name of names) {
        const path = `${place}/${name}`
        const head = known.get(path)
        const named = head ?? keyOfPath(kind, owner, name)
        if (isProblem(named)) {
          problems.push({ ...named, file: path })
          continue
        }
        const found = await lookAtFile(folder, path, named, seen, largest, head)
        if (found === undefined) continue
        if (isProblem(found)) problems.push(found)
        else files.set(path, found)
      }
    }
  }
  for (const path of seen.keys()) if (!files.has(path)) seen.delete(path)
  const signature = JSON.stringify([
    Array.from(files.values(), ({ hash, identity, path }) => [path, identity, hash]),
    problems.map(formatProblem)
  ])
  return { files, problems, folders, signature }
}

const namesIn = async (folder: string): Promise<ReadonlyArray<string>> =>
  (await readdir(folder)).filter((name) => !name.startsWith(".")).sort()

/** Whether something is wrong with a file. */
export const isProblem = (value: object): value is Problem => "severity" in value

/** Which document a path is of, or what is wrong with its name. */
const keyOfPath = (kind: DocumentKey["kind"], owner: string, name: string): DocumentKey | Problem => {
  const extension = extensionOf(kind)
  if (!name.endsWith(extension)) {
    return problemOf("warning", "doubtful-identifier", `the file is not read: what is here ends in ${extension}`)
  }
  const [ownerText, id] = [decodeName(owner), decodeName(name.slice(0, -extension.length))]
  if (ownerText === undefined || id === undefined) {
    return problemOf(
      "error",
      "doubtful-identifier",
      "the name cannot be told: a % is followed by two digits or letters A–F"
    )
  }
  const key: DocumentKey = { kind, owner: ownerText, id }
  const path = documentPath(key)
  if (path === `${owner}/${kindFolder(kind)}/${name}`) return key
  return problemOf("error", "doubtful-identifier", `the name is not written as names are here: rename it to ${path}`)
}

/** Something wrong with a file as a whole. */
export const problemOf = (severity: Problem["severity"], code: Problem["code"], message: string): Problem => ({
  severity,
  code,
  path: "$",
  message
})

/** The state of a file; a problem where it cannot be read, and undefined where it is not there. */
export const lookAtFile = async (
  folder: string,
  path: string,
  key: DocumentKey,
  seen: SeenFiles,
  largest: number,
  head: StoredDocument | undefined
): Promise<WorkingFile | Problem | undefined> => {
  try {
    const found = await stat(join(folder, path), { bigint: true })
    if (!found.isFile())
      return { ...problemOf("warning", "doubtful-identifier", "it is not read: it is no file"), file: path }
    const [identity, size] = [identityOf(found), Number(found.size)]
    const file = { key: { kind: key.kind, owner: key.owner, id: key.id }, path, identity, size }
    // What was published through the port may be larger, and is written here.
    if (size > largest && size > Buffer.byteLength(head?.text ?? "")) {
      const message = `the file has more than ${largest} bytes: split it, or set largest`
      return { ...problemOf("error", "too-large", message), file: path }
    }
    const state = `${identity}-${found.ctimeNs}-${size}`
    const before = seen.get(path)
    if (before?.state === state && before.readAt - Number(found.mtimeMs) > CLOCK_GRACE) {
      return { ...file, hash: before.hash }
    }
    const readAt = Date.now()
    const hash = contentHash(await readFile(join(folder, path)))
    seen.set(path, { state, hash, readAt })
    return { ...file, hash }
  } catch (cause) {
    const code = codeOf(cause)
    if (code === "") throw cause
    if (ABSENT.includes(code)) return undefined
    return { ...unreadable("file", code), file: path }
  }
}

const unreadable = (what: string, code: string): Problem =>
  problemOf("error", "unreadable-file", `the ${what} cannot be read (${code}): check its permissions`)

/** The text of a file, without a byte order mark, or where it is no UTF-8. */
export const textOfFile = (content: Uint8Array, file: string): string | Problem => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content)
  } catch {
    const line = lineOfFault(content)
    return { ...problemOf("error", "unreadable-file", "the file is no UTF-8 here: save it as UTF-8"), file, ...line }
  }
}

/** A line feed is never a part of another character, so that the lines can be read one by one. */
const lineOfFault = (content: Uint8Array): { readonly line: number; readonly column: number } => {
  let [line, start] = [1, 0]
  for (;;) {
    const end = content.indexOf(10, start)
    const part = content.subarray(start, end === -1 ? content.length : end)
    const lenient = new TextDecoder("utf-8", { ignoreBOM: true }).decode(part)
    const again = new TextEncoder().encode(lenient)
    if (end === -1 || Buffer.compare(again, part) !== 0) return { line, column: columnOfFault(lenient, part) }
    line += 1
    start = end + 1
  }
}

const columnOfFault = (lenient: string, part: Uint8Array): number => {
  let offset = 0
  let column = 1
  for (const character of lenient) {
    const bytes = new TextEncoder().encode(character)
    if (Buffer.compare(bytes, part.subarray(offset, offset + bytes.length)) !== 0) break
    offset += bytes.length
    column += character.length
  }
  return column
}
