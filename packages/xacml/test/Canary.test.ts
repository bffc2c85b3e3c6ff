/** Plants personal data as attribute values of requests, and looks for them in all that is said about the decision. */
import { describe, expect, it } from "vitest"
import { dataTypes } from "../src/datatypes/DataTypes.ts"
import { decisionPoint } from "../src/evaluation/DecisionPoint.ts"
import { functions } from "../src/functions/Functions.ts"
import type { Expression, Policy } from "../src/Policy.ts"
import type { Request } from "../src/Request.ts"
import { Category, DataType, Status } from "../src/Vocabulary.ts"

const planted = ["Kanari Nordby", "17838410022", "kanari@hemmelig.example", "+4791234567", "(kanari[", "2026-11-31"]
const betrayals = /kanari|nordby|17838410022|hemmelig|91234567|2026-11-31/i

const requestOf = (dataType: string, texts: ReadonlyArray<string>, includeInResult = false): Request => ({
  returnPolicyIdList: true,
  combinedDecision: false,
  requestReferences: [],
  attributes: [
    {
      category: Category.subject,
      attributes: [
        {
          attributeId: "urn:example:planted",
          includeInResult,
          values: texts.map((text) => ({ kind: "AttributeValue", dataType, text }))
        }
      ]
    }
  ]
})

const designatorOf = (dataType: string): Expression => ({
  kind: "AttributeDesignator",
  category: Category.subject,
  attributeId: "urn:example:planted",
  dataType,
  mustBePresent: true
})

const apply = (functionId: string, ...args: ReadonlyArray<Expression>): Expression => ({
  kind: "Apply",
  functionId,
  arguments: args
})

const policyOf = (condition: Expression): Policy => ({
  kind: "Policy",
  id: "p",
  version: "1.0",
  target: { anyOf: [] },
  combiningAlgorithm: "urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides",
  combinerParameters: [],
  variables: [],
  rules: [{ id: "r", effect: "Permit", condition, obligations: [], advice: [] }],
  obligations: [],
  advice: []
})

const oneOf = (dataType: string): Expression =>
  apply(
    [...functions.keys()].find((id) => id.endsWith(`${namePart(dataType)}-one-and-only`)) ?? "",
    designatorOf(dataType)
  )

const namePart = (dataType: string): string => /[^#:]*$/.exec(dataType)?.[0] ?? ""

describe("a response says nothing of values", () => {
  it("unless the request asks for them, so that the tests below can fail", () => {
    const { decide } = decisionPoint(policyOf(oneOf(DataType.string)))
    const response = decide(requestOf(DataType.string, planted.slice(0, 1), true), { now: 0 })
    expect(JSON.stringify(response)).toMatch(betrayals)
  })

  it.each([...dataTypes.keys()])("that are, or are not, of data type %s", (dataType) => {
    for (const mode of ["strict", "altinn"] as const) {
      const { decide } = decisionPoint(policyOf(oneOf(dataType)), { mode })
      for (const texts of [...planted.map((text) => [text]), planted]) {
        const { results } = decide(requestOf(dataType, texts), { now: 0 })
        expect(results).toHaveLength(1)
        expect(JSON.stringify(results)).not.toMatch(betrayals)
      }
    }
  })

  const ofTexts = [...functions].filter(([id]) => /-from-string$|:string-|-regexp-match$|-substring$/.test(id))

  it("that no function of texts can take", () => {
    expect(ofTexts.length).toBeGreaterThan(30)
    const statuses = new Set<string | undefined>()
    for (const [id] of ofTexts) {
      const value = oneOf(DataType.string)
      for (const args of [[value], [value, value], [value, value, value], [designatorOf(DataType.string)]]) {
        const { decide } = decisionPoint(policyOf(apply(id, ...args)))
        for (const text of planted) {
          const { results } = decide(requestOf(DataType.string, [text]), { now: 0 })
          statuses.add(results[0]?.status?.code)
          expect(JSON.stringify(results)).not.toMatch(betrayals)
        }
      }
    }
    for (const status of [Status.ok, Status.syntaxError, Status.processingError])
      expect([...statuses]).toContain(status)
  })
})
