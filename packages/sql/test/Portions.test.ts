import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { limitOf, portions, rowPortions } from "../src/index.ts"

describe("portions of keys", () => {
  it("have every key in one of them, and few sizes", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 2 }), { maxLength: 3000 }), (keys) => {
        const portioned = portions(keys)
        expect(new Set(portioned.flat())).toEqual(new Set(keys))
        for (const { length } of portioned) expect([1, 8, 64, 512]).toContain(length)
        const distinct = portioned.flatMap((portion) => [...new Set(portion)])
        expect(new Set(distinct).size).toBe(distinct.length)
      }),
      { numRuns: 30 }
    )
  })
})

describe("portions of rows", () => {
  it("are the rows, in powers of two", () => {
    fc.assert(
      fc.property(fc.nat(500), (length) => {
        const rows = Array.from({ length }, (_, index) => index)
        const portioned = rowPortions(rows)
        expect(portioned.flat()).toEqual(rows)
        for (const one of portioned) expect([1, 2, 4, 8, 16, 32, 64]).toContain(one.length)
      })
    )
  })
})

it("takes limits as arrays do", () => {
  expect([-1, -0.5, 0, 2.9, Infinity, NaN].map((limit) => limitOf(limit) + 0)).toEqual([
    0,
    0,
    0,
    2,
    Number.MAX_SAFE_INTEGER,
    0
  ])
})
