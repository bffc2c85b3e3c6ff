/**
 * Notifications are the rows that processing makes of an order: one for each address to write to, and one for each recipient
 * that cannot be written to. They follow from the order and its decision alone.
 *
 * Invariants: e-mails come before SMS; each delivery of the decision makes at most one row, and every row says which
 * delivery or which candidates left out it comes from. The platform's own ways are kept: on combined channels the last of
 * several equal recipients stands for all of them, and on `EmailAndSms` a recipient without identifier stops the order.
 * Source: Altinn Notifications, EmailNotificationService, SmsNotificationService, EmailAndSmsOrderProcessingService,
 * PreferredChannelProcessingService.
 */
import type { Decision, Order } from "@adressat/core"

/** What a row begins with. */
export type NotificationResult = "New" | "Failed_RecipientReserved" | "Failed_RecipientNotIdentified"

/** One row. External identities and addresses leave no identifier in it. */
export interface Notification {
  readonly channel: "Email" | "Sms"
  /** The address; empty where there is none to write to. */
  readonly to: string
  readonly result: NotificationResult
  readonly organizationNumber?: string
  readonly nationalIdentityNumber?: string
  /** Index of the recipient in the order. */
  readonly recipient: number
  /** Index in the decision's deliveries of the one that the row carries out. */
  readonly delivery?: number
  /** Indexes in the decision's withheld of those left out, where the row is a failure. */
  readonly withheld?: ReadonlyArray<number>
}

/** What processing made of an order. */
export type Processed =
  | {
      readonly outcome: "processed"
      readonly notifications: ReadonlyArray<Notification>
      /** `Completed` at once when nothing is left to send, or else `Processed`. */
      readonly orderStatus: "Processed" | "Completed"
      /** Recipients of whom nothing is known yet, so that they have no row; the platform never goes on without them. */
      readonly waiting: ReadonlyArray<number>
    }
  | {
      /** Nobody can be written to until the sources answer: the order is taken up again after a minute. */
      readonly outcome: "retry"
      readonly waiting: ReadonlyArray<number>
    }
  | {
      /** The platform gives the order up without telling anybody; it stays in `Processing`. */
      readonly outcome: "abandoned"
      readonly reason: "RECIPIENT_WITHOUT_IDENTIFIER"
      readonly recipients: ReadonlyArray<number>
    }

/** Makes the rows of an order that was decided at its send time. */
export const processOrder = (order: Order, decision: Decision): Processed => {
  const { recipients } = decision
  const waiting = recipients.flatMap(({ outcome }, index) => (outcome === "undetermined" ? [index] : []))
  if (waiting.length > 0 && decision.deliveries.length === 0) return { outcome: "retry", waiting }
  if (order.channel === "EmailAndSms") {
    const nameless = order.recipients.flatMap((_, index) => (keyOf(order, index) === undefined ? [index] : []))
    if (nameless.length > 0) {
      return { outcome: "abandoned", reason: "RECIPIENT_WITHOUT_IDENTIFIER", recipients: nameless }
    }
  }
  const rows = rowMaker(order, decision)
  const notifications = (["Email", "Sms"] as const).flatMap((channel) =>
    listOf(order, channel, rows.channelsOf)
      .filter((index) => recipients[index]?.outcome !== "undetermined")
      .flatMap((index) => rows.rowsOf(index, channel))
  )
  const orderStatus = notifications.some(({ result }) => result === "New") ? "Processed" : "Completed"
  return { outcome: "processed", notifications, orderStatus, waiting }
}

type Channel = Notification["channel"]

/** What the platform knows a recipient by when it sorts recipients by channel; `undefined` for an address alone. */
const keyOf = ({ channel, recipients }: Order, index: number): string | undefined => {
  const { externalIdentity, nationalIdentityNumber, organizationNumber } = recipients[index] ?? {}
  return channel === "EmailAndSms"
    ? (externalIdentity ?? organizationNumber ?? nationalIdentityNumber)
    : (externalIdentity ?? nationalIdentityNumber ?? organizationNumber)
}

/**
 * The recipients to write to on a channel, by index. Of recipients with the same key the last stands where the first stood.
 */
const listOf = (
  order: Order,
  channel: Channel,
  channelsOf: (recipient: number) => ReadonlySet<Channel>
): ReadonlyArray<number> => {
  const all = order.recipients.map((_, index) => index)
  if (order.channel === "Email" || order.channel === "Sms") return order.channel === channel ? all : []
  const preferred = order.channel === "SmsPreferred" ? "Sms" : "Email"
  const isOnList = (index: number): boolean => {
    if (order.channel === "EmailAndSms") return true
    const channels = channelsOf(index)
    return channels.size === 0 ? channel === preferred : channels.has(channel)
  }
  const list = new Map<string | number, number>()
  for (const index of all) if (isOnList(index)) list.set(keyOf(order, index) ?? index, index)
  return [...list.values()]
}

/** Makes the rows of one recipient on one channel, and tells on which channels it has addresses. */
const rowMaker = (order: Order, decision: Decision) => {
  const deliveries = new Map<number, Array<number>>()
  decision.deliveries.forEach(({ contributors }, index) => {
    for (const recipient of new Set(contributors.map((contributor) => contributor.recipient))) {
      push(deliveries, recipient, index)
    }
  })
  const withheld = new Map<number, Array<number>>()
  decision.withheld.forEach(({ recipient }, index) => push(withheld, recipient, index))
  const written = new Set<number>()

  const isReserved = (recipient: number): boolean =>
    !deliveries.has(recipient) &&
    decision.recipients[recipient]?.isReserved === true &&
    order.ignoreReservation !== true

  const channelsOf = (recipient: number): ReadonlySet<Channel> => {
    const reached = (deliveries.get(recipient) ?? []).flatMap((index) => decision.deliveries[index]?.channel ?? [])
    // The addresses of a reserved person are looked up all the same, and decide on which channel the order fails.
    const held = isReserved(recipient)
      ? (withheld.get(recipient) ?? []).flatMap((index) => decision.withheld[index]?.addresses ?? [])
      : []
    return new Set([...reached, ...held.map(({ channel }) => channel)])
  }

  const rowsOf = (recipient: number, channel: Channel): ReadonlyArray<Notification> => {
    const { nationalIdentityNumber, organizationNumber } = order.recipients[recipient] ?? {}
    const row = (to: string, result: NotificationResult, because: Pick<Notification, "delivery" | "withheld">) => ({
      channel,
      to,
      result,
      ...(organizationNumber === undefined ? {} : { organizationNumber }),
      ...(nationalIdentityNumber === undefined ? {} : { nationalIdentityNumber }),
      recipient,
      ...because
    })
    const theirs = (deliveries.get(recipient) ?? []).filter((index) => decision.deliveries[index]?.channel === channel)
    if (theirs.length === 0) {
      const result = isReserved(recipient) ? "Failed_RecipientReserved" : "Failed_RecipientNotIdentified"
      return [row("", result, { withheld: withheld.get(recipient) ?? [] })]
    }
    return theirs.flatMap((index) => {
      // A delivery that several recipients were merged into is written to once.
      if (written.has(index)) return []
      written.add(index)
      return [row(decision.deliveries[index]?.address ?? "", "New", { delivery: index })]
    })
  }
  return { channelsOf, rowsOf }
}

const push = (lists: Map<number, Array<number>>, key: number, value: number): void => {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
