/**
 * A conformance folder holds a `manifest.json` with tests, or folders that do.
 */
import type { Mode } from "@adressat/xacml"
import { readdir, readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import type { ConformanceOptions, ConformanceOutcome, ConformanceTest } from "./ConformanceTest.ts"
import { runConformanceTest } from "./ConformanceTest.ts"
import { isPlatformTest, runPlatformTest } from "./PlatformTest.ts"
import { decodedText } from "./TextFile.ts"

/** The tests of one manifest. */
export interface Manifest {
  readonly folder: string
  readonly tests: ReadonlyArray<ConformanceTest>
}

const manifestName = "manifest.json"

/** The manifests of a folder and of the folders in it; empty when there is none. Throws what reading a file throws. */
export const readManifests = async (folder: string): Promise<ReadonlyArray<Manifest>> => {
  if (await isFile(join(folder, manifestName))) return [await readManifest(folder)]
  const manifests: Array<Manifest> = []
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = join(folder, entry.name)
    if (entry.isDirectory() && (await isFile(join(inner, manifestName)))) manifests.push(await readManifest(inner))
  }
  return manifests
}

const isFile = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false
  )

const readManifest = async (folder: string): Promise<Manifest> => {
  const value: unknown = JSON.parse(await readFile(join(folder, manifestName), "utf8"))
  const tests = Array.isArray(value) ? value : []
  return { folder, tests: tests.filter(isTest) }
}

const isTest = (value: unknown): value is ConformanceTest =>
  typeof value === "object" && value !== null && "id" in value && "policies" in value && Array.isArray(value.policies)

/** Tests of the Altinn layout reproduce the running engine, unless the caller says otherwise; all others the standard. */
export const modeOf = (test: ConformanceTest, mode: Mode | undefined): Mode =>
  mode ?? (isPlatformTest(test) ? "altinn" : "strict")

/** Runs one test of a folder. */
export const runTest = async (
  folder: string,
  test: ConformanceTest,
  options: Pick<ConformanceOptions, "now"> & { readonly mode: Mode | undefined }
): Promise<ConformanceOutcome> => {
  const mode = modeOf(test, options.mode)
  const read = async (file: string) => decodedText(await readFile(join(folder, file)))
  try {
    return isPlatformTest(test)
      ? await runPlatformTest(folder, test, { mode, now: options.now, read })
      : await runConformanceTest(test, { mode, now: options.now, read })
  } catch (error) {
    return { outcome: "failed", differences: [error instanceof Error ? error.message : String(error)] }
  }
}
