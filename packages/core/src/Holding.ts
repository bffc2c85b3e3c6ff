/**
 * A holding is what a contact brings to its recipient's choice of addresses: those it has and may use, less those that an
 * earlier contact of the recipient holds already, where the options say that each is held once.
 *
 * Invariants: an address is cleaned when somebody first asks for it; a field that is cleared leaves the other one.
 */
import { addAddress, makeAddressTable } from "./AddressTable.ts"
import type { AddressTable } from "./AddressTable.ts"
import { emailOf, phoneOf } from "./Contact.ts"
import type { Contact } from "./Contact.ts"
import type { ContactField } from "./ContactField.ts"
import type { RuleOptions } from "./RuleOptions.ts"

/** Addresses that an earlier contact of the recipient holds, so that they were cleared: the sum of those below. */
export type Cleared = number
export const EMAIL_CLEARED = 1
export const PHONE_CLEARED = 2

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
export const heldEmail = (holding: Holding, options: RuleOptions): string =>
  (holding.email ??= (holding.cleared & EMAIL_CLEARED) === 0 ? usable(emailOf(holding.contact, options)) : "")

/** The phone number that is held; empty when there is none. */
export const heldPhone = (holding: Holding, options: RuleOptions): string => {
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
