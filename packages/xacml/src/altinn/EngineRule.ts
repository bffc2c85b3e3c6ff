/**
 * Rules as the Altinn engine reads them: target torn by category, and asked in two steps. First of all rules, whether they
 * are about the resource and the action; then of those alone, whether they are about the subject and their condition holds.
 */
import type { Effect, Policy } from "../Policy.ts"
import { Category } from "../Vocabulary.ts"
import { alternativesOf, cannotSpoil, compileCategory } from "./CategoryTarget.ts"
import type { CategoryTest } from "./CategoryTarget.ts"
import { compileCondition } from "./Condition.ts"
import type { ConditionTest } from "./Condition.ts"
import type { Fault } from "./Fault.ts"
import { isFault } from "./Fault.ts"
import type { MatchFunction } from "./MatchFunction.ts"
import type { RequestAttributes } from "../evaluation/RequestAttributes.ts"

/** A rule, compiled. */
export interface EngineRule {
  readonly effect: Effect
  readonly resource: CategoryTest
  readonly action: CategoryTest
  /** Whether the action need not be looked at when the resource does not match, as nothing about it can be at fault. */
  readonly isActionHarmless: boolean
  readonly subject: CategoryTest
  readonly condition: ConditionTest | undefined
}

/** Compiles the rules of a policy, in order. */
export const compileRules = (
  { rules }: Policy,
  functions: ReadonlyMap<string, MatchFunction>
): ReadonlyArray<EngineRule> =>
  rules.map(({ condition, effect, target }) => ({
    effect,
    resource: compileCategory(target, Category.resource, functions),
    action: compileCategory(target, Category.action, functions),
    isActionHarmless: alternativesOf(target, Category.action).flat().every(cannotSpoil),
    subject: compileCategory(target, Category.subject, functions),
    condition: condition === undefined ? undefined : compileCondition(condition, functions)
  }))

/** Those about the resource and the action of the request. One missing attribute of any other rule spoils them all. */
export const applicableRules = <Rule extends Pick<EngineRule, "action" | "isActionHarmless" | "resource">>(
  rules: ReadonlyArray<Rule>,
  attributes: RequestAttributes
): ReadonlyArray<Rule> | "missing" | Fault => {
  const applicable: Array<Rule> = []
  let isMissing = false
  for (const rule of rules) {
    const resource = rule.resource(attributes)
    if (isFault(resource)) return resource
    if (resource === "no match" && rule.isActionHarmless) continue
    const action = rule.action(attributes)
    if (isFault(action)) return action
    if (resource === "match" && action === "match") applicable.push(rule)
    else if (resource === "missing" || action === "missing") isMissing = true
  }
  return isMissing ? "missing" : applicable
}

/** Whether an attribute selector stands in the target of a rule. All are read for every request, and a selector cannot be. */
export const selectsInTarget = ({ rules }: Policy): boolean =>
  rules.some(({ target }) =>
    target?.anyOf.some(({ allOf }) =>
      allOf.some(({ matches }) => matches.some(({ attribute }) => attribute.kind === "AttributeSelector"))
    )
  )
