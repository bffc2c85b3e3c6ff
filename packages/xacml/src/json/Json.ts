/**
 * JSON as a small tree that keeps what `JSON.parse` loses: the digits of each number, members that are written twice, and
 * where a value stands. Size and nesting are limited, and reading never throws.
 */
import type { Place, Reading } from "../Finding.ts"

interface Located {
  /** Where the value begins in its text, counted from zero; left out for a value that never was text. */
  readonly offset?: number | undefined
}

/** A JSON value. Numbers keep the text they were written as; members keep their order. */
export type Json = Located &
  (
    | { readonly kind: "object"; readonly members: ReadonlyArray<readonly [name: string, value: Json]> }
    | { readonly kind: "array"; readonly elements: ReadonlyArray<Json> }
    | { readonly kind: "string" | "number"; readonly text: string }
    | { readonly kind: "boolean"; readonly value: boolean }
    | { readonly kind: "null" }
  )

/** How much JSON is read. */
export interface JsonLimits {
  /** Longest text in characters, or most values when there is no text; default 8,000,000. */
  readonly maxLength?: number | undefined
  /** Deepest nesting of objects and arrays, in levels; default 64. */
  readonly maxDepth?: number | undefined
}

const limitsOf = ({ maxDepth, maxLength }: JsonLimits) => ({
  maxDepth: maxDepth ?? 64,
  maxLength: maxLength ?? 8_000_000
})

/** The line and column of an offset. */
export const placeOf = (text: string, offset: number): Place => {
  let line = 1
  let lineStart = 0
  for (let at = 0; at < offset; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) {
      line += 1
      lineStart = at + 1
    }
  }
  return { line, column: offset - lineStart + 1 }
}

const refusal = (code: string, message: string, remedy: string, place?: Place): Reading<never> => ({
  ok: false,
  findings: [{ severity: "error", code, message, remedy, ...(place === undefined ? {} : { place }) }]
})

const tooLong = (maxLength: number) =>
  refusal("json-too-long", `the document is longer than ${maxLength} characters or values`, "send it in smaller parts")

const tooDeep = (maxDepth: number, place?: Place) =>
  refusal("json-too-deep", `the document is nested more than ${maxDepth} levels deep`, "nest it less deeply", place)

const whitespace = /[ \t\n\r]*/uy
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/uy

/** Where the match of a sticky pattern at an offset ends; the offset itself when there is none. */
const endOf = (pattern: RegExp, text: string, offset: number): number => {
  pattern.lastIndex = offset
  return pattern.test(text) ? pattern.lastIndex : offset
}

