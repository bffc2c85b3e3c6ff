/**
 * Responses in JSON. Source: OASIS JSON Profile of XACML 3.0 version 1.1, §5. Reading accepts the spelling of OASIS and of
 * Altinn alike, and a single result in place of a list of one; members that nobody knows are warnings, so that any policy
 * decision point can be listened to.
 */
import { attributesOut, readAttributes } from "./AttributesJson.ts"
import { categoryOf, dataTypeOut, readDataType, readValues, valueOut } from "./AttributeValueJson.ts"
import type { Finding, Reading } from "../Finding.ts"
import { jsonOf, parseJson } from "./Json.ts"
import type { Json, JsonLimits } from "./Json.ts"
import { listOf, membersOf, missing, readingOf, report, requiredText, textOf } from "./JsonReader.ts"
import type { JsonAt } from "./JsonReader.ts"
import { listOut, nothing, writeDocument } from "./JsonWriter.ts"
import type { JsonOut, JsonOutObject, JsonSpelling, JsonWriteOptions } from "./JsonWriter.ts"
import type {
  AttributeAssignment,
  Decision,
  Notice,
  PolicyIdentifier,
  Response,
  Result,
  ResultStatus
} from "../Response.ts"
import type { MissingAttribute } from "../Value.ts"
import { DataType, Status } from "../Vocabulary.ts"

/** How a response is read. */
export interface ResponseJsonOptions extends JsonLimits {
  /**
   * Passes over obligations, advice and policy identifiers, whatever is wrong with them, for a reader that asks only what
   * was decided; default false.
   */
  readonly decisionsOnly?: boolean | undefined
}

/** Reads a response from JSON text. */
export const readResponseJson = (text: string, options: ResponseJsonOptions = {}): Reading<Response> => {
  const json = parseJson(text, options)
  return json.ok ? readResponse(json.value, text, options) : json
}

/** Reads a response from a value that was parsed already; see `jsonOf` for what parsing has lost by then. */
export const responseFromJson = (value: unknown, options: ResponseJsonOptions = {}): Reading<Response> => {
  const json = jsonOf(value, options)
  return json.ok ? readResponse(json.value, undefined, options) : json
}

const readResponse = (
  json: Json,
  text: string | undefined,
  { decisionsOnly = false }: ResponseJsonOptions
): Reading<Response> => {
  const findings: Array<Finding> = []
  const reading = { text, unknownMembers: "warning", findings } as const
  const document: JsonAt = { json, path: "", reading }
  const root = membersOf(document, ["Response"])
  const results = root?.get("Response")
  if (results === undefined) {
    if (root !== undefined) missing(document, "Response")
    return readingOf<Response>(reading, undefined)
  }
  return readingOf(reading, { results: listOf(results).flatMap((result) => readResult(result, decisionsOnly) ?? []) })
}

const decisions: ReadonlyArray<Decision> = ["Permit", "Deny", "NotApplicable", "Indeterminate"]

const readResult = (at: JsonAt, decisionsOnly: boolean): Result | undefined => {
  const members = membersOf(
    at,
    ["Decision", "Status", "Obligations", "AssociatedAdvice", "Category", "PolicyIdentifierList"],
    { associateadvice: "AssociatedAdvice" }
  )
  if (members === undefined) return undefined
  const text = requiredText(at, members, "Decision")
  const decision = decisions.find((one) => one === text)
  if (decision === undefined && text !== undefined) {
    report(members.get("Decision") ?? at, {
      code: "unknown-decision",
      message: "the decision is none that XACML has",
      remedy: `write one of ${decisions.join(", ")}`
    })
  }
  const beside = (name: "Obligations" | "AssociatedAdvice" | "PolicyIdentifierList") =>
    decisionsOnly ? undefined : members.get(name)
  const result = {
    status: readStatus(members.get("Status")),
    obligations: listOf(beside("Obligations")).flatMap((one) => readNotice(one) ?? []),
    advice: listOf(beside("AssociatedAdvice")).flatMap((one) => readNotice(one) ?? []),
    attributes: listOf(members.get("Category")).flatMap((one) => readAttributes(one, undefined) ?? []),
    policyIdentifiers: readPolicyIdentifiers(beside("PolicyIdentifierList"))
  }
  return decision === undefined ? undefined : { decision, ...result }
}

/** Reads a status; one that is left out is `ok`. */
const readStatus = (at: JsonAt | undefined): ResultStatus => {
  const members =
    at && membersOf(at, ["StatusMessage", "StatusDetail", "StatusCode"], { statusdetails: "StatusDetail" })
  const message = textOf(members?.get("StatusMessage"))
  const missingAttributes = listOf(members?.get("StatusDetail")).flatMap(readStatusDetail)
  const { code, minorCode } = readStatusCode(members?.get("StatusCode"))
  return {
    code: code ?? Status.ok,
    ...(minorCode === undefined ? {} : { minorCode }),
    ...(message === undefined ? {} : { message }),
    ...(missingAttributes.length === 0 ? {} : { missing: missingAttributes })
  }
}

const readStatusCode = (
  at: JsonAt | undefined
): { readonly code?: string | undefined; readonly minorCode?: string | undefined } => {
  const members = at && membersOf(at, ["Value", "StatusCode"])
  if (at === undefined || members === undefined) return {}
  return { code: requiredText(at, members, "Value"), minorCode: readStatusCode(members.get("StatusCode")).code }
}

const detailMembers = ["AttributeId", "Category", "DataType", "Issuer", "Value"] as const

