import { readFileSync } from "node:fs"
import { idnr } from "@navikt/fnrvalidator"
import * as Result from "effect/Result"
import fc from "fast-check"
import { stdnum } from "stdnum"
import { describe, expect, it } from "vitest"
import { processorTime } from "../../testing/test/ProcessorTime.ts"
import {
  externalIdentityUsername,
  inspectNationalIdentityNumber,
  inspectOrganizationNumber,
  isExternalIdentity,
  isNationalIdentityNumber,
  isOrganizationNumber,
  parseExternalIdentity
} from "../src/Identifier.ts"

interface Vector {
  readonly name: string
  readonly kind: string
  readonly input: { readonly kind: string; readonly value: string; readonly externalIdentity: string }
  readonly expected: { readonly valid: boolean }
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
  it.each(ofKind("identifier.valid"))("$name", ({ expected, input }) => {
    const isValid = input.kind === "organizationNumber" ? isOrganizationNumber : isNationalIdentityNumber
    expect(isValid(input.value)).toBe(expected.valid)
  })
  it.each(ofKind("externalIdentity.valid"))("$name", ({ expected, input }) => {
    expect(isExternalIdentity(input.externalIdentity)).toBe(expected.valid)
  })
})

/** Digits of a number with both check digits, for a remainder of the first one; `undefined` if there is none. */
const withCheckDigits = (nine: string, remainder: number): string | undefined => {
  const sum = (digits: string, weights: ReadonlyArray<number>) =>
    weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0)
  const first = (11 + remainder - (sum(nine, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11
  if (first === 10) return undefined
  const second = (11 - (sum(`${nine}${first}`, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11
  return second === 10 ? undefined : `${nine}${first}${second}`
}

const twoDigits = (min: number, max: number) => fc.integer({ min, max }).map((value) => String(value).padStart(2, "0"))

describe("isNationalIdentityNumber and isOrganizationNumber", () => {
  it("takes decimal digits of any script, as the platform does", () => {
    expect(isNationalIdentityNumber("١٧٨٣٨٤٩٠٠٣٤")).toBe(true)
    expect(isNationalIdentityNumber("1783849००३४")).toBe(true)
    expect(isOrganizationNumber("３１0000000")).toBe(true)
  })
  it.each([
    "",
    " ",
    "1783849003",
    "178384900345",
    " 17838490034",
    "17838490034\n",
    "1783849003a",
    "1783849003½",
    "1783849003²",
    "1783849003Ⅳ",
    "1783849003\u200b",
    "\u202e1783849003",
    "1783849003\ud800",
    // a digit beyond the basic plane is two units, none of which is a digit
    "178384900\u{1d7ce}",
    "17838490034\u{1d7ce}",
    "\u{1d7ce}\u{1d7ce}\u{1d7ce}\u{1d7ce}\u{1d7ce}1"
  ])("refuses %j", (text) => {
    expect(isNationalIdentityNumber(text)).toBe(false)
    expect(isOrganizationNumber(text.replace(/\d\d/, ""))).toBe(false)
  })
  it("agrees with a digit-by-digit reading", () => {
    const digit = fc.constantFrom(..."0123456789٠٩०९０９½²a \u200b\u{1d7ce}\ud800")
    fc.assert(
      fc.property(
        fc.array(digit, { minLength: 8, maxLength: 12 }).map((digits) => digits.join("")),
        (text) => {
          const units = Array.from({ length: text.length }, (_, index) => text.charAt(index))
          const allDigits = units.every((unit) => /^\p{Nd}$/u.test(unit))
          expect(isNationalIdentityNumber(text)).toBe(allDigits && units.length === 11)
          expect(isOrganizationNumber(text)).toBe(allDigits && units.length === 9)
        }
      ),
      { numRuns: 2000 }
    )
  })
})

describe("inspectNationalIdentityNumber", () => {
  it.each([
    ["17838490034", "classic", ["tenor"], true],
    ["17838490042", "2032", ["tenor"], true],
    ["17838490050", "2032", ["tenor"], true],
    ["17838490069", "2032", ["tenor"], true],
    ["57838490028", "classic", ["d-number", "tenor"], true],
    ["57838490036", "2032", ["d-number", "tenor"], true],
    ["57838490044", "2032", ["d-number", "tenor"], true],
    ["57838490052", "2032", ["d-number", "tenor"], true],
    ["17438490051", "classic", ["h-number", "nav-synthetic"], false],
    ["17688490189", "classic", ["npid-synthetic", "nav-synthetic"], true],
    ["17638490048", "classic", ["npid-synthetic"], true],
    ["29820090185", "classic", ["tenor"], true],
    ["17838490035", "invalid", ["tenor"], true]
  ] as const)("tells %s", (number, checkDigits, kinds, synthetic) => {
    expect(inspectNationalIdentityNumber(number)).toEqual({
      shape: true,
      ascii: true,
      checkDigits,
      date: true,
      kinds,
      synthetic
    })
  })
  it.each(["11876995923", "08867597396", "20914695016", "54928201018", "13527248013", "10915596784", "68467038838"])(
    "finds the published synthetic number %s in order",
    (number) => expect(inspectNationalIdentityNumber(number)).toMatchObject({ checkDigits: "classic", date: true })
  )
  it.each([
    ["01", []],
    ["12", []],
    ["13", null],
    ["20", null],
    ["21", ["npid"]],
    ["32", ["npid"]],
    ["33", null],
    ["40", null],
    ["41", ["h-number", "nav-synthetic"]],
    ["52", ["h-number", "nav-synthetic"]],
    ["53", null],
    ["60", null],
    ["61", ["npid-synthetic"]],
    ["65", ["npid-synthetic"]],
    ["66", ["npid-synthetic", "nav-synthetic"]],
    ["72", ["npid-synthetic", "nav-synthetic"]],
    ["73", ["nav-synthetic"]],
    ["77", ["nav-synthetic"]],
    ["78", null],
    ["80", null],
    ["81", ["tenor"]],
    ["92", ["tenor"]],
    ["93", null],
    ["00", null]
  ] as ReadonlyArray<readonly [string, ReadonlyArray<string> | null]>)("reads the month %s", (month, series) => {
    const ordinary = inspectNationalIdentityNumber(`01${month}8490000`)
    const dNumber = inspectNationalIdentityNumber(`41${month}8490000`)
    if (series === null) {
      expect([ordinary.kinds, ordinary.date, ordinary.synthetic]).toEqual([[], false, false])
      expect([dNumber.kinds, dNumber.date, dNumber.synthetic]).toEqual([[], false, false])
    } else {
      expect([ordinary.kinds, ordinary.date]).toEqual([series.length === 0 ? ["fnr"] : series, true])
      expect([dNumber.kinds, dNumber.date]).toEqual([["d-number", ...series], true])
    }
  })
  it("knows FH numbers, which hold no date, as those of real people", () => {
    for (const number of ["80000000000", "99999999999"]) {
      expect(inspectNationalIdentityNumber(number)).toMatchObject({
        kinds: ["fh-number"],
        date: true,
        synthetic: false
      })
    }
  })
  it.each([
    ["29820012345", true],
    ["29820412345", true],
    ["29820112345", false],
    ["30820412345", false],
    ["31840112345", false],
    ["31810112345", true],
    ["71810112345", true],
    ["69820112345", false],
    ["00810112345", false],
    ["40810112345", false],
    ["32810112345", false],
    ["72810112345", false]
  ])("checks the date in %s", (number, date) => expect(inspectNationalIdentityNumber(number).date).toBe(date))
  it.each(["00", "32", "40", "72", "79"])("knows no series with the day %s", (day) => {
    expect(inspectNationalIdentityNumber(`${day}810112345`)).toMatchObject({ kinds: [], date: false, synthetic: false })
  })
  it("tells nothing of digits of another script but the shape", () => {
    expect(inspectNationalIdentityNumber("١٧٨٣٨٤٩٠٠٣٤")).toEqual({
      shape: true,
      ascii: false,
      checkDigits: "invalid",
      date: false,
      kinds: [],
      synthetic: false
    })
    expect(inspectNationalIdentityNumber("1783849003").shape).toBe(false)
  })

  const known = fc
    .tuple(
      fc.oneof(twoDigits(1, 31), twoDigits(41, 71), twoDigits(0, 79)),
      fc.oneof(
        twoDigits(1, 12),
        twoDigits(41, 52),
        twoDigits(81, 92),
        twoDigits(0, 19),
        twoDigits(33, 60),
        twoDigits(78, 99)
      ),
      twoDigits(0, 99),
      fc.integer({ min: 0, max: 999 }).map((value) => String(value).padStart(3, "0"))
    )
    .map((parts) => parts.join(""))

  it("agrees with NAV's validator on the series it knows, whatever the check digits", () => {
    let valid = 0
    let classic = 0
    // NAV's validator, like this one, does not compare the individual digits with the year; it does not tell 2032 from today
    fc.assert(
      fc.property(
        known,
        fc.integer({ min: 0, max: 10 }),
        fc.boolean(),
        twoDigits(0, 99),
        (nine, remainder, sound, tail) => {
          const number = (sound ? withCheckDigits(nine, remainder) : undefined) ?? `${nine}${tail}`
          const inspected = inspectNationalIdentityNumber(number)
          const isValid = inspected.checkDigits !== "invalid" && inspected.date
          expect(isValid, number).toBe(idnr(number).status === "valid")
          if (isValid) valid++
          if (isValid && inspected.checkDigits === "classic") classic++
        }
      ),
      { numRuns: 50_000 }
    )
    expect(valid).toBeGreaterThan(3000)
    expect(classic).toBeGreaterThan(500)
    expect(valid - classic).toBeGreaterThan(500)
  })
  it("goes beyond NAV's validator for NPID, + 65 and FH numbers, which that one refuses", () => {
    for (const nine of ["172384900", "176384901", "177484901", "800000001", "912345678"]) {
      const number =
        [0, 1, 2, 3].map((remainder) => withCheckDigits(nine, remainder)).find((found) => found !== undefined) ?? ""
      expect(inspectNationalIdentityNumber(number), number).toMatchObject({ shape: true, date: true })
      expect(inspectNationalIdentityNumber(number).checkDigits, number).not.toBe("invalid")
      expect(idnr(number).status, number).toBe("invalid")
    }
  })
  it("takes a remainder of 0 today, 1 to 3 from 2032, and no other", () => {
    fc.assert(
      fc.property(known, fc.integer({ min: 0, max: 10 }), (nine, remainder) => {
        const number = withCheckDigits(nine, remainder)
        fc.pre(number !== undefined)
        const expected = remainder === 0 ? "classic" : remainder <= 3 ? "2032" : "invalid"
        expect(inspectNationalIdentityNumber(number).checkDigits).toBe(expected)
      }),
      { numRuns: 5000 }
    )
  })
  it("finds every slip of one digit in a number of today's rule, unless it makes one of 2032", () => {
    fc.assert(
      fc.property(known, fc.nat(10), fc.integer({ min: 1, max: 9 }), (nine, at, step) => {
        const number = withCheckDigits(nine, 0)
        fc.pre(number !== undefined)
        const slip = `${number.slice(0, at)}${(Number(number[at]) + step) % 10}${number.slice(at + 1)}`
        expect(inspectNationalIdentityNumber(slip).checkDigits).not.toBe("classic")
      }),
      { numRuns: 5000 }
    )
  })
})

describe("inspectOrganizationNumber", () => {
  it.each([
    "310000000",
    "310000019",
    "310000027",
    "310000035",
    "310000108",
    "312345676",
    "311111116",
    "210000003",
    "210000011"
  ])("finds %s in order and synthetic", (number) => {
    expect(inspectOrganizationNumber(number)).toEqual({ shape: true, ascii: true, checkDigit: true, synthetic: true })
  })
  it("does not call synthetic what may be a real unit", () => {
    expect(inspectOrganizationNumber("999999999")).toEqual({
      shape: true,
      ascii: true,
      checkDigit: true,
      synthetic: false
    })
  })
  it("finds the wrong check digit", () => {
    expect(inspectOrganizationNumber("310000001")).toEqual({
      shape: true,
      ascii: true,
      checkDigit: false,
      synthetic: true
    })
    expect(inspectOrganizationNumber("٣١٠٠٠٠٠٠٠")).toEqual({
      shape: true,
      ascii: false,
      checkDigit: false,
      synthetic: false
    })
    expect(inspectOrganizationNumber("310 000 000").shape).toBe(false)
  })
  it("agrees with stdnum", () => {
    let valid = 0
    const number = fc.integer({ min: 0, max: 999_999_999 }).map((value) => String(value).padStart(9, "0"))
    fc.assert(
      fc.property(number, (text) => {
        const { checkDigit } = inspectOrganizationNumber(text)
        expect(checkDigit).toBe(stdnum["NO"]?.["orgnr"]?.validate(text).isValid)
        if (checkDigit) valid++
      }),
      { numRuns: 50_000 }
    )
    expect(valid).toBeGreaterThan(2000)
  })
})

describe("parseExternalIdentity", () => {
  const aliases = [
    ["urn:altinn:person:idporten-email", "idporten-email"],
    ["urn:altinn:party:username", "username"],
    ["urn:altinn:username", "username"],
    ["urn:altinn:person:legacy-selfidentified", "username"]
  ] as const

  it.each(aliases)("reads %s", (alias, kind) => {
    expect(parseExternalIdentity(`${alias}:user%40example.com`)).toEqual(
      Result.succeed({ kind, alias, value: "user@example.com" })
    )
  })
  it.each([
    ["", "unknown-prefix"],
    ["user@example.com", "unknown-prefix"],
    ["urn:altinn:username", "unknown-prefix"],
    ["urn:altinn:usernames:anna", "unknown-prefix"],
    ["URN:altinn:username:anna", "unknown-prefix"],
    ["urn:altinn:Username:anna", "unknown-prefix"],
    [" urn:altinn:username:anna", "unknown-prefix"],
    ["urn:altinn:person:wrongprefix:user@example.com", "unknown-prefix"],
    ["urn:altinn:username:", "blank-value"],
    ["urn:altinn:party:username:  ", "blank-value"],
    ["urn:altinn:username:+", "blank-value"],
    ["urn:altinn:username:%20%09", "blank-value"],
    ["urn:altinn:person:legacy-selfidentified:%C2%A0", "blank-value"],
    ["urn:altinn:person:idporten-email:", "blank-value"],
    ["urn:altinn:person:idporten-email:not-an-email", "invalid-email-address"],
    ["urn:altinn:person:idporten-email:@example.com", "invalid-email-address"],
    ["urn:altinn:person:idporten-email:user@example", "invalid-email-address"],
    // a bare plus sign is a blank, as in the platform's decoder
    ["urn:altinn:person:idporten-email:user+tag@example.com", "invalid-email-address"],
    ["urn:altinn:username:50%", "malformed-encoding"],
    ["urn:altinn:username:%zz", "malformed-encoding"],
    ["urn:altinn:username:%C3", "malformed-encoding"],
    ["urn:altinn:username:%ED%A0%80", "malformed-encoding"]
  ])("refuses %j as %s", (urn, problem) => {
    expect(parseExternalIdentity(urn)).toEqual(Result.fail(problem))
    expect(isExternalIdentity(urn)).toBe(false)
  })
  it("decodes percent sequences and plus signs", () => {
    const value = (urn: string) => Result.getOrThrow(parseExternalIdentity(urn)).value
    expect(value("urn:altinn:username:%C3%85se+%C3%98")).toBe("Åse Ø")
    expect(value("urn:altinn:username:Åse%2BØ")).toBe("Åse+Ø")
    expect(value("urn:altinn:username:a:b%3ac")).toBe("a:b:c")
    expect(value("urn:altinn:person:idporten-email:user%2Btag@example.com")).toBe("user+tag@example.com")
    expect(value("urn:altinn:username:%2541")).toBe("%41")
  })
  it("gives back every value that was encoded, under every alias", () => {
    const text = fc
      .string({ minLength: 1, unit: "grapheme" })
      .filter((value) => value.trim() !== "" && value.isWellFormed())
    fc.assert(
      fc.property(text, fc.constantFrom(...aliases), (value, [alias, kind]) => {
        const parsed = parseExternalIdentity(`${alias}:${encodeURIComponent(value)}`)
        if (kind === "username" && /[^\u0085\s]/u.test(value))
          expect(parsed).toEqual(Result.succeed({ kind, alias, value }))
        else if (Result.isSuccess(parsed)) expect(parsed.success.value).toBe(value)
      }),
      { numRuns: 1000 }
    )
  })
  it("names the user as the register does", () => {
    const username = (urn: string) => externalIdentityUsername(Result.getOrThrow(parseExternalIdentity(urn)))
    expect(username("urn:altinn:person:idporten-email:User%40example.com")).toBe("epost:User@example.com")
    expect(username("urn:altinn:username:anna")).toBe("anna")
    expect(username("urn:altinn:person:legacy-selfidentified:anna")).toBe("anna")
  })
})

describe("hostile text", () => {
  const big = 1_000_000
  it.each([
    ["digits", "1".repeat(big)],
    ["other digits", "٣".repeat(big)],
    ["a URN of percent sequences", `urn:altinn:username:${"%41".repeat(big / 2)}`],
    ["a URN of broken sequences", `urn:altinn:username:${"%".repeat(big)}`],
    ["a URN of blanks", `urn:altinn:username:${" ".repeat(big)}x`],
    ["a URN of an e-mail address", `urn:altinn:person:idporten-email:${"a.".repeat(big / 2)}@`],
    ["half surrogate pairs", "\ud800".repeat(big)],
    ["a URN of half surrogate pairs", `urn:altinn:username:${"\udfff".repeat(big)}`]
  ])("is read fast: %s", (_, text) => {
    const start = processorTime()
    isNationalIdentityNumber(text)
    inspectNationalIdentityNumber(text)
    isOrganizationNumber(text)
    inspectOrganizationNumber(text)
    isExternalIdentity(text)
    expect(processorTime() - start).toBeLessThan(1500)
  })
  it("never throws", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc
        .array(
          fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
          { maxLength: 14 }
        )
        .map((units) => units.join("")),
      fc.string({ unit: fc.constantFrom(..."0123456789\u200b\u200e\u202e٣०%+:\ud83d\ude00\ud800"), maxLength: 12 })
    )
    fc.assert(
      fc.property(
        text,
        fc.constantFrom("", "urn:altinn:username:", "urn:altinn:person:idporten-email:"),
        (rest, prefix) => {
          const whole = prefix + rest
          expect(inspectNationalIdentityNumber(whole).shape).toBe(isNationalIdentityNumber(whole))
          expect(inspectOrganizationNumber(whole).shape).toBe(isOrganizationNumber(whole))
          expect(Result.isSuccess(parseExternalIdentity(whole))).toBe(isExternalIdentity(whole))
        }
      ),
      { numRuns: 5000 }
    )
  })
})
