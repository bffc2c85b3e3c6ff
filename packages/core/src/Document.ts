/**
 * A document is an input in JSON: a value becomes a checked type, and everything wrong becomes a list of problems with
 * place and remedy. All problems are reported at once.
 *
 * Invariants: never throws; own members named `__proto__` are refused like any unknown member.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import * as SchemaIssue from "effect/SchemaIssue"
import { parseJsonText } from "./JsonText.ts"
import type { JsonText, Position } from "./JsonText.ts"
import { describeFound, jsonPath, memberName, nearestWord } from "./Problem.ts"
import type { Problem } from "./Problem.ts"

/** How a document is read. */
export interface DocumentOptions {
  /** File name to show in problems. */
  readonly file?: string | undefined
  /** Whether found text may be repeated in problems; default `false`, since it may be personal data. */
  readonly echo?: boolean
  /** Where a path stands in the text; default: positions are left out. */
  readonly locate?: JsonText["locate"]
}

/** Checks a value against a Schema; unknown members are errors, and all problems are reported. */
export const decodeValue = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => {
  const decode = Schema.decodeUnknownResult(schema, { errors: "all", onExcessProperty: "error" })
  return (value: unknown, options: DocumentOptions = {}): Result.Result<S["Type"], ReadonlyArray<Problem>> =>
    Result.mapError(decode(value), (error) => problemsFromIssue(error.issue, value, options))
}

/** Parses text and checks it against a Schema, with positions in the problems. */
export const decodeText = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => {
  const decode = decodeValue(schema)
  return (text: string, options: DocumentOptions = {}): Result.Result<S["Type"], ReadonlyArray<Problem>> =>
    Result.flatMap(parseJsonText(text, options.file), ({ value, locate }) => decode(value, { ...options, locate }))
}

/** A problem at a path, completed with the document's file and position. */
export const problemAt = (
  options: DocumentOptions,
  path: ReadonlyArray<PropertyKey>,
  problem: Omit<Problem, "path" | "severity" | "file" | "line" | "column"> & { readonly severity?: Problem["severity"] }
): Problem => ({
  severity: "error",
  ...(options.file === undefined ? {} : { file: options.file }),
  path: jsonPath(path),
  ...positionOf(options, path),
  ...problem
})

const positionOf = (options: DocumentOptions, path: ReadonlyArray<PropertyKey>): Position | undefined => {
  for (let length = path.length; length >= 0; length--) {
    const position = options.locate?.(path.slice(0, length))
    if (position !== undefined) return position
  }
  return undefined
}

const problemsFromIssue = (
  issue: SchemaIssue.Issue,
  root: unknown,
  options: DocumentOptions
): ReadonlyArray<Problem> => {
  const echo = options.echo ?? false
  const walk = (node: SchemaIssue.Issue, path: ReadonlyArray<PropertyKey>, value: unknown): ReadonlyArray<Problem> => {
    switch (node._tag) {
      case "Pointer":
        return walk(node.issue, [...path, ...node.path], node.path.reduce(memberOf, value))
      case "Composite":
        return node.issues.flatMap((inner) => walk(inner, path, value))
      case "Encoding":
        return walk(node.issue, path, value)
      case "AnyOf": {
        const branch = likeliestBranch(node, value)
        return branch === undefined ? [expectation(node.ast, path, value)] : walk(branch, path, value)
      }
      case "MissingKey":
        return [
          problemAt(options, path, {
            code: "missing-member",
            message: `the member ${memberName(String(path.at(-1)))} is missing`
          })
        ]
      case "UnexpectedKey": {
        const name = String(path.at(-1))
        const allowed = memberNames(node.ast)
        const nearest = nearestWord(name, allowed)
        return [
          problemAt(options, path, {
            code: "unknown-member",
            message: `the member ${memberName(name)} is unknown`,
            allowed,
            ...(nearest === undefined ? {} : { nearest })
          })
        ]
      }
      case "InvalidType":
        return [expectation(node.ast, path, value)]
      case "Filter":
        return [
          problemAt(options, path, {
            code: "wrong-value",
            message: lowerFirst(filterMessage(node)),
            found: describeFound(value, echo)
          })
        ]
      default:
        return [
          problemAt(options, path, {
            code: "wrong-value",
            message: "the value is not accepted",
            found: describeFound(value, echo)
          })
        ]
    }
  }
  const expectation = (ast: SchemaAST.AST, path: ReadonlyArray<PropertyKey>, value: unknown): Problem => {
    const words = literalWords(ast)
    const nearest = typeof value === "string" ? nearestWord(value, words) : undefined
    return problemAt(options, path, {
      code: words.length > 0 && typeof value === "string" ? "wrong-value" : "wrong-type",
      message: words.length > 0 ? "the value is not one of the allowed words" : `${describeExpected(ast)} is expected`,
      found: describeFound(value, echo || isSlip(value, nearest)),
      ...(words.length > 0 ? { allowed: words } : {}),
      ...(nearest === undefined ? {} : { nearest })
    })
  }
  return walk(issue, [], root)
}

/** A slip of the pen is no longer than a few letters more than the word that was meant; the rest could be anything. */
const isSlip = (value: unknown, nearest: string | undefined): boolean =>
  typeof value === "string" && nearest !== undefined && value.length <= nearest.length + 3

const memberOf = (value: unknown, key: PropertyKey): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<PropertyKey, unknown>>)[key]
    : undefined

const filterMessage = (node: SchemaIssue.Filter): string =>
  SchemaIssue.makeFormatterStandardSchemaV1()(node).issues[0]?.message ?? "the value is not accepted"

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/** The branch of a union the author most likely meant: the one whose members overlap most with what was written. */
const likeliestBranch = (node: SchemaIssue.AnyOf, value: unknown): SchemaIssue.Issue | undefined => {
  if (node.issues.length <= 1) return node.issues[0]
  if (typeof value !== "object" || value === null) return undefined
  const written = Object.keys(value)
  const overlaps = node.issues.map((issue) => {
    const names = issue._tag === "Composite" ? memberNames(issue.ast) : []
    return { issue, overlap: written.filter((name) => names.includes(name)).length }
  })
  return overlaps.reduce((best, next) => (next.overlap > best.overlap ? next : best)).issue
}

const memberNames = (ast: SchemaAST.AST): ReadonlyArray<string> =>
  ast._tag === "Objects" ? ast.propertySignatures.map((signature) => String(signature.name)) : []

const literalWords = (ast: SchemaAST.AST): ReadonlyArray<string> => {
  if (ast._tag === "Literal") return [String(ast.literal)]
  if (ast._tag !== "Union") return []
  const words = ast.types.map(literalWords)
  return words.every(({ length }) => length > 0) ? words.flat() : []
}

const describeExpected = (ast: SchemaAST.AST): string => {
  switch (ast._tag) {
    case "String":
      return "text"
    case "Number":
      return "a number"
    case "Boolean":
      return "true or false"
    case "Null":
      return "null"
    case "Arrays":
      return "a list"
    case "Objects":
      return "an object"
    case "Literal":
      return JSON.stringify(String(ast.literal))
    case "Union":
      return [...new Set(ast.types.map(describeExpected))].join(" or ")
    case "Suspend":
      return describeExpected(ast.thunk())
    default:
      return "another kind of value"
  }
}
