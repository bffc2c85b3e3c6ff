/** Runs `adressat` in a process of its own, as a user would. */
import { spawn } from "node:child_process"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { commandLine } from "./CommandLine.ts"

/** What a process left behind. */
export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** How a process is run. */
export interface RunOptions {
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

const packageFolder = join(import.meta.dirname, "..")

/** The folder of the demo. */
export const demoFolder = join(packageFolder, "demo")

/** Runs a command; never rejects because of its exit code. Colour variables of the surroundings are left out. */
export const run = (command: string, args: ReadonlyArray<string>, options: RunOptions = {}): Promise<Finished> =>
  new Promise((resolve, reject) => {
    const { FORCE_COLOR: _force, NO_COLOR: _no, NODE_OPTIONS: _options, ...env } = process.env
    const child = spawn(command, args, {
      cwd: options.cwd ?? packageFolder,
      env: { ...env, ...options.env },
      timeout: 50_000
    })
    let [stdout, stderr] = ["", ""]
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text))
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, stdout, stderr }))
    child.stdin.on("error", () => undefined)
    child.stdin.end(options.stdin ?? "")
  })

/** Runs `adressat` with these arguments. */
export const adressat = (args: ReadonlyArray<string>, options: RunOptions = {}): Promise<Finished> =>
  run(process.execPath, [...commandLine(), ...args], options)

/** A temporary folder with files: text as it stands, everything else as JSON. Removed when disposed of. */
export const folderOf = async (
  files: Readonly<Record<string, unknown>>
): Promise<{ readonly path: string } & AsyncDisposable> => {
  const path = await mkdtemp(join(tmpdir(), "adressat-"))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), typeof content === "string" ? content : JSON.stringify(content, null, 2))
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
