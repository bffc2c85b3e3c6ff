import { parseOrder } from "@adressat/core"
import * as Result from "effect/Result"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { isSendTime, readOrderRequest } from "../src/OrderRequest.ts"
import type { OrderEndpoint } from "../src/OrderRequest.ts"
import { errorsByPath } from "../src/RequestProblem.ts"
import { orderOf } from "../src/Shipment.ts"

const now = Date.parse("2026-11-26T12:00:00Z")
const context = { creator: "ttd", now }
const emailTemplate = { subject: "Ny melding", body: "Logg inn" }
const smsTemplate = { body: "Logg inn" }
const person = { nationalIdentityNumber: "01890100011" }
const valid = { notificationChannel: "EmailPreferred", recipients: [person], emailTemplate, smsTemplate }

const read = (body: unknown, endpoint: OrderEndpoint = "orders") => readOrderRequest(endpoint, body, context)
const accepted = (body: unknown, endpoint?: OrderEndpoint) => Result.getOrThrow(read(body, endpoint))
const errors = (body: unknown, endpoint?: OrderEndpoint) =>
  errorsByPath(Result.getOrThrow(Result.flip(read(body, endpoint))))

describe("an order of the v1 API", () => {
  it("becomes a shipment, with the platform's defaults", () => {
    const { value, warnings } = accepted(valid)
    expect(warnings).toEqual([])
    expect(value).toEqual({
      type: "Notification",
      requestedSendTime: now,
      creator: "ttd",
      channel: "EmailPreferred",
      recipients: [person],
      ignoreReservation: false,
      useStaleContactInformation: false,
      email: { ...emailTemplate, contentType: "Plain" },
      sms: { ...smsTemplate, sendingTimePolicy: null }
    })
  })

  it("keeps what it says, member names in whatever case", () => {
    const { value } = accepted({
      NOTIFICATIONCHANNEL: "email",
      Recipients: [{ EmailAddress: " a@example.com " }],
      emailtemplate: { ...emailTemplate, FromAddress: "b@example.com", contentType: "HTML" },
      requestedSendTime: "2026-12-01T10:00:00+01:00",
      sendersReference: "ref",
      conditionEndpoint: "https://ttd.example.com/1",
      resourceId: "tax-report",
      resourceAction: "write",
      ignoreReservation: true
    })
    expect(value).toMatchObject({
      channel: "Email",
      recipients: [{ emailAddress: " a@example.com " }],
      email: { contentType: "Html", sender: "b@example.com" },
      requestedSendTime: Date.parse("2026-12-01T09:00:00Z"),
      sendersReference: "ref",
      conditionEndpoint: "https://ttd.example.com/1",
      resourceId: "tax-report",
      resourceAction: "write",
      ignoreReservation: true
    })
    expect(value).not.toHaveProperty("sms")
  })

  it("has its texts at the top at the endpoints of one channel", () => {
    expect(accepted({ recipients: [person], ...emailTemplate }, "orders/email").value).toMatchObject({
      channel: "Email",
      email: { ...emailTemplate, contentType: "Plain" }
    })
    expect(accepted({ recipients: [person], body: "b", senderNumber: " TTD" }, "orders/sms").value).toMatchObject({
      channel: "Sms",
      sms: { body: "b", sender: " TTD", sendingTimePolicy: null }
    })
    expect(errors({ recipients: [person], subject: " " }, "orders/email")).toEqual({
      Subject: ["The email template subject must not be empty."],
      Body: ["The email template body must not be empty."]
    })
    expect(errors({ recipients: [person] }, "orders/sms")).toEqual({
      Body: ["The SMS template body must not be empty."]
    })
  })

  it("tells everything wrong at once, with the platform's paths and sentences", () => {
    expect(
      errors({
        notificationChannel: "SmsPreferred",
        requestedSendTime: "2026-11-26T11:54:59Z",
        conditionEndpoint: "https://localhost",
        resourceAction: "read",
        recipients: [
          {},
          { mobileNumber: "40000001", emailAddress: "a@" },
          { nationalIdentityNumber: "1", organizationNumber: "2" }
        ],
        emailTemplate: { subject: "", body: "b" }
      })
    ).toEqual({
      RequestedSendTime: ["Send time must be in the future. Leave blank to send immediately."],
      ConditionEndpoint: ["The condition endpoint must be a valid URL."],
      ResourceAction: ["ResourceAction cannot be specified without a ResourceId."],
      "Recipients[0]": [
        "Either a valid email address, mobile number starting with country code, organization number, or national identity number must be provided for each recipient."
      ],
      "Recipients[1].EmailAddress": ["Invalid email address format."],
      "Recipients[1].MobileNumber": [
        "Mobile number can contain only '+' and numeric characters, and it must adhere to the E.164 standard."
      ],
      "Recipients[2]": [
        "National identity number cannot be combined with email address, mobile number, or organization number.",
        "Organization number cannot be combined with email address, mobile number, or national identity number."
      ],
      "Recipients[2].OrganizationNumber": ["Organization number must be 9 digits long."],
      "Recipients[2].NationalIdentityNumber": ["National identity number must be 11 digits long."],
      "EmailTemplate.Subject": ["The email template subject must not be empty."],
      SmsTemplate: ["An SMS template is required for the selected the notification channel."]
    })
  })

  it("needs a channel, a recipient and a body", () => {
    expect(errors({})).toEqual({ NotificationChannel: ["A notification channel must be defined."] })
    expect(errors({ ...valid, recipients: [] })).toEqual({ Recipients: ["One or more recipient is required."] })
    expect(errors({ ...valid, recipients: null })).toEqual({ Recipients: ["One or more recipient is required."] })
    expect(errors(null)).toEqual({ "": ["A non-empty request body is required."] })
    expect(errors([])).toEqual({ $: ["The JSON value could not be converted to an object."] })
    expect(Object.keys(errors({ ...valid, notificationChannel: "Post" }))).toEqual(["$.notificationChannel"])
    expect(errors({ ...valid, notificationChannel: 9 })).toEqual({
      NotificationChannel: ["Invalid channel scheme value."]
    })
  })

  it("may name no address that its channel cannot use", () => {
    expect(errors({ ...valid, notificationChannel: "Sms", recipients: [{ emailAddress: "a@example.com" }] })).toEqual({
      "Recipients[0]": [expect.stringMatching(/^Either a valid mobile number/)]
    })
    // Beside one that it can use, another is not looked at, but never goes with an identifier.
    const recipients = [{ emailAddress: "no address", mobileNumber: "+4740000001" }]
    expect(accepted({ ...valid, notificationChannel: "Sms", recipients }).value.recipients).toEqual([
      { phoneNumber: "+4740000001" }
    ])
    const combined = [{ ...person, emailAddress: "a@example.com" }]
    expect(Object.keys(errors({ ...valid, notificationChannel: "Sms", recipients: combined }))).toEqual([
      "Recipients[0]"
    ])
  })

  it("may combine e-mail address and phone number", () => {
    const recipients = [{ emailAddress: "a@example.com", mobileNumber: "+4740000001", organizationNumber: "" }]
    expect(accepted({ ...valid, recipients }).value.recipients).toEqual([
      { emailAddress: "a@example.com", phoneNumber: "+4740000001" }
    ])
  })

  it("must say in which zone its time is", () => {
    expect(errors({ ...valid, requestedSendTime: "2026-12-01T10:00:00" })).toEqual({
      RequestedSendTime: ["The requested send time value must have specified a time zone."]
    })
  })

  it("may be five minutes late, and not more; the current API allows nothing", () => {
    expect([-300_001, -300_000, 0].map((late) => isSendTime("v1", now + late, now))).toEqual([false, true, true])
    expect([-1, 0, 1].map((late) => isSendTime("future", now + late, now))).toEqual([false, true, true])
  })
})

