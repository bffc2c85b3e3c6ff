/** Rules without effect: their target can never match, or another rule already says what they say. */
import { finding } from "../Finding.ts"
import type { Finding } from "../Finding.ts"
import type { AllOf, AnyOf, Match } from "../Policy.ts"
import { AltinnAttributeId, AttributeId } from "../Vocabulary.ts"
import { isEquality } from "./CodeFindings.ts"
import type { ReviewedRule } from "./PolicyRules.ts"
import { attributeOf, literalOf } from "./PolicyRules.ts"
import type { ReviewContext } from "./ReviewContext.ts"
import { ruleName } from "./ReviewContext.ts"

/** The most rules that are held against one another; in a policy of more, none is. */
const mostRules = 1000

/** The findings about rules. */
export const ruleFindings = ({ options, rules }: ReviewContext): ReadonlyArray<Finding> => {
  const isStrict = options.mode === "strict"
  const dead = new Set(rules.filter(isStrict ? isContradictory : isHopeless))
  const living = rules.filter((rule) => !dead.has(rule) && (isStrict || isPlain(rule)))
  return [
    ...[...dead].map((rule) =>
      finding(
        "warning",
        "rule-dead",
        rule.rule.place,
        `${ruleName(rule)} never applies: its target asks for two values of what has only one`,
        "put alternatives into AllOf elements of their own, side by side in one AnyOf"
      )
    ),
    ...(living.length > mostRules ? [] : living.flatMap((rule) => coveredFinding(rule, living) ?? []))
  ]
}

/** Whether the Altinn engine reads a target as the standard does: each category in one `AnyOf`, which is about nothing else. */
const isPlain = ({ rule }: ReviewedRule): boolean => {
  const anyOf = rule.target?.anyOf ?? []
  const categories = anyOf.flatMap(({ allOf }) => [
    ...new Set(allOf.flatMap(({ matches }) => matches.map(({ attribute }) => attribute.category)))
  ])
  return categories.length === anyOf.length && new Set(categories).size === categories.length
}

/** What a request has one value of. */
const singular: ReadonlySet<string> = new Set([
  AltinnAttributeId.org,
  AltinnAttributeId.app,
  AltinnAttributeId.task,
  AltinnAttributeId.endEvent,
  AltinnAttributeId.appResource,
  AttributeId.actionId
])

const isHopeless = ({ targets }: ReviewedRule): boolean =>
  targets.some(({ anyOf }) => anyOf.some(({ allOf }) => allOf.every(({ matches }) => contradict(matches))))

/** Whether every choice of one alternative from each `AnyOf` asks for two values of something that has one. */
const isContradictory = (rule: ReviewedRule): boolean => {
  if (isHopeless(rule)) return true
  const choices = rule.targets
    .flatMap(({ anyOf }) => anyOf)
    .map(({ allOf }) => allOf.map(({ matches }) => matches.filter(isSingular)))
    .filter((alternatives) => alternatives.every((matches) => matches.length > 0))
  const combined = choices.reduce<ReadonlyArray<ReadonlyArray<Match>>>(
    (sofar, choice) =>
      sofar.flatMap((before) => choice.map((each) => [...before, ...each]).filter((each) => !contradict(each))),
    [[]]
  )
  return combined.length === 0
}

const isSingular = (match: Match): boolean => singular.has(attributeOf(match)) && isEquality(match)

const contradict = (matches: ReadonlyArray<Match>): boolean => {
  const values = Map.groupBy(matches.filter(isSingular), (match) => `${match.attribute.category} ${attributeOf(match)}`)
  return (
    [...values.values()].some((each) => new Set(each.map((match) => literalOf(match).toLowerCase())).size > 1) ||
    // A process stands at a task or has ended.
    [AltinnAttributeId.task, AltinnAttributeId.endEvent].every((id) =>
      matches.some((match) => attributeOf(match) === id)
    )
  )
}

const coveredFinding = (rule: ReviewedRule, rules: ReadonlyArray<ReviewedRule>): Finding | undefined => {
  const siblings = rules.filter((other) => other !== rule && other.policy === rule.policy)
  const isBefore = (other: ReviewedRule): boolean => rules.indexOf(other) < rules.indexOf(rule)
  if (rule.policy.combiningAlgorithm.endsWith(":first-applicable")) {
    const first = siblings.find((other) => isBefore(other) && covers(other, rule))
    return first === undefined
      ? undefined
      : finding(
          "warning",
          "rule-unreachable",
          rule.rule.place,
          `${ruleName(rule)} is never reached, since ${ruleName(first)} applies first wherever it would`,
          `move it before ${ruleName(first)}, or remove it`
        )
  }
  const other = siblings.find(
    (each) => each.rule.effect === rule.rule.effect && covers(each, rule) && (isBefore(each) || !covers(rule, each))
  )
  return other === undefined
    ? undefined
    : finding(
        "note",
        "rule-shadowed",
        rule.rule.place,
        `${ruleName(rule)} ${rule.rule.effect === "Permit" ? "grants" : "denies"} nothing that ${ruleName(other)} does not`,
        "remove it, or narrow the other rule"
      )
}

/** Whether a rule applies wherever another does, and carries the same; sufficient, not necessary. */
const covers = (wide: ReviewedRule, narrow: ReviewedRule): boolean =>
  wide.rule.condition === undefined &&
  sameNotices(wide, narrow) &&
  wide.targets.every(({ anyOf }) =>
    anyOf.every((wider) =>
      narrow.targets.some((target) => target.anyOf.some((narrower) => anyOfCovers(wider, narrower)))
    )
  )

const sameNotices = ({ rule: a }: ReviewedRule, { rule: b }: ReviewedRule): boolean =>
  [a, b].every(({ advice, obligations }) => advice.length + obligations.length === 0)

const anyOfCovers = (wide: AnyOf, narrow: AnyOf): boolean =>
  narrow.allOf.every((narrower) => wide.allOf.some((wider) => allOfCovers(wider, narrower)))

const allOfCovers = (wide: AllOf, narrow: AllOf): boolean =>
  wide.matches.every((wider) => narrow.matches.some((narrower) => matchCovers(wider, narrower)))

const matchCovers = (wide: Match, narrow: Match): boolean => {
  const { attribute: a, matchId, value } = wide
  const { attribute: b } = narrow
  if (a.kind !== "AttributeDesignator" || b.kind !== "AttributeDesignator") return false
  const isSameAttribute =
    a.category === b.category &&
    a.attributeId === b.attributeId &&
    a.dataType === b.dataType &&
    (a.issuer === undefined || a.issuer === b.issuer) &&
    a.mustBePresent === b.mustBePresent
  if (!isSameAttribute) return false
  if (matchId === narrow.matchId && value.text === narrow.value.text && value.dataType === narrow.value.dataType) {
    return true
  }
  return (
    matchId.endsWith(":string-equal-ignore-case") &&
    /:string-equal(?:-ignore-case)?$/.test(narrow.matchId) &&
    value.text.toLowerCase() === narrow.value.text.toLowerCase()
  )
}
