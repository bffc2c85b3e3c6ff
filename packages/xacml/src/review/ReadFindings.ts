/**
 * What a service owner must know before notifying: who would be left out, and how to let them in. Source: the service owner
 * guide, step 3, and its footnote on apps.
 */
import { finding } from "../Finding.ts"
import type { Finding, Place } from "../Finding.ts"
import type { ReadRow } from "./ReadMatrix.ts"
import { AltinnAttributeId, Category } from "../Vocabulary.ts"
import { actionsIn, choicesOf, combinationsOf } from "./PolicyRules.ts"
import type { ReviewContext } from "./ReviewContext.ts"
import { listed, ruleName } from "./ReviewContext.ts"
import type { ReviewedResource } from "./ReviewedResource.ts"
import { isSameResource, isTaskOrEvent, resourceIn, resourceName } from "./ReviewedResource.ts"
import type { ReviewedSubject } from "./ReviewedSubject.ts"
import { subjectKey, subjectOf } from "./ReviewedSubject.ts"

/** The findings about access. */
export const readFindings = (context: ReviewContext): ReadonlyArray<Finding> => [
  ...resourceFindings(context),
  ...(isDelegationPolicy(context)
    ? []
    : [...reachFindings(context), ...gapFindings(context), ...authenticationLevel(context)]),
  ...conditionFindings(context)
]

/**
 * Whether a policy only passes rights on to certain persons, organisations or systems, as the delegation policies do that
 * the platform writes. Such a policy stands beside the one of the resource, and leaves nobody out by itself.
 */
export const isDelegationPolicy = ({ rules }: Pick<ReviewContext, "rules">): boolean => {
  const ids = rules.flatMap((rule) =>
    choicesOf(rule, Category.subject)
      .flat(2)
      .map(({ attribute }) => (attribute.kind === "AttributeDesignator" ? attribute.attributeId : attribute.path))
  )
  const isForSomebody = rules.length > 0 && rules.every((rule) => choicesOf(rule, Category.subject).length > 0)
  return isForSomebody && ids.every((id) => recipientIds.has(id))
}

/** Those to whom rights are delegated. */
const recipientIds: ReadonlySet<string> = new Set([
  AltinnAttributeId.userId,
  AltinnAttributeId.partyId,
  "urn:altinn:party:uuid",
  "urn:altinn:person:uuid",
  "urn:altinn:organization:uuid",
  "urn:altinn:systemuser:uuid"
])

const resourceFindings = (context: ReviewContext): ReadonlyArray<Finding> => {
  const { matrix, policy, rules } = context
  const { resource } = matrix
  if (rules.length === 0) {
    return [
      finding(
        context.isResourceGiven ? "warning" : "note",
        "nobody-can-read",
        policy.place,
        "the policy has no rules, so it grants nothing to anybody",
        "add rules, or remove the policy"
      )
    ]
  }
  if (resource === undefined) {
    return [
      finding(
        "note",
        "no-resource",
        policy.place,
        "the policy names no app or resource of Altinn, so it cannot be said who may read it",
        "say which app or resource the policy is for"
      )
    ]
  }
  return [...nameFindings(resource, policy.place), ...otherResources(context, resource)]
}

const nameFindings = (resource: ReviewedResource, place: Place | undefined): ReadonlyArray<Finding> => {
  if (resource.kind !== "app" || !resource.app.includes("_")) return []
  const [cut = ""] = resource.app.split("_")
  return [
    finding(
      "warning",
      "app-name-with-underscore",
      place,
      `a notification that names app_${resource.org}_${resource.app} asks about ${resource.org}/${cut}, as the id is split at every underscore`,
      "give the app a name without underscores, or expect that only an organisation's own contact information is notified"
    )
  ]
}

