/**
 * The part that requests and responses in JSON share: categories and their attributes. Source: OASIS JSON Profile of
 * XACML 3.0 version 1.1, §4.2.2 to §4.2.4.
 */
import { categoryOf, dataTypeOut, readValues, valueOut } from "./AttributeValueJson.ts"
import { flagOf, listOf, membersOf, missing, report, requiredText, textOf } from "./JsonReader.ts"
import type { JsonAt } from "./JsonReader.ts"
import { nothing } from "./JsonWriter.ts"
import type { JsonOutObject, JsonSpelling } from "./JsonWriter.ts"
import type { AttributeValue } from "../Policy.ts"
import type { Attribute, Attributes } from "../Request.ts"
import { DataType } from "../Vocabulary.ts"
import { readXml, writeXml } from "../xml/Xml.ts"
import type { XmlElement } from "../xml/Xml.ts"

const readAttribute = (at: JsonAt): Attribute | undefined => {
  const members = membersOf(at, ["AttributeId", "Value", "Issuer", "DataType", "IncludeInResult"])
  if (members === undefined) return undefined
  const attributeId = requiredText(at, members, "AttributeId")
  const issuer = textOf(members.get("Issuer"))
  const includeInResult = flagOf(members.get("IncludeInResult"))
  const values = readValues(at, members.get("DataType"), members.get("Value"))
  if (attributeId === undefined) return undefined
  return { attributeId, ...(issuer === undefined ? {} : { issuer }), includeInResult, values }
}

/** Reads the element inside `Content`: XML as it stands, or in Base64. */
const readContent = (at: JsonAt | undefined): XmlElement | undefined => {
  const text = textOf(at)
  if (at === undefined || text === undefined) return undefined
  const xml = text.trimStart().startsWith("<") ? text : fromBase64(text)
  if (xml === undefined) {
    return report(at, {
      code: "content",
      message: "the content is neither XML nor Base64",
      remedy: "write the XML of the content as a text, or in Base64"
    })
  }
  const content = readXml(xml)
  if (content.ok) return content.value
  const place = content.findings[0]?.place
  const where = place === undefined ? "" : ` (line ${place.line}, column ${place.column} of it)`
  return report(at, {
    code: "content",
    message: `the content is not well-formed XML${where}`,
    remedy: "write one XML element, without a document type"
  })
}

const fromBase64 = (text: string): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0)))
  } catch {
    return undefined
  }
}

/** Reads the attributes of a category; `category` is what the member that holds them stands for, if it stands for one. */
export const readAttributes = (at: JsonAt, category: string | undefined): Attributes | undefined => {
  const members = membersOf(at, ["CategoryId", "Id", "Content", "Attribute"])
  if (members === undefined) return undefined
  const named = members.get("CategoryId")
  const given = textOf(named)
  const categoryId = given === undefined ? category : categoryOf(given)
  if (categoryId === undefined) return named === undefined ? missing(at, "CategoryId") : undefined
  if (named !== undefined && category !== undefined && categoryId !== category) {
    report(named, {
      code: "contradicting-category",
      message: "the category is another than that of the member it stands in",
      remedy: "remove CategoryId, or move the attributes to Category"
    })
  }
  const id = textOf(members.get("Id"))
  const content = readContent(members.get("Content"))
  return {
    category: categoryId,
    ...(id === undefined ? {} : { id }),
    ...(content === undefined ? {} : { content }),
    attributes: listOf(members.get("Attribute")).flatMap((attribute) => readAttribute(attribute) ?? [])
  }
}

/** Runs of neighbours that share a key. */
const runs = <A>(list: ReadonlyArray<A>, keyOf: (one: A) => string): ReadonlyArray<readonly [A, ...Array<A>]> => {
  const found: Array<[A, ...Array<A>]> = []
  for (const one of list) {
    const last = found.at(-1)
    if (last !== undefined && keyOf(last[0]) === keyOf(one)) last.push(one)
    else found.push([one])
  }
  return found
}

/** An attribute, written once for each data type of its values, and for Altinn, which knows no arrays, for each value. */
const attributeOut = ({ attributeId, includeInResult, issuer, values }: Attribute, spelling: JsonSpelling) => {
  const groups: ReadonlyArray<ReadonlyArray<AttributeValue>> =
    spelling === "altinn"
      ? values.map((value) => [value])
      : values.length === 0
        ? [[]]
        : runs(values, ({ dataType }) => dataType)
  return groups.map((group): JsonOutObject => {
    const type = group[0]?.dataType ?? DataType.string
    const written = group.map((value) => valueOut(value, spelling))
    return {
      AttributeId: attributeId,
      Value: written.length === 1 ? written[0] : written,
      Issuer: issuer ?? nothing(spelling),
      DataType: spelling === "oasis" && type === DataType.string ? undefined : dataTypeOut(type, spelling),
      IncludeInResult: includeInResult || spelling === "altinn" ? includeInResult : undefined
    }
  })
}

/** The attributes of a category; `named` when the member they stand in does not tell the category. */
export const attributesOut = (
  { attributes, category, content, id }: Attributes,
  spelling: JsonSpelling,
  named: boolean
): JsonOutObject => ({
  CategoryId: named ? category : undefined,
  Id: id ?? nothing(spelling),
  Content: content === undefined ? nothing(spelling) : writeXml(content),
  Attribute: attributes.flatMap((attribute) => attributeOut(attribute, spelling))
})
