import { describe, expect, it } from "vitest"
import { decisionPoint, unreadable } from "../../src/evaluation/DecisionPoint.ts"
import type { DecisionPointOptions } from "../../src/evaluation/DecisionPoint.ts"
import { policyRepository } from "../../src/evaluation/PolicyRepository.ts"
import type { PolicyReference, PolicySet } from "../../src/Policy.ts"
import { readPolicy } from "../../src/xml/PolicyXml.ts"
import { writeResponseXml } from "../../src/xml/ResponseXml.ts"
import type { Attributes, Request } from "../../src/Request.ts"
import { AttributeId, Category, DataType, Status } from "../../src/Vocabulary.ts"

const policyOf = (body: string, algorithm = "deny-unless-permit") => {
  const reading = readPolicy(
    `<Policy xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="p" Version="1.0"
      RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:${algorithm}">${body}</Policy>`
  )
  if (!reading.ok) throw new Error(JSON.stringify(reading.findings))
  return reading.value
}

const allows = (name: string, mustBePresent = false, more = "") =>
  `<Target/><Rule RuleId="r" Effect="Permit"><Target><AnyOf><AllOf>
    <Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal">
      <AttributeValue DataType="${DataType.string}">${name}</AttributeValue>
      <AttributeDesignator Category="${Category.subject}" AttributeId="name" DataType="${DataType.string}" MustBePresent="${mustBePresent}"/>
    </Match></AllOf></AnyOf></Target></Rule>${more}`

const obligation = `<ObligationExpressions><ObligationExpression ObligationId="o" FulfillOn="Permit">
  <AttributeAssignmentExpression AttributeId="a"><AttributeValue DataType="${DataType.string}">x</AttributeValue></AttributeAssignmentExpression>
</ObligationExpression></ObligationExpressions>`

const named = (name: string, includeInResult = false): Attributes => ({
  category: Category.subject,
  id: name,
  attributes: [
    {
      attributeId: "name",
      includeInResult,
      values: [{ kind: "AttributeValue", dataType: DataType.string, text: name }]
    }
  ]
})
const request = (attributes: ReadonlyArray<Attributes>, more: Partial<Request> = {}): Request => ({
  returnPolicyIdList: false,
  combinedDecision: false,
  requestReferences: [],
  attributes,
  ...more
})
const now = Date.UTC(2026, 10, 25, 12)
const decide = (body: string, asked: Request, options: DecisionPointOptions = {}, algorithm?: string) =>
  decisionPoint(policyOf(body, algorithm), options).decide(asked, { now }).results

