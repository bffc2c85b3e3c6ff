import { isDeepStrictEqual } from "node:util"
import { anyHostileText } from "@adressat/testing"
import * as Effect from "effect/Effect"
import fc from "fast-check"
import { expect, it } from "vitest"
import { jsonOf, keptJson, keptKey, keptText, readKept, textOf } from "../src/Kept.ts"

const anyText = fc.oneof(
  anyHostileText,
  anyHostileText.map((text) => JSON.stringify(text)),
  anyHostileText.map((text) => `"${text}`)
)

it("keeps any text so that it comes back, as a text that every database can hold", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const kept = keptText(text)
      expect(kept.isWellFormed()).toBe(true)
      expect(kept).not.toContain("\0")
      expect(textOf(kept)).toBe(text)
    })
  )
})

it("keeps plain texts as they are", () => {
  for (const text of ["", "skd", 'a "quoted" word', "\u{1f600}"]) expect(keptText(text)).toBe(text)
})

it("keeps any JSON so that it comes back, down to the sign of a zero and the order of members", () => {
  const anyNumber = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(-0))
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.oneof(anyNumber, anyHostileText, fc.boolean(), fc.constant(null)),
      fc.array(tie("value")),
      fc.dictionary(anyHostileText, tie("value"), { noNullPrototype: true })
    )
  }))
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const kept = keptJson(values)
      expect(kept.isWellFormed()).toBe(true)
      expect(kept).not.toContain("\0")
      const again = jsonOf(kept)
      expect(isDeepStrictEqual(again, values)).toBe(true)
      expect(JSON.stringify(again)).toBe(JSON.stringify(values))
    })
  )
  expect(keptJson([-0, 0, { deep: [-0] }])).toBe('[-0,0,{"deep":[-0]}]')
})

it.each(["", "{", "null", "1", '"text"'])("tells what cannot be read without saying what it is: %s", (kept) => {
  const error = Effect.runSync(Effect.flip(readKept("a secret", () => jsonOf(kept))))
  expect(error).toMatchObject({
    reason: "Malformed",
    message: "a secret that is kept cannot be read; restore the database from a backup"
  })
})

it("keeps a long text that something is found by as a short one, which nothing else is kept as", () => {
  const long = "x".repeat(251)
  const kept = keptKey(long)
  expect(kept.length).toBeLessThan(80)
  expect(keptKey("x".repeat(250))).toBe("x".repeat(250))
  expect(keptKey(`${long}y`)).not.toBe(kept)
  expect(keptKey("\0".repeat(100)).length).toBeLessThan(80)
  // Somebody who gives the short text in place of the long one.
  expect(keptKey(kept)).not.toBe(kept)
})
