import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { processorTime } from "../../testing/test/ProcessorTime.ts"
import { emailKey, isBlank, isSaneEmailAddress, isValidEmailAddress, phoneKey, trimBlanks } from "../src/Address.ts"

interface Vector {
  readonly name: string
  readonly kind: string
  readonly input: { readonly raw: string }
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
  it.each(ofKind("email.valid"))("$name", ({ expected, input }) => {
    expect(isValidEmailAddress(input.raw)).toBe(expected.valid)
  })
})

const oneOf = (units: string) => fc.constantFrom(...units)
const hostile = fc.string({
  unit: oneOf(
    "+0047 9@.;&quot-xX#,a\u00e5\u200b\u200e\u202e\u0663\uff14\uff0b\ufeff\u0085\ud83d\ude00\ud800\u0130\u00df\n()"
  ),
  maxLength: 40
})

describe("isBlank and trimBlanks", () => {
  /** Unicode's white space without U+180E, as .NET has it. */
  const blanks =
    "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"

  it("calls blank what .NET calls white space, and nothing else", () => {
    for (let unit = 0; unit <= 0xffff; unit++) {
      const text = String.fromCharCode(unit)
      expect(isBlank(text), unit.toString(16)).toBe(blanks.includes(text))
      expect(trimBlanks(`${text}a${text}`), unit.toString(16)).toBe(blanks.includes(text) ? "a" : `${text}a${text}`)
    }
    expect(isBlank("")).toBe(true)
    expect(isBlank(null)).toBe(true)
    expect(isBlank(undefined)).toBe(true)
    expect(isBlank(blanks)).toBe(true)
    expect(trimBlanks(blanks)).toBe("")
  })
  it("trims both ends and nothing between", () => {
    const blank = fc.string({ unit: oneOf(blanks), maxLength: 5 })
    fc.assert(
      fc.property(blank, hostile, blank, (before, text, after) => {
        const core = trimBlanks(text)
        expect(trimBlanks(before + core + after)).toBe(core)
        expect(trimBlanks(core)).toBe(core)
        expect(isBlank(text)).toBe(core === "")
      })
    )
  })
})

describe("emailKey and phoneKey", () => {
  it("is equal exactly for spellings that .NET compares as equal without case", () => {
    expect(emailKey("Åse@Example.COM")).toBe(emailKey("åSE@example.com"))
    expect(emailKey("straße@a.no")).not.toBe(emailKey("STRASSE@a.no"))
    expect(emailKey("ı@a.no")).not.toBe(emailKey("i@a.no"))
    expect(emailKey("ſ@a.no")).not.toBe(emailKey("s@a.no"))
    expect(emailKey("İ@a.no")).not.toBe(emailKey("i@a.no"))
    expect(emailKey("K@a.no")).not.toBe(emailKey("\u212a@a.no"))
    expect(emailKey("ς@a.no")).toBe(emailKey("Σ@a.no"))
    expect(emailKey("ά@a.no")).toBe(emailKey("Ά@a.no"))
    expect(emailKey("ᾳᾠ@a.no")).toBe(emailKey("ᾼᾨ@a.no"))
    expect(emailKey("ǆ@a.no")).toBe(emailKey("ǅ@a.no"))
    expect(emailKey("a@a.no")).not.toBe(emailKey(" a@a.no"))
    expect(emailKey("e\u0301@a.no")).not.toBe(emailKey("\u00e9@a.no"))
    expect(phoneKey("+4740000001X12")).toBe(phoneKey("+4740000001x12"))
    expect(phoneKey("+47 40000001")).not.toBe(phoneKey("+4740000001"))
  })
  it("maps each unit to one unit, at rest after one step", () => {
    for (let unit = 0; unit <= 0xffff; unit++) {
      const key = emailKey(String.fromCharCode(unit))
      expect(key, unit.toString(16)).toHaveLength(1)
      expect(emailKey(key), unit.toString(16)).toBe(key)
    }
  })
  it("works unit by unit", () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: "binary" })), (text) => {
        const units = Array.from({ length: text.length }, (_, index) => emailKey(text.charAt(index)))
        expect(emailKey(text)).toBe(units.join(""))
        expect(phoneKey(text)).toBe(units.join(""))
      }),
      { numRuns: 2000 }
    )
  })
})

// --- E-mail addresses ------------------------------------------------------------------------------------------------

/** The platform's rule as one expression, for short text only: it is slow on long. */
const LABEL = "(?:[a-zA-Z0-9æøåÆØÅ]|[a-zA-Z0-9æøåÆØÅ][a-zA-Z0-9æøåÆØÅ-]{0,61}[a-zA-Z0-9æøåÆØÅ])"
const ATOM = "[a-zA-Z0-9æøåÆØÅ!#$%&;'*+=?^_`{|}~-]+"
const PLATFORM_EMAIL = new RegExp(
  `^(?:&quot;[^&quot;]+&quot;|${ATOM}(?:\\.${ATOM})*)@(?:(?:${LABEL}\\.){1,9}[a-zA-Z]{2,14}|[0-9]{1,3}(?:\\.[0-9]{1,3}){3})$`
)

