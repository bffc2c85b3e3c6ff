/**
 * Logical functions (XACML 3.0 core §A.3.5). `and`, `or` and `n-of` are evaluated lazily where they stand in an expression;
 * the calls here serve where they are arguments of a higher-order function.
 */
import { booleanValue } from "../datatypes/DataTypes.ts"
import type { PlainFunction } from "./Function.ts"
import { boolean, dataOf, failure, functionId, general, integer } from "./Definition.ts"

const any = { parameters: [], rest: boolean, result: boolean }

export const logicalFunctions: ReadonlyArray<PlainFunction> = [
  general(functionId("1.0", "and"), any, (args) => booleanValue(args.every((arg) => dataOf(arg) === true)), "and"),
  general(functionId("1.0", "or"), any, (args) => booleanValue(args.some((arg) => dataOf(arg) === true)), "or"),
  general(
    functionId("1.0", "n-of"),
    { parameters: [integer], rest: boolean, result: boolean },
    ([count, ...conditions]) => {
      const needed = dataOf(count) as bigint
      if (needed > BigInt(conditions.length)) return failure("n-of asks for more conditions than it has")
      return booleanValue(BigInt(conditions.filter((one) => dataOf(one) === true).length) >= needed)
    },
    "n-of"
  ),
  general(functionId("1.0", "not"), { parameters: [boolean], result: boolean }, ([condition]) =>
    booleanValue(dataOf(condition) !== true)
  )
]
