import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { DAY, HOUR } from "../src/Instant.ts"
import { instantOf, instantsOf, isSkipped, readingAt, startOfDay, timeOfDay } from "../src/WallClock.ts"

/** The last Sunday of a month, from the rule of the European Union. */
const lastSunday = (year: number, month: number): number => {
  const last = new Date(Date.UTC(year, month + 1, 0))
  return last.getTime() - last.getUTCDay() * DAY
}

/** Whether summer time is in force: from 01:00 UTC on the last Sunday of March to that of October. */
const offsetByRule = (instant: number): number => {
  const year = new Date(instant).getUTCFullYear()
  return instant >= lastSunday(year, 2) + HOUR && instant < lastSunday(year, 9) + HOUR ? 2 * HOUR : HOUR
}

const anyInstant = fc.integer({ min: Date.UTC(1997, 0, 1), max: Date.UTC(2090, 0, 1) })

/** Instants within three hours of a change, of which there are two a year. */
const nearChange = fc
  .tuple(fc.integer({ min: 1997, max: 2089 }), fc.constantFrom(2, 9), fc.integer({ min: -3 * HOUR, max: 3 * HOUR }))
  .map(([year, month, distance]) => lastSunday(year, month) + HOUR + distance)

describe("the wall clock of Norway", () => {
  it("keeps the rule of the European Union, near a change too", () => {
    fc.assert(
      fc.property(fc.oneof(anyInstant, nearChange), (instant) => {
        expect(readingAt(instant) - instant).toBe(offsetByRule(instant))
      }),
      { numRuns: 1000 }
    )
  })

  it("gives back the instant that it was read at, but for the first of two equal readings", () => {
    fc.assert(
      fc.property(fc.oneof(anyInstant, nearChange), (instant) => {
        const reading = readingAt(instant)
        const all = instantsOf(reading)
        expect(all).toContain(instant)
        expect(instantOf(reading)).toBe(all.at(-1))
        expect(isSkipped(reading)).toBe(false)
        // The later of two is the one in standard time.
        if (all.length === 2) expect([offsetByRule(all[0] ?? 0), offsetByRule(all[1] ?? 0)]).toEqual([2 * HOUR, HOUR])
      }),
      { numRuns: 1000 }
    )
  })

  it("skips an hour in spring, and shows one twice in autumn", () => {
    const spring = Date.UTC(2026, 2, 29, 2, 30)
    expect(instantsOf(spring)).toEqual([])
    expect(isSkipped(spring)).toBe(true)
    expect(instantOf(spring)).toBe(Date.UTC(2026, 2, 29, 1, 30))
    expect(readingAt(instantOf(spring))).toBe(Date.UTC(2026, 2, 29, 3, 30))
    const autumn = Date.UTC(2026, 9, 25, 2, 30)
    expect(instantsOf(autumn)).toEqual([Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)])
    expect(instantOf(autumn)).toBe(Date.UTC(2026, 9, 25, 1, 30))
  })

  it("can be that of another zone", () => {
    expect(readingAt(Date.UTC(2026, 6, 1), "Asia/Kathmandu")).toBe(Date.UTC(2026, 6, 1, 5, 45))
    expect(readingAt(Date.UTC(2026, 0, 1, 12), "America/New_York")).toBe(Date.UTC(2026, 0, 1, 7))
  })

  it("divides a reading into day and time", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e14, max: 1e14 }), (reading) => {
        expect(startOfDay(reading) + timeOfDay(reading)).toBe(reading)
        expect(timeOfDay(reading)).toBeGreaterThanOrEqual(0)
        expect(timeOfDay(reading)).toBeLessThan(DAY)
      })
    )
  })
})
