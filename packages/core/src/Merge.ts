/**
 * Merging turns chosen addresses into deliveries: one address is written to once, and the delivery names every candidate
 * it was merged from. How far merging reaches (one entry of the order, or every entry of the same recipient) is an option.
 *
 * Invariants: merging is idempotent, keeps the first spelling, and never drops a candidate without saying so. Each chosen
 * address costs one look-up, whatever it is merged with.
 */
import { couldUse, noNotes, notesOf } from "./AddressSelection.ts"
import type { Choice, DeliveryChannel } from "./AddressSelection.ts"
import { addAddress, dismissTable } from "./AddressTable.ts"
import { subjectOf } from "./Contact.ts"
import type { Contact } from "./Contact.ts"
import type { Contributor, Delivery } from "./Decision.ts"
import { EMAIL_CLEARED, keep, makeAddressBooks, PHONE_CLEARED } from "./Holding.ts"
import type { AddressBooks, Holding } from "./Holding.ts"
import { recipientKind } from "./RecipientKind.ts"
import type { Order } from "./Order.ts"
import type { BuiltInReason } from "./Reason.ts"
import type { RuleOptions } from "./RuleOptions.ts"

/** How a candidate ended: left out, merged into another's delivery, or as the first of a delivery. */
export const LEFT_OUT = 0
export const MERGED = 1
export const DELIVERED = 2

/** Takes what was chosen, recipient by recipient and in the order of candidates, and makes deliveries of it. */
export interface Merger {
  /**
   * Begins with a recipient and so many candidates of it, and gives the books that its addresses stand in; a candidate that
   * can be merged with nobody needs none.
   */
  readonly begin: (recipient: number, count: number) => AddressBooks | undefined
  /** Takes what was chosen for a candidate, given by its index among all. */
  readonly take: (index: number, holding: Holding, choice: Choice) => void
  /** Ends with a recipient. On `EmailAndSms` each recipient's e-mails come before its SMS. */
  readonly end: () => void
  /** What was made, when no recipient is left. */
  readonly finish: () => Merged
}

/** What merging made. */
export interface Merged {
  readonly deliveries: ReadonlyArray<Delivery>
  /** How many deliveries reach each recipient. */
  readonly reached: Uint32Array
  /** The recipients that a delivery reaches by a statutory contact. */
  readonly reachedByStatute: ReadonlySet<number>
}

type MutableDelivery = Delivery & { readonly contributors: Array<Contributor> }

/** Deliveries that may be merged with one another, by the numbers of their addresses. */
interface Scope {
  readonly books: AddressBooks
  readonly emails: Array<MutableDelivery | undefined>
  readonly texts: Array<MutableDelivery | undefined>
}

interface Taken {
  readonly index: number
  readonly holding: Holding
  readonly choice: Choice
}

/** For so many candidates of a recipient it pays to make room. */
const MANY = 1000

