/** `adressat conformance`: runs a folder of XACML conformance tests. */
import type { Mode } from "@adressat/xacml"
import { isTest, readManifests, runTest } from "../conformance/ConformanceFolder.ts"
import type { ConformanceOutcome } from "../conformance/ConformanceTest.ts"
import { ExitCode } from "../ExitCode.ts"
import { reportProblems } from "../Report.ts"
import { printable } from "../Terminal.ts"
import * as Result from "effect/Result"

/** Prints each test that fails or is skipped, then the count; returns the exit code. */
export const conformanceCommand = async (
  folder: string,
  { mode, verbose = false }: { readonly mode?: Mode; readonly verbose?: boolean }
): Promise<number> => {
  const manifests = await readManifests(folder)
  if (Result.isFailure(manifests)) {
    process.stderr.write(`${reportProblems(manifests.failure)}\n`)
    return ExitCode.refused
  }
  const now = Date.now()
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const { entries, folder: inner } of manifests.success) {
    for (const [index, entry] of entries.entries()) {
      const name = isTest(entry) ? entry.id : `entry ${index + 1} of ${inner}`
      const result = isTest(entry) ? await runTest(inner, entry, { mode, now }) : notATest
      counts[result.outcome]++
      if (result.outcome === "failed") {
        process.stdout.write(`FAILED ${printable(name)}: ${printable(result.differences.join("; "))}\n`)
      } else if (result.outcome === "skipped") {
        process.stdout.write(`SKIPPED ${printable(name)}: ${printable(result.reason)}\n`)
      } else if (verbose) process.stdout.write(`PASSED ${printable(name)}\n`)
    }
  }
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
  return counts.failed === 0 ? ExitCode.ok : ExitCode.failure
}

/** A test that cannot be run has not passed. */
const notATest: ConformanceOutcome = {
  outcome: "failed",
  differences: ["it is no test: a test has a text id and a list policies"]
}
