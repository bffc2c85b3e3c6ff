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

/** What e-mails would be sent to, of an e-mail address from a register; empty when it cannot be used. */
export const usableEmail = (raw: string, { emailAddresses }: RuleOptions): string => {
  if (emailAddresses === "as-registered") return isBlank(raw) ? "" : raw
  if (isSaneEmailAddress(raw)) return raw
  const address = raw.trim()
  return address !== raw && isSaneEmailAddress(address) ? address : ""
}

/** An e-mail address from a register. */
export const emailField = (raw: string | null | undefined, options: RuleOptions): ContactField => {
  if (raw == null) return missingField
  const address = usableEmail(raw, options)
  if (address !== "") return { state: "usable", address }
  return isBlank(raw) ? missingField : { state: "invalid", address: raw.trim() }
}

/** What text messages would be sent to, of a phone number from a register; empty when it cannot be used. */
export const usablePhone = (raw: string, { equalPhoneNumbers }: RuleOptions): string => {
  if (equalPhoneNumbers !== "same-spelling") return registeredPhoneNumberE164(raw) ?? ""
  const address = ensureCountryCode(raw)
  return isValidPhoneNumber(address) ? address : ""
}

/** A phone number from a register, with the country code that the platform adds. */
export const phoneField = (raw: string | null | undefined, options: RuleOptions): ContactField => {
  if (raw == null || isBlank(raw)) return missingField
  const address = usablePhone(raw, options)
  if (address !== "") return { state: "usable", address }
  return { state: "invalid", address: options.equalPhoneNumbers === "same-spelling" ? ensureCountryCode(raw) : raw }
}

/** An address that stands in the order itself: used as it is. */
export const explicitField = (raw: string | undefined): ContactField =>
  raw === undefined ? missingField : { state: "usable", address: raw }
