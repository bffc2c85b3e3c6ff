import { expect, it } from "vitest"
import { nameOf } from "../src/ServiceBusMessages.ts"

it("leaves names that Service Bus allows as they are", () => {
  const names = ["adressat.orders", "ttd/orders_1", "a-b", "x"]
  expect(names.map(nameOf)).toEqual(names)
})

it("writes what is not allowed by its number, so that no two names become the same", () => {
  expect(nameOf("a b")).toBe("a-x20-b")
  const names = ["a b", "a-x20-b", "a-x", "a-x-", "å", "😀", "/a", "a/", "a", "a:b", "a*b", " "]
  const entities = names.map(nameOf)
  expect(new Set(entities).size).toBe(names.length)
  for (const entity of entities) expect(entity).toMatch(/^[\w.-][\w./-]*$/)
})
