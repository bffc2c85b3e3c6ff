import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { emailExpiry, GRACE, instantSmsExpiry, isGivenUp, isSendable, isTimeToLive, smsExpiry } from "../src/Expiry.ts"
import { formatInstant, HOUR } from "../src/Instant.ts"
import { isDaytime } from "../src/SendingWindow.ts"
import { readingAt, timeOfDay } from "../src/WallClock.ts"

const at = (text: string) => Date.parse(text)
const daytime = (text: string) => formatInstant(smsExpiry(at(text), "Daytime"))

describe("the expiry of an SMS by day", () => {
  it("is 48 hours off while the window is open", () => {
    expect(daytime("2026-07-01T10:00:00Z")).toBe("2026-07-03T10:00:00Z")
    expect(daytime("2026-07-01T07:00:01Z")).toBe("2026-07-03T07:00:01Z")
    // Hours, not days of the calendar, across a change.
    expect(daytime("2026-03-28T12:00:00Z")).toBe("2026-03-30T12:00:00Z")
  })

  it("counts from the opening before it, and from the next one after it", () => {
    expect(daytime("2026-07-01T05:00:00Z")).toBe("2026-07-03T07:00:00Z")
    expect(daytime("2026-07-01T15:00:00Z")).toBe("2026-07-04T07:00:00Z")
    expect(daytime("2026-07-01T18:00:00Z")).toBe("2026-07-04T07:00:00Z")
  })

  it("is that of the next opening when requested at nine sharp", () => {
    expect(daytime("2026-07-01T07:00:00Z")).toBe("2026-07-04T07:00:00Z")
    expect(daytime("2026-07-01T07:00:00.001Z")).toBe("2026-07-03T07:00:00.001Z")
  })

  it("stays at nine across both changes of daylight-saving time", () => {
    expect(daytime("2026-03-27T20:00:00Z")).toBe("2026-03-30T07:00:00Z")
    expect(daytime("2026-10-23T20:00:00Z")).toBe("2026-10-26T08:00:00Z")
  })
})

describe("an expiry", () => {
  const anyInstant = fc.integer({ min: at("1998-01-01T00:00:00Z"), max: at("2080-01-01T00:00:00Z") })
  const anyPolicy = fc.constantFrom("Anytime" as const, "Daytime" as const, null)

  it("is never before the requested time, and leaves the window open for at least a day", () => {
    fc.assert(
      fc.property(anyInstant, anyPolicy, (requested, policy) => {
        const expiry = smsExpiry(requested, policy)
        expect(expiry - requested).toBeGreaterThanOrEqual(47 * HOUR)
        expect(expiry - requested).toBeLessThanOrEqual(73 * HOUR)
        if (policy === "Daytime" && !isDaytime(requested)) {
          expect(timeOfDay(readingAt(expiry))).toBe(9 * HOUR)
        } else {
          expect(expiry).toBe(emailExpiry(requested))
        }
      }),
      { numRuns: 500 }
    )
  })

  it("never falls back as the requested time goes on within one side of the window", () => {
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: 0, max: 20 * HOUR }), (requested, later) => {
        if (isDaytime(requested) === isDaytime(requested + later)) {
          expect(smsExpiry(requested + later, "Daytime")).toBeGreaterThanOrEqual(smsExpiry(requested, "Daytime"))
        }
      })
    )
  })

  it("is inclusive for handing over, and has a grace of five minutes for giving up", () => {
    expect([isSendable(1000, 1000), isSendable(1000, 1001)]).toEqual([true, false])
    expect([isGivenUp(1000, 1000 + GRACE), isGivenUp(1000, 1001 + GRACE)]).toEqual([false, true])
  })

  it("of an instant SMS is given by its sender, between a minute and two days", () => {
    expect(instantSmsExpiry(1000, 60)).toBe(61_000)
    expect([59, 60, 172_800, 172_801].map(isTimeToLive)).toEqual([false, true, true, false])
    expect([60.5, "60", null, Number.NaN].map(isTimeToLive)).toEqual([false, false, false, false])
  })
})
