/**
 * A service owner's way through the founding guide, over HTTP against the real command: registered, the right scope, the
 * policy reviewed, the text checked, an order placed, decided and followed to its end.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { demoFolder } from "./RunCli.ts"
import { issuerIn, ORDERS, startServer, TAX } from "./RunServe.ts"
import type { RunningServer } from "./RunServe.ts"

const SOLVIK = "310000264"

let folder: string
let server: RunningServer
let token: Awaited<ReturnType<typeof issuerIn>>["token"]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "adressat-steps-"))
  const issuer = await issuerIn(folder)
  token = issuer.token
  server = await startServer(["--sample-world", "--db", join(folder, "steps.db"), ...issuer.args])
})
afterAll(async () => {
  await server.end("SIGTERM")
  await rm(folder, { recursive: true, force: true })
})

interface Asked {
  readonly method?: string
  readonly body?: unknown
  readonly type?: string
}

// The shapes are held to the OpenAPI document by the tests of the http package.
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any

const call = async (by: string | undefined, path: string, { body, method, type = "application/json" }: Asked = {}) => {
  const response = await fetch(`${server.url}${path}`, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      ...(by === undefined ? {} : { authorization: `Bearer ${by}` }),
      ...(body === undefined ? {} : { "content-type": type })
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) })
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    json: (text === "" ? undefined : JSON.parse(text)) satisfies Json
  }
}

const chain = (idempotencyId: string, orgNumber: string, resourceId = "urn:altinn:resource:tax-report") => ({
  idempotencyId,
  sendersReference: "your-tax-report",
  recipient: {
    recipientOrganization: {
      orgNumber,
      channelSchema: "EmailPreferred",
      resourceId,
      emailSettings: { subject: "Tax report for $recipientName$", body: "There is a message for you in Altinn." },
      smsSettings: { body: "There is a message for you in Altinn." }
    }
  }
})

describe("the guide's five steps", () => {
  it("1: an enterprise that is no service owner is refused", async () => {
    const stranger = await token({ organizationNumber: "310000019", scopes: [ORDERS] })
    const { json, status } = await call(stranger, "/notifications/api/v1/future/orders", {
      body: chain("1", "310000019")
    })
    expect(status).toBe(403)
    expect(json.title).toMatch(/service owner/i)
    expect(
      (await call(undefined, "/notifications/api/v1/future/orders", { body: chain("1", "310000019") })).status
    ).toBe(401)
  })

  it("2: a client without the scope is refused, and told which", async () => {
    const client = await token({ organizationNumber: TAX, scopes: ["altinn:serviceowner/instances.read"] })
    const { json, status } = await call(client, "/notifications/api/v1/future/orders", {
      body: chain("2", "310000019")
    })
    expect(status).toBe(403)
    expect(json.detail).toContain(ORDERS)
  })

  it("3: the policy says who may read, and so who may be notified", async () => {
    const owner = await token({ organizationNumber: TAX, scopes: [ORDERS, "adressat:policies.write"] })
    const policy = await readFile(join(demoFolder, "world/policies/tax-report.xml"), "utf8")
    const { json, status } = await call(owner, "/adressat/v1/policies/review?resource=tax-report", {
      body: policy,
      type: "application/xml"
    })
    expect(status).toBe(200)
    expect(JSON.stringify(json)).toContain("DAGL")
  })

  it("4: the text is checked", async () => {
    const owner = await token({ organizationNumber: TAX, scopes: [ORDERS] })
    const { status } = await call(owner, "/adressat/v1/texts/check", { body: chain("4", "310000019") })
    expect(status).toBe(200)
  })

  it("5: an order is placed, decided, explained and followed to its end", async () => {
    const owner = await token({ organizationNumber: TAX, scopes: [ORDERS] })
    const placed = await call(owner, "/notifications/api/v1/future/orders", { body: chain("5", "310000019") })
    expect(placed.status).toBe(201)
    const { shipmentId } = placed.json.notification
    expect(placed.json.explanation.shipments[0].deliveries).toHaveLength(2)
    expect(placed.json.explanation.shipments[0].leftOut).toContainEqual(
      expect.objectContaining({ reasons: [{ code: "OPTED_OUT", gate: "custom-contact/service-selected" }] })
    )

    const again = await call(owner, "/notifications/api/v1/future/orders", { body: chain("5", "310000019") })
    expect(again.status).toBe(200)
    expect(again.json.notification.shipmentId).toBe(shipmentId)

    await expect
      .poll(async () => (await call(owner, `/notifications/api/v1/future/shipment/${shipmentId}`)).json.status, {
        timeout: 60_000
      })
      .toBe("Order_Completed")
    const { json: shipment } = await call(owner, `/notifications/api/v1/future/shipment/${shipmentId}`)
    expect(shipment.recipients.map(({ destination, status }: Json) => [destination, status]).sort()).toEqual([
      ["kari@fjordtind.example.com", "Email_Delivered"],
      ["post@fjordtind.example.com", "Email_Delivered"]
    ])

    const { json: explained } = await call(owner, `/adressat/v1/orders/${shipmentId}/explanation?language=nb`)
    expect(JSON.stringify(explained)).toMatch(/tjenest/i)
    const { json: feed } = await call(owner, "/notifications/api/v1/future/shipment/feed?seq=0")
    await expect
      .poll(async () => (await call(owner, "/notifications/api/v1/future/shipment/feed?seq=0")).json.length, {
        timeout: 60_000
      })
      .toBe(1)
    expect(feed.length).toBeLessThanOrEqual(1)

    const neighbour = await token({ organizationNumber: SOLVIK, scopes: [ORDERS] })
    expect((await call(neighbour, `/notifications/api/v1/future/shipment/${shipmentId}`)).json.code).toBe("NOT-00003")
    expect((await call(neighbour, "/notifications/api/v1/future/shipment/feed?seq=0")).json).toEqual([])
  }, 180_000)

  it("and one that nobody can be reached by is refused, with the reason that the platform keeps to itself", async () => {
    const owner = await token({ organizationNumber: TAX, scopes: [ORDERS] })
    const { json, status } = await call(owner, "/notifications/api/v1/future/orders", { body: chain("6", "999999999") })
    expect(status).toBe(422)
    expect(json.code).toBe("NOT-00001")
    expect(json.explanation).toBeDefined()
  })
})
