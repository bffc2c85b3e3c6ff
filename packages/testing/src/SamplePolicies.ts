/**
 * Access policies of a realistic size, made up but the same each time: a XACML policy, and its rules as plain data, so that
 * other engines can be given the same policy. For measuring and comparing; seeded, and nothing depends on the clock.
 *
 * By access programs: `compileAccess(policy)` once, `program.subject(sampleSubjectAttributes(subject))` for each subject and
 * `program.question(sampleQuestionGroups(question))` for each resource and action, then `decideAccess(question, subject)`.
 *
 * Each rule names one to six subjects, of which every tenth is a role and an access package together, one or two resources
 * and one to three actions. Every twelfth rule denies, and a Deny overrides.
 */
import { AltinnAttributeId, AttributeId, Category, DataType } from "@adressat/xacml"
import type { Attribute, AllOf, AnyOf, Attributes, Match, Policy, Request, Rule } from "@adressat/xacml"

/** What a rule asks of a subject: a role, an access package, or both. */
export interface SampleTerm {
  readonly role?: string
  readonly accessPackage?: string
}

/** A rule as plain data: it applies when one of the subjects, one of the resources and one of the actions fits. */
export interface SampleRule {
  readonly id: string
  readonly effect: "Permit" | "Deny"
  readonly subjects: ReadonlyArray<SampleTerm>
  readonly resources: ReadonlyArray<string>
  readonly actions: ReadonlyArray<string>
}

/** A policy in two forms that mean the same. */
export interface SamplePolicy {
  readonly rules: ReadonlyArray<SampleRule>
  readonly policy: Policy
}

/** Who asks. */
export interface SampleSubject {
  readonly roles: ReadonlyArray<string>
  readonly accessPackages: ReadonlyArray<string>
}

/** What is asked about. */
export interface SampleQuestion {
  readonly resource: string
  readonly action: string
}

const named = (name: string, count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, index) => `${name}-${String(index + 1).padStart(2, "0")}`)

/** All that the policies, subjects and questions speak of. */
export const sampleWords = {
  roles: named("ROLE", 60),
  accessPackages: named("package", 60),
  resources: named("resource", 12),
  actions: ["read", "write", "delete", "sign", "confirm", "instantiate", "complete", "reject"]
} as const

/** Numbers below a bound, one after the other, that depend on the seed alone (mulberry32). */
const numbersFrom = (seed: number): ((bound: number) => number) => {
  let state = seed | 0
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound
  }
}

/** So many different ones of a list, in its order; all of them when there are no more. */
const some = (next: (bound: number) => number, from: ReadonlyArray<string>, count: number): ReadonlyArray<string> => {
  let wanted = Math.min(count, from.length)
  return from.filter((_, index) => {
    const isTaken = next(from.length - index) < wanted
    if (isTaken) wanted--
    return isTaken
  })
}

const termFrom = (next: (bound: number) => number): SampleTerm => {
  const kind = next(20)
  const [role] = some(next, sampleWords.roles, 1)
  const [accessPackage] = some(next, sampleWords.accessPackages, 1)
  return {
    ...(role === undefined || kind >= 11 ? {} : { role }),
    ...(accessPackage === undefined || (kind >= 2 && kind < 11) ? {} : { accessPackage })
  }
}

/** A policy of so many rules; default 50. The same seed makes the same policy. */
export const samplePolicy = (seed: number, count = 50): SamplePolicy => {
  const next = numbersFrom(seed)
  const rules = Array.from({ length: count }, (_, index): SampleRule => ({
    id: `rule-${index + 1}`,
    effect: index % 12 === 11 ? "Deny" : "Permit",
    subjects: Array.from({ length: 1 + next(6) }, () => termFrom(next)),
    resources: some(next, sampleWords.resources, 1 + next(2)),
    actions: some(next, sampleWords.actions, 1 + next(3))
  }))
  return { rules, policy: policyOf(rules) }
}

/** So many subjects with one to four roles and up to eight access packages each. */
export const sampleSubjects = (seed: number, count: number): ReadonlyArray<SampleSubject> => {
  const next = numbersFrom(seed)
  return Array.from({ length: count }, () => ({
    roles: some(next, sampleWords.roles, 1 + next(4)),
    accessPackages: some(next, sampleWords.accessPackages, next(9))
  }))
}

