/**
 * Address selection chooses, for the contacts of one recipient that are to be notified, the addresses on the order's
 * channel. It says what was chosen, what was left out and why, and how a choice came about.
 *
 * The running system clears equal addresses before it chooses the channel, so that a person whose e-mail address equals
 * the organisation's is sent an SMS; an option does it the other way round. Source: Altinn Notifications, contact point
 * service.
 *
 * Invariants: each contact is visited once, in order; the group of statutory contacts comes first; an address that the
 * choice does not depend on is never cleaned.
 */
import { addAddress, makeAddressTable } from "./AddressTable.ts"
import type { AddressTable } from "./AddressTable.ts"
import { emailOf, groupOf, irrelevantField, phoneOf } from "./Contact.ts"
import type { Contact } from "./Contact.ts"
import type { ContactField } from "./ContactField.ts"
import type { Channel } from "./Order.ts"
import type { BuiltInReason } from "./Reason.ts"
import type { RuleOptions } from "./RuleOptions.ts"

/** How a message travels. */
export type DeliveryChannel = "Email" | "Sms"

/** An address chosen for a contact. */
export interface SelectedAddress {
  readonly channel: DeliveryChannel
  readonly address: string
  /** What is remarkable about the choice. */
  readonly notes: ReadonlyArray<BuiltInReason>
}

/** What selection made of one contact. */
export interface Selection {
  readonly addresses: ReadonlyArray<SelectedAddress>
  /** Why no address was chosen, or why not the preferred one. */
  readonly reasons: ReadonlyArray<BuiltInReason>
}

/** Addresses that an earlier contact of the recipient holds, so that they were cleared: the sum of those below. */
export type Cleared = number
export const EMAIL_CLEARED = 1
export const PHONE_CLEARED = 2

/** On which channels the group of statutory contacts has an address. */
export interface GroupHas {
  readonly email: boolean
  readonly sms: boolean
}

/**
 * The addresses a contact holds; an empty text is none, and `undefined` is not looked at yet. One holding serves all
 * contacts of a recipient in turn, so whoever keeps it copies it.
 */
export interface Holding {
  contact: Contact
  cleared: Cleared
  email: string | undefined
  phone: string | undefined
  /** The phone number is held although it is invalid. */
  isPhoneInvalid: boolean
  /** The numbers of the addresses in the books of the recipient, also where they were cleared; -1 without. */
  emailNumber: number
  phoneNumber: number
}

/** The addresses of one channel, and who was last to hold each, by number. */
export interface AddressBook {
  readonly table: AddressTable
  readonly holders: Array<number>
}

/** The books of both channels that a recipient writes into, perhaps with other recipients. */
export interface AddressBooks {
  readonly emails: AddressBook
  readonly phones: AddressBook
}

/** Empty books; `expected` is how many contacts may write into them. */
export const makeAddressBooks = (expected: number): AddressBooks => ({
  emails: { table: makeAddressTable(expected), holders: [] },
  phones: { table: makeAddressTable(expected), holders: [] }
})

/** What was chosen of a holding. */
export interface Choice {
  readonly email: boolean
  readonly sms: boolean
  /** The address is not on the preferred channel. */
  readonly isFallback: boolean
}

const neither: Choice = { email: false, sms: false, isFallback: false }
const emailOnly: Choice = { email: true, sms: false, isFallback: false }
const smsOnly: Choice = { email: false, sms: true, isFallback: false }
const both: Choice = { email: true, sms: true, isFallback: false }
const emailInstead: Choice = { email: true, sms: false, isFallback: true }
const smsInstead: Choice = { email: false, sms: true, isFallback: true }

/** Told of each contact: its index, what it holds, what was chosen, and what its group has if it falls back with one. */
export type Visit = (index: number, holding: Holding, choice: Choice, group: GroupHas | undefined) => void

/**
 * Chooses addresses for those contacts of one recipient that are to be notified, given by index, in their order. The books
 * are those of the recipient; no other contact of it has been in them.
 */
export const selectEach = (
  contacts: ReadonlyArray<Contact>,
  indexes: ReadonlyArray<number>,
  books: AddressBooks,
  channel: Channel,
  options: RuleOptions,
  visit: Visit
): void => {
  const [first = -1] = indexes
  const one = contacts[first]
  if (one === undefined) return
  const holding = holdingOf(one, 0)
  const clears = options.deduplication === "before-channel-choice" && indexes.length > 1
  const isTogether = isPreferred(channel) && options.statutoryFallback === "as-group"
  let position = 0
  if (isTogether) {
    const group: Array<readonly [index: number, holding: Holding]> = []
    for (; position < indexes.length; position++) {
      const index = indexes[position] ?? 0
      const contact = contacts[index]
      if (contact === undefined || groupOf(contact) === undefined) break
      take(holding, contact, clears ? books : undefined, options)
      group.push([index, { ...holding }])
    }
    const has: GroupHas = {
      email: group.some(([, its]) => heldEmail(its, options) !== ""),
      sms: group.some(([, its]) => heldPhone(its, options) !== "")
    }
    for (const [index, its] of group) visit(index, its, choose(its, channel, has, options), has)
  }
  for (; position < indexes.length; position++) {
    const index = indexes[position] ?? 0
    const contact = contacts[index]
    if (contact === undefined) continue
    take(holding, contact, clears ? books : undefined, options)
    visit(index, holding, choose(holding, wantedOf(contact, channel, options), undefined, options), undefined)
  }
}

