/**
 * Conditions as the Altinn engine evaluates them: one call of a comparing function with a literal and the values of one
 * attribute, which may stand in a nested call. Arguments beyond these, the order of arguments and most nested functions are not
 * looked at; a condition of any other shape is false.
 */
import type { Apply, AttributeDesignator, AttributeValue, Expression } from "../Policy.ts"
import type { Attribute } from "../Request.ts"
import { parseInt32 } from "./DotNetValue.ts"
import type { Fault } from "./Fault.ts"
import { isFault } from "./Fault.ts"
import type { MatchFunction } from "./MatchFunction.ts"
import { InnerFunction, matchFunctionOf } from "./MatchFunction.ts"
import type { RequestAttributes } from "../evaluation/RequestAttributes.ts"

/** `error`: Indeterminate with status ok; `too many`: Indeterminate with a processing error. */
export type ConditionResult = boolean | "error" | "too many"

/** Tests a request. */
export type ConditionTest = (attributes: RequestAttributes) => ConditionResult | Fault

/** What the engine keeps of the root call. */
export interface ConditionParts {
  readonly functionId: string
  readonly literal: AttributeValue | undefined
  readonly designator: AttributeDesignator | undefined
  readonly inner: Apply | undefined
}

/** The last literal, the last designator and the last nested call; without a designator, the last one in that call. */
export const conditionParts = ({ arguments: args, functionId }: Apply): ConditionParts => {
  const inner = args.findLast((argument) => argument.kind === "Apply")
  return {
    functionId,
    literal: args.findLast((argument) => argument.kind === "AttributeValue"),
    designator: designatorIn(args) ?? designatorIn(inner?.arguments ?? []),
    inner
  }
}

const designatorIn = (args: ReadonlyArray<Expression>) =>
  args.findLast((argument) => argument.kind === "AttributeDesignator")

/** Compiles a condition. */
export const compileCondition = (
  condition: Expression,
  functions: ReadonlyMap<string, MatchFunction>
): ConditionTest => {
  if (condition.kind !== "Apply") return () => false
  const { designator, functionId, inner, literal } = conditionParts(condition)
  if (designator === undefined) return () => ({ fault: "the condition names no attribute" })
  const holds = matchFunctionOf(functions, functionId)
  const bagFunction = inner?.functionId ?? functionId
  const isSingle = InnerFunction.single.some((id) => id === bagFunction)
  const isSize = inner !== undefined && InnerFunction.size.some((id) => id === inner.functionId)
  return (attributes) => {
    const category = attributes.get(designator.category)
    if (category === undefined) return "error"
    const found = category.get(designator.attributeId) ?? []
    if (found.length === 0) return "error"
    if (isSingle && sizeOf(found, designator.dataType) > 1) return "too many"
    if (isSize) {
      const size = literal && parseInt32(literal.text)
      if (size === undefined) return { fault: "the size to compare with is no integer" }
      return size === sizeOf(found, designator.dataType) ? true : "error"
    }
    for (const value of found.flatMap(({ values }) => values)) {
      const result = literal === undefined ? { fault: "the condition has no literal" } : holds(value.text, literal.text)
      if (isFault(result) || result) return result
    }
    return false
  }
}

/** How many values have the data type; it counts here and nowhere else in a condition. */
const sizeOf = (attributes: ReadonlyArray<Attribute>, dataType: string): number =>
  attributes.reduce((sum, { values }) => sum + values.filter((value) => value.dataType === dataType).length, 0)
