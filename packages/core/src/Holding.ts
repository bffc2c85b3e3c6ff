/**
 * A holding is what a contact brings to its recipient's choice of addresses: those it has and may use, less those that an
 * earlier contact of the recipient holds already, where the options say that each is held once.
 *
 * Invariants: an address is cleaned when somebody first asks for it; a field that is cleared leaves the other one.
 */
import { addAddress, makeAddressTable } from "./AddressTable.ts"
import type { AddressTable } from "./AddressTable.ts"
import { phoneOf, usableEmailOf, usablePhoneOf } from "./Contact.ts"
import type { Contact } from "./Contact.ts"
import type { RuleOptions } from "./RuleOptions.ts"

/** Addresses that an earlier contact of the recipient holds, so that they were cleared: the sum of those below. */
export type Cleared = number
export const EMAIL_CLEARED = 1
export const PHONE_CLEARED = 2

/**
 * The addresses a contact holds; an empty text is none, and `undefined` is not looked at yet. One holding serves all
 * contacts of a recipient in turn, and so may the contact in it, so whoever keeps it has it copied by {@link keep}.
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

/** A copy for whoever keeps the holding. */
export const keep = (holding: Holding): Holding => ({ ...holding, contact: { ...holding.contact } })

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
export const takeHold = (
  holding: Holding,
  contact: Contact,
  books: AddressBooks | undefined,
  options: RuleOptions
): void => {
  holding.contact = contact
  holding.cleared = 0
  holding.email = undefined
  holding.phone = undefined
  holding.isPhoneInvalid = false
  holding.emailNumber = -1
  holding.phoneNumber = -1
  if (books === undefined) return
  const email = usableEmailOf(contact, options)
  const usablePhone = usablePhoneOf(contact, options)
  const phone = usablePhone === "" ? invalidPhoneOf(contact, options) : usablePhone
  const mayKeepInvalid = phone !== usablePhone
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

/** The e-mail address that is held; empty when there is none. */
export const heldEmail = (holding: Holding, options: RuleOptions): string =>
  (holding.email ??= (holding.cleared & EMAIL_CLEARED) === 0 ? usableEmailOf(holding.contact, options) : "")

/** The phone number that is held; empty when there is none. */
export const heldPhone = (holding: Holding, options: RuleOptions): string => {
  if (holding.phone !== undefined) return holding.phone
  let phone = ""
  if ((holding.cleared & PHONE_CLEARED) === 0) {
    phone = usablePhoneOf(holding.contact, options)
    if (phone === "") {
      phone = invalidPhoneOf(holding.contact, options)
      if (phone !== "" && heldEmail(holding, options) === "") phone = ""
      holding.isPhoneInvalid = phone !== ""
    }
  }
  holding.phone = phone
  return phone
}

/**
 * An invalid phone number that may be kept; empty when there is none. Only a custom contact may keep one, and only beside
 * an e-mail address.
 */
const invalidPhoneOf = (contact: Contact, options: RuleOptions): string => {
  if (options.customPhoneNumbers !== "kept-beside-email" || contact.userId === undefined) return ""
  const field = phoneOf(contact, options)
  return field.state === "invalid" ? field.address : ""
}