const emailish = fc.oneof(
  fc
    .tuple(
      fc
        .array(fc.string({ unit: oneOf('aB9.å!#;&_/ "+-'), minLength: 0, maxLength: 5 }), {
          minLength: 1,
          maxLength: 3
        })
        .map((parts) => parts.join(".")),
      fc.array(fc.string({ unit: oneOf("aZ7å-"), minLength: 0, maxLength: 4 }), { minLength: 0, maxLength: 11 }),
      fc.constantFrom("no", "com", "x", "museum", "abcdefghijklmn", "abcdefghijklmno", "xn--p1ai", "n0", "", "1", "å")
    )
    .map(([local, labels, top]) => `${local}@${[...labels, top].join(".")}`),
  fc
    .tuple(
      fc.constantFrom(
        "a",
        "&quot;a b&quot;",
        "&quot;@&quot;",
        "&quot;&quot;",
        "&quot;a",
        "&quot;tå&quot;",
        "&quot;t&quot;",
        '"a b"'
      ),
      fc.constantFrom("a.no", "1.2.3.4", "1.2.3", "1.2.3.4.5", "1234.1.1.1", "1.2.3.no", ".no", "a..no", "a@b.no")
    )
    .map(([local, domain]) => `${local}@${domain}`),
  hostile
)

describe("isValidEmailAddress", () => {
  it("agrees with the platform's expression", () => {
    const seen = { valid: 0, invalid: 0 }
    fc.assert(
      fc.property(emailish, (raw) => {
        const expected = PLATFORM_EMAIL.test(trimBlanks(raw))
        seen[expected ? "valid" : "invalid"]++
        expect(isValidEmailAddress(raw), JSON.stringify(raw)).toBe(expected)
      }),
      { numRuns: 50_000 }
    )
    expect(seen.valid).toBeGreaterThan(800)
    expect(seen.invalid).toBeGreaterThan(10_000)
  })
  it.each([
    "a@b.no",
    "A.b@example.com",
    "!#$%&'*+-=?^_`{|}~@example.com",
    "pål.Øst@blåbær.no",
    "a@1.no",
    "a@b-c.no",
    "a@1.2.3.4",
    "a@999.0.00.000",
    "a@\u0661.2.3.4",
    "a;b@example.com",
    "&amp;@example.com",
    "&quot;a b@c d&quot;@example.com",
    "&quot;\n&quot;@example.com",
    "\u00a0a@b.no\n",
    "\u0085a@b.no\u3000",
    `${"a".repeat(5000)}@b.no`,
    `a@${"b".repeat(63)}.no`,
    `a@${"b.".repeat(9)}no`,
    `a@${`${"b".repeat(63)}.`.repeat(9)}abcdefghijklmn`,
    "a@b.abcdefghijklmn"
  ])("takes %j", (raw) => expect(isValidEmailAddress(raw)).toBe(true))
  it.each([
    "",
    " ",
    "@",
    "a",
    "a@",
    "@b.no",
    "a@b",
    "a@b.n",
    "a@b.n0",
    "a@b.no.",
    "a@.no",
    "a@b..no",
    "a@-b.no",
    "a@b-.no",
    "a@b_c.no",
    "a@@b.no",
    "a@b@c.no",
    ".a@b.no",
    "a.@b.no",
    "a..b@b.no",
    "a b@b.no",
    "a/b@b.no",
    'a"b@b.no',
    '"a b"@b.no',
    "a,b@b.no",
    "a(b)@b.no",
    "ä@b.no",
    "a@ä.no",
    "a@b.no;c@d.no",
    "a@b.no,c@d.no",
    "a@1.2.3",
    "a@1.2.3.4.5",
    "a@1234.2.3.4",
    "a@[1.2.3.4]",
    "a@b.xn--p1ai",
    "a@b.abcdefghijklmno",
    "a@b.nø",
    `a@${"b".repeat(64)}.no`,
    `a@${"b.".repeat(10)}no`,
    "&quot;&quot;@b.c",
    "&quot;@b.no\u200b",
    "\ufeffa@b.no",
    "a@b.no\u200b",
    "\u202ea@b.no",
    "a\u200b@b.no",
    "a@\u{1d7cf}.2.3.4",
    "\ud800@b.no",
    "&quot;t&quot;.@b.no",
    '&quot;a"&quot;&quot; @b.no',
    "a@b.no\n.no"
  ])("refuses %j", (raw) => expect(isValidEmailAddress(raw)).toBe(false))
})

