import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Category, DataType, requestFromJson } from "../../src/index.ts"
import type { Attributes, Request } from "../../src/index.ts"
import { readRequestJson, writeRequestJson } from "../../src/json/RequestJson.ts"
import type { RequestJsonOptions } from "../../src/json/RequestJson.ts"
import { anyRequest } from "../ContextArbitraries.ts"

const subject = (...attributes: ReadonlyArray<unknown>) =>
  JSON.stringify({ Request: { AccessSubject: { Attribute: attributes } } })

/** The attributes of the one category of a request. */
const attributesOf = (text: string) => {
  const reading = readRequestJson(text)
  if (!reading.ok) return reading.findings.map(({ code }) => code)
  return reading.value.attributes[0]?.attributes
}

const valuesOf = (attribute: unknown) => {
  const attributes = attributesOf(typeof attribute === "string" ? attribute : subject(attribute))
  return attributes?.map((one) =>
    typeof one === "string" ? one : one.values.map(({ dataType, text }) => `${dataType.replace(/.*#/u, "")} ${text}`)
  )
}

const findingsOf = (value: unknown, options?: RequestJsonOptions) => {
  const reading = readRequestJson(typeof value === "string" ? value : JSON.stringify(value), options)
  return reading.findings.map(({ code, message }) => `${code} ${message}`)
}

