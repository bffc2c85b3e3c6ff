/**
 * The context handler: answers requests as the endpoints of the Altinn PDP do, one by one or several in one call.
 *
 * Source: decision controller of the Altinn PDP.
 */
import type { SourceError } from "@adressat/core"
import { Status } from "@adressat/xacml"
import type { Request, Response, Result } from "@adressat/xacml"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as EffectResult from "effect/Result"
import type { ContextError } from "./ContextError.ts"
import { broken } from "./ContextError.ts"
import { makeInquirer } from "./DecisionInquiry.ts"
import type { InquiredDecision, Inquirer } from "./DecisionInquiry.ts"
import { indeterminate } from "./DecisionResult.ts"
import { individualRequests } from "./IndividualRequest.ts"
import type { EngineOptions, PolicyCompiler } from "./PolicyCompiler.ts"
import { makePolicyCompiler } from "./PolicyCompiler.ts"
import type { PolicyStore } from "./PolicyStore.ts"
import type { RoleSource } from "./RoleSource.ts"
import { makeSourceLookup } from "./SourceLookup.ts"
import type { SourceLookup } from "./SourceLookup.ts"
import type { PdpFeatures } from "./SubjectEnrichment.ts"

/** The two endpoints: `decision` for the platform itself, `authorize` for those outside it. */
export type DecisionEndpoint = "decision" | "authorize"

/** How requests are answered. */
export interface ContextHandlerOptions extends EngineOptions {
  /** Default: every feature is off, as in the published settings. */
  readonly features?: PdpFeatures
}

/** A decision and what it was made of. */
export interface ContextDecision extends Pick<InquiredDecision, "by" | "decision" | "policy"> {
  readonly result: Result
  /** The request as it was enriched for the policy of the resource. */
  readonly request: Request
}

/** How one call is answered. */
export interface AnswerOptions {
  /** How the request was written; a request in XML asks for one decision only. Default `json`. */
  readonly format?: "json" | "xml"
  /**
   * Whether whatever breaks makes the whole answer one Indeterminate, as at the endpoint; otherwise it is the decision
   * that broke which is Indeterminate, and a source that fails fails the call. Default yes.
   */
  readonly isAllOrNothing?: boolean
}

/** Enriches requests and decides them. */
export interface ContextHandler {
  /** Makes look-ups for calls of `decide` and inquiries that may share them. */
  readonly lookup: Effect.Effect<SourceLookup, never, PolicyStore | RoleSource>
  /** Decides a request for one decision. */
  readonly decide: (
    request: Request,
    endpoint: DecisionEndpoint,
    lookup: SourceLookup
  ) => Effect.Effect<ContextDecision, ContextError | SourceError>
  /** Makes the inquiries of one call, which decide at a time in milliseconds since 1970. */
  readonly inquirer: (endpoint: DecisionEndpoint, now: number) => Inquirer
  /** Answers a request as the endpoint does. */
  readonly answer: (
    request: Request,
    endpoint: DecisionEndpoint,
    options?: AnswerOptions
  ) => Effect.Effect<Response, SourceError, PolicyStore | RoleSource>
  /** What breaks at the endpoint on a result, although the policy gives one; by the standard nothing does. */
  readonly errorIn: (result: Result, format: "json" | "xml") => ContextError | undefined
  readonly compiler: PolicyCompiler
}

/** A context handler, which keeps the policies that it has compiled. */
export const makeContextHandler = (options: ContextHandlerOptions = {}): ContextHandler => {
  const { features = {}, mode } = options
  // Only the real engine and endpoint throw where the standard has an answer.
  const errorIn: ContextHandler["errorIn"] = mode === "strict" ? () => undefined : engineError
  const compiler = makePolicyCompiler(options)

  const inquirer: ContextHandler["inquirer"] = (endpoint, now) =>
    makeInquirer({ isExternal: endpoint === "authorize", now, compiler, features })

  const decide: ContextHandler["decide"] = Effect.fnUntraced(function* (request, endpoint, lookup) {
    const inquire = inquirer(endpoint, yield* Clock.currentTimeMillis)
    const inquired = yield* lookup.runOne(inquire(request))
    if ("_tag" in inquired) return yield* Effect.fail(inquired)
    return { ...inquired, result: inquired.result(), request: inquired.request() }
  })

  const answer: ContextHandler["answer"] = Effect.fnUntraced(function* (request, endpoint, answerOptions = {}) {
    const { format = "json", isAllOrNothing = true } = answerOptions
    const parts = format === "json" ? individualRequests(request) : [request]
    // The endpoint goes on without delegations when it cannot get them.
    const lookup = yield* makeSourceLookup({ isWithoutDelegationFailures: isAllOrNothing })
    const inquire = inquirer(endpoint, yield* Clock.currentTimeMillis)
    const outcomes = yield* lookup.run(parts.map((part) => inquirePart(part, inquire)))
    const results: Array<Result> = []
    for (const outcome of outcomes) {
      const decided = EffectResult.isFailure(outcome) ? outcome.failure : outcome.success
      const given = "_tag" in decided ? undefined : decided.result()
      const error = "_tag" in decided ? decided : errorIn(decided.result(), format)
      if (error === undefined && given !== undefined) {
        results.push(given)
        continue
      }
      if (error?._tag === "SourceError" && !isAllOrNothing) return yield* Effect.fail(error)
      const isRefused = error?._tag === "ContextError" && error.reason === "Argument" && endpoint === "authorize"
      const result = indeterminate(isRefused ? Status.processingError : Status.syntaxError, error?.message ?? "")
      if (isAllOrNothing) return { results: [result] }
      results.push(result)
    }
    return { results }
  })

  return { lookup: makeSourceLookup(), decide, inquirer, answer, errorIn, compiler }
}

/** Of a request that could not be told apart from others there is nothing to ask. */
function* inquirePart(part: Request | ContextError, inquire: Inquirer): ReturnType<Inquirer> {
  return "_tag" in part ? part : yield* inquire(part)
}

/** Where the engine has thrown, or the endpoint does when it writes the answer. */
const engineError = (result: Result, format: "json" | "xml"): ContextError | undefined => {
  const { decision, obligations, status } = result
  if (decision === "Indeterminate" && status.code === Status.syntaxError) {
    return broken(status.message ?? "the engine fails on the policy")
  }
  const lacksCategory = obligations.some(({ assignments }) =>
    assignments.some(({ category }) => category === undefined)
  )
  return format === "json" && lacksCategory ? broken("an obligation has an assignment without a category") : undefined
}
