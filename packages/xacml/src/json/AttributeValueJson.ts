/**
 * Values in JSON, with their data types. Source: OASIS JSON Profile of XACML 3.0 version 1.1, §3.
 *
 * Every value keeps its text to the letter: a number is the text it was written as, so 12345678901234567890 and 1e400 are
 * what they say. Without a data type a number without fraction and exponent is an integer, and any other a double.
 */
import { listOf, membersOf, missing, report, requiredText, textOf } from "./JsonReader.ts"
import type { JsonAt } from "./JsonReader.ts"
import type { JsonOut, JsonSpelling } from "./JsonWriter.ts"
import { nearestWord } from "../NearestWord.ts"
import type { AttributeValue } from "../Policy.ts"
import { Category, DataType, xacmlNamespace } from "../Vocabulary.ts"

/** The members that stand for a category each. */
export const categoryMembers = {
  AccessSubject: Category.subject,
  RecipientSubject: Category.recipientSubject,
  IntermediarySubject: Category.intermediarySubject,
  Codebase: Category.codebase,
  RequestingMachine: Category.requestingMachine,
  Resource: Category.resource,
  Action: Category.action,
  Environment: Category.environment
} as const

/** A category by URI, or by the short name that the profile gives it. */
export const categoryOf = (text: string): string =>
  Object.hasOwn(categoryMembers, text) ? categoryMembers[text as keyof typeof categoryMembers] : text

const dataTypes: ReadonlyMap<string, string> = new Map(Object.entries(DataType))
const shortDataTypes: ReadonlyMap<string, string> = new Map(Object.entries(DataType).map(([name, uri]) => [uri, name]))

/** Reads a data type: a URI, or the short name that the profile gives it. */
export const readDataType = (at: JsonAt | undefined): string | undefined => {
  const text = textOf(at)
  if (at === undefined || text === undefined) return undefined
  const known = dataTypes.get(text)
  if (known !== undefined || text.includes(":")) return known ?? text
  const meant = nearestWord(text, dataTypes.keys(), 2)
  return report(at, {
    code: "unknown-data-type",
    message: `the data type is none that the JSON profile has${meant === undefined ? "" : `; did you mean ${meant}?`}`,
    remedy: meant === undefined ? "write the URI of the data type" : `write ${meant}`
  })
}

const valueOf = (dataType: string, text: string): AttributeValue => ({ kind: "AttributeValue", dataType, text })

/** The data type that the JSON type of a value tells. */
const inferred = ({ json }: JsonAt): string | undefined => {
  switch (json.kind) {
    case "string":
      return DataType.string
    case "boolean":
      return DataType.boolean
    case "number":
      return /[.eE]/u.test(json.text) ? DataType.double : DataType.integer
    case "object":
      return DataType.xpathExpression
    default:
      return undefined
  }
}

/** The one data type of all values: the same for each, or double for a mixture of integers and doubles. */
const commonType = (owner: JsonAt, values: ReadonlyArray<JsonAt>): string | undefined => {
  const types = new Set(values.map(inferred).filter((type) => type !== undefined))
  const [first = DataType.string] = types
  if (types.size <= 1) return first
  if (types.size === 2 && types.has(DataType.integer) && types.has(DataType.double)) return DataType.double
  return report(owner, {
    code: "mixed-values",
    message: "the values are of several types",
    remedy: "write them as texts with a DataType, or as one attribute for each type"
  })
}

const readXPath = (at: JsonAt): AttributeValue | undefined => {
  const members = membersOf(at, ["XPathCategory", "Namespaces", "XPath"])
  if (members === undefined) return undefined
  const path = requiredText(at, members, "XPath")
  const category = requiredText(at, members, "XPathCategory")
  const namespaces: Record<string, string> = Object.create(null) as Record<string, string>
  for (const declaration of listOf(members.get("Namespaces"))) {
    const parts = membersOf(declaration, ["Prefix", "Namespace"])
    const namespace = parts && requiredText(declaration, parts, "Namespace")
    if (namespace !== undefined) namespaces[textOf(parts?.get("Prefix")) ?? ""] = namespace
  }
  return path === undefined || category === undefined ? undefined : xpathValue(path, categoryOf(category), namespaces)
}

const xpathValue = (text: string, category: string, namespaces: Readonly<Record<string, string>>): AttributeValue => {
  const attribute = (name: string, value: string) => ({ namespace: "", prefix: "", name, value })
  return {
    kind: "AttributeValue",
    dataType: DataType.xpathExpression,
    text,
    element: {
      kind: "element",
      namespace: xacmlNamespace,
      prefix: "",
      name: "AttributeValue",
      attributes: [attribute("DataType", DataType.xpathExpression), attribute("XPathCategory", category)],
      children: [{ kind: "text", text }],
      namespaces
    }
  }
}

const readValue = (at: JsonAt, dataType: string): AttributeValue | undefined => {
  switch (at.json.kind) {
    case "string":
    case "number":
      return valueOf(dataType, at.json.text)
    case "boolean":
      return valueOf(dataType, String(at.json.value))
    case "object":
      if (dataType === DataType.xpathExpression) return readXPath(at)
      break
    default:
  }
  return report(at, {
    code: "json-type",
    message: "a text, a number or a boolean is expected",
    remedy: "write the value as a text, with its DataType"
  })
}

/** Reads the values of an attribute or assignment, which may be one or an array; the type is inferred unless given. */
export const readValues = (
  owner: JsonAt,
  dataType: JsonAt | undefined,
  value: JsonAt | undefined
): ReadonlyArray<AttributeValue> => {
  const given = readDataType(dataType)
  if (value === undefined) {
    missing(owner, "Value")
    return []
  }
  const values = listOf(value)
  const type = dataType === undefined ? commonType(value, values) : given
  return type === undefined ? [] : values.flatMap((one) => readValue(one, type) ?? [])
}

/** A data type as it is written: Altinn's endpoint knows URIs only. */
export const dataTypeOut = (dataType: string, spelling: JsonSpelling): string =>
  spelling === "altinn" ? dataType : (shortDataTypes.get(dataType) ?? dataType)

/** A value as it is written: as a number or boolean where that keeps its text, otherwise as a text. */
export const valueOut = ({ dataType, element, text }: AttributeValue, spelling: JsonSpelling): JsonOut => {
  if (spelling === "altinn") return text
  switch (dataType) {
    case DataType.boolean:
      return text === "true" || text === "false" ? text === "true" : text
    case DataType.integer:
      return /^-?\d+$/u.test(text) && String(Number(text)) === text && Number.isSafeInteger(Number(text))
        ? Number(text)
        : text
    case DataType.double:
      return /^-?\d/u.test(text) && String(Number(text)) === text ? Number(text) : text
    case DataType.xpathExpression:
      return {
        XPathCategory: element?.attributes.find(({ name }) => name === "XPathCategory")?.value,
        Namespaces: Object.entries(element?.namespaces ?? {}).map(([Prefix, Namespace]) =>
          Prefix === "" ? { Namespace } : { Prefix, Namespace }
        ),
        XPath: text
      }
    default:
      return text
  }
}
