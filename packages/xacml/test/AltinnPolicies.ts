/**
 * Small policies and requests, written as text, for tests of the Altinn engine.
 */
import type { Attributes, Request } from "../src/Request.ts"
import { Category, DataType, xacmlNamespace } from "../src/Vocabulary.ts"

const categories = {
  subject: Category.subject,
  resource: Category.resource,
  action: Category.action,
  environment: Category.environment
} as const

type CategoryName = keyof typeof categories

interface MatchOptions {
  /** Without `urn:oasis:names:tc:xacml:`. */
  readonly matchId?: string
  readonly dataType?: string
  readonly issuer?: string
  readonly mustBePresent?: boolean
}

/** A match on one attribute. */
export const match = (category: CategoryName, id: string, value: string, options: MatchOptions = {}): string => {
  const { dataType = DataType.string, issuer, matchId = "1.0:function:string-equal", mustBePresent = false } = options
  const from = issuer === undefined ? "" : ` Issuer="${issuer}"`
  return (
    `<Match MatchId="urn:oasis:names:tc:xacml:${matchId}"><AttributeValue DataType="${dataType}">${value}</AttributeValue>` +
    `<AttributeDesignator Category="${categories[category]}" AttributeId="${id}" DataType="${dataType}" MustBePresent="${mustBePresent}"${from}/></Match>`
  )
}

/** Alternatives, each of matches that must all hold. */
export const anyOf = (...alternatives: ReadonlyArray<ReadonlyArray<string>>): string =>
  `<AnyOf>${alternatives.map((matches) => `<AllOf>${matches.join("")}</AllOf>`).join("")}</AnyOf>`

let rules = 0

/** A rule with this target. */
export const rule = (
  effect: "Permit" | "Deny",
  target: string,
  { after = "", condition }: { readonly condition?: string; readonly after?: string } = {}
): string => {
  const holds = condition === undefined ? "" : `<Condition>${condition}</Condition>`
  return `<Rule RuleId="rule-${++rules}" Effect="${effect}"><Target>${target}</Target>${holds}${after}</Rule>`
}

/** A policy with this content after its target. */
export const policyOf = (
  content: string,
  {
    algorithm = "urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides",
    target = ""
  }: { readonly algorithm?: string; readonly target?: string } = {}
): string =>
  `<Policy xmlns="${xacmlNamespace}" PolicyId="p" Version="1.0" RuleCombiningAlgId="${algorithm}"><Target>${target}</Target>${content}</Policy>`

/** A request with these attributes, all of one data type. */
export const requestOf = (
  groups: Partial<Record<CategoryName, Readonly<Record<string, string | ReadonlyArray<string>>>>>,
  dataType: string = DataType.string,
  includeInResult = false
): Request => ({
  returnPolicyIdList: false,
  combinedDecision: false,
  requestReferences: [],
  attributes: (Object.keys(categories) as ReadonlyArray<CategoryName>).flatMap((name): ReadonlyArray<Attributes> => {
    const values = groups[name]
    if (values === undefined) return []
    return [
      {
        category: categories[name],
        attributes: Object.entries(values).map(([attributeId, texts]) => ({
          attributeId,
          includeInResult,
          values: [texts].flat().map((text) => ({ kind: "AttributeValue", dataType, text }))
        }))
      }
    ]
  })
})
