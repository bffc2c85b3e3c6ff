/** Calls of XACML functions as rows of a table: the name, the arguments, what comes out. */
import { expect } from "vitest"
import { currentType, parseValue } from "../src/datatypes/DataTypes.ts"
import type { PlainFunction } from "../src/functions/Function.ts"
import { functions } from "../src/functions/Functions.ts"
import type { Bag, Failure, Value } from "../src/Value.ts"
import { isBag, isFailure } from "../src/Value.ts"
import { DataType, Status } from "../src/Vocabulary.ts"

type Argument = Value | Bag

/** The name of a function with its version, such as `1.0:string-equal`, its arguments, and the text of the result. */
export type Row = readonly [
  name: string,
  args: ReadonlyArray<Argument>,
  expected: string | boolean | ReadonlyArray<string>
]

/** Stand for the two failures of functions. */
export const processingError = Status.processingError
export const syntaxError = Status.syntaxError

const valueOf =
  (type: string) =>
  (text: string): Value => {
    const value = parseValue(type, text)
    if (isFailure(value)) throw new Error(`${text} is no ${type}`)
    return value
  }

/** Values by their text, such as `value.integer("1")`. */
export const value = Object.fromEntries(
  Object.entries(DataType).map(([name, type]) => [name, valueOf(type)])
) as Readonly<Record<keyof typeof DataType, (text: string) => Value>>

/** A bag of values by their texts, such as `bagOf(value.integer, "1", "2")`. */
export const bagOf = (read: (text: string) => Value, ...texts: ReadonlyArray<string>): Bag =>
  texts.map((text) => read(text))

/** The function of that name; it must be there. */
export const functionOf = (name: string) => {
  const [version, ...rest] = name.split(":")
  const found = functions.get(`urn:oasis:names:tc:xacml:${version}:function:${rest.join(":")}`)
  if (found === undefined || found.kind === "content") throw new Error(`there is no function ${name}`)
  return found
}

/** The function of that name, which must not be of higher order. */
export const plainFunctionOf = (name: string): PlainFunction => {
  const found = functionOf(name)
  if (found.kind !== "plain") throw new Error(`${name} is of higher order`)
  return found
}

/** What a function gives, in the words of a row. */
export const textOf = (result: Value | Bag | Failure): Row[2] => {
  if (isFailure(result)) return result.status
  if (isBag(result)) return result.map(({ text }) => text)
  return typeof result.data === "boolean" ? result.data : result.text
}

/** Calls a function with arguments that it takes. */
export const call = (name: string, args: ReadonlyArray<Argument>): Value | Bag | Failure => {
  const found = plainFunctionOf(name)
  for (const [index, argument] of args.entries()) {
    const parameter = found.signature.parameters[index] ?? found.signature.rest
    const types = isBag(argument) ? argument.map(({ type }) => type) : [argument.type]
    expect(parameter?.bag, `argument ${index + 1} of ${name}`).toBe(isBag(argument))
    for (const type of types) expect(currentType(type)).toBe(parameter?.type)
  }
  expect(args.length).toBeGreaterThanOrEqual(found.signature.parameters.length)
  return found.call(args)
}

/** A title for a row. */
export const titleOf = ([name, args, expected]: Row): string => {
  const texts = args.map((argument) => JSON.stringify(textOf(argument)))
  return `${name}(${texts.join(", ")}) = ${JSON.stringify(expected)}`
}
