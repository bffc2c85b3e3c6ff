/**
 * A rule target, torn by category: the Altinn engine asks separately whether the resource, the action and the subject
 * match. All `AllOf` of the target are alternatives, whichever `AnyOf` they stand in, and the matches of other categories
 * are left out of them. Issuer and data type of a designator are not looked at; the data type of the literal is.
 */
import type { Match, Target } from "../Policy.ts"
import type { Fault } from "./Fault.ts"
import { isFault } from "./Fault.ts"
import type { MatchFunction } from "./MatchFunction.ts"
import { matchFunctionOf } from "./MatchFunction.ts"
import type { RequestAttributes } from "./RequestAttributes.ts"

/** `missing`: an attribute that must be present is not. */
export type TargetResult = "match" | "no match" | "missing"

/** Tests one category of a request. */
export type CategoryTest = (attributes: RequestAttributes) => TargetResult | Fault

interface CompiledMatch {
  readonly attributeId: string
  readonly mustBePresent: boolean
  readonly dataType: string
  readonly literal: string
  readonly holds: MatchFunction
}

const always: CategoryTest = () => "match"

/** Compiles what a target asks of one category; nothing asked is a match. */
export const compileCategory = (
  target: Target | undefined,
  category: string,
  functions: ReadonlyMap<string, MatchFunction>
): CategoryTest => {
  const alternatives = (target?.anyOf ?? [])
    .flatMap(({ allOf }) => allOf)
    .map(({ matches }) => matches.flatMap((match) => compileMatch(match, category, functions)))
    .filter((matches) => matches.length > 0)
  if (alternatives.length === 0) return always
  return (attributes) => {
    const present = attributes.get(category)
    let result: TargetResult = "no match"
    for (const matches of alternatives) {
      let all = true
      for (const match of matches) {
        const found = present?.get(match.attributeId)
        if (found === undefined) {
          all = false
          // The order counts: an alternative that matches later makes up for this, one that matched before does not.
          if (match.mustBePresent) result = "missing"
          continue
        }
        const matched = matchesAny(
          match,
          found.map(({ values }) => values)
        )
        if (isFault(matched)) return matched
        if (!matched) all = false
      }
      if (all) result = "match"
    }
    return result
  }
}

const compileMatch = (
  { attribute, matchId, value }: Match,
  category: string,
  functions: ReadonlyMap<string, MatchFunction>
): ReadonlyArray<CompiledMatch> =>
  attribute.kind !== "AttributeDesignator" || attribute.category !== category
    ? []
    : [
        {
          attributeId: attribute.attributeId,
          mustBePresent: attribute.mustBePresent,
          dataType: value.dataType,
          literal: value.text,
          holds: matchFunctionOf(functions, matchId)
        }
      ]

/** One value that matches ends the search in its attribute, not in others with the same id: those may still be at fault. */
const matchesAny = (
  { dataType, holds, literal }: CompiledMatch,
  attributes: ReadonlyArray<ReadonlyArray<{ readonly dataType: string; readonly text: string }>>
): boolean | Fault => {
  let matched = false
  for (const values of attributes) {
    for (const value of values) {
      const result = value.dataType === dataType && holds(literal, value.text)
      if (isFault(result)) return result
      if (result) {
        matched = true
        break
      }
    }
  }
  return matched
}
