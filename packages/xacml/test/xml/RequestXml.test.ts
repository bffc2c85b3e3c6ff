import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { formatFinding } from "../../src/Finding.ts"
import type { Request } from "../../src/Request.ts"
import { readRequestXml, writeRequestXml } from "../../src/xml/RequestXml.ts"
import { xacmlNamespace } from "../../src/Vocabulary.ts"
import { withoutPlaces } from "../withoutPlaces.ts"
import { isPresent, withFolder } from "../ConformanceFolder.ts"
import { corpusTexts } from "../XmlCorpus.ts"

const requestWith = (content: string): string =>
  `<Request xmlns="${xacmlNamespace}" ReturnPolicyIdList="true" CombinedDecision="0">\n${content}\n</Request>`

const read = (text: string): Request => {
  const reading = readRequestXml(text)
  if (!reading.ok) throw new Error(reading.findings.map(formatFinding).join("\n"))
  return reading.value
}

const said = (text: string): string => readRequestXml(text).findings.map(formatFinding).join("\n")

const everything = requestWith(`<RequestDefaults><XPathVersion>urn:xpath</XPathVersion></RequestDefaults>
<Attributes Category=" urn:c " xml:id="a1">
  <Content>
    <md:a xmlns:md="urn:md"> <b/> </md:a>
  </Content>
  <Attribute AttributeId="urn:a" Issuer="me" IncludeInResult="1">
    <AttributeValue DataType="urn:t"> a </AttributeValue>
    <AttributeValue DataType="urn:xpath" XPathCategory="urn:c">//b</AttributeValue>
  </Attribute>
  <Attribute AttributeId="urn:b" IncludeInResult="false"><AttributeValue DataType="urn:t"/></Attribute>
</Attributes>
<Attributes Category="urn:d"/>
<MultiRequests>
  <RequestReference><AttributesReference ReferenceId="a1"/><AttributesReference ReferenceId="a2"/></RequestReference>
  <RequestReference><AttributesReference ReferenceId="a1"/></RequestReference>
</MultiRequests>`)

test("takes in every element and attribute of a request", () => {
  expect(withoutPlaces(read(everything))).toEqual({
    returnPolicyIdList: true,
    combinedDecision: false,
    xpathVersion: "urn:xpath",
    attributes: [
      {
        category: "urn:c",
        id: "a1",
        content: expect.objectContaining({ name: "a", namespace: "urn:md" }),
        attributes: [
          {
            attributeId: "urn:a",
            issuer: "me",
            includeInResult: true,
            values: [
              { kind: "AttributeValue", dataType: "urn:t", text: " a " },
              expect.objectContaining({ text: "//b", element: expect.anything() })
            ]
          },
          {
            attributeId: "urn:b",
            includeInResult: false,
            values: [{ kind: "AttributeValue", dataType: "urn:t", text: "" }]
          }
        ]
      },
      { category: "urn:d", attributes: [] }
    ],
    requestReferences: [["a1", "a2"], ["a1"]]
  })
})

test("law: what is written reads back as the same request", () => {
  const request = read(everything)
  expect(withoutPlaces(read(writeRequestXml(request)))).toEqual(withoutPlaces(request))
})

test.each([
  [
    "a missing AttributeId",
    "<Attributes Category='c'><Attribute IncludeInResult='false'><AttributeValue DataType='t'>secret</AttributeValue></Attribute></Attributes>",
    '2:26 error attribute-missing: Attribute has no attribute AttributeId; add AttributeId="…"'
  ],
  [
    "a truth value that is none",
    "<Attributes Category='c'><Attribute AttributeId='a' IncludeInResult='secret'><AttributeValue DataType='t'/></Attribute></Attributes>",
    "2:26 error attribute-invalid: the attribute IncludeInResult of Attribute has no allowed value; write true or false"
  ],
  [
    "an attribute without values",
    "<Attributes Category='c'><Attribute AttributeId='a' IncludeInResult='true'/></Attributes>",
    "2:26 error element-missing: Attribute holds no AttributeValue; add AttributeValue"
  ],
  [
    "content of two elements",
    "<Attributes Category='c'><Content><secret/><b/></Content></Attributes>",
    "2:26 error content-not-one-element: Content does not hold exactly one element; wrap what it holds in one element"
  ],
  [
    "content of text",
    "<Attributes Category='c'><Content>secret</Content></Attributes>",
    "2:26 error text-unexpected: text stands in Content beside its elements; remove the text\n" +
      "2:26 error content-not-one-element: Content does not hold exactly one element; wrap what it holds in one element"
  ],
  ["no attributes", "", "1:1 error element-missing: Request holds no Attributes; add Attributes"]
])("refuses %s without repeating a value", (_, content, expected) => {
  expect(said(requestWith(content))).toBe(expected)
})

test("says what a document of another kind is", () => {
  expect(said("<Request xmlns='urn:oasis:names:tc:xacml:2.0:context:schema:os'/>")).toContain(
    "error root-unknown: this is an XACML 2.0 document; convert it to XACML 3.0"
  )
  expect(said(`<Policy xmlns="${xacmlNamespace}"/>`)).toContain("the outermost element is Policy, not Request")
})

describe.skipIf(!isPresent)(withFolder("the conformance folder"), () => {
  const documents = corpusTexts("Request")

  test("law: what is written reads back as the same request", () => {
    expect(documents.length).toBeGreaterThan(400)
    for (const [file, text] of documents) {
      const reading = readRequestXml(text)
      if (reading.ok)
        expect(withoutPlaces(read(writeRequestXml(reading.value))), file).toEqual(withoutPlaces(reading.value))
      else
        expect(
          reading.findings.map(({ code }) => code),
          file
        ).toEqual(["attribute-missing"])
    }
  })

  test("a document that is cut short or has a character changed never makes the reader throw", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...documents),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom("", "<", "&", '"', "x", "\0"),
        fc.boolean(),
        ([, text], where, other, isCut) => {
          const at = Math.floor(where * text.length)
          readRequestXml(text.slice(0, at) + (isCut ? "" : other + text.slice(at + 1)))
        }
      ),
      { numRuns: 500 }
    )
  })
})
