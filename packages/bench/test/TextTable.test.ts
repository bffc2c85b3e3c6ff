import { expect, it } from "vitest"
import { figure, markdownTable, textTable } from "../src/TextTable.ts"

const columns = [
  { heading: "name", side: "left" },
  { heading: "ns", side: "right" }
] as const

it("sets columns beside one another and ends no line with a blank", () => {
  expect(textTable(columns, [["a", "1,000"], ["longer", "2"], ["only a name"]])).toBe(
    ["name            ns", "a            1,000", "longer           2", "only a name"].join("\n")
  )
})

it("writes Markdown, and a bar in a cell stays in its cell", () => {
  expect(markdownTable(columns, [["a|b", "1"]])).toBe(["| name | ns |", "| --- | ---: |", "| a\\|b | 1 |"].join("\n"))
})

it("writes numbers in three figures that count", () => {
  expect([0, 0.000262, 0.9876, 1, 12.34, 123.4, 3345.6, 1234567].map(figure)).toEqual([
    "0",
    "0.000262",
    "0.988",
    "1.00",
    "12.3",
    "123",
    "3,346",
    "1,234,567"
  ])
})
