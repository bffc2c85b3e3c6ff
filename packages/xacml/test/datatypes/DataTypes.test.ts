import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { processorTime } from "../../../testing/test/ProcessorTime.ts"
import {
  booleanValue,
  currentType,
  dataTypes,
  environmentValues,
  FALSE,
  makeValue,
  parseLiteral,
  parseValue,
  TRUE,
  valuesEqual
} from "../../src/datatypes/DataTypes.ts"
import type { Value } from "../../src/Value.ts"
import { isFailure } from "../../src/Value.ts"
import { DataType, Status } from "../../src/Vocabulary.ts"
import { readXml } from "../../src/xml/Xml.ts"
import { lexicalForms } from "../LexicalForms.ts"
import { texts, valueOf } from "../ValueArbitraries.ts"

const { xpathExpression, ...mandatory } = DataType

describe("the data types", () => {
  it("are the sixteen mandatory ones, and the older names of the durations", () => {
    const older = [...dataTypes.keys()].filter((id) => !Object.values<string>(mandatory).includes(id))
    expect(dataTypes.size).toBe(20)
    expect(older.map(currentType).sort()).toEqual([
      DataType.dayTimeDuration,
      DataType.dayTimeDuration,
      DataType.yearMonthDuration,
      DataType.yearMonthDuration
    ])
  })

  const rows = Object.entries(lexicalForms).flatMap(([name, { is, isNot }]) => [
    ...is.map(([text, canonical]) => [name, text, canonical] as const),
    ...isNot.map((text) => [name, text, undefined] as const)
  ])
  it.each(rows)("%s %j is read as %j", (name, text, canonical) => {
    const type = DataType[name as keyof typeof mandatory]
    const value = parseValue(type, text)
    expect(isFailure(value) ? undefined : makeValue(type, value.data).text).toBe(canonical)
    if (!isFailure(value)) expect(value.text).toBe(text)
  })

  it.each([...texts.keys()])("%s is read again from its canonical text", (type) => {
    fc.assert(
      fc.property(valueOf(type), (value) => {
        const written = makeValue(type, value.data)
        const again = parseValue(type, written.text)
        if (isFailure(again)) throw new Error(`${written.text} cannot be read`)
        expect(valuesEqual(again, value)).toBe(true)
        expect(makeValue(type, again.data).text).toBe(written.text)
      })
    )
  })

  it.each([...texts.keys()])("%s has one key for all equal values", (type) => {
    const definition = dataTypes.get(type)
    fc.assert(
      fc.property(valueOf(type), valueOf(type), (left, right) => {
        const keys = new Set([definition?.key(left.data), definition?.key(right.data)])
        expect(keys.size === 1).toBe(valuesEqual(left, right))
      })
    )
  })

  it.each([...dataTypes.keys()])("%s survives any text", (type) => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), ...texts.values()), (text) => {
        const value = parseValue(type, text)
        if (isFailure(value))
          expect(value).toEqual({ status: Status.syntaxError, message: `a value is not of its data type ${type}` })
      })
    )
  })

  it("read long texts quickly", () => {
    const start = processorTime()
    for (const type of dataTypes.keys()) {
      for (const unit of ["1", "a.", "a@", "cn=\\\\,", "\\", '"', "[", "1:", " ", "1.", "=", "+"]) {
        const long = unit.repeat(50_000)
        for (const text of [long, `1${long}1`, `cn=${long}a`]) parseValue(type, text)
      }
    }
    expect(processorTime() - start).toBeLessThan(10_000)
  })

  it.each([DataType.hexBinary, DataType.base64Binary])("%s holds many octets", (type) => {
    expect(isFailure(parseValue(type, "A".repeat(20_000_000)))).toBe(false)
  })

  it("that are unknown fail, and no other type may be mixed in", () => {
    expect(parseValue("urn:test:type", "a")).toEqual({
      status: Status.syntaxError,
      message: "data type urn:test:type is not known"
    })
    expect(valuesEqual(makeValue(DataType.string, "urn:a"), makeValue(DataType.anyURI, "urn:a"))).toBe(false)
  })

  it("take a duration for the same under its older names", () => {
    const older = parseValue("urn:oasis:names:tc:xacml:2.0:data-type:dayTimeDuration", "P1D")
    const current = parseValue(DataType.dayTimeDuration, "PT24H")
    expect(!isFailure(older) && !isFailure(current) && valuesEqual(older, current)).toBe(true)
  })
})

