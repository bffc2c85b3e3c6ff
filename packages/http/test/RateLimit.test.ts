import fc from "fast-check"
import { expect, it } from "vitest"
import { makeRateLimit } from "../src/RateLimit.ts"

it("gives a burst at once and then a steady stream, and says how long to wait", () => {
  const limit = makeRateLimit({ perSecond: 10, burst: 3 })
  expect([0, 0, 0, 0, 50, 100, 100].map((at) => Math.round(limit.take("ttd", at)))).toStrictEqual([
    0, 0, 0, 100, 50, 0, 100
  ])
  expect(limit.take("skd", 0)).toBe(0)
})

it("never gives more than the burst and what has flowed in since", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(200), { minLength: 1, maxLength: 200 }),
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 1, max: 20 }),
      (gaps, perSecond, burst) => {
        const limit = makeRateLimit({ perSecond, burst })
        let at = 0
        let taken = 0
        for (const gap of gaps) {
          at += gap
          const wait = limit.take("ttd", at)
          if (wait === 0) taken += 1
          expect(wait).toBeLessThanOrEqual(1000 / perSecond + 1e-6)
          expect(taken).toBeLessThanOrEqual(burst + (at * perSecond) / 1000 + 1e-6)
        }
      }
    )
  )
})
