/**
 * Enumeration lists every candidate of an order from a snapshot.
 *
 * Invariants: every recipient gives at least one candidate, so that nobody is lost without a reason; candidates come in
 * the order of recipients, statutory contacts before custom ones, each in the order the source gave.
 */
import type { Candidate } from "./Candidate.ts"
import { candidateOf, foundField, makeContact, unknownField } from "./Contact.ts"
import type { Contact, ContactContext } from "./Contact.ts"
import { addContact, allContacts, beginRecipient, complete, makeContactList } from "./ContactList.ts"
import type { ContactList, GrowingContactList } from "./ContactList.ts"
import { emailField, explicitField, missingField, phoneField } from "./ContactField.ts"
import type { ContactField } from "./ContactField.ts"
import { UNAVAILABLE } from "./Fact.ts"
import { FRESH_MONTHS, lastTouched, monthsBefore } from "./Freshness.ts"
import { resourceOf } from "./Order.ts"
import type { Order, Recipient } from "./Order.ts"
import { addOrganizationContacts } from "./OrganizationContacts.ts"
import { recipientKind } from "./RecipientKind.ts"
import type { RuleOptions } from "./RuleOptions.ts"
import type { RuleSet } from "./RuleSet.ts"
import { factsForOrder, wordCode, wordCodes } from "./SharedFacts.ts"
import type { PersonContact, Snapshot } from "./Snapshot.ts"
import { indexSnapshot, once } from "./SnapshotIndex.ts"

/** Whether the order lets stale contact data be used, by itself or by who sends it. */
export const usesStaleContactData = (order: Order, options: RuleOptions): boolean =>
  order.useStaleContactInformation === true ||
  options.staleContactDataFor.some((creator) => creator.toLowerCase() === order.creator?.toLowerCase())

/** Every candidate of an order in full, in the order of recipients. */
export const enumerate = (order: Order, snapshot: Snapshot, ruleSet: RuleSet): ReadonlyArray<Candidate> =>
  allContacts(listContacts(ruleSet, ruleSet, order, snapshot)).map((contact) => candidateOf(contact, ruleSet.options))

/** Everyone considered for an order, in the order of recipients; `owner` is whoever judges them. */
export const listContacts = (owner: object, ruleSet: RuleSet, order: Order, snapshot: Snapshot): ContactList =>
  complete(beginContacts(owner, ruleSet, order, snapshot))

/** The same when most kinds are still to be found. */
export const beginContacts = (owner: object, ruleSet: RuleSet, order: Order, snapshot: Snapshot): ContactList => {
  const index = indexSnapshot(snapshot)
  const context: ContactContext = {
    order,
    resource: resourceOf(order),
    index,
    options: ruleSet.options,
    facts: factsForOrder(owner, ruleSet, order),
    own: new Map(),
    staleBefore: once(() => monthsBefore(index.at, FRESH_MONTHS)),
    usesStale: usesStaleContactData(order, ruleSet.options)
  }
  const list = makeContactList()
  for (const [position, recipient] of order.recipients.entries()) {
    beginRecipient(list)
    addContacts(context, recipient, position, list)
  }
  return list
}

const addContacts = (context: ContactContext, recipient: Recipient, index: number, list: GrowingContactList): void => {
  const kind = recipientKind(recipient, context.order.channel)
  switch (kind) {
    case "address":
      addContact(list, addressContact(context, index, recipient))
      return
    case "person":
      addContact(list, personContact(context, index, recipient.nationalIdentityNumber ?? ""))
      return
    case "external-identity":
      addContact(list, externalIdentityContact(context, index, recipient.externalIdentity ?? ""))
      return
    case "organization":
      addOrganizationContacts(context, index, recipient.organizationNumber ?? "", list)
  }
}

const addressContact = (context: ContactContext, recipient: number, found: Recipient): Contact =>
  makeContact(context, context.facts.Explicit, wordCodes(0, 0, 0, 0), {
    recipient,
    identifier: "",
    email: explicitField(found.emailAddress),
    phone: explicitField(found.phoneNumber)
  })

