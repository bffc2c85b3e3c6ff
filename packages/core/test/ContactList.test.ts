import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyRuleSet, anySituation } from "../../testing/src/index.ts"
import type { Contact } from "../src/Contact.ts"
import {
  addContact,
  addSection,
  allContacts,
  beginRecipient,
  complete,
  contactAt,
  factsAt,
  kindNumber,
  makeContactList,
  withKinds
} from "../src/ContactList.ts"
import { listContacts } from "../src/Enumeration.ts"
import { factsForOrder, withoutLookups } from "../src/SharedFacts.ts"
import type { SharedFacts } from "../src/SharedFacts.ts"
import { shippedRuleSet } from "../src/ShippedRules.ts"

const facts = factsForOrder({}, shippedRuleSet("strict"), { channel: "Email", recipients: [] })
const [explicit, person] = [facts.Explicit.unanswered, facts.Person.unanswered]

const contact = (email: string, shared: SharedFacts): Contact => ({
  recipient: 0,
  identifier: "",
  userId: undefined,
  registeredOn: undefined,
  email,
  phone: "",
  shared,
  unavailable: undefined,
  accessGrounds: undefined
})

describe("a contact list", () => {
  it("gives contacts by index, whether they were made before or are made when asked for", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.oneof({ weight: 9, arbitrary: fc.nat(20) }, fc.nat(2000)), fc.boolean()), {
          maxLength: 20
        }),
        (parts) => {
          const list = makeContactList()
          const expected: Array<Contact> = []
          const later: Array<unknown> = []
          const asked: Array<unknown> = []
          for (const [isMade, count, isPerson] of parts) {
            const shared = isPerson ? person : explicit
            const contacts = Array.from({ length: count }, (_, place) => contact(`${expected.length + place}`, shared))
            expected.push(...contacts)
            if (isMade) for (const one of contacts) addContact(list, one)
            else {
              addSection(
                list,
                count,
                (place, its) => contacts[place] && { ...contacts[place], shared: its },
                (place) => {
                  asked.push(contacts[place]?.email)
                  return kindNumber(list, shared)
                }
              )
              later.push(...contacts.map(({ email }) => email))
            }
          }
          expect(list.count).toBe(expected.length)
          expect(asked).toEqual([])
          complete(complete(list))
          expect(asked).toEqual(later)
          expect(allContacts(list)).toEqual(expected)
          for (const [index, { shared }] of expected.entries()) expect(factsAt(list, index)).toBe(shared)
          expect(new Set(list.kinds)).toEqual(new Set(expected.map(({ shared }) => shared)))
          for (const index of [-1, expected.length, 0.5]) expect(contactAt(list, index)).toBeUndefined()
        }
      )
    )
  })

  it("knows the first contact of each recipient, in their order, and makes each contact the same every time", () => {
    fc.assert(
      fc.property(anyRuleSet, anySituation, (ruleSet, { order, snapshot }) => {
        const list = listContacts(ruleSet, ruleSet, order, snapshot)
        const contacts = allContacts(list)
        expect(contacts).toEqual(allContacts(list))
        expect(contacts.length).toBe(list.count)
        const firsts = order.recipients.map((_, recipient) => contacts.findIndex((one) => one.recipient === recipient))
        expect(list.firsts).toEqual(firsts)
        const recipients = contacts.map(({ recipient }) => recipient)
        expect(recipients).toEqual(recipients.toSorted((one, other) => one - other))
      })
    )
  })

  it("can be given other facts for each kind, and stays as it was", () => {
    const list = makeContactList()
    beginRecipient(list)
    addContact(list, contact("a", explicit))
    addSection(
      list,
      1,
      (_, shared) => contact("b", shared),
      () => kindNumber(list, person)
    )
    const changed = withKinds(complete(list), withoutLookups)
    expect(allContacts(changed)).toEqual([contact("a", withoutLookups(explicit)), contact("b", withoutLookups(person))])
    expect(allContacts(list)).toEqual([contact("a", explicit), contact("b", person)])
  })
})
