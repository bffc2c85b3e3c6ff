/**
 * The rules of a policy as a review sees them: each with every target that must match before it applies, and with the
 * literals that these targets name of one category of attributes.
 */
import type { AllOf, AnyOf, AnyPolicy, Match, Policy, Rule, Target } from "../Policy.ts"
import { AttributeId, Category } from "../Vocabulary.ts"

/** A rule and where it stands. */
export interface ReviewedRule {
  readonly rule: Rule
  readonly policy: Policy
  /** Its own target and those of the policies around it, outermost first. */
  readonly targets: ReadonlyArray<Target>
}

/** Matches on one category that must hold together; empty: the category does not matter. */
export type Alternative = ReadonlyArray<Match>

/** All rules, in the order of the document; what references lead to is left out. */
export const rulesIn = (policy: AnyPolicy, around: ReadonlyArray<Target> = []): ReadonlyArray<ReviewedRule> => {
  const targets = [...around, policy.target]
  return policy.kind === "Policy"
    ? policy.rules.map((rule) => ({
        rule,
        policy,
        targets: rule.target === undefined ? targets : [...targets, rule.target]
      }))
    : policy.children.flatMap((child) =>
        child.kind === "Policy" || child.kind === "PolicySet" ? rulesIn(child, targets) : []
      )
}

/** Every match of a rule, in the order of the document. */
export const matchesIn = ({ targets }: ReviewedRule): ReadonlyArray<Match> =>
  anyOfsIn(targets).flatMap(({ allOf }) => allOf.flatMap(({ matches }) => matches))

/** The attribute that a match looks at; of a selector, its path. */
export const attributeOf = ({ attribute }: Match): string =>
  attribute.kind === "AttributeDesignator" ? attribute.attributeId : attribute.path

/** The literal of a match, without the white space around it. */
export const literalOf = ({ value }: Match): string => value.text.trim()

/** The lists of alternatives, one for each `AnyOf` that looks at the category: one of each list must hold. */
export const choicesOf = ({ targets }: ReviewedRule, category: string): ReadonlyArray<ReadonlyArray<Alternative>> =>
  anyOfsIn(targets)
    .map(({ allOf }) => allOf.map((each) => ofCategory(each, category)))
    .filter((alternatives) => alternatives.some((alternative) => alternative.length > 0))

/** The most combinations that are looked at; what goes beyond is cut off, so that a review ends. */
const mostCombinations = 1000

/** The ways to satisfy all of a rule's `AnyOf`s that look at the category; without any, the one empty alternative. */
export const combinationsOf = (rule: ReviewedRule, category: string): ReadonlyArray<Alternative> =>
  choicesOf(rule, category).reduce<ReadonlyArray<Alternative>>(
    (sofar, choice) =>
      sofar
        .flatMap((before) => choice.map((alternative): Alternative => [...before, ...alternative]))
        .slice(0, mostCombinations),
    [[]]
  )

/** The actions that rules name. */
export const actionsIn = (rules: ReadonlyArray<ReviewedRule>): ReadonlyArray<string> => [
  ...new Set(
    rules
      .flatMap((rule) => choicesOf(rule, Category.action).flat(2))
      .filter((match) => attributeOf(match) === AttributeId.actionId && literalOf(match) !== "")
      .map(({ value }) => value.text)
  )
]

const anyOfsIn = (targets: ReadonlyArray<Target>): ReadonlyArray<AnyOf> => targets.flatMap(({ anyOf }) => anyOf)

const ofCategory = ({ matches }: AllOf, category: string): Alternative =>
  matches.filter(({ attribute }) => attribute.category === category)
