/**
 * The operations on orders, at the platform's paths and in its shapes: the current API and the older one, which still works.
 * Beside the platform's members stands `explanation`. Source: Altinn Notifications API.
 */
import * as Schema from "effect/Schema"
import type { Operation } from "./Operation.ts"
import {
  Feed,
  InstantEmailRequest,
  InstantSmsRequest,
  OrderChainAnswer,
  OrderChainRequest,
  ShipmentStatus
} from "./PlatformShapes.ts"
import {
  EmailOrderRequestV1,
  NotificationsV1,
  OrderAnswerV1,
  OrderListV1,
  OrderRequestV1,
  OrderStatusV1,
  OrderV1,
  SmsOrderRequestV1
} from "./PlatformShapesV1.ts"
import { ORDERS_SCOPE } from "./Scope.ts"
import { routes } from "./Routes.ts"

const shared = { access: [ORDERS_SCOPE], isPlatforms: true } as const

const json = (schema: Schema.Codec<unknown, unknown>) => ({ media: "application/json", schema }) as const

const placed = [
  {
    status: 201,
    description: "The order is placed; the explanation is a forecast",
    headers: { Location: "The chain" },
    media: "application/json",
    schema: OrderChainAnswer
  },
  {
    status: 200,
    description: "An order with this idempotency id was placed before, and is answered as it was then",
    media: "application/json",
    schema: OrderChainAnswer
  }
] as const

const placedV1 = [
  {
    status: 202,
    description: "The order is placed, whoever is missing",
    headers: { Location: "The order" },
    media: "application/json",
    schema: OrderAnswerV1
  }
] as const

const id = { id: Schema.String.annotate({ description: "The id of the order, which is a shipment id too" }) }

/** The operations of the current API. */
export const futureOperations = {
  placeOrder: {
    ...shared,
    group: "orders",
    ...routes.placeOrder,
    summary: "Place an order with its reminders",
    description:
      "Whoever is authorised is found out twice: now, as a forecast, and as it is sent, as the decision. The difference is " +
      "told by the explanation of the shipment.",
    payload: json(OrderChainRequest),
    answers: placed,
    problems: ["invalid-request", "missing-contact", "sources-unavailable", "store-unavailable"]
  },
  placeInstantSms: {
    ...shared,
    group: "orders",
    ...routes.placeInstantSms,
    summary: "Send an SMS at once",
    payload: json(InstantSmsRequest),
    answers: placed,
    problems: ["invalid-request", "dispatch-unavailable", "store-unavailable"]
  },
  placeInstantEmail: {
    ...shared,
    group: "orders",
    ...routes.placeInstantEmail,
    summary: "Send an e-mail at once",
    payload: json(InstantEmailRequest),
    answers: placed,
    problems: ["invalid-request", "dispatch-unavailable", "store-unavailable"]
  },
  shipmentFeed: {
    ...shared,
    group: "orders",
    ...routes.shipmentFeed,
    summary: "What became of one's orders, an entry each once it is final",
    query: {
      seq: Schema.optionalKey(
        Schema.Int.annotateKey({ description: "The sequence number to go on after; default 0: from the start" })
      ),
      pageSize: Schema.optionalKey(Schema.Int.annotateKey({ description: "1 to 500, and made so; default 500" })),
      orderBy: Schema.optionalKey(
        Schema.Literals(["Asc", "Desc", "asc", "desc"]).annotateKey({ description: "Default Asc" })
      )
    },
    answers: [{ status: 200, description: "The entries", ...json(Feed) }],
    problems: ["invalid-request", "store-unavailable"]
  },
  shipment: {
    ...shared,
    group: "orders",
    ...routes.shipment,
    summary: "How far a shipment has come",
    params: id,
    answers: [{ status: 200, description: "Its status", ...json(ShipmentStatus) }],
    problems: ["shipment-not-found", "store-unavailable"]
  }
} as const satisfies Readonly<Record<string, Operation>>

/** The operations of the older API. */
export const orderOperationsV1 = {
  placeOrderV1: {
    ...shared,
    group: "orders v1",
    ...routes.placeOrderV1,
    summary: "Place an order on any channel",
    payload: json(OrderRequestV1),
    answers: placedV1,
    problems: ["invalid-request", "sources-unavailable", "store-unavailable"]
  },
  placeEmailOrderV1: {
    ...shared,
    group: "orders v1",
    ...routes.placeEmailOrderV1,
    summary: "Place an order of e-mails",
    payload: json(EmailOrderRequestV1),
    answers: placedV1,
    problems: ["invalid-request", "sources-unavailable", "store-unavailable"]
  },
  placeSmsOrderV1: {
    ...shared,
    group: "orders v1",
    ...routes.placeSmsOrderV1,
    summary: "Place an order of SMS",
    payload: json(SmsOrderRequestV1),
    answers: placedV1,
    problems: ["invalid-request", "sources-unavailable", "store-unavailable"]
  },
  ordersByReferenceV1: {
    ...shared,
    group: "orders v1",
    ...routes.ordersByReferenceV1,
    summary: "One's orders with a reference",
    query: { sendersReference: Schema.String },
    answers: [{ status: 200, description: "The orders", ...json(OrderListV1) }],
    problems: ["invalid-request", "store-unavailable"]
  },
  orderV1: {
    ...shared,
    group: "orders v1",
    ...routes.orderV1,
    summary: "An order",
    params: id,
    answers: [{ status: 200, description: "The order", ...json(OrderV1) }],
    problems: ["shipment-not-found", "store-unavailable"]
  },
  orderStatusV1: {
    ...shared,
    group: "orders v1",
    ...routes.orderStatusV1,
    summary: "How far an order has come",
    params: id,
    answers: [{ status: 200, description: "Its status", ...json(OrderStatusV1) }],
    problems: ["shipment-not-found", "store-unavailable"]
  },
  cancelOrderV1: {
    ...shared,
    group: "orders v1",
    ...routes.cancelOrderV1,
    summary: "Take an order back, until five minutes before its send time",
    params: id,
    answers: [{ status: 200, description: "The order is cancelled", ...json(OrderStatusV1) }],
    problems: ["shipment-not-found", "cannot-cancel", "store-unavailable"]
  },
  emailNotificationsV1: {
    ...shared,
    group: "orders v1",
    ...routes.emailNotificationsV1,
    summary: "The e-mails of an order",
    params: id,
    answers: [{ status: 200, description: "The e-mails", ...json(NotificationsV1) }],
    problems: ["shipment-not-found", "store-unavailable"]
  },
  smsNotificationsV1: {
    ...shared,
    group: "orders v1",
    ...routes.smsNotificationsV1,
    summary: "The SMS of an order",
    params: id,
    answers: [{ status: 200, description: "The SMS", ...json(NotificationsV1) }],
    problems: ["shipment-not-found", "store-unavailable"]
  }
} as const satisfies Readonly<Record<string, Operation>>
