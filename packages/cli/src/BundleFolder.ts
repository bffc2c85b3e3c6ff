/**
 * A folder that a bundle is packed from: `rule-sets/{id}.json` and `policies/{resource}.xml`, as the folder of an owner in
 * `store-fs` has them. An app's policy is `{org}%2F{app}.xml` or `app_{org}_{app}.xml`.
 */
import { nearestWord, parseRuleSetText, problemAt } from "@adressat/core"
import type { BundledDocument, Problem } from "@adressat/core"
import * as Result from "effect/Result"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { readText } from "./Input.ts"
import { policyProblems } from "./PolicyFile.ts"
import { storedUnder } from "./WorldAccess.ts"

const kinds = {
  "rule-sets": { extension: ".json", holds: "one file {id}.json" },
  policies: { extension: ".xml", holds: "one file {resource}.xml for each resource" }
} as const

type KindFolder = keyof typeof kinds

const isKindFolder = (name: string): name is KindFolder => Object.hasOwn(kinds, name)

/** Reads every document in a folder; what would be left out of the bundle without a word is a problem. */
export const readBundleFolder = async (
  folder: string
): Promise<Result.Result<ReadonlyArray<BundledDocument>, ReadonlyArray<Problem>>> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined)
  if (entries === undefined) {
    return Result.fail([
      problemAt({ file: folder }, [], {
        code: "unreadable-file",
        message: "there is no such folder; name one with the folders rule-sets and policies"
      })
    ])
  }
  const problems: Array<Problem> = []
  const documents: Array<BundledDocument> = []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const { name } = entry
    if (entry.isDirectory() && isKindFolder(name)) {
      const read = await readKind(join(folder, name), name)
      problems.push(...read.problems)
      documents.push(...read.documents)
    } else if (!name.startsWith(".") && (entry.isDirectory() || /\.(json|xml)$/.test(name))) {
      const nearest = nearestWord(name, Object.keys(kinds))
      problems.push(
        problemAt({ file: join(folder, name) }, [], {
          code: "unknown-reference",
          message: "this is not part of a bundle and would be left out; move it away, or into one of the folders",
          allowed: Object.keys(kinds),
          ...(nearest === undefined ? {} : { nearest })
        })
      )
    }
  }
  if (documents.length === 0 && problems.length === 0) {
    problems.push(
      problemAt({ file: folder }, [], {
        code: "unreadable-file",
        message: "the folder holds neither a rule set in rule-sets nor a policy in policies"
      })
    )
  }
  return problems.length > 0 ? Result.fail(problems) : Result.succeed(documents)
}

const readKind = async (
  folder: string,
  kind: KindFolder
): Promise<{ readonly documents: ReadonlyArray<BundledDocument>; readonly problems: ReadonlyArray<Problem> }> => {
  const { extension, holds } = kinds[kind]
  const documents: Array<BundledDocument> = []
  const problems: Array<Problem> = []
  for (const name of (await readdir(folder)).filter((one) => !one.startsWith(".")).sort()) {
    const file = join(folder, name)
    if (!name.endsWith(extension)) {
      problems.push(
        problemAt({ file }, [], {
          code: "unknown-reference",
          message: `the folder ${kind} holds ${holds}; rename it or move it away`
        })
      )
      continue
    }
    const text = await readText(file)
    const document = Result.flatMap(text, (source) =>
      kind === "policies" ? policyIn(file, name.slice(0, -extension.length), source) : ruleSetIn(file, source)
    )
    if (Result.isFailure(document)) problems.push(...document.failure)
    else documents.push(document.success)
  }
  return { documents, problems }
}

type Read = Result.Result<BundledDocument, ReadonlyArray<Problem>>

/** A rule set is known by the id that it has itself, whatever its file is called. */
const ruleSetIn = (file: string, text: string): Read =>
  Result.map(parseRuleSetText(text, { file }), ({ id }): BundledDocument => ({ kind: "rule-set", id, text }))

const policyIn = (file: string, name: string, text: string): Read => {
  const problems = policyProblems(file, text)
  if (problems.length > 0) return Result.fail(problems)
  try {
    return Result.succeed({ kind: "policy", id: storedUnder(decodeURIComponent(name)), text })
  } catch {
    return Result.fail([
      problemAt({ file }, [], {
        code: "wrong-value",
        message: "the name of the file has a % that encodes nothing; write %25 for it"
      })
    ])
  }
}
