/**
 * A request as Altinn's decision endpoint understands it, which is narrower than the JSON profile: values are texts, data
 * types are `string`, `anyURI` and (by its URI alone) `integer`, only subject, action, resource and `Category` count, and the flags do not. Source: the
 * converter and the decision controller of the Altinn PDP.
 *
 * The request that is returned means the same to anybody who follows the standard: what the endpoint drops is gone, what
 * it merges is merged, and each reference names one subject, one action and one resource at most.
 */
import { categoryMembers } from "./AttributeValueJson.ts"
import { flagOf, listOf, membersOf, missing, report, requiredText, textOf } from "./JsonReader.ts"
import type { JsonAt } from "./JsonReader.ts"
import type { Attribute, Attributes, Request } from "../Request.ts"
import { DataType } from "../Vocabulary.ts"

const dataTypes: ReadonlyMap<string, string> = new Map([
  ["", DataType.string],
  ["string", DataType.string],
  ["anyURI", DataType.anyURI],
  [DataType.string, DataType.string],
  [DataType.anyURI, DataType.anyURI],
  [DataType.integer, DataType.integer]
])

/** The elements of a list, which must be one: a single object does not stand for it. */
const strictListOf = (at: JsonAt | undefined): ReadonlyArray<JsonAt> => {
  if (at === undefined || at.json.kind === "array") return listOf(at)
  report(at, { code: "json-type", message: "a list is expected", remedy: "write it in brackets" })
  return []
}

/** Reads the member `Request` as the endpoint does. */
export const altinnRequest = (at: JsonAt): Request | undefined => {
  const members = membersOf(at, [
    "ReturnPolicyIdList",
    "CombinedDecision",
    "XPathVersion",
    "AccessSubject",
    "RecipientSubject",
    "IntermediarySubject",
    "RequestingMachine",
    "Action",
    "Resource",
    "Category",
    "MultiRequests"
  ])
  if (members === undefined) return undefined
  flagOf(members.get("ReturnPolicyIdList"))
  flagOf(members.get("CombinedDecision"))
  const subjects = readCategories(members.get("AccessSubject"), categoryMembers.AccessSubject)
  const actions = readCategories(members.get("Action"), categoryMembers.Action)
  const resources = readCategories(members.get("Resource"), categoryMembers.Resource)
  const others = readCategories(members.get("Category"), undefined)
  const references = readReferences(members.get("MultiRequests"))
  const request = { returnPolicyIdList: false, combinedDecision: false }
  if (references.length < 2) {
    const attributes = merged([...subjects, ...actions, ...resources, ...others])
    return { ...request, attributes, requestReferences: [] }
  }
  const unnamed = [...subjects, ...actions].find(({ id }) => id === undefined)
  if (unnamed !== undefined) {
    return report(at, {
      code: "missing-member",
      message: "a subject or action has no Id, and several decisions are asked for",
      remedy: "give each subject and action an Id"
    })
  }
  const byId = new Map(resources.map((resource) => [resource.id, resource]))
  const asked = individual(references, [...subjects, ...actions], byId)
  if (asked !== undefined) return { ...request, ...asked }
  return report(at, {
    code: "json-too-long",
    message: `the decisions that are asked for take more than ${MOST_ATTRIBUTES} attributes`,
    remedy: "ask for them in several requests"
  })
}

/** As many attributes as references to the same ids may come to. */
const MOST_ATTRIBUTES = 1_000_000

/**
 * What each reference asks about, under ids of its own; of several resources with the same id the last one counts.
 * Nothing when that would be more than {@link MOST_ATTRIBUTES}.
 */
const individual = (
  references: ReadonlyArray<ReadonlyArray<string>>,
  named: ReadonlyArray<Attributes>,
  resources: ReadonlyMap<string | undefined, Attributes>
): Pick<Request, "attributes" | "requestReferences"> | undefined => {
  const byId = Map.groupBy(named, ({ id }) => id)
  const known = new Map<string, Attributes>()
  const requestReferences: Array<ReadonlyArray<string>> = []
  let count = 0
  for (const reference of references) {
    const asked = reference.flatMap((id) => [...(byId.get(id) ?? []), resources.get(id) ?? []].flat())
    for (const { attributes } of asked) count += attributes.length
    if (count > MOST_ATTRIBUTES) return undefined
    requestReferences.push(
      merged(asked).map((attributes) => {
        const ids = asked.filter(({ category }) => category === attributes.category).map(({ id }) => id)
        const id = JSON.stringify([attributes.category, ...ids])
        known.set(id, { ...attributes, id })
        return id
      })
    )
  }
  return { attributes: [...known.values()], requestReferences }
}

/** One group of attributes for each category. */
const merged = (groups: ReadonlyArray<Attributes>): ReadonlyArray<Attributes> =>
  [...Map.groupBy(groups, ({ category }) => category)].map(([category, same]) => ({
    category,
    attributes: same.flatMap(({ attributes }) => attributes)
  }))

const readReferences = (at: JsonAt | undefined): ReadonlyArray<ReadonlyArray<string>> => {
  const members = at && membersOf(at, ["RequestReference"])
  return strictListOf(members?.get("RequestReference")).map((reference) => {
    const ids = membersOf(reference, ["ReferenceId"])?.get("ReferenceId")
    return strictListOf(ids).flatMap((id) => textOf(id) ?? [])
  })
}

/** Reads a list of categories. One that does not say which it is is the same as the one before it. */
const readCategories = (at: JsonAt | undefined, initial: string | undefined): ReadonlyArray<Attributes> => {
  let category = initial
  return strictListOf(at).flatMap((one) => {
    const members = membersOf(one, ["CategoryId", "Id", "Content", "Attribute"])
    if (members === undefined) return []
    const given = textOf(members.get("CategoryId"))
    if (given !== undefined && given !== "") category = given
    if (category === undefined) {
      missing(one, "CategoryId")
      return []
    }
    const id = textOf(members.get("Id"))
    const attributes = readAttributes(members.get("Attribute") ?? missing(one, "Attribute"))
    return [{ category, ...(id === undefined ? {} : { id }), attributes }]
  })
}

/** Reads attributes. Values of the same attribute come together, and whether the first is echoed counts for all. */
const readAttributes = (at: JsonAt | undefined): ReadonlyArray<Attribute> => {
  const attributes = new Map<string, Attribute>()
  for (const one of strictListOf(at)) {
    const members = membersOf(one, ["AttributeId", "Value", "Issuer", "DataType", "IncludeInResult"])
    if (members === undefined) continue
    const attributeId = requiredText(one, members, "AttributeId")
    const text = requiredText(one, members, "Value")
    const includeInResult = flagOf(members.get("IncludeInResult"))
    const named = members.get("DataType")
    const dataType = dataTypes.get(textOf(named) ?? "")
    if (named !== undefined && dataType === undefined) {
      report(named, {
        code: "unknown-data-type",
        message: "the data type is none that Altinn's endpoint has",
        remedy: "write string or anyURI"
      })
    }
    if (attributeId === undefined || text === undefined || dataType === undefined) continue
    const known = attributes.get(attributeId) ?? { attributeId, includeInResult, values: [] }
    attributes.set(attributeId, { ...known, values: [...known.values, { kind: "AttributeValue", dataType, text }] })
  }
  return [...attributes.values()]
}
