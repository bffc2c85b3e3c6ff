/**
 * The operations that decide: who would be notified, where, and why or why not; and what is kept of decisions.
 */
import { Decision, Order, RuleSet, Snapshot } from "@adressat/core"
import * as Schema from "effect/Schema"
import type { Operation } from "./Operation.ts"
import { RequestFault } from "./ProblemKind.ts"
import { ORDERS_SCOPE, SUPPORT_SCOPE } from "./Scope.ts"
import { routes } from "./Routes.ts"

/** Which rule set decides. */
const ruleSet = Schema.optionalKey(
  Schema.String.annotateKey({
    description: "altinn (default), strict, or the id of a rule set of one's own, of which the newest version is used"
  })
)

/** The languages of explanations. */
const language = Schema.optionalKey(
  Schema.Literals(["nb", "nn", "en"]).annotateKey({ description: "The language of the explanation; default en" })
)

/** Who reads an explanation. */
const audience = Schema.optionalKey(
  Schema.Literals(["service-owner", "data-subject", "auditor"]).annotateKey({
    description: "Who reads the explanation; default service-owner"
  })
)

/** Whose order it is, which only support may say. */
const creator = Schema.optionalKey(
  Schema.String.annotateKey({
    description: "Only for support: the service owner whose it is. What support sees has no names and addresses"
  })
)

const ChannelAddress = Schema.Struct({ channel: Schema.Literals(["Email", "Sms"]), address: Schema.String })

const SubjectInWords = Schema.Record(Schema.String, Schema.Unknown).annotate({
  description: "Whom it is about: an identifier, by the kind of it"
})

/** One candidate in words. */
const ExplainedCandidate = Schema.Struct({
  recipient: Schema.Int,
  basis: Schema.String,
  subject: SubjectInWords,
  state: Schema.Literals(["delivered", "merged", "withheld", "undetermined", "no-address"]),
  who: Schema.String,
  headline: Schema.String,
  reasons: Schema.Array(Schema.String),
  repairs: Schema.Array(Schema.Struct({ steps: Schema.Array(Schema.String) })),
  addresses: Schema.Array(ChannelAddress),
  wouldUse: Schema.Array(ChannelAddress)
}).annotate({ identifier: "ExplainedCandidate" })

/** A decision in words. */
export const Explanation = Schema.Struct({
  language: Schema.Literals(["nb", "nn", "en"]),
  audience: Schema.Literals(["service-owner", "data-subject", "auditor"]),
  summary: Schema.String,
  candidates: Schema.Array(ExplainedCandidate),
  remarks: Schema.Array(Schema.String)
}).annotate({ identifier: "Explanation" })

const warnings = Schema.Array(RequestFault).annotateKey({ description: "What is doubtful about the order" })

const id = Schema.String.annotateKey({ description: "The id of a kept decision" })

/** What became of an order that was resolved. */
export const Resolved = Schema.Struct({
  id: Schema.optionalKey(id),
  decision: Decision,
  warnings
}).annotate({ identifier: "Resolved" })

/** A decision with its explanation. */
export const ExplainedDecision = Schema.Struct({
  id: Schema.optionalKey(id),
  explanation: Explanation,
  decision: Decision,
  warnings
}).annotate({ identifier: "ExplainedDecision" })

/** What became of one line of many orders. */
export const ResolvedLine = Schema.Union([
  Schema.Struct({
    line: Schema.Int.annotateKey({ description: "From 1 on; empty lines count, and are not answered" }),
    decision: Decision,
    explanation: Schema.optionalKey(Explanation)
  }),
  Schema.Struct({ line: Schema.Int, problems: Schema.Array(RequestFault) })
]).annotate({ identifier: "ResolvedLine" })

/** A decision with all that it was made from. */
export const KeptDecision = Schema.Struct({
  id,
  at: Schema.String.annotate({ format: "date-time" }),
  purpose: Schema.Literals(["asked", "forecast", "send"]),
  shipmentId: Schema.optionalKey(Schema.String),
  order: Schema.optionalKey(Order),
  snapshot: Schema.optionalKey(Snapshot),
  ruleSet: RuleSet,
  decision: Decision
}).annotate({ identifier: "KeptDecision" })

/** A decision made again. */
const Replayed = Schema.Struct({
  id,
  isSame: Schema.Boolean.annotateKey({ description: "Whether the same decision came of it" }),
  decision: Decision
}).annotate({ identifier: "Replayed" })

/** One change between two decisions about the same order. */
export const DriftChange = Schema.Struct({
  change: Schema.Literals(["came", "went", "address-changed", "channel-changed"]),
  recipient: Schema.Int,
  basis: Schema.String,
  subject: SubjectInWords,
  before: Schema.Array(ChannelAddress),
  after: Schema.Array(ChannelAddress),
  reasons: Schema.Array(Schema.String).annotateKey({
    description: "Why the one who came was left out before, or the one who went is now"
  })
}).annotate({ identifier: "DriftChange" })

