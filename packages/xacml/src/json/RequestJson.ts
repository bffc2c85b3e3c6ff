/**
 * Requests in JSON. Source: OASIS JSON Profile of XACML 3.0 version 1.1, §4. Reading accepts the spelling of OASIS and of
 * Altinn alike, a single object in place of a list of one, and categories in the order of the document.
 *
 * What the profile does not know is an error, since an attribute that is dropped in silence may be the one that would have
 * denied. The dialect `altinn` reads as Altinn's endpoint does instead.
 */
import { altinnRequest } from "./AltinnRequestJson.ts"
import { attributesOut, readAttributes } from "./AttributesJson.ts"
import { categoryMembers } from "./AttributeValueJson.ts"
import type { Finding, Reading } from "../Finding.ts"
import { jsonOf, parseJson } from "./Json.ts"
import type { Json, JsonLimits } from "./Json.ts"
import { flagOf, listOf, membersOf, missing, readingOf, textOf } from "./JsonReader.ts"
import type { JsonAt } from "./JsonReader.ts"
import { listOut, nothing, writeDocument } from "./JsonWriter.ts"
import type { JsonOutObject, JsonSpelling, JsonWriteOptions } from "./JsonWriter.ts"
import type { Attributes, Request } from "../Request.ts"
import { Category } from "../Vocabulary.ts"

/** How a request is read. */
export interface RequestJsonOptions extends JsonLimits {
  /** `profile`: as the standard says; `altinn`: exactly as Altinn's endpoint understands it. Default `profile`. */
  readonly dialect?: "profile" | "altinn" | undefined
}

type CategoryMember = keyof typeof categoryMembers

const categoryNames = Object.keys(categoryMembers) as ReadonlyArray<CategoryMember>

/** Reads a request from JSON text. */
export const readRequestJson = (text: string, options: RequestJsonOptions = {}): Reading<Request> => {
  const json = parseJson(text, options)
  return json.ok ? readRequest(json.value, text, options) : json
}

/** Reads a request from a value that was parsed already; see `jsonOf` for what parsing has lost by then. */
export const requestFromJson = (value: unknown, options: RequestJsonOptions = {}): Reading<Request> => {
  const json = jsonOf(value, options)
  return json.ok ? readRequest(json.value, undefined, options) : json
}

const readRequest = (json: Json, text: string | undefined, { dialect }: RequestJsonOptions): Reading<Request> => {
  const findings: Array<Finding> = []
  const reading = { text, unknownMembers: dialect === "altinn" ? "warning" : "error", findings } as const
  const document: JsonAt = { json, path: "", reading }
  const root = membersOf(document, ["Request"])
  const request = root?.get("Request")
  if (request === undefined) {
    if (root !== undefined) missing(document, "Request")
    return readingOf<Request>(reading, undefined)
  }
  return readingOf(reading, dialect === "altinn" ? altinnRequest(request) : profileRequest(request))
}

const profileRequest = (at: JsonAt): Request | undefined => {
  const members = membersOf(at, [
    "ReturnPolicyIdList",
    "CombinedDecision",
    "XPathVersion",
    ...categoryNames,
    "Category",
    "MultiRequests"
  ])
  if (members === undefined) return undefined
  const xpathVersion = textOf(members.get("XPathVersion"))
  const attributes: Array<Attributes> = []
  for (const [name, member] of members) {
    if (name !== "Category" && !isCategoryMember(name)) continue
    for (const one of listOf(member)) {
      const read = readAttributes(one, name === "Category" ? undefined : categoryMembers[name])
      if (read !== undefined) attributes.push(read)
    }
  }
  return {
    returnPolicyIdList: flagOf(members.get("ReturnPolicyIdList")),
    combinedDecision: flagOf(members.get("CombinedDecision")),
    ...(xpathVersion === undefined ? {} : { xpathVersion }),
    attributes,
    requestReferences: readReferences(members.get("MultiRequests"))
  }
}

const isCategoryMember = (name: string): name is CategoryMember => Object.hasOwn(categoryMembers, name)

const readReferences = (at: JsonAt | undefined): ReadonlyArray<ReadonlyArray<string>> => {
  const members = at && membersOf(at, ["RequestReference"])
  return listOf(members?.get("RequestReference")).flatMap((reference) => {
    const parts = membersOf(reference, ["ReferenceId"])
    if (parts === undefined) return []
    const ids = parts.get("ReferenceId") ?? missing(reference, "ReferenceId")
    return [listOf(ids).flatMap((id) => textOf(id) ?? [])]
  })
}

/** Which member the attributes of a category are written to; Altinn's endpoint knows but three by name. */
const memberOf = (category: string, spelling: JsonSpelling): CategoryMember | "Category" => {
  const name = categoryNames.find((one) => categoryMembers[one] === category) ?? "Category"
  const known = [Category.subject, Category.action, Category.resource] as ReadonlyArray<string>
  return spelling === "altinn" && !known.includes(category) ? "Category" : name
}

/**
 * Writes a request. The order of the categories is kept: where those of one member do not stand together, all are written
 * to `Category`, save for Altinn, which reads `Category` in single requests only. An attribute is written once for each
 * data type of its values, and for Altinn once for each value.
 */
export const writeRequestJson = (request: Request, options: JsonWriteOptions = {}): string => {
  const { spelling = "oasis" } = options
  const names = request.attributes.map(({ category }) => memberOf(category, spelling))
  const apart = names.filter((name, index) => name !== names[index - 1]).length > new Set(names).size
  const members: Record<string, Array<JsonOutObject>> = {}
  for (const [index, attributes] of request.attributes.entries()) {
    const name = apart && spelling === "oasis" ? "Category" : (names[index] ?? "Category")
    const list = (members[name] ??= [])
    list.push(attributesOut(attributes, spelling, name === "Category"))
  }
  const references = request.requestReferences.map((ReferenceId) => ({ ReferenceId }))
  return writeDocument(
    {
      Request: {
        ReturnPolicyIdList: request.returnPolicyIdList,
        CombinedDecision: request.combinedDecision,
        XPathVersion: request.xpathVersion ?? nothing(spelling),
        ...members,
        MultiRequests: references.length === 0 ? undefined : { RequestReference: listOut(references, spelling) }
      }
    },
    options
  )
}