/** Where a contact would be notified if nobody else were; an empty list is nowhere. */
export const addressesAlone = (
  contact: Contact,
  channel: Channel,
  options: RuleOptions
): ReadonlyArray<Omit<SelectedAddress, "notes">> => {
  const holding = holdingOf(contact, 0)
  const choice = choose(holding, wantedOf(contact, channel, options), undefined, options)
  if (choice === neither) return nowhere
  const email = { channel: "Email" as const, address: holding.email ?? "" }
  if (!choice.sms) return [email]
  const sms = { channel: "Sms" as const, address: holding.phone ?? "" }
  return choice.email ? [email, sms] : [sms]
}

const nowhere: ReadonlyArray<never> = Object.freeze([])

// --- Holding ---------------------------------------------------------------------------------------------------------

/** The holding of a contact of which these addresses were cleared. */
export const holdingOf = (contact: Contact, cleared: Cleared): Holding => ({
  contact,
  cleared,
  email: undefined,
  phone: undefined,
  isPhoneInvalid: false,
  emailNumber: -1,
  phoneNumber: -1
})

/** Lets a contact hold what it has; with books each address is held by the first contact that has it, and cleared after. */
const take = (holding: Holding, contact: Contact, books: AddressBooks | undefined, options: RuleOptions): void => {
  holding.contact = contact
  holding.cleared = 0
  holding.email = undefined
  holding.phone = undefined
  holding.isPhoneInvalid = false
  holding.emailNumber = -1
  holding.phoneNumber = -1
  if (books === undefined) return
  const email = usable(emailOf(contact, options))
  const field = phoneOf(contact, options)
  const mayKeepInvalid = keepsInvalid(contact, field, options)
  const phone = mayKeepInvalid ? field.address : usable(field)
  if (email !== "") holding.emailNumber = addAddress(books.emails.table, email)
  if (phone !== "") holding.phoneNumber = addAddress(books.phones.table, phone)
  const keepsEmail = email === "" || isFirst(books.emails, holding.emailNumber, contact)
  const keepsPhone = phone === "" || isFirst(books.phones, holding.phoneNumber, contact)
  const isKept = keepsPhone && (!mayKeepInvalid || (keepsEmail && email !== ""))
  holding.cleared = (keepsEmail ? 0 : EMAIL_CLEARED) | (keepsPhone ? 0 : PHONE_CLEARED)
  holding.email = keepsEmail ? email : ""
  holding.phone = isKept ? phone : ""
  holding.isPhoneInvalid = isKept && mayKeepInvalid
}

/** Whether no contact of the same recipient held the address; now this one does. */
const isFirst = ({ holders }: AddressBook, number: number, { recipient }: Contact): boolean => {
  if (holders[number] === recipient) return false
  holders[number] = recipient
  return true
}

const usable = (field: ContactField): string => (field.state === "usable" ? field.address : "")

/** Only a custom contact may keep an invalid phone number, and only beside an e-mail address. */
const keepsInvalid = (contact: Contact, phone: ContactField, options: RuleOptions): boolean =>
  phone.state === "invalid" && contact.userId !== undefined && options.customPhoneNumbers === "kept-beside-email"

/** The e-mail address that is held; empty when there is none. */
const heldEmail = (holding: Holding, options: RuleOptions): string =>
  (holding.email ??= (holding.cleared & EMAIL_CLEARED) === 0 ? usable(emailOf(holding.contact, options)) : "")

/** The phone number that is held; empty when there is none. */
const heldPhone = (holding: Holding, options: RuleOptions): string => {
  if (holding.phone !== undefined) return holding.phone
  let phone = ""
  if ((holding.cleared & PHONE_CLEARED) === 0) {
    const field = phoneOf(holding.contact, options)
    phone = usable(field)
    if (keepsInvalid(holding.contact, field, options) && heldEmail(holding, options) !== "") {
      phone = field.address
      holding.isPhoneInvalid = true
    }
  }
  holding.phone = phone
  return phone
}

// --- Choosing --------------------------------------------------------------------------------------------------------

/** An address that stands in the order may be wanted on both channels where others are wanted on the preferred one. */
const wantedOf = (contact: Contact, channel: Channel, options: RuleOptions): Channel =>
  contact.shared.basis === "Explicit" && options.explicitAddresses === "all" && isPreferred(channel)
    ? "EmailAndSms"
    : channel

const isPreferred = (channel: Channel): boolean => channel === "EmailPreferred" || channel === "SmsPreferred"

