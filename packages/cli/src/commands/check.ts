/** `adressat check`: checks a rule set and certifies it. */
import { certify, fingerprint } from "@adressat/core"
import * as Result from "effect/Result"
import { certificateInWords } from "../CertificateReport.ts"
import { ExitCode } from "../ExitCode.ts"
import { readRuleSet } from "../Input.ts"
import { reportProblems } from "../Report.ts"
import { paint, wrapped } from "../Terminal.ts"

/** Prints what was checked; returns the exit code. */
export const checkCommand = async (name: string, options: { readonly exhaustive?: boolean }): Promise<number> => {
  const ruleSet = await readRuleSet(name)
  if (Result.isFailure(ruleSet)) {
    process.stderr.write(`${reportProblems(ruleSet.failure)}\n`)
    return ExitCode.refused
  }
  const { facts, id, rules, version } = ruleSet.success
  const certificate = await certify(ruleSet.success, { bound: options.exhaustive === true ? 1_000_000 : 5_000 })
  process.stdout.write(
    [
      paint("strong", `${id} ${version}`),
      `sha256 ${fingerprint(ruleSet.success)}`,
      `${rules.length} rules, ${Object.keys(facts).length} facts of its own`,
      wrapped(certificateInWords(certificate, "compiled")),
      ""
    ].join("\n")
  )
  return certificate.differences.length === 0 ? ExitCode.ok : ExitCode.failure
}
