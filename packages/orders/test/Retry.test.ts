import { describe, expect, it } from "vitest"
import { delayAfter, delayUntilExpiry, platformRetries } from "../src/Retry.ts"

describe("the delays between attempts", () => {
  it("are the platform's by default, and then there is no further attempt", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => delayAfter(attempts))).toEqual([
      1000,
      5000,
      10_000,
      60_000,
      120_000,
      120_000,
      undefined,
      undefined
    ])
    expect(platformRetries.delays.reduce((sum, delay) => sum + delay, 0)).toBe(316_000)
  })

  it("go on with the last one for what is tried until it expires", () => {
    expect([1, 6, 7, 1000].map((attempts) => delayUntilExpiry(attempts))).toEqual([1000, 120_000, 120_000, 120_000])
  })

  it("are those of the host, where it has any", () => {
    const own = { delays: [7, 9] }
    expect([1, 2, 3].map((attempts) => delayAfter(attempts, own))).toEqual([7, 9, undefined])
    expect([1, 2, 3].map((attempts) => delayUntilExpiry(attempts, own))).toEqual([7, 9, 9])
    expect(delayAfter(1, { delays: [] })).toBeUndefined()
    // Without any delay, what waits to be sent must not be tried without pause.
    expect(delayUntilExpiry(1, { delays: [] })).toBe(60_000)
  })
})
