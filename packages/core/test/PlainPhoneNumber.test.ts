import fc from "fast-check"
import { parsePhoneNumberFromString } from "libphonenumber-js/max"
import { describe, expect, it } from "vitest"
import { plainDigits, plainNorwegianE164, registeredNorwegianE164, withoutBlanks } from "../src/PlainPhoneNumber.ts"

/** What the library says of an international number: its E.164 form, or `false` if it is not valid. */
const byLibrary = (raw: string): string | false => {
  const parsed = parsePhoneNumberFromString(raw.startsWith("00") ? `+${raw.slice(2)}` : raw)
  return parsed?.isValid() === true && parsed.number
}

/** Where the table and the library differ on national numbers, and how many of these are valid. */
const compared = (nationalNumbers: Iterable<string>) => {
  const differences: Array<string> = []
  let valid = 0
  for (const digits of nationalNumbers) {
    const raw = `+47${digits}`
    const expected = byLibrary(raw)
    const decided = plainNorwegianE164(raw)
    const spaced = ` ${digits.slice(0, 3)} ${digits.slice(3, 5)}-${digits.slice(5)}`
    const others = [`0047${digits}`, `+47${spaced}`, `0047${spaced}`].map(plainNorwegianE164)
    if (digits.length === 8 && /^[49]/.test(digits)) {
      others.push(...[digits, spaced.slice(1)].map((bare) => registeredNorwegianE164(bare) ?? false))
    }
    if ([decided, ...others].some((one) => one !== expected)) differences.push(raw)
    if (decided === raw) valid++
  }
  return { differences, valid }
}

/** A generator of whole numbers below a bound, the same for the same seed. */
const randomNumbers = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const seed = Math.floor(Math.random() * 2 ** 31)

describe("the table of Norwegian numbers", () => {
  it(`decides eight digits as the library does, whatever the first five (seed ${seed})`, { timeout: 120_000 }, () => {
    const below = randomNumbers(seed)
    const numbers = function* () {
      for (let start = 0; start <= 99_999; start++) {
        const digits = String(start).padStart(5, "0")
        yield* [`${digits}000`, `${digits}999`, digits + String(below(1000)).padStart(3, "0")]
      }
    }
    const { differences, valid } = compared(numbers())
    expect(differences).toEqual([])
    expect(valid).toBeGreaterThan(100_000)
    expect(valid).toBeLessThan(200_000)
  })
  it(`decides any other count of digits as the library does (seed ${seed})`, { timeout: 120_000 }, () => {
    const below = randomNumbers(seed)
    const numbers = function* () {
      for (let count = 0; count <= 5; count++) {
        for (let number = 0; number < 10 ** count; number++) yield String(number).padStart(count, "0").slice(0, count)
      }
      for (let start = 0; start <= 999; start++) {
        for (const count of [6, 7, 9, 10, 13, 15, 17, 18, 22]) {
          let digits = String(start).padStart(3, "0")
          while (digits.length < count) digits += String(below(10))
          yield digits
        }
      }
    }
    const { differences, valid } = compared(numbers())
    expect(differences).toEqual([])
    expect(valid).toBeGreaterThan(1000)
    expect(valid).toBeLessThan(50_000)
  })
  it(`agrees with the library on 1,000,000 inputs wherever it decides (seed ${seed})`, { timeout: 120_000 }, () => {
    const below = randomNumbers(seed)
    const pick = (pool: ArrayLike<string>): string => pool[below(pool.length)] ?? ""
    const digits = (count: number): string => {
      let text = ""
      for (let index = 0; index < count; index++) text += String(below(10))
      return text
    }
    const national = (): string =>
      below(4) > 0 ? pick(["4", "9", "45", "453", "2", "81", "810", "0", "8", "5"]) + digits(7 - below(3)) : digits(8)
    const spaced = (text: string): string => {
      let result = text
      for (let count = below(4); count > 0; count--) {
        const at = 1 + below(result.length)
        result = result.slice(0, at) + pick("   -\u00a0") + result.slice(at)
      }
      return result
    }
    const rubbish = "+0047 9-\u00a0().,;/#xXe~\tåext\u0663\uff14\u200b\ufeff\u2010\ud83d\ude00ab123568"
    const mangled = (text: string): string => {
      const at = below(text.length + 1)
      return text.slice(0, at) + pick(rubbish) + text.slice(at + below(3))
    }
    const any = (): string => {
      let text = pick(["", "+", "+47", "00", "0047", "+4", "++47"])
      for (let count = below(14); count > 0; count--) text += pick(rubbish)
      return text
    }
    const foreign = (): string => pick(["+46", "+45", "+44", "+1", "+49", "0046"]) + digits(8 + below(4))
    const written = (): string => pick(["+47", "+47", "0047", "+47 ", "00 47 ", "+4 7"]) + national()
    const kinds = [written, written, () => spaced(written()), () => mangled(spaced(written())), foreign, any, any, any]
    const seen = { valid: 0, invalid: 0, undecided: 0 }
    const differences: Array<string> = []
    for (let count = 0; count < 1_000_000; count++) {
      const raw = (kinds[below(kinds.length)] ?? any)()
      const decided = plainNorwegianE164(raw)
      seen[decided === undefined ? "undecided" : decided === false ? "invalid" : "valid"]++
      if (decided !== undefined && decided !== byLibrary(raw)) differences.push(JSON.stringify(raw))
    }
    expect(differences).toEqual([])
    expect(seen.valid).toBeGreaterThan(50_000)
    expect(seen.invalid).toBeGreaterThan(50_000)
    expect(seen.undecided).toBeGreaterThan(100_000)
  })
})

