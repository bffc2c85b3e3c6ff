/**
 * A contact is a candidate as it was found: whom it is, its e-mail address and phone number as somebody gave them, and
 * the facts it shares with others. Nothing is cleaned or put together for it before somebody needs it. {@link candidateOf} is the same in full.
 *
 * Invariant: every contact has the same members in the same order, whatever it is.
 */
import type { Candidate, Subject } from "./Candidate.ts"
import { emailField, missingField, phoneField, usableEmail, usablePhone } from "./ContactField.ts"
import type { ContactField } from "./ContactField.ts"
import type { RuleOptions } from "./RuleOptions.ts"
import { NOT_ASKED, shareFacts, withFieldStates, withOwnFacts, wordCode } from "./SharedFacts.ts"
import type { BasisFacts, OrderFacts, OwnFacts, SharedFacts } from "./SharedFacts.ts"
import type { Order } from "./Order.ts"
import type { AccessGrounds, UserId } from "./Snapshot.ts"
import type { NotKnown, SnapshotIndex } from "./SnapshotIndex.ts"

/** An address as found: a text that is still to be cleaned, or a field that is clean already. */
export type FoundField = string | ContactField

/** A candidate as it was found. */
export interface Contact {
  /** Index of the recipient in the order. */
  readonly recipient: number
  /** What the order calls the recipient; empty for an address. */
  readonly identifier: string
  readonly userId: UserId | undefined
  /** The unit the contact is registered on, when it is not the recipient. */
  readonly registeredOn: string | undefined
  readonly email: FoundField
  readonly phone: FoundField
  readonly shared: SharedFacts
  /** Why facts are unavailable, if a source failed. */
  readonly unavailable: NotKnown | undefined
  /** What the policy decision on read access rests on, if its source has told. */
  readonly accessGrounds: AccessGrounds | undefined
}

/** A contact that serves many in turn, so whoever keeps it copies it. */
export type ContactInTurn = { -readonly [Name in keyof Contact]: Contact[Name] }

/** The field of a contact that cannot have one, such as the phone number of a statutory e-mail address. */
export const irrelevantField: ContactField = { ...missingField }

/** The field of a contact about whom nothing is known. */
export const unknownField: ContactField = { ...missingField }

/** An address as a register gave it. */
export const foundField = (raw: string | null | undefined): FoundField => raw ?? missingField

/** What contacts of one order are made from. */
export interface ContactContext {
  readonly order: Order
  /** The order's resource as a slug; empty when there is none. */
  readonly resource: string
  readonly index: SnapshotIndex
  readonly options: RuleOptions
  readonly facts: OrderFacts
  readonly own: OwnFacts
  /** Before this time, in milliseconds since 1970, a person's contact data were stale. */
  readonly staleBefore: () => number
  readonly usesStale: boolean
}

/** A contact, but for its facts. */
export type FoundContact = Pick<Contact, "recipient" | "identifier" | "email" | "phone"> &
  Partial<Pick<Contact, "userId" | "registeredOn" | "unavailable" | "accessGrounds">>

/** Makes a contact; `words` are the codes of the facts that differ, see `wordCodes`. */
export const makeContact = (
  context: ContactContext,
  known: BasisFacts,
  words: number,
  found: FoundContact
): Contact => {
  const { options } = context
  const contact = contactWith(
    found,
    shareFacts(
      known,
      words,
      known.asksEmail ? fieldStateCode(emailOf(found, options)) : NOT_ASKED,
      known.asksPhone ? fieldStateCode(phoneOf(found, options)) : NOT_ASKED
    )
  )
  if (known.own.length === 0) return contact
  const subject = subjectOf(contact)
  const valueOf = (fact: string) => context.index.ownFact(fact, subject)
  return contactWith(found, withOwnFacts(contact.shared, known.own, valueOf, context.own))
}

/** The contact with these facts. */
const contactWith = (found: FoundContact, shared: SharedFacts): Contact => ({
  recipient: found.recipient,
  identifier: found.identifier,
  userId: found.userId,
  registeredOn: found.registeredOn,
  email: found.email,
  phone: found.phone,
  shared,
  unavailable: found.unavailable,
  accessGrounds: found.accessGrounds
})

/** A contact of whom nothing has been found yet. */
export const contactInTurn = (shared: SharedFacts): ContactInTurn => ({
  recipient: -1,
  identifier: "",
  userId: undefined,
  registeredOn: undefined,
  email: missingField,
  phone: missingField,
  shared,
  unavailable: undefined,
  accessGrounds: undefined
})

/** The e-mail address, cleaned. */
export const emailOf = ({ email }: Pick<Contact, "email">, options: RuleOptions): ContactField =>
  typeof email === "string" ? emailField(email, options) : email

/** The phone number, cleaned. */
export const phoneOf = ({ phone }: Pick<Contact, "phone">, options: RuleOptions): ContactField =>
  typeof phone === "string" ? phoneField(phone, options) : phone

/** The e-mail address that can be used; empty when there is none. */
export const usableEmailOf = ({ email }: Contact, options: RuleOptions): string =>
  typeof email === "string" ? usableEmail(email, options) : usable(email)

/** The phone number that can be used; empty when there is none. */
export const usablePhoneOf = ({ phone }: Contact, options: RuleOptions): string =>
  typeof phone === "string" ? usablePhone(phone, options) : usable(phone)

const usable = (field: ContactField): string => (field.state === "usable" ? field.address : "")

/** The fact about a clean field, as the code of its word. */
export const fieldStateCode = (field: ContactField): number => {
  if (field === irrelevantField) return IRRELEVANT
  return field === unknownField ? UNKNOWN : wordCode("emailState", field.state)
}

// Both facts have the same vocabulary.
const IRRELEVANT = wordCode("emailState", "irrelevant")
const UNKNOWN = wordCode("emailState", "unavailable")

/** Contacts of the group of statutory contacts fall back to another channel together; all others fall back alone. */
export const groupOf = ({ shared, userId }: Contact): Candidate["group"] =>
  shared.basis === "StatutoryContact" && userId === undefined ? "statutory" : undefined

/** Whom a contact is. */
export const subjectOf = ({ identifier, registeredOn, shared, userId }: Contact): Subject => {
  switch (shared.basis) {
    case "Explicit":
      return {}
    case "Person":
      return { nationalIdentityNumber: identifier }
    case "ExternalIdentity":
      return { externalIdentity: identifier }
    case "StatutoryContact":
      if (userId !== undefined) return { organizationNumber: identifier, userId }
      return registeredOn === undefined
        ? { organizationNumber: identifier }
        : { organizationNumber: identifier, registeredOn }
    case "CustomContact":
      if (userId === undefined) return { organizationNumber: identifier, everyone: true }
      return registeredOn === undefined
        ? { organizationNumber: identifier, userId }
        : { organizationNumber: identifier, userId, registeredOn }
  }
}

/** The candidate in full, with every fact. */
export const candidateOf = (contact: Contact, options: RuleOptions): Candidate => {
  const { accessGrounds, recipient, shared, unavailable } = contact
  const email = emailOf(contact, options)
  const phone = phoneOf(contact, options)
  return {
    recipient,
    basis: shared.basis,
    subject: subjectOf(contact),
    group: groupOf(contact),
    email,
    phone,
    facts: withFieldStates(shared, fieldStateCode(email), fieldStateCode(phone)).facts,
    ...(unavailable === undefined ? {} : { unavailable }),
    ...(accessGrounds === undefined ? {} : { accessGrounds })
  }
}
