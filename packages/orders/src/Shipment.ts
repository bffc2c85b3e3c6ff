/**
 * A shipment is one order as it is kept: a main order, a reminder, or an instant one. It holds what the order says about
 * whom to notify, when, and with which texts; from it comes the order that is decided.
 *
 * Invariant: {@link orderOf} gives an order that `parseOrder` of `@adressat/core` accepts. Source: Altinn Notifications,
 * mappers of requests to orders.
 */
import type { Channel, Order, Recipient, Stage } from "@adressat/core"
import type { SendingTimePolicy } from "./SendingWindow.ts"
import type { ShipmentType } from "./StatusFeed.ts"

/** The text of an e-mail. */
export interface EmailTemplate {
  readonly subject: string
  readonly body: string
  readonly contentType: "Plain" | "Html"
  /** The sender's address; without one the platform has its own. */
  readonly sender?: string
}

/** The text of an SMS. */
export interface SmsTemplate {
  readonly body: string
  /** The sender's name or number; without one the platform has its own. */
  readonly sender?: string
  /** `null` in orders of the v1 API, which have none: sent by day only, but with the expiry of any time. */
  readonly sendingTimePolicy: SendingTimePolicy | null
}

/** A dialogue that the order belongs to, in Dialogporten. */
export interface DialogportenAssociation {
  readonly dialogId?: string
  readonly transmissionId?: string
}

/** One order as it is kept. */
export interface Shipment {
  readonly type: Exclude<ShipmentType, "Composed">
  /** An instant. */
  readonly requestedSendTime: number
  /** Of a reminder: whole days after the main order. */
  readonly delayDays?: number
  readonly sendersReference?: string
  readonly conditionEndpoint?: string
  readonly creator: string
  readonly channel: Channel
  readonly recipients: ReadonlyArray<Recipient>
  readonly resourceId?: string
  readonly resourceAction?: string
  readonly ignoreReservation: boolean
  readonly useStaleContactInformation: boolean
  readonly email?: EmailTemplate
  readonly sms?: SmsTemplate
  /** Of an instant SMS, in seconds. */
  readonly timeToLiveInSeconds?: number
}

/** The order of a shipment at a stage: what is decided as it is placed, and again as it is sent. */
export const orderOf = (shipment: Shipment, stage: Stage): Order => ({
  ...(shipment.sendersReference === undefined ? {} : { id: shipment.sendersReference }),
  stage,
  channel: shipment.channel,
  recipients: shipment.recipients,
  ...(shipment.resourceId === undefined ? {} : { resourceId: shipment.resourceId }),
  ...(shipment.resourceAction === undefined ? {} : { resourceAction: shipment.resourceAction }),
  ignoreReservation: shipment.ignoreReservation,
  useStaleContactInformation: shipment.useStaleContactInformation,
  creator: shipment.creator
})
