import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { DAY, HOUR } from "../src/Instant.ts"
import { checkReminderTiming, reminderTime } from "../src/Reminder.ts"

describe("the time of a reminder", () => {
  const main = Date.parse("2026-03-27T10:00:00Z")

  it("is so many times 24 hours after the main order, whatever the clocks do in between", () => {
    expect(reminderTime(main, { delayDays: 7 })).toEqual({
      requestedSendTime: Date.parse("2026-04-03T10:00:00Z"),
      delayDays: 7
    })
  })

  it("may be its own, from which whole days are derived, towards zero", () => {
    const daysAfter = (hours: number) => reminderTime(main, { requestedSendTime: main + hours * HOUR }).delayDays
    expect([0, 23, 24, 47, 48].map(daysAfter)).toEqual([0, 0, 1, 1, 2])
    expect([-1, -24, -47].map(daysAfter)).toEqual([0, -1, -1])
  })

  it("comes to the same either way", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (delayDays) => {
        const requestedSendTime = main + delayDays * DAY
        expect(reminderTime(main, { delayDays })).toEqual(reminderTime(main, { requestedSendTime }))
      })
    )
  })
})

describe("the timing of a reminder", () => {
  const now = 1_000_000
  const members = (timing: Parameters<typeof checkReminderTiming>[0]) =>
    checkReminderTiming(timing, now).map(({ member }) => member)

  it("is given in exactly one way", () => {
    expect(members({ delayDays: 1 })).toEqual([])
    expect(members({ requestedSendTime: now })).toEqual([])
    expect(members({})).toEqual([""])
    expect(members({ delayDays: null, requestedSendTime: null })).toEqual([""])
    expect(members({ delayDays: 1, requestedSendTime: now })).toEqual([""])
  })

  it("is at least one whole day off, or not in the past; everything wrong is told", () => {
    expect([0, -1, 0.5, 1.5, Number.NaN].map((delayDays) => members({ delayDays }))).toEqual(
      Array.from({ length: 5 }, () => ["DelayDays"])
    )
    expect(members({ requestedSendTime: now - 1 })).toEqual(["RequestedSendTime"])
    expect(members({ delayDays: 0, requestedSendTime: now - 1 })).toEqual(["", "DelayDays", "RequestedSendTime"])
  })
})
