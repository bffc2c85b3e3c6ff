/**
 * Address selection chooses, for the contacts of one recipient that are to be notified, the addresses on the order's
 * channel. It says what was chosen, what was left out and why, and how a choice came about.
 *
 * The running system clears equal addresses before it chooses the channel, so that a person whose e-mail address equals
 * the organisation's is sent an SMS; an option does it the other way round. Source: Altinn Notifications, contact point
 * service.
 */
import { emailKey, phoneKey } from "./Address.ts"
import type { Candidate } from "./Candidate.ts"
import type { ContactField } from "./ContactField.ts"
import type { Channel } from "./Order.ts"
import type { BuiltInReason } from "./Reason.ts"
import type { RuleOptions } from "./RuleOptions.ts"

/** How a message travels. */
export type DeliveryChannel = "Email" | "Sms"

/** An address chosen for a candidate. */
export interface SelectedAddress {
  readonly channel: DeliveryChannel
  readonly address: string
  /** What is remarkable about the choice. */
  readonly notes: ReadonlyArray<BuiltInReason>
}

/** What selection made of one candidate. */
export interface Selection {
  readonly candidate: Candidate
  readonly addresses: ReadonlyArray<SelectedAddress>
  /** Addresses that another candidate of the recipient already holds, so that they were cleared here. */
  readonly cleared: ReadonlyArray<{ readonly channel: DeliveryChannel; readonly address: string }>
  /** Why no address was chosen, or why not the preferred one. */
  readonly reasons: ReadonlyArray<BuiltInReason>
}

interface Contact {
  readonly candidate: Candidate
  readonly email: string
  readonly phone: string
  readonly cleared: Selection["cleared"]
  readonly invalidPhoneKept: boolean
}

/** Chooses addresses for the candidates of one recipient that are to be notified, in their order. */
export const select = (
  candidates: ReadonlyArray<Candidate>,
  channel: Channel,
  options: RuleOptions
): ReadonlyArray<Selection> => {
  const contacts =
    options.deduplication === "before-channel-choice"
      ? clearDuplicates(candidates, options)
      : candidates.map((candidate) => toContact(candidate, options))
  const statutory = contacts.filter(({ candidate }) => candidate.group === "statutory")
  const groupHas = {
    Email: statutory.some(({ email }) => email !== ""),
    Sms: statutory.some(({ phone }) => phone !== "")
  }
  return contacts.map((contact): Selection => {
    const { basis, group } = contact.candidate
    const fallsBackTogether = group === "statutory" && options.statutoryFallback === "as-group" && isPreferred(channel)
    const inGroup = fallsBackTogether ? groupHas : undefined
    const takesBoth = basis === "Explicit" && options.explicitAddresses === "all" && isPreferred(channel)
    const wanted = takesBoth ? "EmailAndSms" : channel
    const addresses = choose(contact, wanted, inGroup)
    return {
      candidate: contact.candidate,
      addresses,
      cleared: contact.cleared.filter((cleared) => couldUse(cleared.channel, channel)),
      reasons: addresses.length > 0 ? [] : whyNone(contact, wanted, inGroup)
    }
  })
}

/** The comparison keys of addresses: two equal addresses are one. */
export const addressKey = (channel: DeliveryChannel, address: string): string =>
  channel === "Email" ? `Email ${emailKey(address)}` : `Sms ${phoneKey(address)}`

const usable = (field: ContactField): string => (field.state === "usable" ? field.address : "")

const toContact = (candidate: Candidate, options: RuleOptions): Contact => {
  const email = usable(candidate.email)
  const keepsInvalidPhone = keepsInvalid(candidate, options) && email !== ""
  return {
    candidate,
    email,
    phone: usable(candidate.phone) || (keepsInvalidPhone ? candidate.phone.address : ""),
    cleared: [],
    invalidPhoneKept: keepsInvalidPhone
  }
}

/** Only a custom contact may keep an invalid phone number, and only beside an e-mail address. */
const keepsInvalid = (candidate: Candidate, options: RuleOptions): boolean =>
  candidate.group === undefined &&
  candidate.subject.userId !== undefined &&
  candidate.phone.state === "invalid" &&
  options.customPhoneNumbers === "kept-beside-email"

