/**
 * The oracle's sentences about organisations: statutory contacts, and the persons who are notified beside them.
 */
import type { CustomContact, Order, Snapshot, StatutoryContact } from "@adressat/core"
import { answerFor, Stopped } from "./OracleAnswer.ts"
import type { Found, Withhold } from "./OracleAnswer.ts"
import {
  hasLegacyShape,
  isPhoneTaken,
  isSameLegacyService,
  sameIdentifier,
  sameText,
  withCountryCode,
  withoutPrefix
} from "./OracleTerms.ts"

interface User {
  email: string
  phone: string
}

/** The addresses of an organisation, statutory contacts first. */
export const organizationAddresses = (order: Order, snapshot: Snapshot, number: string, withhold: Withhold): Found => {
  // guide "The organisation’s statutory contact information (at enterprise level) is always used"
  const statutoryAnswer = answerFor(
    snapshot.statutoryContacts,
    snapshot.absent?.statutoryContacts,
    ({ organizationNumber }) => organizationNumber,
    number
  )
  const statutory = statutoryContacts(statutoryAnswer, withhold)
  // §1.6 "Sanitising …: trim the whole string; if it then starts with the exact lower-case prefix, cut it off once"
  const resource = withoutPrefix(order.resourceId)
  // §1.4 "Registration: … Never asks for user-registered contact points, never calls PDP, even with a resource"
  const atRegistration = order.stage === "registration"
  // §2.5 "If the statutory answer itself carried user entries (Profile never does today) they are kept first."
  const users: Array<User> = statutory.users
  // guide "Associating a notification with a resource, through the use of the resourceId-attribute, results in the policy of
  // said resource being used to identify the correct recipients of the notification."
  // guide "Without a specified resourceId → only statutory contact information is used"
  // guide "With a resourceId → in addition to the statutory recipient, any person meeting all the below conditions is notified:"
  if (resource !== "" && !atRegistration) users.push(...notifiedPersons(snapshot, number, resource, withhold))
  else explainOthers(snapshot, number, resource, atRegistration, withhold)

  // §2.5 a "Statutory phones: country-code step already done; keep valid ones; distinct, case-insensitive."
  const phones = distinct(statutory.phones.map(withCountryCode).filter(isPhoneTaken))
  // §2.5 a "Statutory e-mails: non-blank; distinct, case-insensitive, first spelling kept. Order preserved."
  const emails = distinct(statutory.emails.filter((email) => email.trim() !== ""))
  // §2.5 b "Users, in list order: the first user holding an e-mail keeps it; later users holding an equal e-mail get that
  // field cleared, the rest of the user survives. Same for phone, independently, after the country-code step."
  for (const user of users) user.phone = withCountryCode(user.phone)
  clearEqual(users, "email")
  clearEqual(users, "phone")
  // §2.5 c "Each user against statutory: e-mail equal to a statutory e-mail → cleared; phone equal to a (cleaned) statutory phone → cleared."
  for (const user of users) {
    if (emails.some((email) => sameText(email, user.email))) user.email = ""
    if (phones.some((phone) => sameText(phone, user.phone))) user.phone = ""
  }
  // §2.5 c "Then drop the user if e-mail is blank and phone is invalid/blank."
  const kept = users.filter(({ email, phone }) => email.trim() !== "" || isPhoneTaken(phone))
  const userEmails = kept.flatMap(({ email }) => (email.trim() === "" ? [] : [email]))
  const userPhones = kept.flatMap(({ phone }) => (phone.trim() === "" ? [] : [phone]))
  switch (order.channel) {
    // §2.7 "Email | S.e, then each user's e-mail"
    case "Email":
      return { emails: [...emails, ...userEmails], phones: [] }
    // §2.7 "Sms | S.p, then each user's phone"
    case "Sms":
      return { emails: [], phones: [...phones, ...userPhones] }
    // §2.7 "EmailAndSms | S.e, users' e-mails, S.p, users' phones"
    case "EmailAndSms":
      return { emails: [...emails, ...userEmails], phones: [...phones, ...userPhones] }
    // §2.7 "EmailPreferred | S.e if any, else all S.p; then per user: e-mail else phone"
    case "EmailPreferred":
      return {
        emails: [...emails, ...userEmails],
        phones: [
          ...(emails.length > 0 ? [] : phones),
          ...kept.flatMap(({ email, phone }) => (email.trim() === "" ? [phone] : []))
        ]
      }
    // §2.7 "SmsPreferred | S.p if any, else all S.e; then per user: phone else e-mail"
    case "SmsPreferred":
      return {
        emails: [
          ...(phones.length > 0 ? [] : emails),
          ...kept.flatMap(({ email, phone }) => (phone.trim() === "" ? [email] : []))
        ],
        phones: [...phones, ...userPhones]
      }
  }
}

