import { expect, test } from "vitest"
import { nearestWord } from "../src/NearestWord.ts"

const words = ["Description", "Target", "Condition", "constructor"]

test.each([
  ["Conditon", "Condition"],
  ["target", "Target"],
  ["Traget", "Target"],
  ["Rule", undefined],
  ["", undefined],
  ["x".repeat(1000), undefined]
])("for %s means %s", (word, expected) => {
  expect(nearestWord(word, words)).toBe(expected)
})
