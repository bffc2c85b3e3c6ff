/**
 * The functions of XACML 3.0 core §10.2.8: all 249 mandatory ones, and those that are planned for deprecation. The XPath
 * functions are optional and come with `@adressat/xacml/xpath`.
 */
import type { XacmlFunction } from "./Function.ts"
import { arithmeticFunctions } from "./functions/Arithmetic.ts"
import { bagAndSetFunctions } from "./functions/Bags.ts"
import { comparisonFunctions } from "./functions/Comparison.ts"
import { dateFunctions } from "./functions/DateArithmetic.ts"
import { higherOrderFunctions } from "./functions/HigherOrder.ts"
import { logicalFunctions } from "./functions/Logic.ts"
import { matchFunctions } from "./functions/Matching.ts"
import { stringFunctions } from "./functions/Text.ts"

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
