import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyEmailAddress, anyHostileText, anyPhoneNumber } from "../../testing/src/index.ts"
import { emailKey, phoneKey } from "../src/Address.ts"
import { addAddress, dismissTable, makeAddressTable } from "../src/AddressTable.ts"

const anyCase = fc.tuple(fc.oneof(anyEmailAddress, anyHostileText, anyPhoneNumber), fc.nat(2)).map(([text, how]) => {
  if (how === 0) return text
  return how === 1 ? text.toUpperCase() : text.toLowerCase()
})

const expectNumbered = (addresses: ReadonlyArray<string>, expected: number) => {
  const table = makeAddressTable(expected)
  const model = new Map<string, number>()
  for (const address of addresses) {
    const key = emailKey(address)
    if (!model.has(key)) model.set(key, model.size)
    expect(addAddress(table, address)).toBe(model.get(key))
  }
  expect(table.addresses.length).toBe(model.size)
  for (const address of addresses) expect(addAddress(table, address)).toBe(model.get(emailKey(address)))
  return table
}

describe("an address table", () => {
  it("numbers addresses that are different to the platform, in the order in which they come", () => {
    fc.assert(
      fc.property(
        fc.array(anyCase, { maxLength: 60 }),
        fc.array(fc.constantFrom("a@b.no", "A@B.NO", "ß", "SS", "ı", "I", "ſ", "s", "K", "k", "ᾳ", "ᾼ"), {
          maxLength: 20
        }),
        fc.integer({ min: 0, max: 40 }),
        (addresses, odd, expected) => {
          expectNumbered([...addresses, ...odd], expected)
        }
      ),
      { numRuns: 1000 }
    )
  })

  it("keeps the first spelling", () => {
    const table = makeAddressTable(0)
    expect([addAddress(table, "Kari@Example.com"), addAddress(table, "kari@example.com")]).toEqual([0, 0])
    expect(table.addresses).toEqual(["Kari@Example.com"])
  })

  it("compares phone numbers as it compares e-mail addresses, which is what both keys do", () => {
    fc.assert(
      fc.property(anyCase, (address) => {
        expect(phoneKey(address)).toBe(emailKey(address))
      })
    )
  })

  it("grows with what is in it, wherever it began, and gives what it has outgrown to the next", () => {
    const addresses = Array.from({ length: 20_000 }, (_, index) => `person.${index}@example.com`)
    const grown = expectNumbered(addresses, 0)
    const told = expectNumbered(addresses, addresses.length)
    expect(told.slots.length).toBe(grown.slots.length)
    expect(told.slots.length).toBeLessThanOrEqual(addresses.length * 4)
    const { slots } = told
    expect(grown.slots).not.toBe(slots)
    dismissTable(told)
    expect(told.addresses).toEqual([])
    const next = expectNumbered(addresses.toReversed(), 0)
    expect(next.slots).toBe(slots)
  })

  it("looks at few places for each, also when all belong to the same one", () => {
    const placeOf = (address: string) => {
      const table = makeAddressTable(8 * 512)
      for (const other of ["1", "2", "3", "4", address]) addAddress(table, other)
      const mask = table.slots.length - 1
      expect(mask).toBe(1023)
      return table.slots.findIndex((entry) => (entry & mask) === 5)
    }
    const wanted = placeOf("person.0@example.com")
    const alike: Array<string> = []
    for (let index = 0; alike.length < 60; index++) {
      const address = `person.${index}@example.com`
      if (placeOf(address) === wanted) alike.push(address)
    }
    const table = expectNumbered(alike, 0)
    expect(table.crowded?.size).toBeGreaterThan(30)
    const grown = expectNumbered(
      [...alike, ...Array.from({ length: 5000 }, (_, index) => `+47${40_000_000 + index}`)],
      0
    )
    expect(grown.addresses.length).toBe(alike.length + 5000)
  })
})
