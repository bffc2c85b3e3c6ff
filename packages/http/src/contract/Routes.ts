/**
 * The routes of the contract by themselves: where each operation is found, and what it takes. The client has no more of the
 * contract than this, and a test holds it to the rest.
 */
import type { Media } from "./Operation.ts"

/** Where an operation is found. */
export interface OperationRoute {
  readonly method: "GET" | "POST" | "PUT"
  readonly path: string
  /** The media type of its body; absent when it takes none. */
  readonly media?: Media
}

/** The routes by name. */
export const routes = {
  resolve: { method: "POST", path: "/adressat/v1/resolve", media: "application/json" },
  explain: { method: "POST", path: "/adressat/v1/explain", media: "application/json" },
  resolveMany: { method: "POST", path: "/adressat/v1/resolve-many", media: "application/x-ndjson" },
  decision: { method: "GET", path: "/adressat/v1/decisions/{id}" },
  replayDecision: { method: "POST", path: "/adressat/v1/decisions/{id}/replay" },
  decisionExplanation: { method: "GET", path: "/adressat/v1/decisions/{id}/explanation" },
  shipmentExplanation: { method: "GET", path: "/adressat/v1/orders/{shipmentId}/explanation" },
  policies: { method: "GET", path: "/adressat/v1/policies" },
  policy: { method: "GET", path: "/adressat/v1/policies/{id}" },
  publishPolicy: { method: "PUT", path: "/adressat/v1/policies/{id}", media: "application/xml" },
  reviewPolicy: { method: "POST", path: "/adressat/v1/policies/review", media: "application/xml" },
  ruleSets: { method: "GET", path: "/adressat/v1/rule-sets" },
  ruleSet: { method: "GET", path: "/adressat/v1/rule-sets/{id}" },
  publishRuleSet: { method: "PUT", path: "/adressat/v1/rule-sets/{id}", media: "application/json" },
  checkRuleSet: { method: "POST", path: "/adressat/v1/rule-sets/check", media: "application/json" },
  compareRuleSets: { method: "POST", path: "/adressat/v1/rule-sets/compare", media: "application/json" },
  placeOrder: { method: "POST", path: "/notifications/api/v1/future/orders", media: "application/json" },
  placeInstantSms: {
    method: "POST",
    path: "/notifications/api/v1/future/orders/instant/sms",
    media: "application/json"
  },
  placeInstantEmail: {
    method: "POST",
    path: "/notifications/api/v1/future/orders/instant/email",
    media: "application/json"
  },
  shipmentFeed: { method: "GET", path: "/notifications/api/v1/future/shipment/feed" },
  shipment: { method: "GET", path: "/notifications/api/v1/future/shipment/{id}" },
  placeOrderV1: { method: "POST", path: "/notifications/api/v1/orders", media: "application/json" },
  placeEmailOrderV1: { method: "POST", path: "/notifications/api/v1/orders/email", media: "application/json" },
  placeSmsOrderV1: { method: "POST", path: "/notifications/api/v1/orders/sms", media: "application/json" },
  ordersByReferenceV1: { method: "GET", path: "/notifications/api/v1/orders" },
  orderV1: { method: "GET", path: "/notifications/api/v1/orders/{id}" },
  orderStatusV1: { method: "GET", path: "/notifications/api/v1/orders/{id}/status" },
  cancelOrderV1: { method: "PUT", path: "/notifications/api/v1/orders/{id}/cancel" },
  emailNotificationsV1: { method: "GET", path: "/notifications/api/v1/orders/{id}/notifications/email" },
  smsNotificationsV1: { method: "GET", path: "/notifications/api/v1/orders/{id}/notifications/sms" },
  checkTexts: { method: "POST", path: "/adressat/v1/texts/check", media: "application/json" },
  deliveryReports: { method: "POST", path: "/adressat/v1/delivery-reports", media: "application/json" },
  health: { method: "GET", path: "/health" },
  ready: { method: "GET", path: "/ready" },
  metrics: { method: "GET", path: "/metrics" },
  openApi: { method: "GET", path: "/openapi.json" },
  docs: { method: "GET", path: "/docs" }
} as const satisfies Readonly<Record<string, OperationRoute>>
