import { describe, expect, it } from "vitest"
import type { Bag, Value } from "../../src/Value.ts"
import { isBag } from "../../src/Value.ts"
import { DataType } from "../../src/Vocabulary.ts"
import { bagOf, functionOf, plainFunctionOf, processingError, textOf, titleOf, value } from "../FunctionCalls.ts"
import type { Row } from "../FunctionCalls.ts"

type Call = readonly [name: string, inner: string, args: ReadonlyArray<Value | Bag>, expected: Row[2]]

const { boolean, double, integer, string } = value
const numbers = (...texts: ReadonlyArray<string>) => bagOf(integer, ...texts)

const call = (name: string, inner: string, args: ReadonlyArray<Value | Bag>) => {
  const found = functionOf(name)
  if (found.kind !== "higher-order") throw new Error(`${name} is a plain function`)
  const innerFunction = plainFunctionOf(inner)
  const types = args.map((arg) =>
    isBag(arg) ? { bag: true, type: arg[0]?.type ?? DataType.integer } : { bag: false, type: arg.type }
  )
  const type = found.typeOf(innerFunction, types)
  return typeof type === "string" ? type : textOf(found.call(innerFunction, args))
}

const equal = "1.0:integer-equal"
const greater = "1.0:integer-greater-than"

const rows: ReadonlyArray<Call> = [
  ["3.0:any-of", equal, [integer("2"), numbers("1", "2")], true],
  ["3.0:any-of", equal, [integer("3"), numbers("1", "2")], false],
  ["3.0:any-of", equal, [integer("3"), numbers()], false],
  // In version 3.0 the bag may stand anywhere.
  ["3.0:any-of", greater, [numbers("1", "5"), integer("3")], true],
  ["3.0:any-of", greater, [integer("3"), numbers("4", "5")], false],
  ["3.0:any-of", "1.0:string-regexp-match", [string("("), bagOf(string, "a")], processingError],
  ["3.0:all-of", greater, [integer("5"), numbers("1", "2")], true],
  ["3.0:all-of", greater, [integer("2"), numbers("1", "2")], false],
  ["3.0:all-of", greater, [integer("2"), numbers()], true],
  ["3.0:all-of", greater, [numbers("3", "4"), integer("2")], true],
  ["3.0:any-of-any", equal, [numbers("1", "2"), numbers("3", "2")], true],
  ["3.0:any-of-any", equal, [numbers("1", "2"), numbers("3", "4")], false],
  ["3.0:any-of-any", equal, [numbers(), numbers("3", "4")], false],
  ["3.0:any-of-any", equal, [numbers("1", "3"), integer("3")], true],
  ["3.0:any-of-any", "1.0:and", [], true],
  ["1.0:all-of-any", greater, [numbers("10", "20"), numbers("1", "15", "30")], true],
  ["1.0:all-of-any", greater, [numbers("10", "1"), numbers("1", "15")], false],
  ["1.0:all-of-any", greater, [numbers(), numbers()], true],
  ["1.0:all-of-any", greater, [numbers("1"), numbers()], false],
  ["1.0:any-of-all", greater, [numbers("3", "5"), numbers("1", "2", "3", "4")], true],
  ["1.0:any-of-all", greater, [numbers("3", "4"), numbers("1", "2", "3", "4")], false],
  ["1.0:any-of-all", greater, [numbers(), numbers()], false],
  ["1.0:any-of-all", greater, [numbers("1"), numbers()], true],
  ["1.0:all-of-all", greater, [numbers("6", "5"), numbers("1", "4")], true],
  ["1.0:all-of-all", greater, [numbers("3", "5"), numbers("1", "4")], false],
  ["1.0:all-of-all", greater, [numbers(), numbers("1")], true],
  ["3.0:map", "1.0:string-normalize-to-lower-case", [bagOf(string, "A", "b", "A")], ["a", "b", "a"]],
  ["3.0:map", "1.0:integer-subtract", [numbers("5", "7"), integer("2")], ["3", "5"]],
  ["3.0:map", "1.0:integer-subtract", [integer("2"), numbers("5", "7")], ["-3", "-5"]],
  ["3.0:map", "1.0:integer-subtract", [integer("2"), numbers()], []],
  ["3.0:map", "1.0:integer-divide", [integer("2"), numbers("1", "0")], processingError]
]

