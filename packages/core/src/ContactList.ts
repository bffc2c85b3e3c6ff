/**
 * A contact list is everyone considered for an order. Of each it holds only a number, the kind of contact it is: the gates
 * say the same of all contacts of a kind, and most need nothing more. Whoever needs a contact itself has it made. The kinds
 * of a large section are found a stretch at a time, so that whoever goes through it has each row at hand but once.
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
  /** The number of the kind of the contact at a place, asked for once and in order; -1 when there is none. */
  readonly kindAt: ((place: number) => number) | undefined
  /** How many of its kinds are found, where they are asked for. */
  found: number
}

/** Everyone considered for an order; a contact's place is its index. */
export interface ContactList {
  /** The facts of each kind. */
  readonly kinds: ReadonlyArray<SharedFacts>
  /** How many contacts there are. */
  readonly count: number
  /** The number of each contact's kind, by index, once it is found; what stands behind the last contact means nothing. */
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

/** Adds so many contacts that are made, and whose kinds are found, when they are asked for. */
export const addSection = (
  list: GrowingContactList,
  count: number,
  make: Section["make"],
  kindAt: (place: number) => number
): void => {
  list.sections.push({ start: list.count, make, made: undefined, kindAt, found: 0 })
  reserve(list, count)
  list.count += count
}

/** So many kinds are found at a time: their rows fit into the processor's cache. */
const STRETCH = 512

/** Finds the kind of a contact, given by its index, when all before it are found; up to which index they are found then. */
export const findKinds = (list: ContactList, index: number): number => {
  const { count, kindOf, sections } = list
  const place = sectionOf(list, index)
  const section = sections[place]
  const end = sections[place + 1]?.start ?? count
  if (section?.kindAt === undefined) return end
  const { kindAt, start } = section
  const to = Math.min(section.found + STRETCH, end - start)
  for (let row = section.found; row < to; row++) kindOf[start + row] = kindAt(row)
  section.found = to
  return start + to
}

/** The list when every kind in it is found. */
export const complete = (list: ContactList): ContactList => {
  for (let found = 0; found < list.count;) found = findKinds(list, found)
  return list
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
    sections.push({ start: list.count, make, made: contacts, kindAt: undefined, found: 0 })
  } else made.push(contact)
  reserve(list, 1)
  list.kindOf[list.count++] = kindNumber(list, contact.shared)
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
