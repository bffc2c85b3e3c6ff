/**
 * A problem is what is wrong with an input: where it is, what was found there, what is allowed, and the nearest valid
 * word. Problems are plain data; {@link formatProblem} makes the sentence.
 *
 * Invariant: a problem never carries personal data. Text of an input is repeated only when it is a near miss of an
 * allowed word, or when the caller says that the document holds no personal data (a rule set).
 */

/** One thing wrong (or doubtful) in an input document. */
export interface Problem {
  /** `error` stops the input from being used; `warning` does not. */
  readonly severity: "error" | "warning"
  /** Stable code of the kind of problem. */
  readonly code: ProblemCode
  /** The file the caller named, if any. */
  readonly file?: string
  /** JSON path of the place; `$` is the whole document. */
  readonly path: string
  /** One-based line in the text, when the input was text. */
  readonly line?: number
  /** One-based column in the text, when the input was text. */
  readonly column?: number
  /** One lower-case sentence without a full stop. */
  readonly message: string
  /** What was found, described without personal data. */
  readonly found?: string
  /** The words or shapes that would be accepted. */
  readonly allowed?: ReadonlyArray<string>
  /** The accepted word nearest to what was found. */
  readonly nearest?: string
}

/** The closed list of problem kinds. */
export type ProblemCode =
  | "broken-json"
  | "duplicate-member"
  | "unknown-member"
  | "missing-member"
  | "wrong-type"
  | "wrong-value"
  | "too-large"
  | "too-deep"
  | "duplicate-identifier"
  | "unknown-reference"
  | "doubtful-identifier"
  | "unreachable"
  | "unreadable-file"

/** Thrown by the façade, where a host without Effect expects an `Error`: an input was refused. */
export class InvalidInputError extends Error {
  override readonly name = "InvalidInputError"
  /** Every problem found, not only the first. */
  readonly problems: ReadonlyArray<Problem>
  constructor(problems: ReadonlyArray<Problem>) {
    super(problems.length === 0 ? "the input was refused" : problems.slice(0, 20).map(formatProblem).join("\n"))
    this.problems = problems
  }
}

/** A JSON path from member names and indexes: `["rules", 2, "a-b"]` is `$.rules[2]["a-b"]`. */
export const jsonPath = (path: ReadonlyArray<PropertyKey>): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`
    const name = memberName(String(key))
    return /^[A-Za-z_$][\w$]*$/.test(name) ? `${text}.${name}` : `${text}[${JSON.stringify(name)}]`
  }, "$")

/** A member name fit to be shown: names that could hold personal data or break a terminal are described instead. */
export const memberName = (name: string): string =>
  /^[\w$@./-]{1,60}$/.test(name) && !mayBePersonal(name) ? name : `(a name of ${name.length} characters)`

/** Whether a text could be a name, an address or a number of somebody: two words, an at sign, five digits or more. */
const mayBePersonal = (text: string): boolean => /\S\s+\S|\S@|(\d\D?){5}/.test(text)

/** Whether a text is short, fit for a terminal, and not like somebody's name, address or number. */
export const isShowable = (text: string): boolean =>
  text.length <= 60 && /^[\x20-\x7e\u00a1-\u024f]*$/.test(text) && !mayBePersonal(text)

/** The nearest of `words` to `word` by edit distance, if near enough to be a likely slip. */
export const nearestWord = (word: string, words: ReadonlyArray<string>): string | undefined => {
  if (word.length > 80) return undefined
  const wanted = word.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1
  for (const candidate of words) {
    const lower = candidate.toLowerCase()
    const contained = wanted.length > 3 && (lower.includes(wanted) || wanted.includes(lower))
    const distance = Math.min(editDistance(wanted, lower), contained && lower.length > 3 ? 2 : Number.POSITIVE_INFINITY)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

const editDistance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}

/**
 * Describes a found value without personal data: text is repeated only when `echo` allows it, and never when it looks like
 * somebody's name, address or number. Numbers, booleans and null are repeated when short, since an identifier is never short.
 */
export const describeFound = (value: unknown, echo: boolean): string => {
  if (value === undefined) return "nothing"
  if (value === null) return "null"
  if (typeof value === "string") {
    if (value === "") return "empty text"
    return echo && isShowable(value) ? JSON.stringify(value) : `text of ${value.length} characters`
  }
  if (typeof value === "number") return Math.abs(value) < (echo ? 10_000_000 : 10_000) ? String(value) : "a number"
  if (typeof value === "boolean") return String(value)
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`
  return typeof value === "object" ? "an object" : `a ${typeof value}`
}

/** The problem as one line: place, sentence, what was found, what is allowed, nearest word. */
export const formatProblem = (problem: Problem): string => {
  const position = problem.line === undefined ? "" : `:${problem.line}:${problem.column ?? 1}`
  const place = `${problem.file ?? ""}${position}`
  // The whole document needs no path when it is named.
  const path = place !== "" && problem.path === "$" ? "" : problem.path
  const parts = [[place, path].filter((part) => part !== "").join(" "), problem.message]
  const found = problem.found === undefined ? "" : `; found ${problem.found}`
  const allowed =
    problem.allowed === undefined || problem.allowed.length === 0
      ? ""
      : `; allowed: ${problem.allowed.slice(0, 24).join(", ")}${problem.allowed.length > 24 ? ", …" : ""}`
  const nearest = problem.nearest === undefined ? "" : `; did you mean ${problem.nearest}?`
  return `${parts.join(": ")}${found}${allowed}${nearest}`
}
