import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyStatutoryAddressRow, statutoryEntry } from "../../testing/src/index.ts"
import { stateOfRow, statutoryContactSet } from "../src/StatutoryContacts.ts"
import type { StatutoryAddressRow } from "../src/Snapshot.ts"

const unit = "313000028"
const mainUnit = "310000019"
const email = (fullAddress: string, marks: Partial<StatutoryAddressRow> = {}): StatutoryAddressRow => ({
  type: "Email",
  fullAddress,
  ...marks
})

const entry = (own: ReadonlyArray<StatutoryAddressRow> | null, main: ReadonlyArray<StatutoryAddressRow> | null) => ({
  organizationNumber: unit,
  addresses: own,
  mainUnits: [{ organizationNumber: mainUnit, addresses: main }]
})

describe("a row of the register", () => {
  it.each([
    [{}, "usable"],
    [{ isSoftDeleted: false, hasRegistryAccepted: true }, "usable"],
    [{ isSoftDeleted: null, hasRegistryAccepted: null }, "usable"],
    [{ isSoftDeleted: true }, "deleted"],
    [{ hasRegistryAccepted: false }, "not-accepted"],
    [{ isSoftDeleted: true, hasRegistryAccepted: false }, "deleted"]
  ])("marked %j is %s", (marks, state) => {
    expect(stateOfRow(email("a@example.com", marks))).toBe(state)
  })
})

describe("the contacts that stand for a unit", () => {
  const deleted = email("a@example.com", { isSoftDeleted: true })
  it.each([
    ["its own, when it has a usable one", [email("a@example.com")], [email("b@example.com")], ["a"], ["a"]],
    ["the main unit's, when it has no entry", null, [email("b@example.com")], ["b"], ["b"]],
    ["nobody's, when it has an empty entry", [], [email("b@example.com")], [], ["b"]],
    ["its own deleted one only, or the main unit's too", [deleted], [email("b@example.com")], ["a"], ["a", "b"]],
    ["nobody's, when neither has an entry", null, null, [], []]
  ] as const)("are %s", (_, own, main, whenNoEntry, whenNoneUsable) => {
    const names = (option: Parameters<typeof statutoryContactSet>[1]) =>
      statutoryContactSet(entry(own, main), option).addresses.map(({ value }) => value[0])
    expect(names("when-no-entry")).toEqual(whenNoEntry)
    expect(names("when-no-usable-contact")).toEqual(whenNoneUsable)
  })

  it("are of the first main unit only, one level up", () => {
    const answer = {
      ...entry(null, null),
      mainUnits: [
        { organizationNumber: mainUnit, addresses: null },
        { organizationNumber: "310010014", addresses: [email("c@example.com")] }
      ]
    }
    expect(statutoryContactSet(answer, "when-no-entry")).toMatchObject({ entry: "absent", addresses: [] })
  })

  it("name whose each address is, in the order of the register, without rows of no type", () => {
    fc.assert(
      fc.property(
        statutoryEntry(unit),
        fc.constantFrom("when-no-entry", "when-no-usable-contact"),
        (answer, option) => {
          const { addresses, origin } = statutoryContactSet(answer, option)
          const typed = (rows: ReadonlyArray<StatutoryAddressRow> | null | undefined) =>
            (rows ?? []).filter(({ type }) => type !== "None").map(({ fullAddress }) => fullAddress)
          const ours = addresses.filter((address) => address.origin === unit).map(({ value }) => value)
          expect(ours).toEqual(typed(answer.addresses))
          const theirs = addresses.filter((address) => address.origin !== unit).map(({ value }) => value)
          expect(theirs).toEqual(theirs.length === 0 ? [] : typed(answer.mainUnits?.[0]?.addresses))
          if (origin === unit) expect(theirs).toEqual([])
        }
      )
    )
  })

  it("stand in more often by the option when-no-usable-contact, never less", () => {
    fc.assert(
      fc.property(statutoryEntry(unit), fc.array(anyStatutoryAddressRow, { maxLength: 2 }), (answer, rows) => {
        const withMain = { ...answer, mainUnits: [{ organizationNumber: mainUnit, addresses: rows }] }
        const usable = (option: Parameters<typeof statutoryContactSet>[1]) =>
          statutoryContactSet(withMain, option)
            .addresses.filter(({ state }) => state === "usable")
            .map(({ value }) => value)
        expect(usable("when-no-usable-contact")).toEqual(expect.arrayContaining(usable("when-no-entry")))
      })
    )
  })
})
