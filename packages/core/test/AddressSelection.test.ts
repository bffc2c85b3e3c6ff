import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anySituation } from "../../testing/src/index.ts"
import { notesOf, reasonsForNone, selectEach } from "../src/AddressSelection.ts"
import type { SelectedAddress, Selection } from "../src/AddressSelection.ts"
import type { Contact } from "../src/Contact.ts"
import { allContacts } from "../src/ContactList.ts"
import { listContacts } from "../src/Enumeration.ts"
import { makeAddressBooks } from "../src/Holding.ts"
import type { Order } from "../src/Order.ts"
import type { RuleOptions } from "../src/RuleOptions.ts"
import { shippedRuleSet, shippedRuleSetNames } from "../src/ShippedRules.ts"
import type { Snapshot } from "../src/Snapshot.ts"

const number = "313000028"
const altinn = shippedRuleSet("altinn")
const strict = shippedRuleSet("strict")

interface People {
  readonly statutory?: { readonly emails?: ReadonlyArray<string>; readonly phones?: ReadonlyArray<string> }
  readonly persons: ReadonlyArray<readonly [email: string | null, phone: string | null]>
}

/** What is chosen for contacts of one recipient as if all of them were notified. */
const select = (
  contacts: ReadonlyArray<Contact>,
  channel: Order["channel"],
  options: RuleOptions
): ReadonlyArray<Selection & { readonly index: number }> => {
  const selections: Array<Selection & { readonly index: number }> = []
  selectEach(
    (index) => contacts[index],
    0,
    contacts.length,
    makeAddressBooks(contacts.length),
    channel,
    options,
    (index, holding, choice, group) => {
      const addresses: Array<SelectedAddress> = []
      if (choice.email) {
        addresses.push({ channel: "Email", address: holding.email ?? "", notes: notesOf(holding, choice, "Email") })
      }
      if (choice.sms) {
        addresses.push({ channel: "Sms", address: holding.phone ?? "", notes: notesOf(holding, choice, "Sms") })
      }
      const reasons = addresses.length > 0 ? [] : reasonsForNone(holding, group, channel, options)
      selections.push({ index, addresses, reasons })
    }
  )
  return selections
}

const contactsOf = (
  { persons, statutory = {} }: People,
  channel: Order["channel"],
  ruleSet: typeof altinn
): ReadonlyArray<Contact> => {
  const snapshot: Snapshot = {
    at: "2026-11-25",
    statutoryContacts: [
      { organizationNumber: number, emailList: statutory.emails ?? [], mobileNumberList: statutory.phones ?? [] }
    ],
    customContacts: [
      {
        organizationNumber: number,
        userContactPoints: persons.map(([email, mobileNumber], index) => ({ userId: 11 + index, email, mobileNumber }))
      }
    ]
  }
  const order: Order = { channel, recipients: [{ organizationNumber: number }], resourceId: "x" }
  return allContacts(listContacts(ruleSet, ruleSet, order, snapshot))
}

const chosen = (people: People, channel: Order["channel"], ruleSet = altinn) =>
  select(contactsOf(people, channel, ruleSet), channel, ruleSet.options).flatMap(({ addresses }) =>
    addresses.map(({ address, channel: by }) => `${by} ${address}`)
  )

const kari = "kari@example.com"
const post = "post@bedrift.example"
const [one, two, three] = ["+4740000001", "+4740000002", "+4790000003"]