/** Rules about something else than what is reviewed: the platform asks a policy only about its own resource. */
const otherResources = (context: ReviewContext, resource: ReviewedResource): ReadonlyArray<Finding> => {
  const { isResourceGiven, rules } = context
  const name = resourceName(resource)
  const strange = rules.flatMap((rule) => {
    const named = combinationsOf(rule, Category.resource).map(resourceIn)
    const others = named.flatMap((each) => (each === undefined || isSameResource(each, resource) ? [] : [each]))
    return others.length === 0 ? [] : [{ rule, others: listed([...new Set(others.map(resourceName))]) }]
  })
  return strange.map(({ others, rule }) =>
    isResourceGiven
      ? finding(
          "warning",
          "resource-never-matched",
          rule.rule.place,
          `${ruleName(rule)} is about ${others}, and nobody asks the policy of ${name} about it`,
          `correct the name to ${name}, or move the rule to the policy of ${others}`
        )
      : finding(
          isDelegationPolicy(context) ? "note" : "warning",
          "several-resources",
          rule.rule.place,
          `${ruleName(rule)} is about ${others}, while most rules are about ${name}, which is reviewed here`,
          "give each app and resource a policy of its own, or correct the name"
        )
  )
}

const reachFindings = ({ matrix, policy, rules }: ReviewContext): ReadonlyArray<Finding> => {
  const { action, resource, rows } = matrix
  if (resource === undefined || rules.length === 0 || rows.some(({ notifiable }) => notifiable)) return []
  const name = resourceName(resource)
  const readers = rows.filter(({ appLevel }) => appLevel === "Permit").map(({ subject }) => subject.label)
  const actions = actionsIn(rules).map((each) => each.trim())
  const remedy = `grant ${action} on ${name} as such to the roles or access packages that are to be notified`
  if (readers.length > 0) {
    return [
      finding(
        "warning",
        "only-statutory-contacts",
        policy.place,
        `only ${listed(readers)} may ${action} ${name}, which no person can be, so only an organisation's own contact information is notified`,
        remedy
      )
    ]
  }
  if (rows.some(({ appLevel }) => appLevel === "Indeterminate")) {
    return [
      finding(
        "warning",
        "nobody-can-read",
        policy.place,
        `it cannot be decided who may ${action} ${name}, so only an organisation's own contact information is notified`,
        "mend what else is found first"
      )
    ]
  }
  const isNamed = actions.some((each) => each.toLowerCase() === action)
  const isForm = actions.some((each) => handling.has(each.toLowerCase()))
  return [
    finding(
      isNamed || isForm ? "warning" : "note",
      "nobody-can-read",
      policy.place,
      `the policy grants ${action} on ${name} as such to nobody, so only an organisation's own contact information is notified`,
      isNamed || actions.length === 0
        ? remedy
        : `${remedy}, or order notifications with a resourceAction that it does grant, such as ${actions[0]}`
    )
  ]
}

/** What people do with a form. Where nobody does any of it, as with consents and API scopes, no read is no surprise. */
const handling: ReadonlySet<string> = new Set([
  "instantiate",
  "write",
  "confirm",
  "sign",
  "complete",
  "reject",
  "delete"
])

const gapFindings = (context: ReviewContext): ReadonlyArray<Finding> => {
  const { rows } = context.matrix
  const everywhere = rows.filter(({ gap }) => gap === "read-on-every-task-but-not-on-the-app")
  const differing = rows.filter((row) => row.subject.canBePerson && differs(row, context.matrix.levels))
  const alike = Map.groupBy(differing, ({ decisions }) => JSON.stringify(decisions))
  return [...tasksOnly(context, everywhere), ...[...alike.values()].flatMap((group) => differingTasks(context, group))]
}

const tasksOnly = (context: ReviewContext, rows: ReadonlyArray<ReadRow>): ReadonlyArray<Finding> => {
  const { action, resource } = context.matrix
  const [first] = rows
  if (first === undefined || resource === undefined) return []
  const whole = `the ${resource.kind} as such`
  return [
    finding(
      "warning",
      "read-on-tasks-only",
      placeOfSubject(context, first.subject),
      `${labels(rows)} may ${action} every task and end event of ${resourceName(resource)}, but not ${whole}, so they are not notified`,
      remedyOf(context, first.gap, `grant them ${action} on ${whole}`)
    )
  ]
}

