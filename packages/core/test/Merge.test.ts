import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyRuleOptions, anySituation, ordersWith, situationsWith } from "../../testing/src/index.ts"
import type { Situation } from "../../testing/src/index.ts"
import { emailKey } from "../src/Address.ts"
import { select } from "../src/AddressSelection.ts"
import { decide } from "../src/Conclusion.ts"
import { enumerate } from "../src/Enumeration.ts"
import { merge } from "../src/Merge.ts"
import type { IndexedSelection, MergedDelivery } from "../src/Merge.ts"
import { compile } from "../src/RuleProgram.ts"
import { shippedRuleSet } from "../src/ShippedRules.ts"
import type { CustomContact, Snapshot } from "../src/Snapshot.ts"

/** The selections of all candidates, as if everybody were notified. */
const selectionsOf = (
  { order, snapshot }: Situation,
  options: Parameters<typeof merge>[2]
): ReadonlyArray<IndexedSelection> => {
  const candidates = enumerate(order, snapshot, { ...shippedRuleSet("altinn"), options })
  return order.recipients.flatMap((_, recipient) => {
    const indexes = [...candidates.keys()].filter((index) => candidates[index]?.recipient === recipient)
    const chosen = select(
      indexes.flatMap((index) => candidates[index] ?? []),
      order.channel,
      options
    )
    return chosen.map((selection, position) => ({ index: indexes[position] ?? -1, selection }))
  })
}

const messages = (deliveries: ReadonlyArray<MergedDelivery>) =>
  deliveries.map(({ address, channel, recipient }) => ({ recipient, channel, address }))

describe("merging", () => {
  it("is idempotent: what is merged twice is written to once", () => {
    fc.assert(
      fc.property(anySituation, anyRuleOptions, (situation, options) => {
        const selections = selectionsOf(situation, options)
        const once = merge(selections, situation.order, options)
        const twice = merge(
          selections.flatMap((item) => [item, item]),
          situation.order,
          options
        )
        expect(messages(twice)).toEqual(messages(once))
      }),
      { numRuns: 1000 }
    )
  })

  it("writes to no address twice for a recipient, names a deliverer first, and loses no chosen address", () => {
    fc.assert(
      fc.property(anySituation, anyRuleOptions, (situation, options) => {
        const selections = selectionsOf(situation, options)
        const deliveries = merge(selections, situation.order, options)
        const keys = deliveries.map(({ address, channel, recipient }) => `${recipient} ${channel} ${emailKey(address)}`)
        expect(new Set(keys).size).toBe(keys.length)
        for (const { contributors } of deliveries) {
          expect(contributors.map(({ merged }) => merged)).toEqual(contributors.map((_, index) => index > 0))
        }
        const named = new Set(deliveries.flatMap(({ contributors }) => contributors.map(({ candidate }) => candidate)))
        for (const { index, selection } of selections)
          if (selection.addresses.length > 0) expect(named.has(index)).toBe(true)
      }),
      { numRuns: 1000 }
    )
  })
})

const onePerUser = (contact: CustomContact): CustomContact => {
  const first = <Row extends { readonly userId: string | number }>(rows: ReadonlyArray<Row>) =>
    rows.filter(({ userId }, index) => rows.findIndex((other) => other.userId === userId) === index)
  return "registrations" in contact
    ? { ...contact, registrations: first(contact.registrations) }
    : { ...contact, userContactPoints: first(contact.userContactPoints) }
}

const shuffled = <A>(items: ReadonlyArray<A> | undefined, seed: number): ReadonlyArray<A> => {
  let state = seed
  return (items ?? [])
    .map((item) => {
      state = (state * 1103515245 + 12345) % 2147483648
      return { item, key: state }
    })
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}

describe("a decision of rule set strict", () => {
  it("is the same set of messages in whatever order recipients, registrations and rows come", () => {
    const strict = compile(shippedRuleSet("strict"))
    fc.assert(
      fc.property(anySituation, fc.nat(), ({ order, snapshot }, seed) => {
        // A second registration of a user is never used, so which one is first matters; registers hold one each.
        const base: Snapshot = { ...snapshot, customContacts: (snapshot.customContacts ?? []).map(onePerUser) }
        const permuted: Snapshot = {
          ...base,
          persons: shuffled(base.persons, seed),
          statutoryContacts: shuffled(base.statutoryContacts, seed).map((contact) =>
            "addresses" in contact && contact.addresses !== null
              ? { ...contact, addresses: shuffled(contact.addresses, seed) }
              : contact
          ),
          customContacts: shuffled(base.customContacts, seed).map((contact) =>
            "registrations" in contact
              ? { ...contact, registrations: shuffled(contact.registrations, seed) }
              : { ...contact, userContactPoints: shuffled(contact.userContactPoints, seed) }
          ),
          readAccess: shuffled(base.readAccess, seed)
        }
        const messagesOf = (orderUsed: typeof order, used: Snapshot) =>
          new Set(
            decide(strict, orderUsed, used).deliveries.map(({ address, channel, recipient }) => {
              const { emailAddress: _, phoneNumber: __, ...identifier } = orderUsed.recipients[recipient] ?? {}
              return `${JSON.stringify(identifier)} ${channel} ${address.toLowerCase()}`
            })
          )
        expect(messagesOf({ ...order, recipients: shuffled(order.recipients, seed) }, permuted)).toEqual(
          messagesOf(order, base)
        )
      }),
      { numRuns: 1500 }
    )
  })

  it("writes to nobody twice when a recipient is repeated", () => {
    const strict = compile(shippedRuleSet("strict"))
    fc.assert(
      fc.property(situationsWith(ordersWith({ maxRecipients: 2 })), ({ order, snapshot }) => {
        const doubled = decide(strict, { ...order, recipients: [...order.recipients, ...order.recipients] }, snapshot)
        const once = decide(strict, order, snapshot)
        expect(doubled.deliveries.map(({ address }) => address)).toEqual(once.deliveries.map(({ address }) => address))
      }),
      { numRuns: 500 }
    )
  })
})
