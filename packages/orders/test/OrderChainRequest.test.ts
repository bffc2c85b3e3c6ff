import { parseOrder } from "@adressat/core"
import * as Result from "effect/Result"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { replayOf } from "../src/Idempotency.ts"
import { DAY } from "../src/Instant.ts"
import { overridesStaleness, readOrderChainRequest, shipmentsOf } from "../src/OrderChainRequest.ts"
import { errorsByPath } from "../src/RequestProblem.ts"
import { orderOf } from "../src/Shipment.ts"

const now = Date.parse("2026-11-26T12:00:00Z")
const emailSettings = { subject: "Ny melding", body: "Logg inn" }
const smsSettings = { body: "Logg inn" }
const nationalIdentityNumber = "01890100011"
const recipientPerson = { nationalIdentityNumber, channelSchema: "EmailPreferred", emailSettings, smsSettings }
const valid = { idempotencyId: "1", recipient: { recipientPerson } }

const read = (body: unknown, creator = "ttd", at = now) => readOrderChainRequest(body, { creator, now: at })
const accepted = (body: unknown, creator?: string, at?: number) => Result.getOrThrow(read(body, creator, at)).value
const errors = (body: unknown) => errorsByPath(Result.getOrThrow(Result.flip(read(body))))

describe("an order chain", () => {
  it("becomes shipments, the main order first", () => {
    const chain = accepted({
      ...valid,
      sendersReference: "main",
      requestedSendTime: "2026-12-01T10:00:00Z",
      conditionEndpoint: "http://localhost/1",
      dialogportenAssociation: { dialogId: "d", transmissionId: "t" },
      reminders: [
        { delayDays: 7, sendersReference: "first", recipient: { recipientPerson } },
        {
          requestedSendTime: "2026-12-03T09:00:00Z",
          conditionEndpoint: "https://ttd.example.com/2",
          recipient: { recipientEmail: { emailAddress: "a@example.com", emailSettings } }
        }
      ]
    })
    expect(chain.placed.key).toEqual({ creator: "ttd", id: "1", kind: "chain" })
    expect(chain.dialogportenAssociation).toEqual({ dialogId: "d", transmissionId: "t" })
    const [main, first, second] = shipmentsOf(chain)
    expect(main?.shipment).toEqual({
      type: "Notification",
      requestedSendTime: Date.parse("2026-12-01T10:00:00Z"),
      sendersReference: "main",
      conditionEndpoint: "http://localhost/1",
      creator: "ttd",
      channel: "EmailPreferred",
      recipients: [{ nationalIdentityNumber }],
      ignoreReservation: false,
      useStaleContactInformation: false,
      email: { ...emailSettings, contentType: "Plain" },
      sms: { ...smsSettings, sendingTimePolicy: "Daytime" }
    })
    expect(main).not.toHaveProperty("reminder")
    expect(first).toMatchObject({
      reminder: 0,
      shipment: {
        type: "Reminder",
        requestedSendTime: Date.parse("2026-12-08T10:00:00Z"),
        delayDays: 7,
        sendersReference: "first"
      }
    })
    expect(first?.shipment).not.toHaveProperty("conditionEndpoint")
    expect(second).toMatchObject({
      reminder: 1,
      shipment: { requestedSendTime: Date.parse("2026-12-03T09:00:00Z"), delayDays: 1, channel: "Email" }
    })
  })

  it("is sent now when it does not say when, and its reminders count from now", () => {
    const chain = accepted({ ...valid, reminders: [{ delayDays: 1, recipient: { recipientPerson } }] })
    expect(chain.main.requestedSendTime).toBe(now)
    expect(chain.reminders[0]?.requestedSendTime).toBe(now + DAY)
  })

  it("tells everything wrong at once, with the platform's paths and sentences", () => {
    expect(
      errors({
        idempotencyId: " ",
        requestedSendTime: "2026-11-26T11:59:59Z",
        conditionEndpoint: "ftp://example.com",
        recipient: {},
        reminders: [
          { recipient: { recipientSms: { phoneNumber: "40000001", smsSettings: { body: "" } } } },
          { delayDays: 0, requestedSendTime: "2026-11-26T12:00:00", recipient: { recipientPerson } },
          { delayDays: 1, conditionEndpoint: "x" }
        ]
      })
    ).toEqual({
      IdempotencyId: ["IdempotencyId cannot be null or empty."],
      RequestedSendTime: ["RequestedSendTime must be greater than or equal to now."],
      ConditionEndpoint: ["ConditionEndpoint must use http or https scheme."],
      Recipient: ["Must have exactly one recipient."],
      "Reminders[0]": ["Either DelayDays or RequestedSendTime must be defined, but not both."],
      "Reminders[0].Recipient.RecipientSms.PhoneNumber": ["Recipient phone number is not a valid mobile number."],
      "Reminders[0].Recipient.RecipientSms.Settings.Body": ["SMS body cannot be null or empty."],
      "Reminders[1].RequestedSendTime": ["The RequestedSendTime must have specified a time zone."],
      "Reminders[2].ConditionEndpoint": ["ConditionEndpoint must be a valid absolute URI or null."],
      "Reminders[2].Recipient": ["'Recipient' must not be empty."]
    })
    expect(errors({ idempotencyId: "1" })).toEqual({ Recipient: ["'Recipient' must not be empty."] })
    expect(errors(undefined)).toEqual({ "": ["A non-empty request body is required."] })
  })

  it("uses stale contact data of persons for the tax administration, reminders included", () => {
    const body = {
      ...valid,
      reminders: [
        { delayDays: 1, recipient: { recipientPerson: { ...recipientPerson, useStaleContactInformation: false } } },
        { delayDays: 2, recipient: { recipientSms: { phoneNumber: "+4740000001", smsSettings } } }
      ]
    }
    const stale = (creator: string) =>
      shipmentsOf(accepted(body, creator)).map(({ shipment }) => shipment.useStaleContactInformation)
    expect(stale("ttd")).toEqual([false, false, false])
    expect(stale("SKD")).toEqual([true, true, false])
    expect(overridesStaleness("skdx")).toBe(false)
    const own = { recipientPerson: { ...recipientPerson, useStaleContactInformation: true, ignoreReservation: true } }
    expect(accepted({ ...valid, recipient: own }).main).toMatchObject({
      useStaleContactInformation: true,
      ignoreReservation: true
    })
  })

  it("cannot remind anybody after the year 9999", () => {
    const reminders = [{ delayDays: 3_000_000, recipient: { recipientPerson } }]
    expect(errors({ ...valid, reminders })).toEqual({
      "Reminders[0].DelayDays": ["The reminder would be due after the year 9999."]
    })
  })
})

