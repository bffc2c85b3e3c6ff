/**
 * A chain recipient is the one recipient of an order of the current API, with its texts: an e-mail address, a phone number,
 * a person, an organisation or an external identity.
 *
 * Invariants: texts that the channel asks for are there; texts that it does not ask for are checked all the same, and left
 * out. Source: Altinn Notifications, NotificationRecipientValidator, RecipientBaseValidator and the validators of each kind,
 * NotificationOrderChainMapper.
 */
import {
  isExternalIdentity,
  isFutureApiResource,
  isNationalIdentityNumber,
  isOrganizationNumber,
  isValidEmailAddress,
  isValidPhoneNumber
} from "@adressat/core"
import type { Channel, Recipient } from "@adressat/core"
import { channelNumbers, contentTypeNumbers } from "./OrderRequest.ts"
import { isEmptyText, trimText } from "./RequestReader.ts"
import type { Member, RequestObject, RequestReader } from "./RequestReader.ts"
import type { EmailTemplate, Shipment, SmsTemplate } from "./Shipment.ts"

/** A recipient that was read, as a part of its shipment. */
export interface ReadRecipient extends Pick<
  Shipment,
  | "channel"
  | "recipients"
  | "resourceId"
  | "resourceAction"
  | "ignoreReservation"
  | "useStaleContactInformation"
  | "email"
  | "sms"
> {
  /** A person, whose contact data may be stale. */
  readonly isPerson: boolean
}

const policyNumbers = { Anytime: 1, Daytime: 2 } as const

/** Reads the object that has one of the five recipients; `undefined` when it cannot be told who is meant. */
export const readChainRecipient = (reader: RequestReader, holder: RequestObject): ReadRecipient | undefined => {
  const kinds = [
    ["recipientEmail", readEmail],
    ["recipientSms", readSms],
    ["recipientPerson", readPerson],
    ["recipientOrganization", readOrganization],
    ["recipientExternalIdentity", readExternalIdentity]
  ] as const
  const given = kinds.filter(([name]) => holder.member(name).value !== undefined)
  if (given.length !== 1) reader.note(holder, "Must have exactly one recipient.")
  const read = given.map(([name, readKind]) => {
    const recipient = reader.object(holder.member(name))
    return recipient === undefined ? undefined : readKind(reader, recipient)
  })
  return read.length === 1 ? read[0] : undefined
}

// --- Kinds -----------------------------------------------------------------------------------------------------------

const alone = (channel: Channel, recipient: Recipient): ReadRecipient => ({
  channel,
  recipients: [recipient],
  ignoreReservation: false,
  useStaleContactInformation: false,
  isPerson: false
})

const readEmail = (reader: RequestReader, recipient: RequestObject): ReadRecipient => {
  const member = recipient.member("emailAddress")
  const emailAddress = reader.text(member) ?? ""
  if (!isValidEmailAddress(emailAddress)) reader.note(member, "Invalid email address format.")
  const settings = recipient.member("emailSettings", "Settings")
  if (settings.value === undefined) reader.note(settings, "Recipient email settings cannot be null.")
  const email = readEmailSettings(reader, settings)
  return { ...alone("Email", { emailAddress }), ...(email === undefined ? {} : { email }) }
}

const readSms = (reader: RequestReader, recipient: RequestObject): ReadRecipient => {
  const member = recipient.member("phoneNumber")
  const phoneNumber = reader.text(member) ?? ""
  if (isEmptyText(phoneNumber)) reader.note(member, "Recipient phone number cannot be null or empty.")
  if (!isValidPhoneNumber(phoneNumber)) reader.note(member, "Recipient phone number is not a valid mobile number.")
  const settings = recipient.member("smsSettings", "Settings")
  if (settings.value === undefined) reader.note(settings, "'Settings' must not be empty.")
  const sms = readSmsSettings(reader, settings)
  return { ...alone("Sms", { phoneNumber }), ...(sms === undefined ? {} : { sms }) }
}

const readPerson = (reader: RequestReader, recipient: RequestObject): ReadRecipient => {
  const member = recipient.member("nationalIdentityNumber")
  const nationalIdentityNumber = reader.text(member) ?? ""
  if (isEmptyText(nationalIdentityNumber)) reader.note(member, "'National Identity Number' must not be empty.")
  else if (!isNationalIdentityNumber(nationalIdentityNumber)) {
    reader.note(member, "National identity number must be 11 digits long.")
  }
  return {
    ...readBase(reader, recipient, { nationalIdentityNumber }),
    ignoreReservation: reader.flag(recipient.member("ignoreReservation")) ?? false,
    useStaleContactInformation: reader.flag(recipient.member("useStaleContactInformation")) ?? false,
    isPerson: true
  }
}

const readOrganization = (reader: RequestReader, recipient: RequestObject): ReadRecipient => {
  const member = recipient.member("orgNumber")
  const organizationNumber = reader.text(member) ?? ""
  if (isEmptyText(organizationNumber)) reader.note(member, "OrgNumber cannot be null or empty.")
  else if (!isOrganizationNumber(organizationNumber)) {
    reader.note(member, "Organization number must be 9 digits long.")
  }
  return readBase(reader, recipient, { organizationNumber })
}

