/**
 * The oracle predicts what the rule set `altinn` decides, straight from the sentences of its sources: one sentence per
 * line of code, quoted above it. It is slow, plain and written without looking at the engine, so that a misreading in one
 * of the two shows as a difference.
 *
 * Sentences of the guide's step 3 that decide nothing, and so have no line: "See Address Lookup for additional details on how
 * address lookup works.", "A new Altinn Resources can be registered in Altinn Studio or through an API.", "The policy for
 * both Altinn Apps and other Altinn Resources can be managed in Altinn Studio.", and the two that refer to documentation.
 *
 * Invariant: no code is shared with `@adressat/core`; only types are. Source: "Service Owner System Integration", step 3
 * (quoted as *guide*), and the behavioural specification of Altinn Notifications and Altinn Profile (quoted by section).
 */
import type { Order, Snapshot } from "@adressat/core"
import { answerFor, Stopped } from "./OracleAnswer.ts"
import type { Found, PredictedWithheld, Withhold } from "./OracleAnswer.ts"
import { organizationAddresses } from "./OracleOrganization.ts"
import { isPhoneTaken, isStaleOn, laterOf, withCountryCode } from "./OracleTerms.ts"

/** One message the oracle predicts. */
export interface PredictedDelivery {
  /** Index of the recipient in the order. */
  readonly recipient: number
  readonly channel: "Email" | "Sms"
  readonly address: string
}

/** What the platform says about whom it looked up. */
export interface PredictedLookup {
  readonly status: "Success" | "PartialSuccess" | "Failed"
  readonly isReserved: ReadonlyArray<string>
  readonly missingContact: ReadonlyArray<string>
}

/** What the oracle says about an order and a snapshot. */
export interface Prediction {
  /** A look-up that the order needs has no answer: nobody is notified until it has. */
  readonly stopped: boolean
  /** In the platform's order: e-mails first, then text messages, each by recipient. */
  readonly deliveries: ReadonlyArray<PredictedDelivery>
  /** Empty when `stopped`. */
  readonly withheld: ReadonlyArray<PredictedWithheld>
  /** `null` when nothing was looked up, and when `stopped`. */
  readonly lookup: PredictedLookup | null
}

type OrderRecipient = Order["recipients"][number]

/** Predicts the decision of rule set `altinn`. Takes time quadratic in the length of its input. */
export const predict = (order: Order, snapshot: Snapshot): Prediction => {
  try {
    return predictAnswered(order, snapshot)
  } catch (error) {
    // §2.10 "One failing lookup fails the whole order, reachable recipients included; nothing partial is sent."
    if (error instanceof Stopped) return { stopped: true, deliveries: [], withheld: [], lookup: null }
    throw error
  }
}

const predictAnswered = (order: Order, snapshot: Snapshot): Prediction => {
  const withheld: Array<PredictedWithheld> = []
  const recipients = order.recipients.map((recipient, index) => {
    const withhold: Withhold = (basis, userId, reasons) =>
      void withheld.push({ recipient: index, basis, userId, reasons: [...new Set(reasons)].sort() })
    return {
      recipient,
      index,
      needsLookup: needsLookup(order, recipient),
      ...addressesOf(order, snapshot, recipient, withhold)
    }
  })
  type Resolved = (typeof recipients)[number]
  // §2.8 "Persistence: e-mails first, then SMS."
  const messages = (of: ReadonlyArray<Resolved>, channel: "Email" | "Sms") =>
    of
      .filter(({ failed }) => !failed)
      .flatMap(({ emails, index, phones }) =>
        (channel === "Email" ? emails : phones).map((address) => ({ recipient: index, channel, address }))
      )
  const has =
    (channel: "Email" | "Sms") =>
    ({ emails, phones }: Resolved) =>
      (channel === "Email" ? emails : phones).length > 0
  const deliveries = (["Email", "Sms"] as const).flatMap((channel) => {
    switch (order.channel) {
      // §2.8 "Email / Sms orders: recipients processed in order; duplicates are processed twice."
      case "Email":
      case "Sms":
        return order.channel === channel ? messages(recipients, channel) : []
      // §2.8 "EmailAndSms: every recipient is put on both lists, keyed by …; last duplicate wins"
      case "EmailAndSms":
        return messages(lastOfEach(recipients), channel)
      // §2.8 "Preferred: key is external identity, else NIN, else organisation, else a fresh random key; last duplicate
      // wins per list. Recipient with preferred-channel addresses goes to the preferred list; with fallback addresses to
      // the fallback list; with both, to both"
      case "EmailPreferred":
      case "SmsPreferred":
        return messages(lastOfEach(recipients.filter(has(channel))), channel)
    }
  })
  return { stopped: false, deliveries, withheld, lookup: lookupOf(recipients) }
}

