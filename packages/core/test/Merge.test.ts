import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyRuleOptions, anySituation, ordersWith, situationsWith } from "../../testing/src/index.ts"
import type { Situation } from "../../testing/src/index.ts"
import { emailKey } from "../src/Address.ts"
import { selectEach } from "../src/AddressSelection.ts"
import { decide } from "../src/Conclusion.ts"
import { allContacts } from "../src/ContactList.ts"
import type { Delivery } from "../src/Decision.ts"
import { listContacts } from "../src/Enumeration.ts"
import { DELIVERED, LEFT_OUT, makeMerger } from "../src/Merge.ts"
import type { RuleOptions } from "../src/RuleOptions.ts"
import { compile } from "../src/RuleProgram.ts"
import { shippedRuleSet } from "../src/ShippedRules.ts"
import type { CustomContact, Snapshot } from "../src/Snapshot.ts"

interface Merging {
  readonly deliveries: ReadonlyArray<Delivery>
  readonly ends: Uint8Array
  /** The candidates for whom an address was chosen. */
  readonly chosen: ReadonlyArray<number>
}

/** Merges what is chosen for all candidates, as if everybody were notified; `times` each. */
const mergeAll = ({ order, snapshot }: Situation, options: RuleOptions, times = 1): Merging => {
  const ruleSet = { ...shippedRuleSet("altinn"), options }
  const contacts = allContacts(listContacts(ruleSet, ruleSet, order, snapshot))
  const ends = new Uint8Array(contacts.length)
  const merger = makeMerger(order, options, ends)
  const chosen: Array<number> = []
  for (const recipient of order.recipients.keys()) {
    const indexes = [...contacts.keys()].filter((index) => contacts[index]?.recipient === recipient)
    const books = merger.begin(recipient, indexes.length * times)
    const [first = 0] = indexes
    selectEach(
      (index) => contacts[index],
      first,
      first + indexes.length,
      books,
      order.channel,
      options,
      (index, holding, choice) => {
        if (choice.email || choice.sms) chosen.push(index)
        for (let time = 0; time < times; time++) merger.take(index, holding, choice)
      }
    )
    merger.end()
  }
  return { deliveries: merger.finish().deliveries, ends, chosen }
}

const messages = (deliveries: ReadonlyArray<Delivery>) =>
  deliveries.map(({ address, channel, recipient }) => ({ recipient, channel, address }))

describe("merging", () => {
  it("is idempotent: what is merged twice is written to once", () => {
    fc.assert(
      fc.property(anySituation, anyRuleOptions, (situation, options) => {
        expect(messages(mergeAll(situation, options, 2).deliveries)).toEqual(
          messages(mergeAll(situation, options).deliveries)
        )
      }),
      { numRuns: 1000 }
    )
  })

  it("writes to no address twice for a recipient, names a deliverer first, and loses no chosen address", () => {
    fc.assert(
      fc.property(anySituation, anyRuleOptions, (situation, options) => {
        const { chosen, deliveries, ends } = mergeAll(situation, options)
        const keys = deliveries.map(({ address, channel, recipient }) => `${recipient} ${channel} ${emailKey(address)}`)
        expect(new Set(keys).size).toBe(keys.length)
        for (const { contributors } of deliveries) {
          expect(contributors.map(({ state }) => state)).toEqual(
            contributors.map((_, index) => (index > 0 ? "merged" : "delivered"))
          )
        }
        for (const index of chosen) expect(ends[index]).not.toBe(LEFT_OUT)
        expect(ends.filter((end) => end === DELIVERED).length).toBeLessThanOrEqual(deliveries.length)
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
