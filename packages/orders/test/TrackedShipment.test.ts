import { describe, expect, it } from "vitest"
import { advanced, apiStatusOf, feedEntryOf, isFinalNotification, isFinalShipment } from "../src/index.ts"
import type { OrderStatus, TrackedNotification, TrackedShipment } from "../src/index.ts"
import { orderStatuses } from "../src/Status.ts"
import { noon, shipmentOf } from "./World.ts"

const row: TrackedNotification = {
  id: "n",
  channel: "Email",
  to: "kari@example.com",
  recipient: 0,
  status: "Failed_SupressedRecipient",
  lastUpdate: noon + 1500,
  expiry: noon + 2000
}
const tracked: TrackedShipment = {
  shipmentId: "s",
  chainId: "c",
  place: 0,
  shipment: shipmentOf({ sendersReference: "ref" }),
  placedAt: noon - 1000,
  status: "Processed",
  lastUpdate: noon,
  dueAt: noon + 5,
  attempts: 0,
  notifications: [row],
  revision: 4
}
const all = Object.keys(orderStatuses) as ReadonlyArray<OrderStatus>

describe("a tracked shipment", () => {
  it("grows by one revision with every change, and moves its last update with its status only", () => {
    expect(advanced(tracked, noon + 9, { attempts: 2 })).toEqual({ ...tracked, attempts: 2, revision: 5 })
    expect(advanced(tracked, noon + 9, { status: "Completed" })).toMatchObject({ lastUpdate: noon + 9, revision: 5 })
  })

  it("that is final is never due", () => {
    const due = all.filter((status) => advanced(tracked, noon, { status, dueAt: noon }).dueAt !== null)
    expect(due).toEqual(["Registered", "Processing", "Processed"])
    expect(all.filter((status) => !isFinalShipment({ status }))).toEqual(due)
  })

  it("has an entry in the feed when it is completed or its condition was not met, and never else", () => {
    expect(all.filter((status) => feedEntryOf({ ...tracked, status }) !== undefined)).toEqual([
      "Completed",
      "SendConditionNotMet"
    ])
    expect(feedEntryOf({ ...tracked, status: "Completed" })).toEqual({
      shipmentId: "s",
      sendersReference: "ref",
      shipmentType: "Notification",
      status: "Order_Completed",
      lastUpdate: "2026-11-26T11:00:00Z",
      recipients: [
        {
          destination: "kari@example.com",
          status: "Email_Failed_SuppressedRecipient",
          lastUpdate: "2026-11-26T11:00:01.500Z"
        }
      ]
    })
    const { sendersReference: _, ...nameless } = tracked.shipment
    expect(feedEntryOf({ ...tracked, shipment: nameless, status: "Completed" })).not.toHaveProperty("sendersReference")
  })
})

describe("a tracked notification", () => {
  it("has its status spelled as the current API does, by its channel", () => {
    expect(apiStatusOf({ channel: "Sms", status: "Failed_TTL" })).toBe("SMS_Failed_TTL")
    expect(apiStatusOf({ channel: "Email", status: "Failed_InvalidEmailFormat" })).toBe("Email_Failed_InvalidFormat")
  })

  it("is not final as long as it is with a provider", () => {
    expect(isFinalNotification({ channel: "Sms", status: "Accepted" })).toBe(false)
    expect(isFinalNotification({ channel: "Email", status: "Succeeded" })).toBe(false)
    expect(isFinalNotification({ channel: "Email", status: "Delivered" })).toBe(true)
    expect(isFinalNotification({ channel: "Sms", status: "Failed_RecipientReserved" })).toBe(true)
  })
})
