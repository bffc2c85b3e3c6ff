/**
 * The Norwegian numbers: which national numbers under the country code 47 (Norway, and Svalbard and Jan Mayen) are valid,
 * as an automaton over their digits, made from the metadata of libphonenumber. `pnpm generate` writes it to
 * `packages/core/src/NorwegianNumbers.gen.ts`.
 *
 * The library decides, the patterns of the metadata only say which numbers it cannot tell apart: of the numbers that
 * stand at the same places of all patterns and are equally long, one is put to the library. So nothing here repeats how
 * the library combines its patterns.
 */
import { parsePhoneNumberFromString } from "libphonenumber-js/max"
import metadata from "libphonenumber-js/max/metadata"
import { digitAutomaton } from "./DigitPattern.ts"
import type { DigitPattern, Places } from "./DigitPattern.ts"

const COUNTRY_CODE = "47"

/** National numbers with more digits are not parsed by the library, whatever they are. */
const MAX_NATIONAL_DIGITS = 17

/** The file `NorwegianNumbers.gen.ts`. Throws when the metadata have a form that this does not know. */
export const norwegianNumbers = (): string => {
  const { firstValid, rows } = rowsOf(minimal(explored()))
  return [
    "/**",
    " * The Norwegian numbers: which national numbers under the country code 47 are valid, as an automaton over their digits,",
    " * made from the metadata of libphonenumber. Written by `npx pnpm@12 generate`; a test fails when it has drifted.",
    " *",
    " * A state is the place of its row. The walk begins at 0, and a digit leads from a state to the one that stands so many",
    " * places on. Beside each row stand the fewest digits that lead to it.",
    " */",
    "",
    "/** The number read is valid in this state and in every later one. */",
    `export const firstValidState = ${firstValid}`,
    "",
    "/** The states, ten places each. */",
    "export const norwegianStates: ReadonlyArray<number> = [",
    rows
      .map(({ digits, next }) => `  ${next.join(", ")}, // ${digits === "" ? "at the start" : digits}`)
      .join("\n")
      .replace(/,( \/\/ .*)$/, "$1"),
    "]",
    "",
    "/** What the first four digits of a valid number of eight may be, from and to. */",
    "export const firstFourOfEight: ReadonlyArray<readonly [from: number, to: number]> = [",
    firstFourOfEight(rows, firstValid)
      .map(([from, to]) => `  [${from}, ${to}]`)
      .join(",\n"),
    "]",
    ""
  ].join("\n")
}

interface State {
  /** The first digits found that lead here. */
  readonly digits: string
  readonly isValid: boolean
  /** The numbers of the states that the digits 0–9 lead to. */
  readonly next: ReadonlyArray<number>
}

/** Every state that the library may tell apart from others, beginning with the start. */
const explored = (): ReadonlyArray<State> => {
  const automaton = digitAutomaton(patterns())
  const numbers = new Map<string, number>()
  const found: Array<{ readonly digits: string; readonly places: Places }> = []
  const numberOf = (digits: string, places: Places): number => {
    const isTooLong = digits.length > MAX_NATIONAL_DIGITS
    const key = isTooLong ? "too long" : `${digits.length}: ${places.join(" ")}`
    const number = numbers.get(key) ?? found.push({ digits, places }) - 1
    numbers.set(key, number)
    return number
  }
  numberOf("", automaton.start)
  const states: Array<State> = []
  for (const { digits, places } of found) {
    const next = Array.from({ length: 10 }, (_, digit) =>
      numberOf(digits + String(digit), automaton.after(places, digit))
    )
    states.push({ digits, isValid: libraryTakes(digits), next })
  }
  return states
}

const libraryTakes = (digits: string): boolean => {
  const parsed = parsePhoneNumberFromString(`+${COUNTRY_CODE}${digits}`)
  if (parsed?.isValid() !== true) return false
  if (parsed.number === `+${COUNTRY_CODE}${digits}`) return true
  throw new Error(`libphonenumber changes the digits of Norwegian numbers, such as ${digits}: the table cannot`)
}

