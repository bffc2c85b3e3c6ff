/**
 * What elements hold: attributes, children and text by name, in the XACML namespace, with white space as XML has it.
 */
import { xacmlNamespace } from "../Vocabulary.ts"
import type { XmlElement } from "./Xml.ts"

/** The text of an element and everything below it. */
export const textOf = ({ children }: XmlElement): string =>
  children.map((child) => (child.kind === "text" ? child.text : textOf(child))).join("")

/** Whether a text is nothing but white space of XML. */
export const isBlank = (text: string): boolean => !/[^ \t\n\r]/.test(text)

/** A text without white space of XML at both ends. */
export const trimXml = (text: string): string => {
  const start = text.search(/[^ \t\n\r]/)
  let end = text.length
  while (end > start && isBlank(text.charAt(end - 1))) end--
  return start < 0 ? "" : text.slice(start, end)
}

/** The value of an attribute without a namespace, as written. */
export const attributeOf = ({ attributes }: XmlElement, name: string): string | undefined =>
  attributes.find((attribute) => attribute.name === name && attribute.namespace === "")?.value

/** The value of an attribute that is a URI, a number or a word: without white space at its ends. */
export const wordOf = (element: XmlElement, name: string): string | undefined => {
  const value = attributeOf(element, name)
  return value === undefined ? undefined : trimXml(value)
}

/** Whether an attribute says true; false when it is left out. */
export const isTrue = (element: XmlElement, name: string): boolean => /^(true|1)$/.test(wordOf(element, name) ?? "")

/** The XACML elements among the children, in order: all of them, or those of some names. */
export const elementsOf = ({ children }: XmlElement, ...names: ReadonlyArray<string>): ReadonlyArray<XmlElement> =>
  children.filter(
    (child): child is XmlElement =>
      child.kind === "element" &&
      child.namespace === xacmlNamespace &&
      (names.length === 0 || names.includes(child.name))
  )

/** The first XACML element of a name among the children. */
export const elementOf = (element: XmlElement, name: string): XmlElement | undefined => elementsOf(element, name)[0]

/** Fields without those that are undefined. */
export const present = <A extends object>(fields: A): { [K in keyof A]?: Exclude<A[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof A]?: Exclude<A[K], undefined>
  }
