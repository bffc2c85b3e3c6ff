/**
 * Values as the Altinn engine reads them from text.
 */
import { describe, expect, it } from "vitest"
import { caselessKey, parseDateTime, parseInt32, uriKey } from "../../src/altinn/DotNetValue.ts"

describe("integers", () => {
  it.each([
    ["5", 5],
    [" 007 ", 7],
    ["+5", 5],
    ["-2147483648", -2147483648],
    ["2147483648", undefined],
    ["1.0", undefined],
    ["", undefined],
    ["five", undefined]
  ])("%j", (text, value) => {
    expect(parseInt32(text)).toBe(value)
  })
})

describe("dates and times", () => {
  const same = (one: string, other: string) => {
    const [first, second] = [parseDateTime(one), parseDateTime(other)]
    expect(first).toBeDefined()
    expect(first).toEqual(second)
  }

  it("are moved to UTC and lose their zone", () => {
    same("2002-03-22T08:23:47-05:00", "2002-03-22T13:23:47")
    same("2002-03-22T08:23:47Z", "2002-03-22T08:23:47")
    same("2002-03-22+02:00", "2002-03-21T22:00:00")
    same("08:23:47+01:00", "07:23:47")
  })

  it("are dates, times or both", () => {
    same("2002-03-22", "2002-03-22T00:00:00")
    expect(parseDateTime("23:00:00-05:00")).toEqual({ day: 1, time: 4 * 3600 * 10_000_000 })
    expect(parseDateTime("08:00:00.5")?.time).toBe((8 * 3600 + 0.5) * 10_000_000)
  })

  it.each(["", "noon", "2002-02-30", "0000-01-01", "24:00:00", "12:60:00", "2002-03-22T08:00:00+15:00", "Z"])(
    "are none in %j",
    (text) => {
      expect(parseDateTime(text)).toBeUndefined()
    }
  )
})

describe("URIs", () => {
  it.each([
    ["http://Example.com/a", "HTTP://example.COM/a#part"],
    ["http://user@example.com/", "http://example.com"],
    ["http://example.com:80/a", "http://example.com/a"],
    ["urn:a:b", " urn:a:b "]
  ])("%s and %s are equal", (one, other) => {
    expect(uriKey(one)).toBeDefined()
    expect(uriKey(one)).toBe(uriKey(other))
  })

  it.each([
    ["http://example.com/a", "http://example.com/A"],
    ["http://example.com/a?x", "http://example.com/a"],
    ["http://example.com:81/", "http://example.com/"],
    ["urn:a:b", "urn:a:B"]
  ])("%s and %s differ", (one, other) => {
    expect(uriKey(one)).not.toBe(uriKey(other))
  })

  it.each(["A.BartSimpson", "not a uri", "", "http:", "http://"])("%j is none", (text) => {
    expect(uriKey(text)).toBeUndefined()
  })
})

describe("texts without regard to case", () => {
  it.each([
    ["DAGL", "dagl", true],
    ["Æ", "æ", true],
    ["ß", "SS", false],
    ["I", "\u{131}", false],
    ["a", "ab", false]
  ])("%s and %s", (one, other, equal) => {
    expect(caselessKey(one) === caselessKey(other)).toBe(equal)
  })
})
