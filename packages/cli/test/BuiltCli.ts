/** The command line as it is published: the folders dist and demo, built from source so that no package need be built before. */
import { cp, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { build } from "tsup"
import bundleConfig from "../tsup.config.ts"
import { demoFolder } from "./RunCli.ts"

/** A built command line in a temporary folder. */
export interface BuiltCli {
  readonly folder: string
  /** The file that the command runs. */
  readonly file: string
  readonly remove: () => Promise<void>
}

/** Builds the command line. */
export const buildCli = async (): Promise<BuiltCli> => {
  const folder = await mkdtemp(join(tmpdir(), "adressat-bundle-"))
  await cp(demoFolder, join(folder, "demo"), { recursive: true })
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
