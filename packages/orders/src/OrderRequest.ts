/**
 * An order request is the body of an order of the v1 API: `/orders`, which names its channel, `/orders/email` and
 * `/orders/sms`. Any number of recipients, one text for each channel, no reminders.
 *
 * Invariants: everything wrong is told at once; what is read can be decided. Quirk: with `EmailAndSms` the platform checks
 * neither recipients nor texts, and fails with them later; they are warnings then, and recipients that can be nobody's are
 * left out. Only a request without any recipient that can be decided is refused where the platform takes it. Source: Altinn
 * Notifications, NotificationOrderRequestValidator, RecipientRules, NotificationOrderRequestBaseRules.
 */
import { isNationalIdentityNumber, isOrganizationNumber, isValidEmailAddress, isValidPhoneNumber } from "@adressat/core"
import type { Channel, Recipient } from "@adressat/core"
import * as Result from "effect/Result"
import { INVALID_ENDPOINT, isPublicEndpoint } from "./ConditionEndpoint.ts"
import { MINUTE } from "./Instant.ts"
import { bodyMember, isEmptyText, makeRequestReader } from "./RequestReader.ts"
import type { Member, RequestObject, RequestReader } from "./RequestReader.ts"
import type { ReadRequest, RequestProblem } from "./RequestProblem.ts"
import type { EmailTemplate, Shipment, SmsTemplate } from "./Shipment.ts"

/** How far in the past a send time of the v1 API may lie: 5 minutes, in milliseconds. */
export const SEND_TIME_TOLERANCE = 5 * MINUTE

/** What is known about a request besides its body. */
export interface RequestContext {
  /** The service owner that places the order. */
  readonly creator: string
  /** An instant. */
  readonly now: number
}

/** Which endpoint of the v1 API the request is for. */
export type OrderEndpoint = "orders" | "orders/email" | "orders/sms"

/** Whether an order may have the send time: the v1 API allows five minutes in the past, the current one nothing. */
export const isSendTime = (api: "v1" | "future", requestedSendTime: number, now: number): boolean =>
  requestedSendTime >= (api === "v1" ? now - SEND_TIME_TOLERANCE : now)

/** The channels, with their numbers. */
export const channelNumbers: Readonly<Record<Channel, number>> = {
  Email: 0,
  Sms: 1,
  EmailPreferred: 2,
  SmsPreferred: 3,
  EmailAndSms: 4
}

/** The content types of an e-mail, with their numbers. */
export const contentTypeNumbers: Readonly<Record<EmailTemplate["contentType"], number>> = { Plain: 0, Html: 1 }

/** Reads the body of an order of the v1 API. */
export const readOrderRequest = (
  endpoint: OrderEndpoint,
  body: unknown,
  { creator, now }: RequestContext
): Result.Result<ReadRequest<Shipment>, ReadonlyArray<RequestProblem>> => {
  const reader = makeRequestReader()
  const request = reader.object(bodyMember(body))
  if (request === undefined) {
    if (reader.problems.length === 0) reader.note({ path: "", pointer: "" }, "A non-empty request body is required.")
    return Result.fail(reader.problems)
  }
  const channel = channelOf(endpoint, reader, request)
  const requestedSendTime = reader.instant(request.member("requestedSendTime")) ?? now
  if (!isSendTime("v1", requestedSendTime, now)) {
    reader.note(
      request.member("requestedSendTime"),
      "Send time must be in the future. Leave blank to send immediately."
    )
  }
  const conditionEndpoint = reader.text(request.member("conditionEndpoint"))
  if (conditionEndpoint !== undefined && !isPublicEndpoint(conditionEndpoint)) {
    reader.note(request.member("conditionEndpoint"), INVALID_ENDPOINT)
  }
  const resource = readResource(reader, request)
  const sendersReference = reader.text(request.member("sendersReference"))
  const ignoreReservation = reader.flag(request.member("ignoreReservation")) ?? false
  const recipients = channel === undefined ? [] : readRecipients(reader, request, channel)
  const texts = channel === undefined ? {} : readTexts(endpoint, reader, request, channel)
  const warnings = reader.problems.filter(({ severity }) => severity === "warning")
  if (channel === undefined || warnings.length < reader.problems.length) return Result.fail(reader.problems)
  return Result.succeed({
    value: {
      type: "Notification",
      requestedSendTime,
      ...(sendersReference === undefined ? {} : { sendersReference }),
      ...(conditionEndpoint === undefined ? {} : { conditionEndpoint }),
      creator,
      channel,
      recipients,
      ...resource,
      ignoreReservation,
      useStaleContactInformation: false,
      ...texts
    },
    warnings
  })
}

