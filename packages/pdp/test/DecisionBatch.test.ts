import { readFileSync } from "node:fs"
import { join } from "node:path"
import { readRequestJson } from "@adressat/xacml"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { altinnDecisionRequest, decisionBatches, decisionRequestText, resourceCategory } from "../src/index.ts"
import type { DecisionQuestion } from "../src/index.ts"

interface Vector {
  readonly name: string
  readonly kind: string
  readonly input: {
    readonly batchSize: number
    readonly organizations: ReadonlyArray<{ readonly partyId: number; readonly userIds: ReadonlyArray<number> }>
    readonly resourceId: string
    readonly partyId: number
  }
  readonly expected: unknown
}

const { vectors } = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../core/test/vectors/altinn-resolution.json"), "utf8")
) as { readonly vectors: ReadonlyArray<Vector> }

const ofKind = (kind: string) => vectors.filter((vector) => vector.kind === kind)

const read = (pairs: ReadonlyArray<DecisionQuestion>, resource = "tax") => ({ resource, action: "read", pairs })

const pair = (partyId: number, userId: number | string): DecisionQuestion => ({
  organizationNumber: `org${partyId}`,
  partyId,
  userId
})

describe("decisionBatches", () => {
  it.for(ofKind("pdp.batches"))("$name", ({ expected, input }) => {
    const pairs = input.organizations.flatMap(({ partyId, userIds }) => userIds.map((userId) => pair(partyId, userId)))
    const batches = decisionBatches(read(pairs), input.batchSize).map((batch) =>
      [...Map.groupBy(batch.pairs, ({ partyId }) => partyId)].map(([partyId, members]) => ({
        partyId,
        userIds: members.map(({ userId }) => userId)
      }))
    )
    expect({ calls: batches.length, batches }).toEqual(expected)
  })

  it("ask each question once, in order, however often it stands there", () => {
    const questions = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })))
    fc.assert(
      fc.property(questions, fc.integer({ min: 1, max: 5 }), (pairs, size) => {
        const batches = decisionBatches(read(pairs.map(([party, user]) => pair(party, user))), size)
        const asked = batches.flatMap((batch) => batch.pairs.map(({ partyId, userId }) => `${partyId}/${userId}`))
        expect(asked).toEqual([...new Set(pairs.map(([party, user]) => `${party}/${user}`))])
        expect(batches.slice(0, -1).every((batch) => batch.pairs.length === size)).toBe(true)
      })
    )
  })
})

describe("resourceCategory", () => {
  it.for(ofKind("pdp.resourceCategory"))("$name", ({ expected, input }) => {
    const category = resourceCategory(input.resourceId, pair(input.partyId, 1))
    expect({
      id: category?.id,
      attributes: category?.attribute.map(({ attributeId, includeInResult, value }) => ({
        attributeId,
        value,
        includeInResult
      }))
    }).toEqual(expected)
  })

  it("names the organisation by its number when there is no party id", () => {
    expect(resourceCategory("tax", { organizationNumber: "313000028", userId: 1 })).toMatchObject({
      id: "resource313000028",
      attribute: [
        { attributeId: "urn:altinn:resource", value: "tax", includeInResult: false },
        { attributeId: "urn:altinn:organization:identifier-no", value: "313000028", includeInResult: true }
      ]
    })
  })

  it("is none for an id that begins with app_ and names no app", () => {
    expect([
      resourceCategory("app_ttd", pair(1, 1)),
      decisionRequestText(read([pair(1, 1)], "app_"), "altinn")
    ]).toEqual([undefined, undefined])
  })
})

describe("altinnDecisionRequest", () => {
  it("is what Altinn Notifications asks", () => {
    const text = "http://www.w3.org/2001/XMLSchema#string"
    const attribute = (attributeId: string, value: string, includeInResult: boolean, dataType = text) => ({
      attributeId,
      value,
      issuer: "Altinn",
      dataType,
      includeInResult
    })
    const pairs = [pair(5001, 11), pair(5001, 12), pair(5002, 11)]
    expect(altinnDecisionRequest(read(pairs, "tax-report"))).toEqual({
      request: {
        returnPolicyIdList: false,
        combinedDecision: false,
        accessSubject: [
          { id: "subject11", attribute: [attribute("urn:altinn:userid", "11", true)] },
          { id: "subject12", attribute: [attribute("urn:altinn:userid", "12", true)] }
        ],
        action: [
          {
            id: "action",
            attribute: [attribute("urn:oasis:names:tc:xacml:1.0:action:action-id", "read", false, "string")]
          }
        ],
        resource: [
          {
            id: "resource5001",
            attribute: [
              attribute("urn:altinn:resource", "tax-report", false),
              attribute("urn:altinn:partyid", "5001", true)
            ]
          },
          {
            id: "resource5002",
            attribute: [
              attribute("urn:altinn:resource", "tax-report", false),
              attribute("urn:altinn:partyid", "5002", true)
            ]
          }
        ],
        multiRequests: {
          requestReference: [
            { referenceId: ["subject11", "action", "resource5001"] },
            { referenceId: ["subject12", "action", "resource5001"] },
            { referenceId: ["subject11", "action", "resource5002"] }
          ]
        }
      }
    })
  })

  it("asks the same in either spelling", () => {
    const batch = read(
      [pair(1, 1), pair(2, "a b"), { ...pair(1, 1), task: { kind: "end-event", id: "End" } }],
      "app_a_b"
    )
    const readings = (["altinn", "oasis"] as const).map((profile) =>
      readRequestJson(decisionRequestText(batch, profile) ?? "")
    )
    expect(readings[0]).toMatchObject({ ok: true, value: { requestReferences: { length: 3 } } })
    const groups = readings.map((reading) => reading.ok && new Set(reading.value.attributes.map(({ id }) => id)))
    expect(groups[1]).toEqual(groups[0])
    expect(decisionRequestText(batch, "oasis")).toContain('"AccessSubject":[{"Id":"subject1"')
  })
})
