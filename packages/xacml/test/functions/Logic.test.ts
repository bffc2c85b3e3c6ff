import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Row } from "../FunctionCalls.ts"
import { call, processingError, textOf, titleOf, value } from "../FunctionCalls.ts"

const { boolean, integer } = value
const [yes, no] = [boolean("true"), boolean("false")]

const rows: ReadonlyArray<Row> = [
  ["1.0:and", [], true],
  ["1.0:and", [yes, yes], true],
  ["1.0:and", [yes, no], false],
  ["1.0:or", [], false],
  ["1.0:or", [no, yes], true],
  ["1.0:or", [no, no], false],
  ["1.0:not", [yes], false],
  ["1.0:not", [no], true],
  ["1.0:n-of", [integer("0")], true],
  ["1.0:n-of", [integer("2"), yes, no, yes], true],
  ["1.0:n-of", [integer("2"), yes, no, no], false],
  ["1.0:n-of", [integer("3"), yes, yes], processingError]
]

describe("logical functions", () => {
  it.each(rows.map((row) => [titleOf(row), row] as const))("%s", (_, [name, args, expected]) =>
    expect(textOf(call(name, args))).toEqual(expected)
  )

  it("obey De Morgan, and n-of counts", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), (truths) => {
        const values = truths.map((truth) => (truth ? yes : no))
        const opposites = truths.map((truth) => (truth ? no : yes))
        expect(textOf(call("1.0:and", values))).toBe(textOf(call("1.0:or", opposites)) === false)
        for (let count = 0; count <= truths.length; count++) {
          const holds = textOf(call("1.0:n-of", [integer(String(count)), ...values]))
          expect(holds).toBe(truths.filter(Boolean).length >= count)
        }
      })
    )
  })
})
