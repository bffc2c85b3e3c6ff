/**
 * A problem kind is why a call was not answered as asked, with its status and title. Kinds are stable API: the member
 * `type` of a problem is `urn:adressat:problem:` and the kind. Source: RFC 9457; Altinn Notifications, Problems.
 */
import * as Schema from "effect/Schema"

/** Each kind with its status, its title, what to do about it, and the platform's code where it has one. */
export const problemKinds = {
  "invalid-request": { status: 400, title: "The request is not valid" },
  "personal-data-in-url": { status: 400, title: "The address holds a national identity number" },
  "not-authenticated": { status: 401, title: "No valid token" },
  "scope-missing": { status: 403, title: "The token lacks the scope" },
  "not-a-service-owner": { status: 403, title: "The caller is not a registered service owner" },
  "not-found": { status: 404, title: "Not found" },
  "shipment-not-found": { status: 404, title: "Shipment not found", code: "NOT-00003" },
  "method-not-allowed": { status: 405, title: "The method is not allowed here" },
  "body-too-slow": { status: 408, title: "The body did not come in time" },
  "cannot-cancel": { status: 409, title: "The order cannot be cancelled" },
  "already-there": { status: 412, title: "Somebody else has published meanwhile" },
  "too-large": { status: 413, title: "The body is too large" },
  "address-too-long": { status: 414, title: "The address is too long" },
  "unsupported-media-type": { status: 415, title: "The media type is not supported" },
  "missing-contact": { status: 422, title: "Missing contact information for recipient(s)", code: "NOT-00001" },
  "precondition-required": { status: 428, title: "If-Match or If-None-Match is required" },
  "too-many-requests": { status: 429, title: "Too many requests" },
  "headers-too-large": { status: 431, title: "The headers are too large" },
  "caller-gone": {
    status: 499,
    title: "The client disconnected or cancelled the request before the server could complete processing",
    code: "NOT-00002"
  },
  internal: { status: 500, title: "Something failed here" },
  "sources-unavailable": { status: 503, title: "A register did not answer" },
  "store-unavailable": { status: 503, title: "The store did not answer" },
  "dispatch-unavailable": { status: 503, title: "A temporary network failure occurred", code: "NOT-00004" },
  "out-of-time": { status: 503, title: "The answer took too long" },
  "shutting-down": { status: 503, title: "The server is shutting down" }
} as const satisfies Readonly<
  Record<string, { readonly status: number; readonly title: string; readonly code?: string }>
>

/** Why a call was not answered as asked. */
export type ProblemKind = keyof typeof problemKinds

/** What `type` begins with. */
export const PROBLEM_TYPE_PREFIX = "urn:adressat:problem:"

/** One thing wrong with the request. */
export const RequestFault = Schema.Struct({
  pointer: Schema.String.annotateKey({ description: "JSON pointer into the body; empty for the whole of it" }),
  detail: Schema.String,
  in: Schema.optionalKey(
    Schema.Literals(["query", "header", "path"]).annotateKey({ description: "Where it is, when not in the body" })
  ),
  code: Schema.optionalKey(Schema.String),
  found: Schema.optionalKey(Schema.String),
  allowed: Schema.optionalKey(Schema.Array(Schema.String)),
  nearest: Schema.optionalKey(Schema.String.annotateKey({ description: "Did you mean this?" })),
  line: Schema.optionalKey(Schema.Int),
  column: Schema.optionalKey(Schema.Int)
}).annotate({ identifier: "RequestFault" })
export type RequestFault = typeof RequestFault.Type

/** Why a candidate for a recipient cannot be notified. */
const MissingCandidate = Schema.Struct({
  basis: Schema.String,
  state: Schema.String,
  reasons: Schema.Array(Schema.Struct({ code: Schema.String, gate: Schema.optionalKey(Schema.String) }))
})

/** A recipient that cannot be reached: which one, on which channel, by which gate. */
export const MissingRecipient = Schema.Struct({
  shipment: Schema.Literals(["main", "reminder"]),
  reminder: Schema.optionalKey(Schema.Int),
  recipient: Schema.Int.annotateKey({ description: "Index of the recipient in the order" }),
  kind: Schema.String,
  channel: Schema.String,
  candidates: Schema.Array(MissingCandidate),
  words: Schema.Array(Schema.String).annotateKey({ description: "The same in English" })
}).annotate({ identifier: "MissingRecipient" })

/** A problem, as RFC 9457 has it. It never holds personal data. */
export const ProblemDetails = Schema.Struct({
  type: Schema.String,
  title: Schema.String,
  status: Schema.Int,
  detail: Schema.optionalKey(Schema.String),
  instance: Schema.String.annotateKey({ description: "The id of this very answer, to be named to support" }),
  code: Schema.optionalKey(Schema.String.annotateKey({ description: "The platform's code" })),
  problems: Schema.optionalKey(Schema.Array(RequestFault)),
  errors: Schema.optionalKey(
    Schema.Record(Schema.String, Schema.Array(Schema.String)).annotateKey({
      description: "The platform's sentences by its own names, as in ValidationProblemDetails"
    })
  ),
  explanation: Schema.optionalKey(Schema.Struct({ missing: Schema.Array(MissingRecipient) }))
}).annotate({ identifier: "ProblemDetails" })
export type ProblemDetails = typeof ProblemDetails.Type
