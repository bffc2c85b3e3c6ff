/**
 * A call is a request that was found, checked and authorised; an answer is what a handler says to it. Handlers are plain
 * functions between the two, so that nothing of HTTP is in them but statuses and headers.
 */
import type { Problem } from "@adressat/core"
import type { Caller } from "./Caller.ts"
import type { ProblemKind, RequestFault } from "./contract/ProblemKind.ts"

/** A request as a handler sees it. */
export interface Call {
  /** Decoded members of the path. */
  readonly params: Readonly<Record<string, string>>
  /** Decoded members of the query. */
  readonly query: Readonly<Record<string, unknown>>
  readonly headers: Pick<Headers, "get">
  readonly caller: Caller
  /** The body as text; empty where there is none, or where it is streamed. */
  readonly text: string
  /** The body as a value; `undefined` where it is not JSON. */
  readonly body: unknown
  /** The body where it is streamed. */
  readonly stream: ReadableStream<Uint8Array> | null
  /** Aborted when nobody waits for the answer any more; a function, since making a signal is dear. */
  readonly signal: () => AbortSignal
}

/** What a handler answers; `json` is a value, and the rest is text as it stands. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?:
    | { readonly kind: "json"; readonly value: unknown }
    | { readonly kind: "text"; readonly media: string; readonly text: string }
    | { readonly kind: "stream"; readonly media: string; readonly stream: ReadableStream<Uint8Array> }
}

/** An answer of JSON. */
export const json = (status: number, value: unknown, headers?: Readonly<Record<string, string>>): Answer => ({
  status,
  ...(headers === undefined ? {} : { headers }),
  body: { kind: "json", value }
})

/** Why a call is not answered as asked. */
export interface Refusal {
  readonly _tag: "Refusal"
  readonly kind: ProblemKind
  /** One sentence without personal data. */
  readonly detail?: string
  readonly problems?: ReadonlyArray<RequestFault>
  /** The platform's sentences by its names. */
  readonly errors?: Readonly<Record<string, ReadonlyArray<string>>>
  readonly explanation?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A refusal. */
export const refusal = (kind: ProblemKind, members: Omit<Refusal, "_tag" | "kind"> = {}): Refusal => ({
  _tag: "Refusal",
  kind,
  ...members
})

/** A problem of an input as a fault of a request: its JSON path as a pointer, its words as they are. */
export const faultOf = (problem: Problem, under = ""): RequestFault => ({
  pointer: under + pointerOf(problem.path),
  detail: problem.message,
  code: problem.code,
  ...(problem.found === undefined ? {} : { found: problem.found }),
  ...(problem.allowed === undefined ? {} : { allowed: problem.allowed }),
  ...(problem.nearest === undefined ? {} : { nearest: problem.nearest }),
  ...(problem.line === undefined ? {} : { line: problem.line }),
  ...(problem.column === undefined ? {} : { column: problem.column })
})

/** The JSON pointer of a JSON path such as `$.rules[2]["a-b"]`. */
export const pointerOf = (path: string): string => {
  let pointer = ""
  for (const [, name, index, quoted] of path.matchAll(/\.([A-Za-z_$][\w$]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)) {
    const token = name ?? index ?? (JSON.parse(quoted ?? '""') as string)
    pointer += `/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`
  }
  return pointer
}
