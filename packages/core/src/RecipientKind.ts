/**
 * A recipient kind is what a recipient of an order is resolved as. An address that the channel can use comes first, since
 * nothing needs to be looked up for it; then a person, an organisation, an external identity.
 * Source: Altinn Notifications, contact point service.
 */
import type { Channel, Recipient } from "./Order.ts"

/** What a recipient is resolved as, by precedence: a fitting address, person, organisation, external identity. */
export type RecipientKind = "address" | "person" | "organization" | "external-identity"

/** What a recipient is resolved as on a channel. */
export const recipientKind = (recipient: Recipient, channel: Channel): RecipientKind => {
  if (holdsAddress(recipient, channel)) return "address"
  if (recipient.nationalIdentityNumber !== undefined) return "person"
  if (recipient.organizationNumber !== undefined) return "organization"
  return recipient.externalIdentity === undefined ? "address" : "external-identity"
}

/** Whether the recipient brings an address that the channel can use, so that nothing is looked up. */
export const holdsAddress = (recipient: Recipient, channel: Channel): boolean => {
  if (channel === "Email") return recipient.emailAddress !== undefined
  if (channel === "Sms") return recipient.phoneNumber !== undefined
  return recipient.emailAddress !== undefined || recipient.phoneNumber !== undefined
}