describe("isSaneEmailAddress", () => {
  it.each([
    "a@b.no",
    "first.last+tag@example.com",
    "pål@blåbær.no",
    "a@b.xn--p1ai",
    "a@b.XN--P1AI",
    "a@example.photography",
    "a@b.verylongtopleveldomain",
    `${"a".repeat(64)}@b.no`,
    `${"å".repeat(32)}@b.no`,
    `a@${`${"b".repeat(63)}.`.repeat(3)}${"c".repeat(57)}.no`
  ])("takes %j", (raw) => expect(isSaneEmailAddress(raw)).toBe(true))
  it.each([
    "",
    "a",
    "@b.no",
    "a@b",
    "a@b.n",
    " a@b.no",
    "a@b.no ",
    "a@b.no\n",
    "a;b@b.no",
    "a@b.no;",
    "&amp;@b.no",
    "&quot;a b&quot;@b.no",
    "&quot;a&quot;@b.no",
    "a@1.2.3.4",
    "a@b.123",
    "a@b.n0",
    "a@-b.no",
    "a@b..no",
    ".a@b.no",
    "a..b@b.no",
    "a.@b.no",
    "a@b.xn--",
    `${"a".repeat(65)}@b.no`,
    `${"å".repeat(33)}@b.no`,
    `a@${`${"b".repeat(63)}.`.repeat(3)}${"c".repeat(58)}.no`,
    `a@${"å".repeat(60)}.${"å".repeat(60)}.${"å".repeat(20)}.no`
  ])("refuses %j", (raw) => expect(isSaneEmailAddress(raw)).toBe(false))
  it("judges a short address as it judges the same at a long host", () => {
    const seen = { sane: 0, not: 0 }
    fc.assert(
      fc.property(emailish, (raw) => {
        const at = raw.lastIndexOf("@")
        const host = raw.slice(at + 1)
        if (at < 0 || raw.length > 64 || !host.includes(".")) return
        const isSane = isSaneEmailAddress(raw)
        seen[isSane ? "sane" : "not"]++
        expect(isSaneEmailAddress(`${raw.slice(0, at)}@${"b".repeat(62)}.${host}`), raw).toBe(isSane)
      }),
      { numRuns: 50_000 }
    )
    expect(seen.sane).toBeGreaterThan(300)
    expect(seen.not).toBeGreaterThan(1000)
  })
  it("is stricter than the platform, top-level domains and the number of labels aside", () => {
    let sane = 0
    fc.assert(
      fc.property(emailish, (raw) => {
        if (!isSaneEmailAddress(raw)) return
        sane++
        expect(raw).toBe(trimBlanks(raw))
        expect(raw).not.toContain(";")
        if (/\.[a-zA-Z]{2,14}$/.test(raw) && raw.split(".").length < 10)
          expect(isValidEmailAddress(raw), raw).toBe(true)
      }),
      { numRuns: 50_000 }
    )
    expect(sane).toBeGreaterThan(300)
  })
})

describe("hostile text", () => {
  const big = 1_000_000
  const texts: ReadonlyArray<readonly [string, string]> = [
    ["letters", "a".repeat(big)],
    ["letters and an at sign", `${"a".repeat(big)}@`],
    ["dotted letters", `${"a.".repeat(big / 2)}@b.no`],
    ["dotted letters that end badly", `${"a.".repeat(big / 2)}"@b.no`],
    ["a valid local part without end", `${"a".repeat(big)}@b.no`],
    ["a quoted part without end", `&quot;${"x".repeat(big)}`],
    ["a quoted part with an end", `&quot;${"x".repeat(big)}&quot;@b.no`],
    ["many quotes", `${"&quot;x".repeat(big / 7)}@b.no`],
    ["at signs", "@".repeat(big)],
    ["labels", `a@${"b.".repeat(big / 2)}no`],
    ["one label", `a@${"b".repeat(big)}.no`],
    ["hyphens", `a@b${"-".repeat(big)}b.no`],
    ["numbers", `a@${"1.".repeat(big / 2)}1`],
    ["blanks around", `${" ".repeat(big / 2)}a@b.no${" ".repeat(big / 2)}`],
    ["blanks between", `a${" ".repeat(big)}b`],
    ["blanks and a line feed", "\n ".repeat(big / 2)],
    ["half surrogate pairs", "\ud800".repeat(big)],
    ["surrogate pairs", "\u{1f600}".repeat(big / 2)],
    ["letters that grow", "ß".repeat(big)],
    ["Greek", "ᾳ".repeat(big)],
    ["combining marks", `a${"\u0301".repeat(big)}`]
  ]
  it.each(texts)("is read fast: %s", (_, text) => {
    const start = processorTime()
    isValidEmailAddress(text)
    isSaneEmailAddress(text)
    isBlank(text)
    expect(processorTime() - start).toBeLessThan(1000)
  })
  it.each(texts)("has a key that is made fast: %s", (_, text) => {
    const start = processorTime()
    expect(emailKey(text)).toHaveLength(text.length)
    expect(processorTime() - start).toBeLessThan(3000)
  })
  it("never throws", () => {
    const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))
    const text = fc.oneof(hostile, fc.string({ unit: "binary" }), fc.string({ unit, maxLength: 30 }))
    fc.assert(
      fc.property(fc.constantFrom("", "a@", "a@b.", "&quot;"), text, (start, rest) => {
        const raw = start + rest
        expect(typeof isValidEmailAddress(raw)).toBe("boolean")
        expect(typeof isSaneEmailAddress(raw)).toBe("boolean")
        expect(emailKey(raw)).toHaveLength(raw.length)
      }),
      { numRuns: 10_000 }
    )
  })
})
