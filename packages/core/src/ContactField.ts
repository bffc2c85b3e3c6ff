/**
 * A contact field is one e-mail address or phone number of a candidate, cleaned by the rule set's options, with its state.
 *
 * Invariant: `address` is what would be sent to; it is empty only when the field is missing. A field that is not usable
 * keeps its address, because the options may say that an invalid one is used after all.
 */
import { isBlank, isSaneEmailAddress } from "./Address.ts"
import { ensureCountryCode, isValidPhoneNumber, registeredPhoneNumberE164 } from "./PhoneNumber.ts"
import type { RuleOptions } from "./RuleOptions.ts"

/** Whether a field can be used. */
export type ContactFieldState = "usable" | "missing" | "invalid" | "stale"

/** One cleaned e-mail address or phone number. */
export interface ContactField {
  readonly state: ContactFieldState
  /** What would be sent to. */
  readonly address: string
  /** When the data were last touched, if the source said so and they are stale. */
  readonly staleSince?: string
  /** The data are stale, but the order or the options let them be used. */
  readonly staleUsed?: true
}

/** The field of a contact that has none. */
export const missingField: ContactField = { state: "missing", address: "" }

/** An e-mail address from a register. */
export const emailField = (raw: string | null | undefined, options: RuleOptions): ContactField => {
  if (raw == null) return missingField
  const isChecked = options.emailAddresses !== "as-registered"
  if (isChecked && isSaneEmailAddress(raw)) return { state: "usable", address: raw }
  if (isBlank(raw)) return missingField
  if (!isChecked) return { state: "usable", address: raw }
  const address = raw.trim()
  return { state: isSaneEmailAddress(address) ? "usable" : "invalid", address }
}

/** A phone number from a register, with the country code that the platform adds. */
export const phoneField = (raw: string | null | undefined, options: RuleOptions): ContactField => {
  if (raw == null || isBlank(raw)) return missingField
  if (options.equalPhoneNumbers === "same-spelling") {
    const address = ensureCountryCode(raw)
    return { state: isValidPhoneNumber(address) ? "usable" : "invalid", address }
  }
  const address = registeredPhoneNumberE164(raw)
  return address === undefined ? { state: "invalid", address: raw } : { state: "usable", address }
}

/** An address that stands in the order itself: used as it is. */
export const explicitField = (raw: string | undefined): ContactField =>
  raw === undefined ? missingField : { state: "usable", address: raw }