/** The last of those with the same key, in the place and under the index of the first. */
const lastOfEach = <R extends { readonly recipient: OrderRecipient; readonly index: number }>(
  all: ReadonlyArray<R>
): ReadonlyArray<R> => {
  const byKey = new Map<string, R>()
  for (const one of all) {
    const key = keyOf(one.recipient) ?? `alone ${one.index}`
    byKey.set(key, { ...one, index: byKey.get(key)?.index ?? one.index })
  }
  return [...byKey.values()]
}

const keyOf = ({ externalIdentity, nationalIdentityNumber, organizationNumber }: OrderRecipient): string | undefined =>
  externalIdentity ?? nationalIdentityNumber ?? organizationNumber

// §2.1 "A recipient takes part in lookup only if it does not already hold an address relevant for the channel"
const needsLookup = ({ channel }: Order, { emailAddress, phoneNumber }: OrderRecipient): boolean => {
  if (channel === "Email") return emailAddress === undefined
  if (channel === "Sms") return phoneNumber === undefined
  // §2.1 "EmailAndSms, EmailPreferred, SmsPreferred | any e-mail or any phone"
  return emailAddress === undefined && phoneNumber === undefined
}

const nobody = { emails: [], phones: [], reserved: false, failed: true } as const

const addressesOf = (
  order: Order,
  snapshot: Snapshot,
  recipient: OrderRecipient,
  withhold: Withhold
): Found & { readonly reserved: boolean; readonly failed: boolean } => {
  const { emailAddress, externalIdentity, nationalIdentityNumber, organizationNumber, phoneNumber } = recipient
  if (!needsLookup(order, recipient)) {
    // guide "Notifications to … explicit email address or phone number → resourceId has no effect"
    // §2.1 "Explicit addresses are used verbatim"; §2.13 "the given one(s) on the channel; Preferred with both kinds: both"
    return {
      emails: order.channel === "Sms" || emailAddress === undefined ? [] : [emailAddress],
      phones: order.channel === "Email" || phoneNumber === undefined ? [] : [phoneNumber],
      reserved: false,
      failed: false
    }
  }
  // §1.1 "only one is applied: person before organisation before external identity"
  if (nationalIdentityNumber !== undefined) return personAddresses(order, snapshot, nationalIdentityNumber, withhold)
  if (organizationNumber !== undefined) {
    return { ...organizationAddresses(order, snapshot, organizationNumber, withhold), reserved: false, failed: false }
  }
  if (externalIdentity !== undefined) return identityAddresses(order, snapshot, externalIdentity, withhold)
  // §2.1 "A recipient with an explicit e-mail in an Sms order does take part in the lookup but has no identifier, so it ends as missing"
  return nobody
}

// --- Persons and external identities -----------------------------------------------------------------------------------

const personAddresses = (
  order: Order,
  snapshot: Snapshot,
  key: string,
  withhold: Withhold
): Found & { readonly reserved: boolean; readonly failed: boolean } => {
  // guide "Notifications to private individuals (national identity number) … → resourceId has no effect"
  const row = answerFor(
    snapshot.persons,
    snapshot.absent?.persons,
    ({ nationalIdentityNumber }) => nationalIdentityNumber,
    key
  )
  // §2.11 "absent → missing"
  if (row === undefined) {
    withhold("Person", "", ["PERSON_NOT_FOUND"])
    return nobody
  }
  const reasons: Array<string> = []
  let { email, mobileNumber } = row
  let isReserved: boolean
  let isOmitted = false
  if ("reservation" in row) {
    // §3.7 "isReserved = KRR reservation is the text JA."
    isReserved = row.reservation === "JA"
    // §2.11 "useStaleContactInformation (… default false …)"; "Creator skd (tax administration) is hard-coded to true"
    const useStale = order.useStaleContactInformation === true || order.creator === "skd"
    // §3.7 "Field is stale if last touched is missing or earlier than now − 18 calendar months"
    const emailStale = isStaleOn(laterOf(row.emailUpdated, row.emailVerified), snapshot.at)
    const phoneStale = isStaleOn(laterOf(row.mobileUpdated, row.mobileVerified), snapshot.at)
    // §3.7 "useStaleContactInfo false: both stale → the person is omitted (reservation lost as well)"
    isOmitted = !useStale && emailStale && phoneStale
    if (isOmitted) {
      const hasNothing = (email ?? "").trim() === "" && (mobileNumber ?? "").trim() === ""
      reasons.push("PERSON_NOT_FOUND", hasNothing ? "PERSON_WITHOUT_CONTACT_DATA" : "PERSON_CONTACT_DATA_STALE")
    }
    // §3.7 "one stale → that field is null."
    if (!useStale && emailStale) email = null
    if (!useStale && phoneStale) mobileNumber = null
  } else {
    // §2.7 "isReserved is copied from Profile for persons that Profile returned"
    isReserved = row.isReserved === true
  }
  // §2.8 "reserved = true and not ignoreReservation → one outcome Failed_RecipientReserved, destination empty, even if addresses exist or not."
  if (isReserved && order.ignoreReservation !== true) reasons.push("PERSON_RESERVED")
  if (reasons.length > 0) withhold("Person", "", reasons)
  // §2.3 "person (KRR) | yes | invalid → blanked"
  const found = oneContact(order, email, mobileNumber)
  // §2.11 "If that person was also reserved, the reservation is invisible: the outcome is missing, not reserved."
  return { ...(isOmitted ? nobody : found), reserved: isReserved && !isOmitted, failed: reasons.length > 0 }
}

