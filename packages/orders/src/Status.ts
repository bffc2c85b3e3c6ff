/**
 * A status says how far an order, an SMS or an e-mail has come. The platform spells the same status in two ways: with a
 * prefix in the current API (`SMS_Failed_TTL`), without one inside and in the v1 API, typing errors included
 * (`Failed_SupressedRecipient`).
 *
 * Invariants: no status follows a final one; handed over to a provider (`Accepted`, `Succeeded`) is not delivered, and not
 * final. Source: Altinn Notifications, ProcessingLifecycle, result types and mappers of summaries; the groups are ours.
 */

/** What can be done about a failure. */
export type Actionability =
  | "none-needed"
  | "wait"
  | "fix-address"
  | "persons-choice"
  | "no-address"
  | "try-other-channel"
  | "sender-error"
  | "temporary"

/** One status, with both spellings, what may follow it, and what can be done about it. */
export interface StatusDefinition {
  /** Spelling of the current API, with prefix. */
  readonly api: string
  /** What the v1 API shows, where it is not the internal spelling: newer ones are hidden there. */
  readonly v1?: string
  readonly isFinal: boolean
  readonly group: Actionability
  /** Internal spellings of what may come next. */
  readonly next: ReadonlyArray<string>
}

const open = <Api extends string>(api: Api, next: ReadonlyArray<string>, v1?: string) =>
  ({ api, isFinal: false, group: "wait", next, ...(v1 === undefined ? {} : { v1 }) }) as const

const end = <Api extends string>(api: Api, group: Actionability = "none-needed", v1?: string) =>
  ({ api, isFinal: true, group, next: [], ...(v1 === undefined ? {} : { v1 }) }) as const

/** The statuses of an order, by internal spelling. After a failed retry an order goes back to `Registered`. */
export const orderStatuses = {
  Registered: open("Order_Registered", ["Processing", "Cancelled"]),
  Processing: open("Order_Processing", ["Registered", "Processed", "Completed", "SendConditionNotMet"]),
  Processed: open("Order_Processed", ["Completed"], "Completed"),
  Completed: end("Order_Completed"),
  SendConditionNotMet: end("Order_SendConditionNotMet"),
  Cancelled: end("Order_Cancelled")
} as const satisfies Readonly<Record<string, StatusDefinition>>

/** The status of an order, internal spelling. */
export type OrderStatus = keyof typeof orderStatuses

const afterSmsHandover = [
  "Delivered",
  "Failed",
  "Failed_BarredReceiver",
  "Failed_Deleted",
  "Failed_Expired",
  "Failed_Undelivered",
  "Failed_Rejected"
]

/** The statuses of an SMS, by internal spelling. One is created as `New`, `Failed_RecipientReserved` or `…NotIdentified`. */
export const smsStatuses = {
  // What expires before it is handed over ends here too; on the platform nobody touches it any more.
  New: open("SMS_New", ["Sending", "Failed_TTL"]),
  // A delivery report may overtake the answer to the handing over.
  Sending: open("SMS_Sending", ["New", "Accepted", "Failed_InvalidRecipient", ...afterSmsHandover, "Failed_TTL"]),
  Accepted: open("SMS_Accepted", [...afterSmsHandover, "Failed_TTL"]),
  Delivered: end("SMS_Delivered"),
  Failed: end("SMS_Failed", "temporary"),
  Failed_InvalidRecipient: end("SMS_Failed_InvalidRecipient", "fix-address"),
  Failed_RecipientReserved: end("SMS_Failed_RecipientReserved", "persons-choice"),
  Failed_BarredReceiver: end("SMS_Failed_BarredReceiver", "fix-address"),
  Failed_Deleted: end("SMS_Failed_Deleted", "try-other-channel"),
  Failed_Expired: end("SMS_Failed_Expired", "try-other-channel"),
  Failed_Undelivered: end("SMS_Failed_Undelivered", "try-other-channel"),
  Failed_RecipientNotIdentified: end("SMS_Failed_RecipientNotIdentified", "no-address"),
  Failed_Rejected: end("SMS_Failed_Rejected", "fix-address"),
  Failed_TTL: end("SMS_Failed_TTL", "try-other-channel", "Failed")
} as const satisfies Readonly<Record<string, StatusDefinition>>

/** The status of an SMS, internal spelling. */
export type SmsStatus = keyof typeof smsStatuses

const afterEmailHandover = [
  "Delivered",
  "Failed",
  "Failed_SupressedRecipient",
  "Failed_Bounced",
  "Failed_FilteredSpam",
  "Failed_Quarantined"
]