const Told = Schema.Struct({ id, at: Schema.String.annotate({ format: "date-time" }), explanation: Explanation })

/** How a shipment was decided, as it was placed and as it was sent. */
const ShipmentExplanation = Schema.Struct({
  shipmentId: Schema.String,
  status: Schema.String,
  forecast: Schema.optionalKey(Told),
  decision: Schema.optionalKey(Told),
  drift: Schema.optionalKey(
    Schema.Array(DriftChange).annotateKey({ description: "What is otherwise in the decision than in the forecast" })
  ),
  failure: Schema.optionalKey(Schema.Struct({ code: Schema.String, attempts: Schema.Int }))
}).annotate({ identifier: "ShipmentExplanation" })

const keep = Schema.optionalKey(
  Schema.Literals(["true", "false"]).annotateKey({
    description: "Whether the decision is kept, to be read and made again later; default false"
  })
)

const order = {
  media: "application/json",
  schema: Order,
  example: {
    channel: "EmailPreferred",
    resourceId: "urn:altinn:resource:tax-report",
    recipients: [{ organizationNumber: "310000019" }]
  }
} as const

const decisionId = { id: Schema.String }

/** The operations that decide. */
export const decisionOperations = {
  resolve: {
    group: "decisions",
    ...routes.resolve,
    summary: "Decide who is notified by an order",
    description: "Nothing is sent. The order's creator is its caller.",
    query: { ruleSet, keep },
    payload: order,
    answers: [
      {
        status: 200,
        description: "The decision",
        media: "application/json",
        schema: Resolved,
        headers: { Location: "Where the decision is kept, when it is" }
      }
    ],
    problems: ["invalid-request", "store-unavailable"],
    access: [ORDERS_SCOPE]
  },
  explain: {
    group: "decisions",
    ...routes.explain,
    summary: "Decide who is notified by an order, and say why in words",
    query: { ruleSet, language, audience, keep },
    payload: order,
    answers: [
      {
        status: 200,
        description: "The decision in words, and the decision",
        media: "application/json",
        schema: ExplainedDecision,
        headers: { Location: "Where the decision is kept, when it is" }
      }
    ],
    problems: ["invalid-request", "store-unavailable"],
    access: [ORDERS_SCOPE]
  },
  resolveMany: {
    group: "decisions",
    ...routes.resolveMany,
    summary: "Decide any number of orders, a line each",
    description:
      "Takes and gives newline-delimited JSON, in the same order. Lines are read as fast as the answers are, so any number " +
      "of orders needs the same memory. A line that is refused does not stop the others. A line has at most 1 MB.",
    query: { ruleSet, language },
    payload: { media: "application/x-ndjson", schema: Order },
    answers: [
      {
        status: 200,
        description: "A line for each order; with words when a language is asked for",
        media: "application/x-ndjson",
        schema: ResolvedLine
      }
    ],
    problems: ["invalid-request", "store-unavailable"],
    access: [ORDERS_SCOPE]
  },
  decision: {
    group: "decisions",
    ...routes.decision,
    summary: "A kept decision, with all that it was made from",
    params: decisionId,
    query: { creator },
    answers: [{ status: 200, description: "The decision", media: "application/json", schema: KeptDecision }],
    problems: ["not-found", "invalid-request", "store-unavailable"],
    access: [ORDERS_SCOPE, SUPPORT_SCOPE]
  },
  replayDecision: {
    group: "decisions",
    ...routes.replayDecision,
    summary: "Make a kept decision again",
    params: decisionId,
    query: { creator },
    answers: [{ status: 200, description: "What came of it", media: "application/json", schema: Replayed }],
    problems: ["not-found", "invalid-request", "store-unavailable"],
    access: [ORDERS_SCOPE, SUPPORT_SCOPE]
  },
  decisionExplanation: {
    group: "decisions",
    ...routes.decisionExplanation,
    summary: "A kept decision in words",
    params: decisionId,
    query: { language, audience, creator },
    answers: [{ status: 200, description: "The words", media: "application/json", schema: Explanation }],
    problems: ["not-found", "invalid-request", "store-unavailable"],
    access: [ORDERS_SCOPE, SUPPORT_SCOPE]
  },
  shipmentExplanation: {
    group: "decisions",
    ...routes.shipmentExplanation,
    summary: "How a shipment was decided as it was placed and as it was sent, and what differs",
    params: { shipmentId: Schema.String },
    query: { language, audience, creator },
    answers: [
      {
        status: 200,
        description: "Forecast, decision and drift",
        media: "application/json",
        schema: ShipmentExplanation
      }
    ],
    problems: ["shipment-not-found", "invalid-request", "store-unavailable"],
    access: [ORDERS_SCOPE, SUPPORT_SCOPE]
  }
} as const satisfies Readonly<Record<string, Operation>>
