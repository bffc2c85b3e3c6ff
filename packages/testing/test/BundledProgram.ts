/**
 * A program of a test in one file: a process that is started and killed many times spends more on reading modules one by one
 * than on everything else.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { build } from "tsup"

/** Bundles a program with all that it imports; gives the file that Node.js runs, which is removed when disposed of. */
export const bundledProgram = async (source: string): Promise<{ readonly file: string } & Disposable> => {
  const folder = mkdtempSync(join(tmpdir(), "adressat-program-"))
  await build({
    config: false,
    silent: true,
    entry: { program: source },
    outDir: folder,
    outExtension: () => ({ js: ".mjs" }),
    format: "esm",
    target: "node22",
    platform: "node",
    noExternal: [/./],
    removeNodeProtocol: false,
    splitting: false,
    dts: false,
    esbuildOptions: (options) => {
      options.conditions = ["@adressat/source", "module"]
    },
    banner: {
      // Bundled CommonJS modules call `require`, which an ES module does not have.
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);'
    }
  })
  return { file: join(folder, "program.mjs"), [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}
