/**
 * The smallest change of a policy that lets those be notified who have access to its tasks but not to the app: one new rule
 * that grants the action, on the app as such, to exactly them. A change is offered only after it has been made and every
 * answer of the policy has been compared: those subjects gain that access, which includes the tasks and events of the app,
 * and nothing else differs.
 */
import type { AllOf, AnyOf, AnyPolicy, Match, Policy, Rule } from "../Policy.ts"
import { policyToXml } from "../xml/PolicyWriter.ts"
import type { ReadMatrix, ReadRow } from "./ReadMatrix.ts"
import type { AnswerOptions } from "./AccessQuestion.ts"
import { answererOf, requestOf } from "./AccessQuestion.ts"
import type { Alternative, ReviewedRule } from "./PolicyRules.ts"
import { actionsIn, attributeOf, choicesOf, combinationsOf, rulesIn } from "./PolicyRules.ts"
import type { Level, ReviewedResource } from "./ReviewedResource.ts"
import { isSameResource, resourceIn, resourceName } from "./ReviewedResource.ts"
import type { ReviewedSubject } from "./ReviewedSubject.ts"
import { subjectKey, subjectOf, subjectsIn } from "./ReviewedSubject.ts"
import { AltinnAttributeId, AttributeId, Category, DataType } from "../Vocabulary.ts"
import { writeXacml } from "../xml/XacmlElement.ts"

/** A rule to add, and what it is for. */
export interface PolicyChange {
  readonly kind: "add-rule"
  /** What it closes. */
  readonly gap: NonNullable<ReadRow["gap"]>
  /** Those who can be notified after it. */
  readonly subjects: ReadonlyArray<ReviewedSubject>
  readonly rule: Rule
  /** The rule, to be put behind the last rule of the policy. */
  readonly xml: string
  /** What the same subjects gain with it: the tasks, events and parts to which they had no access. */
  readonly alsoGrants: ReadonlyArray<{ readonly subject: string; readonly levels: ReadonlyArray<Level> }>
}

/** A policy with a change made. */
export const changedPolicy = (policy: Policy, { rule }: Pick<PolicyChange, "rule">): Policy => ({
  ...policy,
  rules: [...policy.rules, rule]
})

/** The changes that close the gaps of a matrix: at most one for each kind of gap. */
export const changesFor = (
  policy: AnyPolicy,
  matrix: ReadMatrix,
  options: AnswerOptions = {}
): ReadonlyArray<PolicyChange> => {
  const { resource } = matrix
  if (policy.kind !== "Policy" || resource === undefined) return []
  const gaps = ["read-on-every-task-but-not-on-the-app", "read-on-some-tasks"] as const
  return gaps.flatMap((gap) => {
    const rows = matrix.rows.filter((row) => row.gap === gap)
    const rule = ruleFor(policy, matrix, resource, gap, rows)
    if (rule === undefined || !isExact(policy, matrix, resource, rows, rule, options)) return []
    return [
      {
        kind: "add-rule",
        gap,
        subjects: rows.map(({ subject }) => subject),
        rule,
        xml: xmlOf(policy, rule),
        alsoGrants: rows.flatMap(({ decisions, subject }) => {
          const levels = matrix.levels.slice(1).filter((_, index) => decisions[index + 1] !== "Permit")
          return levels.length === 0 ? [] : [{ subject: subject.label, levels }]
        })
      }
    ]
  })
}

/** The rule, put together from matches of the policy itself, so that values are compared as they are elsewhere in it. */
const ruleFor = (
  policy: Policy,
  { action }: ReadMatrix,
  resource: ReviewedResource,
  gap: PolicyChange["gap"],
  rows: ReadonlyArray<ReadRow>
): Rule | undefined => {
  const rules = rulesIn(policy)
  const subjects = rows.flatMap(({ subject }) => alternativeOf(rules, subject) ?? [])
  const named = rules
    .flatMap((rule) => combinationsOf(rule, Category.resource))
    .map((alternative) => alternative.filter((match) => identifying.has(attributeOf(match))))
    .find((alternative) => {
      const found = resourceIn(alternative)
      return found !== undefined && isSameResource(found, resource)
    })
  if (subjects.length === 0 || subjects.length < rows.length || named === undefined) return undefined
  const actionMatch = rules
    .flatMap((rule) => choicesOf(rule, Category.action).flat(2))
    .find((match) => attributeOf(match) === AttributeId.actionId && match.value.text === action)
  return {
    id: freeRuleId(policy, `${action}-for-readers-of-${gap === "read-on-some-tasks" ? "some" : "every"}-task`),
    effect: "Permit",
    description: `Grants ${action} on ${resourceName(resource)} as such, so that those who have it on tasks can be notified`,
    target: {
      anyOf: [
        { allOf: subjects.map(({ matches }) => ({ matches })) },
        anyOfOne(named),
        anyOfOne([actionMatch ?? actionEquals(action)])
      ]
    },
    obligations: [],
    advice: []
  }
}

