import { parseOrder } from "@adressat/core"
import * as Result from "effect/Result"
import { expect, it } from "vitest"
import { batchOrder, RECIPIENTS, singleOrder } from "../src/http/Facts.ts"

it.each([
  ["one organisation", singleOrder, 1],
  ["a thousand recipients", batchOrder, RECIPIENTS]
])("gives nobody cause for doubt: an order to %s", (_name, order, recipients) => {
  const parsed = parseOrder(JSON.parse(order()))
  if (Result.isFailure(parsed)) throw new Error("the order was refused")
  expect(parsed.success.warnings).toEqual([])
  expect(new Set(parsed.success.order.recipients.map((one) => JSON.stringify(one))).size).toBe(recipients)
})
