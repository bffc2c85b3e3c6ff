/**
 * Those to whom a policy gives something: roles, access packages, persons. A subject is one alternative of a rule; several
 * attributes in it must be held together. What matters for a notification is whether a person can hold them: a request for
 * a recipient has the roles, access packages and parties of a person, never the code of a service owner.
 */
import type { AttributeValue } from "../Policy.ts"
import { AltinnAttributeId, Category } from "../Vocabulary.ts"
import { roleCodes } from "./AltinnRoleCodes.ts"
import type { Alternative, ReviewedRule } from "./PolicyRules.ts"
import { attributeOf, choicesOf, combinationsOf, literalOf } from "./PolicyRules.ts"

/** What an attribute of a subject says about who it is. */
export type SubjectKind = "role" | "access-package" | "organisation" | "person" | "party" | "delegation" | "other"

/** An attribute that a subject has. */
export interface SubjectAttribute {
  readonly attributeId: string
  readonly value: string
  /** URI of the data type. */
  readonly dataType: string
}

/** One subject. */
export interface ReviewedSubject {
  /** In words, such as `REVI (Revisor)`; several attributes are joined by `and`. */
  readonly label: string
  /** Of all its attributes, or `other` when they differ. */
  readonly kind: SubjectKind
  /** Whether a person who is to be notified can be this subject. */
  readonly canBePerson: boolean
  /** None: anyone at all. */
  readonly attributes: ReadonlyArray<SubjectAttribute>
}

/** What each attribute of a subject says. `party` is a person or organisation to whom somebody has delegated. */
const kinds: Readonly<Record<string, SubjectKind>> = {
  [AltinnAttributeId.roleCode]: "role",
  "urn:digitaltdodsbo:rolecode": "role",
  [AltinnAttributeId.accessPackage]: "access-package",
  [AltinnAttributeId.org]: "organisation",
  [AltinnAttributeId.userId]: "person",
  "urn:altinn:person:uuid": "person",
  "urn:altinn:person:identifier-no": "person",
  [AltinnAttributeId.partyId]: "party",
  "urn:altinn:party:uuid": "party",
  "urn:altinn:organization:uuid": "party",
  "urn:altinn:organization:identifier-no": "party",
  "urn:altinn:organizationnumber": "party",
  "urn:altinn:resource:delegation": "delegation"
}

/** What kind of subject an attribute tells of. */
export const kindOf = (attributeId: string): SubjectKind =>
  /^urn:altinn:(?:external-role:|role$)/.test(attributeId) ? "role" : (kinds[attributeId] ?? "other")

const personKinds: ReadonlySet<SubjectKind> = new Set(["role", "access-package", "person", "party"])

/** The subject of an alternative. */
export const subjectOf = (alternative: Alternative): ReviewedSubject => {
  const attributes = alternative.map((match): SubjectAttribute => ({
    attributeId: attributeOf(match),
    value: match.value.text,
    dataType: match.value.dataType
  }))
  const [kind = "other", ...others] = new Set(attributes.map(({ attributeId }) => kindOf(attributeId)))
  return {
    label: alternative.length === 0 ? "anyone" : alternative.map(labelOf).join(" and "),
    kind: others.length === 0 ? kind : "other",
    canBePerson: attributes.every(({ attributeId }) => personKinds.has(kindOf(attributeId))),
    attributes
  }
}

const labelOf = (match: Alternative[number]): string => {
  const value = literalOf(match)
  switch (kindOf(attributeOf(match))) {
    case "role": {
      const name = roleCodes.get(value.toUpperCase())
      return name === undefined ? value : `${value} (${name})`
    }
    case "access-package":
      return value
    case "organisation":
      return `service owner ${value}`
    default:
      return `${attributeOf(match).replace(/^urn:altinn:/, "")} ${value}`
  }
}

/** What tells two subjects apart. */
export const subjectKey = ({ attributes }: ReviewedSubject): string =>
  attributes
    .map(({ attributeId, value }) => JSON.stringify([attributeId, value]))
    .toSorted()
    .join()

/** Whether all attributes of a subject are among those of another. */
export const isPart = (part: ReviewedSubject, whole: ReviewedSubject): boolean =>
  part.attributes.every((each) =>
    whole.attributes.some(({ attributeId, value }) => attributeId === each.attributeId && value === each.value)
  )

/** The subjects that rules name, each once, in the order of the document. */
export interface NamedSubjects {
  /** Each alternative of each `AnyOf`. */
  readonly single: ReadonlyArray<ReviewedSubject>
  /** One alternative of each `AnyOf`, of rules that look at the subject in several: they must be held together. */
  readonly combined: ReadonlyArray<ReviewedSubject>
}

/** The subjects of some rules. */
export const subjectsIn = (rules: ReadonlyArray<ReviewedRule>): NamedSubjects => {
  const single = new Map<string, ReviewedSubject>()
  const combined = new Map<string, ReviewedSubject>()
  const add = (all: Map<string, ReviewedSubject>, alternative: Alternative): void => {
    const subject = subjectOf(alternative)
    const key = subjectKey(subject)
    if (!all.has(key)) all.set(key, subject)
  }
  for (const rule of rules) {
    const choices = choicesOf(rule, Category.subject)
    if (choices.length === 0) add(single, [])
    for (const alternative of choices.flat()) add(single, alternative)
    if (choices.length > 1) for (const each of combinationsOf(rule, Category.subject)) add(combined, each)
  }
  return {
    single: [...single.values()],
    combined: [...combined].flatMap(([key, subject]) => (single.has(key) ? [] : [subject]))
  }
}

/** The attributes of a subject as a request has them. */
export const subjectValues = ({
  attributes
}: ReviewedSubject): ReadonlyArray<{ readonly attributeId: string; readonly value: AttributeValue }> =>
  attributes.map(({ attributeId, dataType, value }) => ({
    attributeId,
    value: { kind: "AttributeValue", dataType, text: value }
  }))
