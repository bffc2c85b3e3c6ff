import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { builtInFacts } from "../src/Fact.ts"
import { unavailableCode, wordTable } from "../src/WordTable.ts"

const expected = (words: ReadonlyArray<string>, value: unknown): number => {
  const place = words.findIndex((word) => word === value)
  return place < 0 ? words.length * 2 : place * 2
}

describe("a word table", () => {
  it("knows every word of a vocabulary, and nothing else", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ maxLength: 6 }), { maxLength: 20 }),
        fc.array(fc.anything()),
        (words, others) => {
          const codeOf = wordTable(words)
          // Near misses share length and letters with a word.
          const near = words.flatMap((word) => [
            `${word}x`,
            word.slice(1),
            word.toUpperCase(),
            [...word].reverse().join("")
          ])
          for (const value of [...words, ...near, ...others]) expect(codeOf(value)).toBe(expected(words, value))
        }
      )
    )
  })

  it("takes what no letter tells apart", () => {
    const words = Array.from({ length: 15 }, (_, index) => `a${index.toString(2).padStart(4, "0")}`)
    const codeOf = wordTable(words)
    expect(words.map(codeOf)).toEqual(words.map((_, index) => index * 2))
    expect(codeOf("a1111")).toBe(unavailableCode(words))
  })

  it("knows an empty vocabulary and the empty word", () => {
    expect(wordTable([])("")).toBe(0)
    expect(wordTable(["", "a"])("")).toBe(0)
    expect(wordTable(["", "a"])("b")).toBe(4)
  })

  it.each(Object.entries(builtInFacts))("knows the words of %s", (_, { values }) => {
    const codeOf = wordTable(values)
    expect(values.map(codeOf)).toEqual(values.map((_value, index) => index * 2))
    for (const value of [undefined, null, 0, "unavailable", {}, ["permit"]])
      expect(codeOf(value)).toBe(values.length * 2)
  })
})
