/**
 * A plain phone number is one in the spelling most have: `+` or `00`, then digits, with blanks and hyphens between them or
 * without. It is read in one scan, and a Norwegian one decided by a table made from the metadata of libphonenumber.
 *
 * Invariants: what is decided here is what libphonenumber decides; whatever is spelled otherwise is left undecided. No
 * function throws. A number that stands in its E.164 form already is given back itself: nothing is allocated for it.
 */
import { firstFourOfEight, firstValidState, norwegianStates } from "./NorwegianNumbers.gen.ts"

/**
 * The E.164 form of a plain Norwegian number (country code 47); `false` when it is plain and Norwegian but not valid,
 * `undefined` when it is anything else.
 */
export const plainNorwegianE164 = (raw: string): string | false | undefined => {
  const start = startOfNational(raw)
  return start > 0 ? norwegianE164(raw, start) : undefined
}

/**
 * The same of a number as registers spell it, where eight digits that begin with 4 or 9 are a Norwegian number without its
 * country code.
 */
export const registeredNorwegianE164 = (raw: string): string | false | undefined => {
  const start = startOfNational(raw)
  return start < 0 ? undefined : norwegianE164(raw, start)
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

/**
 * Where the national digits begin: after the Norwegian country code or, with 4 or 9, at once; -1 if the text begins
 * otherwise. No unit beyond the end is asked for, since compiled code that has met one is slow ever after.
 */
const startOfNational = (raw: string): number => {
  if (raw.length < 3) return -1
  const first = raw.charCodeAt(0)
  if (first === FOUR || first === NINE) return 0
  if (first === PLUS) return raw.charCodeAt(1) === FOUR && raw.charCodeAt(2) === SEVEN ? 3 : -1
  if (first !== ZERO || raw.length < 4) return -1
  return raw.charCodeAt(1) === ZERO && raw.charCodeAt(2) === FOUR && raw.charCodeAt(3) === SEVEN ? 4 : -1
}

/** The number whose national digits begin at `start`, which is 0 where there is no country code. */
const norwegianE164 = (raw: string, start: number): string | false | undefined => {
  if (raw.length === start + 8 && isEightDigits(raw, start)) {
    return start === 3 ? raw : start === 0 ? `+47${raw}` : `+${raw.slice(2)}`
  }
  return spacedE164(raw, start)
}

/** By the first four digits of a number of eight: whether it is valid. */
const isValidEight = firstFourOfEight.reduce((table, [from, to]) => table.fill(1, from, to + 1), new Uint8Array(10_000))

/** Whether the eight characters from `start` on, which must be there, are the digits of a valid number. */
const isEightDigits = (text: string, start: number): boolean => {
  // a digit is 0 to 9 after this, anything else is more
  const a = text.charCodeAt(start) ^ ZERO
  const b = text.charCodeAt(start + 1) ^ ZERO
  const c = text.charCodeAt(start + 2) ^ ZERO
  const d = text.charCodeAt(start + 3) ^ ZERO
  const e = text.charCodeAt(start + 4) ^ ZERO
  const f = text.charCodeAt(start + 5) ^ ZERO
  const g = text.charCodeAt(start + 6) ^ ZERO
  const h = text.charCodeAt(start + 7) ^ ZERO
  const most = (a + 6) | (b + 6) | (c + 6) | (d + 6) | (e + 6) | (f + 6) | (g + 6) | (h + 6)
  return most < 16 && isValidEight[a * 1000 + b * 100 + c * 10 + d] === 1
}

/** The same with marks between the digits, or of another count of digits. */
const spacedE164 = (raw: string, start: number): string | false | undefined => {
  const { length } = raw
  if (length > MAX_PLAIN_LENGTH) return undefined
  // four digits each, through which all pass
  let early = 0
  let late = 0
  let marks = 0
  for (let index = start; index < length; index++) {
    const unit = raw.charCodeAt(index)
    if ((unit ^ ZERO) < 10) {
      early = (early << 8) | (late >>> 24)
      late = (late << 8) | unit
    } else if (isMark(unit)) marks++
    else return undefined
  }
  const a = early >>> 24
  const b = (early >>> 16) & 0xff
  const c = (early >>> 8) & 0xff
  const d = early & 0xff
  if (length - start - marks !== 8 || isValidEight[a * 1000 + b * 100 + c * 10 + d - 1111 * ZERO] !== 1) {
    return start === 0 ? undefined : anyLengthE164(raw, start)
  }
  // in one piece: pieces for each group would cost more
  return String.fromCharCode(
    PLUS,
    FOUR,
    SEVEN,
    a,
    b,
    c,
    d,
    late >>> 24,
    (late >>> 16) & 0xff,
    (late >>> 8) & 0xff,
    late & 0xff
  )
}

/** What {@link plainNorwegianE164} says of any count of digits, which begin at `start`. */
const anyLengthE164 = (raw: string, start: number): string | false | undefined => {
  let state = 0
  let marks = 0
  for (let index = start; index < raw.length; index++) {
    const unit = raw.charCodeAt(index)
    if (unit >= ZERO && unit <= NINE) state = norwegianStates[state + unit - ZERO] ?? 0
    else if (isMark(unit)) marks++
    else return undefined
  }
  if (state < firstValidState) return false
  if (marks > 0) return `+47${withoutBlanks(raw.slice(start))}`
  return start === 3 ? raw : `+47${raw.slice(start)}`
}