const identifying: ReadonlySet<string> = new Set([
  AltinnAttributeId.org,
  AltinnAttributeId.app,
  AltinnAttributeId.resource
])

const alternativeOf = (rules: ReadonlyArray<ReviewedRule>, subject: ReviewedSubject): AllOf | undefined => {
  const key = subjectKey(subject)
  const found = rules
    .flatMap((rule) => [...choicesOf(rule, Category.subject).flat(), ...combinationsOf(rule, Category.subject)])
    .find((alternative) => alternative.length > 0 && subjectKey(subjectOf(alternative)) === key)
  return found === undefined ? undefined : { matches: found.map(withoutPlace) }
}

const anyOfOne = (alternative: Alternative): AnyOf => ({ allOf: [{ matches: alternative.map(withoutPlace) }] })

const withoutPlace = ({ attribute, matchId, value }: Match): Match => {
  const { place: _of, ...plainAttribute } = attribute
  const { place: _at, ...plainValue } = value
  return { matchId, value: plainValue, attribute: plainAttribute }
}

const actionEquals = (action: string): Match => ({
  matchId: "urn:oasis:names:tc:xacml:1.0:function:string-equal",
  value: { kind: "AttributeValue", dataType: DataType.string, text: action },
  attribute: {
    kind: "AttributeDesignator",
    category: Category.action,
    attributeId: AttributeId.actionId,
    dataType: DataType.string,
    mustBePresent: false
  }
})

const freeRuleId = ({ rules }: Policy, name: string): string => {
  const taken = new Set(rules.map(({ id }) => id))
  let id = name
  for (let number = 2; taken.has(id); number += 1) id = `${name}-${number}`
  return id
}

/** The most answers that are compared; a change to a policy with more is not offered. */
const mostAnswers = 20_000

/** Compares every answer before and after. */
const isExact = (
  policy: Policy,
  { action, levels }: ReadMatrix,
  resource: ReviewedResource,
  rows: ReadonlyArray<ReadRow>,
  rule: Rule,
  options: AnswerOptions
): boolean => {
  const rules = rulesIn(policy)
  const before = answererOf(policy, options)
  const after = answererOf(changedPolicy(policy, { rule }), options)
  const { combined, single } = subjectsIn(rules)
  const actions = new Set([action, ...actionsIn(rules)])
  if ((single.length + combined.length) * actions.size * levels.length > mostAnswers) return false
  const keys = new Set(rows.map(({ subject }) => subjectKey(subject)))
  return [...single, ...combined].every((subject) => {
    const gains = rows.some((row) => includes(subject, row.subject))
    const isRow = keys.has(subjectKey(subject))
    return [...actions].every((each) =>
      levels.every((level, index) => {
        const request = requestOf({ subject, action: each, resource, level })
        const decision = after(request)
        const mayGain = gains && each.toLowerCase() === action.toLowerCase()
        if (isRow && each === action && index === 0) return decision === "Permit"
        return decision === before(request) || (mayGain && decision === "Permit")
      })
    )
  })
}

/** Whether whoever is the one subject is the other too; letter case aside, as policies compare codes either way. */
const includes = (whole: ReviewedSubject, part: ReviewedSubject): boolean =>
  part.attributes.every(({ attributeId, value }) =>
    whole.attributes.some(
      (each) => each.attributeId === attributeId && each.value.toLowerCase() === value.toLowerCase()
    )
  )

const xmlOf = (policy: Policy, rule: Rule): string => {
  const { children } = policyToXml({ ...policy, rules: [rule] })
  const element = children.find((child) => child.kind === "element" && child.name === "Rule")
  return element?.kind === "element" ? writeXacml(element).replace(/^<\?xml[^>]*>\s*/, "") : ""
}