/** Makes a merger for an order; how each candidate ends is written into `ends`. */
export const makeMerger = (order: Order, options: RuleOptions, ends: Uint8Array): Merger => {
  // Room for many is made at once; how many are there is counted.
  const deliveries: Array<MutableDelivery> = []
  let made = 0
  const reached = new Uint32Array(order.recipients.length)
  const reachedByStatute = new Set<number>()
  const scopeOf = scopes(order, options)
  const textsLater: Array<Taken> = []
  const cleared: Array<{ readonly index: number; readonly holding: Holding; readonly scope: Scope }> = []
  let scope: Scope | undefined

  const contribute = (
    contact: Contact,
    state: Contributor["state"],
    notes: ReadonlyArray<BuiltInReason>
  ): Contributor => {
    const { basis } = contact.shared
    if (basis === "StatutoryContact") reachedByStatute.add(contact.recipient)
    return { recipient: contact.recipient, basis, subject: subjectOf(contact), state, notes }
  }
  const put = (index: number, holding: Holding, choice: Choice, channel: DeliveryChannel): void => {
    const { contact } = holding
    const isEmail = channel === "Email"
    const address = (isEmail ? holding.email : holding.phone) ?? ""
    const notes = notesOf(holding, choice, channel)
    if (scope === undefined) {
      deliveries[made++] = deliveryTo(contact, channel, address, notes)
      ends[index] = DELIVERED
      return
    }
    const known = isEmail ? scope.emails : scope.texts
    const { table } = isEmail ? scope.books.emails : scope.books.phones
    const numbered = isEmail ? holding.emailNumber : holding.phoneNumber
    const number = numbered === -1 ? addAddress(table, address) : numbered
    const delivery = known[number]
    if (delivery === undefined) {
      deliveries[made++] = known[number] = deliveryTo(contact, channel, address, notes)
      ends[index] = DELIVERED
    } else {
      // Recipients come one after the other, so one that is named already is named last.
      if (delivery.contributors.at(-1)?.recipient !== contact.recipient) reach(contact)
      join(index, contact, delivery, notes)
    }
  }
  const deliveryTo = (
    contact: Contact,
    channel: DeliveryChannel,
    address: string,
    notes: ReadonlyArray<BuiltInReason>
  ): MutableDelivery => {
    reach(contact)
    const contributors = [contribute(contact, "delivered", notes)]
    return { recipient: contact.recipient, channel, address, contributors }
  }
  const reach = ({ recipient }: Contact): void => {
    reached[recipient] = (reached[recipient] ?? 0) + 1
  }
  const join = (
    index: number,
    contact: Contact,
    delivery: MutableDelivery,
    notes: ReadonlyArray<BuiltInReason>
  ): void => {
    delivery.contributors.push(contribute(contact, "merged", notes))
    if (ends[index] === LEFT_OUT) ends[index] = MERGED
  }
  return {
    begin: (recipient, count) => {
      if (count >= MANY) deliveries.length = Math.max(deliveries.length, made + (count >> 1))
      scope = scopeOf(recipient, count)
      return scope?.books
    },
    take: (index, holding, choice) => {
      if (choice.email) put(index, holding, choice, "Email")
      if (choice.sms) {
        if (order.channel === "EmailAndSms") textsLater.push({ index, holding: keep(holding), choice })
        else put(index, holding, choice, "Sms")
      }
      if (holding.cleared !== 0 && scope !== undefined) cleared.push({ index, holding: keep(holding), scope })
    },
    end: () => {
      for (const { choice, holding, index } of textsLater) put(index, holding, choice, "Sms")
      textsLater.length = 0
    },
    finish: () => {
      // Whose address was cleared is named where it was written to, behind those of whom it was chosen.
      const named = new Map<MutableDelivery, Set<number>>()
      const joinCleared = (index: number, contact: Contact, delivery: MutableDelivery | undefined) => {
        if (delivery === undefined) return
        if (contact.recipient !== delivery.recipient) {
          const recipients = named.get(delivery) ?? new Set(delivery.contributors.map(({ recipient }) => recipient))
          named.set(delivery, recipients)
          if (!recipients.has(contact.recipient)) reach(contact)
          recipients.add(contact.recipient)
        }
        join(index, contact, delivery, noNotes)
      }
      for (const { holding, index, scope: its } of cleared) {
        const { cleared: which, contact, emailNumber, phoneNumber } = holding
        if ((which & EMAIL_CLEARED) !== 0 && couldUse("Email", order.channel)) {
          joinCleared(index, contact, its.emails[emailNumber])
        }
        if ((which & PHONE_CLEARED) !== 0 && couldUse("Sms", order.channel)) {
          joinCleared(index, contact, its.texts[phoneNumber])
        }
      }
      if (scope !== undefined) {
        dismissTable(scope.books.emails.table)
        dismissTable(scope.books.phones.table)
      }
      if (deliveries.length > made) deliveries.length = made
      return { deliveries, reached, reachedByStatute }
    }
  }
}

// --- Scopes ----------------------------------------------------------------------------------------------------------

const makeScope = (count: number): Scope => ({ books: makeAddressBooks(count), emails: [], texts: [] })

/** The scope of each recipient of an order; only those that several recipients have are remembered. */
const scopes = (order: Order, options: RuleOptions): ((recipient: number, count: number) => Scope | undefined) => {
  const reach = reachOf(order, options)
  const shared = new Map<string, Scope | undefined>()
  if (order.recipients.length > 1) {
    const seen = new Set<string>()
    for (let recipient = 0; recipient < order.recipients.length; recipient++) {
      const name = reach(recipient)
      if (name === undefined) continue
      const before = seen.size
      if (seen.add(name).size === before) shared.set(name, undefined)
    }
  }
  return (recipient, count) => {
    const name = shared.size === 0 ? undefined : reach(recipient)
    if (name === undefined || !shared.has(name)) return count > 1 ? makeScope(count) : undefined
    const known = shared.get(name)
    if (known !== undefined) return known
    const made = makeScope(count)
    shared.set(name, made)
    return made
  }
}

/** The reach of merging for a recipient: those with an equal name are merged, one without name with no other. */
const reachOf = (order: Order, options: RuleOptions): ((index: number) => string | undefined) => {
  const isCombined = order.channel !== "Email" && order.channel !== "Sms"
  const mergesAll = options.repeatedRecipients === "merged"
  if (!mergesAll && !isCombined) return () => undefined
  return (index) => {
    const recipient = order.recipients[index]
    if (recipient === undefined) return undefined
    switch (recipientKind(recipient, order.channel)) {
      case "person":
        return `person ${recipient.nationalIdentityNumber}`
      case "organization":
        return `organisation ${recipient.organizationNumber}`
      case "external-identity":
        return `identity ${recipient.externalIdentity?.toLowerCase()}`
      case "address":
        return mergesAll ? "addresses" : undefined
    }
  }
}
