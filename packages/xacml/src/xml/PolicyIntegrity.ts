/**
 * What must hold between the parts of one policy document, beyond the schema: ids of policies are unique, and each variable
 * is defined once, in the policy that refers to it, and not by itself. Two things that real policies have are findings and
 * no errors: rules of one id, and a policy-combining algorithm where rules are combined, which stands for the rule-combining
 * algorithm of the same name. Source: XACML 3.0 core §5.2, §5.14, §5.20 to §5.22.
 */
import { componentsOf } from "../evaluation/Circle.ts"
import type { Finding, Place } from "../Finding.ts"
import type { AnyPolicy, Expression, NoticeExpression, Policy, PolicySet, VariableReference } from "../Policy.ts"
import { present } from "./XmlContent.ts"

/** What does not hold together, in a policy or policy set and all that stands in it. */
export const checkIntegrity = (root: AnyPolicy): ReadonlyArray<Finding> => {
  const all = policiesIn(root)
  return [
    ...duplicatesOf(all.filter(({ kind }) => kind === "Policy")).map((each) => duplicateId(each, "PolicyId", each.id)),
    ...duplicatesOf(all.filter(({ kind }) => kind === "PolicySet")).map((each) =>
      duplicateId(each, "PolicySetId", each.id)
    ),
    ...all.flatMap((each) => (each.kind === "Policy" ? checkPolicy(each) : checkPolicySet(each)))
  ]
}

const policiesIn = (policy: AnyPolicy): ReadonlyArray<AnyPolicy> => [
  policy,
  ...(policy.kind === "PolicySet" ? policy.children : []).flatMap((child) =>
    child.kind === "Policy" || child.kind === "PolicySet" ? policiesIn(child) : []
  )
]

interface Named {
  readonly id: string
  readonly place?: Place
}

/** Those whose id an earlier one has. */
const duplicatesOf = <A extends Named>(all: ReadonlyArray<A>): ReadonlyArray<A> => {
  const seen = new Set<string>()
  return all.filter(({ id }) => {
    const isDuplicate = seen.has(id)
    seen.add(id)
    return isDuplicate && id !== ""
  })
}

const duplicateId = ({ place }: Named, name: string, id: string): Finding => ({
  severity: "error",
  code: `duplicate-${name === "PolicyId" ? "policy" : "policy-set"}-id`,
  message: `the ${name} ${id} is used more than once in the document`,
  remedy: `give each its own ${name}`,
  ...present({ place })
})

const checkPolicySet = ({ advice, obligations }: PolicySet): ReadonlyArray<Finding> =>
  [...obligations, ...advice]
    .flatMap(expressionsIn)
    .flatMap(referencesIn)
    .map((reference) => undefinedVariable(reference, "a policy set has no variables"))

const checkPolicy = (policy: Policy): ReadonlyArray<Finding> => {
  const { advice, combiningAlgorithm, obligations, place, rules, variables } = policy
  const findings: Finding[] = []
  if (/:policy-combining-algorithm:/.test(combiningAlgorithm))
    findings.push({
      severity: "note",
      code: "policy-combining-algorithm-in-policy",
      message:
        "the RuleCombiningAlgId names an algorithm for policies and is taken for the one for rules of the same name",
      remedy: `write ${combiningAlgorithm.replace(":policy-combining-", ":rule-combining-")}`,
      ...present({ place })
    })
  for (const rule of duplicatesOf(rules))
    findings.push({
      severity: "warning",
      code: "duplicate-rule-id",
      message: `the RuleId ${rule.id} is used more than once in the policy`,
      remedy: "give each rule its own RuleId, so that a decision can be traced to it",
      ...present({ place: rule.place })
    })
  for (const variable of duplicatesOf(variables))
    findings.push({
      severity: "error",
      code: "duplicate-variable-id",
      message: `the variable ${variable.id} is defined more than once in the policy`,
      remedy: "keep one definition, or give each its own VariableId",
      ...present({ place: variable.place })
    })
  const defined = new Set(variables.map(({ id }) => id))
  const expressions = [
    ...variables.map(({ expression }) => expression),
    ...rules.flatMap((rule) => [
      ...(rule.condition === undefined ? [] : [rule.condition]),
      ...[...rule.obligations, ...rule.advice].flatMap(expressionsIn)
    ]),
    ...[...obligations, ...advice].flatMap(expressionsIn)
  ]
  for (const reference of expressions.flatMap(referencesIn))
    if (!defined.has(reference.variableId) && reference.variableId !== "")
      findings.push(undefinedVariable(reference, "define the variable in the same policy, or correct the name"))
  return [...findings, ...circularVariables(policy)]
}

const undefinedVariable = ({ place, variableId }: VariableReference, remedy: string): Finding => ({
  severity: "error",
  code: "undefined-variable",
  message: `the variable ${variableId} is not defined here`,
  remedy,
  ...present({ place })
})

const expressionsIn = ({ assignments }: NoticeExpression): ReadonlyArray<Expression> =>
  assignments.map(({ expression }) => expression)

const referencesIn = (expression: Expression): ReadonlyArray<VariableReference> => {
  if (expression.kind === "VariableReference") return [expression]
  return expression.kind === "Apply" ? expression.arguments.flatMap(referencesIn) : []
}

/** Variables that are defined by way of themselves, one finding for each circle. */
const circularVariables = ({ variables }: Policy): ReadonlyArray<Finding> => {
  const needs = new Map(variables.map(({ expression, id }) => [id, referencesIn(expression)] as const))
  const components = componentsOf(needs.keys(), (id) => (needs.get(id) ?? []).map(({ variableId }) => variableId))
  const circles = new Map<number, { readonly ids: string[]; readonly back: VariableReference }>()
  for (const [id, references] of needs) {
    const component = components.get(id)
    const back = references.find(({ variableId }) => components.get(variableId) === component)
    if (component === undefined || back === undefined) continue
    const circle = circles.get(component)
    if (circle === undefined) circles.set(component, { ids: [id], back })
    else circle.ids.push(id)
  }
  return [...circles.values()].map(({ back, ids }) => ({
    severity: "error",
    code: "circular-variable",
    message: `the variable ${ids[0] ?? ""} is defined by way of itself`,
    remedy: `remove one of the references between ${ids.join(", ")}`,
    ...present({ place: back.place })
  }))
}
