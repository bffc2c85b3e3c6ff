/**
 * Reads a world from a folder. This is the only place where the command line touches a world's files.
 */
import { nearestWord, parseJsonText, problemAt } from "@adressat/core"
import type { Problem } from "@adressat/core"
import * as Result from "effect/Result"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { readText } from "./Input.ts"
import { readPolicyFile } from "./PolicyFile.ts"
import { worldFiles } from "./World.ts"
import type { World, WorldPolicy } from "./World.ts"
import { parseWorld } from "./WorldCheck.ts"
import type { WorldDocument } from "./WorldCheck.ts"

/** Reads and checks the world in a folder; a file that is not part of a world is a problem, since it would be ignored. */
export const readWorld = async (folder: string): Promise<Result.Result<World, ReadonlyArray<Problem>>> => {
  const names = await listJson(folder)
  if (Result.isFailure(names)) return Result.fail(names.failure)
  const problems: Array<Problem> = []
  const documents: Array<WorldDocument> = []
  const unknown: Array<Problem> = []
  for (const name of names.success) {
    const file = join(folder, name)
    if (!Object.hasOwn(worldFiles, name)) {
      const nearest = nearestWord(name, Object.keys(worldFiles))
      unknown.push(
        problemAt({ file }, [], {
          code: "unknown-reference",
          message: "the file is not part of a world and would be ignored; rename it or move it away",
          allowed: Object.keys(worldFiles),
          ...(nearest === undefined ? {} : { nearest })
        })
      )
      continue
    }
    const text = Result.flatMap(await readText(file), (source) => parseJsonText(source, file))
    if (Result.isFailure(text)) problems.push(...text.failure)
    else documents.push({ name, value: text.success.value, options: { file, locate: text.success.locate } })
  }
  const policies = await readPolicies(join(folder, policyFolder))
  problems.push(...policies.problems)
  if (documents.length === 0 && problems.length === 0) {
    return Result.fail([
      ...unknown,
      problemAt({ file: folder }, [], {
        code: "unreadable-file",
        message: "the folder holds no file of a world; adressat init <folder> writes an example",
        allowed: Object.keys(worldFiles)
      })
    ])
  }
  const world = parseWorld(documents, policies.policies)
  const all = [...unknown, ...problems, ...(Result.isFailure(world) ? world.failure : [])]
  return all.length > 0 ? Result.fail(all) : world
}

const policyFolder = "policies"

/** The policies of a world, each named after its resource. A world without the folder has none. */
const readPolicies = async (
  folder: string
): Promise<{ readonly policies: ReadonlyArray<WorldPolicy>; readonly problems: ReadonlyArray<Problem> }> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const policies: Array<WorldPolicy> = []
  const problems: Array<Problem> = []
  for (const name of entries.map((entry) => entry.name).sort()) {
    const file = join(folder, name)
    const resourceId = /^(.+)\.xml$/u.exec(name)?.[1]
    if (resourceId === undefined) {
      problems.push(
        problemAt({ file }, [], {
          code: "unknown-reference",
          message: "the folder policies holds one file {resourceId}.xml for each resource; rename it or move it away"
        })
      )
      continue
    }
    const policy = await readPolicyFile(file)
    if (Result.isFailure(policy)) problems.push(...policy.failure)
    else policies.push({ resourceId, file, policy: policy.success.policy })
  }
  return { policies, problems }
}

const listJson = async (folder: string): Promise<Result.Result<ReadonlyArray<string>, ReadonlyArray<Problem>>> => {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return Result.succeed(
      entries
        .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
        .map(({ name }) => name)
        .sort()
    )
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined
    return Result.fail([
      problemAt({ file: folder }, [], {
        code: "unreadable-file",
        message:
          code === "ENOTDIR"
            ? "a world is a folder, and this is a file"
            : "there is no such folder; adressat init <folder> writes an example world"
      })
    ])
  }
}
