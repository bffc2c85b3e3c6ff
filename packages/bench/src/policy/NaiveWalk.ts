/**
 * The policy as a walk over its targets, `every` of `some` of `every`: what XACML says, word by word, and what somebody
 * would write first. And by hand with a map, which somebody would write next.
 */
import { AltinnAttributeId, AttributeId, Category } from "@adressat/xacml"
import type { Task } from "../Suite.ts"
import { deciding } from "../Task.ts"
import { policyData } from "./PolicyData.ts"
import type { PolicyRule, Question, Term } from "./PolicyData.ts"

/** Compares an attribute of the request with a value. */
export interface TargetMatch {
  readonly category: string
  readonly attributeId: string
  readonly value: string
}

/** A target as XACML nests it: all of these, any of those, all of their matches. */
export type PlainTarget = ReadonlyArray<ReadonlyArray<ReadonlyArray<TargetMatch>>>

/** An attribute of a request. */
export interface PlainAttribute {
  readonly category: string
  readonly attributeId: string
  readonly values: ReadonlyArray<string>
}

const attributeOf = ({ kind }: Term): string =>
  kind === "role" ? AltinnAttributeId.roleCode : AltinnAttributeId.accessPackage

/** The target of a rule. */
export const targetOf = ({ actions, resources, subjects }: PolicyRule): PlainTarget => [
  subjects.map((terms) =>
    terms.map((term) => ({ category: Category.subject, attributeId: attributeOf(term), value: term.id }))
  ),
  resources.map((value) => [{ category: Category.resource, attributeId: AltinnAttributeId.resource, value }]),
  actions.map((value) => [{ category: Category.action, attributeId: AttributeId.actionId, value }])
]

/** The attributes of a request. */
export const attributesOf = ({ action, resource, user }: Question): ReadonlyArray<PlainAttribute> => [
  { category: Category.subject, attributeId: AltinnAttributeId.roleCode, values: user.roles },
  { category: Category.subject, attributeId: AltinnAttributeId.accessPackage, values: user.packages },
  { category: Category.resource, attributeId: AltinnAttributeId.resource, values: [resource] },
  { category: Category.action, attributeId: AttributeId.actionId, values: [action] }
]

/** The walk. */
export const walk = (): Promise<Task> => {
  const { questions, rules } = policyData()
  const targets = rules.map((rule) => ({ effect: rule.effect, target: targetOf(rule) }))
  const matches = (request: ReadonlyArray<PlainAttribute>, match: TargetMatch): boolean =>
    request.some(
      ({ attributeId, category, values }) =>
        category === match.category &&
        attributeId === match.attributeId &&
        values.some((value) => value === match.value)
    )
  const decide = (request: ReadonlyArray<PlainAttribute>): string => {
    const effects = targets
      .filter(({ target }) =>
        target.every((anyOf) => anyOf.some((allOf) => allOf.every((match) => matches(request, match))))
      )
      .map(({ effect }) => effect)
    return effects.includes("Deny") ? "Deny" : effects.includes("Permit") ? "Permit" : "NotApplicable"
  }
  return deciding(questions.map(attributesOf), (request) => decide(request) === "Permit")
}

/** By hand: the rules by resource and action, the user's roles and packages in a set that is made once. */
export const byMap = (): Promise<Task> => {
  const { questions, rules, users } = policyData()
  const found = new Map<string, Map<string, Array<PolicyRule>>>()
  for (const rule of rules) {
    for (const resource of rule.resources) {
      const byAction = found.get(resource) ?? new Map<string, Array<PolicyRule>>()
      found.set(resource, byAction)
      for (const action of rule.actions) byAction.set(action, [...(byAction.get(action) ?? []), rule])
    }
  }
  const owned = new Map(users.map((user) => [user, new Set([...user.roles, ...user.packages])]))
  const asked = questions.map((question) => ({ ...question, owned: owned.get(question.user) ?? new Set<string>() }))
  return deciding(asked, ({ action, owned: has, resource }) => {
    let permitted = false
    for (const { effect, subjects } of found.get(resource)?.get(action) ?? []) {
      if (!subjects.some((terms) => terms.every(({ id }) => has.has(id)))) continue
      if (effect === "Deny") return false
      permitted = true
    }
    return permitted
  })
}
