import { describe, expect, it } from "vitest"
import { isFailure } from "../../src/Value.ts"
import type { Row } from "../FunctionCalls.ts"
import { call, processingError, syntaxError, textOf, titleOf, value } from "../FunctionCalls.ts"

const { anyURI, base64Binary, boolean, date, dateTime, dayTimeDuration, dnsName, double, integer } = value
const { ipAddress, rfc822Name, string, time, x500Name, yearMonthDuration } = value

const normalized: ReadonlyArray<Row> = [
  ["1.0:string-normalize-space", [string(" \t\r\n a  b \n")], "a  b"],
  ["1.0:string-normalize-space", [string("\u00A0a\u2003")], "\u00A0a\u2003"],
  ["1.0:string-normalize-space", [string("  ")], ""],
  ["1.0:string-normalize-to-lower-case", [string("ÆØÅ Straße")], "æøå straße"],
  ["1.0:string-normalize-to-lower-case", [string("İI\u{10400}")], "i\u0307i\u{10428}"]
]

const concatenated: ReadonlyArray<Row> = [
  ["2.0:string-concatenate", [string("a"), string("b")], "ab"],
  ["2.0:string-concatenate", [string(" a "), string(""), string("b "), string("c")], " a b c"],
  ["2.0:string-concatenate", [string("b"), string("a")], "ba"],
  ["2.0:uri-string-concatenate", [anyURI("urn:a"), string(":b")], "urn:a:b"],
  ["2.0:uri-string-concatenate", [anyURI("urn:a"), string(":b"), string(":c")], "urn:a:b:c"]
]

/** The first argument is looked for in the second. */
const searched = ["string", "anyURI"].flatMap((type): ReadonlyArray<Row> => {
  const whole = type === "string" ? string : anyURI
  return [
    [`3.0:${type}-starts-with`, [string("urn:"), whole("urn:a")], true],
    [`3.0:${type}-starts-with`, [string("urn:a"), whole("urn:")], false],
    [`3.0:${type}-starts-with`, [string("URN:"), whole("urn:a")], false],
    [`3.0:${type}-starts-with`, [string(""), whole("urn:a")], true],
    [`3.0:${type}-ends-with`, [string(":a"), whole("urn:a")], true],
    [`3.0:${type}-ends-with`, [string("urn:"), whole("urn:a")], false],
    [`3.0:${type}-contains`, [string("rn:"), whole("urn:a")], true],
    [`3.0:${type}-contains`, [string("urn:a"), whole("rn:")], false],
    [`3.0:${type}-substring`, [whole("abcde"), integer("1"), integer("3")], "bc"],
    [`3.0:${type}-substring`, [whole("abcde"), integer("1"), integer("-1")], "bcde"],
    [`3.0:${type}-substring`, [whole("abcde"), integer("0"), integer("5")], "abcde"],
    [`3.0:${type}-substring`, [whole("abcde"), integer("5"), integer("-1")], ""],
    [`3.0:${type}-substring`, [whole("abcde"), integer("2"), integer("2")], ""],
    [`3.0:${type}-substring`, [whole("a\u{1F600}b"), integer("1"), integer("2")], "\u{1F600}"],
    [`3.0:${type}-substring`, [whole("abcde"), integer("0"), integer("6")], processingError],
    [`3.0:${type}-substring`, [whole("abcde"), integer("6"), integer("-1")], processingError],
    [`3.0:${type}-substring`, [whole("abcde"), integer("-1"), integer("2")], processingError],
    [`3.0:${type}-substring`, [whole("abcde"), integer("3"), integer("2")], processingError],
    [`3.0:${type}-substring`, [whole("abcde"), integer("0"), integer("-2")], processingError]
  ]
})

const fromString: ReadonlyArray<Row> = [
  ["3.0:boolean-from-string", [string("true")], true],
  ["3.0:boolean-from-string", [string("0")], false],
  ["3.0:boolean-from-string", [string("TRUE")], syntaxError],
  ["3.0:integer-from-string", [string("+0123456789012345678901")], "+0123456789012345678901"],
  ["3.0:integer-from-string", [string("1.0")], syntaxError],
  ["3.0:integer-from-string", [string("")], syntaxError],
  ["3.0:double-from-string", [string("-INF")], "-INF"],
  ["3.0:double-from-string", [string("1e3")], "1e3"],
  ["3.0:double-from-string", [string("Infinity")], syntaxError],
  ["3.0:time-from-string", [string("12:30:00Z")], "12:30:00Z"],
  ["3.0:time-from-string", [string("24:30:00Z")], syntaxError],
  ["3.0:date-from-string", [string("2024-02-29")], "2024-02-29"],
  ["3.0:date-from-string", [string("2023-02-29")], syntaxError],
  ["3.0:dateTime-from-string", [string("2024-02-29T23:59:59.5+02:00")], "2024-02-29T23:59:59.5+02:00"],
  ["3.0:dateTime-from-string", [string("2024-02-29")], syntaxError],
  ["3.0:anyURI-from-string", [string("urn:a")], "urn:a"],
  ["3.0:dayTimeDuration-from-string", [string("-P1DT2H")], "-P1DT2H"],
  ["3.0:dayTimeDuration-from-string", [string("P1M")], syntaxError],
  ["3.0:yearMonthDuration-from-string", [string("P1Y2M")], "P1Y2M"],
  ["3.0:yearMonthDuration-from-string", [string("P1D")], syntaxError],
  ["3.0:x500Name-from-string", [string("cn=Ann,o=Org")], "cn=Ann,o=Org"],
  ["3.0:x500Name-from-string", [string("Ann")], syntaxError],
  ["3.0:rfc822Name-from-string", [string("ann@example.org")], "ann@example.org"],
  ["3.0:rfc822Name-from-string", [string("example.org")], syntaxError],
  ["3.0:ipAddress-from-string", [string("10.0.0.1/255.0.0.0:80-90")], "10.0.0.1/255.0.0.0:80-90"],
  ["3.0:ipAddress-from-string", [string("10.0.0.256")], syntaxError],
  ["3.0:dnsName-from-string", [string("*.example.org:443")], "*.example.org:443"],
  ["3.0:dnsName-from-string", [string("example..org")], syntaxError]
]

