/**
 * Matches that the platform never satisfies: an attribute that it does not supply or supplies in another category, an
 * action or a code in the wrong case. Source: the context handler of the Altinn PDP, which fills in a request.
 */
import { finding } from "../Finding.ts"
import type { Finding } from "../Finding.ts"
import { nearestWord } from "../NearestWord.ts"
import type { AttributeDesignator, Match } from "../Policy.ts"
import { AltinnAttributeId, AttributeId, Category } from "../Vocabulary.ts"
import { isEquality } from "./CodeFindings.ts"
import { attributeOf, literalOf, matchesIn } from "./PolicyRules.ts"
import type { ReviewContext } from "./ReviewContext.ts"
import { listed, onePer } from "./ReviewContext.ts"

/** The findings about matches. */
export const targetFindings = ({ rules }: ReviewContext): ReadonlyArray<Finding> => {
  const matches = [...new Set(rules.flatMap(matchesIn))]
  return [
    ...attributeFindings(matches),
    ...matches.flatMap(actionFinding),
    ...matches.flatMap(spaceFinding),
    ...roleCodeCase(matches)
  ]
}

const parties = [
  AltinnAttributeId.partyId,
  "urn:altinn:party:uuid",
  "urn:altinn:organization:identifier-no",
  "urn:altinn:organizationnumber",
  "urn:altinn:person:identifier-no"
]

/** What the platform supplies, by category. Of other categories it supplies nothing. */
const supplied: Readonly<Record<string, ReadonlySet<string>>> = {
  [Category.subject]: new Set([
    ...parties,
    AltinnAttributeId.roleCode,
    AltinnAttributeId.accessPackage,
    AltinnAttributeId.externalRole,
    AltinnAttributeId.org,
    AltinnAttributeId.userId,
    "urn:altinn:access-list",
    "urn:altinn:organization:uuid",
    "urn:altinn:partytype",
    "urn:altinn:person:uuid",
    "urn:altinn:resource:delegation",
    "urn:altinn:role",
    "urn:altinn:sessionid",
    "urn:altinn:systemuser:uuid",
    "urn:digitaltdodsbo:rolecode"
  ]),
  [Category.resource]: new Set([
    ...parties,
    AltinnAttributeId.org,
    AltinnAttributeId.app,
    AltinnAttributeId.resource,
    AltinnAttributeId.task,
    AltinnAttributeId.endEvent,
    AltinnAttributeId.appResource,
    AltinnAttributeId.instanceId,
    "urn:altinn:resource:instance-id"
  ]),
  [Category.action]: new Set([AttributeId.actionId])
}

const attributeFindings = (matches: ReadonlyArray<Match>): ReadonlyArray<Finding> => {
  const designators = matches.flatMap(({ attribute, place }) =>
    attribute.kind === "AttributeDesignator" ? [{ ...attribute, at: attribute.place ?? place }] : []
  )
  return onePer(designators, ({ attributeId, category }) => `${category} ${attributeId}`).flatMap((designator) => {
    const { at, attributeId, category } = designator
    const ids = supplied[category]
    if (ids?.has(attributeId) === true || isExternalRole(designator)) return []
    const home = Object.keys(supplied).find((other) => supplied[other]?.has(attributeId))
    if (home !== undefined) {
      return [
        finding(
          "warning",
          "attribute-in-wrong-category",
          at,
          `${attributeId} is looked for in the category ${shortened(category)}, but the platform supplies it in the category ${shortened(home)}`,
          `set the Category to ${home}`
        )
      ]
    }
    if (ids === undefined) return []
    const meant = nearestWord(shortened(attributeId), [...ids].map(shortened))
    return [
      finding(
        meant === undefined ? "note" : "warning",
        "attribute-never-supplied",
        at,
        `the platform does not supply ${attributeId} in the category ${shortened(category)}, so the match holds only where a request brings it along, which no notification does`,
        meant === undefined
          ? "compare an attribute that the platform supplies"
          : `did you mean ${[...ids].find((id) => shortened(id) === meant)}?`
      )
    ]
  })
}

/** What tells one identifier from another: the end of it. */
const shortened = (uri: string): string => uri.replace(/^urn:altinn:|^.*:(?:subject-category|attribute-category):/, "")

/** An external role has the register that it comes from in its attribute id. */
const isExternalRole = ({ attributeId, category }: AttributeDesignator): boolean =>
  category === Category.subject && attributeId.startsWith("urn:altinn:external-role:")

/** Actions that the platform asks for, all in lower case. */
const actions: ReadonlySet<string> = new Set(
  "access complete confirm consent delete instantiate publish read reject requestconsent sign subscribe write".split(
    " "
  )
)

const actionFinding = (match: Match): ReadonlyArray<Finding> => {
  const action = literalOf(match)
  const asked = action.toLowerCase()
  if (attributeOf(match) !== AttributeId.actionId || !isEquality(match)) return []
  const meant = actions.has(asked) ? undefined : nearestWord(asked, actions, 1)
  if (meant !== undefined) {
    return [
      finding(
        "warning",
        "unknown-action",
        match.place,
        `action ${action} is none that the platform asks for by itself`,
        `did you mean ${meant}?`
      )
    ]
  }
  return action === asked || !actions.has(asked) || !isCaseSensitive(match)
    ? []
    : [
        finding(
          "warning",
          "action-never-matched",
          match.place,
          `action ${action} is compared letter by letter, and the platform asks for ${asked}`,
          `write ${asked}`
        )
      ]
}

const isCaseSensitive = ({ matchId }: Match): boolean => matchId.endsWith(":string-equal")

const spaceFinding = (match: Match): ReadonlyArray<Finding> => {
  const literal = literalOf(match)
  return literal === match.value.text || !isEquality(match)
    ? []
    : [
        finding(
          "warning",
          "space-around-literal",
          match.value.place ?? match.place,
          `white space around ${literal === "" ? "nothing" : literal} is compared too, so that the match hardly ever holds`,
          "remove the white space between the tags of the AttributeValue"
        )
      ]
}

/** The platform has role codes in upper case from its older source of roles and in lower case from its newer one. */
const roleCodeCase = (matches: ReadonlyArray<Match>): ReadonlyArray<Finding> => {
  const compared = matches.filter(
    (match) =>
      attributeOf(match) === AltinnAttributeId.roleCode && isCaseSensitive(match) && /\p{Lu}/u.test(literalOf(match))
  )
  const [first] = compared
  if (first === undefined) return []
  const codes = [...new Set(compared.map(literalOf))]
  return [
    finding(
      "warning",
      "role-code-case",
      first.place,
      `role code${codes.length === 1 ? "" : "s"} ${listed(codes)} ${codes.length === 1 ? "is" : "are"} compared letter by letter, and the platform supplies role codes in lower case too`,
      "compare with urn:oasis:names:tc:xacml:3.0:function:string-equal-ignore-case"
    )
  ]
}
