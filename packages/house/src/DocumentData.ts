/**
 * Checks the data in a document: each fence of JSON against the Schema that its info string names, and the files of a
 * world also against one another.
 */
import { parseDecision, parseJsonText, parseOrder, parseRuleSet, parseSnapshot } from "@adressat/core"
import type { JsonText, Problem } from "@adressat/core"
import * as Result from "effect/Result"
import { worldFiles } from "../../cli/src/World.ts"
import { parseWorld } from "../../cli/src/WorldCheck.ts"
import type { WorldDocument } from "../../cli/src/WorldCheck.ts"
import type { Failure, Fence } from "./Markdown.ts"

type Check = (
  value: unknown,
  document: { readonly locate: JsonText["locate"] }
) => Result.Result<unknown, ReadonlyArray<Problem>>

const checkOf = (kind: string): Check | undefined => {
  switch (kind) {
    case "order":
      return parseOrder
    case "ruleset":
      return parseRuleSet
    case "snapshot":
      return parseSnapshot
    case "decision":
      return parseDecision
    case "condition":
      return (value) => parseRuleSet(ruleSetOf(value))
    default: {
      const name = kind.replace(/^world\//, "")
      return name !== kind && Object.hasOwn(worldFiles, name)
        ? (value, options) => parseWorld([{ name, value, options }])
        : undefined
    }
  }
}

const ruleSetOf = (condition: unknown) => {
  const isRoot =
    typeof condition === "object" && condition !== null && ["all", "any", "not"].some((name) => name in condition)
  return {
    id: "documented",
    version: "1",
    rules: [
      {
        name: "documented",
        conditions: isRoot ? condition : { all: [condition] },
        event: { type: "exclude", params: { reason: "OPTED_OUT", source: "a document" } }
      }
    ]
  }
}

const readJson = ({ code, language }: Fence): Result.Result<JsonText, ReadonlyArray<Problem>> =>
  parseJsonText(language === "jsonc" ? withoutComments(code) : code)

const withoutComments = (code: string): string =>
  code.replaceAll(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//g, (part) =>
    part.startsWith('"') ? part : part.replaceAll(/[^\n]/g, " ")
  )

const toFailure =
  ({ line, words }: Fence) =>
  (problem: Problem): Failure => ({
    line: line + (problem.line ?? 0),
    message: `${problem.path.replace(/^\$\.rules\[0\]\.conditions(\.all\[0\])?/, words[0] === "condition" ? "$" : "$&")}: ${problem.message}`
  })

/** Checks a fence of JSON against the Schema that its info string names. */
export const checkJson = (fence: Fence): ReadonlyArray<Failure> => {
  const [kind = "", ...rest] = fence.words
  const check = checkOf(kind)
  if (check === undefined || rest.some((word) => word !== "refused")) {
    return [
      {
        line: fence.line,
        message:
          "a json fence says what it is: order, ruleset, snapshot, decision, condition or world/<file>, and perhaps refused"
      }
    ]
  }
  const text = readJson(fence)
  if (Result.isFailure(text)) return text.failure.map(toFailure(fence))
  const checked = check(text.success.value, { locate: text.success.locate })
  if (!rest.includes("refused")) return Result.isFailure(checked) ? checked.failure.map(toFailure(fence)) : []
  return Result.isFailure(checked)
    ? []
    : [{ line: fence.line, message: "this is said to be refused, but it is accepted" }]
}

/** All files of a world that a document shows must also fit together. */
export const checkWholeWorld = (fences: ReadonlyArray<Fence>): ReadonlyArray<Failure> => {
  const files = new Map<string, { readonly fence: Fence; readonly document: WorldDocument }>()
  for (const fence of fences) {
    const [kind = "", refused] = fence.words
    const name = kind.replace(/^world\//, "")
    const text = name === kind || refused !== undefined ? undefined : readJson(fence)
    if (text === undefined || Result.isFailure(text)) continue
    files.set(name, {
      fence,
      document: { name, value: text.success.value, options: { file: name, locate: text.success.locate } }
    })
  }
  if (files.size < 2) return []
  const world = parseWorld([...files.values()].map(({ document }) => document))
  if (Result.isSuccess(world)) return []
  return world.failure.flatMap((problem) => {
    const fence = files.get(problem.file ?? "")?.fence
    return fence === undefined || Result.isFailure(parseAlone(fence)) ? [] : [toFailure(fence)(problem)]
  })
}

const parseAlone = (fence: Fence): Result.Result<unknown, unknown> =>
  checkJson(fence).length === 0 ? Result.succeed(fence) : Result.fail(fence)
