/**
 * An operation is one thing that the front door does, as data: where it is found, what it takes, what it answers, who may
 * call it. The OpenAPI document, the routes, the client and the tests are all made from the same operations.
 *
 * Invariants: paths are templates with `{name}` for each member of `params`; every answer that a handler gives is one of
 * `answers`, every problem one of `problems` or of those that any operation may have.
 */
import type * as Schema from "effect/Schema"
import type { ProblemKind } from "./ProblemKind.ts"
import type { Scope } from "./Scope.ts"

/** The groups of operations, as the documentation lists them. */
export type Group = "decisions" | "rule sets" | "policies" | "orders" | "orders v1" | "operation"

/** The media types of bodies. */
export type Media = "application/json" | "application/x-ndjson" | "application/xml" | "text/plain" | "text/html"

/** A member of a path, a query or the headers. */
export type Fields = Readonly<Record<string, Schema.Codec<unknown, unknown>>>

/** What an operation takes as its body. */
export interface Payload {
  readonly media: Media
  /** Of the body; of one line where lines are streamed. */
  readonly schema: Schema.Codec<unknown, unknown>
  readonly example?: unknown
}

/** What an operation answers when all is well. */
export interface AnswerShape {
  readonly status: 200 | 201 | 202 | 204 | 304
  readonly description: string
  /** Default: no body. */
  readonly media?: Media
  /** Of the body; of one line where lines are streamed. */
  readonly schema?: Schema.Codec<unknown, unknown>
  /** Names of headers, with what they say. */
  readonly headers?: Readonly<Record<string, string>>
}

/** One thing that the front door does. */
export interface Operation {
  readonly group: Group
  readonly method: "GET" | "POST" | "PUT"
  readonly path: `/${string}`
  readonly summary: string
  readonly description?: string
  readonly params?: Fields
  readonly query?: Fields
  readonly headers?: Fields
  readonly payload?: Payload
  readonly answers: ReadonlyArray<AnswerShape>
  /** Besides those that any operation may have. */
  readonly problems: ReadonlyArray<ProblemKind>
  /** `public`, or the scopes of which the caller needs one. */
  readonly access: "public" | ReadonlyArray<Scope>
  /** Whether the shape of problems is the platform's as well: `code`, and `errors` by path. */
  readonly isPlatforms?: boolean
}
