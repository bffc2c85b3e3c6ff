/**
 * XACML elements as they are written: in the default namespace, laid out by two spaces, save within literals, content and
 * issuers, whose white space is theirs.
 */
import type { AttributeValue } from "../Policy.ts"
import { xacmlNamespace } from "../Vocabulary.ts"
import { writeXml, type XmlAttribute, type XmlElement } from "./Xml.ts"

/** Attributes by name; those that are undefined are left out. */
export type AttributesByName = Readonly<Record<string, string | number | boolean | undefined>>

const scope = { "": xacmlNamespace }

/** An XACML element with attributes and children; those that are undefined are left out. */
export const xacmlElement = (
  name: string,
  attributes: AttributesByName,
  children: ReadonlyArray<XmlElement | undefined> = []
): XmlElement => ({
  kind: "element",
  namespace: xacmlNamespace,
  prefix: "",
  name,
  attributes: attributesOf(attributes),
  children: children.filter((child) => child !== undefined),
  namespaces: scope
})

/** An XACML element that holds text. */
export const textElement = (name: string, text: string, attributes: AttributesByName = {}): XmlElement => ({
  ...xacmlElement(name, attributes),
  children: text === "" ? [] : [{ kind: "text", text }]
})

/** Descriptions, messages and versions: an element for a text, none for none. */
export const optionalElement = (name: string, text: string | undefined): XmlElement | undefined =>
  text === undefined ? undefined : textElement(name, text)

/** An XACML element that holds others; none for no others. */
export const listElement = (name: string, children: ReadonlyArray<XmlElement>): XmlElement | undefined =>
  children.length === 0 ? undefined : xacmlElement(name, {}, children)

/** A literal, as `AttributeValue` or, with attributes of its own, as `AttributeAssignment`. */
export const valueElement = (
  value: AttributeValue,
  name = "AttributeValue",
  own: AttributesByName = {}
): XmlElement => {
  const { dataType: DataType, element, text } = value
  const plain = textElement(name, text, { ...own, DataType })
  if (element === undefined) return plain
  const others = element.attributes.filter((each) => each.namespace !== "" || each.name !== "DataType")
  // Whoever changes the text of a literal need not mind the element, unless it holds markup.
  const children = element.children.every(({ kind }) => kind === "text") ? plain.children : element.children
  return {
    ...inScope(plain, element.namespaces, element.prefix),
    attributes: [...plain.attributes, ...others],
    children
  }
}

/** The element with exactly these namespaces in scope, under a prefix that they give to XACML. */
export const inScope = (element: XmlElement, namespaces: XmlElement["namespaces"], preferred = ""): XmlElement => {
  const prefixes = Object.keys(namespaces).filter((each) => namespaces[each] === xacmlNamespace)
  const prefix = prefixes.find((each) => each === preferred) ?? (prefixes.includes("") ? "" : prefixes[0])
  return { ...element, prefix: prefix ?? "", namespaces }
}

const attributesOf = (attributes: AttributesByName): ReadonlyArray<XmlAttribute> =>
  Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [{ namespace: "", prefix: "", name, value: String(value) }]
  )

const verbatim: ReadonlySet<string> = new Set(["AttributeValue", "AttributeAssignment", "Content", "PolicyIssuer"])

/** A whole document. */
export const writeXacml = (root: XmlElement): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${writeXml(root, { indents: ({ name }) => !verbatim.has(name) })}\n`
