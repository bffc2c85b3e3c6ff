import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { readOrderChainRequest } from "../src/OrderChainRequest.ts"
import { errorsByPath } from "../src/RequestProblem.ts"

const emailSettings = { subject: "Ny melding", body: "Logg inn" }
const smsSettings = { body: "Logg inn" }
const nationalIdentityNumber = "01890100011"
const recipientPerson = { nationalIdentityNumber, channelSchema: "EmailPreferred", emailSettings, smsSettings }
const valid = { idempotencyId: "1", recipient: { recipientPerson } }

const read = (body: unknown) => readOrderChainRequest(body, { creator: "ttd", now: 0 })
const accepted = (body: unknown) => Result.getOrThrow(read(body)).value
const recipientErrors = (recipient: unknown) =>
  errorsByPath(Result.getOrThrow(Result.flip(read({ ...valid, recipient }))))

describe("the recipient of an order in a chain", () => {
  it("has one recipient, with all that its kind asks for", () => {
    expect(recipientErrors({ recipientPerson, recipientOrganization: null, recipientSms: {} })).toMatchObject({
      Recipient: ["Must have exactly one recipient."],
      "Recipient.RecipientSms.PhoneNumber": [
        "Recipient phone number cannot be null or empty.",
        "Recipient phone number is not a valid mobile number."
      ]
    })
    expect(recipientErrors({ recipientEmail: {} })).toEqual({
      "Recipient.RecipientEmail.EmailAddress": ["Invalid email address format."],
      "Recipient.RecipientEmail.Settings": ["Recipient email settings cannot be null."]
    })
    expect(recipientErrors({ recipientOrganization: { channelSchema: "Email", emailSettings: {} } })).toEqual({
      "Recipient.RecipientOrganization.OrgNumber": ["OrgNumber cannot be null or empty."],
      "Recipient.RecipientOrganization.EmailSettings.Subject": ["The email subject must not be empty."],
      "Recipient.RecipientOrganization.EmailSettings.Body": ["The email body must not be empty."]
    })
    expect(recipientErrors({ recipientExternalIdentity: { externalIdentity: "urn:x:y" } })).toEqual({
      "Recipient.RecipientExternalIdentity.ExternalIdentity": ["Invalid external identity URN format."],
      "Recipient.RecipientExternalIdentity.ChannelSchema": [
        "JSON deserialization was missing required properties, including: 'channelSchema'."
      ]
    })
    expect(recipientErrors({ recipientPerson: { nationalIdentityNumber: "1", channelSchema: 5 } })).toEqual({
      "Recipient.RecipientPerson.NationalIdentityNumber": ["National identity number must be 11 digits long."],
      "Recipient.RecipientPerson.ChannelSchema": ["Invalid channel scheme value."]
    })
  })

  it("has the texts that its channel asks for", () => {
    const missing = (channelSchema: string) =>
      Object.entries(recipientErrors({ recipientPerson: { nationalIdentityNumber, channelSchema } })).map(
        ([path, messages]) => [path.replace("Recipient.RecipientPerson.", ""), ...messages]
      )
    expect(missing("Email")).toEqual([["EmailSettings", "EmailSettings must be set when ChannelSchema is Email"]])
    expect(missing("Sms")).toEqual([["SmsSettings", "SmsSettings must be set when ChannelSchema is Sms"]])
    expect(missing("EmailAndSms")).toEqual([
      ["EmailSettings", "EmailSettings must be set when ChannelSchema is EmailAndSms"],
      ["SmsSettings", "SmsSettings must be set when ChannelSchema is EmailAndSms"]
    ])
    expect(missing("SmsPreferred")).toEqual([
      ["EmailSettings", "EmailSettings must be set when ChannelSchema is SmsPreferred or EmailPreferred"],
      ["SmsSettings", "SmsSettings must be set when ChannelSchema is SmsPreferred or EmailPreferred"]
    ])
  })

  it("checks texts that its channel does not ask for, and leaves them out", () => {
    const person = { nationalIdentityNumber, channelSchema: "Email", emailSettings }
    expect(recipientErrors({ recipientPerson: { ...person, smsSettings: {} } })).toEqual({
      "Recipient.RecipientPerson.SmsSettings.Body": ["SMS body cannot be null or empty."]
    })
    const chain = accepted({ ...valid, recipient: { recipientPerson: { ...person, smsSettings } } })
    expect(chain.main).not.toHaveProperty("sms")
  })

  it("allows e-mail at any time only, SMS also by day, which is its default", () => {
    const settings = (email: unknown, sms: unknown) => ({
      recipientPerson: {
        ...recipientPerson,
        emailSettings: { ...emailSettings, sendingTimePolicy: email },
        smsSettings: { ...smsSettings, sendingTimePolicy: sms }
      }
    })
    expect(recipientErrors(settings("Daytime", 0))).toEqual({
      "Recipient.RecipientPerson.EmailSettings.SendingTimePolicy": ["Email only supports send time anytime"],
      "Recipient.RecipientPerson.SmsSettings.SendingTimePolicy": ["SMS only supports send time daytime and anytime"]
    })
    expect(accepted({ ...valid, recipient: settings(1, "anytime") }).main.sms?.sendingTimePolicy).toBe("Anytime")
  })

  it("takes a resource as URN only, and an action only with it", () => {
    const recipient = (more: object) => ({ recipientPerson: { ...recipientPerson, ...more } })
    expect(recipientErrors(recipient({ resourceId: "tax-report", resourceAction: " " }))).toEqual({
      "Recipient.RecipientPerson.ResourceId": ["ResourceId must have a valid syntax."],
      "Recipient.RecipientPerson.ResourceAction": ["ResourceAction cannot be blank or whitespace."]
    })
    expect(recipientErrors(recipient({ resourceAction: "read" }))).toEqual({
      "Recipient.RecipientPerson.ResourceAction": ["ResourceAction cannot be specified without a ResourceId."]
    })
    const resourceId = "urn:altinn:resource:tax-report"
    expect(accepted({ ...valid, recipient: recipient({ resourceId, resourceAction: "write" }) }).main).toMatchObject({
      resourceId,
      resourceAction: "write"
    })
  })

  it("has subjects of one line and senders without blanks around them", () => {
    const { email, sms } = accepted({
      ...valid,
      recipient: {
        recipientPerson: {
          ...recipientPerson,
          emailSettings: { subject: "a\r\nb\rc\nd\n\ne", body: "x\ny", senderEmailAddress: " a@example.com " },
          smsSettings: { body: "b", sender: " TTD " }
        }
      }
    }).main
    expect(email).toEqual({ subject: "a b c d  e", body: "x\ny", contentType: "Plain", sender: "a@example.com" })
    expect(sms).toMatchObject({ sender: "TTD" })
    const blank = { ...recipientPerson, smsSettings: { body: "b", sender: "  " } }
    expect(accepted({ ...valid, recipient: { recipientPerson: blank } }).main.sms).not.toHaveProperty("sender")
  })

  it("is named by address, number or URN", () => {
    const named = (recipient: object) => accepted({ ...valid, recipient }).main.recipients
    const base = { channelSchema: "Email", emailSettings }
    expect(named({ recipientEmail: { emailAddress: " a@example.com", emailSettings } })).toEqual([
      { emailAddress: " a@example.com" }
    ])
    expect(named({ recipientSms: { phoneNumber: "+47 40 00 00 01", smsSettings } })).toEqual([
      { phoneNumber: "+47 40 00 00 01" }
    ])
    expect(named({ recipientOrganization: { orgNumber: "313000011", ...base } })).toEqual([
      { organizationNumber: "313000011" }
    ])
    expect(named({ recipientExternalIdentity: { externalIdentity: "urn:altinn:username:kari", ...base } })).toEqual([
      { externalIdentity: "urn:altinn:username:kari" }
    ])
  })

  it("may be reserved and stale only as a person", () => {
    const organization = { orgNumber: "313000011", channelSchema: "Email", emailSettings }
    const recipient = {
      recipientOrganization: { ...organization, ignoreReservation: true, useStaleContactInformation: true }
    }
    expect(accepted({ ...valid, recipient }).main).toMatchObject({
      ignoreReservation: false,
      useStaleContactInformation: false
    })
  })
})
