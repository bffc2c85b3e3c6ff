/**
 * Observation is what is told of calls to tracers and loggers: names of operations, statuses, places in the code. Nothing of
 * a request is in it, and nothing of what an error says, since that may be personal data.
 */
import * as Effect from "effect/Effect"
import * as Tracer from "effect/Tracer"
import type { Answer, Call, Refusal } from "./Call.ts"
import type { OperationName } from "./contract/Contract.ts"
import type { Operation } from "./contract/Operation.ts"
import { problemKinds } from "./contract/ProblemKind.ts"

/** A handler's effect in a span of its own, below the span that the caller names in `traceparent`. */
export const observed = <E extends { readonly _tag: string }, R>(
  effect: Effect.Effect<Answer, E, R>,
  name: OperationName,
  { method, path }: Operation,
  { caller, headers }: Pick<Call, "caller" | "headers">
): Effect.Effect<Answer, E, R> => {
  const parent = parentOf(headers.get("traceparent"))
  return Effect.exit(effect).pipe(
    Effect.tap((exit) => Effect.annotateCurrentSpan("http.response.status_code", statusOf(exit))),
    // What a span ends with may be written down; a function holds nothing to write.
    Effect.map((exit) => () => exit),
    Effect.withSpan(`Adressat.${name}`, {
      kind: "server",
      attributes: {
        "http.request.method": method,
        "http.route": path,
        ...(caller.org === "" ? {} : { "adressat.service_owner": caller.org })
      },
      ...(parent === undefined ? {} : { parent })
    }),
    Effect.flatMap((ended) => ended())
  )
}

type Ended =
  | { readonly _tag: "Success"; readonly value: Answer }
  | { readonly _tag: "Failure"; readonly cause: unknown }

const statusOf = (exit: Ended): number => {
  if (exit._tag === "Success") return exit.value.status
  const { reasons } = exit.cause as {
    readonly reasons: ReadonlyArray<{ readonly _tag: string; readonly error?: unknown }>
  }
  const failed = reasons.find(({ _tag }) => _tag === "Fail")?.error as
    | Refusal
    | { readonly _tag: "StoreError" }
    | undefined
  return failed?._tag === "Refusal" ? problemKinds[failed.kind].status : failed === undefined ? 500 : 503
}

/** The span that a caller names, as W3C Trace Context has it. */
const parentOf = (traceparent: string | null): Tracer.ExternalSpan | undefined => {
  const [, traceId, spanId, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? "") ?? []
  if (traceId === undefined || spanId === undefined || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return Tracer.externalSpan({ traceId, spanId, sampled: (Number.parseInt(flags ?? "00", 16) & 1) === 1 })
}

/** What may be told of an error: its kind and the places in the code, without its words. */
export const endOf = (error: unknown): { readonly name: string; readonly places: ReadonlyArray<string> } => {
  const name = error instanceof Error ? error.constructor.name : typeof error
  const stack = error instanceof Error ? (error.stack ?? "") : ""
  return {
    name,
    places: stack
      .split("\n")
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12)
  }
}
