/**
 * Small policies, as text.
 */
import { AttributeId, Category, DataType, xacmlNamespace } from "@adressat/xacml"
import { PlatformAttribute } from "../src/PlatformAttribute.ts"

const string = DataType.string

/** A match on one attribute. */
export const match = (category: string, attributeId: string, value: string): string =>
  `<Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal"><AttributeValue DataType="${string}">${value}</AttributeValue>` +
  `<AttributeDesignator Category="${category}" AttributeId="${attributeId}" DataType="${string}" MustBePresent="false"/></Match>`

/** A rule that permits, of alternatives for the subject, the resource and the action. */
export const permits = (...anyOf: ReadonlyArray<ReadonlyArray<string>>): string => {
  const target = anyOf.map((matches) => `<AnyOf>${matches.map((each) => `<AllOf>${each}</AllOf>`).join("")}</AnyOf>`)
  return `<Rule RuleId="permits" Effect="Permit"><Target>${target.join("")}</Target></Rule>`
}

/** A policy with these rules and one obligation, for which a category may be left out. */
export const policyText = (rules: string, category = ` Category="urn:altinn:minimum-authenticationlevel"`): string =>
  `<Policy xmlns="${xacmlNamespace}" PolicyId="urn:policy" Version="1.0" RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides"><Target/>${rules}` +
  `<ObligationExpressions><ObligationExpression ObligationId="urn:level" FulfillOn="Permit"><AttributeAssignmentExpression AttributeId="urn:level"${category}>` +
  `<AttributeValue DataType="${DataType.integer}">3</AttributeValue></AttributeAssignmentExpression></ObligationExpression></ObligationExpressions></Policy>`

/** A match on the action. */
export const action = (name: string): string => match(Category.action, AttributeId.actionId, name)

/** A policy by which whoever has one attribute of the subject may read. */
export const readPolicyFor = (
  value: string,
  attributeId: string = PlatformAttribute.roleCode,
  category?: string
): string => policyText(permits([match(Category.subject, attributeId, value)], [action("read")]), category)
