import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { isBag, isFailure } from "../../src/Value.ts"
import type { Value } from "../../src/Value.ts"
import { DataType } from "../../src/Vocabulary.ts"
import type { Row } from "../FunctionCalls.ts"
import { call, textOf, titleOf, value } from "../FunctionCalls.ts"
import { valueOf } from "../ValueArbitraries.ts"

const { anyURI, base64Binary, boolean, date, dateTime, dayTimeDuration, double, hexBinary, integer } = value
const { rfc822Name, string, time, x500Name, yearMonthDuration } = value

const equal: ReadonlyArray<Row> = [
  ["1.0:string-equal", [string("a"), string("a")], true],
  ["1.0:string-equal", [string("a"), string("A")], false],
  ["1.0:string-equal", [string("a"), string("a ")], false],
  ["1.0:string-equal", [string("\u00E5"), string("a\u030A")], false],
  ["3.0:string-equal-ignore-case", [string("DAGL"), string("dagl")], true],
  ["3.0:string-equal-ignore-case", [string("Ærø"), string("ÆRØ")], true],
  ["3.0:string-equal-ignore-case", [string("\u{10400}"), string("\u{10428}")], true],
  ["3.0:string-equal-ignore-case", [string("dagl"), string("dagl ")], false],
  ["3.0:string-equal-ignore-case", [string("straße"), string("STRASSE")], false],
  ["3.0:string-equal-ignore-case", [string("I"), string("\u0131")], false],
  ["1.0:boolean-equal", [boolean("1"), boolean("true")], true],
  ["1.0:boolean-equal", [boolean("0"), boolean("true")], false],
  ["1.0:integer-equal", [integer("+01"), integer("1")], true],
  ["1.0:integer-equal", [integer("9007199254740993"), integer("9007199254740992")], false],
  ["1.0:double-equal", [double("1"), double("10e-1")], true],
  ["1.0:double-equal", [double("0"), double("-0")], true],
  ["1.0:double-equal", [double("NaN"), double("NaN")], true],
  ["1.0:double-equal", [double("INF"), double("-INF")], false],
  ["1.0:date-equal", [date("2024-01-01"), date("2024-01-01Z")], true],
  ["1.0:date-equal", [date("2024-01-01+12:00"), date("2023-12-31-12:00")], true],
  ["1.0:date-equal", [date("2024-01-01+01:00"), date("2024-01-01")], false],
  ["1.0:time-equal", [time("12:00:00+01:00"), time("11:00:00")], true],
  ["1.0:time-equal", [time("24:00:00"), time("00:00:00")], true],
  ["1.0:time-equal", [time("23:00:00-02:00"), time("01:00:00Z")], false],
  ["1.0:time-equal", [time("12:00:00.10"), time("12:00:00.1")], true],
  ["1.0:dateTime-equal", [dateTime("2024-01-01T00:00:00+01:00"), dateTime("2023-12-31T23:00:00Z")], true],
  ["1.0:dateTime-equal", [dateTime("2024-01-01T24:00:00"), dateTime("2024-01-02T00:00:00Z")], true],
  ["1.0:dateTime-equal", [dateTime("2024-01-01T00:00:00.000000000000000001"), dateTime("2024-01-01T00:00:00")], false],
  ["3.0:dayTimeDuration-equal", [dayTimeDuration("P1D"), dayTimeDuration("PT24H")], true],
  ["3.0:dayTimeDuration-equal", [dayTimeDuration("P1D"), dayTimeDuration("-P1D")], false],
  ["3.0:yearMonthDuration-equal", [yearMonthDuration("P1Y"), yearMonthDuration("P12M")], true],
  ["3.0:yearMonthDuration-equal", [yearMonthDuration("P1Y"), yearMonthDuration("P1M")], false],
  ["1.0:anyURI-equal", [anyURI("http://a.org"), anyURI(" http://a.org ")], true],
  ["1.0:anyURI-equal", [anyURI("http://a.org"), anyURI("http://A.org")], false],
  ["1.0:anyURI-equal", [anyURI("http://a.org"), anyURI("http://a.org/")], false],
  ["1.0:x500Name-equal", [x500Name("CN=Ann  Berg, O=Org"), x500Name("cn=ann berg,o=ORG")], true],
  ["1.0:x500Name-equal", [x500Name("cn=Ann+uid=a,o=Org"), x500Name("uid=a+cn=Ann,o=Org")], true],
  ["1.0:x500Name-equal", [x500Name("cn=Ann,o=Org"), x500Name("o=Org,cn=Ann")], false],
  ["1.0:x500Name-equal", [x500Name("cn=A\\,o=B"), x500Name("cn=A,o=B")], false],
  ["1.0:rfc822Name-equal", [rfc822Name("ann@Example.org"), rfc822Name("ann@example.ORG")], true],
  ["1.0:rfc822Name-equal", [rfc822Name("Ann@example.org"), rfc822Name("ann@example.org")], false],
  ["1.0:hexBinary-equal", [hexBinary("0aFF"), hexBinary("0Aff")], true],
  ["1.0:hexBinary-equal", [hexBinary("00"), hexBinary("")], false],
  ["1.0:base64Binary-equal", [base64Binary("AQ ID"), base64Binary("AQID")], true],
  ["1.0:base64Binary-equal", [base64Binary("AQID"), base64Binary("AQIE")], false]
]

