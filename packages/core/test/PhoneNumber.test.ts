import { readFileSync } from "node:fs"
import fc from "fast-check"
import google from "google-libphonenumber"
import { isValidPhoneNumber as isValidByMetadata, parsePhoneNumberFromString } from "libphonenumber-js/max"
import { describe, expect, it } from "vitest"
import { processorTime } from "../../testing/test/ProcessorTime.ts"
import {
  ensureCountryCode,
  isValidPhoneNumber,
  phoneNumberE164,
  registeredPhoneNumberE164
} from "../src/PhoneNumber.ts"

interface Vector {
  readonly name: string
  readonly kind: string
  readonly input: { readonly raw: string }
  readonly expected: { readonly valid: boolean; readonly normalized: string }
}

const vectors = (
  JSON.parse(readFileSync(new URL("./vectors/altinn-resolution.json", import.meta.url), "utf8")) as {
    readonly vectors: ReadonlyArray<Vector>
  }
).vectors

const ofKind = (kind: string): ReadonlyArray<Vector> => {
  const found = vectors.filter((vector) => vector.kind === kind)
  if (found.length === 0) throw new Error(`no vectors of the kind ${kind}`)
  return found
}

describe("vectors", () => {
  it.each(ofKind("phone.normalize"))("$name", ({ expected, input }) => {
    expect(ensureCountryCode(input.raw)).toBe(expected.normalized)
  })
  it.each(ofKind("phone.valid"))("$name", ({ expected, input }) => {
    expect(isValidPhoneNumber(input.raw)).toBe(expected.valid)
  })
})

const oneOf = (units: string) => fc.constantFrom(...units)
const hostile = fc.string({
  unit: oneOf(
    "+0047 9@.;&quot-xX#,a\u00e5\u200b\u200e\u202e\u0663\uff14\uff0b\ufeff\u0085\ud83d\ude00\ud800\u0130\u00df\n()"
  ),
  maxLength: 40
})

describe("ensureCountryCode", () => {
  it.each([
    ["", ""],
    ["0", "0"],
    ["00", "+"],
    ["0000", "+00"],
    ["4abcdefg", "+474abcdefg"],
    ["90000000", "+4790000000"],
    [" 40000001", " 40000001"],
    ["40000001 ", "40000001 "],
    ["4000000", "4000000"],
    ["400000011", "400000011"],
    ["22222222", "22222222"],
    ["00400000", "+400000"],
    ["+4000000", "+4000000"],
    ["４0000001", "４0000001"],
    ["4\u{1f600}00000", "+474\u{1f600}00000"]
  ])("makes %j %j", (raw, expected) => expect(ensureCountryCode(raw)).toBe(expected))
})

// --- Phone numbers against Google's library --------------------------------------------------------------------------

const { PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil } = google
const library = PhoneNumberUtil.getInstance()

/**
 * The platform's rule on Google's library: what the number is in E.164, if valid; "stale" where the two libraries, asked
 * about the number that Google's reads, differ because one has newer metadata.
 */
const oracle = (raw: string): string | undefined => {
  if (raw.startsWith("++") || !/^(?:\+|00)/.test(raw)) return undefined
  try {
    const number = library.parse(raw.replace(/^00/, "+"))
    const e164 = library.format(number, PhoneNumberFormat.E164)
    const isValid = library.isValidNumber(number)
    if (isValid !== isValidByMetadata(e164)) return "stale"
    return isValid ? e164 : undefined
  } catch {
    return undefined
  }
}

/**
 * Where Google's JavaScript differs from .NET: it cuts letters other than A–Z from the end, and keeps the digits of other
 * scripts in a number spelled with letters. To .NET a digit beyond the basic plane is none, so such letters may precede it.
 */
