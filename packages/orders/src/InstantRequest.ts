/**
 * An instant request is the body of an order that is handed over while its sender waits: an SMS to a phone number, or an
 * e-mail to an address. Nobody is looked up, no window is waited for, no placeholder is filled.
 *
 * Invariant: everything wrong is told at once. Source: Altinn Notifications, validators and mapper of instant orders.
 */
import { isValidEmailAddress, isValidPhoneNumber } from "@adressat/core"
import * as Result from "effect/Result"
import { isTimeToLive } from "./Expiry.ts"
import { contentFingerprint } from "./Idempotency.ts"
import type { PlacedOrder } from "./Idempotency.ts"
import { contentTypeNumbers } from "./OrderRequest.ts"
import type { RequestContext } from "./OrderRequest.ts"
import type { ReadRequest, RequestProblem } from "./RequestProblem.ts"
import { bodyMember, isEmptyText, makeRequestReader } from "./RequestReader.ts"
import type { Member, RequestObject, RequestReader } from "./RequestReader.ts"
import type { Shipment } from "./Shipment.ts"

/** An instant order as it is kept. */
export interface InstantOrder {
  readonly placed: PlacedOrder
  readonly shipment: Shipment
}

/** Which endpoint the request is for. */
export type InstantEndpoint = "instant/sms" | "instant/email"

/** Reads the body of an instant order. Its send time is now. */
export const readInstantRequest = (
  endpoint: InstantEndpoint,
  body: unknown,
  { creator, now }: RequestContext
): Result.Result<ReadRequest<InstantOrder>, ReadonlyArray<RequestProblem>> => {
  const reader = makeRequestReader()
  const request = reader.object(bodyMember(body))
  if (request === undefined) {
    if (reader.problems.length === 0) reader.note({ path: "", pointer: "" }, "A non-empty request body is required.")
    return Result.fail(reader.problems)
  }
  const id = reader.text(request.member("idempotencyId"))
  if (isEmptyText(id)) reader.note(request.member("idempotencyId"), "IdempotencyId cannot be null or empty.")
  const sendersReference = reader.text(request.member("sendersReference"))
  const content = endpoint === "instant/sms" ? readSms(reader, request) : readEmail(reader, request)
  if (reader.problems.length > 0 || content === undefined) return Result.fail(reader.problems)
  const said = { ...(sendersReference === undefined ? {} : { sendersReference }), ...content }
  return Result.succeed({
    value: {
      placed: {
        key: { creator, id: id ?? "", kind: "instant" },
        fingerprint: contentFingerprint(said)
      },
      shipment: {
        type: "Instant",
        requestedSendTime: now,
        creator,
        ...said,
        ignoreReservation: false,
        useStaleContactInformation: false
      }
    },
    warnings: []
  })
}

type Content = Pick<Shipment, "channel" | "recipients" | "email" | "sms" | "timeToLiveInSeconds">

const filled = (reader: RequestReader, member: Member, message: string): string => {
  const text = reader.text(member)
  if (isEmptyText(text)) reader.note(member, message)
  return text ?? ""
}

const readSms = (reader: RequestReader, request: RequestObject): Content | undefined => {
  const member = request.member("recipientSms")
  if (member.value === undefined) reader.note(member, "SMS details cannot be null.")
  const details = reader.object(member)
  if (details === undefined) return undefined
  const phoneNumber = reader.text(details.member("phoneNumber")) ?? ""
  if (!isValidPhoneNumber(phoneNumber)) {
    reader.note(details.member("phoneNumber"), "Recipient phone number is not a valid mobile number.")
  }
  const timeToLiveInSeconds = reader.integer(details.member("timeToLiveInSeconds")) ?? 0
  if (!isTimeToLive(timeToLiveInSeconds)) {
    reader.note(details.member("timeToLiveInSeconds"), "Time-to-live must be between 60 and 172800 seconds (48 hours).")
  }
  const settingsMember = details.member("smsSettings", "ShortMessageContent")
  if (settingsMember.value === undefined) reader.note(settingsMember, "SMS details cannot be null.")
  const settings = reader.object(settingsMember)
  if (settings === undefined) return undefined
  const sender = reader.text(settings.member("sender"))
  return {
    channel: "Sms",
    recipients: [{ phoneNumber }],
    timeToLiveInSeconds,
    sms: {
      body: filled(reader, settings.member("body"), "SMS message body cannot be null or empty."),
      ...(sender === undefined || sender === "" ? {} : { sender }),
      sendingTimePolicy: "Anytime"
    }
  }
}

const readEmail = (reader: RequestReader, request: RequestObject): Content | undefined => {
  const member = request.member("recipientEmail", "InstantEmailDetails")
  if (member.value === undefined) reader.note(member, "Email details cannot be null.")
  const details = reader.object(member)
  if (details === undefined) return undefined
  const emailAddress = reader.text(details.member("emailAddress")) ?? ""
  if (!isValidEmailAddress(emailAddress)) {
    reader.note(details.member("emailAddress"), "Invalid email address format.")
  }
  const settingsMember = details.member("emailSettings")
  if (settingsMember.value === undefined) reader.note(settingsMember, "Email settings cannot be null.")
  const settings = reader.object(settingsMember)
  if (settings === undefined) return undefined
  const sender = reader.text(settings.member("senderEmailAddress"))
  if (sender !== undefined && !isValidEmailAddress(sender)) {
    reader.note(settings.member("senderEmailAddress"), "Invalid email address format.")
  }
  const contentType = reader.choice(settings.member("contentType"), contentTypeNumbers)
  if (contentType === "invalid") {
    reader.note(settings.member("contentType"), "Email content type must be either Plain or HTML.")
  }
  return {
    channel: "Email",
    recipients: [{ emailAddress }],
    email: {
      subject: filled(reader, settings.member("subject"), "The email subject cannot be empty."),
      body: filled(reader, settings.member("body"), "The email body cannot be empty."),
      contentType: contentType === "Html" ? "Html" : "Plain",
      ...(sender === undefined ? {} : { sender })
    }
  }
}
