import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { valuesEqual } from "../../src/datatypes/DataTypes.ts"
import type { Bag, Value } from "../../src/Value.ts"
import { isBag, isFailure } from "../../src/Value.ts"
import { DataType } from "../../src/Vocabulary.ts"
import type { Row } from "../FunctionCalls.ts"
import { bagOf, call, processingError, textOf, titleOf, value } from "../FunctionCalls.ts"
import { valueOf } from "../ValueArbitraries.ts"

type TypeName = keyof typeof DataType

/** Two different values, and another way to write the first. */
const samples: Readonly<Record<Exclude<TypeName, "xpathExpression">, readonly [a: string, b: string, again: string]>> =
  {
    string: ["a", "A", "a"],
    boolean: ["true", "false", "1"],
    integer: ["1", "2", "+01"],
    double: ["1", "2", "10e-1"],
    time: ["12:00:00", "13:00:00", "13:00:00+01:00"],
    date: ["2024-01-01", "2024-01-02", "2024-01-01Z"],
    dateTime: ["2024-01-01T12:00:00Z", "2024-01-02T12:00:00Z", "2024-01-01T13:00:00+01:00"],
    dayTimeDuration: ["P1D", "P2D", "PT24H"],
    yearMonthDuration: ["P1Y", "P2Y", "P12M"],
    anyURI: ["urn:a", "urn:A", " urn:a "],
    hexBinary: ["0a", "0b", "0A"],
    base64Binary: ["AQID", "AQIE", "AQ ID"],
    rfc822Name: ["a@example.org", "A@example.org", "a@EXAMPLE.org"],
    x500Name: ["cn=A,o=B", "o=B,cn=A", "CN=a, O=b"],
    ipAddress: ["10.0.0.1", "10.0.0.2", "10.0.0.1"],
    dnsName: ["example.org", "example.no", "EXAMPLE.org"]
  }

const versionOf = (type: TypeName): string =>
  type === "ipAddress" || type === "dnsName" ? "2.0" : type.endsWith("Duration") ? "3.0" : "1.0"

const names = Object.keys(samples) as ReadonlyArray<keyof typeof samples>
const withEquality = names.filter((type) => versionOf(type) !== "2.0")

const bagRows = names.flatMap((type): ReadonlyArray<Row> => {
  const [first, second, again] = samples[type]
  const read = value[type]
  const name = (suffix: string) => `${versionOf(type)}:${type}-${suffix}`
  return [
    [name("one-and-only"), [bagOf(read, first)], type === "boolean" ? true : read(first).text],
    [name("one-and-only"), [bagOf(read)], processingError],
    [name("one-and-only"), [bagOf(read, first, second)], processingError],
    [name("one-and-only"), [bagOf(read, first, first)], processingError],
    [name("bag-size"), [bagOf(read)], "0"],
    [name("bag-size"), [bagOf(read, first, again, second)], "3"],
    [name("bag"), [], []],
    [name("bag"), [read(second), read(first), read(first)], [second, first, first]]
  ]
})

const setRows = withEquality.flatMap((type): ReadonlyArray<Row> => {
  const [first, second, again] = samples[type]
  const read = value[type]
  const bag = (...texts: ReadonlyArray<string>) => bagOf(read, ...texts)
  const name = (suffix: string) => `${versionOf(type)}:${type}-${suffix}`
  return [
    [name("is-in"), [read(again), bag(second, first)], true],
    [name("is-in"), [read(first), bag(second)], false],
    [name("is-in"), [read(first), bag()], false],
    [name("intersection"), [bag(first, second), bag(again)], [first]],
    [name("intersection"), [bag(first, again), bag(first, second)], [first]],
    [name("intersection"), [bag(first), bag(second)], []],
    [name("union"), [bag(first, second), bag(again)], [first, second]],
    [name("union"), [bag(), bag()], []],
    [name("union"), [bag(second), bag(first), bag(second, again)], [second, first]],
    [name("at-least-one-member-of"), [bag(first, second), bag(again)], true],
    [name("at-least-one-member-of"), [bag(first), bag(second)], false],
    [name("at-least-one-member-of"), [bag(), bag(first)], false],
    [name("subset"), [bag(first, again), bag(second, first)], true],
    [name("subset"), [bag(first, second), bag(again)], false],
    [name("subset"), [bag(), bag()], true],
    [name("set-equals"), [bag(first, again, second), bag(second, first)], true],
    [name("set-equals"), [bag(first), bag(first, second)], false],
    [name("set-equals"), [bag(first, second), bag(first)], false],
    [name("set-equals"), [bag(), bag()], true]
  ]
})

const olderNames = [...bagRows, ...setRows]
  .filter(([name]) => name.startsWith("3.0"))
  .map(([name, args, expected]): Row => [name.replace("3.0", "1.0"), args, expected])

describe("bags and sets", () => {
  it.each([...bagRows, ...setRows, ...olderNames].map((row) => [titleOf(row), row] as const))(
    "%s",
    (_, [name, args, expected]) => expect(textOf(call(name, args))).toEqual(expected)
  )

  it("are quick with many values", () => {
    const many = Array.from({ length: 20_000 }, (_, index) => value.integer(String(index)))
    expect(textOf(call("1.0:integer-set-equals", [many, many.toReversed()]))).toBe(true)
  })
})

const resultOf = (name: string, args: ReadonlyArray<Value | Bag>): Value | Bag => {
  const result = call(name, args)
  if (isFailure(result)) throw new Error(`${name} has failed`)
  return result
}

describe.each(withEquality)("the algebra of sets of %s", (type) => {
  const bags = fc.array(valueOf(DataType[type]), { maxLength: 5 })
  const name = (suffix: string) => `${versionOf(type)}:${type}-${suffix}`
  const set = (suffix: string, ...args: ReadonlyArray<Bag>): Bag => {
    const result = resultOf(name(suffix), args)
    return isBag(result) ? result : []
  }
  const holds = (suffix: string, ...args: ReadonlyArray<Value | Bag>): boolean => {
    const result = resultOf(name(suffix), args)
    return !isBag(result) && result.data === true
  }

  it("holds", () => {
    fc.assert(
      fc.property(bags, bags, bags, (a, b, c) => {
        const equals = (left: Bag, right: Bag) => expect(holds("set-equals", left, right)).toBe(true)
        equals(set("union", a, b), set("union", b, a))
        equals(set("union", a, b, c), set("union", a, set("union", b, c)))
        equals(set("intersection", a, b), set("intersection", b, a))
        equals(
          set("intersection", a, set("union", b, c)),
          set("union", set("intersection", a, b), set("intersection", a, c))
        )
        equals(set("union", a, set("intersection", a, b)), a)
        expect(holds("subset", set("intersection", a, b), a)).toBe(true)
        expect(holds("subset", a, set("union", a, b))).toBe(true)
        expect(holds("set-equals", a, b)).toBe(holds("subset", a, b) && holds("subset", b, a))
        expect(holds("at-least-one-member-of", a, b)).toBe(set("intersection", a, b).length > 0)
        expect(holds("subset", a, b)).toBe(a.every((each) => holds("is-in", each, b)))
        const union = set("union", a, b)
        expect(union.every((each, index) => union.slice(0, index).every((other) => !valuesEqual(each, other)))).toBe(
          true
        )
      }),
      { numRuns: 50 }
    )
  })
})
