/** Arithmetic of numbers and conversion between them (XACML 3.0 core §A.3.2 and §A.3.4). */
import { mostDigits } from "../datatypes/DataTypes.ts"
import type { PlainFunction } from "./Function.ts"
import { DataType } from "../Vocabulary.ts"
import { failure, functionId, integer, one, scalar } from "./Definition.ts"

const double = one(DataType.double)
const id = (name: string) => functionId("1.0", name)
const byZero = failure("a number cannot be divided by zero")

/** Sums and products grow; beyond this they are refused. */
const limit = 10n ** BigInt(mostDigits)

const bounded = (value: bigint) =>
  -limit < value && value < limit ? value : failure("a whole number has grown too large")

/** To the nearest whole number; halves to the even one, as IEEE 754 rounds. */
const round = (value: number): number => {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}

export const arithmeticFunctions: ReadonlyArray<PlainFunction> = [
  scalar(
    id("integer-add"),
    [integer, integer],
    integer,
    (...values: ReadonlyArray<bigint>) => bounded(values.reduce((sum, value) => sum + value, 0n)),
    { rest: integer }
  ),
  scalar(
    id("integer-multiply"),
    [integer, integer],
    integer,
    (...values: ReadonlyArray<bigint>) => {
      let product = 1n
      for (const value of values) {
        const next = bounded(product * value)
        if (typeof next !== "bigint") return next
        product = next
      }
      return product
    },
    { rest: integer }
  ),
  scalar(id("integer-subtract"), [integer, integer], integer, (left: bigint, right: bigint) => bounded(left - right)),
  scalar(id("integer-divide"), [integer, integer], integer, (left: bigint, right: bigint) =>
    right === 0n ? byZero : left / right
  ),
  scalar(id("integer-mod"), [integer, integer], integer, (left: bigint, right: bigint) =>
    right === 0n ? byZero : left % right
  ),
  scalar(id("integer-abs"), [integer], integer, (value: bigint) => (value < 0n ? -value : value)),
  scalar(
    id("double-add"),
    [double, double],
    double,
    (...values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value),
    { rest: double }
  ),
  scalar(
    id("double-multiply"),
    [double, double],
    double,
    (...values: ReadonlyArray<number>) => values.reduce((product, value) => product * value),
    { rest: double }
  ),
  scalar(id("double-subtract"), [double, double], double, (left: number, right: number) => left - right),
  scalar(id("double-divide"), [double, double], double, (left: number, right: number) =>
    right === 0 ? byZero : left / right
  ),
  scalar(id("double-abs"), [double], double, Math.abs),
  scalar(id("round"), [double], double, round),
  scalar(id("floor"), [double], double, Math.floor),
  scalar(id("double-to-integer"), [double], integer, (value: number) =>
    Number.isFinite(value) ? BigInt(Math.trunc(value)) : failure("only a finite number has a whole part")
  ),
  scalar(id("integer-to-double"), [integer], double, Number)
]
