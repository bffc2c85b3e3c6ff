import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { classifySqliteError, limitOf, portions, rowPortions, SqlError, storeErrorOf } from "../src/Sql.ts"

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

describe("what SQLite fails with", () => {
  // Primary result codes of https://www.sqlite.org/rescode.html, and an extended one of each kind.
  it.each([
    [1, "Malformed"],
    [3, "Rejected"],
    [5, "Unavailable"],
    [517, "Unavailable"],
    [6, "Unavailable"],
    [8, "Rejected"],
    [10, "Unavailable"],
    [778, "Unavailable"],
    [11, "Malformed"],
    [13, "Unavailable"],
    [14, "Unavailable"],
    [18, "Rejected"],
    [19, "Rejected"],
    [1555, "Rejected"],
    [2067, "Rejected"],
    [787, "Rejected"],
    [20, "Rejected"],
    [23, "Rejected"],
    [26, "Malformed"]
  ])("is told as a store does: %d is %s", (errcode, reason) => {
    const cause = Object.assign(new Error("a secret value"), { errcode, errno: errcode })
    const error = storeErrorOf(new SqlError({ reason: classifySqliteError(cause, { message: "a secret value" }) }))
    expect(error.reason).toBe(reason)
    expect(`${error.message}${JSON.stringify(error)}`).not.toContain("secret")
  })
})
