import { expect, it } from "vitest"
import { chain, COMPANY, makeWorld } from "./World.ts"

const world = await makeWorld()

it("resolves", async () => {
  const response = await world.call("POST", "/adressat/v1/resolve", {
    body: { channel: "Email", resourceId: "tax-report", recipients: [{ organizationNumber: COMPANY }] }
  })
  const body = await response.json()
  console.log(JSON.stringify(body).slice(0, 800))
  expect(response.status).toBe(200)
  const r2 = await world.call("POST", "/notifications/api/v1/future/orders", { body: chain() })
  console.log(r2.status, JSON.stringify(await r2.json(), null, 1))
  const r3 = await world.call("POST", "/notifications/api/v1/future/orders", { body: {} })
  console.log(r3.status, JSON.stringify(await r3.json(), null, 1))
  for (const p of ["/health", "/ready", "/metrics", "/docs"]) {
    const r = await world.call("GET", p, { as: null })
    console.log(p, r.status, (await r.text()).slice(0, 700))
  }
})