/** Every pattern of the metadata that the library may hold a national number against. */
const patterns = (): ReadonlyArray<DigitPattern> => {
  if (metadata.version !== 4) throw new Error("the metadata of libphonenumber have a new form: read it anew here")
  return (metadata.country_calling_codes[COUNTRY_CODE] ?? []).flatMap((country) => {
    const plan: ReadonlyArray<unknown> = metadata.countries[country] ?? []
    const [nationalNumber, prefixForParsing, leadingDigits, types] = [plan[2], plan[6], plan[10], plan[11]]
    if (typeof nationalNumber !== "string" || !Array.isArray(types) || Boolean(prefixForParsing)) {
      throw new Error(`the metadata of ${country} have a form that the table of Norwegian numbers does not know`)
    }
    const whole = [nationalNumber, ...types.map((type: unknown) => (Array.isArray(type) ? (type[0] as unknown) : 0))]
    return [
      ...whole.flatMap((source): ReadonlyArray<DigitPattern> =>
        typeof source === "string" && source !== "" ? [{ source, matches: "whole" }] : []
      ),
      ...(typeof leadingDigits === "string" ? [{ source: leadingDigits, matches: "start" } as const] : [])
    ]
  })
}

/** The states without those that no further digits tell apart. */
const minimal = (states: ReadonlyArray<State>): ReadonlyArray<State> => {
  let classes = states.map(({ isValid }) => Number(isValid))
  for (let count = 0; ;) {
    const numbers = new Map<string, number>()
    classes = states.map(({ next }, index) => {
      const key = [classes[index], ...next.map((to) => classes[to])].join(" ")
      const number = numbers.get(key) ?? numbers.size
      numbers.set(key, number)
      return number
    })
    if (numbers.size === count) break
    count = numbers.size
  }
  return states.flatMap((state, index) =>
    classes.indexOf(classes[index] ?? 0) === index ? [{ ...state, next: state.next.map((to) => classes[to] ?? 0) }] : []
  )
}

/** The states as rows, valid ones last, with places for numbers. */
const rowsOf = (states: ReadonlyArray<State>): { readonly rows: ReadonlyArray<State>; readonly firstValid: number } => {
  const order = [...states.keys()].sort((a, b) => Number(states[a]?.isValid) - Number(states[b]?.isValid))
  const places = new Map(order.map((index, row) => [index, row * 10]))
  const rows = order.flatMap((index) => states[index] ?? [])
  return {
    firstValid: rows.filter(({ isValid }) => !isValid).length * 10,
    rows: rows.map((state) => ({ ...state, next: state.next.map((to) => places.get(to) ?? 0) }))
  }
}

/** The ranges of first four digits that make a number of eight valid. Throws when it takes more digits to tell. */
const firstFourOfEight = (
  rows: ReadonlyArray<State>,
  firstValid: number
): ReadonlyArray<readonly [from: number, to: number]> => {
  const after = (place: number): ReadonlyArray<number> => rows[place / 10]?.next ?? []
  const ranges: Array<readonly [from: number, to: number]> = []
  for (let four = 0; four < 10_000; four++) {
    const digits = String(four).padStart(4, "0")
    let places = new Set([[...digits].reduce((place, digit) => after(place)[Number(digit)] ?? 0, 0)])
    for (let digit = 5; digit <= 8; digit++) places = new Set([...places].flatMap(after))
    const valid = [...places].filter((place) => place >= firstValid)
    if (valid.length === 0) continue
    if (valid.length < places.size) throw new Error(`whether numbers such as ${digits}0000 are valid takes five digits`)
    const last = ranges.at(-1)
    if (last?.[1] === four - 1) ranges[ranges.length - 1] = [last[0], four]
    else ranges.push([four, four])
  }
  return ranges
}