/** Walks the candidates in order; an address that an earlier one holds is cleared, the other field stays. */
const clearDuplicates = (candidates: ReadonlyArray<Candidate>, options: RuleOptions): ReadonlyArray<Contact> => {
  const held = new Set<string>()
  const take = (channel: DeliveryChannel, address: string): boolean => {
    if (address === "") return true
    const key = addressKey(channel, address)
    if (held.has(key)) return false
    held.add(key)
    return true
  }
  return candidates.map((candidate): Contact => {
    const email = usable(candidate.email)
    const mayKeepInvalid = keepsInvalid(candidate, options)
    const phone = usable(candidate.phone) || (mayKeepInvalid ? candidate.phone.address : "")
    const keepsEmail = take("Email", email)
    const keepsPhone = take("Sms", phone)
    const keptEmail = keepsEmail ? email : ""
    const invalidPhoneKept = mayKeepInvalid && keepsPhone && keptEmail !== ""
    return {
      candidate,
      email: keptEmail,
      phone: keepsPhone && (!mayKeepInvalid || invalidPhoneKept) ? phone : "",
      cleared: [
        ...(keepsEmail ? [] : [{ channel: "Email" as const, address: email }]),
        ...(keepsPhone ? [] : [{ channel: "Sms" as const, address: phone }])
      ],
      invalidPhoneKept
    }
  })
}

type GroupHas = { readonly Email: boolean; readonly Sms: boolean } | undefined

const choose = (contact: Contact, channel: Channel, group: GroupHas): ReadonlyArray<SelectedAddress> => {
  const email = contact.email === "" ? [] : [selected(contact, "Email", [])]
  const sms = contact.phone === "" ? [] : [selected(contact, "Sms", [])]
  switch (channel) {
    case "Email":
      return email
    case "Sms":
      return sms
    case "EmailAndSms":
      return [...email, ...sms]
    case "EmailPreferred":
      return (group === undefined ? email.length > 0 : group.Email) ? email : fallback(contact, "Sms", contact.phone)
    case "SmsPreferred":
      return (group === undefined ? sms.length > 0 : group.Sms) ? sms : fallback(contact, "Email", contact.email)
  }
}

const fallback = (contact: Contact, channel: DeliveryChannel, address: string): ReadonlyArray<SelectedAddress> => {
  if (address === "") return []
  const afterDuplicate = contact.cleared.some((cleared) => cleared.channel !== channel)
  return [selected(contact, channel, [afterDuplicate ? "FALLBACK_AFTER_DUPLICATE" : "FALLBACK_CHANNEL"])]
}

const selected = (contact: Contact, channel: DeliveryChannel, notes: ReadonlyArray<BuiltInReason>): SelectedAddress => {
  const { candidate } = contact
  const field = channel === "Email" ? candidate.email : candidate.phone
  return {
    channel,
    address: channel === "Email" ? contact.email : contact.phone,
    notes: [
      ...notes,
      ...(candidate.facts["contactOrigin"] === "main-unit" ? ["ADDRESS_FROM_MAIN_UNIT" as const] : []),
      ...(candidate.facts["reservation"] === "overridden" ? ["RESERVATION_OVERRIDDEN" as const] : []),
      ...(field.staleUsed === true ? ["STALE_CONTACT_DATA_USED" as const] : []),
      ...(channel === "Sms" && contact.invalidPhoneKept ? ["INVALID_PHONE_USED" as const] : [])
    ]
  }
}

const isPreferred = (channel: Channel): boolean => channel === "EmailPreferred" || channel === "SmsPreferred"

const couldUse = (delivery: DeliveryChannel, channel: Channel): boolean =>
  channel === delivery || (channel !== "Email" && channel !== "Sms")

const whyNone = (contact: Contact, channel: Channel, group: GroupHas): ReadonlyArray<BuiltInReason> => {
  const { email, facts, phone } = contact.candidate
  const reasons = [
    ...(couldUse("Email", channel) && facts["emailState"] !== "irrelevant" ? whyNot(contact, "Email", email) : []),
    ...(couldUse("Sms", channel) && facts["phoneState"] !== "irrelevant" ? whyNot(contact, "Sms", phone) : [])
  ]
  const isOnOtherChannel = (channel === "Email" && contact.phone !== "") || (channel === "Sms" && contact.email !== "")
  if (isOnOtherChannel && reasons.every((reason) => reason === "EMAIL_MISSING" || reason === "PHONE_MISSING")) {
    return ["ADDRESS_NOT_ON_CHANNEL"]
  }
  const isGroupReached = group !== undefined && (channel === "EmailPreferred" ? group.Email : group.Sms)
  if (reasons.length > 0) return reasons
  // A contact of the other channel that is unusable there too still gets a reason.
  return [isGroupReached ? "GROUP_REACHED_ON_PREFERRED_CHANNEL" : "ADDRESS_NOT_ON_CHANNEL"]
}

const whyNot = (contact: Contact, channel: DeliveryChannel, field: ContactField): ReadonlyArray<BuiltInReason> => {
  const kind = channel === "Email" ? "EMAIL" : "PHONE"
  if (contact.cleared.some((cleared) => cleared.channel === channel)) return [`${kind}_CLEARED_AS_DUPLICATE`]
  if ((channel === "Email" ? contact.email : contact.phone) !== "") return []
  switch (field.state) {
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
