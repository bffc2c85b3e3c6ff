import { describe, expect, test } from "vitest"
import { formatFinding } from "../../src/Finding.ts"
import type { Response } from "../../src/Response.ts"
import { readResponseXml, writeResponseXml } from "../../src/xml/ResponseXml.ts"
import { xacmlNamespace } from "../../src/Vocabulary.ts"
import { withoutPlaces } from "../withoutPlaces.ts"
import { isPresent, withFolder } from "../ConformanceFolder.ts"
import { corpusTexts } from "../XmlCorpus.ts"

const responseWith = (content: string): string => `<Response xmlns="${xacmlNamespace}">\n${content}\n</Response>`

const read = (text: string): Response => {
  const reading = readResponseXml(text)
  if (!reading.ok) throw new Error(reading.findings.map(formatFinding).join("\n"))
  return reading.value
}

const said = (text: string): string => readResponseXml(text).findings.map(formatFinding).join("\n")

const everything = responseWith(`<Result>
  <Decision> Indeterminate </Decision>
  <Status>
    <StatusCode Value="urn:major"><StatusCode Value="urn:minor"><StatusCode Value="urn:least"/></StatusCode></StatusCode>
    <StatusMessage> words </StatusMessage>
    <StatusDetail>
      <MissingAttributeDetail Category="urn:c" AttributeId="urn:a" DataType="urn:t" Issuer="me"><AttributeValue DataType="urn:t">1</AttributeValue></MissingAttributeDetail>
      <other xmlns="urn:o"/>
    </StatusDetail>
  </Status>
  <Obligations>
    <Obligation ObligationId="urn:o" FulfillOn="Permit">
      <AttributeAssignment xmlns:q="urn:q" AttributeId="urn:a" Category="urn:c" Issuer="me" DataType="urn:t" XPathCategory="urn:d">//q:a</AttributeAssignment>
    </Obligation>
  </Obligations>
  <AssociatedAdvice>
    <Advice AdviceId="urn:ad"><AttributeAssignment AttributeId="urn:b" DataType="urn:t"> b </AttributeAssignment></Advice>
  </AssociatedAdvice>
  <Attributes Category="urn:c"/>
  <PolicyIdentifierList>
    <PolicyIdReference Version="1.0"> urn:p </PolicyIdReference>
    <PolicySetIdReference>urn:s</PolicySetIdReference>
  </PolicyIdentifierList>
</Result>
<Result><Decision>Permit</Decision></Result>`)

test("takes in every element and attribute of a response", () => {
  expect(withoutPlaces(read(everything))).toEqual({
    results: [
      {
        decision: "Indeterminate",
        status: {
          code: "urn:major",
          minorCode: "urn:minor",
          message: " words ",
          missing: [{ category: "urn:c", attributeId: "urn:a", dataType: "urn:t", issuer: "me" }]
        },
        obligations: [
          {
            id: "urn:o",
            assignments: [
              {
                attributeId: "urn:a",
                category: "urn:c",
                issuer: "me",
                value: {
                  kind: "AttributeValue",
                  dataType: "urn:t",
                  text: "//q:a",
                  element: expect.objectContaining({
                    name: "AttributeValue",
                    attributes: [
                      { namespace: "", prefix: "", name: "DataType", value: "urn:t" },
                      { namespace: "", prefix: "", name: "XPathCategory", value: "urn:d" }
                    ],
                    namespaces: { "": xacmlNamespace, q: "urn:q" }
                  })
                }
              }
            ]
          }
        ],
        advice: [
          {
            id: "urn:ad",
            assignments: [{ attributeId: "urn:b", value: { kind: "AttributeValue", dataType: "urn:t", text: " b " } }]
          }
        ],
        attributes: [{ category: "urn:c", attributes: [] }],
        policyIdentifiers: [
          { kind: "Policy", id: "urn:p", version: "1.0" },
          { kind: "PolicySet", id: "urn:s", version: "" }
        ]
      },
      {
        decision: "Permit",
        status: { code: "urn:oasis:names:tc:xacml:1.0:status:ok" },
        obligations: [],
        advice: [],
        attributes: [],
        policyIdentifiers: []
      }
    ]
  })
})

test("law: what is written reads back as the same response", () => {
  const response = read(everything)
  expect(withoutPlaces(read(writeResponseXml(response)))).toEqual(withoutPlaces(response))
})

test("notes attributes of older versions and reads on", () => {
  expect(said(everything)).toContain("note attribute-unknown: the attribute FulfillOn of Obligation is not known")
})

test("refuses a decision that is none, without repeating it", () => {
  expect(said(responseWith("<Result><Decision>secret</Decision></Result>"))).toBe(
    "2:9 error text-invalid: Decision holds no allowed text; write Permit, Deny, NotApplicable or Indeterminate"
  )
})

describe.skipIf(!isPresent)(withFolder("the conformance folder"), () => {
  test("law: every response reads, and what is written reads back as the same", () => {
    const documents = corpusTexts("Response")
    expect(documents.length).toBeGreaterThan(400)
    for (const [file, text] of documents) {
      const response = read(text)
      expect(withoutPlaces(read(writeResponseXml(response))), file).toEqual(withoutPlaces(response))
    }
  })
})
