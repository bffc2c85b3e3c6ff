import { describe, expect, it } from "vitest"
import { defaultRetention, FEED_RETENTION, retentionEnds } from "../src/index.ts"

const DAY = 86_400_000
const NOW = Date.parse("2026-11-26T11:00:00Z")

describe("a retention", () => {
  it("is that of the feed for its entries", () => {
    expect(defaultRetention.feed * DAY).toBe(FEED_RETENTION)
  })

  it("ends so many days before an instant, for ever never, and at once where it is 0", () => {
    const ends = retentionEnds({ decisions: 1, orders: Infinity, feed: 0, inbox: 0.5, shadow: 2 }, NOW)
    expect(ends).toEqual({
      decisions: NOW - DAY,
      orders: -Infinity,
      feed: NOW,
      inbox: NOW - DAY / 2,
      shadow: NOW - 2 * DAY
    })
  })

  it.each([-1, Number.NaN, -Infinity])("is refused where one is %d", (days) => {
    for (const name of Object.keys(defaultRetention)) {
      expect(retentionEnds({ ...defaultRetention, [name]: days }, NOW)).toBeUndefined()
    }
  })
})
