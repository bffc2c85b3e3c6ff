/**
 * Watches some folders, as far as the system tells of changes: it may tell late, twice or, as on network shares, never.
 */
import { watch } from "node:fs"
import type { FSWatcher } from "node:fs"
import { basename } from "node:path"

/** The watchers of some folders. */
export interface FolderWatch {
  /** Watches these folders from now on, and no others. */
  readonly follow: (folders: ReadonlyArray<string>) => void
  /** Watches nothing any more. */
  readonly close: () => void
}

/** Watches nothing yet; `onChange` is called for each change of what is right in a folder. */
export const makeFolderWatch = (onChange: () => void): FolderWatch => {
  const watchers = new Map<string, FSWatcher>()
  const broken = new Set<string>()
  const drop = (folder: string) => {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }
  const add = (folder: string) => {
    try {
      const watcher = watch(folder, { persistent: false }, (event, name) => {
        // A watcher of a folder that is gone keeps silent for ever, also when there is another one in its place.
        if (event === "rename" && name === basename(folder)) drop(folder)
        onChange()
      })
      watcher.on("error", () => {
        broken.add(folder)
        drop(folder)
      })
      watchers.set(folder, watcher)
      // What changed just before is not told.
      onChange()
    } catch {
      // There are too many watchers, or none on this file system: the interval does it.
    }
  }
  return {
    follow: (folders) => {
      const wanted = new Set(folders)
      for (const folder of watchers.keys()) if (!wanted.has(folder)) drop(folder)
      for (const folder of wanted) if (!watchers.has(folder) && !broken.has(folder)) add(folder)
    },
    close: () => {
      for (const folder of watchers.keys()) drop(folder)
    }
  }
}