describe("x500Name", () => {
  const same = (left: string, right: string) => {
    const [a, b] = [parseValue(DataType.x500Name, left), parseValue(DataType.x500Name, right)]
    if (isFailure(a) || isFailure(b)) throw new Error("no distinguished name")
    return valuesEqual(a, b)
  }

  it.each([
    ["cn=Ann \\22Anna\\22 Berg", 'CN="ann \\"anna\\" berg"', true],
    ["cn=\\C3\\86rlig", "cn=ærlig", true],
    ["2.5.4.3=Ann", "cn=Ann", true],
    ["cn=a\\,b", 'cn="a,b"', true],
    ["cn=a\\,b", "cn=a,o=b", false],
    ["cn=a\\+uid\\=b", "cn=a+uid=b", false],
    ["cn=Ann\\ ", "cn=Ann", true],
    ["cn=Ann\\\\", "cn=Ann", false],
    ["cn=Ann", "cn=Anne", false],
    ["cn=Ann", "uid=Ann", false],
    ["cn=Ann", "cn=Ann,o=", false]
  ] as const)("%s and %s: %s", (left, right, expected) => {
    expect(same(left, right)).toBe(expected)
  })
})

describe("literals", () => {
  it("of xpathExpression have a category and the namespaces of their element", () => {
    const written = `<v:AttributeValue xmlns:v="urn:v" xmlns:p="urn:p" XPathCategory="urn:c" DataType="t"> //p:a </v:AttributeValue>`
    const read = readXml(written)
    if (!read.ok) throw new Error("not well formed")
    const value = parseLiteral({
      kind: "AttributeValue",
      dataType: xpathExpression,
      text: " //p:a ",
      element: read.value
    })
    expect(value).toMatchObject({ data: { path: "//p:a", category: "urn:c", namespaces: { v: "urn:v", p: "urn:p" } } })
    expect(parseLiteral({ kind: "AttributeValue", dataType: xpathExpression, text: "//p:a" })).toMatchObject({
      status: Status.syntaxError
    })
  })

  it("are read once", () => {
    const literal = { kind: "AttributeValue", dataType: DataType.integer, text: "1" } as const
    expect(parseLiteral(literal)).toBe(parseLiteral(literal))
  })
})

describe("booleans", () => {
  it("are two values", () => {
    expect(booleanValue(true)).toBe(TRUE)
    expect(booleanValue(false)).toBe(FALSE)
    expect([TRUE.text, FALSE.text]).toEqual(["true", "false"])
  })
})

describe("the clock", () => {
  it("is told in UTC, before 1970 too", () => {
    const textsAt = (now: string) => Object.values(environmentValues(Date.parse(now))).map(({ text }) => text)
    expect(textsAt("2024-02-29T23:59:59.120Z")).toEqual(["23:59:59.12Z", "2024-02-29Z", "2024-02-29T23:59:59.12Z"])
    expect(textsAt("1969-12-31T00:00:00.001Z")).toEqual(["00:00:00.001Z", "1969-12-31Z", "1969-12-31T00:00:00.001Z"])
    expect(textsAt("-000001-12-31T01:00:00Z")).toEqual(["01:00:00Z", "-0001-12-31Z", "-0001-12-31T01:00:00Z"])
  })

  it("agrees with the calendar of the language", () => {
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true, min: new Date("0001-01-01"), max: new Date("9999-12-31") }),
        (date) => {
          const text = date.toISOString()
          const now = environmentValues(date.getTime())
          const isSame = (type: string, written: string, current: Value) => {
            const value = parseValue(type, written)
            return !isFailure(value) && valuesEqual(value, current)
          }
          expect(isSame(DataType.dateTime, text, now.dateTime)).toBe(true)
          expect(isSame(DataType.date, `${text.slice(0, 10)}Z`, now.date)).toBe(true)
          expect(isSame(DataType.time, text.slice(11), now.time)).toBe(true)
        }
      )
    )
  })
})
