import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { addInteger, findInteger, isTableInteger, makeIntegerTable } from "../src/IntegerTable.ts"

const anyInteger = fc.oneof(
  fc.integer({ min: -5, max: 40 }),
  fc.integer(),
  fc.constantFrom(0, -1, 2 ** 31 - 1, -(2 ** 31)),
  // Far apart, and all belong to the same place.
  fc.integer({ min: 0, max: 200 }).map((factor) => factor * 65_537)
)

const expectNumbered = (integers: ReadonlyArray<number>, expected: number) => {
  const table = makeIntegerTable(expected)
  const model = new Map<number, number>()
  for (const integer of integers) {
    expect(findInteger(table, integer)).toBe(model.get(integer) ?? -1)
    if (!model.has(integer)) model.set(integer, model.size)
    expect(addInteger(table, integer)).toBe(model.get(integer))
  }
  expect(table.size).toBe(model.size)
  for (const [integer, number] of model) expect(findInteger(table, integer)).toBe(number)
  return table
}

describe("an integer table", () => {
  it("numbers different integers in the order in which they come", () => {
    fc.assert(
      fc.property(fc.array(anyInteger, { maxLength: 300 }), fc.integer({ min: 0, max: 50 }), (integers, expected) => {
        expectNumbered(integers, expected)
      }),
      { numRuns: 500 }
    )
  })

  it("grows with what is in it, and not at all when it was told how much that will be", () => {
    const integers = Array.from({ length: 10_000 }, (_, index) => 20_000_000 + index * 7)
    const grown = expectNumbered(integers, 0)
    const told = makeIntegerTable(integers.length)
    const { slots } = told
    for (const integer of integers) addInteger(told, integer)
    expect(told.slots).toBe(slots)
    expect(grown.slots.length).toBe(slots.length)
    expect(slots.length).toBeLessThanOrEqual(integers.length * 8)
  })

  it("looks at few places for each, also when all belong to the same one", () => {
    const alike = Array.from({ length: 5000 }, (_, index) => index * 65_537)
    const table = expectNumbered(alike, 0)
    expect(table.crowded?.size).toBe(alike.length - 16)
    const mixed = expectNumbered([...alike, ...Array.from({ length: 5000 }, (_, index) => index * 3 + 1)], 0)
    expect(mixed.size).toBeGreaterThan(9000)
  })

  it("takes integers of 32 bits and nothing else", () => {
    for (const integer of [0, -0, 1, -1, 2 ** 31 - 1, -(2 ** 31)]) expect(isTableInteger(integer)).toBe(true)
    for (const other of [2 ** 31, -(2 ** 31) - 1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(isTableInteger(other)).toBe(false)
    }
  })
})
