/**
 * The functions that the Altinn engine can compare with. It has no types: all values are texts. In a target the literal
 * comes first and the value of the request second; in a condition it is the other way round.
 */
import { functions } from "../functions/Functions.ts"
import { isBag } from "../Value.ts"
import { DataType } from "../Vocabulary.ts"
import { caselessKey, parseDateTime, parseInt32, uriKey } from "./DotNetValue.ts"
import type { DotNetMoment } from "./DotNetValue.ts"
import type { EngineVersion } from "./EngineVersion.ts"
import type { Fault } from "./Fault.ts"

/** Whether two texts match. */
export type MatchFunction = (first: string, second: string) => boolean | Fault

const id = (version: string, name: string) => `urn:oasis:names:tc:xacml:${version}:function:${name}`

/** Functions that the engine knows in the nested call of a condition. Every other is as if it were not there. */
export const InnerFunction = {
  single: [id("1.0", "integer-one-and-only"), id("1.0", "date-one-and-only"), id("1.0", "dateTime-one-and-only")],
  size: [id("1.0", "time-bag-size"), id("1.0", "date-bag-size"), id("1.0", "dateTime-bag-size")]
} as const

/** The key of a text, for functions that compare keys: texts match when theirs are the same. */
export type TextKey = (text: string) => string

const wholeText: TextKey = (text) => text

const byKey =
  (keyOf: TextKey): MatchFunction =>
  (first, second) =>
    keyOf(first) === keyOf(second)

/** The functions that compare keys, in every version of the engine. None of them ever throws. */
export const textKeys: ReadonlyMap<string, TextKey> = new Map([
  [id("1.0", "string-equal"), wholeText],
  [id("3.0", "string-equal-ignore-case"), caselessKey]
])

const integerEqual: MatchFunction = (first, second) => {
  const integer = parseInt32(first)
  return integer !== undefined && integer === parseInt32(second)
}

const both =
  <A>(parse: (text: string) => A | undefined, what: string, equal: (first: A, second: A) => boolean): MatchFunction =>
  (first, second) => {
    const [one, other] = [parse(first), parse(second)]
    return one === undefined || other === undefined ? { fault: `a value is no ${what}` } : equal(one, other)
  }

const same = (first: string, second: string) => first === second
const sameDay = (first: DotNetMoment, second: DotNetMoment) => first.day === second.day
const sameTime = (first: DotNetMoment, second: DotNetMoment) => first.time === second.time
const sameMoment = (first: DotNetMoment, second: DotNetMoment) => sameDay(first, second) && sameTime(first, second)

const regexpMatch = id("1.0", "string-regexp-match")

/** By the function of the standard, whose patterns are a part of those of .NET and cannot run for ever. */
const matchesPattern: MatchFunction = (pattern, text) => {
  const standard = functions.get(regexpMatch)
  const [first, second] = [pattern, text].map((data) => ({ type: DataType.string, data, text: data }))
  if (standard?.kind !== "plain" || first === undefined || second === undefined)
    return { fault: "no regular expressions" }
  const result = standard.call([first, second])
  return "status" in result || isBag(result) ? { fault: "a value is no regular expression" } : result.data === true
}

/** The functions of a version, by URI. */
export const matchFunctions = (version: EngineVersion): ReadonlyMap<string, MatchFunction> =>
  new Map<string, MatchFunction>([
    ...[...textKeys].map(([functionId, keyOf]): [string, MatchFunction] => [functionId, byKey(keyOf)]),
    [id("1.0", "anyURI-equal"), both(uriKey, "absolute URI", same)],
    [id("1.0", "integer-equal"), integerEqual],
    [id("1.0", "integer-one-and-only"), integerEqual],
    [id("1.0", "string-is-in"), version.stringIsIn === "whole" ? same : (first, second) => second.includes(first)],
    [id("1.0", "time-equal"), both(parseDateTime, "time", version.timeEqualComparesDates ? sameMoment : sameTime)],
    [id("1.0", "date-equal"), both(parseDateTime, "date", sameDay)],
    [id("1.0", "dateTime-equal"), both(parseDateTime, "date and time", sameMoment)],
    [regexpMatch, matchesPattern]
  ])

/** The functions that never throw, whatever the texts. */
export const harmlessFunctions: ReadonlySet<string> = new Set([
  ...textKeys.keys(),
  id("1.0", "integer-equal"),
  id("1.0", "integer-one-and-only"),
  id("1.0", "string-is-in")
])

/** The function with this URI, or one that throws when it is called. */
export const matchFunctionOf = (known: ReadonlyMap<string, MatchFunction>, functionId: string): MatchFunction =>
  known.get(functionId) ?? (() => ({ fault: `the engine has no function ${functionId}` }))
