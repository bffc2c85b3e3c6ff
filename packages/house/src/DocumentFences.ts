/**
 * Executes the fences of a document, each as its info string says; `README.md` of this package tells the conventions.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { checkJson, checkWholeWorld } from "./DocumentData.ts"
import { assertsOf } from "./DocumentProgram.ts"
import type { Failure, Fence } from "./Markdown.ts"
import type { PretendCheckout } from "./PretendCheckout.ts"

const programs = ["ts", "js", "cjs"]

/** Executes the fences in order, in one pretend checkout; everything that fails is told. */
export const runFences = async (
  fences: ReadonlyArray<Fence>,
  checkout: PretendCheckout
): Promise<ReadonlyArray<Failure>> => {
  const failures: Array<Failure> = []
  const joined = programsOf(fences)
  for (const fence of fences) {
    const { language, line, words } = fence
    if (programs.includes(language)) {
      const program = joined.get(fence)
      if (words.some((word) => word !== "continued"))
        failures.push({ line, message: `unknown word after ${language}: ${words.join(" ")}` })
      else if (program === undefined) {
        if (words.length === 0) continue
        failures.push({ line, message: "there is no fence in this language to continue" })
      } else failures.push(...(await runProgram(program, checkout)))
    } else if (language === "sh" && words.length === 0) failures.push(...(await runShell(fence, checkout)))
    else if (language === "console" && words.length === 0) failures.push(...(await runConsole(fence, checkout)))
    else if (language === "json" || language === "jsonc") failures.push(...checkJson(fence))
    else if (language === "text" && words.length === 0) {
      if (/^\s*(\$|npx|adressat) /m.test(fence.code))
        failures.push({ line, message: "a text fence holds a command, which is not executed; say sh or console" })
    } else
      failures.push({
        line,
        message: `a fence in ${[language, ...words].join(" ").trim() || "no language"} is not executed`
      })
  }
  return [...failures, ...checkWholeWorld(fences), ...(await checkTypes([...joined.values()], checkout))].sort(
    (a, b) => a.line - b.line
  )
}

// --- Programs --------------------------------------------------------------------------------------------------------

/** A fence with those that continue it; `lines` says on which line of the document each line of code stands. */
interface Program {
  readonly language: string
  readonly line: number
  readonly code: string
  readonly lines: ReadonlyArray<number>
}

const programsOf = (fences: ReadonlyArray<Fence>): ReadonlyMap<Fence, Program> => {
  const found = new Map<Fence, Program>()
  const latest = new Map<string, Fence>()
  for (const fence of fences) {
    const { code, language, line, words } = fence
    if (!programs.includes(language)) continue
    const before = words.includes("continued") ? latest.get(language) : undefined
    if (words.includes("continued") && before === undefined) continue
    const earlier = before === undefined ? undefined : found.get(before)
    const lines = code
      .split("\n")
      .slice(0, -1)
      .map((_, index) => line + 1 + index)
    // Run where the last part stands: all of them are known then.
    if (before !== undefined) found.delete(before)
    found.set(fence, {
      language,
      line: earlier?.line ?? line,
      code: `${earlier?.code ?? ""}${code}`,
      lines: [...(earlier?.lines ?? []), ...lines]
    })
    latest.set(language, fence)
  }
  return found
}

const fileOf = ({ language, line }: Program): string => `fence-${line}.${language === "js" ? "mjs" : language}`

const placeIn = ({ line, lines }: Program, codeLine: number): number => lines[codeLine - 1] ?? line

const runProgram = async (program: Program, { folder, run }: PretendCheckout): Promise<ReadonlyArray<Failure>> => {
  const { code, failures } = assertsOf(program.code, program.language)
  if (failures.length > 0) return failures.map(({ line, message }) => ({ line: placeIn(program, line), message }))
  const file = fileOf(program)
  writeFileSync(join(folder, file), code)
  const { code: exitCode, output } = await run("node", ["--conditions=@adressat/source", file])
  if (exitCode === 0) return []
  const [, at, unequal] = /^FENCE (\d+) (.*)$/m.exec(output) ?? []
  const [, thrownAt] = new RegExp(`${file.replace(".", "\\.")}:(\\d+)`).exec(output) ?? []
  return [
    {
      line: placeIn(program, Number(at ?? thrownAt ?? 0)),
      message: unequal ?? `the program failed: ${output.match(/^\w*Error.*$/m)?.[0] ?? output.trim().slice(0, 500)}`
    }
  ]
}