const distinct = (texts: ReadonlyArray<string>): ReadonlyArray<string> =>
  texts.filter((text, index) => texts.findIndex((other) => sameText(other, text)) === index)

const clearEqual = (users: ReadonlyArray<User>, field: "email" | "phone"): void => {
  const held: Array<string> = []
  for (const user of users) {
    if (user[field].trim() === "") continue
    if (held.some((other) => sameText(other, user[field]))) user[field] = ""
    else held.push(user[field])
  }
}

const statutoryContacts = (
  answer: StatutoryContact | undefined,
  withhold: Withhold
): Found & { readonly users: Array<User> } => {
  // §2.5 "If Profile returned no statutory entry for the organisation, an entry with only users is created"
  if (answer === undefined) {
    withhold("StatutoryContact", "", ["NO_STATUTORY_CONTACT"])
    return { emails: [], phones: [], users: [] }
  }
  if (!("addresses" in answer)) {
    const emails = (answer.emailList ?? []).map((email) => email ?? "")
    const phones = (answer.mobileNumberList ?? []).map((phone) => phone ?? "")
    const users = (answer.userContactPoints ?? []).map(({ email, mobileNumber }) => ({
      email: email ?? "",
      phone: mobileNumber ?? ""
    }))
    if (emails.length + phones.length + users.length === 0)
      withhold("StatutoryContact", "", ["NO_STATUTORY_CONTACT", "STATUTORY_ENTRY_EMPTY"])
    return { emails, phones, users }
  }
  // §4.3 "For each requested number with no organisation row at all, ask Register for its main unit"; "Several main units → first one"
  const rows = answer.addresses ?? answer.mainUnits?.[0]?.addresses
  if (rows == null) {
    withhold("StatutoryContact", "", ["NO_STATUTORY_CONTACT"])
    return { emails: [], phones: [], users: [] }
  }
  // §4.2 "Type None is ignored."
  const typed = rows.filter(({ type }) => type !== "None")
  if (typed.length === 0) withhold("StatutoryContact", "", ["NO_STATUTORY_CONTACT", "STATUTORY_ENTRY_EMPTY"])
  // §4.2 "Hidden if isSoftDeleted is true, or hasRegistryAccepted is false. Null means accepted."
  const hidden = typed.filter(
    ({ hasRegistryAccepted, isSoftDeleted }) => isSoftDeleted === true || hasRegistryAccepted === false
  )
  for (const row of hidden) {
    withhold("StatutoryContact", "", [
      "STATUTORY_CONTACT_NOT_USABLE",
      row.isSoftDeleted === true ? "STATUTORY_CONTACT_DELETED" : "STATUTORY_CONTACT_NOT_ACCEPTED"
    ])
  }
  const shown = typed.filter((row) => !hidden.includes(row))
  const values = (type: "Email" | "SMS") =>
    shown.filter((row) => row.type === type).map(({ fullAddress }) => fullAddress)
  return { emails: values("Email"), phones: values("SMS"), users: [] }
}