describe("the fingerprint of a chain", () => {
  const reminders = [{ delayDays: 1, recipient: { recipientPerson } }]
  const placed = (body: unknown, at?: number) => accepted(body, "ttd", at).placed

  it("is the same for the same content, however it is spelled and whenever it is posted", () => {
    const first = placed({ ...valid, reminders })
    const again = placed({ REMINDERS: reminders, recipient: { RecipientPerson: recipientPerson }, idempotencyId: "1" })
    expect(replayOf(again, first)).toEqual({ outcome: "replay", httpStatus: 200 })
    expect(replayOf(placed({ ...valid, reminders }, now + 5000), first)).toEqual({ outcome: "replay", httpStatus: 200 })
  })

  it("is another one for other content", () => {
    const first = placed({ ...valid, reminders })
    const changed = [
      { ...valid },
      { ...valid, reminders, sendersReference: "x" },
      { ...valid, reminders: [{ ...reminders[0], delayDays: 2 }] },
      { ...valid, reminders, dialogportenAssociation: { dialogId: "d" } },
      { ...valid, reminders, requestedSendTime: "2026-12-01T10:00:00Z" }
    ]
    for (const body of changed) expect(replayOf(placed(body), first)).toHaveProperty("warning")
  })

  it("keeps a time that a reminder has of its own, whenever the chain is posted", () => {
    const own = [{ requestedSendTime: "2026-12-01T10:00:00Z", recipient: { recipientPerson } }]
    const first = placed({ ...valid, reminders: own })
    expect(replayOf(placed({ ...valid, reminders: own }, now + 5000), first)).not.toHaveProperty("warning")
    const later = [{ ...own[0], requestedSendTime: "2026-12-01T10:00:05Z" }]
    expect(replayOf(placed({ ...valid, reminders: later }, now + 5000), first)).toHaveProperty("warning")
  })
})

describe("any body", () => {
  const anySettings = fc.constantFrom<unknown>(undefined, null, {}, emailSettings, smsSettings, "text")
  const anyBase = {
    channelSchema: fc.constantFrom<unknown>("Email", "Sms", "EmailPreferred", "SmsPreferred", "EmailAndSms", 3, "Post"),
    emailSettings: anySettings,
    smsSettings: anySettings,
    resourceId: fc.constantFrom<unknown>(undefined, "urn:altinn:resource:x", "x"),
    resourceAction: fc.constantFrom<unknown>(undefined, "read", " ")
  }
  const anyHolder = fc.record(
    {
      recipientPerson: fc.record({ nationalIdentityNumber: fc.constantFrom(nationalIdentityNumber, ""), ...anyBase }),
      recipientOrganization: fc.record({ orgNumber: fc.constantFrom("313000011", "x"), ...anyBase }),
      recipientExternalIdentity: fc.record({
        externalIdentity: fc.constantFrom("urn:altinn:username:a", "x"),
        ...anyBase
      }),
      recipientEmail: fc.record({ emailAddress: fc.constantFrom(" a@example.com", "x"), emailSettings: anySettings }),
      recipientSms: fc.record({ phoneNumber: fc.constantFrom("+4740000001", "x"), smsSettings: anySettings })
    },
    { requiredKeys: [] }
  )
  const anyReminder = fc.record(
    {
      delayDays: fc.constantFrom<unknown>(1, 0, "1", 1.5),
      requestedSendTime: fc.constantFrom("2027-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
      recipient: anyHolder
    },
    { requiredKeys: [] }
  )
  const anyBody = fc.record({
    idempotencyId: fc.constantFrom("1", null),
    recipient: anyHolder,
    reminders: fc.array(anyReminder, { maxLength: 2 })
  })

  it("is refused with reasons, or gives orders that core accepts", () => {
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: anyBody }, fc.jsonValue()), (body) => {
        const result = read(body)
        if (Result.isFailure(result)) {
          expect(Object.keys(errorsByPath(result.failure))).not.toEqual([])
          return
        }
        for (const { shipment } of shipmentsOf(result.success.value)) {
          expect(Result.isSuccess(parseOrder(orderOf(shipment, "registration")))).toBe(true)
          expect(shipment.channel === "Sms" || shipment.email !== undefined).toBe(true)
          expect(shipment.channel === "Email" || shipment.sms !== undefined).toBe(true)
        }
      }),
      { numRuns: 2000 }
    )
  })
})