const choose = (holding: Holding, channel: Channel, group: GroupHas | undefined, options: RuleOptions): Choice => {
  switch (channel) {
    case "Email":
      return heldEmail(holding, options) === "" ? neither : emailOnly
    case "Sms":
      return heldPhone(holding, options) === "" ? neither : smsOnly
    case "EmailAndSms":
      if (heldEmail(holding, options) === "") return heldPhone(holding, options) === "" ? neither : smsOnly
      return heldPhone(holding, options) === "" ? emailOnly : both
    case "EmailPreferred":
      if (heldEmail(holding, options) !== "") return emailOnly
      return group?.email === true || heldPhone(holding, options) === "" ? neither : smsInstead
    case "SmsPreferred":
      if (heldPhone(holding, options) !== "") return smsOnly
      return group?.sms === true || heldEmail(holding, options) === "" ? neither : emailInstead
  }
}

// --- Notes -----------------------------------------------------------------------------------------------------------

/** What is remarkable about a chosen address. */
export const notesOf = (holding: Holding, choice: Choice, channel: DeliveryChannel): ReadonlyArray<BuiltInReason> => {
  const { cleared, contact, isPhoneInvalid } = holding
  const { basis, facts } = contact.shared
  const isEmail = channel === "Email"
  const field = isEmail ? contact.email : contact.phone
  const isStale = typeof field !== "string" && field.staleUsed === true
  const isFromMainUnit = basis === "StatutoryContact" && facts["contactOrigin"] === "main-unit"
  const isOverridden = basis === "Person" && facts["reservation"] === "overridden"
  const isInvalid = !isEmail && isPhoneInvalid
  if (!choice.isFallback && !isStale && !isFromMainUnit && !isOverridden && !isInvalid) return noNotes
  const notes: Array<BuiltInReason> = []
  if (choice.isFallback) {
    const isAfterDuplicate = (cleared & (isEmail ? PHONE_CLEARED : EMAIL_CLEARED)) !== 0
    notes.push(isAfterDuplicate ? "FALLBACK_AFTER_DUPLICATE" : "FALLBACK_CHANNEL")
  }
  if (isFromMainUnit) notes.push("ADDRESS_FROM_MAIN_UNIT")
  if (isOverridden) notes.push("RESERVATION_OVERRIDDEN")
  if (isStale) notes.push("STALE_CONTACT_DATA_USED")
  if (isInvalid) notes.push("INVALID_PHONE_USED")
  return notes
}

const noNotes: ReadonlyArray<BuiltInReason> = Object.freeze([])

// --- Reasons ---------------------------------------------------------------------------------------------------------

/** Whether an order on this channel could use an address of that kind. */
export const couldUse = (delivery: DeliveryChannel, channel: Channel): boolean =>
  channel === delivery || (channel !== "Email" && channel !== "Sms")

/** Why nothing was chosen of a holding. */
export const reasonsForNone = (
  holding: Holding,
  group: GroupHas | undefined,
  channel: Channel,
  options: RuleOptions
): ReadonlyArray<BuiltInReason> => {
  const { contact } = holding
  const wanted = wantedOf(contact, channel, options)
  const email = heldEmail(holding, options)
  const phone = heldPhone(holding, options)
  const reasons: Array<BuiltInReason> = []
  if (couldUse("Email", wanted) && contact.email !== irrelevantField) {
    const isCleared = (holding.cleared & EMAIL_CLEARED) !== 0
    if (isCleared) reasons.push("EMAIL_CLEARED_AS_DUPLICATE")
    else if (email === "") reasons.push(...whyUnusable("EMAIL", emailOf(contact, options)))
  }
  if (couldUse("Sms", wanted) && contact.phone !== irrelevantField) {
    const isCleared = (holding.cleared & PHONE_CLEARED) !== 0
    if (isCleared) reasons.push("PHONE_CLEARED_AS_DUPLICATE")
    else if (phone === "") reasons.push(...whyUnusable("PHONE", phoneOf(contact, options)))
  }
  const isOnOtherChannel = (wanted === "Email" && phone !== "") || (wanted === "Sms" && email !== "")
  if (isOnOtherChannel && reasons.every((reason) => reason === "EMAIL_MISSING" || reason === "PHONE_MISSING")) {
    return ["ADDRESS_NOT_ON_CHANNEL"]
  }
  if (reasons.length > 0) return reasons
  const isGroupReached = group !== undefined && (wanted === "EmailPreferred" ? group.email : group.sms)
  // A contact of the other channel that is unusable there too still gets a reason.
  return [isGroupReached ? "GROUP_REACHED_ON_PREFERRED_CHANNEL" : "ADDRESS_NOT_ON_CHANNEL"]
}

const whyUnusable = (kind: "EMAIL" | "PHONE", { state }: ContactField): ReadonlyArray<BuiltInReason> => {
  switch (state) {
    case "missing":
      return [`${kind}_MISSING`]
    case "invalid":
      return [`${kind}_INVALID`]
    case "stale":
      return [`${kind}_STALE`]
    case "usable":
      return []
  }
}
