import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { runVector } from "../src/Vectors.ts"
import type { Vector } from "../src/Vectors.ts"

const { vectors } = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../core/test/vectors/altinn-resolution.json"), "utf8")
) as { readonly vectors: ReadonlyArray<Vector> }

describe("the committed vectors with rule set altinn", () => {
  it("are of every kind", () => {
    expect(vectors.length).toBeGreaterThanOrEqual(216)
    expect(new Set(vectors.map(({ kind }) => kind)).size).toBe(29)
  })

  it.each(vectors.map((vector) => [vector.kind, vector.name, vector] as const))(
    "%s: %s",
    async (_kind, _name, vector) => {
      expect(await runVector(vector, "altinn")).toEqual({ outcome: "passed" })
    }
  )
})

/** What came out of a case that is not among the committed ones. */
const actualOf = async (kind: string, input: unknown): Promise<unknown> => {
  const result = await runVector({ name: "", kind, input, expected: Symbol("nothing equals this") }, "altinn")
  return result.outcome === "failed" ? result.actual : result.outcome
}

describe("a vector about time", () => {
  it("is run with all that its input says", async () => {
    const main = "2026-05-01T10:00:00Z"
    expect(await actualOf("reminder.time", { mainRequestedSendTime: main, delayDays: 7 })).toEqual({
      requestedSendTime: "2026-05-08T10:00:00Z",
      delayDays: 7
    })
    expect(await actualOf("reminder.valid", { delayDays: 1, requestedSendTime: main })).toEqual({ valid: false })
    expect(await actualOf("reminder.valid", { requestedSendTime: main })).toEqual({ valid: true })
    expect(await actualOf("reminder.valid", { requestedSendTime: main, now: "2026-05-01T10:00:01Z" })).toEqual({
      valid: false
    })
    expect(await actualOf("reminder.valid", { requestedSendTime: "2026-05-01T10:00:00" })).toEqual({ valid: false })
    const person = { nationalIdentityNumber: "01890100011", template: "$recipientName$ ($recipientNumber$)" }
    expect(await actualOf("keywords", { ...person, register: [{ ssn: "01890100011", name: null }] })).toEqual({
      text: " ()"
    })
    expect(
      await actualOf("sms.window", { utc: "2025-07-01T05:30:00Z", startHour: 7, endHour: 8, timeZone: "Europe/Oslo" })
    ).toEqual({ canSend: true })
    expect(await actualOf("order.cancel", { processingStatus: "Cancelled", minutesUntilRequestedSendTime: 0 })).toEqual(
      { httpStatus: 200 }
    )
  })
})

describe("a vector in another spelling", () => {
  it.each([
    ["phone.normalize", { raw: null }, { normalized: null }],
    ["sendCondition", { attempt: "first", response: { status: 204 } }, { outcome: "retryOnce" }],
    ["sendCondition", { attempt: "retry", response: { status: 204 } }, { outcome: "send" }],
    [
      "sendCondition",
      { attempt: "first", response: { status: 200, body: { sendNotification: false }, exception: null } },
      { outcome: "conditionNotMet" }
    ],
    ["statusFeed.pageSize", { pageSize: 501, max: null }, { effective: 500 }],
    ["sms.segments", { repeat: "a", times: null }, { encodedLength: 1, segments: 1 }],
    [
      "sms.expiry",
      { requestedSendTime: "2025-08-25T20:00:00Z", sendingTimePolicy: 2 },
      { expiry: "2025-08-28T07:00:00Z" }
    ],
    [
      "sms.expiry",
      { requestedSendTime: "2025-08-25T20:00:00Z", timeToLiveInSeconds: 600 },
      { expiry: "2025-08-25T20:10:00Z" }
    ],
    ["sendTime.valid", { api: "future", secondsFromNow: 0 }, { valid: true }],
    ["sendTime.valid", { api: "future" }, { valid: true }],
    ["sendTime.valid", { api: "v1", requestedSendTime: "2099-01-01T00:00:00" }, { valid: false }],
    [
      "sendTime.valid",
      { api: "v1", requestedSendTime: "2026-01-01T00:00:00Z", now: "2026-01-01T00:05:00Z" },
      { valid: true }
    ],
    [
      "sendTime.valid",
      { api: "future", requestedSendTime: "2026-01-01T00:00:00Z", now: "2026-01-01T00:05:00Z" },
      { valid: false }
    ],
    ["reminder.valid", { secondsFromNow: 60 }, { valid: true }],
    ["reminder.valid", { secondsFromNow: -1 }, { valid: false }],
    ["reminder.valid", { secondsFromNow: 60, delayDays: 1 }, { valid: false }],
    ["keywords", { template: "$recipientName$", register: null }, { text: "$recipientName$" }],
    [
      "keywords",
      {
        template: "$recipientName$",
        organizationNumber: "313000011",
        register: [{ organizationNumber: "313000011", name: "X" }]
      },
      { text: "X" }
    ]
  ])("of %s is run: %j", async (kind, input, expected) => {
    expect(await actualOf(kind, input)).toEqual(expected)
  })

  it("about an app without a name fails as its dependency does", async () => {
    const failed = {
      error: {
        type: "PlatformDependency",
        dependency: "AuthorizationService",
        operation: "AuthorizeUserContactPointsForResource"
      }
    }
    expect(await actualOf("pdp.resourceCategory", { resourceId: "app_ttd", partyId: 5001 })).toEqual(failed)
    const organizationNumber = "313000011"
    const input = {
      phase: "Processing",
      channel: "Email",
      resourceId: "urn:altinn:resource:app_ttd",
      recipients: [{ organizationNumber }],
      upstream: {
        organizations: [{ organizationNumber, emailList: ["post@example.com"] }],
        units: [{ organizationNumber, partyId: 5001, userContactPoints: [{ userId: 1, email: "kari@example.com" }] }]
      }
    }
    expect(await actualOf("resolve", input)).toEqual(failed)
    const nobody = { ...input, upstream: { ...input.upstream, units: [] } }
    expect(await actualOf("resolve", nobody)).toMatchObject({ calls: { units: 1, pdp: 0 } })
  })
})

