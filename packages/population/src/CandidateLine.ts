/**
 * A candidate line is one candidate as a JSON object: its basis, and its facts by name. A fact that is left out is
 * unavailable, apart from `basis`, which is what the line says.
 *
 * Invariants: never throws; all problems of a line are reported; a problem repeats nothing of a line but slips of known
 * words, since facts may say something about a person.
 */
import { bases, describeFound, jsonPath, nearestWord, parseJsonText, UNAVAILABLE } from "@adressat/core"
import type { Basis, Facts, FactValue, Problem } from "@adressat/core"
import * as Result from "effect/Result"
import type { FactShape, FactShapes } from "./FactShapes.ts"

/** A candidate, or what is wrong with the line. */
export type CandidateLine = Result.Result<{ readonly basis: Basis; readonly facts: Facts }, ReadonlyArray<Problem>>

/** A reader of lines about some facts. */
export const candidateLineReader = (facts: FactShapes): ((text: string) => CandidateLine) => {
  const checks = new Map(Object.entries(facts).map(([name, shape]) => [name, factCheck(shape)]))
  const names = [...checks.keys()]
  return (text) => {
    const parsed = parseLine(text)
    if (Result.isFailure(parsed)) return Result.fail(parsed.failure)
    const problems: Array<Problem> = []
    const { value } = parsed.success
    if (!isObject(value)) {
      return Result.fail([
        problem([], "wrong-type", "an object with basis and facts is expected", { found: describeFound(value, false) })
      ])
    }
    for (const name in value) {
      if (name !== "basis" && name !== "facts")
        problems.push(unknownName([name], name, "the member is unknown", ["basis", "facts"]))
    }
    const { basis, facts: found } = value
    if (basis === undefined) problems.push(missing("basis"))
    else if (!isBasis(basis)) problems.push(wrongWord(["basis"], basis, bases))
    if (found === undefined) problems.push(missing("facts"))
    else if (isObject(found)) {
      for (const name in found) {
        const check = checks.get(name)
        const wrong = check?.(found[name], name)
        if (check === undefined) problems.push(unknownName(["facts", name], name, "there is no such fact", names))
        else if (wrong !== undefined) problems.push(...wrong)
      }
      const said = found["basis"]
      if (problems.length === 0 && said !== undefined && said !== UNAVAILABLE && said !== basis)
        problems.push(problem(["facts", "basis"], "wrong-value", "the fact is not the basis of the line; leave it out"))
    } else {
      problems.push(
        problem(["facts"], "wrong-type", "an object of facts by name is expected", {
          found: describeFound(found, false)
        })
      )
    }
    if (problems.length > 0 || !isBasis(basis) || !isObject(found)) return Result.fail(problems)
    // Not copied: nobody else has it.
    const whole = found as Record<string, FactValue>
    whole["basis"] ??= basis
    return Result.succeed({ basis, facts: whole })
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isBasis = (value: unknown): value is Basis => bases.some((basis) => basis === value)

// --- Text ------------------------------------------------------------------------------------------------------------

/** Reads the text of a line; only what is doubtful is read with care, which takes much longer. */
const parseLine = (text: string): Result.Result<{ readonly value: unknown }, ReadonlyArray<Problem>> => {
  try {
    const value: unknown = JSON.parse(text)
    if (!text.includes("\\") && quotesIn(text) === quotesOf(value)) return Result.succeed({ value })
  } catch {
    // What is wrong is found below, with its place.
  }
  return parseJsonText(text)
}

const QUOTE = 34

const quotesIn = (text: string): number => {
  let quotes = 0
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) === QUOTE) quotes++
  return quotes
}

/** The quotes that a value is written with; a member that was written twice had more. */
const quotesOf = (value: unknown): number => {
  if (typeof value === "string") return 2
  if (typeof value !== "object" || value === null) return 0
  if (Array.isArray(value)) return value.reduce<number>((sum, element) => sum + quotesOf(element), 0)
  let quotes = 0
  for (const name in value) quotes += 2 + quotesOf((value as Readonly<Record<string, unknown>>)[name])
  return quotes
}

// --- Facts -----------------------------------------------------------------------------------------------------------

/** What is wrong with the value of a fact, if anything. */
type FactCheck = (value: unknown, name: string) => ReadonlyArray<Problem> | undefined

const factCheck = (shape: FactShape): FactCheck => {
  if (shape.type === "number") {
    const { maximum, minimum } = shape
    return (value, name) =>
      value === UNAVAILABLE || (typeof value === "number" && value >= minimum && value <= maximum)
        ? undefined
        : [
            problem(["facts", name], "wrong-value", "the value is not a number in the range of the fact", {
              allowed: [`${minimum} to ${maximum}`, UNAVAILABLE]
            })
          ]
  }
  const known = new Set<unknown>(shape.values)
  const allowed = [...shape.values, UNAVAILABLE]
  if (shape.type === "word") {
    return (value, name) =>
      known.has(value) || value === UNAVAILABLE ? undefined : [wrongWord(["facts", name], value, allowed)]
  }
  return (value, name) => {
    if (value === UNAVAILABLE) return undefined
    if (!Array.isArray(value)) {
      return [
        problem(["facts", name], "wrong-type", "a list of words is expected", { found: describeFound(value, false) })
      ]
    }
    return value.every((element: unknown) => known.has(element))
      ? undefined
      : value.flatMap((element: unknown, index) =>
          known.has(element) ? [] : [wrongWord(["facts", name, index], element, shape.values)]
        )
  }
}

// --- Problems --------------------------------------------------------------------------------------------------------

const problem = (
  path: ReadonlyArray<PropertyKey>,
  code: Problem["code"],
  message: string,
  rest: Partial<Problem> = {}
): Problem => ({ severity: "error", code, path: jsonPath(path), message, ...rest })

const missing = (name: string): Problem => problem([name], "missing-member", `the member ${name} is missing`)

const unknownName = (
  path: ReadonlyArray<PropertyKey>,
  name: string,
  message: string,
  allowed: ReadonlyArray<string>
): Problem => {
  const nearest = nearestWord(name, allowed)
  return problem(path, "unknown-member", message, { allowed, ...(nearest === undefined ? {} : { nearest }) })
}

const wrongWord = (path: ReadonlyArray<PropertyKey>, value: unknown, allowed: ReadonlyArray<string>): Problem => {
  const nearest = typeof value === "string" ? nearestWord(value, allowed) : undefined
  // A slip of the pen is hardly longer than the word that was meant; the rest could be anything.
  const isSlip = typeof value === "string" && nearest !== undefined && value.length <= nearest.length + 3
  return problem(path, "wrong-value", "the value is not one of the allowed words", {
    found: describeFound(value, isSlip),
    allowed,
    ...(nearest === undefined ? {} : { nearest })
  })
}
