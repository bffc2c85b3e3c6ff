/**
 * A plain phone number is one in the spelling most have: `+` or `00`, then digits, with blanks and hyphens between them or
 * without. It is read in one scan, and a Norwegian one decided by a table made from the metadata of libphonenumber.
 *
 * Invariants: what is decided here is what libphonenumber decides; whatever is spelled otherwise is left undecided. No
 * function throws. A number that stands in its E.164 form already is given back itself: nothing is allocated for it.
 */
import { firstValidState, norwegianStates } from "./NorwegianNumbers.gen.ts"

/**
 * The E.164 form of a plain Norwegian number (country code 47); `false` when it is plain and Norwegian but not valid,
 * `undefined` when it is anything else.
 */
export const plainNorwegianE164 = (raw: string): string | false | undefined => {
  const start = afterPrefix(raw)
  if (start === 0 || raw.charCodeAt(start) !== FOUR || raw.charCodeAt(start + 1) !== SEVEN) return undefined
  const marks = marksOfNorwegian(raw, start + 2)
  if (marks < 0) return marks === INVALID ? false : undefined
  if (marks === 0) return start === 1 ? raw : `+${raw.slice(start)}`
  return raw.length - marks === start + 10 ? eightDigitsE164(raw, start + 2) : `+${withoutBlanks(raw.slice(start))}`
}

/** The E.164 form of a valid Norwegian number of eight digits without country code, which begins with 4 or 9. */
export const bareNorwegianE164 = (raw: string): string | undefined => {
  const first = raw.charCodeAt(0)
  if (first !== FOUR && first !== NINE) return undefined
  const marks = marksOfNorwegian(raw, 0)
  if (marks < 0 || raw.length - marks !== 8) return undefined
  return marks === 0 ? `+47${raw}` : eightDigitsE164(raw, 0)
}

/**
 * The digits after the prefix of a plain number, country code first, as one number; 0 for any other spelling, and when
 * the digits begin with 0 or are more than the 15 that E.164 allows.
 */
export const plainDigits = (raw: string): number => {
  const start = afterPrefix(raw)
  if (start === 0 || raw.length > MAX_PLAIN_LENGTH) return 0
  let digits = 0
  for (let index = start; index < raw.length; index++) {
    const unit = raw.charCodeAt(index)
    if (unit >= ZERO && unit <= NINE) {
      digits = digits * 10 + unit - ZERO
      if (digits === 0 || digits > MAX_DIGITS) return 0
    } else if (!isMark(unit)) return 0
  }
  return digits
}

/** The E.164 form of the eight digits from `start` on, made in one piece: pieces for each group would cost twice as much. */
const eightDigitsE164 = (text: string, start: number): string => {
  // four characters each, through which all pass that are digits
  let early = 0
  let late = 0
  for (let index = start; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < ZERO || unit > NINE) continue
    early = (early << 8) | (late >>> 24)
    late = (late << 8) | unit
  }
  return String.fromCharCode(
    PLUS,
    FOUR,
    SEVEN,
    early >>> 24,
    (early >>> 16) & 0xff,
    (early >>> 8) & 0xff,
    early & 0xff,
    late >>> 24,
    (late >>> 16) & 0xff,
    (late >>> 8) & 0xff,
    late & 0xff
  )
}

/** The text without blanks and hyphens. */
export const withoutBlanks = (text: string): string => {
  if (text.length > MAX_PLAIN_LENGTH) return text.replace(BLANKS_AND_HYPHENS, "")
  let kept = ""
  let done = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit > NO_BREAK_SPACE) return text.replace(BLANKS_AND_HYPHENS, "")
    if (!isMark(unit) && !(unit >= 0x09 && unit <= 0x0d)) continue
    kept += text.slice(done, index)
    done = index + 1
  }
  return done === 0 ? text : kept + text.slice(done)
}

const PLUS = 0x2b
const ZERO = 0x30
const FOUR = 0x34
const SEVEN = 0x37
const NINE = 0x39
const NO_BREAK_SPACE = 0xa0
const MAX_DIGITS = 999_999_999_999_999
const BLANKS_AND_HYPHENS = /[\s-]/gu

/** Longer texts are not plain: libphonenumber has a limit of its own, and so do numbers that are meant to be read. */
const MAX_PLAIN_LENGTH = 40

/** What may stand between digits and means nothing, to libphonenumber either. */
const isMark = (unit: number): boolean => unit === 0x20 || unit === 0x2d || unit === NO_BREAK_SPACE

/** Where the digits of an international number may begin; 0 if the text is none. */
const afterPrefix = (raw: string): number => {
  const first = raw.charCodeAt(0)
  return first === PLUS ? 1 : first === ZERO && raw.charCodeAt(1) === ZERO ? 2 : 0
}

const INVALID = -1
const UNDECIDED = -2

/** How many marks stand among the digits from `start` on, if those are a valid Norwegian number. */
const marksOfNorwegian = (text: string, start: number): number => {
  if (text.length > MAX_PLAIN_LENGTH) return UNDECIDED
  let state = 0
  let marks = 0
  for (let index = start; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit >= ZERO && unit <= NINE) state = norwegianStates[state + unit - ZERO] ?? 0
    else if (isMark(unit)) marks++
    else return UNDECIDED
  }
  return state >= firstValidState ? marks : INVALID
}
