/** Nothing that one service owner has is seen, changed or found by another, by whatever operation. */
import { describe, expect, it } from "vitest"
import { operations } from "../src/contract/Contract.ts"
import type { OperationName } from "../src/contract/Contract.ts"
import { ORDERS_SCOPE, POLICIES_SCOPE, REPORTS_SCOPE, SUPPORT_SCOPE } from "../src/contract/Scope.ts"
import { policyXml } from "./Policies.ts"
import { chain, COMPANY, makeWorld, value } from "./World.ts"

const world = await makeWorld({ operators: ["nav"] })
const CREATE = { "if-none-match": "*" }

const order = { channel: "Email", resourceId: "tax-report", recipients: [{ organizationNumber: COMPANY }] }

/** What Testdepartementet has: an order that was sent, a decision, a policy, a rule set. */
const placed = await value(await world.call("POST", "/notifications/api/v1/future/orders", { body: chain() }))
const shipmentId = placed["notification"].shipmentId as string
const waiting = await value(
  await world.call("POST", "/notifications/api/v1/future/orders", {
    body: chain({ idempotencyId: "later", requestedSendTime: "2026-12-01T10:00:00Z" })
  })
)
await world.takeUpDue()
await world.takeUpDue()
const { id: decisionId } = await value(await world.call("POST", "/adressat/v1/resolve?keep=true", { body: order }))
await world.call("PUT", "/adressat/v1/policies/ttd%2Fsecret-app", {
  body: policyXml,
  headers: { ...CREATE, "content-type": "application/xml" }
})
const strict = await value(await world.call("GET", "/adressat/v1/rule-sets/strict"))
await world.call("PUT", "/adressat/v1/rule-sets/secret-rules", {
  body: { ...strict, id: "secret-rules" },
  headers: CREATE
})
const sentId = world.sent[0]?.id ?? ""

/** For every operation that takes an id or lists: how it is called, and what the owner gets. */
const reads: Partial<Record<OperationName, readonly [path: string, body?: unknown]>> = {
  decision: [`/adressat/v1/decisions/${decisionId}`],
  replayDecision: [`/adressat/v1/decisions/${decisionId}/replay`],
  decisionExplanation: [`/adressat/v1/decisions/${decisionId}/explanation`],
  shipmentExplanation: [`/adressat/v1/orders/${shipmentId}/explanation`],
  policy: ["/adressat/v1/policies/ttd%2Fsecret-app"],
  ruleSet: ["/adressat/v1/rule-sets/secret-rules"],
  shipment: [`/notifications/api/v1/future/shipment/${shipmentId}`],
  orderV1: [`/notifications/api/v1/orders/${shipmentId}`],
  orderStatusV1: [`/notifications/api/v1/orders/${shipmentId}/status`],
  emailNotificationsV1: [`/notifications/api/v1/orders/${shipmentId}/notifications/email`],
  smsNotificationsV1: [`/notifications/api/v1/orders/${shipmentId}/notifications/sms`],
  cancelOrderV1: [`/notifications/api/v1/orders/${waiting["notification"].shipmentId}/cancel`]
}

const methodOf = (name: OperationName) => operations.find(([other]) => other === name)?.[1].method ?? "GET"

describe("what has an id is not there for another", () => {
  it("in every operation that takes one, except those that make something new", () => {
    const withId = operations.filter(([, { params }]) => params !== undefined).map(([name]) => name)
    expect([...Object.keys(reads), "publishPolicy", "publishRuleSet"].sort()).toStrictEqual(withId.sort())
  })

  it.each(Object.entries(reads))("%s", async (name, [path]) => {
    const method = methodOf(name as OperationName)
    expect((await world.call(method, path, { as: "skd" })).status).toBe(404)
    expect((await world.call(method, path)).status).toBe(200)
  })
})

describe("what is listed is one's own", () => {
  it.each([
    "/adressat/v1/policies",
    "/adressat/v1/rule-sets",
    "/notifications/api/v1/orders?sendersReference=ref-1",
    "/notifications/api/v1/future/shipment/feed"
  ])("%s", async (path) => {
    world.clock.set(world.clock.now() + 3000)
    const mine = await (await world.call("GET", path)).text()
    const theirs = await (await world.call("GET", path, { as: "skd" })).text()
    expect(theirs).not.toMatch(/secret|ref-1/)
    if (!path.endsWith("feed")) expect(mine).toMatch(/secret|ref-1/)
  })
})

