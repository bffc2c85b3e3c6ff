/**
 * A reason is why a candidate is not notified, or what is remarkable about how it is. Reasons are codes: data and stable
 * API. Words are made from them in `Explanation`.
 *
 * A reason that `refines` another says the same thing more exactly; an explanation shows only the exact one.
 */

/** What a reason is about. */
export interface ReasonDefinition {
  /** `gate`: a rule failed. `address`: no address could be used. `note`: remarkable, but notified. */
  readonly kind: "gate" | "address" | "note"
  /** The more general reason that this one makes exact. */
  readonly refines?: string
}

/** Every reason code that the shipped rule sets and the pipeline can give. */
export const builtInReasons = {
  NO_RULE_FOR_BASIS: { kind: "gate" },
  NOT_NAMED_IN_ORDER: { kind: "gate" },
  SOURCE_UNAVAILABLE: { kind: "gate" },
  PERSON_NOT_FOUND: { kind: "gate" },
  PERSON_WITHOUT_CONTACT_DATA: { kind: "gate", refines: "PERSON_NOT_FOUND" },
  PERSON_CONTACT_DATA_STALE: { kind: "gate", refines: "PERSON_NOT_FOUND" },
  PERSON_RESERVED: { kind: "gate" },
  EXTERNAL_IDENTITY_NOT_FOUND: { kind: "gate" },
  NO_STATUTORY_CONTACT: { kind: "gate" },
  STATUTORY_ENTRY_EMPTY: { kind: "gate", refines: "NO_STATUTORY_CONTACT" },
  STATUTORY_CONTACT_NOT_USABLE: { kind: "gate" },
  STATUTORY_CONTACT_DELETED: { kind: "gate", refines: "STATUTORY_CONTACT_NOT_USABLE" },
  STATUTORY_CONTACT_NOT_ACCEPTED: { kind: "gate", refines: "STATUTORY_CONTACT_NOT_USABLE" },
  NO_RESOURCE: { kind: "gate" },
  NOT_CONSULTED_AT_REGISTRATION: { kind: "gate" },
  NO_CUSTOM_CONTACT: { kind: "gate" },
  CUSTOM_CONTACT_ON_OTHER_UNIT: { kind: "gate", refines: "NO_CUSTOM_CONTACT" },
  CUSTOM_CONTACT_REPEATED: { kind: "gate", refines: "NO_CUSTOM_CONTACT" },
  OPTED_OUT: { kind: "gate" },
  OPTED_OUT_LEGACY_SERVICES_ONLY: { kind: "gate", refines: "OPTED_OUT" },
  OPTED_OUT_PREDECESSOR_SERVICE: { kind: "gate", refines: "OPTED_OUT" },
  OPTED_OUT_DIFFERENT_CASE: { kind: "gate", refines: "OPTED_OUT" },
  READ_ACCESS_NOT_PERMITTED: { kind: "gate" },
  READ_ACCESS_INDETERMINATE: { kind: "gate", refines: "READ_ACCESS_NOT_PERMITTED" },
  READ_ACCESS_NOT_ON_ALL_TASKS: { kind: "gate" },

  EMAIL_MISSING: { kind: "address" },
  EMAIL_INVALID: { kind: "address" },
  EMAIL_STALE: { kind: "address" },
  PHONE_MISSING: { kind: "address" },
  PHONE_INVALID: { kind: "address" },
  PHONE_STALE: { kind: "address" },
  ADDRESS_NOT_ON_CHANNEL: { kind: "address" },
  GROUP_REACHED_ON_PREFERRED_CHANNEL: { kind: "address" },
  EMAIL_CLEARED_AS_DUPLICATE: { kind: "address" },
  PHONE_CLEARED_AS_DUPLICATE: { kind: "address" },

  FALLBACK_CHANNEL: { kind: "note" },
  FALLBACK_AFTER_DUPLICATE: { kind: "note" },
  ADDRESS_FROM_MAIN_UNIT: { kind: "note" },
  RESERVATION_OVERRIDDEN: { kind: "note" },
  STALE_CONTACT_DATA_USED: { kind: "note" },
  INVALID_PHONE_USED: { kind: "note" }
} as const satisfies Readonly<Record<string, ReasonDefinition>>

/** A reason code that this package gives by itself; a rule set may add its own. */
export type BuiltInReason = keyof typeof builtInReasons

/** Whether a code is one of the codes this package knows words for. */
export const isBuiltInReason = (code: string): code is BuiltInReason => Object.hasOwn(builtInReasons, code)

/** The more general reason that a code makes exact, if any. */
export const refines = (code: string): string | undefined => {
  const definition: ReasonDefinition | undefined = isBuiltInReason(code) ? builtInReasons[code] : undefined
  return definition?.refines
}
