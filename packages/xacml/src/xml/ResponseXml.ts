/**
 * Responses from XML and back. Every error of a document is reported, each with its place and remedy and none with a value;
 * what is written reads back as the same response, save places. Of a nested status code the first level is kept, and of the
 * status detail the attributes that are missing.
 */
import { attributesElement, attributesIn } from "./AttributesXml.ts"
import { valueOf } from "./ExpressionXml.ts"
import type { Reading } from "../Finding.ts"
import type { Decision, Notice, PolicyIdentifier, Response, Result, ResultStatus } from "../Response.ts"
import { checkSchema } from "./SchemaCheck.ts"
import type { MissingAttribute } from "../Value.ts"
import { Status } from "../Vocabulary.ts"
import { listElement, optionalElement, textElement, valueElement, writeXacml, xacmlElement } from "./XacmlElement.ts"
import { readXml, type XmlElement, type XmlLimits } from "./Xml.ts"
import { attributeOf, elementOf, elementsOf, present, textOf, trimXml, wordOf } from "./XmlContent.ts"

/** Reads a response from the text of an XML document. */
export const readResponseXml = (text: string, limits?: Partial<XmlLimits>): Reading<Response> => {
  const xml = readXml(text, limits)
  if (!xml.ok) return xml
  const findings = checkSchema(xml.value, ["Response"])
  return findings.some(({ severity }) => severity === "error")
    ? { ok: false, findings }
    : { ok: true, value: { results: elementsOf(xml.value, "Result").map(resultOf) }, findings }
}

const resultOf = (element: XmlElement): Result => ({
  decision: decisionIn(element),
  status: statusIn(element),
  obligations: noticesIn(element, "Obligations", "Obligation", "ObligationId"),
  advice: noticesIn(element, "AssociatedAdvice", "Advice", "AdviceId"),
  attributes: attributesIn(element),
  policyIdentifiers: elementsOf(element, "PolicyIdentifierList")
    .flatMap((list) => elementsOf(list))
    .map((each): PolicyIdentifier => ({
      kind: each.name === "PolicySetIdReference" ? "PolicySet" : "Policy",
      id: trimXml(textOf(each)),
      version: wordOf(each, "Version") ?? ""
    }))
})

const decisions: ReadonlyArray<Decision> = ["Permit", "Deny", "NotApplicable"]

const decisionIn = (element: XmlElement): Decision => {
  const decision = elementOf(element, "Decision")
  const word = decision === undefined ? "" : trimXml(textOf(decision))
  return decisions.find((each) => each === word) ?? "Indeterminate"
}

/** A result without a status is taken to be `ok`. */
const statusIn = (element: XmlElement): ResultStatus => {
  const status = elementOf(element, "Status")
  if (status === undefined) return { code: Status.ok }
  const code = elementOf(status, "StatusCode")
  const message = elementOf(status, "StatusMessage")
  const minor = code === undefined ? undefined : elementOf(code, "StatusCode")
  const missing = elementsOf(status, "StatusDetail")
    .flatMap((detail) => elementsOf(detail, "MissingAttributeDetail"))
    .map((each): MissingAttribute => ({
      category: wordOf(each, "Category") ?? "",
      attributeId: wordOf(each, "AttributeId") ?? "",
      dataType: wordOf(each, "DataType") ?? "",
      ...present({ issuer: attributeOf(each, "Issuer") })
    }))
  return {
    code: (code === undefined ? undefined : wordOf(code, "Value")) ?? "",
    ...present({
      minorCode: minor === undefined ? undefined : wordOf(minor, "Value"),
      message: message === undefined ? undefined : textOf(message),
      missing: missing.length === 0 ? undefined : missing
    })
  }
}

const noticesIn = (element: XmlElement, list: string, name: string, id: string): ReadonlyArray<Notice> =>
  elementsOf(element, list)
    .flatMap((each) => elementsOf(each, name))
    .map((notice) => ({
      id: wordOf(notice, id) ?? "",
      assignments: elementsOf(notice, "AttributeAssignment").map((each) => ({
        attributeId: wordOf(each, "AttributeId") ?? "",
        ...present({ category: wordOf(each, "Category"), issuer: attributeOf(each, "Issuer") }),
        value: valueOf(each)
      }))
    }))

/** Writes a response as an XML document. */
export const writeResponseXml = ({ results }: Response): string =>
  writeXacml(xacmlElement("Response", {}, results.map(resultElement)))

const resultElement = (result: Result): XmlElement =>
  xacmlElement("Result", {}, [
    textElement("Decision", result.decision),
    statusElement(result.status),
    listElement(
      "Obligations",
      result.obligations.map(({ assignments, id }) =>
        xacmlElement("Obligation", { ObligationId: id }, assignments.map(assignmentElement))
      )
    ),
    listElement(
      "AssociatedAdvice",
      result.advice.map(({ assignments, id }) =>
        xacmlElement("Advice", { AdviceId: id }, assignments.map(assignmentElement))
      )
    ),
    ...result.attributes.map(attributesElement),
    listElement(
      "PolicyIdentifierList",
      result.policyIdentifiers.map(({ id, kind, version }) =>
        textElement(`${kind}IdReference`, id, { Version: version === "" ? undefined : version })
      )
    )
  ])

const statusElement = ({ code, message, minorCode, missing = [] }: ResultStatus): XmlElement =>
  xacmlElement("Status", {}, [
    xacmlElement("StatusCode", { Value: code }, [
      minorCode === undefined ? undefined : xacmlElement("StatusCode", { Value: minorCode })
    ]),
    optionalElement("StatusMessage", message),
    listElement(
      "StatusDetail",
      missing.map(({ attributeId, category, dataType, issuer }) =>
        xacmlElement("MissingAttributeDetail", {
          Category: category,
          AttributeId: attributeId,
          DataType: dataType,
          Issuer: issuer
        })
      )
    )
  ])

const assignmentElement = ({ attributeId, category, issuer, value }: Notice["assignments"][number]): XmlElement =>
  valueElement(value, "AttributeAssignment", { AttributeId: attributeId, Category: category, Issuer: issuer })
