/**
 * How functions are defined here: by name, types and a computation on the meanings of their arguments.
 */
import { makeValue } from "../datatypes/DataTypes.ts"
import type { ExpressionType, PlainFunction, Signature } from "./Function.ts"
import type { Bag, Failure, Value } from "../Value.ts"
import { isBag } from "../Value.ts"
import { DataType, Status } from "../Vocabulary.ts"

/** The URI of a function of a version of XACML. */
export const functionId = (version: "1.0" | "2.0" | "3.0", name: string): string =>
  `urn:oasis:names:tc:xacml:${version}:function:${name}`

/** One value of a type. */
export const one = (type: string): ExpressionType => ({ bag: false, type })

/** A bag of a type. */
export const bagOf = (type: string): ExpressionType => ({ bag: true, type })

export const boolean: ExpressionType = one(DataType.boolean)
export const string: ExpressionType = one(DataType.string)
export const integer: ExpressionType = one(DataType.integer)

/** A failure of a function: a processing error. */
export const failure = (message: string): Failure => ({ status: Status.processingError, message })

/** Whether a computation has failed. */
export const hasFailed = (computed: unknown): computed is Failure =>
  typeof computed === "object" && computed !== null && "status" in computed

/** The meaning of an argument that is one value. */
export const dataOf = (argument: Value | Bag | undefined): unknown =>
  argument === undefined || isBag(argument) ? undefined : argument.data

/** A function that computes a meaning from meanings; each parameter is one value. */
export const scalar = (
  id: string,
  parameters: ReadonlyArray<ExpressionType>,
  result: ExpressionType,
  compute: (...args: ReadonlyArray<never>) => unknown
): PlainFunction => ({
  kind: "plain",
  id,
  signature: { parameters, result },
  call: (args) => {
    const computed = compute(...args.map((argument) => dataOf(argument) as never))
    return hasFailed(computed) ? computed : makeValue(result.type, computed)
  }
})

/** A function that joins two or more meanings of one type, from the first to the last. */
export const fold = (
  id: string,
  type: ExpressionType,
  join: (left: never, right: never) => unknown
): PlainFunction => ({
  kind: "plain",
  id,
  signature: { parameters: [type, type], rest: type, result: type },
  call: ([first, ...others]) => {
    let joined = dataOf(first)
    for (const other of others) {
      joined = join(joined as never, dataOf(other) as never)
      if (hasFailed(joined)) return joined
    }
    return makeValue(type.type, joined)
  }
})

/** A function on values and bags as they are. */
export const general = (
  id: string,
  signature: Signature,
  call: PlainFunction["call"],
  lazy?: PlainFunction["lazy"]
): PlainFunction => ({ kind: "plain", id, signature, call, ...(lazy === undefined ? {} : { lazy }) })

/** The part of a data type's URI that function names are made of, such as `integer`. */
export const shortName = (type: string): string => type.slice(type.search(/[#:][^#:]*$/) + 1)
