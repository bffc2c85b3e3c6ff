import { parseOrder } from "@adressat/core"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { readInstantRequest } from "../src/InstantRequest.ts"
import type { InstantEndpoint } from "../src/InstantRequest.ts"
import { errorsByPath } from "../src/RequestProblem.ts"
import { orderOf } from "../src/Shipment.ts"

const now = Date.parse("2026-11-26T12:00:00Z")
const read = (endpoint: InstantEndpoint, body: unknown) => readInstantRequest(endpoint, body, { creator: "ttd", now })
const accepted = (endpoint: InstantEndpoint, body: unknown) => Result.getOrThrow(read(endpoint, body)).value
const errors = (endpoint: InstantEndpoint, body: unknown) =>
  errorsByPath(Result.getOrThrow(Result.flip(read(endpoint, body))))

const sms = {
  idempotencyId: "1",
  recipientSms: { phoneNumber: "+4740000001", timeToLiveInSeconds: 60, smsSettings: { sender: " TTD", body: "Kode 1" } }
}
const email = {
  idempotencyId: "1",
  sendersReference: "ref",
  recipientEmail: { emailAddress: "a@example.com", emailSettings: { subject: "a\nb", body: "b", contentType: "Html" } }
}

describe("an instant SMS", () => {
  it("is sent now, and lives as long as its sender says", () => {
    const { placed, shipment } = accepted("instant/sms", sms)
    expect(placed.key).toEqual({ creator: "ttd", id: "1", kind: "instant" })
    expect(shipment).toEqual({
      type: "Instant",
      requestedSendTime: now,
      creator: "ttd",
      channel: "Sms",
      recipients: [{ phoneNumber: "+4740000001" }],
      timeToLiveInSeconds: 60,
      sms: { body: "Kode 1", sender: " TTD", sendingTimePolicy: "Anytime" },
      ignoreReservation: false,
      useStaleContactInformation: false
    })
    expect(Result.isSuccess(parseOrder(orderOf(shipment, "processing")))).toBe(true)
  })

  it("tells everything wrong at once", () => {
    expect(errors("instant/sms", {})).toEqual({
      IdempotencyId: ["IdempotencyId cannot be null or empty."],
      RecipientSms: ["SMS details cannot be null."]
    })
    expect(errors("instant/sms", { idempotencyId: "1", recipientSms: { timeToLiveInSeconds: 59 } })).toEqual({
      "RecipientSms.PhoneNumber": ["Recipient phone number is not a valid mobile number."],
      "RecipientSms.TimeToLiveInSeconds": ["Time-to-live must be between 60 and 172800 seconds (48 hours)."],
      "RecipientSms.ShortMessageContent": ["SMS details cannot be null."]
    })
    const blank = { ...sms, recipientSms: { ...sms.recipientSms, smsSettings: { body: " " } } }
    expect(errors("instant/sms", blank)).toEqual({
      "RecipientSms.ShortMessageContent.Body": ["SMS message body cannot be null or empty."]
    })
  })
})

describe("an instant e-mail", () => {
  it("is sent now, as it stands", () => {
    const { shipment } = accepted("instant/email", email)
    expect(shipment).toMatchObject({
      type: "Instant",
      channel: "Email",
      sendersReference: "ref",
      recipients: [{ emailAddress: "a@example.com" }],
      email: { subject: "a\nb", body: "b", contentType: "Html" }
    })
    expect(Result.isSuccess(parseOrder(orderOf(shipment, "processing")))).toBe(true)
  })

  it("tells everything wrong at once", () => {
    expect(errors("instant/email", { idempotencyId: "1" })).toEqual({
      InstantEmailDetails: ["Email details cannot be null."]
    })
    expect(errors("instant/email", { idempotencyId: "1", recipientEmail: { emailAddress: "x" } })).toEqual({
      "InstantEmailDetails.EmailAddress": ["Invalid email address format."],
      "InstantEmailDetails.EmailSettings": ["Email settings cannot be null."]
    })
    const emailSettings = { senderEmailAddress: "", subject: "", contentType: 5 }
    expect(
      errors("instant/email", { idempotencyId: "1", recipientEmail: { emailAddress: "a@example.com", emailSettings } })
    ).toEqual({
      "InstantEmailDetails.EmailSettings.SenderEmailAddress": ["Invalid email address format."],
      "InstantEmailDetails.EmailSettings.ContentType": ["Email content type must be either Plain or HTML."],
      "InstantEmailDetails.EmailSettings.Subject": ["The email subject cannot be empty."],
      "InstantEmailDetails.EmailSettings.Body": ["The email body cannot be empty."]
    })
  })
})

it("an instant order says the same whenever it is posted", () => {
  const later = readInstantRequest("instant/sms", sms, { creator: "ttd", now: now + 1000 })
  expect(Result.getOrThrow(later).value.placed).toEqual(accepted("instant/sms", sms).placed)
})