/** Reads missing attributes, wrapped in `MissingAttributeDetail` or bare; any other detail is passed over. */
const readStatusDetail = (at: JsonAt): ReadonlyArray<MissingAttribute> => {
  const { json } = at
  if (json.kind !== "object") return []
  const names = json.members.map(([name]) => name.toLowerCase())
  if (names.includes("missingattributedetail")) {
    const details = membersOf(at, ["MissingAttributeDetail"])
    return listOf(details?.get("MissingAttributeDetail")).flatMap(readStatusDetail)
  }
  if (!names.includes("attributeid")) return []
  const members = membersOf(at, detailMembers)
  if (members === undefined) return []
  const attributeId = requiredText(at, members, "AttributeId")
  const category = requiredText(at, members, "Category")
  const dataType = readDataType(members.get("DataType") ?? missing(at, "DataType"))
  const issuer = textOf(members.get("Issuer"))
  if (attributeId === undefined || category === undefined || dataType === undefined) return []
  return [{ category: categoryOf(category), attributeId, dataType, ...(issuer === undefined ? {} : { issuer }) }]
}

const readNotice = (at: JsonAt): Notice | undefined => {
  const members = membersOf(at, ["Id", "AttributeAssignment"])
  if (members === undefined) return undefined
  const id = requiredText(at, members, "Id")
  const assignments = listOf(members.get("AttributeAssignment")).flatMap(readAssignments)
  return id === undefined ? undefined : { id, assignments }
}

const readAssignments = (at: JsonAt): ReadonlyArray<AttributeAssignment> => {
  const members = membersOf(at, ["AttributeId", "Value", "Category", "DataType", "Issuer"])
  if (members === undefined) return []
  const attributeId = requiredText(at, members, "AttributeId")
  const category = textOf(members.get("Category"))
  const issuer = textOf(members.get("Issuer"))
  const values = readValues(at, members.get("DataType"), members.get("Value"))
  if (attributeId === undefined) return []
  return values.map((value) => ({
    attributeId,
    ...(category === undefined ? {} : { category: categoryOf(category) }),
    ...(issuer === undefined ? {} : { issuer }),
    value
  }))
}

const policyMembers = { PolicyIdReference: "Policy", PolicySetIdReference: "PolicySet" } as const

const readPolicyIdentifiers = (at: JsonAt | undefined): ReadonlyArray<PolicyIdentifier> => {
  const members = at && membersOf(at, ["PolicyIdReference", "PolicySetIdReference"])
  return [...(members ?? [])].flatMap(([name, list]) =>
    listOf(list).flatMap((one) => {
      const parts = membersOf(one, ["Id", "Version"])
      const id = parts && requiredText(one, parts, "Id")
      const version = textOf(parts?.get("Version")) ?? ""
      return id === undefined ? [] : [{ kind: policyMembers[name], id, version }]
    })
  )
}

/**
 * Writes a response. Policies are listed before policy sets, as the profile has a list for each, and an attribute once for
 * each data type of its values.
 */
export const writeResponseJson = ({ results }: Response, options: JsonWriteOptions = {}): string => {
  const { spelling = "oasis" } = options
  return writeDocument({ Response: results.map((result) => resultOut(result, spelling)) }, options)
}

const resultOut = (result: Result, spelling: JsonSpelling): JsonOutObject => {
  const list = (notices: ReadonlyArray<Notice>) =>
    listOut(
      notices.map((notice) => noticeOut(notice, spelling)),
      spelling
    )
  return {
    Decision: result.decision,
    Status: statusOut(result.status, spelling),
    Obligations: list(result.obligations),
    AssociatedAdvice: list(result.advice),
    Category: listOut(
      result.attributes.map((attributes) => attributesOut(attributes, spelling, true)),
      spelling
    ),
    PolicyIdentifierList: policyIdentifiersOut(result.policyIdentifiers, spelling)
  }
}

const statusOut = (
  { code, message, minorCode, missing: details }: ResultStatus,
  spelling: JsonSpelling
): JsonOutObject => ({
  StatusMessage: message ?? nothing(spelling),
  StatusDetail:
    details === undefined || details.length === 0
      ? nothing(spelling)
      : {
          MissingAttributeDetail: details.map(({ attributeId, category, dataType, issuer }) => ({
            AttributeId: attributeId,
            Category: category,
            DataType: dataTypeOut(dataType, spelling),
            Issuer: issuer ?? nothing(spelling)
          }))
        },
  StatusCode: { Value: code, StatusCode: minorCode === undefined ? nothing(spelling) : { Value: minorCode } }
})

const noticeOut = ({ assignments, id }: Notice, spelling: JsonSpelling): JsonOutObject => ({
  Id: id,
  AttributeAssignment: listOut(
    assignments.map(({ attributeId, category, issuer, value }) => ({
      AttributeId: attributeId,
      Value: valueOut(value, spelling),
      Category: category ?? nothing(spelling),
      DataType:
        spelling === "oasis" && value.dataType === DataType.string ? undefined : dataTypeOut(value.dataType, spelling),
      Issuer: issuer ?? nothing(spelling)
    })),
    spelling
  )
})

const policyIdentifiersOut = (policies: ReadonlyArray<PolicyIdentifier>, spelling: JsonSpelling): JsonOut => {
  if (policies.length === 0) return nothing(spelling)
  const list = (kind: PolicyIdentifier["kind"]): JsonOut => {
    const some = policies.filter((policy) => policy.kind === kind)
    return some.length === 0
      ? undefined
      : some.map(({ id, version }) => ({ Id: id, Version: version === "" ? undefined : version }))
  }
  return { PolicyIdReference: list("Policy"), PolicySetIdReference: list("PolicySet") }
}
