import { beforeEach, describe, expect, it } from "vitest"
import type { World } from "../World.ts"
import { chain, COMPANY, makeWorld, NOW, RESERVED_PERSON, value } from "../World.ts"

const API = "/notifications/api/v1"

let world: World
const get = (path: string) => world.call("GET", `${API}${path}`)

const placed = async (members: Readonly<Record<string, unknown>> = {}) => {
  const response = await world.call("POST", `${API}/future/orders`, { body: chain(members) })
  return (await value(response))["notification"].shipmentId as string
}

const shared = await makeWorld()

beforeEach(() => {
  world = shared
})

describe("an order as it goes", () => {
  it("is registered, processed, handed over, delivered; and then in the feed, once", async () => {
    world = await makeWorld()
    const id = await placed({ requestedSendTime: "2026-11-26T11:00:00Z" })
    const status = async () => (await value(await get(`/future/shipment/${id}`)))["status"]
    expect(await status()).toBe("Order_Registered")
    expect(await world.takeUpDue()).toBe(0)
    world.clock.set(Date.parse("2026-11-26T11:00:00Z"))
    expect(await world.takeUpDue()).toBe(1)
    expect(await world.takeUpDue()).toBe(1)
    expect(await value(await get(`/future/shipment/${id}`))).toStrictEqual({
      shipmentId: id,
      sendersReference: "ref-1",
      type: "Notification",
      status: "Order_Processed",
      lastUpdate: "2026-11-26T11:00:00Z",
      recipients: ["post@firma.example", "anne@firma.example"].map((destination) => ({
        type: "Email",
        destination,
        status: "Email_Succeeded",
        lastUpdate: "2026-11-26T11:00:00Z"
      }))
    })
    expect(await (await get("/future/shipment/feed")).json()).toStrictEqual([])
    const reports = world.sent.map((message) => ({ notificationId: message.id, status: "Email_Delivered" }))
    await world.call("POST", "/adressat/v1/delivery-reports", {
      scopes: ["adressat:delivery-reports.write"],
      body: { reports }
    })
    expect(await status()).toBe("Order_Completed")
    world.clock.set(Date.parse("2026-11-26T11:00:03Z"))
    const feed = await value(await get("/future/shipment/feed?orderBy=desc&pageSize=0"))
    expect(feed).toMatchObject([{ shipmentId: id, status: "Order_Completed", shipmentType: "Notification" }])
    expect(await (await get(`/future/shipment/feed?seq=${feed[0].sequenceNumber}`)).json()).toStrictEqual([])
  })

  it("is shown in the shapes of the v1 API", async () => {
    world = await makeWorld()
    const response = await world.call("POST", `${API}/orders`, {
      body: {
        recipients: [
          { organizationNumber: COMPANY },
          { nationalIdentityNumber: RESERVED_PERSON },
          { mobileNumber: "+4740000009" }
        ],
        notificationChannel: "EmailPreferred",
        emailTemplate: { subject: "s", body: "b", fromAddress: "us@example.org" },
        smsTemplate: { body: "b", senderNumber: "Us" },
        sendersReference: "v1",
        requestedSendTime: "2026-11-26T10:00:00+00:00"
      }
    })
    const { orderId } = await value(response)
    const self = `${API}/orders/${orderId}`
    const order = await value(await get(`/orders/${orderId}`))
    expect(order).toMatchObject({
      id: orderId,
      creator: "ttd",
      sendersReference: "v1",
      requestedSendTime: "2026-11-26T10:00:00Z",
      notificationChannel: "EmailPreferred",
      recipients: [
        { organizationNumber: COMPANY },
        { nationalIdentityNumber: RESERVED_PERSON },
        { mobileNumber: "+4740000009" }
      ],
      emailTemplate: { fromAddress: "us@example.org", contentType: "Plain" },
      smsTemplate: { senderNumber: "Us", body: "b" },
      links: { self, status: `${self}/status` }
    })
    expect(await value(await get("/orders?sendersReference=v1"))).toStrictEqual({ count: 1, orders: [order] })
    await world.takeUpDue()
    await world.takeUpDue()
    const status = await value(await get(`/orders/${orderId}/status`))
    // The platform shows an order that is processed as completed.
    expect(status["processingStatus"]).toMatchObject({ status: "Completed" })
    expect(status["notificationsStatusSummary"]).toStrictEqual({
      email: { links: { self: `${self}/notifications/email` }, generated: 2, succeeded: 1 },
      sms: { links: { self: `${self}/notifications/sms` }, generated: 1, succeeded: 1 }
    })
    const emails = await value(await get(`/orders/${orderId}/notifications/email`))
    expect(emails).toMatchObject({ orderId, sendersReference: "v1", generated: 2, succeeded: 1 })
    expect(emails["notifications"]).toMatchObject([
      {
        succeeded: true,
        recipient: { emailAddress: "post@firma.example", organizationNumber: COMPANY },
        sendStatus: { status: "Succeeded" }
      },
      {
        succeeded: false,
        recipient: { nationalIdentityNumber: RESERVED_PERSON, isReserved: true },
        sendStatus: { status: "Failed_RecipientReserved" }
      }
    ])
    const sms = await value(await get(`/orders/${orderId}/notifications/sms`))
    expect(sms["notifications"]).toMatchObject([{ succeeded: true, recipient: { mobileNumber: "+4740000009" } }])
  })
})

describe("an order is taken back", () => {
  const cancel = (id: string) => world.call("PUT", `${API}/orders/${id}/cancel`)

  it("until five minutes before its send time, and twice if need be", async () => {
    const id = await placed({ idempotencyId: "cancelled", requestedSendTime: "2026-11-26T11:00:00Z" })
    for (const time of [1, 2]) {
      const response = await cancel(id)
      expect([time, response.status]).toStrictEqual([time, 200])
      expect((await value(response))["processingStatus"].status).toBe("Cancelled")
    }
  })

  it("not later: 409; and not one that is not there: 404 NOT-00003", async () => {
    const id = await placed({ idempotencyId: "too-late", requestedSendTime: new Date(NOW + 300_000).toISOString() })
    const late = await cancel(id)
    expect([late.status, (await value(late))["detail"]]).toStrictEqual([
      409,
      "its send time is less than five minutes away"
    ])
    const none = await cancel("00000000-0000-0000-0000-000000000000")
    expect([none.status, (await value(none))["code"]]).toStrictEqual([404, "NOT-00003"])
  })
})

describe("the feed", () => {
  it("refuses a sequence number below zero in the platform's words, and what is no number", async () => {
    const { errors } = await value(await get("/future/shipment/feed?seq=-1"))
    expect(errors).toStrictEqual({ seq: ["Sequence number cannot be less than 0."] })
    const response = await get("/future/shipment/feed?seq=x&pageSize=y")
    expect(response.status).toBe(400)
    expect(Object.keys((await value(response))["errors"])).toStrictEqual(["seq", "pageSize"])
  })

  it("passes over what it does not know, as the platform does", async () => {
    expect((await get("/future/shipment/feed?unknown=1")).status).toBe(200)
    expect((await get("/orders")).status).toBe(400)
  })
})
