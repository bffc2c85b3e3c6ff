/**
 * JSON text becomes a value that remembers where each member stood, or problems with line and column.
 *
 * Invariants: never throws; a member written twice is a problem, since JSON parsers keep only the last one and the first
 * would be lost in silence.
 */
import * as Result from "effect/Result"
import { visit } from "jsonc-parser"
import { jsonPath, memberName } from "./Problem.ts"
import type { Problem } from "./Problem.ts"

/** A one-based position in a text. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A parsed JSON text that remembers where each member stood. */
export interface JsonText {
  readonly value: unknown
  /** The position of the value at a path, if it is in the text. */
  readonly locate: (path: ReadonlyArray<PropertyKey>) => Position | undefined
}

/** The greatest nesting accepted, in levels. */
export const MAX_DEPTH = 200

/** Parses JSON text; broken text and members written twice are problems with line and column. */
export const parseJsonText = (text: string, file?: string): Result.Result<JsonText, ReadonlyArray<Problem>> => {
  const source = text.startsWith("\ufeff") ? text.slice(1) : text
  const at = file === undefined ? {} : { file }
  const depth = nestingDepth(source)
  if (depth > MAX_DEPTH) {
    return Result.fail([
      {
        severity: "error",
        code: "too-deep",
        ...at,
        path: "$",
        message: `the document is nested more than ${MAX_DEPTH} levels deep`,
        found: `${depth} levels`
      }
    ])
  }
  const problems: Array<Problem> = []
  const positions = new Map<string, Position>()
  const seen: Array<Set<string>> = []
  const place = (path: ReadonlyArray<PropertyKey>, line: number, character: number) =>
    positions.set(placeKey(path), { line: line + 1, column: character + 1 })
  // A member stands where its name stands; what has no name, where it begins.
  const placeUnnamed = (path: ReadonlyArray<PropertyKey>, line: number, character: number) => {
    if (!positions.has(placeKey(path))) place(path, line, character)
  }
  visit(
    source,
    {
      onObjectBegin: (_offset, _length, line, character, pathSupplier) => {
        seen.push(new Set())
        placeUnnamed(pathSupplier(), line, character)
      },
      onObjectProperty: (name, _offset, _length, line, character, pathSupplier) => {
        const members = seen.at(-1)
        const path = [...pathSupplier(), name]
        if (members?.has(name) === true) {
          problems.push({
            severity: "error",
            code: "duplicate-member",
            ...at,
            path: jsonPath(path),
            line: line + 1,
            column: character + 1,
            message: `the member ${memberName(name)} is written twice, and only one of them would count; remove one`
          })
        }
        members?.add(name)
        place(path, line, character)
      },
      onObjectEnd: () => {
        seen.pop()
      },
      onArrayBegin: (_offset, _length, line, character, pathSupplier) => {
        placeUnnamed(pathSupplier(), line, character)
      },
      onLiteralValue: (_value, _offset, _length, line, character, pathSupplier) => {
        placeUnnamed(pathSupplier(), line, character)
      },
      onError: (error, _offset, _length, line, character) => {
        problems.push({
          severity: "error",
          code: "broken-json",
          ...at,
          path: "$",
          line: line + 1,
          column: character + 1,
          message: `the text is not valid JSON here: ${syntaxErrors[error] ?? "unexpected character"}`
        })
      }
    },
    { disallowComments: true, allowTrailingComma: false }
  )
  const broken = problems.find((problem) => problem.code === "broken-json")
  // What follows the first syntax error is noise.
  if (broken !== undefined) return Result.fail([broken])
  if (problems.length > 0) return Result.fail(problems)
  return Result.try({
    try: (): JsonText => ({ value: JSON.parse(source), locate: (path) => positions.get(placeKey(path)) }),
    catch: () => [
      {
        severity: "error",
        code: "broken-json",
        ...at,
        path: "$",
        message: "the text is not valid JSON"
      } satisfies Problem
    ]
  })
}

/** Unlike {@link jsonPath} this tells any two names apart. */
const placeKey = (path: ReadonlyArray<PropertyKey>): string => path.map(String).join("\u0000")

const syntaxErrors: Readonly<Record<number, string>> = {
  1: "unknown word; text needs double quotes",
  2: "a number is malformed",
  3: "a member name in double quotes is expected",
  4: "a value is expected; is there a comma too many?",
  5: "a colon is expected after the member name",
  6: "a comma is expected",
  7: "a closing } is expected",
  8: "a closing ] is expected",
  9: "the text goes on after the end of the document",
  10: "comments are not allowed in JSON",
  11: "a comment has no end",
  12: "text has no closing quote",
  13: "a number has no end",
  14: "a \\u escape is malformed",
  15: "an escape is unknown",
  16: "a control character must be escaped"
}

const nestingDepth = (text: string): number => {
  let depth = 0
  let deepest = 0
  let inText = false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (inText) {
      if (code === 92) index++
      else if (code === 34) inText = false
    } else if (code === 34) inText = true
    else if (code === 123 || code === 91) deepest = Math.max(deepest, ++depth)
    else if (code === 125 || code === 93) depth--
  }
  return deepest
}