it("an idempotency id of one is new for another", async () => {
  const place = (as: string) => world.call("POST", "/notifications/api/v1/future/orders", { as, body: chain() })
  expect([(await place("ttd")).status, (await place("skd")).status]).toStrictEqual([200, 201])
})

it("a rule set of one decides for nobody else", async () => {
  const resolve = (as: string) => world.call("POST", "/adressat/v1/resolve?ruleSet=secret-rules", { as, body: order })
  expect([(await resolve("ttd")).status, (await resolve("skd")).status]).toStrictEqual([200, 400])
  const compare = (as: string) =>
    world.call("POST", "/adressat/v1/rule-sets/compare", { as, body: { before: "secret-rules", after: "strict" } })
  expect([(await compare("ttd")).status, (await compare("skd")).status]).toStrictEqual([200, 400])
})

it("a document of the same id is another document", async () => {
  const put = (as: string) =>
    world.call("PUT", "/adressat/v1/rule-sets/same", { as, body: { ...strict, id: "same" }, headers: CREATE })
  expect([(await put("ttd")).status, (await put("skd")).status]).toStrictEqual([201, 201])
  const theirs = await world.call("PUT", "/adressat/v1/policies/ttd%2Fapp", {
    as: "skd",
    body: policyXml,
    headers: { ...CREATE, "content-type": "application/xml" }
  })
  expect(theirs.status).toBe(400)
})

it("an order is its caller's, whatever it says", async () => {
  const resolve = (creator: string) => world.call("POST", "/adressat/v1/resolve", { body: { ...order, creator } })
  expect([(await resolve("ttd")).status, (await resolve("skd")).status]).toStrictEqual([200, 400])
})

it("reports are taken for one's own messages only, except from an operator", async () => {
  const report = async (as: string, status: string) => {
    const response = await world.call("POST", "/adressat/v1/delivery-reports", {
      as,
      scopes: [REPORTS_SCOPE],
      body: { reports: [{ notificationId: sentId, status }] }
    })
    return (await value(response))["outcomes"][0] as string
  }
  expect(sentId).not.toBe("")
  expect(await report("skd", "Delivered")).toBe("unknown-notification")
  expect(await report("ttd", "Order_Completed")).toBe("not-possible")
  expect(await report("ttd", "Email_Delivered")).toBe("taken")
  expect(await report("nav", "Delivered")).toBe("known")
})

describe("support", () => {
  const asked = [
    `/adressat/v1/decisions/${decisionId}`,
    `/adressat/v1/decisions/${decisionId}/explanation`,
    `/adressat/v1/orders/${shipmentId}/explanation`
  ]

  it.each(asked)("sees what it names, without names and addresses: %s", async (path) => {
    const response = await world.call("GET", `${path}?creator=ttd`, { as: "nav", scopes: [SUPPORT_SCOPE] })
    expect(response.status).toBe(200)
    expect(await response.text()).not.toMatch(/@|1001|1002/)
    const own = await world.call("GET", path)
    expect(await own.text()).toMatch(/@/)
  })

  it.each(asked)("is nobody else: %s", async (path) => {
    const named = (as: string, scopes: ReadonlyArray<string>) =>
      world.call("GET", `${path}?creator=ttd`, { as, scopes })
    expect((await named("skd", [ORDERS_SCOPE, POLICIES_SCOPE])).status).toBe(400)
    expect((await named("skd", [POLICIES_SCOPE])).status).toBe(403)
    expect((await world.call("GET", path, { as: "nav", scopes: [SUPPORT_SCOPE] })).status).toBe(404)
  })

  it("makes a decision again without seeing who it is about", async () => {
    const response = await world.call("POST", `/adressat/v1/decisions/${decisionId}/replay?creator=ttd`, {
      as: "nav",
      scopes: [SUPPORT_SCOPE]
    })
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({ isSame: true })
    expect(text).not.toMatch(/@|1001/)
  })
})