/** So many questions, of which six in ten are about `read`. */
export const sampleQuestions = (seed: number, count: number): ReadonlyArray<SampleQuestion> => {
  const next = numbersFrom(seed)
  const oneOf = (from: ReadonlyArray<string>): string => from[next(from.length)] ?? ""
  return Array.from({ length: count }, () => ({
    resource: oneOf(sampleWords.resources),
    action: next(10) < 6 ? "read" : oneOf(sampleWords.actions)
  }))
}

const attributeOf = (attributeId: string, texts: ReadonlyArray<string>): Attribute => ({
  attributeId,
  includeInResult: false,
  values: texts.map((text) => ({ kind: "AttributeValue", dataType: DataType.string, text }))
})

/** The attributes of a subject in a request. */
export const sampleSubjectAttributes = ({ accessPackages, roles }: SampleSubject): ReadonlyArray<Attribute> => [
  attributeOf(AltinnAttributeId.roleCode, roles),
  attributeOf(AltinnAttributeId.accessPackage, accessPackages)
]

/** The groups of a request that are not about its subject. */
export const sampleQuestionGroups = ({ action, resource }: SampleQuestion): ReadonlyArray<Attributes> => [
  { category: Category.resource, attributes: [attributeOf(AltinnAttributeId.resource, [resource])] },
  { category: Category.action, attributes: [attributeOf(AttributeId.actionId, [action])] }
]

/** A request for one decision. */
export const sampleRequest = (subject: SampleSubject, question: SampleQuestion): Request => ({
  returnPolicyIdList: false,
  combinedDecision: false,
  requestReferences: [],
  attributes: [
    { category: Category.subject, attributes: sampleSubjectAttributes(subject) },
    ...sampleQuestionGroups(question)
  ]
})

/** The decision by the plain rules, walked one by one: what every other form of the policy has to say too. */
export const sampleDecision = (
  rules: ReadonlyArray<SampleRule>,
  { accessPackages, roles }: SampleSubject,
  { action, resource }: SampleQuestion
): "Permit" | "Deny" | "NotApplicable" => {
  const applies = ({ actions, resources, subjects }: SampleRule): boolean =>
    resources.includes(resource) &&
    actions.includes(action) &&
    subjects.some(
      ({ accessPackage, role }) =>
        (role === undefined || roles.includes(role)) &&
        (accessPackage === undefined || accessPackages.includes(accessPackage))
    )
  if (rules.some((rule) => rule.effect === "Deny" && applies(rule))) return "Deny"
  return rules.some((rule) => rule.effect === "Permit" && applies(rule)) ? "Permit" : "NotApplicable"
}

const policyOf = (rules: ReadonlyArray<SampleRule>): Policy => ({
  kind: "Policy",
  id: "urn:adressat:sample-policy",
  version: "1.0",
  combiningAlgorithm: "urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides",
  target: { anyOf: [] },
  combinerParameters: [],
  obligations: [],
  advice: [],
  variables: [],
  rules: rules.map(ruleOf)
})

const ruleOf = ({ actions, effect, id, resources, subjects }: SampleRule): Rule => ({
  id,
  effect,
  target: {
    anyOf: [
      anyOf(subjects.map(allOfSubject)),
      anyOf(resources.map((resource) => [match(Category.resource, AltinnAttributeId.resource, resource)])),
      anyOf(actions.map((action) => [match(Category.action, AttributeId.actionId, action)]))
    ]
  },
  obligations: [],
  advice: []
})

const allOfSubject = ({ accessPackage, role }: SampleTerm): AllOf["matches"] => [
  ...(role === undefined ? [] : [match(Category.subject, AltinnAttributeId.roleCode, role)]),
  ...(accessPackage === undefined ? [] : [match(Category.subject, AltinnAttributeId.accessPackage, accessPackage)])
]

const anyOf = (alternatives: ReadonlyArray<AllOf["matches"]>): AnyOf => ({
  allOf: alternatives.map((matches) => ({ matches }))
})

const match = (category: string, attributeId: string, text: string): Match => ({
  matchId: "urn:oasis:names:tc:xacml:1.0:function:string-equal",
  value: { kind: "AttributeValue", dataType: DataType.string, text },
  attribute: {
    kind: "AttributeDesignator",
    category,
    attributeId,
    dataType: DataType.string,
    mustBePresent: false
  }
})