describe("a decision point", () => {
  it("gives a path among its obligations with the category and the namespaces that it needs", () => {
    const path = obligation.replace(
      `<AttributeValue DataType="${DataType.string}">x`,
      `<AttributeValue xmlns:m="urn:m" DataType="${DataType.xpathExpression}" XPathCategory="${Category.resource}">//m:x`
    )
    const results = decide(`<Target/>${path}`, request([]), {}, "permit-unless-deny")
    const xml = writeResponseXml({ results })
    expect(xml).toMatch(/<AttributeAssignment [^>]*xmlns:m="urn:m"/)
    expect(xml).toMatch(new RegExp(`<AttributeAssignment [^>]*XPathCategory="${Category.resource}"`))
  })

  it("names a policy once, however many references have led to it", () => {
    const policy = policyOf("<Target/>")
    const reference: PolicyReference = { kind: "PolicyIdReference", id: "p" }
    const set: PolicySet = {
      ...policy,
      kind: "PolicySet",
      id: "set",
      combiningAlgorithm: "urn:oasis:names:tc:xacml:3.0:policy-combining-algorithm:deny-unless-permit",
      children: [reference, reference]
    }
    const point = decisionPoint(set, { repository: policyRepository([policy]) })
    const [result] = point.decide(request([], { returnPolicyIdList: true }), { now }).results
    expect(result?.policyIdentifiers.map(({ id }) => id)).toEqual(["p", "set"])
  })

  it("repeats the attributes that ask for it, with the id of their group, whatever it decides", () => {
    expect(decide(allows("kari"), request([named("kari", true)]))).toMatchObject([
      { decision: "Permit", attributes: [{ category: Category.subject, id: "kari" }] }
    ])
    expect(decide(allows("kari"), request([named("ola", true)]))[0]?.attributes).toHaveLength(1)
    expect(decide(allows("kari"), request([named("kari")]))[0]?.attributes).toEqual([])
  })

  it("answers each of several decisions by itself", () => {
    const results = decide(allows("kari"), request([named("kari", true), named("ola", true)]))
    expect(results.map(({ attributes, decision }) => [attributes[0]?.id, decision])).toEqual([
      ["kari", "Permit"],
      ["ola", "Deny"]
    ])
  })

  it("combines decisions that agree, and none that differ or carry an obligation", () => {
    const combined = (body: string, ...names: ReadonlyArray<string>) =>
      decide(
        body,
        request(
          names.map((name) => named(name)),
          { combinedDecision: true }
        )
      )
    expect(combined(allows("kari"), "ola", "per")).toMatchObject([{ decision: "Deny", status: { code: Status.ok } }])
    expect(combined(allows("kari"), "kari", "ola")).toMatchObject([
      { decision: "Indeterminate", status: { code: Status.processingError } }
    ])
    expect(combined(allows("kari", false, obligation), "kari")).toMatchObject([{ decision: "Indeterminate" }])
  })

  it("says which attribute was missing, and only when it mattered", () => {
    const results = decide(allows("kari", true), request([]), {}, "deny-overrides")
    expect(results).toMatchObject([
      {
        decision: "Indeterminate",
        status: { code: Status.missingAttribute, missing: [{ attributeId: "name", category: Category.subject }] }
      }
    ])
    expect(decide(allows("kari", true), request([]))).toMatchObject([{ decision: "Deny", status: { code: Status.ok } }])
  })

  it("lists the policies that a decision rests on, when it is asked to", () => {
    expect(
      decide(allows("kari"), request([named("kari")], { returnPolicyIdList: true }))[0]?.policyIdentifiers
    ).toEqual([{ kind: "Policy", id: "p", version: "1.0" }])
    expect(decide(allows("kari"), request([named("kari")]))[0]?.policyIdentifiers).toEqual([])
  })

  const hours = `<Target/><Rule RuleId="r" Effect="Permit"><Condition>
    <Apply FunctionId="urn:oasis:names:tc:xacml:1.0:function:time-equal">
      <Apply FunctionId="urn:oasis:names:tc:xacml:1.0:function:time-one-and-only">
        <AttributeDesignator Category="${Category.environment}" AttributeId="${AttributeId.currentTime}" DataType="${DataType.time}" MustBePresent="true"/>
      </Apply><AttributeValue DataType="${DataType.time}">12:00:00Z</AttributeValue>
    </Apply></Condition></Rule>`

  it("takes the time from the caller, but the request's own where it has one", () => {
    const own: Attributes = {
      category: Category.environment,
      attributes: [
        {
          attributeId: AttributeId.currentTime,
          includeInResult: false,
          values: [{ kind: "AttributeValue", dataType: DataType.time, text: "13:00:00Z" }]
        }
      ]
    }
    expect(decide(hours, request([]))[0]?.decision).toBe("Permit")
    expect(decide(hours, request([own]))[0]?.decision).toBe("Deny")
  })

  it("has no clock when the time is no time", () => {
    for (const noTime of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const { results } = decisionPoint(policyOf(hours, "deny-overrides")).decide(request([]), { now: noTime })
      expect(results[0]?.status.code).toBe(Status.missingAttribute)
    }
  })

  it("answers as the Altinn engine when told to, which supplies no clock", () => {
    expect(decide(hours, request([]), { mode: "altinn" })[0]?.decision).not.toBe("Permit")
    expect(decide(allows("kari"), request([named("kari")]), { mode: "altinn" })[0]?.decision).toBe("Permit")
  })

  it("asks the information point for what the request lacks, and never for what it has", () => {
    const asked: Array<string> = []
    const point = decisionPoint(policyOf(allows("kari", true)))
    const attributesOf = ({ attributeId, dataType }: { readonly attributeId: string; readonly dataType: string }) => {
      asked.push(attributeId)
      return [{ type: dataType, data: "kari", text: "kari" }]
    }
    expect(point.decide(request([]), { now, attributesOf }).results[0]?.decision).toBe("Permit")
    expect(point.decide(request([named("ola")]), { now, attributesOf }).results[0]?.decision).toBe("Deny")
    expect(asked).toEqual(["name"])
  })

  it("answers what cannot be read with a syntax error that says where", () => {
    const reading = readPolicy("<Policy>")
    if (reading.ok) throw new Error("expected to be refused")
    const [result] = unreadable(reading.findings).results
    expect(result).toMatchObject({ decision: "Indeterminate", status: { code: Status.syntaxError } })
    expect(result?.status.message).toMatch(/\d+:\d+/)
  })
})