const readExternalIdentity = (reader: RequestReader, recipient: RequestObject): ReadRecipient => {
  const member = recipient.member("externalIdentity")
  const externalIdentity = reader.text(member) ?? ""
  if (isEmptyText(externalIdentity)) reader.note(member, "ExternalIdentity cannot be null or empty.")
  else if (!isExternalIdentity(externalIdentity)) reader.note(member, "Invalid external identity URN format.")
  return readBase(reader, recipient, { externalIdentity })
}

// --- What persons, organisations and external identities have in common ----------------------------------------------

const readBase = (reader: RequestReader, recipient: RequestObject, named: Recipient): ReadRecipient => {
  const schema = recipient.member("channelSchema")
  const channel = reader.choice(schema, channelNumbers)
  if (channel === "invalid") reader.note(schema, "Invalid channel scheme value.")
  else if (schema.value === undefined) {
    reader.note(schema, "JSON deserialization was missing required properties, including: 'channelSchema'.")
  }
  const emailMember = recipient.member("emailSettings")
  const smsMember = recipient.member("smsSettings")
  const asked = channel === undefined || channel === "invalid" ? undefined : channel
  const usesEmail = asked !== undefined && asked !== "Sms"
  const usesSms = asked !== undefined && asked !== "Email"
  const words = asked === "EmailPreferred" || asked === "SmsPreferred" ? "SmsPreferred or EmailPreferred" : asked
  if (usesEmail && emailMember.value === undefined) {
    reader.note(emailMember, `EmailSettings must be set when ChannelSchema is ${words}`)
  }
  if (usesSms && smsMember.value === undefined) {
    reader.note(smsMember, `SmsSettings must be set when ChannelSchema is ${words}`)
  }
  const email = readEmailSettings(reader, emailMember)
  const sms = readSmsSettings(reader, smsMember)
  return {
    ...alone(asked ?? "Email", named),
    ...readResource(reader, recipient),
    ...(usesEmail && email !== undefined ? { email } : {}),
    ...(usesSms && sms !== undefined ? { sms } : {})
  }
}

const readResource = (reader: RequestReader, recipient: RequestObject) => {
  const resourceId = reader.text(recipient.member("resourceId"))
  if (!isFutureApiResource(resourceId)) {
    reader.note(recipient.member("resourceId"), "ResourceId must have a valid syntax.")
  }
  const action = recipient.member("resourceAction")
  const resourceAction = reader.text(action)
  if (resourceAction !== undefined && resourceAction !== "") {
    if (isEmptyText(resourceId)) reader.note(action, "ResourceAction cannot be specified without a ResourceId.")
    else if (isEmptyText(resourceAction)) reader.note(action, "ResourceAction cannot be blank or whitespace.")
  }
  return {
    ...(resourceId === undefined ? {} : { resourceId }),
    ...(resourceAction === undefined ? {} : { resourceAction })
  }
}

// --- Settings --------------------------------------------------------------------------------------------------------

const filled = (reader: RequestReader, member: Member, message: string): string => {
  const text = reader.text(member)
  if (isEmptyText(text)) reader.note(member, message)
  return text ?? ""
}

const readEmailSettings = (reader: RequestReader, member: Member): EmailTemplate | undefined => {
  const settings = reader.object(member)
  if (settings === undefined) return undefined
  const senderMember = settings.member("senderEmailAddress")
  const sender = reader.text(senderMember)
  if (sender !== undefined && !isValidEmailAddress(sender)) {
    reader.note(senderMember, "The sender email address is not valid.")
  }
  const subject = filled(reader, settings.member("subject"), "The email subject must not be empty.")
  const body = filled(reader, settings.member("body"), "The email body must not be empty.")
  const contentType = reader.choice(settings.member("contentType"), contentTypeNumbers)
  if (contentType === "invalid") {
    reader.note(settings.member("contentType"), "Email content type must be either Plain or HTML.")
  }
  const policy = reader.choice(settings.member("sendingTimePolicy"), policyNumbers)
  if (policy !== undefined && policy !== "Anytime") {
    reader.note(settings.member("sendingTimePolicy"), "Email only supports send time anytime")
  }
  return {
    subject: subject.replaceAll(/\r\n|\r|\n/g, " "),
    body,
    contentType: contentType === "Html" ? "Html" : "Plain",
    ...(isEmptyText(sender) ? {} : { sender: trimText(sender ?? "") })
  }
}

const readSmsSettings = (reader: RequestReader, member: Member): SmsTemplate | undefined => {
  const settings = reader.object(member)
  if (settings === undefined) return undefined
  const sender = reader.text(settings.member("sender"))
  const body = filled(reader, settings.member("body"), "SMS body cannot be null or empty.")
  const policy = reader.choice(settings.member("sendingTimePolicy"), policyNumbers)
  if (policy === "invalid") {
    reader.note(settings.member("sendingTimePolicy"), "SMS only supports send time daytime and anytime")
  }
  return {
    body,
    ...(isEmptyText(sender) ? {} : { sender: trimText(sender ?? "") }),
    sendingTimePolicy: policy === "Anytime" ? "Anytime" : "Daytime"
  }
}
