/**
 * A folder that belongs to one run, in which a process may leave for the next what takes long to make.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const VARIABLE = "ADRESSAT_BENCH_SCRATCH"

/** The folder of the run that this process belongs to; none outside of a run. */
export const scratchFolder = (): string | undefined => process.env[VARIABLE]

/** Gives the processes of a run a folder, for as long as the run lasts. */
export const withScratch = async <A>(run: () => Promise<A>): Promise<A> => {
  const folder = mkdtempSync(join(tmpdir(), "adressat-bench-"))
  process.env[VARIABLE] = folder
  try {
    return await run()
  } finally {
    delete process.env[VARIABLE]
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What was found out under this name, by the first process of the run that asked; it must be JSON. */
export const onceInRun = async <A>(name: string, find: () => Promise<A>): Promise<A> => {
  const folder = scratchFolder()
  if (folder === undefined) return find()
  const file = join(folder, `${name}.json`)
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as A
  const found = await find()
  writeFileSync(file, JSON.stringify(found))
  return found
}