const channelOf = (endpoint: OrderEndpoint, reader: RequestReader, request: RequestObject): Channel | undefined => {
  if (endpoint === "orders/email") return "Email"
  if (endpoint === "orders/sms") return "Sms"
  const member = request.member("notificationChannel")
  const channel = reader.choice(member, channelNumbers)
  if (channel === "invalid") reader.note(member, "Invalid channel scheme value.")
  else if (member.value === undefined) reader.note(member, "A notification channel must be defined.")
  return channel === "invalid" ? undefined : channel
}

const readResource = (reader: RequestReader, request: RequestObject) => {
  const resourceId = reader.text(request.member("resourceId"))
  const member = request.member("resourceAction")
  const resourceAction = reader.text(member)
  if (resourceAction !== undefined && resourceAction !== "") {
    if (isEmptyText(resourceId)) reader.note(member, "ResourceAction cannot be specified without a ResourceId.")
    else if (isEmptyText(resourceAction)) reader.note(member, "ResourceAction cannot be blank or whitespace.")
  }
  return {
    ...(resourceId === undefined ? {} : { resourceId }),
    ...(resourceAction === undefined ? {} : { resourceAction })
  }
}

// --- Recipients ------------------------------------------------------------------------------------------------------

const EMPTY = "One or more recipient is required."

const needed: Readonly<Record<Channel, string>> = {
  Email:
    "Either a valid email address, organization number, or national identity number must be provided for each recipient.",
  Sms: "Either a valid mobile number starting with country code, organization number, or national identity number must be provided for each recipient.",
  EmailPreferred:
    "Either a valid email address, mobile number starting with country code, organization number, or national identity number must be provided for each recipient.",
  SmsPreferred:
    "Either a valid email address, mobile number starting with country code, organization number, or national identity number must be provided for each recipient.",
  EmailAndSms:
    "Either a valid email address, mobile number starting with country code, organization number, or national identity number must be provided for each recipient."
}

const readRecipients = (reader: RequestReader, request: RequestObject, channel: Channel): ReadonlyArray<Recipient> => {
  const member = request.member("recipients")
  const members = reader.list(member) ?? []
  const recipients = members.flatMap((one) => readRecipient(reader, one, channel) ?? [])
  if (members.length === 0 || (channel === "EmailAndSms" && recipients.length === 0)) reader.note(member, EMPTY)
  return recipients
}

