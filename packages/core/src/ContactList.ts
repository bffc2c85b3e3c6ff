/**
 * A contact list is everyone considered for an order. Of each it holds only a number, the kind of contact it is: the gates
 * say the same of all contacts of a kind, and most need nothing more. Whoever needs a contact itself has it made.
 *
 * Invariants: contacts come in the order of recipients, and every recipient has at least one; contacts are of one kind
 * exactly when they share their facts; a contact is the same each time it is made.
 */
import type { Contact, ContactInTurn } from "./Contact.ts"
import type { SharedFacts } from "./SharedFacts.ts"

/** Contacts that stand one after the other and are made in the same way. */
interface Section {
  /** The index of its first contact. */
  readonly start: number
  /** Makes the contact at a place in the section; the last one made in turn, if given, may become this one. */
  readonly make: (place: number, shared: SharedFacts, last?: ContactInTurn) => Contact | undefined
  /** The contacts themselves, where they are made already. */
  readonly made: Array<Contact> | undefined
}

/** Everyone considered for an order; a contact's place is its index. */
export interface ContactList {
  /** The facts of each kind. */
  readonly kinds: ReadonlyArray<SharedFacts>
  /** How many contacts there are. */
  readonly count: number
  /** The number of each contact's kind, by index; what stands behind the last contact means nothing. */
  readonly kindOf: Uint32Array
  /** The index of each recipient's first contact, by recipient. */
  readonly firsts: ReadonlyArray<number>
  readonly sections: ReadonlyArray<Section>
}

/** A contact list that is being written. */
export interface GrowingContactList extends ContactList {
  readonly kinds: Array<SharedFacts>
  count: number
  kindOf: Uint32Array
  readonly firsts: Array<number>
  readonly sections: Array<Section>
  /** The number of each kind; where kinds are few they are looked through one by one. */
  numbers: Map<SharedFacts, number> | undefined
}

/** The most kinds that are looked through one by one. */
const FEW = 16

/** An empty list. */
export const makeContactList = (): GrowingContactList => ({
  kinds: [],
  count: 0,
  kindOf: new Uint32Array(16),
  firsts: [],
  sections: [],
  numbers: undefined
})

/** Begins with the next recipient. */
export const beginRecipient = ({ count, firsts }: GrowingContactList): void => {
  firsts.push(count)
}

/** Begins with so many contacts that are made when they are asked for; each is added with {@link addKind}. */
export const beginSection = (list: GrowingContactList, count: number, make: Section["make"]): void => {
  list.sections.push({ start: list.count, make, made: undefined })
  reserve(list, count)
}

/** Adds a contact of the section that has begun. */
export const addKind = (list: GrowingContactList, kind: number): void => {
  list.kindOf[list.count++] = kind
}

/** Makes room for more contacts. */
const reserve = (list: GrowingContactList, more: number): void => {
  const { count, kindOf } = list
  if (count + more <= kindOf.length) return
  list.kindOf = new Uint32Array(Math.max(count + more, 2 * kindOf.length))
  list.kindOf.set(kindOf)
}

/** Adds a contact that is made already. */
export const addContact = (list: GrowingContactList, contact: Contact): void => {
  const { sections } = list
  const made = sections.at(-1)?.made
  if (made === undefined) {
    const contacts = [contact]
    const make: Section["make"] = (place, shared) => withFacts(contacts[place], shared)
    sections.push({ start: list.count, make, made: contacts })
  } else made.push(contact)
  reserve(list, 1)
  addKind(list, kindNumber(list, contact.shared))
}

/** The number of the kind of contacts that share these facts. */
export const kindNumber = (list: GrowingContactList, shared: SharedFacts): number => {
  const { kinds, numbers } = list
  const known = numbers === undefined ? kinds.indexOf(shared) : (numbers.get(shared) ?? -1)
  if (known !== -1) return known
  numbers?.set(shared, kinds.length)
  kinds.push(shared)
  if (kinds.length > FEW) list.numbers ??= new Map(kinds.map((kind, number) => [kind, number]))
  return kinds.length - 1
}

const withFacts = (contact: Contact | undefined, shared: SharedFacts): Contact | undefined =>
  contact === undefined || contact.shared === shared ? contact : { ...contact, shared }

/**
 * A contact, given by its index; `undefined` when there is none. With the last one that was made in turn, that may become
 * this one.
 */
export const contactAt = (list: ContactList, index: number, last?: ContactInTurn): Contact | undefined => {
  const shared = factsAt(list, index)
  const section = list.sections[sectionOf(list, index)]
  return shared === undefined || section === undefined ? undefined : section.make(index - section.start, shared, last)
}

/** The facts of a contact, given by its index. */
export const factsAt = ({ count, kindOf, kinds }: ContactList, index: number): SharedFacts | undefined =>
  index < count ? kinds[kindOf[index] ?? -1] : undefined

/** The last section that begins at the index or before it. */
const sectionOf = ({ sections }: ContactList, index: number): number => {
  let low = 0
  let high = sections.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((sections[middle]?.start ?? 0) <= index) low = middle
    else high = middle - 1
  }
  return low
}

/** Every contact, in order. */
export const allContacts = (list: ContactList): ReadonlyArray<Contact> =>
  Array.from({ length: list.count }, (_, index) => contactAt(list, index)).filter((contact) => contact !== undefined)

/** The same contacts with other facts for each kind. */
export const withKinds = (list: ContactList, change: (shared: SharedFacts) => SharedFacts): ContactList => ({
  ...list,
  kinds: list.kinds.map(change)
})
