/**
 * The contacts of an organisation: its statutory contacts, and the persons with custom contact information on it.
 *
 * Invariant: an organisation always gives at least one statutory contact.
 */
import { foundField, irrelevantField, makeContact } from "./Contact.ts"
import type { ContactContext } from "./Contact.ts"
import { addContact } from "./ContactList.ts"
import type { GrowingContactList } from "./ContactList.ts"
import { addCustomContacts } from "./CustomContacts.ts"
import { UNAVAILABLE } from "./Fact.ts"
import { wordCode, wordCodes } from "./SharedFacts.ts"
import type { NotKnown } from "./SnapshotIndex.ts"
import { statutoryContactSet } from "./StatutoryContacts.ts"

/** Adds the contacts of an organisation, statutory ones first. */
export const addOrganizationContacts = (
  context: ContactContext,
  recipient: number,
  organizationNumber: string,
  list: GrowingContactList
): void => {
  addStatutoryContacts(context, recipient, organizationNumber, list)
  addCustomContacts(context, recipient, organizationNumber, list)
}

const statutoryWords = (registerEntry: string, contactState: string, contactOrigin: string): number =>
  wordCodes(
    wordCode("registerEntry", registerEntry),
    wordCode("contactState", contactState),
    wordCode("contactOrigin", contactOrigin),
    0
  )

/** One contact for each statutory address, or one that says that there is none. */
const addStatutoryContacts = (
  context: ContactContext,
  recipient: number,
  identifier: string,
  list: GrowingContactList
): void => {
  const known = context.facts.StatutoryContact
  const answer = context.index.statutoryContact(identifier)
  const without = (words: number, unavailable?: NotKnown) =>
    addContact(
      list,
      makeContact(context, known, words, {
        recipient,
        identifier,
        email: irrelevantField,
        phone: irrelevantField,
        unavailable
      })
    )
  if (answer.state === "unavailable") {
    without(statutoryWords(UNAVAILABLE, UNAVAILABLE, UNAVAILABLE), answer.reason)
    return
  }
  if (answer.state === "absent") {
    without(statutoryWords("absent", "irrelevant", "irrelevant"))
    return
  }
  const set = statutoryContactSet(answer.value, context.options.mainUnitContacts)
  const listed = "userContactPoints" in answer.value ? (answer.value.userContactPoints ?? []) : []
  if (set.addresses.length === 0 && listed.length === 0) {
    without(statutoryWords(set.entry, "irrelevant", "irrelevant"))
    return
  }
  for (const { origin, state, type, value } of set.addresses) {
    const isOwn = origin === identifier
    addContact(
      list,
      makeContact(context, known, statutoryWords("present", state, isOwn ? "own" : "main-unit"), {
        recipient,
        identifier,
        registeredOn: isOwn ? undefined : origin,
        email: type === "Email" ? value : irrelevantField,
        phone: type === "Sms" ? value : irrelevantField
      })
    )
  }
  // Persons whom the register of statutory contacts itself lists are statutory, each with a channel of their own.
  for (const { email, mobileNumber, userId } of listed) {
    addContact(
      list,
      makeContact(context, known, statutoryWords("present", "usable", "own"), {
        recipient,
        identifier,
        userId,
        email: foundField(email),
        phone: foundField(mobileNumber)
      })
    )
  }
}
