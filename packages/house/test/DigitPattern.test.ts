import metadata from "libphonenumber-js/max/metadata"
import { describe, expect, it } from "vitest"
import { digitAutomaton } from "../src/DigitPattern.ts"
import type { DigitPattern } from "../src/DigitPattern.ts"

/** Every text of digits up to a length. */
const texts = (length: number): ReadonlyArray<string> => {
  const all = [""]
  for (const text of all) if (text.length < length) for (let digit = 0; digit <= 9; digit++) all.push(`${text}${digit}`)
  return all
}

const matched = ({ matches, source }: DigitPattern, text: string): boolean =>
  new RegExp(matches === "whole" ? `^(?:${source})$` : `^(?:${source})`).test(text)

/** The texts whose patterns differ from those of the first text found at the same places, and the count of places. */
const confused = (patterns: ReadonlyArray<DigitPattern>, samples: ReadonlyArray<string>) => {
  const automaton = digitAutomaton(patterns)
  const atPlaces = new Map<string, string>()
  const wrong = samples.filter((text) => {
    let places = automaton.start
    for (const digit of text) places = automaton.after(places, Number(digit))
    const matches = patterns.map((pattern) => matched(pattern, text)).join(" ")
    const first = atPlaces.get(places.join(" ")) ?? matches
    atPlaces.set(places.join(" "), first)
    return first !== matches
  })
  return { wrong, places: atPlaces.size }
}

describe("digitAutomaton", () => {
  it.each([
    ["12", 4],
    ["1?2", 4],
    ["1{2,3}", 5],
    ["\\d{3}", 5],
    ["[13-5]2|(?:1|2(3))4?", 8],
    ["(?:1|22){2}", 9],
    ["", 2]
  ])("tells apart what %s tells apart", (source, most) => {
    const { places, wrong } = confused([{ source, matches: "whole" }], texts(5))
    expect(wrong).toEqual([])
    expect(places).toBeLessThanOrEqual(most)
    expect(places).toBeGreaterThan(1)
  })
  it("tells apart what any of several patterns does, at the start or in whole", () => {
    const patterns: ReadonlyArray<DigitPattern> = [
      { source: "1\\d", matches: "whole" },
      { source: "[1-3]2", matches: "start" },
      { source: "12?3", matches: "whole" }
    ]
    expect(confused(patterns, texts(5)).wrong).toEqual([])
  })
  it("reads every pattern of the metadata of every country", () => {
    const sources = Object.values(metadata.countries).flatMap((plan: ReadonlyArray<unknown>) =>
      [
        plan[2],
        ...(Array.isArray(plan[11]) ? plan[11] : []).map((type: unknown) => Array.isArray(type) && type[0])
      ].filter((source): source is string => typeof source === "string" && source !== "")
    )
    expect(sources.length).toBeGreaterThan(1000)
    for (const source of sources) expect(digitAutomaton([{ source, matches: "whole" }]).start, source).not.toEqual([])
  })
  it.each(["1*", "a", "[^1]", "(?=1)", "(1", "1)", "1+", "[1", "\\w", "1{2,}", "?1", "^1$"])(
    "refuses %s, which it does not read",
    (source) => {
      expect(() => digitAutomaton([{ source, matches: "whole" }])).toThrow("where this reader knows no such thing")
    }
  )
})
