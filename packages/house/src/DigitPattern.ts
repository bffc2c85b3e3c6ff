/**
 * A digit pattern is a regular expression over the digits 0–9, as metadata of phone numbers write them. Several patterns
 * together make one automaton that tells apart what at least one of them tells apart.
 *
 * Invariant: two texts of digits that lead to the same places are matched by the same patterns, and go on being so
 * whatever digits are added to both. Only what such metadata use is read: digits, `\d`, classes, groups, `|`, `?`, `{n}`
 * and `{n,m}`; anything else is an error, never a guess.
 */

/** A pattern that matches a whole number, or the start of one. */
export interface DigitPattern {
  readonly source: string
  readonly matches: "whole" | "start"
}

/** Where several patterns stand after some digits: the numbers of their places, in order. */
export type Places = ReadonlyArray<number>

/** The automaton of several patterns. */
export interface DigitAutomaton {
  readonly start: Places
  readonly after: (places: Places, digit: number) => Places
}

/** The automaton of these patterns. Throws when a pattern has syntax that this does not read. */
export const digitAutomaton = (patterns: ReadonlyArray<DigitPattern>): DigitAutomaton => {
  const places: Array<Place> = []
  const add = (digits: ReadonlySet<number>, next: ReadonlyArray<number>): Places => [places.push({ digits, next }) - 1]
  const enter = (term: Term, next: Places): Places => {
    switch (term.type) {
      case "digits":
        return add(term.digits, next)
      case "sequence":
        return term.parts.reduceRight((rest, part) => enter(part, rest), next)
      case "choice":
        return term.parts.flatMap((part) => enter(part, next))
      case "times": {
        let entry = next
        for (let time = term.most; time > 0; time--) {
          entry = time > term.least ? [...enter(term.part, entry), ...next] : enter(term.part, entry)
        }
        return entry
      }
    }
  }
  const starts = patterns.flatMap(({ matches, source }) => {
    const end = places.length
    places.push({ digits: matches === "start" ? anyDigit : new Set(), next: matches === "start" ? [end] : [] })
    return enter(readPattern(source), [end])
  })
  return {
    start: inOrder(starts),
    after: (from, digit) =>
      inOrder(
        from.flatMap((index) => {
          const place = places[index]
          return place?.digits.has(digit) === true ? place.next : []
        })
      )
  }
}

/** A place in a pattern: the digits that lead on from it, and where to. */
interface Place {
  readonly digits: ReadonlySet<number>
  readonly next: Places
}

type Term =
  | { readonly type: "digits"; readonly digits: ReadonlySet<number> }
  | { readonly type: "sequence" | "choice"; readonly parts: ReadonlyArray<Term> }
  | { readonly type: "times"; readonly part: Term; readonly least: number; readonly most: number }

const inOrder = (places: Places): Places => [...new Set(places)].sort((a, b) => a - b)

const range = (first: number, last: number): ReadonlySet<number> =>
  new Set(Array.from({ length: last - first + 1 }, (_, index) => first + index))

const anyDigit = range(0, 9)

/** The pieces a pattern is made of; a piece that is none of them is an error. */
const PIECE = /\\d|[0-9]|\[[^\]]*\]|\(\?:|\(|\)|\||\?|\{\d+(?:,\d+)?\}|./gsu

const readPattern = (source: string): Term => {
  const pieces = source.match(PIECE) ?? []
  let index = 0
  const fail = (): never => {
    throw new Error(
      `the digit pattern ${source} has ${pieces[index] ?? "its end"} where this reader knows no such thing`
    )
  }
  const choice = (): Term => {
    const parts = [sequence()]
    while (pieces[index] === "|") {
      index++
      parts.push(sequence())
    }
    return { type: "choice", parts }
  }
  const sequence = (): Term => {
    const parts: Array<Term> = []
    while (index < pieces.length && pieces[index] !== "|" && pieces[index] !== ")") parts.push(repeated(single()))
    return { type: "sequence", parts }
  }
  const single = (): Term => {
    const piece = pieces[index] ?? ""
    if (piece === "(?:" || piece === "(") {
      index++
      const inner = choice()
      if (pieces[index] !== ")") fail()
      index++
      return inner
    }
    const digits = digitsOf(piece) ?? fail()
    index++
    return { type: "digits", digits }
  }
  const repeated = (part: Term): Term => {
    const piece = pieces[index] ?? ""
    const counts = piece === "?" ? ["0", "1"] : /^\{(\d+)(?:,(\d+))?\}$/.exec(piece)?.slice(1)
    if (counts === undefined) return part
    index++
    const least = Number(counts[0])
    return { type: "times", part, least, most: Number(counts[1] ?? least) }
  }
  const whole = choice()
  if (index < pieces.length) fail()
  return whole
}

const digitsOf = (piece: string): ReadonlySet<number> | undefined => {
  if (piece === "\\d") return anyDigit
  if (/^[0-9]$/.test(piece)) return new Set([Number(piece)])
  if (!/^\[(?:[0-9](?:-[0-9])?)+\]$/.test(piece)) return undefined
  const ranges = piece.match(/[0-9](?:-[0-9])?/g) ?? []
  return new Set(ranges.flatMap((text) => [...range(Number(text[0]), Number(text.at(-1)))]))
}
