/** `adressat compile`: writes a rule set as a module of code. */
import { writeModule } from "@adressat/core"
import type { Problem } from "@adressat/core"
import * as Result from "effect/Result"
import { certificateInWords } from "../CertificateReport.ts"
import { ExitCode } from "../ExitCode.ts"
import { readRuleSet } from "../Input.ts"
import { certifyModule, obstacleTo, readModuleFile, writeModuleFile } from "../ModuleFile.ts"
import { reportProblems } from "../Report.ts"
import { printable, wrapped } from "../Terminal.ts"

/** How a rule set is compiled. */
export interface CompileOptions {
  /** The file to write, or `-` for standard output, which is the default. */
  readonly out?: string
  /** Writes nothing, and says whether the file is what would be written. */
  readonly check?: boolean
  /** Overwrites a file that is no module. */
  readonly force?: boolean
}

/** Writes the module, or checks it; returns the exit code. */
export const compileCommand = async (
  name: string,
  { check = false, force = false, out = "-" }: CompileOptions
): Promise<number> => {
  const ruleSet = await readRuleSet(name)
  if (Result.isFailure(ruleSet)) return refuse(ruleSet.failure)
  const text = writeModule(ruleSet.success)
  if (check) return checkFile(name, out, text)
  const obstacle = out === "-" ? undefined : await obstacleTo(out, force)
  if (obstacle !== undefined) return refuse([obstacle])
  const { id, rules, version } = ruleSet.success
  const certificate = await certifyModule(ruleSet.success, text)
  say(`${id} ${version}, ${rules.length} rules: ${certificateInWords(certificate, "module")}`)
  if (certificate.differences.length > 0) {
    say("nothing is written: this is a defect of adressat")
    return ExitCode.failure
  }
  if (out === "-") {
    process.stdout.write(text)
    return ExitCode.ok
  }
  const problem = await writeModuleFile(out, text, force)
  if (problem !== undefined) return refuse([problem])
  say(`wrote ${out}`)
  return ExitCode.ok
}

const say = (sentence: string): void => {
  process.stderr.write(`${wrapped(printable(sentence))}\n`)
}

const refuse = (problems: ReadonlyArray<Problem>): number => {
  process.stderr.write(`${reportProblems(problems)}\n`)
  return ExitCode.refused
}

const checkFile = async (name: string, out: string, text: string): Promise<number> => {
  const found = await readModuleFile(out)
  if (Result.isFailure(found)) return refuse([found.failure])
  if (found.success === text) {
    say(`${out} is up to date`)
    return ExitCode.ok
  }
  say(
    `${out} ${found.success === undefined ? "is not there" : "is not what would be written"}; run adressat compile ${name} --out ${out}`
  )
  return ExitCode.failure
}