/** Reads JSON text. */
export const parseJson = (text: string, limits: JsonLimits = {}): Reading<Json> => {
  const { maxDepth, maxLength } = limitsOf(limits)
  if (text.length > maxLength) return tooLong(maxLength)
  let at = text.startsWith("\ufeff") ? 1 : 0
  let problem: Reading<never> | undefined

  const fail = (message: string, remedy: string): undefined => {
    problem ??= refusal("json-syntax", message, remedy, placeOf(text, at))
    return undefined
  }
  const expected = (what: string): undefined =>
    at < text.length
      ? fail(`${what} is expected here`, "write the document as JSON (RFC 8259)")
      : fail(`the document ends where ${what} is expected`, "complete the document")
  const skip = (): void => {
    at = endOf(whitespace, text, at)
  }
  /** Moves past a character, or stays where it is. */
  const take = (character: string): boolean => {
    skip()
    if (text[at] !== character) return false
    at += 1
    return true
  }

  const string = (): string | undefined => {
    const start = at
    let end = start + 1
    let escaped = false
    for (; end < text.length; end += 1) {
      const code = text.charCodeAt(end)
      if (code === 0x22) break
      if (code === 0x5c) {
        escaped = true
        end += 1
      } else if (code < 0x20) {
        at = end
        return fail("a control character stands in a text", "escape it, such as \\n for a line break")
      }
    }
    if (end >= text.length) return fail("a text has no closing quotation mark", "close the text")
    at = end + 1
    if (!escaped) return text.slice(start + 1, end)
    try {
      return JSON.parse(text.slice(start, at)) as string
    } catch {
      at = start
      return fail(
        "a text holds an escape that JSON does not have",
        'use \\", \\\\, \\/, \\b, \\f, \\n, \\r, \\t or \\uXXXX'
      )
    }
  }

  const object = (depth: number, offset: number): Json | undefined => {
    const members: Array<readonly [string, Json]> = []
    if (take("}")) return { kind: "object", members, offset }
    do {
      skip()
      if (text[at] !== '"') return expected("the name of a member, in quotation marks,")
      const name = string()
      if (name === undefined) return undefined
      if (!take(":")) return expected("a colon")
      const member = value(depth)
      if (member === undefined) return undefined
      members.push([name, member])
    } while (take(","))
    return take("}") ? { kind: "object", members, offset } : expected("a comma or a closing brace")
  }

  const array = (depth: number, offset: number): Json | undefined => {
    const elements: Array<Json> = []
    if (take("]")) return { kind: "array", elements, offset }
    do {
      const element = value(depth)
      if (element === undefined) return undefined
      elements.push(element)
    } while (take(","))
    return take("]") ? { kind: "array", elements, offset } : expected("a comma or a closing bracket")
  }

  const word = (name: string, json: Json): Json | undefined => {
    if (!text.startsWith(name, at)) return expected("a value")
    at += name.length
    return json
  }

  const value = (depth: number): Json | undefined => {
    skip()
    const offset = at
    const first = text[at]
    if (first === "{" || first === "[") {
      if (depth >= maxDepth) {
        problem ??= tooDeep(maxDepth, placeOf(text, at))
        return undefined
      }
      at += 1
      return first === "{" ? object(depth + 1, offset) : array(depth + 1, offset)
    }
    if (first === '"') {
      const content = string()
      return content === undefined ? undefined : { kind: "string", text: content, offset }
    }
    if (first === "t") return word("true", { kind: "boolean", value: true, offset })
    if (first === "f") return word("false", { kind: "boolean", value: false, offset })
    if (first === "n") return word("null", { kind: "null", offset })
    const end = endOf(number, text, at)
    if (end === at) return expected("a value")
    at = end
    return { kind: "number", text: text.slice(offset, end), offset }
  }

  const json = value(0)
  skip()
  if (json !== undefined && at < text.length) expected("the end of the document")
  return problem ?? (json === undefined ? tooLong(maxLength) : { ok: true, value: json, findings: [] })
}

const imprecise = () =>
  refusal(
    "imprecise-number",
    "a whole number beyond 2^53 may have lost digits before it got here",
    "write it as a text, or read the document as text"
  )

/**
 * The tree of a value that somebody else has parsed. A whole number beyond 2^53 is an error, since `JSON.parse` may have
 * changed its digits; whether a number was written with a fraction (`27.0`) can no longer be told.
 */
export const jsonOf = (value: unknown, limits: JsonLimits = {}): Reading<Json> => {
  const { maxDepth, maxLength } = limitsOf(limits)
  let values = 0
  let problem: Reading<never> | undefined
  const convert = (one: unknown, depth: number): Json => {
    values += 1
    if (values > maxLength) problem ??= tooLong(maxLength)
    if (depth > maxDepth) problem ??= tooDeep(maxDepth)
    if (problem !== undefined || one === null) return { kind: "null" }
    if (Array.isArray(one)) return { kind: "array", elements: one.map((element) => convert(element, depth + 1)) }
    switch (typeof one) {
      case "string":
        return { kind: "string", text: one }
      case "boolean":
        return { kind: "boolean", value: one }
      case "bigint":
        return { kind: "number", text: String(one) }
      case "number":
        if (Number.isInteger(one) && !Number.isSafeInteger(one)) problem ??= imprecise()
        if (Number.isFinite(one)) return { kind: "number", text: Object.is(one, -0) ? "-0" : String(one) }
        break
      case "object":
        return {
          kind: "object",
          members: Object.entries(one)
            .filter(([, member]) => member !== undefined)
            .map(([name, member]) => [name, convert(member, depth + 1)])
        }
      default:
    }
    problem ??= refusal(
      "not-json",
      "a value is none that JSON has",
      "give texts, numbers, booleans, arrays and objects"
    )
    return { kind: "null" }
  }
  const json = convert(value, 0)
  return problem ?? { ok: true, value: json, findings: [] }
}
