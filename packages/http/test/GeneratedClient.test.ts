/** A client that a maintained generator makes of the description, used against the handler. */
import createGeneratedClient from "openapi-fetch"
import openapiTS, { astToString } from "openapi-typescript"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { openApi } from "./Conformity.ts"
import type { paths } from "./fixtures/OpenApi.d.ts"
import { policyXml } from "./Policies.ts"
import { COMPANY, makeWorld, tokenOf } from "./World.ts"

const file = join(import.meta.dirname, "fixtures/OpenApi.d.ts")

it("is the one that is committed; ADRESSAT_UPDATE_CLIENT=1 writes it anew", async () => {
  const generated = astToString(await openapiTS(structuredClone(openApi) as never))
  if (process.env["ADRESSAT_UPDATE_CLIENT"] === "1" || !existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, generated)
  }
  expect(readFileSync(file, "utf8")).toBe(generated)
})

const world = await makeWorld()
const client = createGeneratedClient<paths>({
  baseUrl: "http://localhost",
  fetch: world.handler,
  headers: { authorization: `Bearer ${await tokenOf("ttd")}` }
})

describe("a generated client", () => {
  it("resolves an order", async () => {
    const { data, error } = await client.POST("/adressat/v1/resolve", {
      params: { query: { ruleSet: "strict" } },
      body: { channel: "Email", resourceId: "tax-report", recipients: [{ organizationNumber: COMPANY }] }
    })
    expect(error).toBeUndefined()
    expect(data?.decision.deliveries.map(({ address }) => address)).toStrictEqual([
      "post@firma.example",
      "anne@firma.example"
    ])
  })

  it("places an order, follows it, and takes it back", async () => {
    const { data } = await client.POST("/notifications/api/v1/future/orders", {
      body: {
        idempotencyId: "generated",
        requestedSendTime: "2026-12-01T10:00:00Z",
        recipient: {
          recipientOrganization: {
            orgNumber: COMPANY,
            channelSchema: "Email",
            emailSettings: { subject: "s", body: "b" }
          }
        }
      }
    })
    const id = data?.notification.shipmentId ?? ""
    const shipment = await client.GET("/notifications/api/v1/future/shipment/{id}", { params: { path: { id } } })
    expect(shipment.data).toMatchObject({ shipmentId: id, status: "Order_Registered" })
    const cancelled = await client.PUT("/notifications/api/v1/orders/{id}/cancel", { params: { path: { id } } })
    expect(cancelled.data?.processingStatus.status).toBe("Cancelled")
  })

  it("publishes a policy, and meets a problem as one", async () => {
    const put = (header: Readonly<Record<string, string>>) =>
      client.PUT("/adressat/v1/policies/{id}", {
        params: { path: { id: "ttd/app" }, header },
        headers: { "content-type": "application/xml" },
        body: policyXml,
        bodySerializer: (body) => body
      })
    expect((await put({ "if-none-match": "*" })).data?.document).toMatchObject({ id: "ttd/app", version: 1 })
    const again = await put({})
    expect([again.response.status, again.error?.type]).toStrictEqual([
      428,
      "urn:adressat:problem:precondition-required"
    ])
  })
})
