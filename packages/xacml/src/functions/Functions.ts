/**
 * The functions of XACML 3.0 core §10.2.8: all 249 mandatory ones, and those that are planned for deprecation. The XPath
 * functions are optional and come with `@adressat/xacml/xpath`.
 */
import type { XacmlFunction } from "./Function.ts"
import { arithmeticFunctions } from "./Arithmetic.ts"
import { bagAndSetFunctions } from "./Bags.ts"
import { comparisonFunctions } from "./Comparison.ts"
import { dateFunctions } from "./DateArithmetic.ts"
import { higherOrderFunctions } from "./HigherOrder.ts"
import { logicalFunctions } from "./Logic.ts"
import { matchFunctions } from "./Matching.ts"
import { stringFunctions } from "./Text.ts"

/** The functions by URI. */
export const functions: ReadonlyMap<string, XacmlFunction> = new Map(
  [
    ...comparisonFunctions,
    ...arithmeticFunctions,
    ...stringFunctions,
    ...logicalFunctions,
    ...dateFunctions,
    ...bagAndSetFunctions,
    ...higherOrderFunctions,
    ...matchFunctions
  ].map((definition) => [definition.id, definition])
)
