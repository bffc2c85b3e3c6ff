/** `npx pnpm@12 bench`: measures, prints tables, writes the result as JSON. */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { readArguments } from "./Arguments.ts"
import type { Arguments } from "./Arguments.ts"
import { ExitCode } from "./ExitCode.ts"
import { breaksGuard } from "./Goal.ts"
import { MINUTES_VARIABLE } from "./http/Minutes.ts"
import { report } from "./Report.ts"
import { run } from "./Run.ts"
import { withScratch } from "./Scratch.ts"
import { suites } from "./Suites.ts"

const measure = async (asked: Arguments): Promise<number> => {
  const isTerminal = process.stderr.isTTY
  const chosen = suites.filter(({ name }) => asked.suites.includes(name))
  const progress = (text: string) => {
    if (isTerminal) process.stderr.write(`\r\u001b[K${text}`)
  }
  process.env[MINUTES_VARIABLE] = String(asked.minutes)
  const result = await withScratch(() => run(chosen, { ...asked, progress }))
  if (isTerminal) process.stderr.write("\r\u001b[K")
  if ("disagreement" in result) {
    process.stderr.write(
      `implementations disagree, so nothing is measured: ${JSON.stringify(result.disagreement, undefined, 2)}\n`
    )
    return ExitCode.failure
  }
  process.stdout.write(`${report(result)}\n`)
  const out =
    asked.out === undefined
      ? join(import.meta.dirname, "../results/run.json")
      : resolve(process.env["INIT_CWD"] ?? process.cwd(), asked.out)
  mkdirSync(dirname(out), { recursive: true })
  writeFileSync(out, `${JSON.stringify(result, undefined, 2)}\n`)
  const broken = result.suites.flatMap(({ goals }) => goals.filter(breaksGuard))
  if (!asked.check || broken.length === 0) return ExitCode.ok
  for (const { bound, guard, kind, text, value } of broken) {
    process.stderr.write(`${text}: ${value}, but the goal is ${kind} ${bound} and the guard ${guard}\n`)
  }
  return ExitCode.guard
}

const read = readArguments(
  process.argv.slice(2),
  suites.map(({ name }) => name)
)
if ("help" in read) process.stdout.write(read.help)
else if ("mistake" in read) {
  process.stderr.write(`${read.mistake}\n`)
  process.exitCode = ExitCode.usage
} else process.exitCode = await measure(read.arguments)
