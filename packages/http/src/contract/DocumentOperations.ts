/**
 * The operations on rule sets and policies: read, check, compare, review and publish. What is published is a new version
 * of a document; of several who build on the same version one succeeds.
 */
import { Decision, Order, RuleSet, Snapshot } from "@adressat/core"
import * as Schema from "effect/Schema"
import { DriftChange } from "./DecisionOperations.ts"
import type { AnswerShape, Operation } from "./Operation.ts"
import { ORDERS_SCOPE, POLICIES_SCOPE } from "./Scope.ts"
import { routes } from "./Routes.ts"

/** What is known of a document besides its text. */
const DocumentSummary = Schema.Struct({
  id: Schema.String,
  version: Schema.Int.annotateKey({ description: "From 1 on; what comes with Adressat has version 0" }),
  fingerprint: Schema.String.annotateKey({ description: "SHA-256 of the text, in hexadecimal" }),
  author: Schema.String,
  at: Schema.String
}).annotate({ identifier: "DocumentSummary" })

const DocumentList = Schema.Struct({ documents: Schema.Array(DocumentSummary) }).annotate({
  identifier: "DocumentList"
})

/** What a review or a reader has found. */
const PolicyFinding = Schema.Struct({
  severity: Schema.Literals(["error", "warning", "note"]),
  code: Schema.String,
  message: Schema.String,
  remedy: Schema.String,
  line: Schema.optionalKey(Schema.Int),
  column: Schema.optionalKey(Schema.Int)
}).annotate({ identifier: "PolicyFinding" })

const PublishedPolicy = Schema.Struct({
  document: DocumentSummary,
  findings: Schema.Array(PolicyFinding)
}).annotate({ identifier: "PublishedPolicy" })

const PublishedRuleSet = Schema.Struct({ document: DocumentSummary }).annotate({ identifier: "PublishedRuleSet" })

/** The review of a policy, in short. */
const PolicyReview = Schema.Struct({
  policy: Schema.Struct({ kind: Schema.String, id: Schema.String, version: Schema.String }),
  isDelegation: Schema.Boolean,
  resource: Schema.optionalKey(Schema.String),
  notifiable: Schema.Array(Schema.String).annotateKey({
    description: "Who may read at the level that Altinn asks about, so that they can be notified"
  }),
  readers: Schema.Array(
    Schema.Struct({
      subject: Schema.String,
      isNotifiable: Schema.Boolean,
      access: Schema.Array(Schema.Struct({ level: Schema.String, decision: Schema.String }))
    })
  ),
  findings: Schema.Array(PolicyFinding),
  changes: Schema.Array(
    Schema.Struct({ gap: Schema.String, subjects: Schema.Array(Schema.String), xml: Schema.String })
  )
}).annotate({ identifier: "PolicyReview" })

/** What came of holding the compiled rule set against the reference. */
const RuleSetCheck = Schema.Struct({
  id: Schema.String,
  version: Schema.String,
  fingerprint: Schema.String,
  rules: Schema.Int,
  ownFacts: Schema.Int,
  certificate: Schema.Struct({
    isExhaustive: Schema.Boolean,
    differences: Schema.Int,
    bases: Schema.Array(
      Schema.Struct({
        basis: Schema.String,
        facts: Schema.Array(Schema.String),
        cells: Schema.Finite,
        compared: Schema.Finite
      })
    )
  })
}).annotate({ identifier: "RuleSetCheck" })

const RuleSetReference = Schema.Union([
  Schema.String.annotate({ description: "altinn, strict, or the id of a rule set of one's own" }),
  RuleSet
])

/** A comparison of two rule sets, perhaps with cases to decide by both. */
export const ComparisonRequest = Schema.Struct({
  before: RuleSetReference,
  after: RuleSetReference,
  cases: Schema.optionalKey(
    Schema.Array(Schema.Struct({ order: Order, snapshot: Snapshot })).annotateKey({
      description: "At most 1,000 orders, each with what the sources said"
    })
  )
}).annotate({ identifier: "ComparisonRequest" })

const Comparison = Schema.Struct({
  isSame: Schema.Boolean.annotateKey({ description: "Whether both mean the same, word for word" }),
  rules: Schema.Struct({
    added: Schema.Array(Schema.String),
    removed: Schema.Array(Schema.String),
    changed: Schema.Array(Schema.String)
  }),
  options: Schema.Array(Schema.Struct({ option: Schema.String, before: Schema.Unknown, after: Schema.Unknown })),
  cases: Schema.Array(
    Schema.Struct({
      case: Schema.Int,
      changes: Schema.Array(DriftChange),
      before: Schema.optionalKey(Decision),
      after: Schema.optionalKey(Decision)
    })
  ).annotateKey({ description: "The cases that are decided otherwise" })
}).annotate({ identifier: "Comparison" })

const id = { id: Schema.String.annotate({ description: "A slash in it is written %2F" }) }

