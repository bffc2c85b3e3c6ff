/**
 * A conformance folder holds a `manifest.json` with tests, or folders that do.
 */
import { parseJsonText, problemAt } from "@adressat/core"
import type { Problem } from "@adressat/core"
import type { Mode } from "@adressat/xacml"
import * as Result from "effect/Result"
import { readdir, readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import type { ConformanceOptions, ConformanceOutcome, ConformanceTest } from "./ConformanceTest.ts"
import { runConformanceTest } from "./ConformanceTest.ts"
import { isPlatformTest, runPlatformTest } from "./PlatformTest.ts"
import { decodedText } from "../TextFile.ts"

/** The entries of one manifest, each of them a test unless the manifest is wrong. */
export interface Manifest {
  readonly folder: string
  readonly entries: ReadonlyArray<unknown>
}

const manifestName = "manifest.json"

/** The manifests of a folder, or of the folders in it; there is at least one, with at least one entry. */
export const readManifests = async (
  folder: string
): Promise<Result.Result<ReadonlyArray<Manifest>, ReadonlyArray<Problem>>> => {
  const inner = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const folders = inner.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))
  const readings: Array<Result.Result<Manifest, ReadonlyArray<Problem>>> = []
  for (const each of (await hasManifest(folder)) ? [folder] : folders.sort()) {
    if (await hasManifest(each)) readings.push(await readManifest(each))
  }
  const problems = readings.flatMap((reading) => (Result.isFailure(reading) ? reading.failure : []))
  if (problems.length > 0) return Result.fail(problems)
  const manifests = readings.flatMap((reading) => (Result.isSuccess(reading) ? [reading.success] : []))
  if (manifests.some(({ entries }) => entries.length > 0)) return Result.succeed(manifests)
  return Result.fail([
    problemAt({ file: folder }, [], {
      code: "unreadable-file",
      message: "no tests are found: a folder with a manifest.json, a list of tests, is expected, or a folder of such"
    })
  ])
}

const hasManifest = async (folder: string): Promise<boolean> =>
  stat(join(folder, manifestName)).then(
    (found) => found.isFile(),
    () => false
  )

const readManifest = async (folder: string): Promise<Result.Result<Manifest, ReadonlyArray<Problem>>> => {
  const file = join(folder, manifestName)
  return Result.flatMap(parseJsonText(await readFile(file, "utf8"), file), ({ locate, value }) =>
    Array.isArray(value)
      ? Result.succeed({ folder, entries: value })
      : Result.fail([
          problemAt({ file, locate }, [], { code: "wrong-value", message: "a manifest is a list of tests" })
        ])
  )
}

/** Whether an entry of a manifest is a test. */
export const isTest = (entry: unknown): entry is ConformanceTest =>
  typeof entry === "object" &&
  entry !== null &&
  "id" in entry &&
  typeof entry.id === "string" &&
  "policies" in entry &&
  Array.isArray(entry.policies)

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
  const read = async (file: string) => {
    try {
      return decodedText(await readFile(join(folder, file)))
    } catch {
      throw new Error(`${file}: there is no such file, or it cannot be read`)
    }
  }
  try {
    return isPlatformTest(test)
      ? await runPlatformTest(folder, test, { mode, now: options.now, read })
      : await runConformanceTest(test, { mode, now: options.now, read })
  } catch (error) {
    return { outcome: "failed", differences: [error instanceof Error ? error.message : String(error)] }
  }
}
