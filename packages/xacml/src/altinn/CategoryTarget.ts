/**
 * A rule target, torn by category: the Altinn engine asks separately whether the resource, the action and the subject
 * match. All `AllOf` of the target are alternatives, whichever `AnyOf` they stand in, and the matches of other categories
 * are left out of them. Issuer and data type of a designator are not looked at; the data type of the literal is.
 */
import type { AttributeDesignator, Match, Target } from "../Policy.ts"
import type { Attribute } from "../Request.ts"
import type { Fault } from "./Fault.ts"
import { isFault } from "./Fault.ts"
import type { MatchFunction } from "./MatchFunction.ts"
import { harmlessFunctions, matchFunctionOf, textKeys } from "./MatchFunction.ts"
import type { RequestAttributes } from "../evaluation/RequestAttributes.ts"

/** `missing`: an attribute that must be present is not. */
export type TargetResult = "match" | "no match" | "missing"

/** Tests one category of a request. */
export type CategoryTest = (attributes: RequestAttributes) => TargetResult | Fault

/** What a target asks of one category: alternatives, each of matches that must all hold. */
export type Alternatives = ReadonlyArray<ReadonlyArray<DesignatorMatch>>

/** A match of an attribute; those of selectors are never evaluated. */
export type DesignatorMatch = Match & { readonly attribute: AttributeDesignator }

/** Tears a target. Without an alternative nothing is asked of the category. */
export const alternativesOf = (target: Target | undefined, category: string): Alternatives =>
  (target?.anyOf ?? [])
    .flatMap(({ allOf }) => allOf)
    .map(({ matches }) => matches.filter(isDesignated).filter(({ attribute }) => attribute.category === category))
    .filter((matches) => matches.length > 0)

const isDesignated = (match: Match): match is DesignatorMatch => match.attribute.kind === "AttributeDesignator"

const always: CategoryTest = () => "match"

/** Compiles what a target asks of one category; nothing asked is a match. */
export const compileCategory = (
  target: Target | undefined,
  category: string,
  functions: ReadonlyMap<string, MatchFunction>
): CategoryTest => {
  const alternatives = alternativesOf(target, category)
  if (alternatives.length === 0) return always
  const isHarmless = alternatives.every((matches) => matches.every(cannotSpoil))
  const compiled = isHarmless ? withLookups(alternatives, functions) : alternatives.map(eachMatch(functions))
  return (attributes) => {
    const present = attributes.get(category)
    let result: TargetResult = "no match"
    for (const matches of compiled) {
      let all = true
      for (const { attributeId, mustBePresent, test } of matches) {
        const found = present?.get(attributeId)
        if (found === undefined) {
          all = false
          // The order counts: an alternative that matches later makes up for this, one that matched before does not.
          if (mustBePresent) result = "missing"
          continue
        }
        const matched = test(found)
        if (isFault(matched)) return matched
        if (!matched) all = false
      }
      if (!all) continue
      if (isHarmless) return "match"
      result = "match"
    }
    return result
  }
}

/** Whether a match can neither throw nor lack an attribute that must be present. */
export const cannotSpoil = ({ attribute, matchId }: DesignatorMatch): boolean =>
  !attribute.mustBePresent && harmlessFunctions.has(matchId)

interface CompiledMatch {
  readonly attributeId: string
  readonly mustBePresent: boolean
  readonly test: (attributes: ReadonlyArray<Attribute>) => boolean | Fault
}

const eachMatch =
  (functions: ReadonlyMap<string, MatchFunction>) =>
  (matches: ReadonlyArray<DesignatorMatch>): ReadonlyArray<CompiledMatch> =>
    matches.map(({ attribute: { attributeId, mustBePresent }, matchId, value: { dataType, text } }) => {
      const holds = matchFunctionOf(functions, matchId)
      return { attributeId, mustBePresent, test: (attributes) => matchesAny(dataType, text, holds, attributes) }
    })

/** Alternatives that compare one attribute with a text each become one look-up in a set. */
const withLookups = (
  alternatives: Alternatives,
  functions: ReadonlyMap<string, MatchFunction>
): ReadonlyArray<ReadonlyArray<CompiledMatch>> => {
  const lookups = new Map<string, Set<string>>()
  return alternatives.flatMap((matches) => {
    const [only, ...others] = matches
    const keyOf = only && textKeys.get(only.matchId)
    if (only === undefined || keyOf === undefined || others.length > 0) return [eachMatch(functions)(matches)]
    const { attribute, matchId, value } = only
    const lookup = JSON.stringify([attribute.attributeId, matchId, value.dataType])
    const known = lookups.get(lookup)
    const texts = known ?? new Set()
    texts.add(keyOf(value.text))
    if (known !== undefined) return []
    lookups.set(lookup, texts)
    const test: CompiledMatch["test"] = (attributes) => {
      for (const { values } of attributes) {
        for (const { dataType, text } of values) if (dataType === value.dataType && texts.has(keyOf(text))) return true
      }
      return false
    }
    return [[{ attributeId: attribute.attributeId, mustBePresent: false, test }]]
  })
}

/** One value that matches ends the search in its attribute, not in others with the same id: those may still be at fault. */
const matchesAny = (
  dataType: string,
  literal: string,
  holds: MatchFunction,
  attributes: ReadonlyArray<Attribute>
): boolean | Fault => {
  let matched = false
  for (const { values } of attributes) {
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
