/** Policies of `policies/`, read and reviewed, with some of their text replaced. */
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import type { Finding, Place } from "../src/Finding.ts"
import type { Policy } from "../src/Policy.ts"
import { readPolicy } from "../src/xml/PolicyXml.ts"
import type { PolicyReview, PolicyReviewOptions } from "../src/review/PolicyReview.ts"
import { reviewPolicy } from "../src/review/PolicyReview.ts"

/** The text of a policy. */
export const policyText = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, "policies", `${name}.xml`), "utf8")

/** The text with one part replaced, from an anchor on; it must be there. */
export const replaced = (text: string, anchor: string, part: string, by: string): string => {
  const from = text.indexOf(anchor)
  const start = text.indexOf(part, from)
  if (from < 0 || start < 0) throw new Error(`the policy does not hold ${anchor} and, after it, ${part}`)
  return text.slice(0, start) + by + text.slice(start + part.length)
}

/** The policy of a text. */
export const policyOf = (text: string): Policy => {
  const reading = readPolicy(text)
  if (!reading.ok || reading.value.kind !== "Policy") throw new Error(JSON.stringify(reading))
  return reading.value
}

/** The review of a text, with what the reader has found. */
export const reviewed = (text: string, options: PolicyReviewOptions = {}): PolicyReview => {
  const { findings } = readPolicy(text)
  return reviewPolicy(policyOf(text), { findings, ...options })
}

/** The findings of one code. */
export const found = ({ findings }: PolicyReview, code: string): ReadonlyArray<Finding> =>
  findings.filter((each) => each.code === code)

/** The place of the first `needle` at or after an anchor. */
export const placeOf = (text: string, anchor: string, needle: string): Place => {
  const before = text.slice(0, text.indexOf(needle, text.indexOf(anchor))).split("\n")
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
