/** `adressat vectors`: runs a file of vectors through the public API. */
import { parseJsonText, problemAt } from "@adressat/core"
import * as Result from "effect/Result"
import { ExitCode } from "../ExitCode.ts"
import { problemsOf, readRuleSet, readText } from "../Input.ts"
import { reportProblems } from "../Report.ts"
import { isVectorFile, runVector } from "../Vectors.ts"

/** Prints one line for each failing vector, then the count; returns the exit code. */
export const vectorsCommand = async (file: string, { rules }: { readonly rules: string }): Promise<number> => {
  const text = await readText(file)
  const parsed = Result.flatMap(text, (source) => parseJsonText(source, file))
  const ruleSet = await readRuleSet(rules)
  if (Result.isFailure(parsed) || Result.isFailure(ruleSet)) {
    process.stderr.write(`${reportProblems(problemsOf(parsed, ruleSet))}\n`)
    return ExitCode.refused
  }
  if (!isVectorFile(parsed.success.value)) {
    process.stderr.write(
      `${reportProblems([
        problemAt({ file }, ["vectors"], {
          code: "wrong-type",
          message: "a file of vectors has a member vectors: a list of objects with name, kind, input and expected"
        })
      ])}\n`
    )
    return ExitCode.refused
  }
  let [passed, failed, notCovered] = [0, 0, 0]
  for (const vector of parsed.success.value.vectors) {
    const result = await runVector(vector, ruleSet.success).catch((error: unknown) => ({
      outcome: "failed" as const,
      expected: vector.expected,
      actual: `threw ${error instanceof Error ? error.message : String(error)}`
    }))
    if (result.outcome === "passed") passed++
    else if (result.outcome === "not-covered") notCovered++
    else {
      failed++
      process.stdout.write(
        `FAILED ${vector.kind}: ${vector.name}: expected ${JSON.stringify(result.expected)}, actual ${JSON.stringify(result.actual)}\n`
      )
    }
  }
  process.stdout.write(`${passed} passed, ${failed} failed, ${notCovered} not covered\n`)
  return failed === 0 ? ExitCode.ok : ExitCode.failure
}
