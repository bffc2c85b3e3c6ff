/** `adressat resolve`: decides an order in a world. */
import { redact } from "@adressat/core"
import { ExitCode } from "../ExitCode.ts"
import { reportDecision, reportProblems } from "../Report.ts"
import { resolveInWorld } from "../Resolution.ts"
import type { ResolutionOptions } from "../Resolution.ts"
import * as Result from "effect/Result"

/** Prints the decision; returns the exit code. */
export const resolveCommand = async (
  orderFile: string,
  options: ResolutionOptions & {
    readonly format: "pretty" | "json"
    readonly lang: "nb" | "nn" | "en"
    readonly redact: boolean
  }
): Promise<number> => {
  const resolution = await resolveInWorld(orderFile, options)
  if (Result.isFailure(resolution)) {
    process.stderr.write(`${reportProblems(resolution.failure)}\n`)
    return ExitCode.refused
  }
  const { decision, warnings, world } = resolution.success
  if (warnings.length > 0) process.stderr.write(`${reportProblems(warnings)}\n`)
  process.stdout.write(
    options.format === "json"
      ? `${JSON.stringify(options.redact ? redact(decision) : decision, null, 2)}\n`
      : `${reportDecision(decision, world, { language: options.lang, audience: "service-owner", redacted: options.redact })}\n`
  )
  return ExitCode.ok
}