const older = rows
  .filter(([name]) => name.startsWith("3.0"))
  .map(([name, ...rest]): Call => [name.replace("3.0", "1.0"), ...rest])

const misfits: ReadonlyArray<Call> = [
  [
    "3.0:any-of",
    "1.0:integer-add",
    [integer("2"), numbers("1")],
    "urn:oasis:names:tc:xacml:1.0:function:integer-add does not give a boolean"
  ],
  ["3.0:any-of", equal, [integer("2"), integer("1")], "exactly one argument must be a bag"],
  ["3.0:all-of", equal, [numbers("2"), numbers("1")], "exactly one argument must be a bag"],
  [
    "3.0:any-of",
    equal,
    [integer("2"), bagOf(double, "1")],
    "urn:oasis:names:tc:xacml:1.0:function:integer-equal does not take these data types"
  ],
  [
    "3.0:any-of",
    equal,
    [numbers("2")],
    "urn:oasis:names:tc:xacml:1.0:function:integer-equal does not take these data types"
  ],
  [
    "3.0:any-of",
    "1.0:integer-is-in",
    [integer("2"), numbers("1")],
    "urn:oasis:names:tc:xacml:1.0:function:integer-is-in takes bags, and is called on single values"
  ],
  [
    "3.0:map",
    "1.0:integer-bag",
    [numbers("1")],
    "urn:oasis:names:tc:xacml:1.0:function:integer-bag gives a bag, and one value is needed"
  ],
  ["3.0:map", equal, [integer("1"), integer("1")], "exactly one argument must be a bag"],
  ["1.0:all-of-all", equal, [numbers("1"), integer("1")], "both arguments must be bags"]
]

describe("higher-order functions", () => {
  it.each(
    [...rows, ...older, ...misfits].map((row) => [`${row[0]} of ${titleOf([row[1], row[2], row[3]])}`, row] as const)
  )("%s", (_, [name, inner, args, expected]) => expect(call(name, inner, args)).toEqual(expected))

  it("let a result that settles the matter win over an error", () => {
    const match = "1.0:string-regexp-match"
    const patterns = (...texts: ReadonlyArray<string>) => bagOf(string, ...texts)
    expect(call("3.0:any-of", match, [patterns("(", "a"), string("a")])).toBe(true)
    expect(call("3.0:any-of", match, [patterns("(", "b"), string("a")])).toBe(processingError)
    expect(call("3.0:all-of", match, [patterns("(", "b"), string("a")])).toBe(false)
    expect(call("3.0:all-of", match, [patterns("(", "a"), string("a")])).toBe(processingError)
  })

  it("count no combinations where one bag is empty", () => {
    const many = bagOf(boolean, ...Array.from({ length: 3_000 }, () => "false"))
    const anyOfAny = functionOf("3.0:any-of-any")
    if (anyOfAny.kind !== "higher-order") throw new Error("any-of-any takes no function")
    expect(textOf(anyOfAny.call(plainFunctionOf("1.0:or"), [many, many, many, []]))).toBe(false)
  })

  it("refuse to try more combinations than they could", () => {
    const many = numbers(...Array.from({ length: 2_000 }, (_, index) => String(index)))
    expect(call("3.0:any-of-any", greater, [numbers("0"), many])).toBe(false)
    expect(call("3.0:any-of-any", "1.0:integer-greater-than", [bagOf(integer, ...many.map(() => "-1")), many])).toBe(
      processingError
    )
    expect(call("1.0:all-of-all", greater, [many, many])).toBe(processingError)
  })
})