const isBeyondOracle = (raw: string): boolean =>
  /(?![A-Za-z])\p{L}(?:[^\p{L}\p{N}#]|[\u{10000}-\u{10ffff}])*$/u.test(raw) ||
  (/(?![0-9])\p{Nd}/u.test(raw) && (raw.match(/[a-z]/gi) ?? []).length >= 3)

/** Numbers of every type in countries near and far, some of which share a country code. */
const examples = [
  "NO",
  "SE",
  "DK",
  "FI",
  "IS",
  "GB",
  "DE",
  "FR",
  "NL",
  "PL",
  "LT",
  "IT",
  "ES",
  "US",
  "CA",
  "UA",
  "SJ",
  "GG",
  "KZ",
  "VA",
  "AR",
  "MX",
  "BR",
  "JP",
  "CN"
]
  .flatMap((region) =>
    [
      PhoneNumberType.FIXED_LINE,
      PhoneNumberType.MOBILE,
      PhoneNumberType.TOLL_FREE,
      PhoneNumberType.PREMIUM_RATE,
      PhoneNumberType.SHARED_COST,
      PhoneNumberType.VOIP,
      PhoneNumberType.PERSONAL_NUMBER,
      PhoneNumberType.PAGER,
      PhoneNumberType.UAN
    ].map((type) => library.getExampleNumberForType(region, type))
  )
  .flatMap((number) =>
    number === null || number === undefined ? [] : [library.format(number, PhoneNumberFormat.E164)]
  )

const norwegian = [
  "+4740000001",
  "+4790000000",
  "+4799999999",
  "+4722222222",
  "+4781500000",
  "+4780000000",
  "+4759000000",
  "+4702000"
]

/** A choice by weight: plain pieces are much likelier than odd ones. */
const numberOf = (pool: ReadonlyArray<string>) => fc.constantFrom(...pool)
const base = fc.oneof({ weight: 2, arbitrary: numberOf(norwegian) }, { weight: 2, arbitrary: numberOf(examples) })

const PUNCTUATION =
  "-x\u2010\u2015\u2212\u30fc\uff0d\uff0f \u00a0\u00ad\u200b\u2060\u3000()\uff08\uff09\uff3b\uff3d.[]/~\u2053\u223c\uff5e*"
const LABELS = [
  ";ext=",
  "x",
  "X",
  " ext. ",
  " ext",
  "extension",
  "extensi\u00f3n ",
  "#",
  " - ",
  "~",
  "int",
  ",,",
  ",",
  ";",
  " anexo ",
  "доб",
  "ｘ",
  "ｅｘｔｎ",
  "/x",
  " / x12/ x",
  "\\x",
  ";isub=",
  "ext:",
  ";phone-context=example.com;x=",
  ";phone-context=+47;x=",
  ";phone-context=a..b;x=",
  ";phone-context=;x="
]
const TAILS = ["", "", "", "#", " ", "!", "..", "()", "\n", "a", "abc", "A12", "<b>", "\u{1f600}", "\ud800", "\u00e9"]
const INSERTS = [
  "",
  "",
  "",
  "",
  "+",
  "\uff0b",
  "a",
  "FLOWERS",
  "\u200e",
  "\ud800",
  "0",
  "(0)",
  ";",
  "x",
  "tel:",
  "\u{1d7ce}"
]

const spelling = fc
  .record({
    number: base,
    slips: fc.array(fc.tuple(fc.nat(), fc.nat(9)), { maxLength: 2 }),
    marks: fc.array(fc.tuple(fc.nat(), oneOf(PUNCTUATION)), { maxLength: 4 }),
    scripts: fc.array(fc.tuple(fc.nat(), fc.constantFrom(0xff10, 0x660, 0x6f0)), { maxLength: 3 }),
    extension: fc.option(fc.tuple(fc.constantFrom(...LABELS), fc.nat(99_999_999)), { freq: 2 }),
    tail: fc.constantFrom(...TAILS),
    insert: fc.tuple(fc.nat(), fc.constantFrom(...INSERTS)),
    zeros: fc.boolean(),
    odd: fc.record({
      slips: fc.boolean(),
      scripts: fc.boolean(),
      insert: fc.boolean(),
      extension: fc.boolean(),
      tail: fc.boolean()
    })
  })
  .map(({ extension, insert, marks, number, odd, scripts, slips, tail, zeros }) => {
    const units = [...number]
    const at = (position: number) => 1 + (position % (units.length - 1))
    if (odd.slips) for (const [position, digit] of slips) units[at(position)] = String(digit)
    if (odd.scripts) {
      for (const [position, zero] of scripts) {
        const digit = units[at(position)] ?? ""
        if (/^[0-9]$/.test(digit)) units[at(position)] = String.fromCharCode(zero + Number(digit))
      }
    }
    for (const [position, mark] of marks) units[at(position)] += mark
    if (odd.insert) units[at(insert[0])] += insert[1]
    const text =
      units.join("") + (odd.extension && extension !== null ? extension.join("") : "") + (odd.tail ? tail : "")
    return zeros ? text.replace(/^\+/, "00") : text
  })

describe("isValidPhoneNumber and phoneNumberE164", () => {
  it("agrees with Google's library on free spellings, valid or not", () => {
    const seen = { valid: 0, invalid: 0, beyond: 0, stale: 0 }
    fc.assert(
      fc.property(spelling, (raw) => {
        const expected = oracle(raw)
        if (isBeyondOracle(raw) || expected === "stale") {
          seen[expected === "stale" ? "stale" : "beyond"]++
          return
        }
        seen[expected === undefined ? "invalid" : "valid"]++
        expect(phoneNumberE164(raw), JSON.stringify(raw)).toBe(expected)
        expect(isValidPhoneNumber(raw), JSON.stringify(raw)).toBe(expected !== undefined)
      }),
      { numRuns: 40_000 }
    )
    expect(seen.valid).toBeGreaterThan(10_000)
    expect(seen.invalid).toBeGreaterThan(10_000)
    expect(seen.beyond).toBeLessThan(6000)
    expect(seen.stale).toBeLessThan(400)
  }, 60_000)
  it("agrees with Google's library on plain numbers of one or two slips, too short and too long", () => {
    const seen = { valid: 0, invalid: 0, stale: 0 }
    const digits = fc.oneof(
      fc.tuple(base, fc.nat(), fc.nat(9)).map(([number, position, digit]) => {
        const at = 1 + (position % (number.length - 1))
        return `${number.slice(0, at)}${digit}${number.slice(at + 1)}`
      }),
      fc.tuple(base, fc.nat(9)).map(([number, digit]) => number + digit),
      base.map((number) => number.slice(0, -1)),
      fc
        .tuple(fc.constantFrom("+47", "+46", "+45", "+1", "+44"), fc.integer({ min: 0, max: 9_999_999_999 }))
        .map(([code, rest]) => `${code}${rest}`),
      fc.integer({ min: 0, max: 99_999_999 }).map((rest) => `+47${String(rest).padStart(8, "0")}`)
    )
    fc.assert(
      fc.property(digits, (raw) => {
        const expected = oracle(raw)
        seen[expected === undefined ? "invalid" : expected === "stale" ? "stale" : "valid"]++
        if (expected !== "stale") expect(phoneNumberE164(raw), raw).toBe(expected)
      }),
      { numRuns: 20_000 }
    )
    expect(seen.stale).toBeLessThan(200)
    expect(seen.valid).toBeGreaterThan(4000)
    expect(seen.invalid).toBeGreaterThan(4000)
  }, 60_000)
  it.each([
    ["+4740000001", "+4740000001"],
    ["004740000001", "+4740000001"],
    ["+47 40 00 00 01", "+4740000001"],
    ["+47-40.00/00(01)", "+4740000001"],
    ["+\uff14\uff1740000001", "+4740000001"],
    ["+\u0664\u0667\u0664\u0660\u0660\u0660\u0660\u0660\u0660\u0661", "+4740000001"],
    // digits of every script are digits to .NET, while Google's JavaScript knows three scripts
    ["+\u096a\u096d40000001", "+4740000001"],
    ["+4740000001x12", "+4740000001"],
    ["+4740000001;ext=12", "+4740000001"],
    ["+4740000001;isub=12", "+4740000001"],
    ["+4740000001 \u{1f600}", "+4740000001"],
    ["+4740000001a", "+4740000001"],
    ["+1800FLOWERS", "+18003569377"],
    ["+\uff0b4740000001", "+4740000001"],
    ["00+4740000001", "+4740000001"],
    ["+44 (0)20 7946 0018", "+442079460018"],
    ["+4722222222", "+4722222222"],
    ["+80012345678", "+80012345678"],
    ["+13101234", "+13101234"],
    ["+112025550123", "+12025550123"]
  ])("reads %j as %j", (raw, expected) => expect(phoneNumberE164(raw)).toBe(expected))
  it.each([
    "",
    " ",
    "+",
    "00",
    "0",
    "+0",
    "++4740000001",
    "+++4740000001",
    " +4740000001",
    "\u200b+4740000001",
    "\u200e+4740000001",
    "\ufeff+4740000001",
    "\uff0b4740000001",
    "4740000001",
    "40000001",
    "tel:+4740000001",
    "+47(0)40000001",
    "+474000000",
    "+47400000011",
    "+4740000001\u00e5",
    "+47 4000\u{1d7ce}000 1",
    "+47400\ud80000001",
    "+9990000000",
    "+4740000001x1234567890",
    "+47400000one",
    "+4740000001,+4740000002",
    "+4740000001;phone-context=",
    "+4740000001;phone-context=+47",
    "0047 ",
    "+47\u202e40000001",
    "+47\t40000001",
    "+113101234",
    "+4740000001@example.com"
  ])("refuses %j", (raw) => {
    expect(phoneNumberE164(raw)).toBeUndefined()
    expect(isValidPhoneNumber(raw)).toBe(false)
  })
  it("reads 250 characters and no more", () => {
    const long = (length: number) => `+47${" ".repeat(length - 11)}40000001`
    expect(isValidPhoneNumber(long(250))).toBe(true)
    expect(isValidPhoneNumber(long(251))).toBe(false)
    expect(isValidPhoneNumber(`00${long(250).slice(1)}`)).toBe(true)
    expect(isValidPhoneNumber(`00${long(251).slice(1)}`)).toBe(false)
  })
  it("takes as valid every form it gives, unchanged", () => {
    fc.assert(
      fc.property(spelling, (raw) => {
        const e164 = phoneNumberE164(raw)
        if (e164 !== undefined) expect(phoneNumberE164(e164)).toBe(e164)
      }),
      { numRuns: 5000 }
    )
  })
  it("reads digits of every script that Intl writes", () => {
    for (const script of Intl.supportedValuesOf("numberingSystem")) {
      const digits = Array.from({ length: 10 }, (_, digit) =>
        new Intl.NumberFormat("en", { numberingSystem: script }).format(digit)
      )
      if (!digits.every((digit) => /^\p{Nd}$/u.test(digit) && digit.length === 1)) continue
      const written = [..."4790123456"].map((digit) => digits[Number(digit)]).join("")
      expect(phoneNumberE164(`+${written}`), script).toBe("+4790123456")
    }
  })
})

describe("registeredPhoneNumberE164", () => {
  /** The same in two steps and without any short cut. */
  const inTwoSteps = (raw: string): string | undefined => {
    const spelled = ensureCountryCode(raw.replace(/[\s\u00a0-]/gu, ""))
    return isValidPhoneNumber(spelled) ? phoneNumberE164(spelled) : undefined
  }
  it.each([
    ["40000001", "+4740000001"],
    ["400 00 001", "+4740000001"],
    [" 90-00-00-00\n", "+4790000000"],
    ["9\u00a00\u2009000000", "+4790000000"],
    ["+47\t40000001", "+4740000001"],
    ["0 0 4 7 40000001", "+4740000001"],
    ["+ 4 7 40000001", "+4740000001"],
    ["+44 20 7946 0018", "+442079460018"],
    ["02000", undefined],
    ["22222222", undefined],
    ["4700000001", undefined],
    ["49000000", undefined],
    ["4000000", undefined],
    ["400000011", undefined],
    ["4000000x", undefined],
    ["+47 4536 0000", undefined]
  ])("reads %j as %j", (raw, expected) => expect(registeredPhoneNumberE164(raw)).toBe(expected))
  it("reads what is left when blanks and hyphens are dropped", () => {
    const bare = fc.integer({ min: 40_000_000, max: 99_999_999 }).map(String)
    const blank = fc.constantFrom(" ", " ", "-", "\u00a0", "\t", "\u2009", "\ufeff", ".")
    const blanked = fc
      .tuple(fc.oneof(bare, base, spelling, hostile), fc.array(fc.tuple(fc.nat(), blank), { maxLength: 4 }))
      .map(([number, blanks]) => {
        const units = [number]
        for (const [position, mark] of blanks) {
          const text = units.join("")
          const at = position % (text.length + 1)
          units.splice(0, units.length, text.slice(0, at), mark, text.slice(at))
        }
        return units.join("")
      })
    const seen = { valid: 0, invalid: 0 }
    fc.assert(
      fc.property(blanked, (raw) => {
        const expected = inTwoSteps(raw)
        seen[expected === undefined ? "invalid" : "valid"]++
        expect(registeredPhoneNumberE164(raw), JSON.stringify(raw)).toBe(expected)
      }),
      { numRuns: 20_000 }
    )
    expect(seen.valid).toBeGreaterThan(3000)
    expect(seen.invalid).toBeGreaterThan(3000)
  })
})

describe("what is remembered", () => {
  it("changes no answer, not when there is more than can be", () => {
    const numbers = Array.from({ length: 25_000 }, (_, index) => `+46${700_000_000 + index * 3571}`)
    const expected = numbers
      .map((number) => parsePhoneNumberFromString(number))
      .map((parsed) => (parsed?.isValid() === true ? parsed.number : undefined))
    expect(new Set(expected).size).toBeGreaterThan(1000)
    expect(expected.filter((number) => number === undefined).length).toBeGreaterThan(1000)
    expect(numbers.map(phoneNumberE164)).toEqual(expected)
    expect(numbers.toReversed().map(phoneNumberE164).toReversed()).toEqual(expected)
    const spaced = numbers.slice(-100).map((number) => `00${number.slice(1, 5)} ${number.slice(5)}`)
    expect(spaced.map(phoneNumberE164)).toEqual(expected.slice(-100))
  })
})

describe("hostile text", () => {
  const big = 1_000_000
  const texts: ReadonlyArray<readonly [string, string]> = [
    ["letters", "a".repeat(big)],
    ["digits", `+47${"4".repeat(big)}`],
    ["digits without prefix", "4".repeat(big)],
    ["plus signs", "+".repeat(big)],
    ["zeros", "0".repeat(big)],
    ["spaced digits", `+${"4 ".repeat(big / 2)}`],
    ["spaced digits without prefix", "9 ".repeat(big / 2)],
    ["blanks", " ".repeat(big)],
    ["blanks and a line feed", "\n ".repeat(big / 2)],
    ["half surrogate pairs", "\ud800".repeat(big)],
    ["surrogate pairs", "\u{1f600}".repeat(big / 2)],
    ["combining marks", `+4${"\u0301".repeat(big)}`]
  ]
  it.each(texts)("is read fast: %s", (_, text) => {
    const start = processorTime()
    isValidPhoneNumber(text)
    phoneNumberE164(text)
    registeredPhoneNumberE164(text)
    ensureCountryCode(text)
    expect(processorTime() - start).toBeLessThan(1000)
  })
  it("reads the longest phone numbers fast, however spelled", () => {
    const pieces = fc.constantFrom(
      "4",
      "x",
      "ext",
      " ",
      ",",
      "-",
      "#",
      ";",
      "(",
      "e",
      "~",
      "\t",
      "/",
      "int",
      "\u0301",
      "+",
      "tel:",
      ".a",
      "\uff10"
    )
    const start = processorTime()
    const runs = 3000
    fc.assert(
      fc.property(
        fc.array(pieces, { minLength: 1, maxLength: 4 }),
        fc.constantFrom("", ";phone-context=", ";ext="),
        fc.constantFrom("", "!", "4", "#"),
        (unit, middle, end) => {
          const body = unit
            .join("")
            .repeat(250)
            .slice(0, 230 - middle.length)
          isValidPhoneNumber(`+4740${body.slice(0, 100)}${middle}${body.slice(100)}${end}`.slice(0, 250))
        }
      ),
      { numRuns: runs }
    )
    expect((processorTime() - start) / runs).toBeLessThan(20)
  })
  it("never throws", () => {
    const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))
    const text = fc.oneof(hostile, fc.string({ unit: "binary" }), fc.string({ unit, maxLength: 30 }))
    fc.assert(
      fc.property(fc.constantFrom("", "+", "00", "+47", "9"), text, (start, rest) => {
        const raw = start + rest
        expect(isValidPhoneNumber(raw)).toBe(phoneNumberE164(raw) !== undefined)
        expect(ensureCountryCode(raw).length).toBeGreaterThanOrEqual(raw.length - 1)
        registeredPhoneNumberE164(raw)
      }),
      { numRuns: 10_000 }
    )
  })
})