// --- Persons with custom contact information ---------------------------------------------------------------------------

interface Registration {
  readonly userId: string
  readonly email: string
  readonly phone: string
  readonly unit: string
  /** `undefined`: the source has filtered by service already. */
  readonly selection: ReadonlyArray<string> | undefined
}

const registrationsOf = (answer: CustomContact | undefined): ReadonlyArray<Registration> => {
  if (answer === undefined) return []
  if ("userContactPoints" in answer) {
    return answer.userContactPoints.map(({ email, mobileNumber, userId }) => ({
      userId: String(userId),
      email: email ?? "",
      phone: mobileNumber ?? "",
      unit: answer.organizationNumber,
      selection: undefined
    }))
  }
  return answer.registrations.map(({ email, organizationNumber, phone, resources, userId }) => ({
    userId: String(userId),
    email: email ?? "",
    phone: phone ?? "",
    unit: organizationNumber ?? answer.organizationNumber,
    // §3.6 "Stored without prefix, returned with prefix"; §3.3 "copied every non-blank string verbatim as a resource id"
    selection: (resources ?? []).map(withoutPrefix).filter((entry) => entry !== "")
  }))
}

const customAnswer = (snapshot: Snapshot, number: string): CustomContact | undefined =>
  answerFor(
    snapshot.customContacts,
    snapshot.absent?.customContacts,
    ({ organizationNumber }) => organizationNumber,
    number
  )

/** The gate on where and whether the person has registered an address; §3.2 "Only rows where e-mail or phone is non-empty". */
const registrationReasons = (row: Registration, number: string, isRepeated: boolean): ReadonlyArray<string> => {
  const isFiltered = row.selection === undefined
  if (!isFiltered && row.email.trim() === "" && row.phone.trim() === "") return ["NO_CUSTOM_CONTACT"]
  // §3.4 "a registration on the main unit is not considered for a sub-unit and vice versa."
  if (row.unit !== number) return ["NO_CUSTOM_CONTACT", "CUSTOM_CONTACT_ON_OTHER_UNIT"]
  return isRepeated ? ["NO_CUSTOM_CONTACT", "CUSTOM_CONTACT_REPEATED"] : []
}

const notifiedPersons = (
  snapshot: Snapshot,
  number: string,
  resource: string,
  withhold: Withhold
): ReadonlyArray<User> => {
  const asked = new Set<string>()
  return registrationsOf(customAnswer(snapshot, number)).flatMap((row) => {
    // guide "The person must have currently configured their “custom contact information” on the recipient-organsiation"
    const registration = registrationReasons(row, number, asked.has(row.userId))
    // guide "The person must not have opted out of receiving notifications for this service"
    const optedOut = optOutReasons(row.selection, resource, snapshot.predecessors ?? [])
    // §2.6 "a user appearing twice on the same organisation: only the first registration is used."
    if (registration.length === 0 && optedOut.length === 0) asked.add(row.userId)
    // guide "The person must have read access to the resource through the resource’s policy"
    // guide "All intended recipients must be granted read through the policy of the resource."
    const refused = accessReasons(
      snapshot,
      number,
      row.userId,
      resource,
      registration.length === 0 && optedOut.length === 0
    )
    const reasons = [...registration, ...optedOut, ...refused]
    if (reasons.length > 0) withhold("CustomContact", row.userId, reasons)
    return reasons.length > 0 ? [] : [{ email: row.email, phone: row.phone }]
  })
}