const version = Schema.optionalKey(Schema.Int.annotateKey({ description: "From 1 on; default the newest" }))

const conditions = {
  "if-match": Schema.optionalKey(
    Schema.String.annotateKey({ description: "The ETag of the version that this one builds on" })
  ),
  "if-none-match": Schema.optionalKey(Schema.String.annotateKey({ description: "*, for a document that is new" }))
}

const known = {
  "if-none-match": Schema.optionalKey(
    Schema.String.annotateKey({ description: "The ETag of a version that is known already" })
  )
}

const etag = { ETag: "The version, for If-Match" }

const published = (schema: Schema.Codec<unknown, unknown>): ReadonlyArray<AnswerShape> => [
  { status: 200, description: "A new version of a document", media: "application/json", schema, headers: etag },
  { status: 201, description: "A new document", media: "application/json", schema, headers: etag }
]

const xml = { media: "application/xml", schema: Schema.String.annotate({ description: "A XACML 3.0 policy" }) } as const

const access = [ORDERS_SCOPE, POLICIES_SCOPE] as const

/** The operations on documents. */
export const documentOperations = {
  policies: {
    group: "policies",
    ...routes.policies,
    summary: "One's own policies",
    answers: [{ status: 200, description: "The newest versions", media: "application/json", schema: DocumentList }],
    problems: ["store-unavailable"],
    access
  },
  policy: {
    group: "policies",
    ...routes.policy,
    summary: "The text of a policy",
    params: id,
    query: { version },
    headers: known,
    answers: [
      { status: 200, description: "The policy", headers: etag, ...xml },
      { status: 304, description: "The version is the one that is known", headers: etag }
    ],
    problems: ["not-found", "invalid-request", "store-unavailable"],
    access
  },
  publishPolicy: {
    group: "policies",
    ...routes.publishPolicy,
    summary: "Publish a version of a policy",
    description: "A policy that cannot be read is refused; what a review finds in it is told.",
    params: id,
    headers: conditions,
    payload: xml,
    answers: published(PublishedPolicy),
    problems: ["invalid-request", "already-there", "precondition-required", "store-unavailable"],
    access: [POLICIES_SCOPE]
  },
  reviewPolicy: {
    group: "policies",
    ...routes.reviewPolicy,
    summary: "Review a policy: who may read, what is wrong, and what would mend it",
    query: {
      action: Schema.optionalKey(Schema.String.annotateKey({ description: "Default read" })),
      resource: Schema.optionalKey(
        Schema.String.annotateKey({ description: "The resource it is about; default: what the policy names" })
      ),
      mode: Schema.optionalKey(
        Schema.Literals(["strict", "altinn"]).annotateKey({
          description: "As XACML has it, or as Altinn's engine reads it (default)"
        })
      )
    },
    payload: xml,
    answers: [{ status: 200, description: "The review", media: "application/json", schema: PolicyReview }],
    problems: ["invalid-request"],
    access
  },
  ruleSets: {
    group: "rule sets",
    ...routes.ruleSets,
    summary: "The rule sets that come with Adressat, and one's own",
    answers: [{ status: 200, description: "The newest versions", media: "application/json", schema: DocumentList }],
    problems: ["store-unavailable"],
    access
  },
  ruleSet: {
    group: "rule sets",
    ...routes.ruleSet,
    summary: "A rule set",
    params: id,
    query: { version },
    headers: known,
    answers: [
      { status: 200, description: "The rule set", media: "application/json", schema: RuleSet, headers: etag },
      { status: 304, description: "The version is the one that is known", headers: etag }
    ],
    problems: ["not-found", "invalid-request", "store-unavailable"],
    access
  },
  publishRuleSet: {
    group: "rule sets",
    ...routes.publishRuleSet,
    summary: "Publish a version of a rule set",
    params: id,
    headers: conditions,
    payload: { media: "application/json", schema: RuleSet },
    answers: published(PublishedRuleSet),
    problems: ["invalid-request", "already-there", "precondition-required", "store-unavailable"],
    access: [POLICIES_SCOPE]
  },
  checkRuleSet: {
    group: "rule sets",
    ...routes.checkRuleSet,
    summary: "Check a rule set, and hold what is compiled of it against json-rules-engine",
    payload: { media: "application/json", schema: RuleSet },
    answers: [{ status: 200, description: "The rule set is valid", media: "application/json", schema: RuleSetCheck }],
    problems: ["invalid-request"],
    access
  },
  compareRuleSets: {
    group: "rule sets",
    ...routes.compareRuleSets,
    summary: "Compare two rule sets, and what they decide",
    payload: { media: "application/json", schema: ComparisonRequest, example: { before: "altinn", after: "strict" } },
    answers: [{ status: 200, description: "What differs", media: "application/json", schema: Comparison }],
    problems: ["invalid-request", "store-unavailable"],
    access
  }
} as const satisfies Readonly<Record<string, Operation>>
