/**
 * The lookup status is the platform's own summary of an order: whom it looked up, who is reserved, and who has no contact
 * data for the channel. Source: Altinn Notifications, recipientLookup of a registered order.
 */
import { holdsAddress } from "./RecipientKind.ts"
import type { LookupStatus, RecipientOutcome } from "./Decision.ts"
import type { Order } from "./Order.ts"
import type { RuleOptions } from "./RuleOptions.ts"

/**
 * Summarises the recipients that needed a look-up; `null` when none did. A reserved person is listed even when the order
 * overrides the reservation, and is never listed as missing.
 */
export const lookupStatus = (
  order: Order,
  recipients: ReadonlyArray<RecipientOutcome>,
  options: RuleOptions
): LookupStatus | null => {
  const lookedUp = recipients.filter((_, index) => {
    const recipient = order.recipients[index]
    return recipient !== undefined && !holdsAddress(recipient, order.channel)
  })
  if (lookedUp.length === 0) return null
  const identifiers = (those: ReadonlyArray<RecipientOutcome>) =>
    those.flatMap(({ identifier }) => (identifier === null ? [] : [identifier]))
  const reserved = lookedUp.filter(({ isReserved }) => isReserved === true)
  const isReserved = identifiers(reserved)
  const others = lookedUp.filter((recipient) => recipient.isReserved !== true)
  const missingContact = [...new Set(identifiers(others.filter(({ outcome }) => outcome === "not-reached")))]
  const undetermined = [...new Set(identifiers(others.filter(({ outcome }) => outcome === "undetermined")))]
  const nameless = lookedUp.filter(({ identifier, outcome }) => identifier === null && outcome !== "reached").length
  const unreachable = new Set([...isReserved, ...missingContact, ...undetermined]).size + nameless
  const total =
    options.lookupCount === "entries"
      ? lookedUp.length
      : new Set(identifiers(lookedUp)).size + lookedUp.filter(({ identifier }) => identifier === null).length
  return {
    status: unreachable === 0 ? "Success" : unreachable === total ? "Failed" : "PartialSuccess",
    isReserved,
    missingContact,
    undetermined
  }
}
