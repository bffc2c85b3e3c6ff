/** `adressat conformance`: runs a folder of XACML conformance tests. */
import type { Mode } from "@adressat/xacml"
import { problemAt } from "@adressat/core"
import { readManifests, runTest } from "../conformance/ConformanceFolder.ts"
import { ExitCode } from "../ExitCode.ts"
import { reportProblems } from "../Report.ts"
import { printable } from "../Terminal.ts"

/** Prints each test that fails or is skipped, then the count; returns the exit code. */
export const conformanceCommand = async (
  folder: string,
  { mode, verbose = false }: { readonly mode?: Mode; readonly verbose?: boolean }
): Promise<number> => {
  const manifests = await readManifests(folder).catch(() => [])
  if (manifests.every(({ tests }) => tests.length === 0)) {
    const problem = problemAt({ file: folder }, [], {
      code: "unreadable-file",
      message: "no tests are found: a folder with a manifest.json, a list of tests, is expected, or a folder of such"
    })
    process.stderr.write(`${reportProblems([problem])}\n`)
    return ExitCode.refused
  }
  const now = Date.now()
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const { folder: inner, tests } of manifests) {
    for (const test of tests) {
      const result = await runTest(inner, test, { mode, now })
      counts[result.outcome]++
      if (result.outcome === "failed") {
        process.stdout.write(`FAILED ${printable(test.id)}: ${printable(result.differences.join("; "))}\n`)
      } else if (result.outcome === "skipped") {
        process.stdout.write(`SKIPPED ${printable(test.id)}: ${printable(result.reason)}\n`)
      } else if (verbose) process.stdout.write(`PASSED ${printable(test.id)}\n`)
    }
  }
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
  return counts.failed === 0 ? ExitCode.ok : ExitCode.failure
}
