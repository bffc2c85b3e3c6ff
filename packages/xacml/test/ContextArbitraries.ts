/**
 * Arbitrary requests and responses, such as either spelling of JSON can say. Texts are whatever a text can be: broken
 * surrogates, quotation marks, digits beyond 2^53, and text that looks like JSON.
 */
import fc from "fast-check"
import type { Attribute, Attributes, AttributeValue, Notice, Request, Response, Result } from "../src/index.ts"
import { Category, DataType, Status, xacmlNamespace } from "../src/index.ts"

const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "",
    " ",
    "true",
    "null",
    "1",
    "-0",
    "1e400",
    "12345678901234567890",
    "27.50",
    "{",
    '"',
    "\\",
    "\u2028"
  )
)

const anyUri = fc.constantFrom("urn:example:a", "urn:example:b", "http://example.com/c#d", "urn:æøå")

const anyDataType = fc.oneof(
  fc.constantFrom(...Object.values(DataType).filter((type) => type !== DataType.xpathExpression)),
  fc.constant("urn:example:type")
)

const valuesOf = (dataType: string): fc.Arbitrary<AttributeValue> => {
  const text =
    dataType === DataType.integer
      ? fc.oneof(fc.integer().map(String), anyText)
      : dataType === DataType.double
        ? fc.oneof(fc.double().map(String), anyText)
        : dataType === DataType.boolean
          ? fc.oneof(fc.boolean().map(String), fc.constantFrom("1", "0"), anyText)
          : anyText
  return text.map((one) => ({ kind: "AttributeValue", dataType, text: one }))
}

/** An XPath expression, as `RequestJson` reads it. */
export const anyXPath: fc.Arbitrary<AttributeValue> = fc
  .record({
    text: fc.constantFrom("//md:record", "/a/b[1]", "."),
    category: fc.constantFrom(Category.resource, "urn:example:category"),
    namespaces: fc.dictionary(fc.constantFrom("", "md", "xsi"), anyUri)
  })
  .map(({ category, namespaces, text }) => ({
    kind: "AttributeValue",
    dataType: DataType.xpathExpression,
    text,
    element: {
      kind: "element",
      namespace: xacmlNamespace,
      prefix: "",
      name: "AttributeValue",
      attributes: [
        { namespace: "", prefix: "", name: "DataType", value: DataType.xpathExpression },
        { namespace: "", prefix: "", name: "XPathCategory", value: category }
      ],
      children: [{ kind: "text", text }],
      namespaces
    }
  }))

const optional = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: undefined })

/** Leaves out what is undefined. */
const compact = <A extends object>(value: A) =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [Name in keyof A]: Exclude<A[Name], undefined>
  }

const anyAttribute: fc.Arbitrary<Attribute> = fc
  .record({
    attributeId: anyUri,
    issuer: optional(fc.string()),
    includeInResult: fc.boolean(),
    values: fc.oneof(
      anyDataType.chain((type) => fc.array(valuesOf(type), { maxLength: 3 })),
      fc.array(anyXPath, { minLength: 1, maxLength: 2 })
    )
  })
  .map(compact)

const anyAttributes: fc.Arbitrary<Attributes> = fc
  .record({
    category: fc.oneof(fc.constantFrom(...Object.values(Category)), anyUri),
    id: optional(fc.string({ minLength: 1, maxLength: 3 })),
    attributes: fc.array(anyAttribute, { maxLength: 3 })
  })
  .map(compact)

/** Requests whose attributes have values of one type each. */
export const anyRequest: fc.Arbitrary<Request> = fc
  .record({
    returnPolicyIdList: fc.boolean(),
    combinedDecision: fc.boolean(),
    xpathVersion: optional(fc.constant("http://www.w3.org/TR/1999/REC-xpath-19991116")),
    attributes: fc.array(anyAttributes, { maxLength: 6 }),
    requestReferences: fc.array(fc.array(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 3 }), { maxLength: 3 })
  })
  .map(compact)

const anyNotice: fc.Arbitrary<Notice> = fc.record({
  id: anyUri,
  assignments: fc.array(
    fc
      .record({
        attributeId: anyUri,
        category: optional(fc.constantFrom(Category.subject, "urn:altinn:minimum-authenticationlevel")),
        issuer: optional(fc.string()),
        value: fc.oneof(anyDataType.chain(valuesOf), anyXPath)
      })
      .map(compact),
    { maxLength: 2 }
  )
})

const anyResult: fc.Arbitrary<Result> = fc
  .record({
    decision: fc.constantFrom("Permit", "Deny", "NotApplicable", "Indeterminate"),
    status: fc
      .record({
        code: fc.constantFrom(...Object.values(Status), "urn:example:status"),
        minorCode: optional(anyUri),
        message: optional(fc.string()),
        missing: optional(
          fc.array(
            fc
              .record({ category: anyUri, attributeId: anyUri, dataType: anyDataType, issuer: optional(fc.string()) })
              .map(compact),
            { minLength: 1, maxLength: 2 }
          )
        )
      })
      .map(compact),
    obligations: fc.array(anyNotice, { maxLength: 2 }),
    advice: fc.array(anyNotice, { maxLength: 2 }),
    attributes: fc.array(anyAttributes, { maxLength: 3 }),
    policies: fc.array(fc.record({ id: anyUri, version: fc.constantFrom("1.0", "2.3.4") }), { maxLength: 2 }),
    policySets: fc.array(fc.record({ id: anyUri, version: fc.constantFrom("1.0", "2.3.4") }), { maxLength: 2 })
  })
  .map(({ policies, policySets, ...result }) => ({
    ...result,
    policyIdentifiers: [
      ...policies.map((policy) => ({ kind: "Policy" as const, ...policy })),
      ...policySets.map((policySet) => ({ kind: "PolicySet" as const, ...policySet }))
    ]
  }))

/** Responses that list policies before policy sets, as JSON does. */
export const anyResponse: fc.Arbitrary<Response> = fc.record({ results: fc.array(anyResult, { maxLength: 3 }) })