describe("an order of the v1 API on both channels", () => {
  it("is hardly checked: what would be wrong on another channel is a warning", () => {
    const { value, warnings } = accepted({
      notificationChannel: "EmailAndSms",
      recipients: [{ organizationNumber: "1" }, { ...person, emailAddress: "a@" }, {}],
      emailTemplate: { subject: "s" }
    })
    expect(value.recipients).toEqual([person])
    expect(warnings.map(({ path, severity }) => [severity, path])).toEqual([
      ["warning", "Recipients[0].OrganizationNumber"],
      ["warning", "Recipients[1]"],
      ["warning", "Recipients[1].EmailAddress"],
      ["warning", "Recipients[2]"],
      ["warning", "SmsTemplate"],
      ["warning", "EmailTemplate.Body"]
    ])
    expect(value).not.toHaveProperty("sms")
  })

  it("is refused only when there is nobody to decide about", () => {
    expect(errors({ notificationChannel: "EmailAndSms", recipients: [{ organizationNumber: "1" }] })).toEqual({
      Recipients: ["One or more recipient is required."]
    })
  })
})

describe("any body", () => {
  const anyRecipient = fc.record(
    {
      emailAddress: fc.constantFrom("a@example.com", "a@", "", null, 1),
      mobileNumber: fc.constantFrom("+4740000001", "40000001", "", 5),
      organizationNumber: fc.constantFrom("313000011", "31300001", ""),
      nationalIdentityNumber: fc.constantFrom("01890100011", "kari")
    },
    { requiredKeys: [] }
  )
  const anyBody = fc.record(
    {
      notificationChannel: fc.constantFrom("Email", "Sms", "EmailPreferred", "SmsPreferred", "EmailAndSms", "Post"),
      recipients: fc.array(fc.oneof(anyRecipient, fc.constant(null)), { maxLength: 3 }),
      emailTemplate: fc.constantFrom(emailTemplate, {}, null, "text"),
      smsTemplate: fc.constantFrom(smsTemplate, {}, null),
      resourceId: fc.constantFrom("tax-report", " ", ""),
      resourceAction: fc.constantFrom("read", " ", "")
    },
    { requiredKeys: ["notificationChannel", "recipients"] }
  )

  it("is refused with reasons, or gives an order that core accepts", () => {
    fc.assert(
      fc.property(
        fc.oneof({ weight: 9, arbitrary: anyBody }, fc.jsonValue()),
        fc.constantFrom<OrderEndpoint>("orders", "orders/email", "orders/sms"),
        (body, endpoint) => {
          const result = read(body, endpoint)
          if (Result.isFailure(result)) {
            expect(Object.keys(errorsByPath(result.failure))).not.toEqual([])
          } else {
            for (const stage of ["registration", "processing"] as const) {
              expect(Result.isSuccess(parseOrder(orderOf(result.success.value, stage)))).toBe(true)
            }
          }
        }
      ),
      { numRuns: 1000 }
    )
  })
})
