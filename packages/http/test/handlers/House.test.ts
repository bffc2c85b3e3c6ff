import { expect, it } from "vitest"
import type { OrderText } from "../../src/index.ts"
import { openApi } from "../Conformity.ts"
import { chain, makeWorld, value } from "../World.ts"

it("gives every text of a chain to the check, whether or not it could be placed", async () => {
  const asked: Array<OrderText> = []
  const world = await makeWorld({
    texts: (texts) => {
      asked.push(...texts)
      return texts.map(({ pointer }) => ({ pointer, severity: "warning" as const, code: "SHORT", message: "say more" }))
    }
  })
  const body = {
    recipient: chain().recipient,
    reminders: [{ recipient: { recipientSms: { smsSettings: { body: "Remember" } } } }, "nonsense", { recipient: null }]
  }
  const { findings } = await value(await world.call("POST", "/adressat/v1/texts/check", { body }))
  expect(asked).toStrictEqual([
    {
      pointer: "/recipient/recipientOrganization/emailSettings/subject",
      kind: "email-subject",
      text: "A letter",
      isReminder: false
    },
    {
      pointer: "/recipient/recipientOrganization/emailSettings/body",
      kind: "email-body",
      text: "There is a letter for you.",
      isReminder: false
    },
    {
      pointer: "/reminders/0/recipient/recipientSms/smsSettings/body",
      kind: "sms-body",
      text: "Remember",
      isReminder: true
    }
  ])
  expect(findings).toHaveLength(3)
})

it("finds nothing in texts where there is no check", async () => {
  const world = await makeWorld()
  for (const body of [chain(), {}, [], "null"]) {
    expect(await value(await world.call("POST", "/adressat/v1/texts/check", { body }))).toStrictEqual({ findings: [] })
  }
})

it("is ready when everything it needs answers, and says since when it has its list", async () => {
  const { owners } = await import("../World.ts")
  const world = await makeWorld({ serviceOwners: { list: async () => owners } })
  const { checks } = await value(await world.call("GET", "/ready", { as: null }))
  expect(checks).toContainEqual({ name: "service-owners", status: "ok", detail: "as of 2026-11-26T10:00:00.000Z" })
  const blind = await makeWorld({ serviceOwners: { list: () => Promise.reject(new Error("no file")) } })
  const response = await blind.call("GET", "/ready", { as: null })
  expect([response.status, (await value(response))["detail"]]).toStrictEqual([503, "not ready: service-owners"])
  expect((await blind.call("GET", "/adressat/v1/policies")).status).toBe(403)
})

it("measures what it does, and hides that where it is told to", async () => {
  const world = await makeWorld()
  await world.call("GET", "/adressat/v1/policies")
  await world.call("GET", "/adressat/v1/policies", { as: null })
  await world.call("GET", "/nowhere", { as: null })
  const text = await (await world.call("GET", "/metrics", { as: null })).text()
  expect(text).toContain('adressat_http_requests_total{operation="policies",status="200"} 1')
  expect(text).toContain('adressat_http_requests_total{operation="policies",status="401"} 1')
  expect(text).toContain('adressat_http_requests_total{operation="none",status="404"} 1')
  expect(text).toContain("adressat_http_requests_in_flight 1")
  expect(text).toContain("adressat_remembered_tokens 1")
  const hidden = await makeWorld({ hasMetrics: false })
  expect((await hidden.handler(new Request("http://localhost/metrics"))).status).toBe(404)
})

it("describes itself, as data and as a page that loads nothing", async () => {
  const world = await makeWorld()
  expect(await value(await world.call("GET", "/openapi.json", { as: null }))).toStrictEqual(openApi)
  const page = await world.call("GET", "/docs", { as: null })
  expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/)
})

it("takes reports in either spelling, at most a thousand at once", async () => {
  const world = await makeWorld()
  await world.call("POST", "/notifications/api/v1/future/orders", { body: chain() })
  await world.takeUpDue()
  await world.takeUpDue()
  const report = async (reports: ReadonlyArray<unknown>) =>
    world.call("POST", "/adressat/v1/delivery-reports", {
      scopes: ["adressat:delivery-reports.write"],
      body: { reports }
    })
  const [first, second] = world.sent.map(({ id }) => id)
  const { outcomes } = await value(
    await report([
      { notificationId: first, status: "Delivered" },
      { notificationId: first, status: "Delivered" },
      { notificationId: second, status: "Email_Failed_InvalidFormat" },
      { notificationId: second, status: "SMS_Delivered?" },
      { notificationId: "none", status: "Delivered" }
    ])
  )
  expect(outcomes).toStrictEqual(["taken", "known", "not-possible", "not-possible", "unknown-notification"])
  expect((await report(Array.from({ length: 1001 }, () => ({ notificationId: "a", status: "b" })))).status).toBe(400)
  expect((await report([{ notificationId: 1 }])).status).toBe(400)
})
