/** Writes policies in the style of Altinn, as XML, for tests of the command line. */
const text = "http://www.w3.org/2001/XMLSchema#string"
const categories = {
  subject: "urn:oasis:names:tc:xacml:1.0:subject-category:access-subject",
  resource: "urn:oasis:names:tc:xacml:3.0:attribute-category:resource",
  action: "urn:oasis:names:tc:xacml:3.0:attribute-category:action"
} as const

const escaped = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")

const match = (category: keyof typeof categories, attributeId: string, value: string): string =>
  `<Match MatchId="urn:oasis:names:tc:xacml:3.0:function:string-equal-ignore-case"><AttributeValue DataType="${text}">${escaped(value)}</AttributeValue><AttributeDesignator AttributeId="${attributeId}" Category="${categories[category]}" DataType="${text}" MustBePresent="false"/></Match>`

const anyOf = (...alternatives: ReadonlyArray<string>): string =>
  alternatives.length === 0 ? "" : `<AnyOf>${alternatives.map((one) => `<AllOf>${one}</AllOf>`).join("")}</AnyOf>`

/** A rule that permits an action. */
export interface RuleText {
  readonly id?: string
  readonly roles?: ReadonlyArray<string>
  readonly packages?: ReadonlyArray<string>
  readonly tasks?: ReadonlyArray<string>
  readonly action?: string
}

/** The policy of the app `ttd/form`, or of a resource when it is named, one rule a line from line 3. */
export const policyText = (rules: ReadonlyArray<RuleText>, resourceId?: string): string => {
  const resource =
    resourceId === undefined
      ? match("resource", "urn:altinn:org", "ttd") + match("resource", "urn:altinn:app", "form")
      : match("resource", "urn:altinn:resource", resourceId)
  const lines = rules.map(({ action = "read", id, packages = [], roles = [], tasks = [] }, index) =>
    [
      `<Rule RuleId="${escaped(id ?? `rule-${index + 1}`)}" Effect="Permit"><Target>`,
      anyOf(
        ...roles.map((role) => match("subject", "urn:altinn:rolecode", role)),
        ...packages.map((name) => match("subject", "urn:altinn:accesspackage", name))
      ),
      // In one AllOf: the Altinn engine is content with one of several AnyOf about the resource.
      anyOf(
        ...(tasks.length === 0
          ? [resource]
          : tasks.map((task) => resource + match("resource", "urn:altinn:task", task)))
      ),
      anyOf(match("action", "urn:oasis:names:tc:xacml:1.0:action:action-id", action)),
      "</Target></Rule>"
    ].join("")
  )
  return [
    `<Policy xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="test" Version="1.0" RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides">`,
    "<Target/>",
    ...lines,
    "</Policy>",
    ""
  ].join("\n")
}