describe("a vector that nothing runs", () => {
  it("is not covered", async () => {
    expect(await actualOf("nothing", {})).toBe("not-covered")
    expect(await actualOf("identifier.valid", { kind: "shoeSize", value: "43" })).toBe("not-covered")
  })
})

describe("a vector", () => {
  const base = {
    phase: "Processing",
    resourceId: "tax-report",
    upstream: { organizations: [{ organizationNumber: "313000011", emailList: ["post@example.com"] }] }
  }
  const resolve = async (input: object) =>
    runVector({ name: "", kind: "resolve", input: { ...base, ...input }, expected: undefined }, "altinn")

  it("uses explicit addresses as they stand, and looks nothing up", async () => {
    const result = await resolve({ channel: "Sms", recipients: [{ addresses: [{ type: "Sms", value: "40000001" }] }] })
    expect(result).toMatchObject({
      actual: {
        recipients: [{ isReserved: null, addresses: [{ type: "Sms", value: "40000001" }] }],
        calls: { persons: 0, organizations: 0, units: 0, pdp: 0 }
      }
    })
  })

  it("keeps every address of a recipient that has several, also those for another channel", async () => {
    const addresses = [
      { type: "Email", value: "a@example.com" },
      { type: "Sms", value: "+4740000001" },
      { type: "Email", value: "b@example.com" }
    ]
    const result = await resolve({ channel: "Email", recipients: [{ addresses }] })
    expect(result).toMatchObject({
      actual: { recipients: [{ addresses }] }
    })
  })

  it("lists given addresses in the order in which they are given", async () => {
    const addresses = [
      { type: "Sms", value: "+4740000001" },
      { type: "Email", value: "a@example.com" }
    ]
    expect(await resolve({ channel: "EmailPreferred", recipients: [{ addresses }] })).toMatchObject({
      actual: { recipients: [{ addresses }] }
    })
    const organizationNumber = "313000011"
    const recipients = [{ organizationNumber, addresses: [{ type: "Sms", value: "+4740000001" }] }]
    expect(await resolve({ channel: "Email", resourceId: null, recipients })).toMatchObject({
      actual: { recipients: [{ addresses: [...addresses.slice(0, 1), { type: "Email", value: "post@example.com" }] }] }
    })
  })

  it.each(["Email", "EmailPreferred", "EmailAndSms"])(
    "names a recipient with several addresses in every row of its own: %s",
    async (channel) => {
      const organizationNumber = "313000011"
      const addresses = [
        { type: "Email", value: "a@example.com" },
        { type: "Sms", value: "+4740000001" },
        { type: "Email", value: "b@example.com" }
      ]
      const input = { channel, resourceId: null, recipients: [{ organizationNumber, addresses }] }
      const row = (to: string, of = "Email") => ({ channel: of, to, result: "New", organizationNumber })
      expect(await actualOf("order.process", input)).toEqual({
        notifications: [
          row("a@example.com"),
          row("b@example.com"),
          ...(channel === "Email" ? [] : [row("+4740000001", "Sms")])
        ],
        orderStatus: "Processed"
      })
    }
  )

  it.each(["EmailPreferred", "EmailAndSms"])(
    "lets the last of several equal recipients stand with its own addresses alone: %s",
    async (channel) => {
      const organizationNumber = "313000011"
      const of = (...values: ReadonlyArray<string>) => ({
        organizationNumber,
        addresses: values.map((value) => ({ type: "Email", value }))
      })
      const input = {
        channel,
        resourceId: null,
        recipients: [of("a@example.com", "b@example.com"), of("c@example.com")]
      }
      const lacking = { channel: "Sms", to: "", result: "Failed_RecipientNotIdentified", organizationNumber }
      expect(await actualOf("order.process", input)).toEqual({
        notifications: [
          { channel: "Email", to: "c@example.com", result: "New", organizationNumber },
          ...(channel === "EmailAndSms" ? [lacking] : [])
        ],
        orderStatus: "Processed"
      })
    }
  )

  it("reads null as nothing", async () => {
    const recipients = [
      { externalIdentity: null, nationalIdentityNumber: "01890100011", organizationNumber: null, addresses: null }
    ]
    const input = { channel: "EmailAndSms", resourceId: null, recipients, upstream: null }
    expect(await actualOf("order.process", input)).toEqual({
      notifications: ["Email", "Sms"].map((channel) => ({
        channel,
        to: "",
        result: "Failed_RecipientNotIdentified",
        nationalIdentityNumber: "01890100011"
      })),
      orderStatus: "Completed"
    })
  })

  it("reads what the upstreams leave out as the platform does", async () => {
    const person = { nationalIdentityNumber: "17838410022" }
    const organization = { organizationNumber: "313000011" }
    const upstream = {
      ...base.upstream,
      persons: [{ ...person, email: "kari@example.com" }],
      units: [{ ...organization, partyId: 5001, userContactPoints: null }]
    }
    expect(await resolve({ channel: "Email", upstream, recipients: [person, organization] })).toMatchObject({
      actual: {
        recipients: [
          { isReserved: false, addresses: [{ type: "Email", value: "kari@example.com" }] },
          { addresses: [{ type: "Email", value: "post@example.com" }] }
        ],
        calls: { units: 1, pdp: 0 }
      }
    })
  })

  it("makes rows of an order, in which external identities have no name", async () => {
    const externalIdentity = "urn:altinn:username:kari"
    const input = {
      channel: "SmsPreferred",
      resourceId: null,
      recipients: [{ externalIdentity }, { organizationNumber: "313000011" }],
      upstream: {
        externalIdentities: [{ externalIdentity, email: "kari@example.com", mobileNumber: null }],
        organizations: [{ organizationNumber: "313000011", emailList: [], mobileNumberList: ["40000001"] }]
      }
    }
    expect(await actualOf("order.process", input)).toEqual({
      notifications: [
        { channel: "Email", to: "kari@example.com", result: "New" },
        { channel: "Sms", to: "+4740000001", result: "New", organizationNumber: "313000011" }
      ],
      orderStatus: "Processed"
    })
    expect(await actualOf("order.process", { ...input, upstream: { externalIdentitiesFail: true } })).toEqual({
      error: {
        type: "PlatformDependency",
        dependency: "ProfileClient",
        operation: "GetExternalIdentityContactPoints"
      }
    })
  })

  it("prefers the person where a recipient has several identifiers, but looks all of them up", async () => {
    const upstream = {
      ...base.upstream,
      persons: [{ nationalIdentityNumber: "17838410022", isReserved: false, email: "kari@example.com" }]
    }
    const recipients = [{ nationalIdentityNumber: "17838410022", organizationNumber: "313000011" }]
    const result = await resolve({ channel: "Email", upstream, recipients })
    expect(result).toMatchObject({
      actual: {
        recipients: [{ isReserved: false, addresses: [{ type: "Email", value: "kari@example.com" }] }],
        calls: { persons: 1, organizations: 1 }
      }
    })
  })

  it("fails, with what was expected and what came out", async () => {
    const vector = { name: "", kind: "phone.valid", input: { raw: "+4740000001" }, expected: { valid: false } }
    expect(await runVector(vector, "altinn")).toEqual({
      outcome: "failed",
      expected: { valid: false },
      actual: { valid: true }
    })
  })
})
