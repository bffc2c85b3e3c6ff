/**
 * The resolution of an organisation as somebody would write it in plain TypeScript for the rules of `strict`, with
 * libphonenumber-js: deliveries come out, and nothing about those who get none.
 */
import type { CustomContactRow, Delivery, Order, Snapshot } from "@adressat/core"
import { parsePhoneNumberFromString } from "libphonenumber-js/max"
import { RESOURCE } from "./Organisation.ts"

interface Contact {
  readonly basis: "StatutoryContact" | "CustomContact"
  readonly subject: Delivery["contributors"][number]["subject"]
  readonly email: string | undefined
  readonly phone: string | undefined
}

const EMAIL = /^[a-z0-9]+(?:\.[a-z0-9]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/i

const emailOf = (raw: string | null | undefined): string | undefined => {
  const email = raw?.trim() ?? ""
  return EMAIL.test(email) ? email : undefined
}

const phoneOf = (raw: string | null | undefined): string | undefined => {
  if (raw == null || raw === "") return undefined
  const plain = raw.replaceAll(" ", "")
  const number = plain.startsWith("00") ? `+${plain.slice(2)}` : /^[49]\d{7}$/.test(plain) ? `+47${plain}` : plain
  const parsed = number.startsWith("+") ? parsePhoneNumberFromString(number) : undefined
  return parsed?.isValid() === true ? parsed.number : undefined
}

const isSelected = ({ resources }: CustomContactRow): boolean =>
  resources == null || resources.length === 0 || resources.includes(RESOURCE)

/** The deliveries of an order by e-mail, or by SMS to those without an e-mail address. */
export const resolvePlainly = (order: Order, snapshot: Snapshot): ReadonlyArray<Delivery> => {
  const permitted = new Set<string>()
  for (const { decision, organizationNumber, userId } of snapshot.readAccess ?? []) {
    if (decision === "Permit") permitted.add(`${organizationNumber}/${userId}`)
  }
  const deliveries = new Map<string, { -readonly [Key in keyof Delivery]: Delivery[Key] }>()
  for (const [recipient, { organizationNumber = "" }] of order.recipients.entries()) {
    for (const { basis, email, phone, subject } of contactsOf(organizationNumber, snapshot, permitted)) {
      const address = email ?? phone
      if (address === undefined) continue
      const channel = email === undefined ? "Sms" : "Email"
      const notes = email === undefined ? (["FALLBACK_CHANNEL"] as const) : []
      const key = `${recipient} ${channel} ${address.toUpperCase()}`
      const known = deliveries.get(key)
      const state = known === undefined ? "delivered" : "merged"
      const contributor = { recipient, basis, subject, state, notes } as const
      if (known === undefined) deliveries.set(key, { recipient, channel, address, contributors: [contributor] })
      else known.contributors = [...known.contributors, contributor]
    }
  }
  return [...deliveries.values()]
}

const contactsOf = (
  organizationNumber: string,
  snapshot: Snapshot,
  permitted: ReadonlySet<string>
): ReadonlyArray<Contact> => {
  const contacts: Array<Contact> = []
  for (const answer of snapshot.statutoryContacts ?? []) {
    if (answer.organizationNumber !== organizationNumber || !("emailList" in answer)) continue
    const basis = "StatutoryContact"
    const subject = { organizationNumber }
    for (const raw of answer.emailList ?? []) contacts.push({ basis, subject, email: emailOf(raw), phone: undefined })
    for (const raw of answer.mobileNumberList ?? []) {
      contacts.push({ basis, subject, email: undefined, phone: phoneOf(raw) })
    }
  }
  const seen = new Set<string | number>()
  for (const answer of snapshot.customContacts ?? []) {
    if (answer.organizationNumber !== organizationNumber || !("registrations" in answer)) continue
    for (const row of answer.registrations) {
      const hasContact = (row.email ?? "") !== "" || (row.phone ?? "") !== ""
      if (!hasContact || !isSelected(row) || seen.has(row.userId)) continue
      seen.add(row.userId)
      if (!permitted.has(`${organizationNumber}/${row.userId}`)) continue
      const email = emailOf(row.email)
      contacts.push({
        basis: "CustomContact",
        subject: { organizationNumber, userId: row.userId },
        email,
        // Nobody asks the library about a number that is not used.
        phone: email === undefined ? phoneOf(row.phone) : undefined
      })
    }
  }
  return contacts
}
