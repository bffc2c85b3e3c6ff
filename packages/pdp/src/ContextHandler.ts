/**
 * The context handler: what the Altinn PDP does around its engine. It completes the resource and the subject of a request,
 * finds the policy, decides, and takes delegations and access lists into account, in the order of the real one.
 *
 * Source: context handler, delegation context handler and decision controller of the Altinn PDP.
 */
import type { SourceError } from "@adressat/core"
import { AttributeId, Category, Status } from "@adressat/xacml"
import type { Request, Response, Result } from "@adressat/xacml"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as EffectResult from "effect/Result"
import type { ContextError } from "./ContextError.ts"
import { broken, refused } from "./ContextError.ts"
import { deniedByAccessList, indeterminate } from "./DecisionResult.ts"
import { decideByDelegation } from "./DelegatedAccess.ts"
import { individualRequests } from "./IndividualRequest.ts"
import type { CompiledPolicy, EngineOptions, PolicyCompiler } from "./PolicyCompiler.ts"
import { makePolicyCompiler } from "./PolicyCompiler.ts"
import type { PolicyStore, StoredPolicy } from "./PolicyStore.ts"
import { requestContext, valueOf } from "./RequestContext.ts"
import type { RequestContext } from "./RequestContext.ts"
import { enrichResource, partyIdOf, policyIdOf, resourceFacts } from "./ResourceEnrichment.ts"
import type { RoleSource } from "./RoleSource.ts"
import { makeSourceLookup } from "./SourceLookup.ts"
import type { SourceLookup } from "./SourceLookup.ts"
import { enrichSubject, identifySubject } from "./SubjectEnrichment.ts"
import type { PdpFeatures } from "./SubjectEnrichment.ts"

/** The two endpoints: `decision` for the platform itself, `authorize` for those outside it. */
export type DecisionEndpoint = "decision" | "authorize"

/** How requests are answered. */
export interface ContextHandlerOptions extends EngineOptions {
  /** Default: every feature is off, as in the published settings. */
  readonly features?: PdpFeatures
}

/** A decision and what it was made of. */
export interface ContextDecision {
  readonly result: Result
  /** The request as it was enriched for the policy of the resource. */
  readonly request: Request
  readonly policy: CompiledPolicy
  /** What turned the result of the policy into this one. */
  readonly by: "policy" | "delegation" | "access list"
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
  /** Makes look-ups for calls of `decide` that may share them. */
  readonly lookup: Effect.Effect<SourceLookup, never, PolicyStore | RoleSource>
  /** Decides a request for one decision. */
  readonly decide: (
    request: Request,
    endpoint: DecisionEndpoint,
    lookup: SourceLookup
  ) => Effect.Effect<ContextDecision, ContextError | SourceError>
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

  const decide: ContextHandler["decide"] = Effect.fnUntraced(function* (request, endpoint, lookup) {
    const now = yield* Clock.currentTimeMillis
    const isExternal = endpoint === "authorize"
    const context = requestContext(request)
    if (context.resource === undefined) return yield* Effect.fail(refused("the request names no resource"))
    const facts = yield* enrichResource(context.resource, isExternal, lookup)
    if (context.subject === undefined) return yield* Effect.fail(refused("the request names no subject"))
    const subject = yield* identifySubject(context.subject, isExternal, lookup)
    const id = policyIdOf(context.request())
    if (typeof id !== "string") return yield* Effect.fail(id)
    const stored = yield* lookup.policy(id)
    if (stored === undefined) return yield* Effect.fail(refused("the resource has no policy"))
    const policy = compiler.compile(stored.policy)
    if (policy === undefined) return yield* Effect.fail(broken("the policy of the resource cannot be read"))
    yield* enrichSubject(context.subject, subject, facts, policy, features, lookup)

    const enriched = context.request()
    const byPolicy: ContextDecision = { result: policy.decide(enriched, now), request: enriched, policy, by: "policy" }
    const decided =
      byPolicy.result.decision === "NotApplicable"
        ? yield* byDelegation(byPolicy, decideByDelegation(context, policy, { compiler, lookup, now }))
        : byPolicy
    const isDenied = decided.result.decision === "Permit" && !(yield* isOnAccessList(context, id, stored, lookup))
    return isDenied ? { ...decided, result: deniedByAccessList, by: "access list" } : decided
  })

  const answer: ContextHandler["answer"] = Effect.fnUntraced(function* (request, endpoint, answerOptions = {}) {
    const { format = "json", isAllOrNothing = true } = answerOptions
    const parts = format === "json" ? individualRequests(request) : [request]
    const sources = yield* makeSourceLookup
    const lookup = isAllOrNothing ? withoutDelegationFailures(sources) : sources
    const outcomes = yield* Effect.forEach(
      parts,
      (part) => Effect.result("_tag" in part ? Effect.fail(part) : decide(part, endpoint, lookup)),
      { concurrency: "unbounded" }
    )
    const results: Array<Result> = []
    for (const outcome of outcomes) {
      const error = EffectResult.isFailure(outcome) ? outcome.failure : errorIn(outcome.success.result, format)
      if (error === undefined && EffectResult.isSuccess(outcome)) {
        results.push(outcome.success.result)
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

  return { lookup: makeSourceLookup, decide, answer, errorIn, compiler }
}

/** The endpoint goes on without delegations when it cannot get them. */
const withoutDelegationFailures = (lookup: SourceLookup): SourceLookup => ({
  ...lookup,
  delegations: (question) => Effect.orElseSucceed(lookup.delegations(question), () => [])
})

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

/** A delegation that breaks is as if it were not there; a source that fails is not. */
const byDelegation = (
  byPolicy: ContextDecision,
  delegated: Effect.Effect<Result | undefined, ContextError | SourceError>
) =>
  delegated.pipe(
    Effect.catchTag("ContextError", () => Effect.succeed(undefined)),
    Effect.map((result): ContextDecision =>
      result === undefined ? byPolicy : { ...byPolicy, result, by: "delegation" }
    )
  )

/** Whether the party of the resource is on an access list, if the resource takes part in them. Apps never do. */
const isOnAccessList = Effect.fnUntraced(function* (
  { request, resource }: RequestContext,
  id: string,
  { accessListEnabled }: StoredPolicy,
  lookup: SourceLookup
) {
  if (accessListEnabled !== true || id.includes("/")) return true
  const facts = resourceFacts(resource?.attributes ?? [])
  const partyId = "_tag" in facts ? undefined : partyIdOf(facts)
  if (partyId === undefined) return yield* Effect.fail(refused("the resource has no party, and is for access lists"))
  const party = yield* lookup.party({ by: "partyId", value: String(partyId) })
  const { kind, organizationNumber } = party ?? {}
  if (kind !== "organization" || organizationNumber === undefined) return false
  const actions = request().attributes.find(({ category }) => category === Category.action)
  const action = valueOf(actions?.attributes ?? [], AttributeId.actionId) ?? ""
  const lists = yield* lookup.attributes({ kind: "access list membership", organizationNumber, resource: id, action })
  return lists.length > 0
})
