import { describe, expect, it } from "vitest"
import { COMPANY, makeWorld, PERSON, rows, sources, value } from "../World.ts"

const order = { channel: "Email", resourceId: "tax-report", recipients: [{ organizationNumber: COMPANY }] }

const world = await makeWorld()

describe("deciding", () => {
  it("names every delivery and everyone left out", async () => {
    const { decision, id, warnings } = await value(await world.call("POST", "/adressat/v1/resolve", { body: order }))
    expect(decision.deliveries.map(({ address }: { address: string }) => address)).toStrictEqual([
      "post@firma.example",
      "anne@firma.example"
    ])
    expect(decision.withheld).toMatchObject([{ reasons: [{ code: "READ_ACCESS_NOT_PERMITTED" }] }])
    expect([id, warnings]).toStrictEqual([undefined, []])
  })

  it("says what is doubtful about an order", async () => {
    const body = { channel: "Email", recipients: [{ nationalIdentityNumber: "17838490035" }] }
    const { warnings } = await value(await world.call("POST", "/adressat/v1/resolve", { body }))
    expect(warnings).toMatchObject([{ pointer: "/recipients/0/nationalIdentityNumber", code: "doubtful-identifier" }])
  })

  it("is by the rule set that is named", async () => {
    const idOf = async (query: string) =>
      (await value(await world.call("POST", `/adressat/v1/resolve${query}`, { body: order })))["decision"].ruleSet.id
    expect([await idOf(""), await idOf("?ruleSet=altinn"), await idOf("?ruleSet=strict")]).toStrictEqual([
      "altinn",
      "altinn",
      "strict"
    ])
  })

  it("is by the newest version of one's own rule set", async () => {
    const strict = await value(await world.call("GET", "/adressat/v1/rule-sets/strict"))
    const publish = (version: string, headers: Readonly<Record<string, string>>) =>
      world.call("PUT", "/adressat/v1/rule-sets/mine", { body: { ...strict, id: "mine", version }, headers })
    const versionOf = async () =>
      (await value(await world.call("POST", "/adressat/v1/resolve?ruleSet=mine", { body: order })))["decision"].ruleSet
        .version
    await publish("2026-01-01", { "if-none-match": "*" })
    expect(await versionOf()).toBe("2026-01-01")
    await publish("2026-02-02", { "if-match": '"1"' })
    expect(await versionOf()).toBe("2026-02-02")
  })

  it("explains in each language, to each audience", async () => {
    const summaryOf = async (query: string) =>
      (await value(await world.call("POST", `/adressat/v1/explain${query}`, { body: order })))["explanation"]
    expect((await summaryOf("")).language).toBe("en")
    expect((await summaryOf("?language=nb")).summary).toMatch(/^Varsler som sendes: 2/)
    expect((await summaryOf("?language=nn&audience=auditor")).audience).toBe("auditor")
    expect((await world.call("POST", "/adressat/v1/explain?language=se", { body: order })).status).toBe(400)
  })
})

describe("keeping", () => {
  it("keeps a decision with all that it was made from, and makes it again", async () => {
    const kept = await world.call("POST", "/adressat/v1/resolve?keep=true", { body: order })
    const { decision, id } = await value(kept)
    expect(kept.headers.get("location")).toBe(`/adressat/v1/decisions/${id}`)
    const found = await value(await world.call("GET", `/adressat/v1/decisions/${id}`))
    expect(found).toMatchObject({ id, purpose: "asked", order: { ...order, creator: "ttd" }, decision })
    expect(found["snapshot"].statutoryContacts).toHaveLength(1)
    const again = await value(await world.call("POST", `/adressat/v1/decisions/${id}/replay`))
    expect(again).toStrictEqual({ id, isSame: true, decision })
    const words = await value(await world.call("GET", `/adressat/v1/decisions/${id}/explanation?language=nb`))
    expect(words["candidates"]).toHaveLength(3)
  })

  it("keeps nothing unless asked to, and finds nothing that is not there", async () => {
    const response = await world.call("POST", "/adressat/v1/resolve?keep=false", { body: order })
    expect(response.headers.has("location")).toBe(false)
    expect((await world.call("GET", "/adressat/v1/decisions/none")).status).toBe(404)
    expect((await world.call("POST", "/adressat/v1/decisions/none/replay")).status).toBe(404)
  })
})

describe("what differs between forecast and decision", () => {
  it("is told by shipment: who came, who went, and why", async () => {
    let access = rows.readAccess
    const drifting = await makeWorld({ sources: { ...sources, readAccess: () => access } })
    const body = {
      idempotencyId: "drift",
      requestedSendTime: "2026-11-27T10:00:00Z",
      recipient: {
        recipientOrganization: {
          orgNumber: COMPANY,
          channelSchema: "Email",
          resourceId: "urn:altinn:resource:tax-report",
          emailSettings: { subject: "s", body: "b" }
        }
      }
    }
    const placed = await value(await drifting.call("POST", "/notifications/api/v1/future/orders", { body }))
    const path = `/adressat/v1/orders/${placed["notification"].shipmentId}/explanation`
    const before = await value(await drifting.call("GET", path))
    expect(before).toMatchObject({ status: "Registered", forecast: { explanation: { language: "en" } } })
    expect(before).not.toHaveProperty("decision")
    expect(before["forecast"].id).toBe(placed["explanation"].shipments[0].forecastId)
    // By the time it is sent, Anne has lost her access and Bo has got his.
    access = [
      { organizationNumber: COMPANY, userId: 1001, decision: "Deny" },
      { organizationNumber: COMPANY, userId: 1002, decision: "Permit" }
    ] as typeof access
    drifting.clock.set(Date.parse("2026-11-27T10:00:00Z"))
    expect(await drifting.takeUpDue()).toBe(1)
    const after = await value(await drifting.call("GET", path))
    expect(after["drift"]).toMatchObject([
      { change: "went", before: [{ address: "anne@firma.example" }], reasons: ["READ_ACCESS_NOT_PERMITTED"] },
      { change: "came", after: [{ address: "bo@firma.example" }], reasons: ["READ_ACCESS_NOT_PERMITTED"] }
    ])
  })

  it("is nothing for a shipment that is not there", async () => {
    expect((await world.call("GET", "/adressat/v1/orders/none/explanation")).status).toBe(404)
  })
})

it("asks each source as the order needs it, and tells a source that failed as unknown, never as no", async () => {
  const failing = await makeWorld({
    sources: {
      ...sources,
      persons: () => {
        throw new Error("no connection")
      }
    }
  })
  const body = { channel: "Email", recipients: [{ nationalIdentityNumber: PERSON }] }
  const { decision } = await value(await failing.call("POST", "/adressat/v1/resolve", { body }))
  expect(decision).toMatchObject({ retryable: true, deliveries: [], recipients: [{ outcome: "undetermined" }] })
})