const compared: ReadonlyArray<readonly [lesser: Value, greater: Value]> = [
  [integer("-1"), integer("9007199254740993")],
  [double("-INF"), double("-1e308")],
  [double("-0"), double("5e-324")],
  [string("B"), string("a")],
  [string("a"), string("aa")],
  [string(""), string("\u0001")],
  [string("\uFFFD"), string("\u{10000}")],
  [string("\u{10000}"), string("\u{10001}")],
  [time("08:30:00"), time("09:30:00")],
  [time("12:00:00+01:00"), time("11:30:00Z")],
  [date("-0001-12-31"), date("0001-01-01")],
  [date("9999-12-31"), date("10000-01-01")],
  [date("2024-01-01+01:00"), date("2024-01-01")],
  [dateTime("2024-01-01T00:00:00+14:00"), dateTime("2024-01-01T00:00:00-14:00")]
]

const orders = compared.flatMap(([lesser, greater]): ReadonlyArray<Row> => {
  const name = lesser.type.slice(lesser.type.indexOf("#") + 1)
  const rows = (left: Value, right: Value, order: -1 | 0 | 1): ReadonlyArray<Row> => [
    [`1.0:${name}-less-than`, [left, right], order < 0],
    [`1.0:${name}-less-than-or-equal`, [left, right], order <= 0],
    [`1.0:${name}-greater-than`, [left, right], order > 0],
    [`1.0:${name}-greater-than-or-equal`, [left, right], order >= 0]
  ]
  return [...rows(lesser, greater, -1), ...rows(greater, lesser, 1), ...rows(lesser, lesser, 0)]
})

const notANumber = ["less-than", "less-than-or-equal", "greater-than", "greater-than-or-equal"].flatMap(
  (order): ReadonlyArray<Row> => [
    [`1.0:double-${order}`, [double("NaN"), double("1")], false],
    [`1.0:double-${order}`, [double("1"), double("NaN")], false],
    [`1.0:double-${order}`, [double("NaN"), double("NaN")], false]
  ]
)

