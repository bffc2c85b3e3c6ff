/**
 * The operations that keep the front door running: health, metrics, its own description; and those that go beside orders.
 */
import * as Schema from "effect/Schema"
import type { Operation } from "./Operation.ts"
import { OrderChainRequest } from "./PlatformShapes.ts"
import { ORDERS_SCOPE, REPORTS_SCOPE } from "./Scope.ts"
import { routes } from "./Routes.ts"

const Health = Schema.Struct({ status: Schema.Literals(["ok", "shutting-down"]) }).annotate({ identifier: "Health" })

const Readiness = Schema.Struct({
  status: Schema.Literals(["ready", "not-ready"]),
  checks: Schema.Array(
    Schema.Struct({
      name: Schema.String,
      status: Schema.Literals(["ok", "failed"]),
      detail: Schema.optionalKey(Schema.String)
    })
  )
}).annotate({ identifier: "Readiness" })

/** What the check of a text has found. */
const TextFinding = Schema.Struct({
  pointer: Schema.String.annotateKey({ description: "JSON pointer to the text" }),
  severity: Schema.Literals(["error", "warning", "info"]),
  code: Schema.String,
  message: Schema.String
}).annotate({ identifier: "TextFinding" })

/** What became of messages. */
export const DeliveryReports = Schema.Struct({
  reports: Schema.Array(
    Schema.Struct({
      notificationId: Schema.String.annotateKey({ description: "The id of the message" }),
      status: Schema.String.annotateKey({
        description: "A status in either spelling, such as Delivered or SMS_Delivered"
      })
    })
  )
}).annotate({ identifier: "DeliveryReports" })

const ReportOutcomes = Schema.Struct({
  outcomes: Schema.Array(Schema.Literals(["taken", "known", "unknown-notification", "not-possible"]))
}).annotate({ identifier: "ReportOutcomes" })

/** The operations beside decisions, documents and orders. */
export const houseOperations = {
  checkTexts: {
    group: "orders",
    ...routes.checkTexts,
    summary: "Check the texts of an order against the guidelines",
    payload: { media: "application/json", schema: OrderChainRequest },
    answers: [
      {
        status: 200,
        description: "What was found",
        media: "application/json",
        schema: Schema.Struct({ findings: Schema.Array(TextFinding) }).annotate({ identifier: "TextFindings" })
      }
    ],
    problems: ["invalid-request"],
    access: [ORDERS_SCOPE],
    isPlatforms: true
  },
  deliveryReports: {
    group: "operation",
    ...routes.deliveryReports,
    summary: "Tell what became of messages",
    description: "A caller tells of its own messages; an operator tells of anybody's. At most 1,000 at once.",
    payload: { media: "application/json", schema: DeliveryReports },
    answers: [{ status: 200, description: "What came of each", media: "application/json", schema: ReportOutcomes }],
    problems: ["invalid-request", "store-unavailable"],
    access: [REPORTS_SCOPE]
  },
  health: {
    group: "operation",
    ...routes.health,
    summary: "Whether the process lives",
    answers: [{ status: 200, description: "It does", media: "application/json", schema: Health }],
    problems: [],
    access: "public"
  },
  ready: {
    group: "operation",
    ...routes.ready,
    summary: "Whether calls can be answered now",
    answers: [{ status: 200, description: "They can", media: "application/json", schema: Readiness }],
    problems: ["store-unavailable"],
    access: "public"
  },
  metrics: {
    group: "operation",
    ...routes.metrics,
    summary: "Measurements, as Prometheus reads them",
    answers: [{ status: 200, description: "The measurements", media: "text/plain", schema: Schema.String }],
    problems: [],
    access: "public"
  },
  openApi: {
    group: "operation",
    ...routes.openApi,
    summary: "This description",
    answers: [
      {
        status: 200,
        description: "OpenAPI 3.1",
        media: "application/json",
        schema: Schema.Record(Schema.String, Schema.Unknown)
      }
    ],
    problems: [],
    access: "public"
  },
  docs: {
    group: "operation",
    ...routes.docs,
    summary: "This description, for people",
    answers: [{ status: 200, description: "A page that loads nothing", media: "text/html", schema: Schema.String }],
    problems: [],
    access: "public"
  }
} as const satisfies Readonly<Record<string, Operation>>
