import { parseOrderText } from "@adressat/core"
import { anyHostileText, anyOrder } from "@adressat/testing"
import fc from "fast-check"
import * as Result from "effect/Result"
import { expect, it } from "vitest"
import { readOrderText } from "../src/OrderText.ts"

/** What was read; warnings without their positions. */
const told = (read: ReturnType<typeof readOrderText>) =>
  Result.map(read, ({ order, warnings }) => ({
    order,
    warnings: warnings.map(({ column: _, line: __, ...warning }) => warning)
  }))

it("reads every text as the slow way does", () => {
  const text = fc.oneof(
    anyOrder.map((order) => JSON.stringify(order)),
    fc.tuple(anyOrder, fc.nat(200), anyHostileText).map(([order, at, other]) => {
      const written = JSON.stringify(order, null, 1)
      return written.slice(0, at) + other + written.slice(at)
    }),
    fc.json(),
    anyHostileText
  )
  fc.assert(
    fc.property(text, (one) => {
      expect(told(readOrderText(one))).toStrictEqual(told(parseOrderText(one)))
    }),
    { numRuns: 1000 }
  )
})

it("finds a member that is written twice, and is not deceived by texts", () => {
  const twice = `{"channel":"Email","channel":"Sms","recipients":[{"emailAddress":"a@example.org"}]}`
  expect(Result.merge(readOrderText(twice))).toMatchObject([{ code: "duplicate-member", line: 1, column: 20 }])
  const deceiving = JSON.stringify({
    id: `:"channel":\\":"`,
    channel: "Email",
    recipients: [{ emailAddress: "a@example.org" }]
  })
  expect(Result.isSuccess(readOrderText(deceiving, JSON.parse(deceiving)))).toBe(true)
})
