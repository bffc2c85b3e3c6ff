/**
 * A new file is on the disk before it has its name, so that nobody ever sees half of it, whenever the process or the
 * machine stops.
 */
import { randomBytes } from "node:crypto"
import { constants } from "node:fs"
import { link, open, readdir, rename, rm, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import { ABSENT, codeOf, unlessCode } from "./FileError.ts"

/** What the names of files begin with that have no name yet. */
const UNNAMED = ".adressat-"

/** After which age an unnamed file belongs to nobody any more, in milliseconds. */
const ABANDONED = 3_600_000

/** Which state of a file this is: changes whenever the file is written or replaced. */
export const identityOf = ({ ino, mtimeNs }: { readonly ino: bigint; readonly mtimeNs: bigint }): string =>
  `${ino}-${mtimeNs}`

/** Gives a file with this content to `use`, which may give it a name; without one it is gone afterwards. */
const withUnnamed = async <A>(
  folder: string,
  content: Uint8Array,
  use: (path: string, identity: string) => Promise<A>
): Promise<A> => {
  const path = join(folder, `${UNNAMED}${randomBytes(12).toString("hex")}`)
  try {
    const file = await open(path, "wx")
    let identity: string
    try {
      await file.writeFile(content)
      await file.sync()
      identity = identityOf(await file.stat({ bigint: true }))
    } finally {
      await file.close()
    }
    return await use(path, identity)
  } finally {
    await rm(path, { force: true })
  }
}

/** Makes a file that is not there yet; false where it is. */
export const makeFile = async (path: string, content: Uint8Array, signal: AbortSignal): Promise<boolean> =>
  withUnnamed(dirname(path), content, async (unnamed) => {
    signal.throwIfAborted()
    const isMade = await unlessCode(
      ["EEXIST"],
      async () => {
        await link(unnamed, path)
        return true
      },
      false
    )
    if (isMade) await syncFolder(dirname(path))
    return isMade
  })

/** Replaces a file, or makes it; `before` is told its state to be before anybody can see it, and may call it off. */
export const replaceFile = async (
  path: string,
  content: Uint8Array,
  before: (identity: string) => Promise<boolean>
): Promise<void> =>
  withUnnamed(dirname(path), content, async (unnamed, identity) => {
    if (!(await before(identity))) return
    await rename(unnamed, path)
    await syncFolder(dirname(path))
  })

/** Makes names in a folder last; where folders cannot be written by themselves, as on Windows, there is nothing to do. */
const syncFolder = async (path: string): Promise<void> =>
  unlessCode(
    ["EPERM", "EISDIR", "EINVAL", "EACCES"],
    async () => {
      const folder = await open(path, constants.O_RDONLY)
      try {
        await folder.sync()
      } finally {
        await folder.close()
      }
    },
    undefined
  )

/** Removes what processes left behind that were killed before they gave a file its name. */
export const removeAbandoned = async (folder: string): Promise<void> => {
  for (const name of await unlessCode(ABSENT, () => readdir(folder), [])) {
    if (!name.startsWith(UNNAMED)) continue
    try {
      const { mtimeMs } = await stat(join(folder, name))
      if (Date.now() - mtimeMs > ABANDONED) await rm(join(folder, name), { force: true })
    } catch (cause) {
      // Somebody else was quicker, or may do so where this process may not.
      if (codeOf(cause) === "") throw cause
    }
  }
}
