/** Arithmetic of numbers and conversion between them (XACML 3.0 core §A.3.2 and §A.3.4). */
import { mostDigits } from "../datatypes/DataTypes.ts"
import type { PlainFunction } from "./Function.ts"
import { DataType } from "../Vocabulary.ts"
import { failure, fold, functionId, integer, one, scalar } from "./Definition.ts"

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
  fold(id("integer-add"), integer, (left: bigint, right: bigint) => bounded(left + right)),
  fold(id("integer-multiply"), integer, (left: bigint, right: bigint) => bounded(left * right)),
  scalar(id("integer-subtract"), [integer, integer], integer, (left: bigint, right: bigint) => bounded(left - right)),
  scalar(id("integer-divide"), [integer, integer], integer, (left: bigint, right: bigint) =>
    right === 0n ? byZero : left / right
  ),
  scalar(id("integer-mod"), [integer, integer], integer, (left: bigint, right: bigint) =>
    right === 0n ? byZero : left % right
  ),
  scalar(id("integer-abs"), [integer], integer, (value: bigint) => (value < 0n ? -value : value)),
  fold(id("double-add"), double, (left: number, right: number) => left + right),
  fold(id("double-multiply"), double, (left: number, right: number) => left * right),
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
