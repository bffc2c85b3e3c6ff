import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { contentFingerprint, idempotencyIndex, replayOf } from "../src/Idempotency.ts"
import type { IdempotencyKey } from "../src/Idempotency.ts"

const anyKey: fc.Arbitrary<IdempotencyKey> = fc.record({
  creator: fc.string(),
  id: fc.string(),
  kind: fc.constantFrom("chain" as const, "instant" as const, "composed" as const)
})
const key: IdempotencyKey = { creator: "ttd", id: "1", kind: "chain" }

describe("the key of an order", () => {
  it("is one text for equal keys only", () => {
    fc.assert(
      fc.property(anyKey, anyKey, (a, b) => {
        const isEqual = a.creator === b.creator && a.id === b.id && a.kind === b.kind
        expect(idempotencyIndex(a) === idempotencyIndex(b)).toBe(isEqual)
      })
    )
    expect(idempotencyIndex({ creator: 'a","chain', id: "b", kind: "chain" })).not.toBe(
      idempotencyIndex({ creator: "a", id: 'chain","b', kind: "chain" })
    )
  })
})

describe("a fingerprint", () => {
  it("is SHA-256, the same in whatever order members stand", () => {
    expect(contentFingerprint("")).toBe("12ae32cb1ec02d01eda3581b127c1fee3b0dc53572ed6baf239721a03d82e126")
    expect(contentFingerprint({ a: 1, b: [2, { c: 3, d: 4 }] })).toBe(
      contentFingerprint({ b: [2, { d: 4, c: 3 }], a: 1 })
    )
    expect(contentFingerprint({ a: 1 })).not.toBe(contentFingerprint({ a: 2 }))
    expect(contentFingerprint([1, 2])).not.toBe(contentFingerprint([2, 1]))
  })
})

describe("a second order with the same id", () => {
  const placed = { key, fingerprint: contentFingerprint({ a: 1 }) }

  it("is a replay, with a warning when it says something else", () => {
    expect(replayOf(placed, undefined)).toEqual({ outcome: "new", httpStatus: 201 })
    expect(replayOf(placed, placed)).toEqual({ outcome: "replay", httpStatus: 200 })
    expect(replayOf({ key, fingerprint: contentFingerprint({ a: 2 }) }, placed)).toMatchObject({
      outcome: "replay",
      httpStatus: 200,
      warning: { code: "IDEMPOTENCY_CONTENT_CHANGED" }
    })
  })

  it("is new when it is another's or of another kind", () => {
    for (const other of [{ creator: "skd" }, { kind: "instant" as const }, { id: "2" }]) {
      expect(replayOf({ ...placed, key: { ...key, ...other } }, placed).outcome).toBe("new")
    }
  })
})
