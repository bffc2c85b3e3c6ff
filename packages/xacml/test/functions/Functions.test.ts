import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parseValue, valuesEqual } from "../../src/datatypes/DataTypes.ts"
import type { ExpressionType, HigherOrderFunction, PlainFunction } from "../../src/functions/Function.ts"
import { functions } from "../../src/functions/Functions.ts"
import type { Bag, Failure, Value } from "../../src/Value.ts"
import { isBag, isFailure } from "../../src/Value.ts"
import { DataType, Status } from "../../src/Vocabulary.ts"
import { deprecatedFunctions, mandatoryFunctions } from "../FunctionIds.ts"
import { texts, valueOf } from "../ValueArbitraries.ts"

describe("the functions", () => {
  it("are those that the standard names, and no others", () => {
    expect(mandatoryFunctions).toHaveLength(249)
    expect([...functions.keys()].sort()).toEqual([...mandatoryFunctions, ...deprecatedFunctions].sort())
  })

  it("go by their own names", () => {
    for (const [id, { id: own }] of functions) expect(own).toBe(id)
  })

  it("have types that exist", () => {
    const types = new Set<string>(Object.values(DataType))
    for (const each of functions.values()) {
      if (each.kind === "higher-order") continue
      const { parameters, rest, result } = each.signature
      for (const { type } of [...parameters, result, ...(rest === undefined ? [] : [rest])])
        expect(types).toContain(type)
    }
  })

  it("are lazy where a result may be known before every argument is", () => {
    const lazy = [...functions.values()].flatMap((each) =>
      each.kind === "plain" && each.lazy !== undefined ? [each.lazy] : []
    )
    expect(lazy).toEqual(["and", "or", "n-of"])
  })
})

/** Strings are often the text of another type, or a pattern that may be wrong. */
const strings = fc
  .oneof(...texts.values(), fc.string({ unit: fc.constantFrom(..."(a[b-c])*?+{2,}.^$|\\p") }))
  .map((text): Value => ({ type: DataType.string, data: text, text }))

const argumentOf = ({ bag, type }: ExpressionType): fc.Arbitrary<Value | Bag> => {
  const one = type === DataType.string ? strings : valueOf(type)
  return bag ? fc.array(one, { maxLength: 4 }) : one
}

const argumentsOf = ({ signature: { parameters, rest } }: PlainFunction): fc.Arbitrary<ReadonlyArray<Value | Bag>> =>
  fc
    .tuple(
      fc.tuple(...parameters.map(argumentOf)),
      rest === undefined ? fc.constant([]) : fc.array(argumentOf(rest), { maxLength: 3 })
    )
    .map(([needed, more]) => [...needed, ...more])

/** A result is of its type, and its text can be read again; a failure has a sentence without the arguments. */
const expectResult = (result: Value | Bag | Failure, { bag, type }: ExpressionType) => {
  if (isFailure(result)) {
    expect([Status.processingError, Status.syntaxError]).toContain(result.status)
    return
  }
  expect(isBag(result)).toBe(bag)
  for (const value of isBag(result) ? result : [result]) {
    expect(value.type).toBe(type)
    const again = parseValue(type, value.text)
    expect(!isFailure(again) && valuesEqual(again, value)).toBe(true)
  }
}

const everyFunction = [...functions.values()]
const plainFunctions = everyFunction.filter((each): each is PlainFunction => each.kind === "plain")

describe("called with any arguments that it takes", () => {
  it.each(plainFunctions.map((each) => [each.id, each] as const))(
    "%s gives a value of its type or fails",
    (_, each) => {
      fc.assert(
        fc.property(argumentsOf(each), (args) => expectResult(each.call(args), each.signature.result)),
        { numRuns: 40 }
      )
    }
  )

  const higherOrder = everyFunction.filter((each): each is HigherOrderFunction => each.kind === "higher-order")

  it.each(higherOrder.map((each) => [each.id, each] as const))("%s does so with any function", (_, each) => {
    const calls = fc.constantFrom(...plainFunctions).chain((inner) =>
      fc.tuple(
        fc.constant(inner),
        argumentsOf(inner).chain((args) =>
          fc.tuple(...args.map((arg) => fc.oneof(fc.constant(arg), fc.constant(isBag(arg) ? arg : [arg, arg]))))
        )
      )
    )
    let called = 0
    fc.assert(
      fc.property(calls, ([inner, args]) => {
        const types = args.map((arg): ExpressionType => ({
          bag: isBag(arg),
          type: (isBag(arg) ? arg[0]?.type : arg.type) ?? DataType.string
        }))
        const type = each.typeOf(inner, types)
        if (typeof type === "string") return
        called++
        expectResult(each.call(inner, args), type)
      }),
      { numRuns: 500 }
    )
    expect(called).toBeGreaterThan(0)
  })
})