/** The statuses of an e-mail, by internal spelling. One is created as `New`, `Failed_RecipientReserved` or `…NotIdentified`. */
export const emailStatuses = {
  New: open("Email_New", ["Sending", "Failed_TTL"]),
  // A transient error makes it new again, until it expires.
  Sending: open("Email_Sending", [
    "New",
    "Succeeded",
    "Failed_InvalidEmailFormat",
    "Failed_TransientError",
    "Failed_InvalidSasUrl",
    "Failed_PayloadTooLarge",
    ...afterEmailHandover,
    "Failed_TTL"
  ]),
  Succeeded: open("Email_Succeeded", [...afterEmailHandover, "Failed_TTL"]),
  Delivered: end("Email_Delivered"),
  Failed: end("Email_Failed", "temporary"),
  Failed_RecipientReserved: end("Email_Failed_RecipientReserved", "persons-choice"),
  Failed_RecipientNotIdentified: end("Email_Failed_RecipientNotIdentified", "no-address"),
  Failed_InvalidEmailFormat: end("Email_Failed_InvalidFormat", "fix-address"),
  Failed_SupressedRecipient: end("Email_Failed_SuppressedRecipient", "fix-address"),
  Failed_TransientError: end("Email_Failed_TransientError", "temporary"),
  Failed_Bounced: end("Email_Failed_Bounced", "fix-address"),
  Failed_FilteredSpam: end("Email_Failed_FilteredSpam", "try-other-channel"),
  Failed_Quarantined: end("Email_Failed_Quarantined", "try-other-channel"),
  Failed_TTL: end("Email_Failed_TTL", "try-other-channel", "Failed"),
  Failed_InvalidSasUrl: end("Email_Failed_InvalidSasUrl", "sender-error"),
  Failed_PayloadTooLarge: end("Email_Failed_PayloadTooLarge", "sender-error")
} as const satisfies Readonly<Record<string, StatusDefinition>>

/** The status of an e-mail, internal spelling. */
export type EmailStatus = keyof typeof emailStatuses

/** What has a status. */
export type StatusSubject = "Order" | "SMS" | "Email"

const definitions: Readonly<Record<StatusSubject, Readonly<Record<string, StatusDefinition>>>> = {
  Order: orderStatuses,
  SMS: smsStatuses,
  Email: emailStatuses
}

/** A status of a notification, in both spellings. */
export type NotificationStatus =
  | { readonly subject: "SMS"; readonly status: SmsStatus; readonly api: (typeof smsStatuses)[SmsStatus]["api"] }
  | {
      readonly subject: "Email"
      readonly status: EmailStatus
      readonly api: (typeof emailStatuses)[EmailStatus]["api"]
    }

/** A status that was read: of what, in both spellings, and as the v1 API shows it. */
export interface ReadStatus extends StatusDefinition {
  readonly subject: StatusSubject
  /** Internal spelling. */
  readonly status: string
  readonly v1: string
}

/**
 * Reads a status in any spelling. With a prefix it says itself what it is of; without one that is told by `subject`.
 * `undefined` for a status that is not known, which a newer platform may well send.
 */
export const readStatus = (text: string, subject?: StatusSubject): ReadStatus | undefined => {
  for (const candidate of subject === undefined ? (["Order", "SMS", "Email"] as const) : [subject]) {
    const found = Object.entries(definitions[candidate]).find(
      ([status, { api }]) => api === text || (subject !== undefined && status === text)
    )
    if (found !== undefined) {
      const [status, definition] = found
      return { ...definition, subject: candidate, status, v1: definition.v1 ?? status }
    }
  }
  return undefined
}

/** Whether one status may follow another of the same subject, both in the internal spelling. */
export const mayFollow = (subject: StatusSubject, from: string, to: string): boolean => {
  const known = definitions[subject]
  return Object.hasOwn(known, from) && (known[from]?.next.includes(to) ?? false)
}

// --- Providers -------------------------------------------------------------------------------------------------------

const smsReports: ReadonlyMap<string, SmsStatus> = new Map([
  ["DELIVRD", "Delivered"],
  ["EXPIRED", "Failed_Expired"],
  ["DELETED", "Failed_Deleted"],
  ["UNDELIV", "Failed_Undelivered"],
  ["REJECTD", "Failed_Rejected"],
  ["BARRED", "Failed_BarredReceiver"],
  ["FAILED", "Failed"],
  ["UNKNOWN", "Failed"]
])

/** What a delivery report of the SMS gateway means; `null` and words that are not known are `Failed`. */
export const smsStatusOf = (report: string | null): SmsStatus => smsReports.get(report ?? "") ?? "Failed"

const emailReports: ReadonlyMap<string, EmailStatus> = new Map([
  ["Delivered", "Delivered"],
  ["Bounced", "Failed_Bounced"],
  ["FilteredSpam", "Failed_FilteredSpam"],
  ["Quarantined", "Failed_Quarantined"],
  ["Suppressed", "Failed_SupressedRecipient"],
  ["Failed", "Failed"]
])

/** What a delivery report of the e-mail provider means; `null` is `Failed`, and any other word `undefined`: the platform refuses it. */
export const emailStatusOf = (report: string | null): EmailStatus | undefined =>
  report === null ? "Failed" : emailReports.get(report)
