/**
 * Read access from policies and roles at hand: the decisions that the Altinn PDP would make, made here.
 *
 * Invariants: a pair is asked about as Altinn Notifications asks, without a task, and for an app also at each task and event
 * that its policy names. What cannot be decided is left out or, if it is all that was asked, fails; an Indeterminate
 * stays one and is no Deny. No answer depends on another pair.
 */
import { accessKey, parseApp, ReadAccess, resourceKind } from "@adressat/core"
import type { AccessGrounds, AccessPair, AccessRequest, ReadAccessAnswer, SourceError } from "@adressat/core"
import { AttributeId, Category } from "@adressat/xacml"
import type { DecisionGrounds, Request } from "@adressat/xacml"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type { ContextError } from "./ContextError.ts"
import { makeContextHandler } from "./ContextHandler.ts"
import type { ContextDecision, ContextHandler, ContextHandlerOptions } from "./ContextHandler.ts"
import type { AppTask } from "./DecisionBatch.ts"
import { decisionError } from "./DecisionCall.ts"
import { attributeOf, PlatformAttribute } from "./PlatformAttribute.ts"
import { PolicyStore } from "./PolicyStore.ts"
import { RoleSource } from "./RoleSource.ts"
import type { SourceLookup } from "./SourceLookup.ts"
import type { PdpFeatures } from "./SubjectEnrichment.ts"

/** How access is decided. */
export interface EmbeddedOptions extends ContextHandlerOptions {
  /** Default: access packages count, and roles do not come from Access Management. */
  readonly features?: PdpFeatures
}

/** A layer that decides by the policies of a store and the roles of a source. */
export const layerEmbedded = (
  options: EmbeddedOptions = {}
): Layer.Layer<ReadAccess, never, PolicyStore | RoleSource> =>
  Layer.effect(
    ReadAccess,
    Effect.gen(function* () {
      const features = options.features ?? { userAccessPackages: true, systemUserAccessPackages: true }
      const handler = makeContextHandler({ ...options, features })
      const store = yield* PolicyStore
      const roles = yield* RoleSource
      const lookup = handler.lookup.pipe(
        Effect.provideService(PolicyStore, store),
        Effect.provideService(RoleSource, roles)
      )
      return { decide: (request) => Effect.flatMap(lookup, (sources) => decideAll(handler, sources, request)) }
    })
  )

type AccessError = ContextError | SourceError

/** Decides every pair once, all of them at the same time. */
const decideAll = Effect.fnUntraced(function* (
  handler: ContextHandler,
  lookup: SourceLookup,
  request: AccessRequest
): Effect.fn.Return<ReadonlyArray<ReadAccessAnswer>, SourceError> {
  const pairs = [
    ...new Map(request.pairs.map((pair) => [accessKey(pair.organizationNumber, pair.userId), pair])).values()
  ]
  const outcomes = yield* Effect.forEach(
    pairs,
    (pair) => Effect.result(decidePair(handler, lookup, { ...request, pairs: [pair] }, pair)),
    { concurrency: "unbounded" }
  )
  const answers: Array<ReadAccessAnswer> = []
  let first: AccessError | undefined
  for (const outcome of outcomes) {
    if (Result.isSuccess(outcome)) answers.push(outcome.success)
    else first ??= outcome.failure
  }
  if (answers.length > 0 || first === undefined) return answers
  return yield* Effect.fail(first._tag === "SourceError" ? first : decisionError("Rejected", first.message))
})

const decidePair = Effect.fnUntraced(function* (
  handler: ContextHandler,
  lookup: SourceLookup,
  { action, resource }: AccessRequest,
  pair: AccessPair
): Effect.fn.Return<ReadAccessAnswer, AccessError> {
  const { organizationNumber, userId } = pair
  const party = yield* lookup.party({ by: "organizationNumber", value: organizationNumber })
  const partyId = party?.partyId ?? pair.partyId
  if (partyId === undefined) return yield* Effect.fail(decisionError("Rejected", "the organisation is not known"))
  const ask = (task?: AppTask) => handler.decide(requestOf(resource, action, userId, partyId, task), "decision", lookup)
  const decisionOf = ({ result }: ContextDecision) =>
    handler.errorIn(result, "json") === undefined ? result.decision : "Indeterminate"
  const decided = yield* ask()
  const tasks = resourceKind(resource) === "app" ? decided.policy.tasks : []
  const atTasks = yield* Effect.forEach(
    tasks,
    (task) => Effect.map(ask(task), (atTask) => ({ task: task.id, decision: decisionOf(atTask) })),
    { concurrency: "unbounded" }
  )
  const grounds = groundsOf(decided, yield* Clock.currentTimeMillis)
  return {
    organizationNumber,
    userId,
    decision: decisionOf(decided),
    ...(tasks.length === 0 ? {} : { tasks: atTasks }),
    ...(grounds === undefined ? {} : { grounds })
  }
})

const taskAttributes = { task: PlatformAttribute.task, "end-event": PlatformAttribute.endEvent } as const

/** What Altinn Notifications asks about one person and one organisation. */
const requestOf = (
  resource: string,
  action: string,
  userId: number | string,
  partyId: number,
  task: AppTask | undefined
): Request => {
  const app = parseApp(resource)
  return {
    returnPolicyIdList: false,
    combinedDecision: false,
    requestReferences: [],
    attributes: [
      { category: Category.subject, attributes: [attributeOf(PlatformAttribute.userId, [String(userId)])] },
      { category: Category.action, attributes: [attributeOf(AttributeId.actionId, [action])] },
      {
        category: Category.resource,
        attributes: [
          ...(app === undefined
            ? [attributeOf(PlatformAttribute.resource, [resource])]
            : [attributeOf(PlatformAttribute.org, [app.org]), attributeOf(PlatformAttribute.app, [app.app])]),
          attributeOf(PlatformAttribute.partyId, [String(partyId)]),
          ...(task === undefined ? [] : [attributeOf(taskAttributes[task.kind], [task.id])])
        ]
      }
    ]
  }
}

/** Why there is no Permit, as far as it is up to the policy. */
const groundsOf = ({ by, policy, request, result }: ContextDecision, now: number): AccessGrounds | undefined =>
  result.decision === "Permit" || by === "access list" ? undefined : inWords(policy.grounds(request, now))

const inWords = ({ missing, place, policy, rule }: DecisionGrounds): AccessGrounds => ({
  policy,
  ...(rule === undefined ? {} : { rule }),
  ...(place === undefined ? {} : { line: place.line }),
  missing: missing.map(personal)
})

/** No person can be a service owner, so that alternative is no help where there is another. */
const personal = (alternatives: DecisionGrounds["missing"][number]): DecisionGrounds["missing"][number] => {
  const others = alternatives.filter(({ attribute }) => attribute !== PlatformAttribute.org)
  return others.length === 0 ? alternatives : others
}
