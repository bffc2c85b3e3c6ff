import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { platformSegments, smsSegmentRange, smsSegments, urlEncodedLength } from "../src/SmsSegments.ts"

const GSM =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
const ESCAPED = "\f^{}\\[~]|€"

/** The URL-encoded text, octet by octet, as .NET writes it. */
const urlEncode = (text: string): string =>
  [...new TextEncoder().encode(text)]
    .map((octet) => {
      const character = String.fromCharCode(octet)
      if (character === " ") return "+"
      return /[A-Za-z0-9\-_.!*()]/.test(character) && octet < 0x80
        ? character
        : `%${octet.toString(16).padStart(2, "0")}`
    })
    .join("")

/** Cuts a text into the parts that it is sent in, one unit after the other. */
const parts = (text: string): ReadonlyArray<string> => {
  const isGsm = [...text].every((character) => (GSM + ESCAPED).includes(character))
  const cost = (character: string) => (isGsm ? (ESCAPED.includes(character) ? 2 : 1) : character.length)
  const total = [...text].reduce((sum, character) => sum + cost(character), 0)
  if (total <= (isGsm ? 160 : 70)) return [text]
  const cut: Array<string> = []
  let part: Array<string> = []
  let used = 0
  for (const character of text) {
    if (used + cost(character) > (isGsm ? 153 : 67)) {
      cut.push(part.join(""))
      part = []
      used = 0
    }
    part.push(character)
    used += cost(character)
  }
  return [...cut, part.join("")]
}

const anyText = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...GSM) },
      { weight: 2, arbitrary: fc.constantFrom(...ESCAPED) },
      { weight: 1, arbitrary: fc.constantFrom("Š", "č", "🕐", "“", "\ud83d") }
    ),
    { maxLength: 4000, size: "max" }
  )
  .map((characters) => characters.join(""))
const gsmText = fc
  .array(fc.constantFrom(...GSM, ...ESCAPED, ...ESCAPED), { maxLength: 4000, size: "max" })
  .map((characters) => characters.join(""))

describe("the platform's count", () => {
  it.each([
    ["a".repeat(160), 160, 1],
    ["a".repeat(161), 161, 2],
    ["ø".repeat(26), 156, 1],
    ["ø".repeat(27), 162, 2],
    ["ø".repeat(100), 600, 5],
    [" ".repeat(160), 160, 1],
    ["a".repeat(2144), 2144, 16],
    ["a".repeat(2145), 2145, 16],
    ["€", 9, 1],
    ["", 0, 1]
  ] as const)("of %j is %i, in %i", (text, encodedLength, segments) => {
    expect(platformSegments(text)).toEqual({ encodedLength, segments })
  })

  it("is made on the text as .NET encodes it", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: "binary" })), (text) => {
        expect(urlEncodedLength(text)).toBe(urlEncode(text).length)
      }),
      { numRuns: 50 }
    )
  })
})

describe("the network's count", () => {
  it("is in septets while every character is in the alphabet, and else in UTF-16 units", () => {
    expect(smsSegments("ø".repeat(160)).network).toEqual({ encoding: "GSM-7", units: 160, segments: 1 })
    expect(smsSegments("a".repeat(161)).network).toEqual({ encoding: "GSM-7", units: 161, segments: 2 })
    expect(smsSegments("€".repeat(80)).network).toEqual({ encoding: "GSM-7", units: 160, segments: 1 })
    expect(smsSegments(`Š${"a".repeat(69)}`).network).toEqual({ encoding: "UCS-2", units: 70, segments: 1 })
    expect(smsSegments(`Š${"a".repeat(70)}`).network).toEqual({ encoding: "UCS-2", units: 71, segments: 2 })
  })

  it("splits neither an escape from its character nor a surrogate pair", () => {
    // 152 + 1 would fit in septets, but the escape pair goes to the next part.
    const pairs = `${"a".repeat(152)}€${"a".repeat(151)}€`
    expect(smsSegments(pairs).network).toEqual({ encoding: "GSM-7", units: 307, segments: 3 })
    const clocks = "🕐".repeat(67)
    expect(smsSegments(clocks).network).toEqual({ encoding: "UCS-2", units: 134, segments: 3 })
  })

  it("is that of a naive cutting, and what is kept is the first sixteen parts", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, gsmText), (text) => {
        const { cut, network } = smsSegments(text)
        const all = parts(text)
        expect(network.segments).toBe(all.length)
        const kept = all.slice(0, 16).join("").length
        expect(cut).toEqual(all.length > 16 ? { kept, lost: text.length - kept } : null)
      }),
      { numRuns: 60 }
    )
  })

  it("may be above the platform's, and below it", () => {
    const sami = "Šč".repeat(13) + "a".repeat(69 - 26)
    expect(smsSegments(sami)).toMatchObject({ network: { segments: 1 } })
    const mostlyPlain = `Š${"a".repeat(150)}`
    expect(smsSegments(mostlyPlain)).toMatchObject({ platform: { segments: 1 }, network: { segments: 3 } })
    expect(smsSegments("ø".repeat(100))).toMatchObject({ platform: { segments: 5 }, network: { segments: 1 } })
  })
})

describe("the count of a template", () => {
  it("goes from the shortest name to the longest", () => {
    const template = `${"a".repeat(150)}$recipientName$$recipientNumber$`
    const { greatest, least } = smsSegmentRange(template, { shortest: 2, longest: 20 })
    expect(least).toEqual(smsSegments(`${"a".repeat(150)}aa`))
    expect(greatest).toEqual(smsSegments(`${"a".repeat(150)}${"Å".repeat(20)}123456789`))
    const sami = smsSegmentRange(template, { longest: 20, letter: "Š" })
    expect(sami.greatest.network).toEqual({ encoding: "UCS-2", units: 179, segments: 3 })
  })

  it("is one where there is no placeholder", () => {
    const { greatest, least } = smsSegmentRange("Du har fått en melding")
    expect(greatest).toEqual(least)
  })
})
