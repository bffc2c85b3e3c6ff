import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { orderStatuses } from "../src/Status.ts"
import type { OrderStatus } from "../src/Status.ts"
import { FEED_DELAY, FEED_RETENTION, feedEntry, feedPage, hasEntry, pageSizeOf } from "../src/StatusFeed.ts"
import type { FeedEntry, KeptEntry } from "../src/StatusFeed.ts"

const now = Date.parse("2026-11-26T12:00:00Z")
const order = {
  shipmentId: "a0000000-0000-4000-8000-000000000001",
  shipmentType: "Notification",
  status: "Completed",
  lastUpdate: "2026-11-26T11:00:00Z"
} as const
const recipients = [{ destination: "", status: "SMS_Failed_RecipientReserved", lastUpdate: order.lastUpdate }] as const
const kept = (sequenceNumber: number, age = 60_000, creator = "ttd"): KeptEntry => ({
  creator,
  createdAt: now - age,
  entry: feedEntry({ ...order, sequenceNumber }, recipients)
})
const numbers = (page: ReturnType<typeof feedPage>) =>
  "error" in page ? page.error : page.map(({ sequenceNumber }: FeedEntry) => sequenceNumber)

describe("an entry of the feed", () => {
  it("is made when an order is completed or its condition was not met, and never else", () => {
    const made = (Object.keys(orderStatuses) as ReadonlyArray<OrderStatus>).filter(hasEntry)
    expect(made).toEqual(["Completed", "SendConditionNotMet"])
  })

  it("has the platform's shape; of an order that was not sent it names nobody", () => {
    expect(feedEntry({ ...order, sequenceNumber: 7, sendersReference: "ref" }, recipients)).toEqual({
      sequenceNumber: 7,
      shipmentId: order.shipmentId,
      sendersReference: "ref",
      shipmentType: "Notification",
      status: "Order_Completed",
      lastUpdate: order.lastUpdate,
      recipients
    })
    const stopped = feedEntry({ ...order, sequenceNumber: 7, status: "SendConditionNotMet" }, recipients)
    expect(stopped).toMatchObject({ status: "Order_SendConditionNotMet", recipients: [] })
    expect(stopped).not.toHaveProperty("sendersReference")
  })
})

describe("a page of the feed", () => {
  const all = [kept(3), kept(1), kept(2), kept(9)]

  it("goes on behind the cursor, upwards or downwards", () => {
    expect(numbers(feedPage(all, { creator: "ttd" }, now))).toEqual([1, 2, 3, 9])
    expect(numbers(feedPage(all, { creator: "ttd", sequence: 2 }, now))).toEqual([3, 9])
    expect(numbers(feedPage(all, { creator: "ttd", orderBy: "Desc" }, now))).toEqual([9, 3, 2, 1])
    expect(numbers(feedPage(all, { creator: "ttd", orderBy: "Desc", sequence: 3 }, now))).toEqual([2, 1])
    expect(numbers(feedPage(all, { creator: "ttd", sequence: -1 }, now))).toBe("Sequence number cannot be less than 0.")
  })

  it("shows own entries only, from 2 s to 90 days old", () => {
    const some = [
      kept(1, FEED_DELAY - 1),
      kept(2, FEED_DELAY),
      kept(3, FEED_RETENTION),
      kept(4, FEED_RETENTION + 1),
      kept(5, 60_000, "skd")
    ]
    expect(numbers(feedPage(some, { creator: "ttd" }, now))).toEqual([2, 3])
  })

  it("leads through every entry once, page by page", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat({ max: 1000 }).map((n) => n + 1)),
        fc.integer({ min: 1, max: 7 }),
        (chosen, size) => {
          const entries = chosen.map((number) => kept(number))
          const seen: Array<number> = []
          for (;;) {
            const page = feedPage(entries, { creator: "ttd", sequence: seen.at(-1) ?? 0, pageSize: size }, now)
            const found = numbers(page)
            if (typeof found === "string" || found.length === 0) break
            expect(found.length).toBeLessThanOrEqual(size)
            seen.push(...found)
          }
          expect(seen).toEqual([...chosen].sort((a, b) => a - b))
        }
      )
    )
  })
})

describe("the size of a page", () => {
  it("is between 1 and 500, 500 by default", () => {
    expect([null, undefined, -3, 0, 1, 499, 500, 501].map((size) => pageSizeOf(size))).toEqual([
      500, 500, 1, 1, 1, 499, 500, 500
    ])
  })
})
