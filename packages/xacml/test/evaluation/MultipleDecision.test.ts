import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { individualRequests } from "../../src/evaluation/MultipleDecision.ts"
import type { IndividualRequest } from "../../src/evaluation/MultipleDecision.ts"
import type { Attribute, Attributes, Request } from "../../src/Request.ts"
import { AttributeId, Category, DataType, Status } from "../../src/Vocabulary.ts"
import { xpathEngine } from "../../src/evaluation/XPathEngine.ts"
import { readRequestXml } from "../../src/xml/RequestXml.ts"

const attribute = (attributeId: string, text: string, dataType: string = DataType.string): Attribute => ({
  attributeId,
  includeInResult: false,
  values: [{ kind: "AttributeValue", dataType, text }]
})
const group = (category: string, id: string, ...attributes: ReadonlyArray<Attribute>): Attributes => ({
  category,
  id,
  attributes
})
const request = (
  attributes: ReadonlyArray<Attributes>,
  requestReferences: ReadonlyArray<ReadonlyArray<string>> = []
): Request => ({ returnPolicyIdList: false, combinedDecision: false, attributes, requestReferences })

const ids = (individual: IndividualRequest): string =>
  "status" in individual ? individual.status : individual.attributes.map(({ id }) => id).join(" ")

const [s1, s2] = [group(Category.subject, "s1"), group(Category.subject, "s2")]
const [r1, r2] = [group(Category.resource, "r1"), group(Category.resource, "r2")]
const a1 = group(Category.action, "a1")

describe("splitting a request", () => {
  it("leaves a single request as it is", () => {
    expect(individualRequests(request([s1, r1, a1]))).toEqual([request([s1, r1, a1])])
    expect(individualRequests(request([])).length).toBe(1)
  })

  it("makes a decision of each combination of repeated categories, in order", () => {
    expect(individualRequests(request([s1, s2, r1, r2, a1])).map(ids)).toEqual([
      "s1 r1 a1",
      "s1 r2 a1",
      "s2 r1 a1",
      "s2 r2 a1"
    ])
  })

  it("makes a decision of each request reference, and fails only those that name nothing", () => {
    const references = [
      ["s1", "r1", "a1"],
      ["s1", "nothing", "a1"],
      ["s2", "r1", "a1"]
    ]
    expect(individualRequests(request([s1, s2, r1, a1], references)).map(ids)).toEqual([
      "s1 r1 a1",
      "urn:oasis:names:tc:xacml:1.0:status:syntax-error",
      "s2 r1 a1"
    ])
  })

  it("refuses more decisions than the maximum, with the number", () => {
    const many = Array.from({ length: 30 }, (_, index) => group(Category.subject, `s${index}`))
    const answers = individualRequests(request([...many, r1, r2]), { maximum: 50 })
    expect(answers).toEqual([
      {
        status: "urn:oasis:names:tc:xacml:1.0:status:processing-error",
        message: "the request asks for more than 50 decisions"
      }
    ])
    const references = Array.from({ length: 51 }, () => ["s1"])
    expect(individualRequests(request([s1], references), { maximum: 50 }).length).toBe(1)
    expect(individualRequests(request([s1], references.slice(1)), { maximum: 50 }).length).toBe(50)
  })

  it("gives as many decisions as the product of the repetitions", () => {
    const repeated = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(repeated, (counts) => {
        const groups = counts.flatMap((count, category) =>
          Array.from({ length: count }, (_, index) => group(`urn:category:${category}`, `${category}-${index}`))
        )
        const answers = individualRequests(request(groups)).map(ids)
        expect(answers.length).toBe(counts.reduce((product, count) => product * count, 1))
        expect(new Set(answers).size).toBe(answers.length)
      })
    )
  })
})

describe("a content selector", () => {
  const selecting = (category: string, path: string) => `<Attributes Category="${category}">
    <Content><m:files xmlns:m="urn:m"><m:file/><m:file/><m:other/></m:files></Content>
    <Attribute AttributeId="urn:oasis:names:tc:xacml:3.0:profile:multiple:content-selector" IncludeInResult="true">
      <AttributeValue xmlns:n="urn:m" DataType="${DataType.xpathExpression}" XPathCategory="${category}">${path}</AttributeValue>
    </Attribute></Attributes>`
  const split = (options: object, ...categories: ReadonlyArray<string>) => {
    const reading = readRequestXml(
      `<Request xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" ReturnPolicyIdList="false" CombinedDecision="false">
        ${categories.join("")}</Request>`
    )
    if (!reading.ok) throw new Error(JSON.stringify(reading.findings))
    return individualRequests(reading.value, { xpath: xpathEngine, ...options }).map((individual) =>
      "status" in individual
        ? individual.status
        : individual.attributes
            .flatMap(({ attributes }) => attributes)
            .map(({ attributeId, includeInResult, values }) =>
              [attributeId, includeInResult, ...values.map(({ text }) => text)].join()
            )
            .join(" ")
    )
  }
  const id = "urn:oasis:names:tc:xacml:3.0:content-selector"

  it("makes a decision of each node, which an attribute of its own points to", () => {
    expect(split({}, selecting(Category.resource, "//n:file"))).toEqual([
      `${id},true,/*[1]/*[1]`,
      `${id},true,/*[1]/*[2]`
    ])
  })

  it("makes a decision of each combination where several categories have one", () => {
    const both = [selecting(Category.resource, "//n:file"), selecting(Category.action, "//n:file | //n:other")]
    expect(split({}, ...both)).toHaveLength(6)
    expect(split({ maximum: 6 }, ...both)).toHaveLength(6)
    expect(split({ maximum: 5 }, ...both)).toEqual([Status.processingError])
  })

  it.each([
    ["selects nothing", {}, "//n:none"],
    ["is not well-formed", {}, "//["],
    ["cannot be read for lack of an engine", { xpath: undefined }, "//n:file"]
  ])("fails when it %s", (_, options, path) => {
    expect(split(options, selecting(Category.resource, path))).toEqual([Status.processingError])
  })
})

describe("the scope of a resource", () => {
  const scoped = (scope: string) =>
    request([
      group(
        Category.resource,
        "r",
        attribute(AttributeId.resourceId, "root", DataType.anyURI),
        attribute("urn:oasis:names:tc:xacml:2.0:resource:scope", scope)
      )
    ])
  const tree: Readonly<Record<string, ReadonlyArray<string>>> = {
    root: ["a", "b"],
    a: ["a1", "root"],
    b: ["b1"],
    a1: ["a1"]
  }
  const resources = (scope: string) =>
    individualRequests(scoped(scope), { childrenOf: (id) => tree[id] ?? [] }).map((individual) =>
      "status" in individual
        ? individual.message
        : individual.attributes.flatMap(({ attributes }) => attributes.map(({ values }) => values[0]?.text)).join()
    )

  it("is the resource with its children, or all its descendants, each once even in a circle", () => {
    expect(resources("Children")).toEqual(["root", "a", "b"])
    expect(resources("Descendants")).toEqual(["root", "a", "b", "a1", "b1"])
    expect(resources("Immediate")).toEqual(["root,Immediate"])
  })

  it("is refused when it is not known, or nobody can tell the children", () => {
    expect(resources("Sideways")).toEqual(["a resource scope is Immediate, Children or Descendants"])
    expect(individualRequests(scoped("Children"))).toMatchObject([
      { message: "a resource scope needs the option childrenOf" }
    ])
  })
})
