/**
 * While git changes a checkout, it keeps a file `index.lock`; what is in the checkout meanwhile is half old and half new.
 */
import { readFile, stat } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { ABSENT, unlessCode } from "./FileError.ts"

/** Whether git is at work in the checkout that the folder is in; false where it is in none. */
export const isGitAtWork = async (folder: string): Promise<boolean> => {
  const directory = await gitDirectory(resolve(folder))
  return directory !== undefined && (await exists(join(directory, "index.lock")))
}

const exists = async (path: string): Promise<boolean> => unlessCode(ABSENT, async () => (await stat(path), true), false)

const gitDirectory = async (folder: string): Promise<string | undefined> => {
  const path = join(folder, ".git")
  const found = await unlessCode(ABSENT, () => stat(path), undefined)
  if (found?.isDirectory() === true) return path
  if (found?.isFile() === true) {
    // A worktree or a submodule says where its directory is.
    const target = /^gitdir: (.+)$/m.exec(await readFile(path, "utf8"))?.[1]
    return target === undefined ? undefined : resolve(folder, target)
  }
  return dirname(folder) === folder ? undefined : gitDirectory(dirname(folder))
}