/** Canonical for the types of XML Schema, as written for the others. */
const stringFrom: ReadonlyArray<Row> = [
  ["3.0:string-from-boolean", [boolean("1")], "true"],
  ["3.0:string-from-boolean", [boolean(" false ")], "false"],
  ["3.0:string-from-integer", [integer("+007")], "7"],
  ["3.0:string-from-integer", [integer("-0")], "0"],
  ["3.0:string-from-double", [double("1")], "1.0E0"],
  ["3.0:string-from-double", [double("-0.00123")], "-1.23E-3"],
  ["3.0:string-from-double", [double("INF")], "INF"],
  ["3.0:string-from-double", [double("NaN")], "NaN"],
  ["3.0:string-from-time", [time("13:20:00.500-05:00")], "18:20:00.5Z"],
  ["3.0:string-from-time", [time("13:20:00")], "13:20:00"],
  ["3.0:string-from-time", [time("23:20:00-05:00")], "23:20:00-05:00"],
  ["3.0:string-from-date", [date("2024-02-29Z")], "2024-02-29Z"],
  ["3.0:string-from-date", [date("-0044-03-15")], "-0044-03-15"],
  ["3.0:string-from-dateTime", [dateTime("2024-02-29T23:00:00-02:00")], "2024-03-01T01:00:00Z"],
  ["3.0:string-from-dateTime", [dateTime("12024-12-31T24:00:00.00")], "12025-01-01T00:00:00"],
  ["3.0:string-from-anyURI", [anyURI(" HTTP://Example.ORG/%7e ")], "HTTP://Example.ORG/%7e"],
  ["3.0:string-from-dayTimeDuration", [dayTimeDuration("PT36H90S")], "P1DT12H1M30S"],
  ["3.0:string-from-dayTimeDuration", [dayTimeDuration("-P0D")], "PT0S"],
  ["3.0:string-from-dayTimeDuration", [dayTimeDuration("-PT0.50S")], "-PT0.5S"],
  ["3.0:string-from-yearMonthDuration", [yearMonthDuration("P14M")], "P1Y2M"],
  ["3.0:string-from-yearMonthDuration", [yearMonthDuration("-P0Y")], "P0M"],
  ["3.0:string-from-x500Name", [x500Name("CN=Ann Berg , O=Org")], "CN=Ann Berg , O=Org"],
  ["3.0:string-from-rfc822Name", [rfc822Name("Ann@Example.ORG")], "Ann@Example.ORG"],
  ["3.0:string-from-ipAddress", [ipAddress("[2001:DB8::1]:80")], "[2001:DB8::1]:80"],
  ["3.0:string-from-dnsName", [dnsName("Example.ORG:1-2")], "Example.ORG:1-2"]
]

describe("functions on text", () => {
  it.each([...normalized, ...concatenated, ...searched].map((row) => [titleOf(row), row] as const))(
    "%s",
    (_, [name, args, expected]) => expect(textOf(call(name, args))).toEqual(expected)
  )

  it("take little time for much white space", () => {
    const text = `a${" ".repeat(1_000_000)}b`
    expect(textOf(call("1.0:string-normalize-space", [string(` ${text} `)]))).toBe(text)
  })

  it.each(["string", "uri-string"])("%s-concatenate takes many arguments, and makes no text of any length", (name) => {
    const first = name === "string" ? string("a") : anyURI("a")
    const joined = (...rest: ReadonlyArray<string>) =>
      textOf(call(`2.0:${name}-concatenate`, [first, ...rest.map((text) => string(text))]))
    const most = 1_000_000
    expect(joined(...Array.from({ length: 20_000 }, () => "b"))).toBe(`a${"b".repeat(20_000)}`)
    expect(joined("b".repeat(most - 1))).toHaveLength(most)
    expect(joined("b".repeat(most))).toBe(processingError)
    expect(joined("b".repeat(most - 1), "", "c")).toBe(processingError)
  })
})

describe("conversions", () => {
  it.each([...fromString, ...stringFrom].map((row) => [titleOf(row), row] as const))(
    "%s",
    (_, [name, args, expected]) => expect(textOf(call(name, args))).toEqual(expected)
  )

  it("never repeat a text that they cannot read", () => {
    const result = call("3.0:integer-from-string", [string("secret")])
    expect(isFailure(result) && result.message).toBe(
      "a value is not of its data type http://www.w3.org/2001/XMLSchema#integer"
    )
  })

  it("have nothing for octets", () => {
    expect(() => call("3.0:string-from-base64Binary", [base64Binary("AA==")])).toThrow("there is no function")
  })
})
