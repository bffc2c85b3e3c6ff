/**
 * Merging turns chosen addresses into deliveries: one address is written to once, and the delivery names every candidate
 * it was merged from. How far merging reaches (one entry of the order, or every entry of the same recipient) is an option.
 *
 * Invariants: merging is idempotent, keeps the first spelling, and never drops a candidate without saying so.
 */
import { addressKey } from "./AddressSelection.ts"
import type { DeliveryChannel, Selection } from "./AddressSelection.ts"
import { recipientKind } from "./RecipientKind.ts"
import type { Order, Recipient } from "./Order.ts"
import type { BuiltInReason } from "./Reason.ts"
import type { RuleOptions } from "./RuleOptions.ts"

/** A candidate's part in a delivery. */
export interface MergedContributor {
  /** Index of the candidate among all candidates. */
  readonly candidate: number
  /** Whether another candidate gave the address first. */
  readonly merged: boolean
  readonly notes: ReadonlyArray<BuiltInReason>
}

/** One message to one address. */
export interface MergedDelivery {
  readonly recipient: number
  readonly channel: DeliveryChannel
  readonly address: string
  readonly contributors: ReadonlyArray<MergedContributor>
}

/** The selection of one candidate, with the candidate's index. */
export interface IndexedSelection {
  readonly index: number
  readonly selection: Selection
}

/** Merges the selections of all recipients, in order. On `EmailAndSms` each recipient's e-mails come before its SMS. */
export const merge = (
  selections: ReadonlyArray<IndexedSelection>,
  order: Order,
  options: RuleOptions
): ReadonlyArray<MergedDelivery> => {
  const deliveries = new Map<string, { delivery: MergedDelivery; contributors: Array<MergedContributor> }>()
  const scopes = order.recipients.map((recipient, index) => scopeOf(recipient, index, order, options))
  const keyOf = (recipient: number, channel: DeliveryChannel, address: string) =>
    `${scopes[recipient]} ${addressKey(channel, address)}`
  for (const {
    index,
    selection: { addresses, candidate }
  } of inDeliveryOrder(selections, order)) {
    for (const { address, channel, notes } of addresses) {
      const key = keyOf(candidate.recipient, channel, address)
      const known = deliveries.get(key)
      if (known !== undefined) {
        known.contributors.push({ candidate: index, merged: true, notes })
        continue
      }
      const contributors: Array<MergedContributor> = [{ candidate: index, merged: false, notes }]
      deliveries.set(key, {
        delivery: { recipient: candidate.recipient, channel, address, contributors },
        contributors
      })
    }
  }
  for (const {
    index,
    selection: { candidate, cleared }
  } of selections) {
    for (const { address, channel } of cleared) {
      deliveries
        .get(keyOf(candidate.recipient, channel, address))
        ?.contributors.push({ candidate: index, merged: true, notes: [] })
    }
  }
  return [...deliveries.values()].map(({ delivery }) => delivery)
}

/** Within a recipient, `EmailAndSms` lists every e-mail before any SMS; other channels keep the candidates' order. */
const inDeliveryOrder = (
  selections: ReadonlyArray<IndexedSelection>,
  order: Order
): ReadonlyArray<IndexedSelection> => {
  if (order.channel !== "EmailAndSms") return selections
  const only =
    (channel: DeliveryChannel) =>
    ({ index, selection }: IndexedSelection): IndexedSelection => ({
      index,
      selection: { ...selection, addresses: selection.addresses.filter((address) => address.channel === channel) }
    })
  const byRecipient = new Map<number, Array<IndexedSelection>>()
  for (const item of selections) {
    const { recipient } = item.selection.candidate
    const items = byRecipient.get(recipient)
    if (items === undefined) byRecipient.set(recipient, [item])
    else items.push(item)
  }
  return [...byRecipient.values()].flatMap((items) => [...items.map(only("Email")), ...items.map(only("Sms"))])
}

/** The reach of merging for a recipient: entries with an equal scope are merged with one another. */
const scopeOf = (recipient: Recipient, index: number, order: Order, options: RuleOptions): string => {
  const kind = recipientKind(recipient, order.channel)
  const combined = order.channel !== "Email" && order.channel !== "Sms"
  const merges = options.repeatedRecipients === "merged" || (combined && kind !== "address")
  if (!merges) return `entry ${index}`
  switch (kind) {
    case "person":
      return `person ${recipient.nationalIdentityNumber}`
    case "organization":
      return `organisation ${recipient.organizationNumber}`
    case "external-identity":
      return `identity ${recipient.externalIdentity?.toLowerCase()}`
    case "address":
      return "addresses"
  }
}
