/** The command line as it is published: the folders dist and demo, built from source so that no package need be built before. */
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { build } from "tsup"
import bundleConfig from "../tsup.config.ts"

/** A built command line in a temporary folder. */
export interface BuiltCli {
  readonly folder: string
  /** The file that the command runs. */
  readonly file: string
  readonly remove: () => Promise<void>
}

/** Builds the command line in a folder within `parent`. */
export const buildCli = async (parent = tmpdir()): Promise<BuiltCli> => {
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, "adressat-bundle-"))
  await cp(join(import.meta.dirname, "../demo"), join(folder, "demo"), { recursive: true })
  await build({
    ...(bundleConfig as object),
    config: false,
    silent: true,
    outDir: join(folder, "dist"),
    entry: { adressat: join(import.meta.dirname, "../src/main.ts") },
    esbuildOptions: (options) => {
      options.conditions = ["@adressat/source", "module"]
    }
  })
  return {
    folder,
    file: join(folder, "dist/adressat.js"),
    remove: () => rm(folder, { recursive: true, force: true })
  }
}
