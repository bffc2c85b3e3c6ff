/**
 * A folder that belongs to one run, in which a process may leave for the next what takes long to make.
 */
import { mkdtempSync, rmSync } from "node:fs"
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
