/**
 * Tests of the platform in folders of one's own, with fixtures that hold no more than they must.
 */
import { AltinnAttributeId, AttributeId, Category, DataType, xacmlNamespace } from "@adressat/xacml"
import { describe, expect, it } from "vitest"
import { adressat, folderOf } from "../RunCli.ts"

const [accessList, partyUuid] = ["urn:altinn:access-list", "urn:altinn:party:uuid"]
const uuid = "00000000-0000-4000-8000-000000000007"

/** Permits those on the list `banks`. */
const policy =
  `<Policy xmlns="${xacmlNamespace}" PolicyId="p" Version="1.0" RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides"><Target/>` +
  `<Rule RuleId="banks" Effect="Permit"><Target><AnyOf><AllOf><Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal">` +
  `<AttributeValue DataType="${DataType.string}">banks</AttributeValue><AttributeDesignator AttributeId="${accessList}" Category="${Category.subject}" DataType="${DataType.string}" MustBePresent="false"/>` +
  `</Match></AllOf></AnyOf></Target></Rule></Policy>`

const attributes = (texts: Readonly<Record<string, string>>) => ({
  Attribute: Object.entries(texts).map(([id, value]) => ({ AttributeId: id, Value: value }))
})

const request = (subject: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) => ({
  Request: {
    AccessSubject: [attributes(subject)],
    Action: [attributes({ [AttributeId.actionId]: "requestconsent" })],
    Resource: [attributes({ [AltinnAttributeId.resource]: "service", ...more })]
  }
})

const status = (name: string) => `urn:oasis:names:tc:xacml:1.0:status:${name}`

/** Runs one test of the platform; the completed request is left out where the platform makes none. */
const outcome = async (
  sent: object,
  enriched: object | undefined,
  decision: string,
  code = "ok",
  endpoint = "decision",
  pip: object = {}
) => {
  const test = {
    id: "one",
    endpoint: `POST /authorization/api/v1/${endpoint}`,
    requestFormat: "json",
    featureFlags: [],
    policies: ["policies/ResourceRegistry/service/policy.xml"],
    request: "request.json",
    response: "response.json",
    expectedDecisions: [decision],
    expectedStatusCodes: [status(code)],
    expectedObligationCounts: [0],
    specAgrees: true,
    individualDecisions:
      enriched === undefined
        ? []
        : [
            {
              policy: "policies/ResourceRegistry/service/policy.xml",
              enrichedRequest: "enriched.json",
              altinnRolePolicyDecision: decision,
              specRolePolicyDecision: decision
            }
          ]
  }
  await using folder = await folderOf({
    "manifest.json": [test],
    "policies/ResourceRegistry/service/policy.xml": policy,
    "request.json": sent,
    "response.json": { Response: [{ Decision: decision, Status: { StatusCode: { Value: status(code) } } }] },
    "enriched.json": enriched ?? {},
    "fixtures/pip.json": pip
  })
  return (await adressat(["conformance", folder.path])).stdout
}

const passed = "1 passed, 0 failed, 0 skipped\n"

describe("a test of the platform", () => {
  const party = { [partyUuid]: uuid }

  it("gets access lists from the completed request about the party, when they are asked for", async () => {
    const enriched = request({ ...party, [accessList]: "banks" })
    expect(await outcome(request(party), enriched, "Permit")).toBe(passed)
    const owner = { [AltinnAttributeId.partyId]: "313000011" }
    const notAsked = request({ ...party, [accessList]: "banks" }, owner)
    expect(await outcome(request(party, owner), notAsked, "Permit")).toMatch(/decisions: expected \["Permit"\]/)
  })

  it("may expect that a request is not understood", async () => {
    const foreign = { Attribute: [{ AttributeId: partyUuid, Value: uuid, DataType: DataType.double }] }
    const sent = { Request: { ...request(party).Request, AccessSubject: [foreign] } }
    expect(await outcome(sent, undefined, "Indeterminate", "processing-error", "authorize")).toBe(passed)
    expect(await outcome(sent, undefined, "Indeterminate", "syntax-error")).toBe(passed)
    const references = [{ ReferenceId: ["s"] }, { ReferenceId: ["s"] }]
    const unnamed = { Request: { ...request(party).Request, MultiRequests: { RequestReference: references } } }
    expect(await outcome(unnamed, undefined, "Indeterminate", "syntax-error", "authorize")).toBe(passed)
  })

  it("goes without a delegation whose policy is gone", async () => {
    const user = { [AltinnAttributeId.userId]: "7" }
    const owner = { [AltinnAttributeId.partyId]: "313000011" }
    const match = {
      resource: "service",
      fromPartyId: "313000011",
      subjectAttribute: AltinnAttributeId.userId,
      subjectValue: "7"
    }
    const pip = { profiles: [{ userId: 8 }], delegations: [{ matches: [match], policyPath: "gone.xml" }] }
    const asked = request(user, owner)
    expect(await outcome(asked, asked, "NotApplicable", "ok", "decision", pip)).toBe(passed)
  })
})