const readRecipient = (reader: RequestReader, member: Member, channel: Channel): Recipient | undefined => {
  const one = reader.object(member)
  const severity = channel === "EmailAndSms" ? "warning" : "error"
  if (one === undefined) {
    if (member.value === undefined) reader.note(member, needed[channel], severity)
    return undefined
  }
  // An empty text is as good as none.
  const given = (name: string) => {
    const text = reader.text(one.member(name))
    return text === "" ? undefined : text
  }
  const checked = (name: string, text: string | undefined, is: (text: string) => boolean, message: string) => {
    if (text === undefined || is(text)) return text
    reader.note(one.member(name), message, severity)
    return undefined
  }
  const written = { email: given("emailAddress"), phone: given("mobileNumber") }
  // An address that the channel has no use for is not even looked at.
  const email = channel === "Sms" ? undefined : written.email
  const phone = channel === "Email" ? undefined : written.phone
  const organization = given("organizationNumber")
  const person = given("nationalIdentityNumber")
  if ([email, phone, organization, person].every((text) => text === undefined)) {
    reader.note(one, needed[channel], severity)
    return undefined
  }
  const hasAddress = written.email !== undefined || written.phone !== undefined
  if (person !== undefined && (hasAddress || organization !== undefined)) {
    reader.note(
      one,
      "National identity number cannot be combined with email address, mobile number, or organization number.",
      severity
    )
  }
  if (organization !== undefined && (hasAddress || person !== undefined)) {
    reader.note(
      one,
      "Organization number cannot be combined with email address, mobile number, or national identity number.",
      severity
    )
  }
  const recipient = {
    emailAddress: checked("emailAddress", email, isValidEmailAddress, "Invalid email address format."),
    phoneNumber: checked(
      "mobileNumber",
      phone,
      isValidPhoneNumber,
      "Mobile number can contain only '+' and numeric characters, and it must adhere to the E.164 standard."
    ),
    organizationNumber: checked(
      "organizationNumber",
      organization,
      isOrganizationNumber,
      "Organization number must be 9 digits long."
    ),
    nationalIdentityNumber: checked(
      "nationalIdentityNumber",
      person,
      isNationalIdentityNumber,
      "National identity number must be 11 digits long."
    )
  }
  const members = Object.entries(recipient).filter(([, text]) => text !== undefined)
  return members.length === 0 ? undefined : (Object.fromEntries(members) as Recipient)
}

// --- Texts -----------------------------------------------------------------------------------------------------------

const readTexts = (
  endpoint: OrderEndpoint,
  reader: RequestReader,
  request: RequestObject,
  channel: Channel
): { readonly email?: EmailTemplate; readonly sms?: SmsTemplate } => {
  const severity = channel === "EmailAndSms" ? "warning" : "error"
  const part = (name: string, isAlone: boolean, message: string) => {
    const member = request.member(name)
    const found = isAlone ? request : reader.object(member)
    if (found === undefined && member.value === undefined) reader.note(member, message, severity)
    return found
  }
  const filled = (member: Member, message: string) => {
    const text = reader.text(member)
    if (isEmptyText(text)) reader.note(member, message, severity)
    return text ?? ""
  }
  const email =
    channel === "Sms"
      ? undefined
      : part(
          "emailTemplate",
          endpoint === "orders/email",
          "An email template is required for the selected the notification channel."
        )
  const sms =
    channel === "Email"
      ? undefined
      : part(
          "smsTemplate",
          endpoint === "orders/sms",
          "An SMS template is required for the selected the notification channel."
        )
  const contentType = email === undefined ? undefined : reader.choice(email.member("contentType"), contentTypeNumbers)
  if (email !== undefined && contentType === "invalid") {
    reader.note(email.member("contentType"), "Email content type must be either Plain or HTML.")
  }
  const emailSender = email === undefined ? undefined : reader.text(email.member("fromAddress"))
  const smsSender = sms === undefined ? undefined : reader.text(sms.member("senderNumber"))
  return {
    ...(email === undefined
      ? {}
      : {
          email: {
            subject: filled(email.member("subject"), "The email template subject must not be empty."),
            body: filled(email.member("body"), "The email template body must not be empty."),
            contentType: contentType === "Html" ? ("Html" as const) : ("Plain" as const),
            ...(emailSender === undefined || emailSender === "" ? {} : { sender: emailSender })
          }
        }),
    ...(sms === undefined
      ? {}
      : {
          sms: {
            body: filled(sms.member("body"), "The SMS template body must not be empty."),
            ...(smsSender === undefined || smsSender === "" ? {} : { sender: smsSender }),
            sendingTimePolicy: null
          }
        })
  }
}
