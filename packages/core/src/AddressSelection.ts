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
import { emailOf, groupOf, irrelevantField, phoneOf } from "./Contact.ts"
import type { Contact } from "./Contact.ts"
import type { ContactField } from "./ContactField.ts"
import { EMAIL_CLEARED, heldEmail, heldPhone, holdingOf, PHONE_CLEARED, takeHold } from "./Holding.ts"
import type { AddressBooks, Holding } from "./Holding.ts"
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

/** On which channels the group of statutory contacts has an address. */
export interface GroupHas {
  readonly email: boolean
  readonly sms: boolean
}

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
 * Chooses addresses for the contacts of one recipient, from an index to another, in their order; those that are not to be
 * notified are `undefined`, and the last may become the next unless it is one of the group. The books are those of the
 * recipient; no other contact of it has been in them. A single contact needs none.
 */
export const selectEach = (
  contactAt: (index: number) => Contact | undefined,
  from: number,
  to: number,
  books: AddressBooks | undefined,
  channel: Channel,
  options: RuleOptions,
  visit: Visit
): void => {
  let holding: Holding | undefined
  const clears = options.deduplication === "before-channel-choice"
  const isTogether = isPreferred(channel) && options.statutoryFallback === "as-group"
  let index = from
  if (isTogether) {
    const group: Array<readonly [index: number, holding: Holding]> = []
    for (; index < to; index++) {
      const contact = contactAt(index)
      if (contact === undefined) continue
      if (groupOf(contact) === undefined) break
      const its = holdingOf(contact, 0)
      takeHold(its, contact, clears ? books : undefined, options)
      group.push([index, its])
    }
    const has: GroupHas = {
      email: group.some(([, its]) => heldEmail(its, options) !== ""),
      sms: group.some(([, its]) => heldPhone(its, options) !== "")
    }
    for (const [place, its] of group) visit(place, its, choose(its, channel, has, options), has)
  }
  for (; index < to; index++) {
    const contact = contactAt(index)
    if (contact === undefined) continue
    holding ??= holdingOf(contact, 0)
    takeHold(holding, contact, clears ? books : undefined, options)
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
  const isAfterDuplicate = (cleared & (isEmail ? PHONE_CLEARED : EMAIL_CLEARED)) !== 0
  const ofChoice = !choice.isFallback ? noNotes : isAfterDuplicate ? afterDuplicate : onOtherChannel
  if (!isStale && !isFromMainUnit && !isOverridden && !isInvalid) return ofChoice
  const notes = [...ofChoice]
  if (isFromMainUnit) notes.push("ADDRESS_FROM_MAIN_UNIT")
  if (isOverridden) notes.push("RESERVATION_OVERRIDDEN")
  if (isStale) notes.push("STALE_CONTACT_DATA_USED")
  if (isInvalid) notes.push("INVALID_PHONE_USED")
  return notes
}

/** Nothing is remarkable. */
export const noNotes: ReadonlyArray<BuiltInReason> = Object.freeze([])
const onOtherChannel: ReadonlyArray<BuiltInReason> = Object.freeze(["FALLBACK_CHANNEL" as const])
const afterDuplicate: ReadonlyArray<BuiltInReason> = Object.freeze(["FALLBACK_AFTER_DUPLICATE" as const])

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
