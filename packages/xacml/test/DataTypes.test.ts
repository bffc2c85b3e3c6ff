import fc from "fast-check"
import { describe, expect, it } from "vitest"
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
} from "../src/DataTypes.ts"
import type { Value } from "../src/Value.ts"
import { isFailure } from "../src/Value.ts"
import { DataType, Status } from "../src/Vocabulary.ts"
import { readXml } from "../src/Xml.ts"
import { texts, valueOf } from "./ValueArbitraries.ts"

const { xpathExpression, ...mandatory } = DataType

/** What can be written, with its canonical text, and what cannot. */
const lexical: Readonly<
  Record<
    keyof typeof mandatory,
    { readonly is: ReadonlyArray<readonly [string, string]>; readonly isNot: ReadonlyArray<string> }
  >
> = {
  string: {
    is: [
      ["", ""],
      [" a\n", " a\n"]
    ],
    isNot: []
  },
  boolean: {
    is: [
      ["true", "true"],
      [" 1 ", "true"],
      ["0", "false"]
    ],
    isNot: ["True", "yes", "", "01"]
  },
  integer: {
    is: [
      ["0", "0"],
      ["+007", "7"],
      ["-0", "0"],
      ["\n12\t", "12"],
      ["9".repeat(1000), "9".repeat(1000)],
      [`-${"9".repeat(1000)}`, `-${"9".repeat(1000)}`]
    ],
    isNot: ["", "1.0", "1e3", "0x1", "--1", "1_000", "\u0661", "\u00A01", "9".repeat(1001)]
  },
  double: {
    is: [
      ["1", "1.0E0"],
      ["-.5", "-5.0E-1"],
      ["1.", "1.0E0"],
      ["1E400", "INF"],
      ["-0", "-0.0E0"],
      ["NaN", "NaN"],
      ["-INF", "-INF"]
    ],
    isNot: ["", ".", "+INF", "Infinity", "nan", "1e", "1 e3", "0x1"]
  },
  time: {
    is: [
      ["24:00:00", "00:00:00"],
      ["09:30:10.500", "09:30:10.5"],
      ["12:00:00+14:00", "12:00:00+14:00"],
      ["14:30:00+14:00", "00:30:00Z"],
      ["00:00:00-00:00", "00:00:00Z"],
      [`00:00:00.1${"0".repeat(40)}`, "00:00:00.1"]
    ],
    isNot: [
      "24:00:01",
      "25:00:00",
      "9:30:00",
      "09:30",
      "09:60:00",
      "09:30:60",
      "09:30:00+14:01",
      "09:30:00-14:30",
      "09:30:00z",
      "09:30:00."
    ]
  },
  date: {
    is: [
      ["2024-02-29", "2024-02-29"],
      ["12024-01-01Z", "12024-01-01Z"],
      ["-0001-01-01", "-0001-01-01"],
      ["0000-02-29", "0000-02-29"],
      ["2000-02-29-14:00", "2000-02-29-14:00"]
    ],
    isNot: [
      "2023-02-29",
      "1900-02-29",
      "2024-13-01",
      "2024-00-01",
      "2024-04-31",
      "2024-01-00",
      "24-01-01",
      "02024-01-01",
      "+2024-01-01",
      "2024-1-1",
      "1234567890-01-01"
    ]
  },
  dateTime: {
    is: [
      ["2024-12-31T24:00:00Z", "2025-01-01T00:00:00Z"],
      ["2024-01-01T00:00:00.123456789012345678+01:00", "2023-12-31T23:00:00.123456789012345678Z"],
      ["2024-01-01T00:00:00", "2024-01-01T00:00:00"]
    ],
    isNot: [
      "2024-01-01",
      "2024-01-01 00:00:00",
      "2024-01-01T00:00",
      "2024-01-01T24:00:01",
      "2024-01-01T00:00:00.1234567890123456789"
    ]
  },
  dayTimeDuration: {
    is: [
      ["P1D", "P1D"],
      ["PT36H", "P1DT12H"],
      ["-PT0.50S", "-PT0.5S"],
      ["PT0S", "PT0S"],
      ["-P0D", "PT0S"],
      ["PT60M", "PT1H"]
    ],
    isNot: ["P", "PT", "P1DT", "-P", "P1Y", "P1M", "PT1D", "P-1D", "PT1.S", "+P1D", "P1.5D", "1D"]
  },
  yearMonthDuration: {
    is: [
      ["P1Y", "P1Y"],
      ["P14M", "P1Y2M"],
      ["-P12M", "-P1Y"],
      ["P0Y", "P0M"]
    ],
    isNot: ["P", "-P", "P1D", "P1Y1D", "P1M1Y", "P1.5Y"]
  },
  anyURI: {
    is: [
      ["urn:a", "urn:a"],
      [" http://a.org/ ", "http://a.org/"],
      ["", ""]
    ],
    isNot: []
  },
  hexBinary: {
    is: [
      ["", ""],
      ["0aFf", "0AFF"]
    ],
    isNot: ["0", "0g", "0a 0b"]
  },
  base64Binary: {
    is: [
      ["", ""],
      ["A Q I D", "AQID"],
      ["AQ==", "AQ=="],
      ["AQI=", "AQI="]
    ],
    isNot: ["A", "AQ", "AQ=", "AR==", "AQJ=", "A-ID", "=AQI"]
  },
  rfc822Name: {
    is: [["Ann@Example.org", "Ann@Example.org"]],
    isNot: ["ann", "@example.org", "ann@", "a@b@c", "a n@b"]
  },
  x500Name: {
    is: [
      ["", ""],
      ["cn=Ann, o=Org", "cn=Ann, o=Org"],
      ["cn=", "cn="],
      ["OID.2.5.4.3=Ann;o=Org", "OID.2.5.4.3=Ann;o=Org"]
    ],
    isNot: ["Ann", "cn=Ann,", "=Ann", "cn=Ann,,o=Org", "cn=a+", 'cn="a', 'cn=a"b', "cn=\\FF", "1.=a"]
  },
  ipAddress: {
    is: [
      ["10.0.0.1", "10.0.0.1"],
      ["10.0.0.1/255.255.0.0", "10.0.0.1/255.255.0.0"],
      ["10.0.0.1:80-", "10.0.0.1:80-"],
      ["10.0.0.1:-80", "10.0.0.1:-80"],
      ["10.0.0.1/255.0.0.0:1-65535", "10.0.0.1/255.0.0.0:1-65535"],
      ["[::1]", "[::1]"],
      ["[2001:db8::]/[ffff:ffff::]:443", "[2001:db8::]/[ffff:ffff::]:443"],
      ["[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7:8]"],
      ["[::ffff:10.0.0.1]", "[::ffff:10.0.0.1]"]
    ],
    isNot: [
      "10.0.0",
      "10.0.0.256",
      "10.0.0.1.2",
      "10.0.0.1/24",
      "10.0.0.1:65536",
      "10.0.0.1:80-65536",
      "10.0.0.1:-",
      "::1",
      "[1:2:3]",
      "[1::2::3]",
      "[:1]",
      "[12345::]",
      "[1:2:3:4:5:6:7:8:9]",
      "[1:2:3:4:5:6:7::8]",
      "[]",
      "a.b.c.d",
      "10.0.0.1."
    ]
  },
  dnsName: {
    is: [
      ["example.org", "example.org"],
      ["*.Example.org:80-90", "*.Example.org:80-90"],
      ["localhost", "localhost"],
      ["a.no.", "a.no."],
      ["x--1.no:80", "x--1.no:80"]
    ],
    isNot: [
      "",
      "*",
      "a.*.org",
      "-a.org",
      "a-.org",
      "a..org",
      "a_b.org",
      "10.0.0.1",
      "example.org:65536",
      "example.org/a",
      `${"a".repeat(64)}.org`
    ]
  }
}

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

  const rows = Object.entries(lexical).flatMap(([name, { is, isNot }]) => [
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
    for (const type of dataTypes.keys()) {
      for (const unit of ["1", "a.", "a@", "cn=\\\\,", "\\", '"', "[", "1:", " ", "1.", "=", "+"]) {
        parseValue(type, unit.repeat(50_000))
      }
    }
  }, 10_000)

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
