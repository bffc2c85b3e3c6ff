/**
 * Ours: the policy as an XACML document, compiled. The requests are ready-made objects, for every implementation alike.
 */
import { Category, compilePolicy, DataType, evaluate, readPolicy, xacmlNamespace } from "@adressat/xacml"
import type { AnyPolicy, Request } from "@adressat/xacml"
import type { Task } from "../Suite.ts"
import { deciding } from "../Task.ts"
import { attributesOf, targetOf } from "./NaiveWalk.ts"
import { policyData } from "./PolicyData.ts"
import type { PolicyRule, Question } from "./PolicyData.ts"

const STRING_EQUAL = "urn:oasis:names:tc:xacml:1.0:function:string-equal"
const DENY_OVERRIDES = "urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides"

const ruleXml = (rule: PolicyRule): string => {
  const target = targetOf(rule).map((anyOf) => {
    const alternatives = anyOf.map((allOf) => {
      const matches = allOf.map(
        ({ attributeId, category, value }) =>
          `<Match MatchId="${STRING_EQUAL}"><AttributeValue DataType="${DataType.string}">${value}</AttributeValue>` +
          `<AttributeDesignator Category="${category}" AttributeId="${attributeId}" DataType="${DataType.string}" ` +
          `MustBePresent="false"/></Match>`
      )
      return `<AllOf>${matches.join("")}</AllOf>`
    })
    return `<AnyOf>${alternatives.join("")}</AnyOf>`
  })
  return `<Rule RuleId="${rule.id}" Effect="${rule.effect}"><Target>${target.join("")}</Target></Rule>`
}

/** The policy as an XACML document. */
const policyXml = (): string =>
  `<Policy xmlns="${xacmlNamespace}" PolicyId="bench" Version="1.0" RuleCombiningAlgId="${DENY_OVERRIDES}"><Target/>` +
  `${policyData().rules.map(ruleXml).join("")}</Policy>`

/** The policy, read. */
const policy = (): AnyPolicy => {
  const read = readPolicy(policyXml())
  if (!("value" in read)) throw new Error("the policy of the benchmark cannot be read")
  return read.value
}

/** A request as XACML has it. */
const requestOf = (question: Question): Request => ({
  returnPolicyIdList: false,
  combinedDecision: false,
  requestReferences: [],
  attributes: [Category.subject, Category.resource, Category.action].map((category) => ({
    category,
    attributes: attributesOf(question)
      .filter((attribute) => attribute.category === category)
      .map(({ attributeId, values }) => ({
        attributeId,
        includeInResult: false,
        values: values.map((text) => ({ kind: "AttributeValue", dataType: DataType.string, text }) as const)
      }))
  }))
})

/** The compiled policy, each request on its own. */
export const compiled = (): Promise<Task> => {
  const program = compilePolicy(policy())
  const environment = { now: 0 }
  return deciding(
    policyData().questions.map(requestOf),
    (request) => evaluate(program, request, environment).decision === "Permit"
  )
}
