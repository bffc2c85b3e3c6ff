/**
 * The straightforward form of a whole resolution: what a backend developer writes by hand for organisations, without rule
 * sets, reasons or facts that may be unknown. Phone numbers go to libphonenumber-js, equal addresses are found with a Set
 * or a Map, and out come the deliveries with everyone they were merged from.
 *
 * It is held against the product, so it must give byte-identical deliveries for orders to organisations on a preferred
 * channel whose snapshot has raw custom contacts and answers every question. It does each thing once and makes no step
 * quadratic, because a slow opponent proves nothing.
 */
import type { Contributor, Delivery, Order, Snapshot, StatutoryContact, UserId } from "@adressat/core"
import { sanitizeResource } from "@adressat/core"
import { parsePhoneNumberFromString } from "libphonenumber-js/max"

/** The rule set whose deliveries are wanted. */
export type StraightforwardRules = "altinn" | "strict"

interface Person {
  readonly basis: "StatutoryContact" | "CustomContact"
  readonly subject: Contributor["subject"]
  readonly email: string
  readonly phone: string
  /** The phone number is kept as it is, although nobody can call it. */
  readonly keepsInvalidPhone: boolean
}

/** The deliveries of an order to organisations. */
export const straightforward = (
  order: Order,
  snapshot: Snapshot,
  rules: StraightforwardRules
): ReadonlyArray<Delivery> => {
  const resource = sanitizeResource(order.resourceId)
  const permitted = permittedUsers(snapshot)
  const statutory = new Map(snapshot.statutoryContacts?.map((entry) => [entry.organizationNumber, entry]))
  const custom = new Map(snapshot.customContacts?.map((answer) => [answer.organizationNumber, answer]))
  return order.recipients.flatMap(({ organizationNumber = "" }, recipient) => {
    const persons: Array<Person> = []
    const entry = statutory.get(organizationNumber)
    for (const [email, phone] of entry === undefined ? [] : statutoryAddresses(entry)) {
      const subject = { organizationNumber }
      persons.push({
        basis: "StatutoryContact",
        subject,
        email: cleanEmail(email, rules),
        phone,
        keepsInvalidPhone: false
      })
    }
    const answer = custom.get(organizationNumber)
    if (answer !== undefined && "registrations" in answer) {
      const access = permitted.get(organizationNumber)
      const seen = new Set<UserId>()
      for (const { email, organizationNumber: unit, phone, resources, userId } of answer.registrations) {
        if (unit !== undefined && unit !== organizationNumber) continue
        if ((email ?? "").trim() === "" && (phone ?? "").trim() === "") continue
        if (resources != null && resources.length > 0 && !resources.some((one) => sanitizeResource(one) === resource)) {
          continue
        }
        if (seen.has(userId)) continue
        seen.add(userId)
        if (access?.has(userId) !== true) continue
        persons.push({
          basis: "CustomContact",
          subject: { organizationNumber, userId },
          email: cleanEmail(email ?? "", rules),
          phone: phone ?? "",
          keepsInvalidPhone: rules === "altinn"
        })
      }
    }
    return rules === "altinn" ? deliverAltinn(persons, recipient, order) : deliverStrict(persons, recipient, order)
  })
}

/** The usable addresses of an organisation: an e-mail address or a phone number each. */
const statutoryAddresses = (entry: StatutoryContact): ReadonlyArray<readonly [email: string, phone: string]> => {
  if (!("addresses" in entry)) {
    return [
      ...(entry.emailList ?? []).map((email) => [email ?? "", ""] as const),
      ...(entry.mobileNumberList ?? []).map((phone) => ["", phone ?? ""] as const)
    ]
  }
  return (entry.addresses ?? []).flatMap(({ fullAddress, hasRegistryAccepted, isSoftDeleted, type }) => {
    if (isSoftDeleted === true || hasRegistryAccepted === false || type === "None") return []
    return [type === "Email" ? ([fullAddress, ""] as const) : (["", fullAddress] as const)]
  })
}

const permittedUsers = ({ readAccess = [] }: Snapshot): ReadonlyMap<string, ReadonlySet<UserId>> => {
  const permitted = new Map<string, Set<UserId>>()
  for (const { decision, organizationNumber, userId } of readAccess) {
    if (decision !== "Permit") continue
    let users = permitted.get(organizationNumber)
    if (users === undefined) {
      users = new Set()
      permitted.set(organizationNumber, users)
    }
    users.add(userId)
  }
  return permitted
}

// --- Addresses -------------------------------------------------------------------------------------------------------

