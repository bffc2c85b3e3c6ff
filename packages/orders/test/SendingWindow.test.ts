import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { DAY, HOUR, MINUTE } from "../src/Instant.ts"
import { isDaytime, maySend, nextOpening } from "../src/SendingWindow.ts"

const at = (text: string) => Date.parse(text)
const anyInstant = fc.integer({ min: at("2000-01-01T00:00:00Z"), max: at("2080-01-01T00:00:00Z") })
const anyHours = fc
  .tuple(fc.integer({ min: 0, max: 22 }), fc.integer({ min: 1, max: 24 }))
  .filter(([startHour, endHour]) => startHour + 1 < endHour)
  .map(([startHour, endHour]) => ({ startHour, endHour }))

describe("the sending window", () => {
  it("is open between nine and five in Norway, and shut at both", () => {
    expect(isDaytime(at("2025-07-01T07:00:00.000Z"))).toBe(false)
    expect(isDaytime(at("2025-07-01T07:00:00.001Z"))).toBe(true)
    expect(isDaytime(at("2025-07-01T14:59:59.999Z"))).toBe(true)
    expect(isDaytime(at("2025-07-01T15:00:00.000Z"))).toBe(false)
    expect(isDaytime(at("2025-01-01T08:00:00.001Z"))).toBe(true)
    expect(isDaytime(at("2025-01-01T07:30:00Z"))).toBe(false)
  })

  it("is open on a Sunday and on Christmas Day", () => {
    expect(isDaytime(at("2026-11-29T12:00:00Z"))).toBe(true)
    expect(isDaytime(at("2026-12-25T12:00:00Z"))).toBe(true)
  })

  it("does not concern what may be sent at any time, but what has no policy", () => {
    const night = at("2025-07-01T01:00:00Z")
    expect(maySend("Anytime", night)).toBe(true)
    expect(maySend("Daytime", night)).toBe(false)
    expect(maySend(null, night)).toBe(false)
  })

  it("can have other hours and be elsewhere", () => {
    const hours = { startHour: 8, endHour: 20, timeZone: "America/New_York" }
    expect(isDaytime(at("2026-01-01T13:00:01Z"), hours)).toBe(true)
    expect(isDaytime(at("2026-01-01T13:00:00Z"), hours)).toBe(false)
    expect(isDaytime(at("2026-01-02T00:59:59Z"), hours)).toBe(true)
  })
})

describe("the next opening", () => {
  it("is now while the window is open, and else the next morning's, on the wall clock", () => {
    expect(nextOpening("Daytime", at("2025-07-01T12:00:00Z"))).toBe(at("2025-07-01T12:00:00Z"))
    expect(nextOpening("Anytime", at("2025-07-01T01:00:00Z"))).toBe(at("2025-07-01T01:00:00Z"))
    expect(nextOpening("Daytime", at("2025-07-01T07:00:00Z"))).toBe(at("2025-07-01T07:00:00.001Z"))
    expect(nextOpening(null, at("2025-07-01T20:00:00Z"))).toBe(at("2025-07-02T07:00:00.001Z"))
    // Across both changes of daylight-saving time.
    expect(nextOpening("Daytime", at("2026-03-28T20:00:00Z"))).toBe(at("2026-03-29T07:00:00.001Z"))
    expect(nextOpening("Daytime", at("2026-10-24T20:00:00Z"))).toBe(at("2026-10-25T08:00:00.001Z"))
  })

  it("is the leap of the clock where that goes over the start, in the first night of summer time", () => {
    const hours = { startHour: 2, endHour: 4 }
    expect(nextOpening("Daytime", at("2065-03-28T03:00:00Z"), hours)).toBe(at("2065-03-29T01:00:00Z"))
    expect(isDaytime(at("2065-03-29T00:59:59.999Z"), hours)).toBe(false)
  })

  it("never comes where the hours leave no window", () => {
    expect(nextOpening("Daytime", at("2025-07-01T12:00:00Z"), { startHour: 9, endHour: 9 })).toBeUndefined()
  })

  it("is the first millisecond at which the window is open", () => {
    fc.assert(
      fc.property(anyInstant, anyHours, (instant, hours) => {
        const opening = nextOpening("Daytime", instant, hours) ?? Number.NaN
        expect(isDaytime(opening, hours)).toBe(true)
        expect(opening - instant).toBeLessThanOrEqual(DAY + HOUR)
        if (opening > instant) {
          expect(isDaytime(opening - 1, hours)).toBe(hours.startHour === 2 && isDaytime(opening - HOUR, hours))
          for (let earlier = opening - 30 * MINUTE; earlier >= instant; earlier -= 30 * MINUTE) {
            expect(isDaytime(earlier, hours)).toBe(false)
          }
        }
      }),
      { numRuns: 500 }
    )
  })
})
