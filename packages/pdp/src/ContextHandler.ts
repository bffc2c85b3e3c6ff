/**
 * The context handler: what the Altinn PDP does around its engine. It completes the resource and the subject of a request,
 * finds the policy, decides, and takes delegations and access lists into account, in the order of the real one.
 *
 * Source: context handler, delegation context handler and decision controller of the Altinn PDP.
 */
import type { SourceError } from "@adressat/core"
import { AttributeId, Category, Status } from "@adressat/xacml"
import type { Attributes, Request, Response, Result } from "@adressat/xacml"
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
import { attributesFor, partyBy, policyOf } from "./Inquiry.ts"
import type { Inquiry } from "./Inquiry.ts"
import type { PolicyStore, StoredPolicy } from "./PolicyStore.ts"
import { firstGroup, requestContext, valueOf } from "./RequestContext.ts"
import type { RequestContext } from "./RequestContext.ts"
import { enrichResource, partyIdOf, policyIdOf, resourceFacts } from "./ResourceEnrichment.ts"
import type { EnrichedResource } from "./ResourceEnrichment.ts"
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

/** Decides a request for one decision. */
export type Inquirer = (request: Request) => Inquiry<ContextDecision | ContextError>

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
  /**
   * Makes the inquiries of one call, which decide at a time in milliseconds since 1970. What is found out about a group of
   * attributes of a resource is found out once for all requests that share the group.
   */
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

  const inquirer: ContextHandler["inquirer"] = (endpoint, now) => {
    const isExternal = endpoint === "authorize"
    const resources = new Map<Attributes, EnrichedResource | ContextError>()
    function* enrich(group: Attributes): Inquiry<EnrichedResource | ContextError> {
      const known = resources.get(group) ?? (yield* enrichResource(group, isExternal))
      resources.set(group, known)
      return known
    }

    return function* (request) {
      const resourceGroup = firstGroup(request, Category.resource)
      if (resourceGroup === undefined) return refused("the request names no resource")
      const resource = yield* enrich(resourceGroup)
      if ("_tag" in resource) return resource
      const subjectGroup = firstGroup(request, Category.subject)
      if (subjectGroup === undefined) return refused("the request names no subject")
      const context = requestContext(request, resource.group, subjectGroup)
      const subject = yield* identifySubject(context.subject, isExternal)
      if ("_tag" in subject) return subject
      const id = policyIdOf(context.request())
      if (typeof id !== "string") return id
      const stored = yield* policyOf(id)
      if (stored === undefined) return refused("the resource has no policy")
      const policy = compiler.compile(stored.policy)
      if (policy === undefined) return broken("the policy of the resource cannot be read")
      const error = yield* enrichSubject(context.subject, subject, resource.facts, policy, features)
      if (error !== undefined) return error

      const enriched = context.request()
      const byPolicy: ContextDecision = {
        result: policy.decide(enriched, now),
        request: enriched,
        policy,
        by: "policy"
      }
      const delegated =
        byPolicy.result.decision === "NotApplicable"
          ? yield* decideByDelegation(context, policy, compiler, now)
          : undefined
      // A delegation that breaks is as if it were not there; a source that fails is not.
      const decided: ContextDecision =
        delegated === undefined || "_tag" in delegated ? byPolicy : { ...byPolicy, result: delegated, by: "delegation" }
      if (decided.result.decision !== "Permit") return decided
      const isListed = yield* isOnAccessList(context, id, stored)
      if (typeof isListed !== "boolean") return isListed
      return isListed ? decided : { ...decided, result: deniedByAccessList, by: "access list" }
    }
  }

  const decide: ContextHandler["decide"] = Effect.fnUntraced(function* (request, endpoint, lookup) {
    const inquire = inquirer(endpoint, yield* Clock.currentTimeMillis)
    const decided = yield* lookup.runOne(inquire(request))
    return "_tag" in decided ? yield* Effect.fail(decided) : decided
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
      const error = "_tag" in decided ? decided : errorIn(decided.result, format)
      if (error === undefined && !("_tag" in decided)) {
        results.push(decided.result)
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

/** Whether the party of the resource is on an access list, if the resource takes part in them. Apps never do. */
function* isOnAccessList(
  { request, resource }: RequestContext,
  id: string,
  { accessListEnabled }: StoredPolicy
): Inquiry<boolean | ContextError> {
  if (accessListEnabled !== true || id.includes("/")) return true
  const facts = resourceFacts(resource.attributes)
  const partyId = "_tag" in facts ? undefined : partyIdOf(facts)
  if (partyId === undefined) return refused("the resource has no party, and is for access lists")
  const party = yield* partyBy("partyId", partyId)
  const { kind, organizationNumber } = party ?? {}
  if (kind !== "organization" || organizationNumber === undefined) return false
  const actions = firstGroup(request(), Category.action)
  const action = valueOf(actions?.attributes ?? [], AttributeId.actionId) ?? ""
  const lists = yield* attributesFor({ kind: "access list membership", organizationNumber, resource: id, action })
  return lists.length > 0
}
