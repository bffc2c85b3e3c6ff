/** Functions on strings and URIs, and conversion from and to strings (XACML 3.0 core §A.3.3 and §A.3.9). */
import { dataTypes, dropOuterSpace, makeValue, parseValue } from "../datatypes/DataTypes.ts"
import type { PlainFunction } from "./Function.ts"
import type { Bag, Failure, Value } from "../Value.ts"
import { DataType } from "../Vocabulary.ts"
import { boolean, dataOf, failure, functionId, general, integer, one, scalar, shortName, string } from "./Definition.ts"

/** Longer texts are not made: variables could double one another without end. */
const longestText = 1_000_000

const concatenate = (args: ReadonlyArray<Value | Bag>): string | Failure => {
  let joined = ""
  for (const text of args.map((argument) => String(dataOf(argument)))) {
    if (joined.length + text.length > longestText) return failure("a text has grown too long")
    joined += text
  }
  return joined
}

/** Positions count code points, so that no character is cut in two. */
const substring = (text: string, begin: bigint, end: bigint) => {
  const characters = [...text]
  const last = end === -1n ? BigInt(characters.length) : end
  return begin < 0n || last > BigInt(characters.length) || begin > last
    ? failure("a part of a text begins or ends outside the text")
    : characters.slice(Number(begin), Number(last)).join("")
}

/** The functions of a type of text; the first argument is the fragment, the second the text it is looked for in. */
const textFunctions = (type: string): ReadonlyArray<PlainFunction> => {
  const name = shortName(type)
  const id = (suffix: string) => functionId("3.0", `${name}-${suffix}`)
  const text = one(type)
  return [
    scalar(id("starts-with"), [string, text], boolean, (part: string, whole: string) => whole.startsWith(part)),
    scalar(id("ends-with"), [string, text], boolean, (part: string, whole: string) => whole.endsWith(part)),
    scalar(id("contains"), [string, text], boolean, (part: string, whole: string) => whole.includes(part)),
    scalar(id("substring"), [text, integer, integer], string, substring)
  ]
}

const convertible = [
  DataType.boolean,
  DataType.integer,
  DataType.double,
  DataType.time,
  DataType.date,
  DataType.dateTime,
  DataType.anyURI,
  DataType.dayTimeDuration,
  DataType.yearMonthDuration,
  DataType.x500Name,
  DataType.rfc822Name,
  DataType.ipAddress,
  DataType.dnsName
]

/** What is not of the type is a syntax error here, as where it stands in a policy. */
const conversions = (type: string): ReadonlyArray<PlainFunction> => {
  const name = shortName(type)
  return [
    general(functionId("3.0", `${name}-from-string`), { parameters: [string], result: one(type) }, ([text]) =>
      parseValue(type, String(dataOf(text)))
    ),
    scalar(functionId("3.0", `string-from-${name}`), [one(type)], string, (data: unknown) =>
      dataTypes.get(type)?.format(data)
    )
  ]
}

const uri = one(DataType.anyURI)

export const stringFunctions: ReadonlyArray<PlainFunction> = [
  scalar(functionId("1.0", "string-normalize-space"), [string], string, dropOuterSpace),
  scalar(functionId("1.0", "string-normalize-to-lower-case"), [string], string, (text: string) => text.toLowerCase()),
  general(
    functionId("2.0", "string-concatenate"),
    { parameters: [string, string], rest: string, result: string },
    (args) => {
      const text = concatenate(args)
      return typeof text === "string" ? makeValue(DataType.string, text) : text
    }
  ),
  general(
    functionId("2.0", "uri-string-concatenate"),
    { parameters: [uri, string], rest: string, result: uri },
    (args) => {
      const text = concatenate(args)
      return typeof text === "string" ? parseValue(DataType.anyURI, text) : text
    }
  ),
  ...[DataType.string, DataType.anyURI].flatMap(textFunctions),
  ...convertible.flatMap(conversions)
]