const EMAIL = /^[\w!#$%&'*+\-=?^`{|}~]+(?:\.[\w!#$%&'*+\-=?^`{|}~]+)*@(?:[a-z0-9-]+\.)+[a-z]{2,}$/i

const cleanEmail = (raw: string, rules: StraightforwardRules): string => {
  if (rules === "altinn") return raw.trim() === "" ? "" : raw
  const email = raw.trim()
  return EMAIL.test(email) ? email : ""
}

const withCountryCode = (raw: string): string => {
  if (raw.startsWith("00")) return `+${raw.slice(2)}`
  return raw.length === 8 && (raw.startsWith("4") || raw.startsWith("9")) ? `+47${raw}` : raw
}

/** The number in E.164; empty when libphonenumber does not take it. */
const cleanPhone = (spelling: string): string => {
  if (!spelling.startsWith("+")) return ""
  const parsed = parsePhoneNumberFromString(spelling)
  return parsed?.isValid() === true ? parsed.number : ""
}

// --- Deliveries ------------------------------------------------------------------------------------------------------

type MutableDelivery = Delivery & { readonly contributors: Array<Contributor> }

const contributor = (
  recipient: number,
  { basis, subject }: Person,
  state: Contributor["state"],
  notes: ReadonlyArray<string>
): Contributor => ({ recipient, basis, subject, state, notes })

/** Equal addresses are cleared before the channel is chosen, and statutory contacts fall back together. */
const deliverAltinn = (persons: ReadonlyArray<Person>, recipient: number, order: Order): ReadonlyArray<Delivery> => {
  const held = new Set<string>()
  const take = (address: string): boolean => {
    if (address === "") return true
    const key = address.toUpperCase()
    if (held.has(key)) return false
    held.add(key)
    return true
  }
  const contacts = persons.map((person) => {
    const phone = withCountryCode(person.phone)
    const isValid = phone !== "" && cleanPhone(phone) !== ""
    const usable = isValid || person.keepsInvalidPhone ? phone : ""
    const keepsEmail = take(person.email)
    const keepsPhone = take(usable)
    const email = keepsEmail ? person.email : ""
    return {
      person,
      email,
      phone: keepsPhone && (isValid || email !== "") ? usable : "",
      isInvalid: !isValid,
      clearedEmail: keepsEmail ? "" : person.email,
      clearedPhone: keepsPhone ? "" : usable
    }
  })
  const statutory = contacts.filter(({ person }) => person.basis === "StatutoryContact")
  const isEmailFirst = order.channel === "EmailPreferred"
  const isGroupReached = statutory.some(({ email, phone }) => (isEmailFirst ? email : phone) !== "")
  const deliveries = new Map<string, MutableDelivery>()
  for (const { clearedEmail, clearedPhone, email, isInvalid, person, phone } of contacts) {
    const preferred = isEmailFirst ? email : phone
    const other = isEmailFirst ? phone : email
    const isFallback = preferred === ""
    if (isFallback && (other === "" || (person.basis === "StatutoryContact" && isGroupReached))) continue
    const isEmail = isEmailFirst !== isFallback
    const notes: Array<string> = []
    if (isFallback) {
      const isCleared = (isEmailFirst ? clearedEmail : clearedPhone) !== ""
      notes.push(isCleared ? "FALLBACK_AFTER_DUPLICATE" : "FALLBACK_CHANNEL")
    }
    if (!isEmail && isInvalid) notes.push("INVALID_PHONE_USED")
    const address = isFallback ? other : preferred
    deliveries.set(address.toUpperCase(), {
      recipient,
      channel: isEmail ? "Email" : "Sms",
      address,
      contributors: [contributor(recipient, person, "delivered", notes)]
    })
  }
  for (const { clearedEmail, clearedPhone, person } of contacts) {
    for (const address of [clearedEmail, clearedPhone]) {
      if (address === "") continue
      deliveries.get(address.toUpperCase())?.contributors.push(contributor(recipient, person, "merged", []))
    }
  }
  return [...deliveries.values()]
}

/** The channel is chosen first; then equal addresses are merged. */
const deliverStrict = (persons: ReadonlyArray<Person>, recipient: number, order: Order): ReadonlyArray<Delivery> => {
  const isEmailFirst = order.channel === "EmailPreferred"
  const deliveries = new Map<string, MutableDelivery>()
  for (const person of persons) {
    const phoneOf = () =>
      person.phone === "" ? "" : cleanPhone(withCountryCode(person.phone.replace(/[\s\u00a0-]/gu, "")))
    const preferred = isEmailFirst ? person.email : phoneOf()
    const isFallback = preferred === ""
    const address = !isFallback ? preferred : isEmailFirst ? phoneOf() : person.email
    if (address === "") continue
    const notes = isFallback ? ["FALLBACK_CHANNEL"] : []
    const key = address.toUpperCase()
    const known = deliveries.get(key)
    if (known !== undefined) {
      known.contributors.push(contributor(recipient, person, "merged", notes))
      continue
    }
    deliveries.set(key, {
      recipient,
      channel: isEmailFirst !== isFallback ? "Email" : "Sms",
      address,
      contributors: [contributor(recipient, person, "delivered", notes)]
    })
  }
  return [...deliveries.values()]
}
