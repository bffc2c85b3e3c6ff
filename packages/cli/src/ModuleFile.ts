/**
 * A file with a rule module: what may be overwritten, and how the text is tried out before it is written.
 */
import { certify, linkModule, MODULE_MARK, problemAt } from "@adressat/core"
import type { Certificate, Problem, RuleModule, RuleSet } from "@adressat/core"
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import * as Result from "effect/Result"

/** Tries the text of a module itself, as a host would load it: at most 5,000 sets of facts for each basis. */
export const certifyModule = async (ruleSet: RuleSet, text: string): Promise<Certificate> => {
  const program = Result.getOrThrow(linkModule(ruleSet, await loadModule(text)))
  return certify(ruleSet, { bound: 5_000, program })
}

const loadModule = async (text: string): Promise<RuleModule> => {
  const folder = await mkdtemp(join(tmpdir(), "adressat-"))
  try {
    const file = join(folder, "rules.gen.ts")
    await writeFile(file, text)
    const { ruleModule } = (await import(pathToFileURL(file).href)) as { readonly ruleModule: RuleModule }
    return ruleModule
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The text of a file with line feeds, or `undefined` when there is none; refused when there can be none. */
export const readModuleFile = async (file: string): Promise<Result.Result<string | undefined, Problem>> => {
  const refused = (message: string) => Result.fail(problemAt({ file }, [], { code: "unreadable-file", message }))
  try {
    return Result.succeed((await readFile(file, "utf8")).replaceAll("\r\n", "\n"))
  } catch (error) {
    switch (error instanceof Error && "code" in error ? error.code : undefined) {
      case "EISDIR":
        return refused("this is a folder, and a file is expected")
      case "ENOENT":
      case "ENOTDIR": {
        const folder = await stat(dirname(file)).catch(() => undefined)
        return folder?.isDirectory() === true
          ? Result.succeed(undefined)
          : refused("there is no such folder; make it first")
      }
      default:
        return refused("the file cannot be read")
    }
  }
}

/** Writes a module where nothing else is overwritten, or all the same when `force` says so. */
export const writeModuleFile = async (file: string, text: string, force: boolean): Promise<Problem | undefined> => {
  const obstacle = await obstacleTo(file, force)
  if (obstacle !== undefined) return obstacle
  try {
    await writeFile(file, text)
    return undefined
  } catch {
    return problemAt({ file }, [], { code: "unreadable-file", message: "the file cannot be written" })
  }
}

/** What keeps a module from being written to a file, if anything. */
export const obstacleTo = async (file: string, force: boolean): Promise<Problem | undefined> => {
  const found = await readModuleFile(file)
  if (Result.isFailure(found)) return found.failure
  if (force || found.success === undefined || found.success.startsWith(MODULE_MARK)) return undefined
  return problemAt({ file }, [], {
    code: "wrong-value",
    message: "the file was not written by adressat compile, and is not overwritten; name another one, or use --force"
  })
}
