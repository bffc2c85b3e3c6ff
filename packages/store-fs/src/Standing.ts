/**
 * The standing of a file is how it relates to the newest version of its document.
 *
 * Invariant: an edit is told from a file that a process did not come to write: every state of a file that is a version has a
 * note, so that a state without one was made by somebody else. That it has the text of an earlier version proves nothing,
 * since people put earlier texts back.
 */
import type { StoredDocument } from "@adressat/core"
import type { Notes } from "./History.ts"
import type { Versions } from "./Versions.ts"
import type { WorkingFile } from "./WorkingTree.ts"

/**
 * `same`: the file is the newest version; `unnoted`: likewise, but nobody has noted so; `edited`: somebody has changed it;
 * `stale`: it is an earlier version, and a newer one was to be written; `unwritten`: it was never written; `gone`: it was,
 * and has been removed.
 */
export type Standing = "same" | "unnoted" | "edited" | "stale" | "unwritten" | "gone"

/** The standing of a file that is there. */
export const standingOf = (
  { hash, identity, key, path }: WorkingFile,
  head: StoredDocument | undefined,
  versions: Versions,
  notes: Notes
): Standing => {
  const noted = notes
    .versionsOf({ path, identity, hash })
    .filter(({ fingerprint, version }) => versions.fingerprintOf(key, version)?.startsWith(fingerprint) === true)
    .map(({ version }) => version)
  const newest = Math.max(0, ...noted)
  if (head !== undefined && newest === head.version) return "same"
  if (head?.fingerprint === hash) return "unnoted"
  return newest === 0 ? "edited" : "stale"
}

/** The standing of a document without a file. */
export const standingWithoutFile = (path: string, head: StoredDocument, notes: Notes): Standing =>
  notes.isWritten(path, head.version) ? "gone" : "unwritten"