describe("readRequestJson", () => {
  it("reads what writeRequestJson has written", () => {
    fc.assert(
      fc.property(anyRequest, fc.constantFrom(undefined, 2), (request, indent) => {
        const reading = readRequestJson(writeRequestJson(request, { indent }))
        expect(reading.ok ? reading.value : reading.findings).toEqual(request)
      })
    )
  })

  it("reads what writeRequestJson has written for Altinn, each value in an attribute of its own", () => {
    const memberOf = (category: string) =>
      [Category.subject, Category.action, Category.resource].find((one) => one === category) ?? "other"
    const asWritten = (request: Request) => ({
      ...request,
      attributes: [
        ...Map.groupBy(
          request.attributes.map((group) => ({
            ...group,
            attributes: group.attributes.flatMap((attribute) =>
              attribute.values.map(({ dataType, text }) => ({
                ...attribute,
                values: [{ kind: "AttributeValue" as const, dataType, text }]
              }))
            )
          })),
          ({ category }) => memberOf(category)
        ).values()
      ].flat()
    })
    fc.assert(
      fc.property(anyRequest, (request) => {
        const withoutXPath: Request = {
          ...request,
          attributes: request.attributes.map((group) => ({
            ...group,
            attributes: group.attributes.filter(({ values }) =>
              values.every(({ dataType }) => dataType !== DataType.xpathExpression)
            )
          }))
        }
        const reading = readRequestJson(writeRequestJson(withoutXPath, { spelling: "altinn" }))
        expect(reading.ok ? reading.value : reading.findings).toEqual(asWritten(withoutXPath))
      })
    )
  })

  it("reads members in either spelling, null as left out, and one object as a list of one", () => {
    const oasis = {
      Request: {
        ReturnPolicyIdList: true,
        AccessSubject: { Id: "s", Attribute: { AttributeId: "urn:a", Value: "1", IncludeInResult: true } },
        Category: { CategoryId: "urn:c", Attribute: [] },
        MultiRequests: { RequestReference: { ReferenceId: "s" } }
      }
    }
    const altinn = {
      request: {
        returnPolicyIdList: true,
        xPathVersion: null,
        accessSubject: [
          {
            id: "s",
            content: null,
            attribute: [{ attributeId: "urn:a", value: "1", issuer: null, includeInResult: true }]
          }
        ],
        category: [{ categoryId: "urn:c", attribute: [] }],
        multiRequests: { requestReference: [{ referenceId: ["s"] }] }
      }
    }
    const expected: Request = {
      returnPolicyIdList: true,
      combinedDecision: false,
      attributes: [
        {
          category: Category.subject,
          id: "s",
          attributes: [
            {
              attributeId: "urn:a",
              includeInResult: true,
              values: [{ kind: "AttributeValue", dataType: DataType.string, text: "1" }]
            }
          ]
        },
        { category: "urn:c", attributes: [] }
      ],
      requestReferences: [["s"]]
    }
    expect(readRequestJson(JSON.stringify(oasis))).toEqual({ ok: true, value: expected, findings: [] })
    expect(readRequestJson(JSON.stringify(altinn))).toEqual({ ok: true, value: expected, findings: [] })
    expect(requestFromJson(altinn)).toEqual({ ok: true, value: expected, findings: [] })
  })

  it("knows each category by its member, by its short name and by its URI", () => {
    const names = {
      AccessSubject: Category.subject,
      RecipientSubject: Category.recipientSubject,
      IntermediarySubject: Category.intermediarySubject,
      Codebase: Category.codebase,
      RequestingMachine: Category.requestingMachine,
      Resource: Category.resource,
      Action: Category.action,
      Environment: Category.environment
    }
    const categories = (request: unknown) => {
      const reading = requestFromJson({ Request: request })
      return reading.ok ? reading.value.attributes.map(({ category }: Attributes) => category) : reading.findings
    }
    expect(categories(Object.fromEntries(Object.keys(names).map((name) => [name, {}])))).toEqual(Object.values(names))
    expect(categories({ Category: Object.keys(names).map((CategoryId) => ({ CategoryId })) })).toEqual(
      Object.values(names)
    )
    expect(categories({ Category: Object.values(names).map((CategoryId) => ({ CategoryId })) })).toEqual(
      Object.values(names)
    )
    expect(categories({ Resource: [{ CategoryId: Category.resource }] })).toEqual([Category.resource])
  })

  it("infers data types, of arrays too", () => {
    const values = (Value: unknown, type?: string) => valuesOf({ AttributeId: "urn:a", Value, DataType: type })?.[0]
    expect([
      values("a"),
      values(true),
      values(5),
      values(2.5),
      values([]),
      values(["a", "b"]),
      values([1, 2.5, -3]),
      values("5", "integer"),
      values(5, "string"),
      values("2002-03-22", DataType.date),
      values(["a", "b"], "rfc822Name"),
      values("a", "urn:example:type"),
      values([1, "a"]),
      values([true, 1]),
      values([[1]]),
      values([null]),
      values({ XPath: "/a" }, "string")
    ]).toEqual([
      ["string a"],
      ["boolean true"],
      ["integer 5"],
      ["double 2.5"],
      [],
      ["string a", "string b"],
      ["double 1", "double 2.5", "double -3"],
      ["integer 5"],
      ["string 5"],
      ["date 2002-03-22"],
      ["urn:oasis:names:tc:xacml:1.0:data-type:rfc822Name a", "urn:oasis:names:tc:xacml:1.0:data-type:rfc822Name b"],
      ["urn:example:type a"],
      "mixed-values",
      "mixed-values",
      "json-type",
      "json-type",
      "json-type"
    ])
  })

  it("keeps every number as it is written", () => {
    const numbers = ["12345678901234567890", "1e400", "27.0", "-0", "1E3", "0.1000"]
    const text = `{"Request":{"AccessSubject":{"Attribute":[${numbers
      .map((number) => `{"AttributeId":"urn:a","Value":${number}}`)
      .join()}]}}}`
    expect(valuesOf(text)).toEqual([
      ["integer 12345678901234567890"],
      ["double 1e400"],
      ["double 27.0"],
      ["integer -0"],
      ["double 1E3"],
      ["double 0.1000"]
    ])
  })

  it("reads content as XML and in Base64, and XPath expressions with their namespaces", () => {
    const xml = '<md:record xmlns:md="urn:md"><md:name>Åse &amp; co</md:name></md:record>'
    const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(xml)))
    const contents = [xml, ` \n${xml}`, base64].map((Content) => {
      const reading = requestFromJson({ Request: { Resource: { Content } } })
      return reading.ok ? reading.value.attributes[0]?.content : reading.findings
    })
    expect(contents[0]).toMatchObject({ name: "record", namespace: "urn:md", namespaces: { md: "urn:md" } })
    expect(contents[2]).toEqual(contents[0])
    expect(contents[1]).toMatchObject({ name: "record", namespace: "urn:md" })
    expect(
      findingsOf({
        Request: { Resource: [{ Content: "<a><b></a>" }, { Content: "%%%" }, { Content: "<!DOCTYPE a><a/>" }] }
      })
    ).toEqual([
      "content Request.Resource[0].Content: the content is not well-formed XML (line 1, column 10 of it)",
      "content Request.Resource[1].Content: the content is neither XML nor Base64",
      "content Request.Resource[2].Content: the content is not well-formed XML (line 1, column 1 of it)"
    ])
    const xpath = requestFromJson({
      Request: {
        Resource: {
          Attribute: {
            AttributeId: "urn:a",
            DataType: "xpathExpression",
            Value: {
              XPathCategory: "Resource",
              Namespaces: [{ Namespace: "urn:default" }, { Prefix: "md", Namespace: "urn:md" }],
              XPath: "//md:record"
            }
          }
        }
      }
    })
    expect(xpath.ok && xpath.value.attributes[0]?.attributes[0]?.values[0]).toMatchObject({
      dataType: DataType.xpathExpression,
      text: "//md:record",
      element: {
        attributes: [{ name: "DataType" }, { name: "XPathCategory", value: Category.resource }],
        namespaces: { "": "urn:default", md: "urn:md" }
      }
    })
  })

  it("says what is wrong and where, with what is meant, and never a value", () => {
    const text = `{
  "Request": {
    "AcessSubject": {},
    "Resource": [{ "CategoryId": "Action", "Atribute": [], "Attribute": [{ "AttributeId": 7, "Value": "11111111111" }] }],
    "Action": { "Attribute": [{ "AttributeId": "urn:a", "DataType": "sting" }, { "Value": "x", "IncludeInResult": "yes" }] },
    "action": {},
    "Category": [{}],
    "11111111111": 1
  }
}`
    const reading = readRequestJson(text)
    expect(
      reading.findings.map(({ code, message, place }) => `${place?.line}:${place?.column} ${code} ${message}`)
    ).toEqual([
      "3:21 unknown-member Request: a member is none that the JSON profile has; did you mean AccessSubject?",
      "6:15 duplicate-member Request.Action: the member is written twice",
      expect.stringMatching(/^8:20 unknown-member Request: a member is none that the JSON profile has$/u),
      "4:56 unknown-member Request.Resource[0]: a member is none that the JSON profile has; did you mean Attribute?",
      "4:34 contradicting-category Request.Resource[0].CategoryId: the category is another than that of the member it stands in",
      "4:91 json-type Request.Resource[0].Attribute[0].AttributeId: a text is expected",
      "5:69 unknown-data-type Request.Action.Attribute[0].DataType: the data type is none that the JSON profile has; did you mean string?",
      "5:31 missing-member Request.Action.Attribute[0]: Value is missing",
      "5:80 missing-member Request.Action.Attribute[1]: AttributeId is missing",
      "5:115 json-type Request.Action.Attribute[1].IncludeInResult: true or false is expected",
      "7:18 missing-member Request.Category[0]: CategoryId is missing"
    ])
    expect(JSON.stringify(reading)).not.toMatch(/\d{11}/u)
    expect(findingsOf("[]")).toEqual(["json-type the document: an object is expected"])
    expect(findingsOf("{}")).toEqual(["missing-member the document: Request is missing"])
    expect(findingsOf('{"Request":')).toEqual(["json-syntax the document ends where a value is expected"])
    expect(
      findingsOf({ Request: { Action: { Attribute: { AttributeId: "urn:a", Value: "x", DataType: "sting" } } } })
    ).toEqual([
      "unknown-data-type Request.Action.Attribute.DataType: the data type is none that the JSON profile has; did you mean string?"
    ])
  })

  it("never throws, and says nothing of what stands in a document, whatever that is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const dialect of ["profile", "altinn"] as const) {
          const document = { Request: { AccessSubject: value, MultiRequests: value, secret11111111111: value } }
          expect(JSON.stringify(requestFromJson(document, { dialect }).findings)).not.toContain("11111111111")
          requestFromJson(value, { dialect })
        }
      })
    )
  })

  it("reports hostile documents in time", () => {
    const member = (index: number) => `"m${index}": 1`
    const text = `{"Request":{${Array.from({ length: 200_000 }, (_, index) => member(index)).join()}}}`
    expect(readRequestJson(text).findings).toHaveLength(100)
  })
})

