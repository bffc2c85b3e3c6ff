// The declaration goes wherever this source is read, also from packages that do not include this folder.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./xspattern.d.ts" />
/**
 * Regular expressions of XML Schema as XPath's `fn:matches` reads them (XACML 3.0 core §A.3.13): a pattern is looked for
 * anywhere in the text, `^` and `$` are its ends, `.` is anything but a line break; there are no look-arounds and no back
 * references. An anchor uses up its end of the text, so `^^a` matches nothing. The time is at most proportional to the
 * length of the pattern, with its repetitions written out, times that of the text; what would take too long is refused.
 */
import { compile } from "xspattern"
import type { Failure } from "../Value.ts"
import { failure } from "./Definition.ts"

/** The greatest length of a pattern with its repetitions written out; the engine can count to 65,535. */
const longestPattern = 10_000
/** The greatest product of that length and the length of a text: some seconds at the very worst. */
const mostSteps = 1_000_000
/** The sum of the lengths of the patterns that are kept ready. */
const mostKept = 100_000

interface Matcher {
  readonly length: number
  readonly matches: (text: string) => boolean
}

const matchers = new Map<string, Matcher | Failure>()
let kept = 0

const tooLong = failure("a regular expression is too long or repeats too much")

/** Whether a pattern occurs in a text; a failure when it is no pattern or would take too long. */
export const matchesPattern = (pattern: string, text: string): boolean | Failure => {
  const matcher = matcherOf(pattern)
  if ("status" in matcher) return matcher
  return matcher.length * text.length <= mostSteps
    ? matcher.matches(text)
    : failure("a text is too long for its regular expression")
}

const matcherOf = (pattern: string): Matcher | Failure => {
  const known = matchers.get(pattern)
  if (known !== undefined) return known
  if (pattern.length > longestPattern) return tooLong
  const length = expandedLength(pattern)
  const matcher = length > longestPattern ? tooLong : compileMatcher(pattern, length)
  kept += Math.min(length, longestPattern)
  if (kept > mostKept) {
    matchers.clear()
    kept = 0
  }
  matchers.set(pattern, matcher)
  return matcher
}

const compileMatcher = (pattern: string, length: number): Matcher | Failure => {
  try {
    return { length, matches: compile(pattern, { language: "xpath" }) }
  } catch {
    return failure("a regular expression is not one of XML Schema")
  }
}

const tokenExpression = /\\[pP]\{[^}]*\}|\\.|\{(\d+)(,?)(\d*)\}|[^]/gsu

/** An upper bound of the engine's steps for each character: every atom and operator counts, as often as it may repeat. */
const expandedLength = (pattern: string): number => {
  const groups: Array<number> = []
  let [total, atom, classes] = [1, 0, 0]
  for (const [token, least, comma, most] of pattern.matchAll(tokenExpression)) {
    if (token === "[") classes++
    else if (token === "]" && classes > 0) classes--
    if (classes > 0) continue
    if (token === "(") {
      groups.push(total)
      total = 3
    } else if (token === ")") {
      atom = total
      total += groups.pop() ?? 0
    } else if (least !== undefined) {
      const times = Math.max(Number(least), comma === "" ? 0 : Number(most), 1)
      total += (atom + 2) * times
    } else {
      atom = 3
      total += atom
    }
  }
  return total
}