describe("plainNorwegianE164", () => {
  it.each([
    ["+4740000001", "+4740000001"],
    ["004740000001", "+4740000001"],
    ["+47 400-00\u00a0001 ", "+4740000001"],
    ["0047 40 00 00 01", "+4740000001"],
    ["+4722222222", "+4722222222"],
    ["+4702000", "+4702000"],
    ["+4745360000", false],
    ["+4745350000", "+4745350000"],
    ["+47", false],
    ["+47 4000000", false],
    [`+4740000001${" ".repeat(29)}`, "+4740000001"],
    [`+4740000001${" ".repeat(30)}`, undefined],
    ["", undefined],
    ["+4640000001", undefined],
    ["+4 740000001", undefined],
    ["4740000001", undefined],
    ["+474000000x", undefined],
    ["+47400000011x", undefined],
    ["+47\t40000001", undefined],
    ["+47(40)000001", undefined]
  ])("makes %j %j", (raw, expected) => expect(plainNorwegianE164(raw)).toBe(expected))
})

describe("registeredNorwegianE164", () => {
  it.each([
    ["40000001", "+4740000001"],
    ["90 00 00 00", "+4790000000"],
    ["400-00\u00a0001 ", "+4740000001"],
    ["+4740000001", "+4740000001"],
    ["004740000001", "+4740000001"],
    ["+47 40000001", "+4740000001"],
    ["0047 40 00 00 01", "+4740000001"],
    ["+4722222222", "+4722222222"],
    ["+4702000", "+4702000"],
    ["0047 02000", "+4702000"],
    ["+4745360000", false],
    ["0047", false],
    ["45360000", undefined],
    ["45 36 00 00", undefined],
    ["22222222", undefined],
    ["4000000", undefined],
    ["400000011", undefined],
    ["4000000:", undefined],
    ["4000000/", undefined],
    ["4000000\u0134", undefined],
    ["4000 000", undefined],
    [" 40000001", undefined],
    [`40000001${" ".repeat(32)}`, "+4740000001"],
    [`40000001${" ".repeat(33)}`, undefined],
    ["00", undefined],
    ["004", undefined],
    ["+4", undefined],
    ["4", undefined],
    ["", undefined]
  ])("makes %j %j", (raw, expected) => expect(registeredNorwegianE164(raw)).toBe(expected))
})

describe("plainDigits", () => {
  it.each([
    ["+442079460018", 442079460018],
    ["00 44 20-7946\u00a00018", 442079460018],
    ["+999999999999999", 999999999999999],
    ["+1000000000000000", 0],
    ["+0442079460018", 0],
    ["+", 0],
    ["+ ", 0],
    ["442079460018", 0],
    ["+44x", 0],
    ["++44", 0],
    [`+44${" ".repeat(37)}`, 44],
    [`+44${" ".repeat(38)}`, 0]
  ])("reads %j as %j", (raw, expected) => expect(plainDigits(raw)).toBe(expected))
})

it("drops blanks and hyphens as the expression for them does", () => {
  const texts = fc.oneof(
    fc.string({ unit: fc.constantFrom(..."+0479 -\u00a0\t\n\u0085\u001f\u2009\ufeff\u00e5x"), maxLength: 50 }),
    fc.integer({ min: 0, max: 0xffff }).map((unit) => `1${String.fromCharCode(unit)}2 3`)
  )
  fc.assert(
    fc.property(texts, (text) => {
      expect(withoutBlanks(text)).toBe(text.replace(/[\s\u00a0-]/gu, ""))
    }),
    { numRuns: 20_000 }
  )
})
