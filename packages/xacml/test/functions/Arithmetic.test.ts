import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { makeValue } from "../../src/datatypes/DataTypes.ts"
import { isBag, isFailure } from "../../src/Value.ts"
import { DataType } from "../../src/Vocabulary.ts"
import type { Row } from "../FunctionCalls.ts"
import { call, plainFunctionOf, processingError, textOf, titleOf, value } from "../FunctionCalls.ts"

const { double, integer } = value

const most = `1${"0".repeat(999)}`

const rows: ReadonlyArray<Row> = [
  ["1.0:integer-add", [integer("1"), integer("2")], "3"],
  ["1.0:integer-add", [integer("1"), integer("-2"), integer("9007199254740993")], "9007199254740992"],
  ["1.0:integer-subtract", [integer("1"), integer("9007199254740994")], "-9007199254740993"],
  ["1.0:integer-multiply", [integer("3"), integer("-4")], "-12"],
  ["1.0:integer-multiply", [integer("3"), integer("3037000500"), integer("3037000500")], "27670116111000750000"],
  ["1.0:integer-multiply", [integer(most), integer("10")], processingError],
  ["1.0:integer-add", [integer("9".repeat(1000)), integer("1")], processingError],
  ["1.0:integer-subtract", [integer(`-${"9".repeat(1000)}`), integer("1")], processingError],
  ["1.0:integer-divide", [integer("7"), integer("2")], "3"],
  ["1.0:integer-divide", [integer("-7"), integer("2")], "-3"],
  ["1.0:integer-divide", [integer("7"), integer("-2")], "-3"],
  ["1.0:integer-divide", [integer("7"), integer("0")], processingError],
  ["1.0:integer-mod", [integer("7"), integer("2")], "1"],
  ["1.0:integer-mod", [integer("-7"), integer("2")], "-1"],
  ["1.0:integer-mod", [integer("7"), integer("-2")], "1"],
  ["1.0:integer-mod", [integer("7"), integer("0")], processingError],
  ["1.0:integer-abs", [integer("-9007199254740993")], "9007199254740993"],
  ["1.0:integer-abs", [integer("5")], "5"],
  ["1.0:double-add", [double("0.5"), double("0.25")], "7.5E-1"],
  ["1.0:double-add", [double("1"), double("2"), double("INF")], "INF"],
  ["1.0:double-add", [double("INF"), double("-INF")], "NaN"],
  ["1.0:double-subtract", [double("0.5"), double("1")], "-5.0E-1"],
  ["1.0:double-multiply", [double("2"), double("-0.5"), double("3")], "-3.0E0"],
  ["1.0:double-multiply", [double("0"), double("INF")], "NaN"],
  ["1.0:double-divide", [double("1"), double("4")], "2.5E-1"],
  ["1.0:double-divide", [double("1"), double("0")], processingError],
  ["1.0:double-divide", [double("1"), double("-0")], processingError],
  ["1.0:double-abs", [double("-1.5")], "1.5E0"],
  ["1.0:double-abs", [double("-INF")], "INF"],
  ["1.0:round", [double("2.5")], "2.0E0"],
  ["1.0:round", [double("3.5")], "4.0E0"],
  ["1.0:round", [double("-2.5")], "-2.0E0"],
  ["1.0:round", [double("-1.5")], "-2.0E0"],
  ["1.0:round", [double("0.49999999999999994")], "0.0E0"],
  ["1.0:round", [double("2.6")], "3.0E0"],
  ["1.0:round", [double("NaN")], "NaN"],
  ["1.0:floor", [double("2.9")], "2.0E0"],
  ["1.0:floor", [double("-2.1")], "-3.0E0"],
  ["1.0:floor", [double("-INF")], "-INF"],
  ["1.0:double-to-integer", [double("2.9")], "2"],
  ["1.0:double-to-integer", [double("-2.9")], "-2"],
  ["1.0:double-to-integer", [double("1e21")], "1000000000000000000000"],
  ["1.0:double-to-integer", [double("NaN")], processingError],
  ["1.0:double-to-integer", [double("-INF")], processingError],
  ["1.0:integer-to-double", [integer("12")], "1.2E1"],
  ["1.0:integer-to-double", [integer("9007199254740993")], "9.007199254740992E15"],
  ["1.0:integer-to-double", [integer(most)], "INF"]
]

describe("arithmetic", () => {
  it.each(rows.map((row) => [titleOf(row).slice(0, 120), row] as const))("%s", (_, [name, args, expected]) =>
    expect(textOf(call(name, args))).toEqual(expected)
  )

  const whole = (name: string, ...numbers: ReadonlyArray<bigint>): bigint => {
    const result = call(
      name,
      numbers.map((number) => makeValue(DataType.integer, number))
    )
    if (isFailure(result) || isBag(result)) throw new Error(`${name} gives no value`)
    return result.data as bigint
  }

  it("divides with a remainder that has the sign of the dividend", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.oneof(fc.bigInt({ min: -9n, max: 9n }), fc.bigInt()), (a, b) => {
        fc.pre(b !== 0n)
        const [quotient, rest] = [whole("1.0:integer-divide", a, b), whole("1.0:integer-mod", a, b)]
        expect(whole("1.0:integer-add", whole("1.0:integer-multiply", b, quotient), rest)).toBe(a)
        expect(whole("1.0:integer-abs", rest) < whole("1.0:integer-abs", b)).toBe(true)
        expect(rest === 0n || rest < 0n === a < 0n).toBe(true)
      })
    )
  })

  it("adds and multiplies many numbers", () => {
    const many = Array.from({ length: 200_000 }, () => value.integer("1"))
    expect(textOf(plainFunctionOf("1.0:integer-add").call(many))).toBe("200000")
    const large = Array.from({ length: 200_000 }, () => value.integer(most))
    expect(textOf(plainFunctionOf("1.0:integer-multiply").call(large))).toBe(processingError)
  })

  it("rounds to the nearest whole number", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const result = plainFunctionOf("1.0:round").call([makeValue(DataType.double, number)])
        if (isFailure(result) || isBag(result)) throw new Error("round gives no value")
        const rounded = result.data as number
        expect(Number.isInteger(rounded)).toBe(true)
        expect(Math.abs(rounded - number)).toBeLessThanOrEqual(0.5)
        if (Math.abs(rounded - number) === 0.5) expect(Math.abs(rounded % 2)).toBe(0)
      })
    )
  })

  it("adds and subtracts exactly", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), (a, b) => {
        expect(whole("1.0:integer-subtract", whole("1.0:integer-add", a, b), b)).toBe(a)
      })
    )
  })
})