/** Of subjects who all have the same access. */
const differingTasks = (context: ReviewContext, rows: ReadonlyArray<ReadRow>): ReadonlyArray<Finding> => {
  const { action, levels, resource } = context.matrix
  const [first] = rows
  if (first === undefined || resource === undefined) return []
  const { decisions, gap, subject } = first
  const valuesOf = (isPermitted: boolean): ReadonlyArray<string> =>
    levels
      .filter((level, index) => isTaskOrEvent(level) && (decisions[index] === "Permit") === isPermitted)
      .map(({ value }) => value)
  const whole = `the ${resource.kind} as such`
  const access = `${labels(rows)} may ${action} ${listed(valuesOf(true))} of ${resourceName(resource)}, but not ${listed(valuesOf(false), "or")}`
  return [
    finding(
      "warning",
      "read-differs-between-tasks",
      placeOfSubject(context, subject),
      gap === undefined ? access : `${access}, and not ${whole}, so they are not notified`,
      gap === undefined
        ? `grant them ${action} on every task and end event, as the guide demands, or on none`
        : remedyOf(context, gap, `if they are to be notified, grant them ${action} on ${whole}`)
    )
  ]
}

const differs = ({ decisions }: ReadRow, levels: ReviewContext["matrix"]["levels"]): boolean => {
  const parts = decisions.filter((_, index) => {
    const level = levels[index]
    return level !== undefined && isTaskOrEvent(level)
  })
  return parts.includes("Permit") && parts.some((decision) => decision !== "Permit")
}

const remedyOf = ({ changes }: ReviewContext, gap: ReadRow["gap"], words: string): string => {
  const change = changes.find((each) => each.gap === gap)
  return change === undefined ? words : `${words}, which the suggested rule ${change.rule.id} does`
}

const labels = (rows: ReadonlyArray<ReadRow>): string => listed(rows.map(({ subject }) => subject.label))

/** Where a subject is named first. */
const placeOfSubject = ({ policy, rules }: ReviewContext, subject: ReviewedSubject): Place | undefined => {
  const key = subjectKey(subject)
  const found = rules
    .flatMap((rule) => choicesOf(rule, Category.subject).flat())
    .find((alternative) => subjectKey(subjectOf(alternative)) === key)
  return found?.[0]?.place ?? policy.place
}

/** A condition may look at what no matrix can try. */
const conditionFindings = ({ rules }: ReviewContext): ReadonlyArray<Finding> =>
  rules
    .filter(({ rule }) => rule.condition !== undefined)
    .map((rule) =>
      finding(
        "note",
        "condition-in-rule",
        rule.rule.condition?.place ?? rule.rule.place,
        `${ruleName(rule)} has a condition; the answers here are those to a request with nothing but subject, resource and action`,
        "test the policy with requests that have what the condition looks at"
      )
    )

/** The level for service owners counts for those who log in as one. */
const levelCategories = {
  users: "urn:altinn:minimum-authenticationlevel",
  "service owners": "urn:altinn:minimum-authenticationlevel-org"
} as const

const authenticationLevel = ({ policy, rules }: ReviewContext): ReadonlyArray<Finding> => {
  const notices = [policy, ...new Set(rules.map((each) => each.policy)), ...rules.map(({ rule }) => rule)].flatMap(
    ({ obligations }) => obligations
  )
  const levels = Object.entries(levelCategories).flatMap(([whom, category]) =>
    notices.flatMap(({ assignments, place }) =>
      assignments.flatMap(({ category: of, expression }) =>
        of === category && expression.kind === "AttributeValue" ? [{ whom, level: expression.text.trim(), place }] : []
      )
    )
  )
  const [first] = levels
  if (first === undefined) return []
  const words = listed([...new Set(levels.map(({ level, whom }) => `${level} for ${whom}`))])
  return [
    finding(
      "note",
      "minimum-authentication-level",
      first.place,
      `the minimum authentication level is ${words}; it is asked for when the service is used, not before notifying`,
      "nothing needs to be done, but expect that some who are notified must log in more securely"
    )
  ]
}