const optOutReasons = (
  selection: ReadonlyArray<string> | undefined,
  resource: string,
  predecessors: ReadonlyArray<string>
): ReadonlyArray<string> => {
  // §3.1 "empty or absent | opted in to everything"; a source that filtered has done this already.
  if (selection === undefined || selection.length === 0) return []
  // guide, footnote 3 "Users actively opt in to services, which means that services not opted into are considered opted out."
  if (selection.includes(resource)) return []
  // §3.2 "Comparison is exact, ordinal, case-sensitive."
  if (selection.some((entry) => entry.toLowerCase() === resource.toLowerCase()))
    return ["OPTED_OUT", "OPTED_OUT_DIFFERENT_CASE"]
  // guide, footnote 3 "This implies that if a user opted into an Altinn 2 service at some point, they have in practice
  // opted out of all other services — including any re‑implementation in Altinn 3."
  if (selection.some((entry) => predecessors.some((service) => isSameLegacyService(entry, service))))
    return ["OPTED_OUT", "OPTED_OUT_PREDECESSOR_SERVICE"]
  // guide, footnote 3 "All Altinn 2 resources (services) are carried over into Altinn 3, but the user has therefore often
  // (without being aware of it) effectively chosen not to receive notifications for the new Altinn 3 resource."
  return selection.every(hasLegacyShape) ? ["OPTED_OUT", "OPTED_OUT_LEGACY_SERVICES_ONLY"] : ["OPTED_OUT"]
}

const accessReasons = (
  snapshot: Snapshot,
  number: string,
  userId: string,
  resource: string,
  isAsked: boolean
): ReadonlyArray<string> => {
  const answer = snapshot.readAccess?.find(
    (row) => sameIdentifier(row.organizationNumber, number) && String(row.userId) === userId
  )
  if (answer === undefined) {
    // §2.6 "PDP client gets non-200 or an empty body | … whole order retried."; whoever is left out already is not asked about.
    if (isAsked) throw new Stopped()
    return []
  }
  const reasons: Array<string> = []
  // §2.6 "Decision must be exactly Permit. NotApplicable, Deny, Indeterminate all mean “not notified”."
  if (answer.decision !== "Permit") reasons.push("READ_ACCESS_NOT_PERMITTED")
  if (answer.decision === "Indeterminate") reasons.push("READ_ACCESS_INDETERMINATE")
  // guide "A resource in this case can be both an Altinn App or a resource (tjenesteeierressurs)."
  const isApp = resource.startsWith("app_")
  // guide, footnote 2 "For Altinn Apps, you must also ensure that the access-subject has read granted for all relevant tasks and events."
  if (isApp && answer.tasks?.some(({ decision }) => decision !== "Permit") === true)
    reasons.push("READ_ACCESS_NOT_ON_ALL_TASKS")
  return reasons
}

/** Why persons with custom contact information are not notified when they are not looked up; only those the snapshot tells of. */
const explainOthers = (
  snapshot: Snapshot,
  number: string,
  resource: string,
  atRegistration: boolean,
  withhold: Withhold
): void => {
  const unasked = [
    // §2.12 row 14 "no resourceId | users never considered"
    ...(resource === "" ? ["NO_RESOURCE"] : []),
    // §1.4 "Never asks for user-registered contact points"
    ...(atRegistration ? ["NOT_CONSULTED_AT_REGISTRATION"] : [])
  ]
  const answer = snapshot.customContacts?.find(({ organizationNumber }) => sameIdentifier(organizationNumber, number))
  const isAbsent = snapshot.absent?.customContacts?.some((other) => sameIdentifier(other, number)) === true
  // Nobody asked, so everybody who might have a registration is left out together.
  if (answer === undefined && !isAbsent) withhold("CustomContact", "", unasked)
  const seen = new Set<string>()
  for (const row of registrationsOf(answer)) {
    const registration = registrationReasons(row, number, seen.has(row.userId))
    const optedOut = resource === "" ? [] : optOutReasons(row.selection, resource, snapshot.predecessors ?? [])
    if (registration.length === 0 && optedOut.length === 0) seen.add(row.userId)
    const refused = resource === "" ? [] : accessReasons(snapshot, number, row.userId, resource, false)
    withhold("CustomContact", row.userId, [...unasked, ...registration, ...optedOut, ...refused])
  }
}