describe("readRequestJson, dialect altinn", () => {
  const altinn = (request: unknown) => {
    const reading = readRequestJson(JSON.stringify({ Request: request }), { dialect: "altinn" })
    return reading.ok ? reading.value : reading.findings.map(({ code, message }) => `${code} ${message}`)
  }
  const attribute = (AttributeId: string, Value: unknown, more = {}) => ({ AttributeId, Value, ...more })
  const value = (text: string, dataType: string = DataType.string) => ({ kind: "AttributeValue", dataType, text })

  it("drops what the endpoint drops, inherits categories and merges attributes of one id", () => {
    expect(
      altinn({
        ReturnPolicyIdList: true,
        CombinedDecision: true,
        XPathVersion: "1",
        Environment: [{ Attribute: [] }],
        RecipientSubject: [{ Attribute: [attribute("urn:a", "1")] }],
        Resource: [{ Content: "<a/>", Attribute: [attribute("urn:a", "1")] }],
        Category: [
          { CategoryId: "urn:c", Attribute: [attribute("urn:a", "1", { Issuer: "i" })] },
          { Attribute: [attribute("urn:b", "urn:x", { DataType: "anyURI" })] }
        ],
        AccessSubject: [
          {
            Id: "s",
            Attribute: [
              attribute("urn:a", "1", { IncludeInResult: true }),
              attribute("urn:b", "2"),
              attribute("urn:a", "3")
            ]
          },
          { Attribute: [attribute("urn:c", "4")] }
        ],
        MultiRequests: { RequestReference: [{ ReferenceId: ["s"] }] }
      })
    ).toEqual({
      returnPolicyIdList: false,
      combinedDecision: false,
      attributes: [
        {
          category: Category.subject,
          attributes: [
            { attributeId: "urn:a", includeInResult: true, values: [value("1"), value("3")] },
            { attributeId: "urn:b", includeInResult: false, values: [value("2")] },
            { attributeId: "urn:c", includeInResult: false, values: [value("4")] }
          ]
        },
        {
          category: Category.resource,
          attributes: [{ attributeId: "urn:a", includeInResult: false, values: [value("1")] }]
        },
        {
          category: "urn:c",
          attributes: [
            { attributeId: "urn:a", includeInResult: false, values: [value("1")] },
            { attributeId: "urn:b", includeInResult: false, values: [value("urn:x", DataType.anyURI)] }
          ]
        }
      ],
      requestReferences: []
    })
  })

  it("asks each of several references about its own subject, action and resource", () => {
    const one = (Id: string, text: string) => ({ Id, Attribute: [attribute("urn:a", text)] })
    const request = altinn({
      AccessSubject: [one("s1", "1"), one("s2", "2"), one("s2", "3")],
      Action: [one("a", "read")],
      Resource: [one("r", "first"), one("r", "last")],
      Category: [{ CategoryId: "urn:c", Attribute: [attribute("urn:a", "dropped")] }],
      MultiRequests: {
        RequestReference: [
          { ReferenceId: ["s1", "a", "r"] },
          { ReferenceId: ["unknown", "s2", "r"] },
          { ReferenceId: ["s1"] }
        ]
      }
    }) as Request
    const byId = new Map(request.attributes.map((group) => [group.id, group]))
    expect(
      request.requestReferences.map((ids) =>
        ids.map((id) => {
          const group = byId.get(id)
          const texts = group?.attributes.flatMap(({ values }) => values.map(({ text }) => text)) ?? []
          return `${group?.category.replace(/.*:/u, "")} ${texts.join("+")}`
        })
      )
    ).toEqual([
      ["access-subject 1", "action read", "resource last"],
      ["access-subject 2+3", "resource last"],
      ["access-subject 1"]
    ])
  })

  it("refuses references that come to more than anybody can decide", () => {
    const AccessSubject = Array.from({ length: 2000 }, () => ({ Id: "s", Attribute: [attribute("urn:a", "1")] }))
    const RequestReference = Array.from({ length: 2000 }, () => ({ ReferenceId: ["s"] }))
    expect(altinn({ AccessSubject, MultiRequests: { RequestReference } })).toEqual([
      "json-too-long Request: the decisions that are asked for take more than 1000000 attributes"
    ])
  })

  it("refuses what the endpoint cannot read", () => {
    const subjects = (...AccessSubject: ReadonlyArray<unknown>) => altinn({ AccessSubject })
    expect(subjects({ Attribute: [attribute("urn:a", 1)] })).toEqual([
      "json-type Request.AccessSubject[0].Attribute[0].Value: a text is expected"
    ])
    expect(subjects({ Attribute: [attribute("urn:a", ["1"])] })).toEqual([
      "json-type Request.AccessSubject[0].Attribute[0].Value: a text is expected"
    ])
    expect(subjects({ Attribute: [attribute("urn:a", "1", { DataType: DataType.double })] })).toEqual([
      "unknown-data-type Request.AccessSubject[0].Attribute[0].DataType: the data type is none that Altinn's endpoint has"
    ])
    expect(subjects({ Attribute: [attribute("urn:a", "1", { DataType: "integer" })] })).toEqual([
      expect.stringContaining("unknown-data-type")
    ])
    expect(subjects({ Attribute: [attribute("urn:a", "1", { DataType: DataType.integer })] })).toMatchObject({
      attributes: [{ attributes: [{ values: [{ dataType: DataType.integer }] }] }]
    })
    expect(subjects({ Attribute: attribute("urn:a", "1") })).toEqual([
      "json-type Request.AccessSubject[0].Attribute: a list is expected"
    ])
    expect(altinn({ Category: [{ Attribute: [] }] })).toEqual([
      "missing-member Request.Category[0]: CategoryId is missing"
    ])
    expect(
      altinn({
        AccessSubject: [{ Attribute: [] }],
        MultiRequests: { RequestReference: [{ ReferenceId: ["a"] }, { ReferenceId: ["b"] }] }
      })
    ).toEqual(["missing-member Request: a subject or action has no Id, and several decisions are asked for"])
  })
})