const entryCode = (word: string): number => wordCode("registerEntry", word)
const reservationCode = (word: string): number => wordCode("reservation", word)

const personContact = (context: ContactContext, recipient: number, identifier: string): Contact => {
  const known = context.facts.Person
  const answer = context.index.person(identifier)
  if (answer.state === "unavailable") {
    return makeContact(context, known, wordCodes(entryCode(UNAVAILABLE), reservationCode(UNAVAILABLE), 0, 0), {
      recipient,
      identifier,
      email: unknownField,
      phone: unknownField,
      unavailable: answer.reason
    })
  }
  if (answer.state === "absent") {
    return makeContact(context, known, wordCodes(entryCode("absent"), reservationCode("not-reserved"), 0, 0), {
      recipient,
      identifier,
      email: missingField,
      phone: missingField
    })
  }
  const { email, entry, phone, reserved } = personState(context, answer.value)
  const reservation = !reserved ? "not-reserved" : context.order.ignoreReservation === true ? "overridden" : "reserved"
  return makeContact(context, known, wordCodes(entryCode(entry), reservationCode(reservation), 0, 0), {
    recipient,
    identifier,
    email,
    phone
  })
}

interface PersonState {
  readonly reserved: boolean
  readonly email: ContactField
  readonly phone: ContactField
  readonly entry: "present" | "empty" | "stale"
}

const personState = (context: ContactContext, person: PersonContact): PersonState => {
  const { options, staleBefore, usesStale } = context
  const email = emailField(person.email, options)
  const phone = phoneField(person.mobileNumber, options)
  if (!("reservation" in person)) {
    return {
      reserved: person.isReserved === true,
      email: outdated(email, person.emailIsOutdated),
      phone: outdated(phone, person.mobileNumberIsOutdated),
      entry: "present"
    }
  }
  const emailTouched = lastTouched(person.emailUpdated, person.emailVerified)
  const phoneTouched = lastTouched(person.mobileUpdated, person.mobileVerified)
  const emailStale = touchedBefore(emailTouched, staleBefore())
  const phoneStale = touchedBefore(phoneTouched, staleBefore())
  const omitted = emailStale && phoneStale && !usesStale && options.fullyStalePersons === "omit"
  const nothing = email.state === "missing" && phone.state === "missing"
  return {
    reserved: person.reservation === "JA",
    email: emailStale ? staleField(email, emailTouched, usesStale) : email,
    phone: phoneStale ? staleField(phone, phoneTouched, usesStale) : phone,
    entry: omitted ? (nothing ? "empty" : "stale") : "present"
  }
}

/** A source that filters marks a field as outdated when it hands it out all the same. */
const outdated = (field: ContactField, isOutdated: boolean | undefined): ContactField =>
  isOutdated === true && field.state !== "missing" ? { ...field, staleUsed: true } : field

const touchedBefore = (touched: string | undefined, time: number): boolean =>
  touched === undefined || Date.parse(touched) < time

const staleField = (clean: ContactField, since: string | undefined, usesStale: boolean): ContactField => {
  if (clean.state === "missing") return clean
  const when = since === undefined ? {} : { staleSince: since }
  return usesStale ? { ...clean, ...when, staleUsed: true } : { ...clean, ...when, state: "stale" }
}

const externalIdentityContact = (context: ContactContext, recipient: number, identifier: string): Contact => {
  const known = context.facts.ExternalIdentity
  const answer = context.index.externalIdentity(identifier)
  switch (answer.state) {
    case "found":
      return makeContact(context, known, wordCodes(entryCode("present"), 0, 0, 0), {
        recipient,
        identifier,
        email: foundField(answer.value.email),
        phone: foundField(answer.value.mobileNumber)
      })
    case "absent":
      return makeContact(context, known, wordCodes(entryCode("absent"), 0, 0, 0), {
        recipient,
        identifier,
        email: missingField,
        phone: missingField
      })
    case "unavailable":
      return makeContact(context, known, wordCodes(entryCode(UNAVAILABLE), 0, 0, 0), {
        recipient,
        identifier,
        email: unknownField,
        phone: unknownField,
        unavailable: answer.reason
      })
  }
}
