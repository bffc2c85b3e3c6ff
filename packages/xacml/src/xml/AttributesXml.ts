/**
 * The attributes of a category, which requests and results both hold, from elements that `SchemaCheck` has seen, and back.
 */
import { valueOf } from "./ExpressionXml.ts"
import type { Attribute, Attributes } from "../Request.ts"
import { valueElement, xacmlElement } from "./XacmlElement.ts"
import { type XmlElement, xmlNamespace } from "./Xml.ts"
import { attributeOf, elementOf, elementsOf, isTrue, present, wordOf } from "./XmlContent.ts"

/** The attributes of each category among the children of a request or result. */
export const attributesIn = (element: XmlElement): ReadonlyArray<Attributes> =>
  elementsOf(element, "Attributes").map((each) => ({
    category: wordOf(each, "Category") ?? "",
    ...present({
      id: each.attributes.find(({ name, namespace }) => name === "id" && namespace === xmlNamespace)?.value,
      content: elementOf(each, "Content")?.children.find((child) => child.kind === "element")
    }),
    attributes: elementsOf(each, "Attribute").map(attributeFrom)
  }))

const attributeFrom = (element: XmlElement): Attribute => ({
  attributeId: wordOf(element, "AttributeId") ?? "",
  ...present({ issuer: attributeOf(element, "Issuer") }),
  includeInResult: isTrue(element, "IncludeInResult"),
  values: elementsOf(element, "AttributeValue").map(valueOf)
})

/** The element of one category. */
export const attributesElement = ({ attributes, category, content, id }: Attributes): XmlElement => {
  const element = xacmlElement("Attributes", { Category: category }, [
    content === undefined ? undefined : xacmlElement("Content", {}, [content]),
    ...attributes.map((attribute) =>
      xacmlElement(
        "Attribute",
        {
          AttributeId: attribute.attributeId,
          Issuer: attribute.issuer,
          IncludeInResult: attribute.includeInResult
        },
        attribute.values.map((value) => valueElement(value))
      )
    )
  ])
  return id === undefined
    ? element
    : {
        ...element,
        attributes: [...element.attributes, { namespace: xmlNamespace, prefix: "xml", name: "id", value: id }]
      }
}