const checkTypes = async (
  all: ReadonlyArray<Program>,
  { folder, run }: PretendCheckout
): Promise<ReadonlyArray<Failure>> => {
  const typed = all.filter(({ language }) => language === "ts")
  if (typed.length === 0) return []
  for (const program of typed) {
    const isModule = /^(import|export)\b/m.test(program.code)
    writeFileSync(join(folder, fileOf(program)), isModule ? program.code : `${program.code}export {}\n`)
  }
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: "./tsconfig.base.json",
      compilerOptions: { types: ["node"], noUnusedLocals: false, noUnusedParameters: false, noImplicitReturns: false },
      files: typed.map(fileOf)
    })
  )
  const { code, output } = await run("node", ["node_modules/typescript/bin/tsc", "-p", ".", "--pretty", "false"])
  rmSync(join(folder, "tsconfig.json"))
  if (code === 0) return []
  const errors = [...output.matchAll(/^(fence-\d+\.ts)\((\d+),\d+\): error (.*)$/gm)]
  return errors.length === 0
    ? [{ line: typed[0]?.line ?? 1, message: `the types could not be checked: ${output.slice(0, 500)}` }]
    : errors.map(([, file, line, message]) => {
        const program = typed.find((one) => fileOf(one) === file)
        return {
          line: program === undefined ? 1 : placeIn(program, Number(line)),
          message: `wrong type: ${String(message)}`
        }
      })
}

// --- Commands --------------------------------------------------------------------------------------------------------

const runShell = async ({ code, line }: Fence, { folder, run }: PretendCheckout): Promise<ReadonlyArray<Failure>> => {
  const mark = join(folder, ".fence-line")
  const script: Array<string> = []
  let continues = false
  for (const [index, command] of code.split("\n").entries()) {
    if (!continues && command.trim() !== "" && !command.trim().startsWith("#"))
      script.push(`echo ${line + 1 + index} > '${mark}'`)
    script.push(command)
    continues = command.endsWith("\\")
  }
  writeFileSync(join(folder, ".fence.sh"), script.join("\n"))
  const { code: exitCode, output } = await run("sh", ["-e", ".fence.sh"])
  return exitCode === 0
    ? []
    : [
        {
          line: Number(readFileSync(mark, "utf8")),
          message: `the command failed with ${String(exitCode)}: ${output.trim().slice(-500)}`
        }
      ]
}

/** A command in a `console` fence, with what it is said to print. */
interface Shown {
  readonly line: number
  readonly command: string
  readonly output: ReadonlyArray<string>
}

const shownIn = ({ code, line }: Fence): ReadonlyArray<Shown> => {
  const shown: Array<{ line: number; command: string; output: Array<string> }> = []
  for (const [index, text] of code.split("\n").slice(0, -1).entries()) {
    if (text.startsWith("$ ")) shown.push({ line: line + 1 + index, command: text.slice(2), output: [] })
    else shown.at(-1)?.output.push(text)
  }
  return shown
}

/** Runs a console fence anew: the code it should hold. */
export const consoleAnew = async (fence: Fence, { run }: PretendCheckout): Promise<string> => {
  const parts: Array<string> = []
  for (const { command } of shownIn(fence)) {
    const { output } = await run("sh", ["-c", `{ ${command}\n} 2>&1`])
    parts.push(
      `$ ${command}\n${withoutEdges(output.split("\n"))
        .map((line) => `${line}\n`)
        .join("")}`
    )
  }
  return parts.join("\n")
}

const runConsole = async (fence: Fence, { run }: PretendCheckout): Promise<ReadonlyArray<Failure>> => {
  const shown = shownIn(fence)
  if (shown.length === 0 || !fence.code.startsWith("$ ")) {
    return [{ line: fence.line, message: "a console fence begins with $ and a command" }]
  }
  const failures: Array<Failure> = []
  for (const { command, line, output: expected } of shown) {
    const { output } = await run("sh", ["-c", `{ ${command}\n} 2>&1`])
    const [wanted, found] = [withoutEdges(expected), withoutEdges(output.split("\n"))]
    if (matches(wanted, found)) continue
    const first = wanted.findIndex((text, index) => text !== found[index])
    const at = first === -1 ? wanted.length : first
    failures.push({
      line: line + 1 + at,
      message: `the command prints something else: ${JSON.stringify(found[at] ?? "(nothing more)")}, and not ${JSON.stringify(wanted[at] ?? "(nothing more)")}`
    })
  }
  return failures
}

const withoutEdges = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  const trimmed = lines.map((line) => line.trimEnd())
  const first = trimmed.findIndex((line) => line !== "")
  return first === -1 ? [] : trimmed.slice(first, trimmed.findLastIndex((line) => line !== "") + 1)
}

const matches = ([wanted, ...rest]: ReadonlyArray<string>, found: ReadonlyArray<string>): boolean => {
  if (wanted === undefined) return found.length === 0
  if (wanted.trim() !== "…") return wanted === found[0] && matches(rest, found.slice(1))
  return found.some((_, index) => matches(rest, found.slice(index))) || matches(rest, [])
}
