import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Category, DataType, responseFromJson, Status } from "../../src/index.ts"
import type { Response } from "../../src/index.ts"
import { readResponseJson, writeResponseJson } from "../../src/json/ResponseJson.ts"
import { anyResponse } from "../ContextArbitraries.ts"

const result = {
  decision: "Permit",
  status: { code: Status.ok },
  obligations: [],
  advice: [],
  attributes: [],
  policyIdentifiers: []
} as const

const findingsOf = (value: unknown) => responseFromJson(value).findings.map(({ code, message }) => `${code} ${message}`)

describe("readResponseJson", () => {
  it("passes over what stands beside decisions when it is told to", () => {
    const odd = { Decision: "Permit", Obligations: [{ Id: 1 }], AssociatedAdvice: "x", PolicyIdentifierList: [] }
    expect(responseFromJson({ Response: odd }).ok).toBe(false)
    expect(responseFromJson({ Response: odd }, { decisionsOnly: true })).toMatchObject({
      ok: true,
      value: { results: [result] }
    })
  })

  it("reads what writeResponseJson has written", () => {
    fc.assert(
      fc.property(anyResponse, (response) => {
        const reading = readResponseJson(writeResponseJson(response))
        expect(reading.ok ? reading.value : reading.findings).toEqual(response)
      })
    )
  })

  it("reads what writeResponseJson has written for Altinn, each value as text in an attribute of its own", () => {
    const textual = ({ results }: Response): Response => ({
      results: results.map((one) => {
        const notices = (list: typeof one.obligations) =>
          list.map(({ assignments, id }) => ({
            id,
            assignments: assignments.filter(({ value }) => value.dataType !== DataType.xpathExpression)
          }))
        return {
          ...one,
          obligations: notices(one.obligations),
          advice: notices(one.advice),
          attributes: one.attributes.map((group) => ({
            ...group,
            attributes: group.attributes.flatMap((attribute) =>
              attribute.values
                .filter(({ dataType }) => dataType !== DataType.xpathExpression)
                .map((value) => ({ ...attribute, values: [value] }))
            )
          }))
        }
      })
    })
    fc.assert(
      fc.property(anyResponse, (response) => {
        const reading = readResponseJson(writeResponseJson(textual(response), { spelling: "altinn" }))
        expect(reading.ok ? reading.value : reading.findings).toEqual(textual(response))
      })
    )
  })

  it("reads one result in place of a list, and a status that is left out as ok", () => {
    expect(responseFromJson({ Response: { Decision: "Permit" } })).toEqual({
      ok: true,
      value: { results: [result] },
      findings: []
    })
  })

  it("reads what Altinn's endpoint answers", () => {
    const answer = {
      response: [
        {
          decision: "Permit",
          status: { statusMessage: null, statusDetails: null, statusCode: { value: Status.ok, statusCode: null } },
          obligations: [
            {
              id: "urn:altinn:obligation:1",
              attributeAssignment: [
                {
                  attributeId: "urn:altinn:obligation-assignment:1",
                  value: "2",
                  category: "urn:altinn:minimum-authenticationlevel",
                  dataType: DataType.integer,
                  issuer: null
                }
              ]
            }
          ],
          associateAdvice: null,
          category: [
            {
              categoryId: Category.resource,
              id: null,
              content: null,
              attribute: [
                {
                  attributeId: "urn:altinn:partyid",
                  value: "1000",
                  issuer: null,
                  dataType: DataType.string,
                  includeInResult: false
                }
              ]
            }
          ],
          policyIdentifierList: null
        }
      ]
    }
    const response: Response = {
      results: [
        {
          ...result,
          obligations: [
            {
              id: "urn:altinn:obligation:1",
              assignments: [
                {
                  attributeId: "urn:altinn:obligation-assignment:1",
                  category: "urn:altinn:minimum-authenticationlevel",
                  value: { kind: "AttributeValue", dataType: DataType.integer, text: "2" }
                }
              ]
            }
          ],
          attributes: [
            {
              category: Category.resource,
              attributes: [
                {
                  attributeId: "urn:altinn:partyid",
                  includeInResult: false,
                  values: [{ kind: "AttributeValue", dataType: DataType.string, text: "1000" }]
                }
              ]
            }
          ]
        }
      ]
    }
    expect(responseFromJson(answer)).toEqual({ ok: true, value: response, findings: [] })
    expect(JSON.parse(writeResponseJson(response, { spelling: "altinn" }))).toEqual(answer)
  })

  it("reads missing attributes however they are wrapped, and passes over other details", () => {
    const detail = { AttributeId: "urn:a", Category: "Resource", DataType: "string" }
    const missing = [{ attributeId: "urn:a", category: Category.resource, dataType: DataType.string }]
    const missingIn = (StatusDetail: unknown) => {
      const reading = responseFromJson({
        Response: {
          Decision: "Indeterminate",
          Status: { StatusDetail, StatusCode: { Value: Status.missingAttribute } }
        }
      })
      return reading.ok ? reading.value.results[0]?.status.missing : reading.findings
    }
    expect(
      [
        { MissingAttributeDetail: detail },
        { MissingAttributeDetail: [detail] },
        [{ MissingAttributeDetail: detail }],
        detail,
        [detail]
      ].map(missingIn)
    ).toEqual(Array.from({ length: 5 }, () => missing))
    expect(["PGE+", ["<a/>"], { Other: 1 }].map(missingIn)).toEqual([undefined, undefined, undefined])
  })

  it("warns of members that it does not know, and refuses what is no response", () => {
    expect(responseFromJson({ Response: [{ Decision: "Deny", Vendor: 1, Decison: "x" }], Vendor: 2 })).toMatchObject({
      ok: true,
      value: { results: [{ decision: "Deny" }] },
      findings: [
        { severity: "warning", code: "unknown-member" },
        { severity: "warning", code: "unknown-member" },
        { severity: "warning", message: expect.stringContaining("did you mean Decision?") as string }
      ]
    })
    expect(findingsOf({ Response: [{ Decision: "permit" }, {}] })).toEqual([
      "unknown-decision Response[0].Decision: the decision is none that XACML has",
      "missing-member Response[1]: Decision is missing"
    ])
    expect(findingsOf({})).toEqual(["missing-member the document: Response is missing"])
    expect(findingsOf({ Response: "11111111111" })).toEqual(["json-type Response: an object is expected"])
  })

  it("never throws, and says nothing of what stands in a document, whatever that is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const document = { Response: { Decision: value, Status: value, Category: value, secret11111111111: value } }
        expect(JSON.stringify(responseFromJson(document).findings)).not.toContain("11111111111")
        responseFromJson(value)
      })
    )
  })
})
