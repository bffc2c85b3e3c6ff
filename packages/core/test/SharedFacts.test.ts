import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyRuleSet, anySituation } from "../../testing/src/index.ts"
import { allContacts } from "../src/ContactList.ts"
import { listContacts } from "../src/Enumeration.ts"
import { builtInFacts, UNAVAILABLE } from "../src/Fact.ts"
import type { Facts } from "../src/Fact.ts"
import type { Order } from "../src/Order.ts"
import { factsForOrder, NOT_ASKED, shareFacts, withFieldStates, wordCode, wordCodes } from "../src/SharedFacts.ts"
import { shippedRuleSet } from "../src/ShippedRules.ts"

const order: Order = { channel: "Email", resourceId: "tax-report", recipients: [{ organizationNumber: "310000019" }] }
const strict = shippedRuleSet("strict")

const textOf = (facts: Facts): string =>
  JSON.stringify(Object.entries(facts).sort(([one], [other]) => (one < other ? -1 : 1)))

describe("candidates of an order", () => {
  it("share their facts exactly when these are equal, own facts among them", () => {
    fc.assert(
      fc.property(anyRuleSet, anySituation, (ruleSet, situation) => {
        const { snapshot } = situation
        const ownFacts = [
          { fact: "tax.debtClass", value: "small" },
          { fact: "tax.debtClass", value: "large", userId: 11 },
          { fact: "tax.year", value: 2020, organizationNumber: "310000019" },
          { fact: "tax.topics", value: ["vat"] }
        ]
        const list = listContacts(ruleSet, ruleSet, situation.order, { ...snapshot, ownFacts })
        const contacts = allContacts(list)
        const byText = new Map<string, unknown>()
        for (const { shared } of contacts) {
          const text = textOf(shared.facts)
          expect(byText.get(text) ?? shared).toBe(shared)
          byText.set(text, shared)
        }
        expect(new Set(contacts.map(({ shared }) => shared))).toEqual(new Set(list.kinds))
        expect(list.kinds.length).toBe(byText.size)
      }),
      { numRuns: 500 }
    )
  })

  it("have the states of address fields among their facts only where gates ask for them", () => {
    const known = factsForOrder({}, strict, order).CustomContact
    const words = wordCodes(wordCode("customContact", "this-unit"), 0, 0, 0)
    const without = shareFacts(known, words, NOT_ASKED, NOT_ASKED)
    expect(Object.keys(without.facts)).not.toContain("emailState")
    const usable = wordCode("emailState", "usable")
    const complete = withFieldStates(without, usable, wordCode("phoneState", "missing"))
    expect(complete.facts).toEqual({ ...without.facts, emailState: "usable", phoneState: "missing" })
    expect(withFieldStates(without, usable, wordCode("phoneState", "missing"))).toBe(complete)
    expect(Object.keys(complete.facts).sort()).toEqual(Object.keys(builtInFacts).sort())
  })
})

describe("the code of a word", () => {
  it("is zero for what is not a word of the fact, so that nothing unknown is taken for a word", () => {
    for (const [fact, { values }] of Object.entries(builtInFacts)) {
      const codes = values.map((word) => wordCode(fact as keyof typeof builtInFacts, word))
      expect(new Set(codes).size).toBe(values.length)
      expect(Math.min(...codes)).toBeGreaterThan(0)
      expect(Math.max(...codes)).toBeLessThan(NOT_ASKED)
      expect(wordCode(fact as keyof typeof builtInFacts, UNAVAILABLE)).toBe(0)
      expect(wordCode(fact as keyof typeof builtInFacts, "no such word")).toBe(0)
    }
    const known = factsForOrder({}, strict, order).CustomContact
    expect(shareFacts(known, 0, 0, 0).facts).toMatchObject({
      customContact: UNAVAILABLE,
      serviceSelection: UNAVAILABLE,
      readAccess: UNAVAILABLE,
      taskReadAccess: UNAVAILABLE,
      emailState: UNAVAILABLE,
      phoneState: UNAVAILABLE
    })
  })
})

describe("the facts kept for a program", () => {
  it("are the same for orders of one kind, and others for another owner", () => {
    const owner = {}
    const facts = factsForOrder(owner, strict, order)
    expect(factsForOrder(owner, strict, { ...order, id: "another", recipients: [] })).toBe(facts)
    expect(factsForOrder(owner, strict, { ...order, resourceId: null })).not.toBe(facts)
    expect(factsForOrder({}, strict, order)).not.toBe(facts)
  })

  it("are forgotten when there are too many, as unchecked orders could make them", () => {
    const owner = {}
    const facts = factsForOrder(owner, strict, order)
    const odd = (index: number) => ({ ...order, channel: `channel ${index}` }) as unknown as Order
    for (let index = 0; index < 3000; index++) factsForOrder(owner, strict, odd(index))
    expect(factsForOrder(owner, strict, order)).toBe(facts)
    for (let index = 3000; index < 4100; index++) factsForOrder(owner, strict, odd(index))
    expect(factsForOrder(owner, strict, order)).not.toBe(facts)
    expect(factsForOrder(owner, strict, order).CustomContact.base).toEqual(facts.CustomContact.base)
  })
})