const inRange: ReadonlyArray<Row> = [
  ["2.0:time-in-range", [time("12:00:00"), time("08:00:00"), time("16:00:00")], true],
  ["2.0:time-in-range", [time("08:00:00"), time("08:00:00"), time("16:00:00")], true],
  ["2.0:time-in-range", [time("16:00:00"), time("08:00:00"), time("16:00:00")], true],
  ["2.0:time-in-range", [time("16:00:00.001"), time("08:00:00"), time("16:00:00")], false],
  ["2.0:time-in-range", [time("07:59:59"), time("08:00:00"), time("16:00:00")], false],
  // The range passes midnight.
  ["2.0:time-in-range", [time("23:00:00"), time("22:00:00"), time("06:00:00")], true],
  ["2.0:time-in-range", [time("05:00:00"), time("22:00:00"), time("06:00:00")], true],
  ["2.0:time-in-range", [time("12:00:00"), time("22:00:00"), time("06:00:00")], false],
  ["2.0:time-in-range", [time("08:00:00"), time("08:00:00"), time("08:00:00")], true],
  ["2.0:time-in-range", [time("09:00:00"), time("08:00:00"), time("08:00:00")], false],
  // A bound without a zone is in the zone of the first time.
  ["2.0:time-in-range", [time("09:00:00+05:00"), time("08:00:00"), time("16:00:00")], true],
  ["2.0:time-in-range", [time("09:00:00+05:00"), time("08:00:00Z"), time("16:00:00Z")], false],
  ["2.0:time-in-range", [time("09:00:00"), time("10:00:00+02:00"), time("12:00:00+02:00")], true],
  ["2.0:time-in-range", [time("01:00:00+03:00"), time("21:00:00Z"), time("23:00:00Z")], true],
  ["2.0:time-in-range", [time("09:00:00+05:00"), time("08:00:00"), time("05:00:00Z")], true]
]

describe("equality and order", () => {
  it.each([...equal, ...orders, ...notANumber, ...inRange].map((row) => [titleOf(row), row] as const))(
    "%s",
    (_, [name, args, expected]) => expect(textOf(call(name, args))).toEqual(expected)
  )
})

const holds = (name: string, left: Value, right: Value): boolean => {
  const result = call(name, [left, right])
  if (isFailure(result) || isBag(result)) throw new Error(`${name} gives no value`)
  return result.data === true
}

const equalities = equal.map(([name]) => name).filter((name, index, names) => names.indexOf(name) === index)
const typeNameOf = (name: string) => name.replace(/^.*:/, "").replace(/-equal.*/, "") as keyof typeof DataType

describe.each(equalities)("%s", (name) => {
  const values = valueOf(DataType[typeNameOf(name)])

  it("is an equivalence", () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        expect(holds(name, a, a)).toBe(true)
        expect(holds(name, a, b)).toBe(holds(name, b, a))
        if (holds(name, a, b) && holds(name, b, c)) expect(holds(name, a, c)).toBe(true)
      })
    )
  })
})

describe.each(["integer", "double", "string", "time", "date", "dateTime"] as const)("the order of %s", (type) => {
  const values = valueOf(DataType[type]).filter(({ data }) => !Number.isNaN(data))
  const [less, atMost, more, atLeast] = [
    "less-than",
    "less-than-or-equal",
    "greater-than",
    "greater-than-or-equal"
  ].map((order) => (left: Value, right: Value) => holds(`1.0:${type}-${order}`, left, right))

  it("is total, antisymmetric and transitive", () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const isEqual = holds(`1.0:${type}-equal`, a, b)
        expect([less?.(a, b), isEqual, more?.(a, b)].filter(Boolean)).toHaveLength(1)
        expect(atMost?.(a, b)).toBe(less?.(a, b) === true || isEqual)
        expect(atLeast?.(a, b)).toBe(less?.(a, b) === false)
        expect(less?.(a, b)).toBe(more?.(b, a))
        if (less?.(a, b) === true && less(b, c)) expect(less(a, c)).toBe(true)
      })
    )
  })
})

it("orders strings by code point", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (left, right) => {
      const points = (text: string) => [...text].map((character) => character.codePointAt(0) ?? 0)
      const [a, b] = [points(left), points(right)]
      const place = a.findIndex((point, index) => point !== b[index])
      const isLess = place < 0 ? a.length < b.length : (a[place] ?? 0) < (b[place] ?? -1)
      expect(holds("1.0:string-less-than", string(left), string(right))).toBe(isLess)
    })
  )
})
