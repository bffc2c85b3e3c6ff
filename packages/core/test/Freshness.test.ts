import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { isStale, lastTouched, monthsBefore } from "../src/Freshness.ts"

const at = (time: string) => Date.parse(time)
const anyTime = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2060-01-01"), noInvalidDate: true })
  .map((date) => date.getTime())

describe("eighteen months before", () => {
  it.each([
    ["2026-11-25T10:00:00Z", "2025-05-25T10:00:00Z"],
    ["2026-08-31T00:00:00Z", "2025-02-28T00:00:00Z"],
    ["2025-08-31T12:34:56.789Z", "2024-02-29T12:34:56.789Z"],
    ["2026-05-31T23:59:59Z", "2024-11-30T23:59:59Z"],
    ["2026-06-30T00:00:00Z", "2024-12-30T00:00:00Z"],
    ["2024-02-29T00:00:00Z", "2022-08-29T00:00:00Z"]
  ])("%s is %s", (time, expected) => {
    expect(new Date(monthsBefore(at(time), 18)).toISOString()).toBe(new Date(expected).toISOString())
  })

  it("is eighteen months by the calendar, at the same time of day, and never later for an earlier time", () => {
    fc.assert(
      fc.property(anyTime, anyTime, (a, b) => {
        const [then, now] = [new Date(monthsBefore(a, 18)), new Date(a)]
        const months = (date: Date) => date.getUTCFullYear() * 12 + date.getUTCMonth()
        expect(months(now) - months(then)).toBe(18)
        expect(then.getTime() % 86_400_000).toBe(a % 86_400_000)
        expect(then.getUTCDate()).toBeLessThanOrEqual(now.getUTCDate())
        if (a <= b && a % 86_400_000 === b % 86_400_000)
          expect(monthsBefore(a, 18)).toBeLessThanOrEqual(monthsBefore(b, 18))
      })
    )
  })
})

describe("a field", () => {
  it("of exactly eighteen months is fresh, a millisecond older is stale, never touched is stale", () => {
    const now = at("2026-11-25T10:00:00Z")
    expect(isStale("2025-05-25T10:00:00Z", now)).toBe(false)
    expect(isStale("2025-05-25T09:59:59.999Z", now)).toBe(true)
    expect(isStale("2025-05-25", now)).toBe(true)
    expect(isStale("2025-05-26", now)).toBe(false)
    expect(isStale(undefined, now)).toBe(true)
  })

  it("was last touched at the later of updated and verified, or the one that is there", () => {
    const [early, late] = ["2024-01-01", "2025-01-01T00:00:00+01:00"]
    expect(lastTouched(early, late)).toBe(late)
    expect(lastTouched(late, early)).toBe(late)
    expect(lastTouched(null, early)).toBe(early)
    expect(lastTouched(late, undefined)).toBe(late)
    expect(lastTouched(null, undefined)).toBeUndefined()
  })
})
