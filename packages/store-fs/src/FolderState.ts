/**
 * The state of a folder puts the files that people edit and the history of all versions together, in both directions: what is
 * published is written to the files, and what is edited is published.
 *
 * Invariants: the history is what counts; a file is written only in place of one that the history knows, so that nothing
 * that somebody wrote is lost; the edits of one look are published together or not at all.
 */
import { mkdir, readFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { parseRuleSetText } from "@adressat/core"
import type { DocumentKey, Problem, Publication, Published, StoredDocument } from "@adressat/core"
import * as Result from "effect/Result"
import { documentPath } from "./DocumentPath.ts"
import { codeOf, unlessCode, ABSENT, rejected } from "./FileError.ts"
import type { FolderReport } from "./FolderReport.ts"
import type { FileNote, History, Notes } from "./History.ts"
import { replaceFile } from "./NewFile.ts"
import { standingOf, standingWithoutFile } from "./Standing.ts"
import { contentHash } from "./TextHash.ts"
import type { Versions } from "./Versions.ts"
import { isProblem, lookAtFile, problemOf, textOfFile } from "./WorkingTree.ts"
import type { SeenFiles, WorkingFile, WorkingTree } from "./WorkingTree.ts"

/** A document that somebody has edited, before it is taken. */
export interface FolderDocument extends DocumentKey {
  readonly text: string
  /** The path of the file, from the folder on, to be named in problems. */
  readonly file: string
}

/** What belongs together about a folder. */
export interface FolderState {
  readonly folder: string
  readonly history: History
  readonly versions: Versions
  readonly seen: SeenFiles
  /** In bytes. */
  readonly largest: number
  readonly check: (document: FolderDocument) => ReadonlyArray<Problem>
}

/** The author of what is taken from files. */
const AUTHOR = "folder"

/** Publishes through the port. */
export const publishTo = async (
  state: FolderState,
  publications: ReadonlyArray<Publication>,
  signal: AbortSignal
): Promise<ReadonlyArray<Published>> => {
  if (!state.history.isWritable) {
    throw rejected("nothing can be published while the history is in memory: name a folder for it, or edit the files")
  }
  const published = await append(state, publications, signal)
  const documents = published.flatMap((one) => (one.outcome === "published" ? [one.document] : []))
  // They are published, whatever becomes of the files: the next look at the folder writes what could not be written here.
  for (const path of new Set(documents.map(documentPath))) {
    try {
      await writeAfterPublication(state, path)
    } catch (cause) {
      if (codeOf(cause) === "") throw cause
    }
  }
  return published
}

const append = async (
  { versions }: FolderState,
  publications: ReadonlyArray<Publication>,
  signal: AbortSignal
): Promise<ReadonlyArray<Published>> => {
  for (;;) {
    await versions.catchUp(signal)
    const published = await versions.publish(publications, signal)
    if (published !== undefined) return published
  }
}

const writeAfterPublication = async (state: FolderState, path: string): Promise<void> => {
  const head = state.versions.heads.get(path)
  if (head === undefined) return
  const file = await lookAtFile(state.folder, path, head, state.seen, state.largest, head)
  if (file !== undefined && isProblem(file)) return
  const standing =
    file === undefined ? "unwritten" : standingOf(file, head, state.versions, await state.history.notes())
  if (standing === "stale" || standing === "unwritten") await writeHead(state, path, head, file)
  if (standing === "unnoted" && file !== undefined) await state.history.note([noteOf(file, head)])
}

/** Writes the newest version in place of a file as it was seen; not if somebody has changed it meanwhile. */
const writeHead = async (
  { folder, history, largest, seen }: FolderState,
  path: string,
  head: StoredDocument,
  file: WorkingFile | undefined
): Promise<void> => {
  const content = new TextEncoder().encode(head.text)
  const target = join(folder, path)
  await mkdir(dirname(target), { recursive: true })
  await replaceFile(target, content, async (identity) => {
    const { fingerprint, version } = head
    await history.note([{ path, version, identity, hash: contentHash(content), fingerprint }])
    const now = await lookAtFile(folder, path, head, seen, largest, head)
    return now === undefined ? file === undefined : !isProblem(now) && now.identity === file?.identity
  })
}

const noteOf = (
  { hash, identity, path }: WorkingFile,
  { fingerprint, version }: Pick<StoredDocument, "fingerprint" | "version">
): FileNote => ({ path, version, identity, hash, fingerprint })

/** What there is to do about a tree. */
interface Plan {
  readonly edited: ReadonlyArray<WorkingFile>
  readonly unnoted: ReadonlyArray<WorkingFile>
  readonly toWrite: ReadonlyArray<readonly [path: string, file: WorkingFile | undefined]>
  readonly gone: ReadonlyArray<string>
}

const planFor = ({ history, versions }: FolderState, tree: WorkingTree, notes: Notes): Plan => {
  const [edited, unnoted, gone]: [Array<WorkingFile>, Array<WorkingFile>, Array<string>] = [[], [], []]
  const toWrite: Array<readonly [string, WorkingFile | undefined]> = []
  for (const [path, file] of tree.files) {
    const standing = standingOf(file, versions.heads.get(path), versions, notes)
    if (standing === "edited") edited.push(file)
    if (standing === "unnoted") unnoted.push(file)
    if (standing === "stale") toWrite.push([path, file])
  }
  // A folder that cannot be read has not lost its files.
  const faulty = tree.problems.flatMap(({ file }) => file ?? [])
  const isFaulty = (path: string) => faulty.some((one) => path === one || path.startsWith(`${one}/`))
  for (const [path, head] of versions.heads) {
    if (tree.files.has(path) || isFaulty(path)) continue
    if (standingWithoutFile(path, head, notes) === "gone" || !history.isWritable) gone.push(path)
    else toWrite.push([path, undefined])
  }
  return { edited, unnoted, toWrite, gone }
}

/** Whether nothing in the tree asks for a second look, given what is known of the history. */
export const isAtRest = async (state: FolderState, tree: WorkingTree): Promise<boolean> => {
  if (tree.files.size === 0 && state.versions.heads.size === 0) return tree.problems.length === 0
  const { edited, gone, toWrite } = planFor(state, tree, await state.history.notes())
  return edited.length + gone.length + toWrite.length + tree.problems.length === 0
}

/** What came of taking a tree. */
interface TakenTree {
  readonly report: FolderReport
  /** Whether a file could not be written, so that it is to be tried again though nothing changes. */
  readonly isUnfinished: boolean
}

/** Takes what is edited in a tree that has settled, and writes what is not written; undefined where it has changed again. */
export const takeTree = async (
  state: FolderState,
  tree: WorkingTree,
  at: string,
  signal: AbortSignal
): Promise<TakenTree | undefined> => {
  for (;;) {
    await state.versions.catchUp(signal)
    const plan = planFor(state, tree, await state.history.notes())
    const problems: Array<Problem> = [...tree.problems]
    const publications: Array<Publication> = []
    const noted = [...plan.unnoted]
    for (const file of plan.edited) {
      const content = await unlessCode(ABSENT, () => readFile(join(state.folder, file.path)), undefined)
      if (content === undefined || contentHash(content) !== file.hash) return undefined
      const text = textOfFile(content, file.path)
      const head = state.versions.heads.get(file.path)
      if (typeof text !== "string") problems.push(text)
      else if (text === head?.text) noted.push(file)
      else {
        problems.push(...problemsOf(state, { ...file.key, text, file: file.path }))
        publications.push({ ...file.key, text, author: AUTHOR, at, expected: head?.version ?? 0 })
      }
    }
    await state.history.note(
      noted.flatMap((file) => {
        const head = state.versions.heads.get(file.path)
        return head === undefined ? [] : [noteOf(file, head)]
      })
    )
    const isRefused = problems.some(({ severity }) => severity === "error")
    const taken = isRefused ? [] : await takeEdits(state, plan.edited, publications, signal)
    // Somebody has published meanwhile; what that means for the files is to be found out.
    if (taken === undefined) continue
    const unwritten = await writeAll(state, plan)
    problems.push(...unwritten, ...plan.gone.map(goneProblem))
    const report: FolderReport = { outcome: isRefused ? "refused" : "current", at, taken, problems }
    return { report, isUnfinished: unwritten.length > 0 }
  }
}

const takeEdits = async (
  { history, versions }: FolderState,
  files: ReadonlyArray<WorkingFile>,
  publications: ReadonlyArray<Publication>,
  signal: AbortSignal
): Promise<FolderReport["taken"] | undefined> => {
  if (publications.length === 0) return []
  const byPath = new Map(files.map((file) => [file.path, file]))
  const published = await versions.publish(publications, signal, async (documents) => {
    await history.note(
      documents.flatMap((document) => {
        const file = byPath.get(documentPath(document))
        return file === undefined ? [] : [noteOf(file, document)]
      })
    )
  })
  return published?.flatMap((one) => {
    if (one.outcome === "conflict") return []
    const { id, kind, owner, version } = one.document
    return [{ kind, owner, id, version }]
  })
}

const writeAll = async (state: FolderState, { toWrite }: Plan): Promise<ReadonlyArray<Problem>> => {
  const problems: Array<Problem> = []
  for (const [path, file] of toWrite) {
    const head = state.versions.heads.get(path)
    if (head === undefined) continue
    try {
      await writeHead(state, path, head, file)
    } catch (cause) {
      const code = codeOf(cause)
      if (code === "") throw cause
      const message = `version ${head.version} is in force, but could not be written to the file (${code})`
      problems.push({ ...problemOf("warning", "unreadable-file", message), file: path })
    }
  }
  return problems
}

const goneProblem = (file: string): Problem => ({
  ...problemOf(
    "warning",
    "unreadable-file",
    "the file is gone, and its last version stays in force: put it back, and change it to what is to hold"
  ),
  file
})

const problemsOf = ({ check }: FolderState, document: FolderDocument): ReadonlyArray<Problem> => {
  const { file, kind, text } = document
  const ofRules = kind === "rule-set" ? parseRuleSetText(text, { file }) : undefined
  const shipped = ofRules !== undefined && Result.isFailure(ofRules) ? ofRules.failure : []
  try {
    return [...shipped, ...check(document).map((problem) => ({ file, ...problem }))]
  } catch {
    return [...shipped, { ...problemOf("error", "wrong-value", "the check of this document threw an error"), file }]
  }
}
