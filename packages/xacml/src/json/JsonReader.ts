/**
 * Reading a JSON tree as something in particular: members by name in either spelling, lists that may be a single value,
 * and findings that say where. A finding names members that the profile knows, never a value or a name from the document.
 *
 * Member names are compared without regard to case, `null` is the same as a member left out, and what cannot be read is
 * reported and left out, so that one reading finds all that is wrong.
 */
import type { Finding, Reading } from "../Finding.ts"
import { placeOf } from "./Json.ts"
import type { Json } from "./Json.ts"
import { nearestWord } from "../NearestWord.ts"

/** What is common to one reading. */
export interface JsonReading {
  /** The text, when there is one, for line and column. */
  readonly text: string | undefined
  /** What members that nobody knows are: an error in a question, a warning in an answer. */
  readonly unknownMembers: "error" | "warning"
  readonly findings: Array<Finding>
}

/** A value and where it stands. */
export interface JsonAt {
  readonly json: Json
  /** Such as `Request.AccessSubject[0].Id`. */
  readonly path: string
  readonly reading: JsonReading
}

const hasErrors = (findings: ReadonlyArray<Finding>): boolean => findings.some(({ severity }) => severity === "error")

/** As many findings as anybody reads; further ones of the same kind are left out. */
const MOST_FINDINGS = 100

const isFull = ({ findings }: JsonReading, severity: Finding["severity"]): boolean =>
  findings.length >= MOST_FINDINGS && (severity !== "error" || hasErrors(findings))

/** Says what is wrong at a value. */
export const report = (
  { json, path, reading }: JsonAt,
  { severity = "error", ...finding }: Pick<Finding, "code" | "message" | "remedy"> & Partial<Pick<Finding, "severity">>
): undefined => {
  if (isFull(reading, severity)) return undefined
  const place =
    reading.text === undefined || json.offset === undefined ? {} : { place: placeOf(reading.text, json.offset) }
  const where = path === "" ? "the document" : path
  reading.findings.push({ severity, ...finding, message: `${where}: ${finding.message}`, ...place })
  return undefined
}

/** What came of a reading: the value, unless something was reported as an error. */
export const readingOf = <A>({ findings }: JsonReading, value: A | undefined): Reading<A> =>
  value === undefined || hasErrors(findings) ? { ok: false, findings } : { ok: true, value, findings }

/**
 * The members of an object, in the order of the document. `known` are the names that the profile gives them; `aliases`,
 * in lower case, other spellings of the same. Nothing when the value is no object.
 */
export const membersOf = <const Name extends string>(
  at: JsonAt,
  known: ReadonlyArray<Name>,
  aliases: Readonly<Record<string, Name>> = {}
): ReadonlyMap<Name, JsonAt> | undefined => {
  const { json, path, reading } = at
  if (json.kind !== "object") {
    return report(at, {
      code: "json-type",
      message: "an object is expected",
      remedy: `write an object with ${known.join(", ")}`
    })
  }
  const names = new Map<string, Name>([
    ...Object.entries(aliases),
    ...known.map((name) => [name.toLowerCase(), name] as const)
  ])
  const members = new Map<Name, JsonAt>()
  for (const [written, value] of json.members) {
    const name = names.get(written.toLowerCase())
    if (name === undefined) {
      reportUnknown({ json: value, path, reading }, written, known)
      continue
    }
    const member: JsonAt = { json: value, path: path === "" ? name : `${path}.${name}`, reading }
    if (members.has(name)) {
      report(member, { code: "duplicate-member", message: "the member is written twice", remedy: "write it once" })
    } else if (value.kind !== "null") {
      members.set(name, member)
    }
  }
  return members
}

const reportUnknown = (at: JsonAt, written: string, known: ReadonlyArray<string>): undefined => {
  const severity = at.reading.unknownMembers
  if (isFull(at.reading, severity)) return undefined
  const meant = nearestWord(written, known, 2)
  return report(at, {
    severity,
    code: "unknown-member",
    message: `a member is none that the JSON profile has${meant === undefined ? "" : `; did you mean ${meant}?`}`,
    remedy: meant === undefined ? `remove it, or write one of ${known.join(", ")}` : `write ${meant}`
  })
}

/** The elements of an array; a value that is none stands for an array of it, and one left out for an empty array. */
export const listOf = (at: JsonAt | undefined): ReadonlyArray<JsonAt> =>
  at === undefined ? [] : at.json.kind === "array" ? elementsOf(at) : [at]

const elementsOf = ({ json, path, reading }: JsonAt): ReadonlyArray<JsonAt> =>
  json.kind === "array"
    ? json.elements.map((element, index) => ({ json: element, path: `${path}[${index}]`, reading }))
    : []

/** A text. */
export const textOf = (at: JsonAt | undefined): string | undefined => {
  if (at === undefined) return undefined
  return at.json.kind === "string"
    ? at.json.text
    : report(at, { code: "json-type", message: "a text is expected", remedy: "write it in quotation marks" })
}

/** A text that must be there. */
export const requiredText = <Name extends string>(
  owner: JsonAt,
  members: ReadonlyMap<Name, JsonAt>,
  name: Name
): string | undefined => {
  const member = members.get(name)
  return member === undefined ? missing(owner, name) : textOf(member)
}

/** Says that a member is missing. */
export const missing = (owner: JsonAt, name: string): undefined =>
  report(owner, { code: "missing-member", message: `${name} is missing`, remedy: `add ${name}` })

/** A boolean; false when it is left out. */
export const flagOf = (at: JsonAt | undefined): boolean => {
  if (at === undefined) return false
  if (at.json.kind === "boolean") return at.json.value
  report(at, { code: "json-type", message: "true or false is expected", remedy: "write it without quotation marks" })
  return false
}
