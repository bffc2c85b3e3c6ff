/**
 * A pretend checkout is a temporary folder in which the code of one document runs: it looks like the checkout, packages are
 * found from source, and only commands that documents may use are on its path.
 */
import { spawn } from "node:child_process"
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { stripVTControlCharacters } from "node:util"

/** What a process said, standard error after standard output where they are not one, and how it ended. */
export interface Finished {
  readonly code: number | null
  readonly output: string
}

/** A temporary folder that looks like the checkout. */
export interface PretendCheckout extends Disposable {
  readonly folder: string
  /** Runs a program; never rejects because of its exit code. */
  readonly run: (command: string, args: ReadonlyArray<string>) => Promise<Finished>
}

const shims = ["adressat", "git", "npm", "npx", "pnpm"]
const tools = ["cat", "cp", "diff", "grep", "head", "ls", "mkdir", "mv", "rm", "sed", "sh", "sort", "tail", "tee", "wc"]
const leftOut = new Set([".ci", ".git", ".turbo", "node_modules", "coverage", "reports"])

/** Variables that make commands start faster, where they are set, and change nothing else. */
const kept = ["ADRESSAT_TEST_COMMAND_LINE", "NODE_COMPILE_CACHE"]

/** The longest a fence may take, in milliseconds. */
const TIMEOUT = 60_000

/** Makes a pretend checkout of the one at `root`. */
export const pretendCheckout = (root: string): PretendCheckout => {
  const folder = mkdtempSync(join(tmpdir(), "adressat-document-"))
  for (const name of readdirSync(root)) if (!leftOut.has(name)) symlinkSync(join(root, name), join(folder, name))
  linkPackages(root, folder)
  const bin = join(folder, "node_modules/.bin")
  mkdirSync(bin, { recursive: true })
  const script = (path: string, text: string) => {
    writeFileSync(path, text)
    chmodSync(path, 0o755)
  }
  const shim = join(import.meta.dirname, "DocumentationShim.ts")
  for (const name of shims) {
    script(join(bin, name), `#!/bin/sh\nexec "${process.execPath}" "${shim}" "${root}" ${name} "$@"\n`)
  }
  for (const name of tools) {
    const found = (process.env["PATH"] ?? "").split(delimiter).find((place) => existsSync(join(place, name)))
    if (found !== undefined) symlinkSync(join(found, name), join(bin, name))
  }
  symlinkSync(process.execPath, join(bin, "node"))
  if (existsSync(join(root, ".ci/run"))) {
    mkdirSync(join(folder, ".ci"))
    script(join(folder, ".ci/run"), "#!/bin/sh\n")
  }
  return {
    folder,
    run: (command, args) => run(folder, bin, command, args),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true })
  }
}

const run = (folder: string, bin: string, command: string, args: ReadonlyArray<string>): Promise<Finished> =>
  new Promise((resolve, reject) => {
    const faster = Object.entries(process.env).filter(([name]) => kept.includes(name))
    const env = { PATH: bin, HOME: folder, TMPDIR: tmpdir(), NODE_NO_WARNINGS: "1", ...Object.fromEntries(faster) }
    const child = spawn(command, args, { cwd: folder, env, timeout: TIMEOUT, stdio: ["ignore", "pipe", "pipe"] })
    const output: Array<string> = []
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => output.push(text))
    }
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, output: stripVTControlCharacters(output.join("")) }))
  })

/** Our packages, and everything that one of them depends on, as if installed in the folder. */
const linkPackages = (root: string, folder: string): void => {
  const modules = join(folder, "node_modules")
  const link = (target: string, name: string) => {
    const path = join(modules, name)
    if (existsSync(path)) return
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(target, path)
  }
  for (const place of globSync("packages/*/package.json", { cwd: root }).map(dirname)) {
    link(join(root, place), `@adressat/${place.replace(/^packages[/\\]/, "")}`)
  }
  // The root's come first: a package may need another version of a tool that everything else is checked with.
  for (const place of ["node_modules", "packages/*/node_modules"]) {
    for (const pattern of ["[!.@]*", "@*/*"]) {
      for (const found of globSync(`${place}/${pattern}`, { cwd: root })) {
        link(join(root, found), found.replace(/^.*node_modules[/\\]/, ""))
      }
    }
  }
}
