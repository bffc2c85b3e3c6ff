/**
 * What the Altinn engine makes of the target of a rule, where XACML says otherwise.
 */
import { finding } from "../Finding.ts"
import type { Finding } from "../Finding.ts"
import type { Match, Rule } from "../Policy.ts"
import { Category } from "../Vocabulary.ts"
import { nameOf, unknownFunction } from "./Deviation.ts"
import { uriKey } from "./DotNetValue.ts"
import type { EngineVersion } from "./EngineVersion.ts"
import { matchFunctions } from "./MatchFunction.ts"

const evaluatedCategories: ReadonlyArray<string> = [Category.resource, Category.action, Category.subject]

/** The findings about a target. */
export const targetFindings = (rule: Rule, version: EngineVersion): ReadonlyArray<Finding> => {
  const anyOf = rule.target?.anyOf ?? []
  const groups = anyOf.map(({ allOf, place }) => ({
    place,
    alternatives: allOf.length,
    matches: allOf.flatMap(({ matches }) => matches),
    categories: new Set(allOf.flatMap(({ matches }) => matches.map(({ attribute }) => attribute.category)))
  }))
  const findings: Array<Finding> = []
  const seen = new Set<string>()
  for (const { alternatives, categories, place } of groups) {
    const repeated = [...categories].filter((category) => evaluatedCategories.includes(category) && seen.has(category))
    for (const category of categories) seen.add(category)
    if (repeated.length > 0) {
      findings.push(
        finding(
          "warning",
          "altinn-category-repeated",
          place,
          `rule ${rule.id} asks in several AnyOf about ${repeated.map(nameOf).join(" and ")}, and the Altinn engine is content with one of them`,
          "put what must hold together into each AllOf of one AnyOf"
        )
      )
    }
    if (categories.size > 1 && alternatives > 1) {
      findings.push(
        finding(
          "warning",
          "altinn-categories-torn",
          place,
          `rule ${rule.id} has alternatives that mix ${[...categories].map(nameOf).join(" and ")}, and the Altinn engine combines parts of one with parts of another`,
          "write a rule for each alternative"
        )
      )
    }
  }
  return [
    ...findings,
    ...groups.flatMap(({ matches }) => matches.flatMap((match) => matchFindings(rule, match, version)))
  ]
}

const matchFindings = (
  rule: Rule,
  { attribute, matchId, place, value }: Match,
  version: EngineVersion
): ReadonlyArray<Finding> => {
  const { category } = attribute
  if (attribute.kind === "AttributeSelector") {
    return [
      finding(
        "warning",
        "altinn-selector-unsupported",
        place,
        `rule ${rule.id} selects from content in its target, on which the Altinn engine fails for every request`,
        "match an attribute instead"
      )
    ]
  }
  if (!evaluatedCategories.includes(category)) {
    return [
      finding(
        "warning",
        "altinn-category-ignored",
        place,
        `the Altinn engine does not look at ${nameOf(category)} in the target of rule ${rule.id}`,
        "match the resource, the action or the subject, or use a condition"
      )
    ]
  }
  const name = nameOf(attribute.attributeId)
  const findings: Array<Finding> = []
  if (!matchFunctions(version).has(matchId)) findings.push(unknownFunction(rule, matchId, place))
  if (nameOf(matchId) === "anyURI-equal" && uriKey(value.text) === undefined) {
    findings.push(
      finding(
        "warning",
        "altinn-uri-not-absolute",
        value.place ?? place,
        `rule ${rule.id} compares ${name} with something that is no absolute URI, on which the Altinn engine fails`,
        "use string-equal"
      )
    )
  }
  if (attribute.issuer !== undefined) {
    findings.push(
      finding(
        "warning",
        "altinn-issuer-ignored",
        attribute.place ?? place,
        `the Altinn engine takes ${name} in rule ${rule.id} from any issuer`,
        "remove Issuer, or ask for another attribute"
      )
    )
  }
  if (attribute.mustBePresent && category !== Category.subject) {
    findings.push(
      finding(
        "warning",
        "altinn-must-be-present",
        attribute.place ?? place,
        `without ${name}, which rule ${rule.id} demands, the Altinn engine makes the whole policy Indeterminate, whatever other rules permit`,
        "set MustBePresent to false"
      )
    )
  }
  return findings
}