describe("selection in rule set altinn", () => {
  it("clears one field and keeps the other: whoever shares an e-mail address still gets an SMS", () => {
    const people: People = { statutory: { emails: [post] }, persons: [[post.toUpperCase(), one]] }
    expect(chosen(people, "Sms")).toEqual([`Sms ${one}`])
    expect(chosen(people, "EmailAndSms")).toEqual([`Email ${post}`, `Sms ${one}`])
  })

  it("clears before it chooses the channel, so that the person falls back", () => {
    expect(chosen({ statutory: { emails: [post] }, persons: [[post, one]] }, "EmailPreferred")).toEqual([
      `Email ${post}`,
      `Sms ${one}`
    ])
    expect(chosen({ statutory: { phones: [one] }, persons: [[kari, "40000001"]] }, "SmsPreferred")).toEqual([
      `Sms ${one}`,
      `Email ${kari}`
    ])
    expect(
      chosen(
        {
          persons: [
            [kari, one],
            [kari, two]
          ]
        },
        "EmailPreferred"
      )
    ).toEqual([`Email ${kari}`, `Sms ${two}`])
  })

  it("lets the statutory contacts fall back as a group, and persons one by one", () => {
    const statutory = { emails: [post], phones: [one, two] }
    expect(chosen({ statutory, persons: [[null, three]] }, "EmailPreferred")).toEqual([`Email ${post}`, `Sms ${three}`])
    expect(chosen({ statutory: { phones: [one, two] }, persons: [[kari, three]] }, "EmailPreferred")).toEqual([
      `Sms ${one}`,
      `Sms ${two}`,
      `Email ${kari}`
    ])
  })

  it("keeps an invalid phone number beside an e-mail address, even before it", () => {
    expect(chosen({ persons: [[kari, "12345"]] }, "Sms")).toEqual(["Sms 12345"])
    expect(chosen({ persons: [[kari, "12345"]] }, "SmsPreferred")).toEqual(["Sms 12345"])
    expect(chosen({ persons: [[null, "12345"]] }, "Sms")).toEqual([])
    expect(chosen({ statutory: { emails: [kari] }, persons: [[kari, "12345"]] }, "Sms")).toEqual([])
  })

  it("takes two spellings of a number for two numbers, unless only the country code differs", () => {
    expect(
      chosen(
        {
          persons: [
            [null, one],
            [null, "+47 40 00 00 01"]
          ]
        },
        "Sms"
      )
    ).toEqual([`Sms ${one}`, "Sms +47 40 00 00 01"])
    expect(
      chosen(
        {
          persons: [
            [null, one],
            [null, "40000001"],
            [null, "004740000001"]
          ]
        },
        "Sms"
      )
    ).toEqual([`Sms ${one}`])
  })
})

describe("selection in rule set strict", () => {
  it("chooses the channel first, so that nobody falls back for a duplicate's sake", () => {
    expect(chosen({ statutory: { emails: [post] }, persons: [[post, one]] }, "EmailPreferred", strict)).toEqual([
      `Email ${post}`,
      `Email ${post}`
    ])
  })

  it("lets each statutory contact fall back by itself", () => {
    expect(chosen({ statutory: { emails: [post], phones: [one] }, persons: [] }, "EmailPreferred", strict)).toEqual([
      `Email ${post}`,
      `Sms ${one}`
    ])
  })

  it("uses no number that cannot be called and no address that cannot be written to", () => {
    expect(chosen({ persons: [[kari, "12345"]] }, "Sms", strict)).toEqual([])
    expect(chosen({ persons: [["no address", one]] }, "EmailPreferred", strict)).toEqual([`Sms ${one}`])
  })
})

describe.each(shippedRuleSetNames)("selection in %s", (name) => {
  const ruleSet = shippedRuleSet(name)

  it("answers for every candidate in order, with addresses on the channel or with reasons, never both", () => {
    fc.assert(
      fc.property(anySituation, ({ order, snapshot }) => {
        const contacts = allContacts(listContacts(ruleSet, ruleSet, order, snapshot))
        for (const recipient of order.recipients.keys()) {
          const mine = contacts.filter((contact) => contact.recipient === recipient)
          const selections = select(mine, order.channel, ruleSet.options)
          expect(selections.map(({ index }) => index)).toEqual([...mine.keys()])
          for (const { addresses, reasons } of selections) {
            expect(addresses.length > 0).toBe(reasons.length === 0)
            expect(new Set(addresses.map(({ channel }) => channel)).size).toBe(addresses.length)
            for (const { address, channel } of addresses) {
              expect(address).not.toBe("")
              if (order.channel === "Email" || order.channel === "Sms") expect(channel).toBe(order.channel)
            }
          }
        }
      }),
      { numRuns: 800 }
    )
  })
})
