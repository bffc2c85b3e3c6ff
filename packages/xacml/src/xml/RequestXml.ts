/**
 * Requests from XML and back. Every error of a document is reported, each with its place and remedy and none with a value;
 * what is written reads back as the same request, save places.
 */
import { attributesElement, attributesIn } from "./AttributesXml.ts"
import type { Reading } from "../Finding.ts"
import type { Request } from "../Request.ts"
import { checkSchema } from "./SchemaCheck.ts"
import { listElement, textElement, writeXacml, xacmlElement } from "./XacmlElement.ts"
import { readXml, type XmlElement, type XmlLimits } from "./Xml.ts"
import { attributeOf, elementsOf, isTrue, present, textOf, trimXml } from "./XmlContent.ts"

/** Reads a request from the text of an XML document. */
export const readRequestXml = (text: string, limits?: Partial<XmlLimits>): Reading<Request> => {
  const xml = readXml(text, limits)
  if (!xml.ok) return xml
  const findings = checkSchema(xml.value, ["Request"])
  return findings.some(({ severity }) => severity === "error")
    ? { ok: false, findings }
    : { ok: true, value: requestOf(xml.value), findings }
}

const requestOf = (element: XmlElement): Request => {
  const version = elementsOf(element, "RequestDefaults").flatMap((each) => elementsOf(each, "XPathVersion"))[0]
  return {
    returnPolicyIdList: isTrue(element, "ReturnPolicyIdList"),
    combinedDecision: isTrue(element, "CombinedDecision"),
    ...present({ xpathVersion: version === undefined ? undefined : trimXml(textOf(version)) }),
    attributes: attributesIn(element),
    requestReferences: elementsOf(element, "MultiRequests")
      .flatMap((each) => elementsOf(each, "RequestReference"))
      .map((reference) =>
        elementsOf(reference, "AttributesReference").map((each) => attributeOf(each, "ReferenceId") ?? "")
      )
  }
}

/** Writes a request as an XML document. */
export const writeRequestXml = (request: Request): string =>
  writeXacml(
    xacmlElement(
      "Request",
      { ReturnPolicyIdList: request.returnPolicyIdList, CombinedDecision: request.combinedDecision },
      [
        request.xpathVersion === undefined
          ? undefined
          : xacmlElement("RequestDefaults", {}, [textElement("XPathVersion", request.xpathVersion)]),
        ...request.attributes.map(attributesElement),
        listElement(
          "MultiRequests",
          request.requestReferences.map((ids) =>
            xacmlElement(
              "RequestReference",
              {},
              ids.map((id) => xacmlElement("AttributesReference", { ReferenceId: id }))
            )
          )
        )
      ]
    )
  )