const identityAddresses = (
  order: Order,
  snapshot: Snapshot,
  key: string,
  withhold: Withhold
): Found & { readonly reserved: boolean; readonly failed: boolean } => {
  const row = answerFor(
    snapshot.externalIdentities,
    snapshot.absent?.externalIdentities,
    ({ externalIdentity }) => externalIdentity,
    key
  )
  // §3.8 "user names: found with e-mail or phone → these; otherwise absent."
  if (row === undefined) {
    withhold("ExternalIdentity", "", ["EXTERNAL_IDENTITY_NOT_FOUND"])
    return nobody
  }
  // §1.1 "reservation applies: no (flag stays unset)"; §2.3 "external identity | yes | invalid → blanked"
  return { ...oneContact(order, row.email, row.mobileNumber), reserved: false, failed: false }
}

const oneContact = (
  { channel }: Order,
  rawEmail: string | null | undefined,
  rawPhone: string | null | undefined
): Found => {
  // §2.4 "blank → missing. No syntax validation, no trimming, no normalisation for any source."
  const emails = (rawEmail ?? "").trim() === "" ? [] : [rawEmail ?? ""]
  const spelled = withCountryCode(rawPhone ?? "")
  const phones = isPhoneTaken(spelled) ? [spelled] : []
  switch (channel) {
    // §2.7 "Email, Sms | that address if non-blank"
    case "Email":
      return { emails, phones: [] }
    case "Sms":
      return { emails: [], phones }
    // §2.7 "EmailAndSms | e-mail then phone, whichever exist"
    case "EmailAndSms":
      return { emails, phones }
    // §2.7 "Preferred | preferred else fallback"
    case "EmailPreferred":
      return { emails, phones: emails.length > 0 ? [] : phones }
    case "SmsPreferred":
      return { emails: phones.length > 0 ? [] : emails, phones }
  }
}

// --- Look-up status ----------------------------------------------------------------------------------------------------

const lookupOf = (
  recipients: ReadonlyArray<
    Found & { readonly recipient: OrderRecipient; readonly needsLookup: boolean; readonly reserved: boolean }
  >
): PredictedLookup | null => {
  // §2.9 "computed over recipients that needed lookup"; "no recipient needed lookup → recipientLookup null/absent."
  const lookedUp = recipients.filter((one) => one.needsLookup)
  if (lookedUp.length === 0) return null
  // §2.9 "isReserved: NINs with reservation, listed even when ignoreReservation is true, duplicates kept."
  const isReserved = lookedUp
    .filter(({ reserved }) => reserved)
    .map(({ recipient }) => recipient.nationalIdentityNumber ?? "")
  // §2.9 "missingContact: identifiers (organisation, else NIN, else external) with no address for the channel …, minus the reserved ones, distinct."
  const missing = lookedUp.filter(({ emails, phones, reserved }) => !reserved && emails.length + phones.length === 0)
  const names = missing.map(
    ({ recipient: { externalIdentity, nationalIdentityNumber, organizationNumber } }, index) =>
      nationalIdentityNumber ?? organizationNumber ?? externalIdentity ?? ` ${index}`
  )
  // §2.9 "unreachable = size of the distinct union."
  const unreachable = new Set([...isReserved, ...names]).size
  return {
    // §2.9 "status: unreachable = number of looked-up recipients → Failed; > 0 → PartialSuccess; else Success."
    status: unreachable === lookedUp.length ? "Failed" : unreachable > 0 ? "PartialSuccess" : "Success",
    isReserved,
    missingContact: [...new Set(names)].filter((name) => !name.startsWith(" "))
  }
}
