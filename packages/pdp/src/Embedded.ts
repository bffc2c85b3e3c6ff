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
import type { Attributes, Decision, DecisionGrounds, Request, Result as PolicyResult } from "@adressat/xacml"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type { ContextError } from "./ContextError.ts"
import { makeContextHandler } from "./ContextHandler.ts"
import type { ContextHandler, ContextHandlerOptions } from "./ContextHandler.ts"
import type { AppTask } from "./DecisionBatch.ts"
import { decisionError } from "./DecisionCall.ts"
import type { InquiredDecision, Inquirer, SubjectMemory } from "./DecisionInquiry.ts"
import { partyBy } from "./Inquiry.ts"
import type { Inquiry } from "./Inquiry.ts"
import { attributeOf, PlatformAttribute } from "./PlatformAttribute.ts"
import type { CompiledPolicy } from "./PolicyCompiler.ts"
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
  const now = yield* Clock.currentTimeMillis
  const together = asking(handler, request, now)
  const outcomes = yield* lookup.run(pairs.map((pair) => inquirePair(pair, together)))
  const answers: Array<ReadAccessAnswer> = []
  let first: AccessError | undefined
  for (const outcome of outcomes) {
    const answer = Result.isFailure(outcome) ? outcome.failure : outcome.success
    if ("_tag" in answer) first ??= answer
    else answers.push(answer)
  }
  if (answers.length > 0 || first === undefined) return answers
  return yield* Effect.fail(first._tag === "SourceError" ? first : decisionError("Rejected", first.message))
})

/** What the questions of one call have in common. */
interface Asking {
  readonly resource: string
  readonly inquire: Inquirer
  readonly about: (partyId: number, task?: AppTask) => ReadonlyArray<Attributes>
  /** The decision as the endpoint would tell it. */
  readonly told: (decided: InquiredDecision) => Decision
  readonly now: number
}

const asking = (handler: ContextHandler, request: AccessRequest, now: number): Asking => {
  const permits = new Map<CompiledPolicy, Decision>()
  const check = (result: PolicyResult) =>
    handler.errorIn(result, "json") === undefined ? result.decision : "Indeterminate"
  return {
    resource: request.resource,
    inquire: handler.inquirer("decision", now),
    about: questionsAbout(request),
    told: ({ by, decision, policy, result }) => {
      // Nothing breaks the others, or makes them anything else. What breaks one Permit of a policy breaks them all.
      if (decision !== "Permit") return decision
      if (by !== "policy") return check(result())
      const known = permits.get(policy) ?? check(result())
      permits.set(policy, known)
      return known
    },
    now
  }
}

function* inquirePair(
  { organizationNumber, partyId: givenPartyId, userId }: AccessPair,
  { about, inquire, now, resource, told }: Asking
): Inquiry<ReadAccessAnswer | AccessError> {
  const party = yield* partyBy("organizationNumber", organizationNumber)
  const partyId = party?.partyId ?? givenPartyId
  if (partyId === undefined) return decisionError("Rejected", "the organisation is not known")
  const subject = { category: Category.subject, attributes: [attributeOf(PlatformAttribute.userId, [String(userId)])] }
  const memory: SubjectMemory = { enriched: [] }
  const decided = yield* inquire(requestOf(subject, about(partyId)), memory)
  if ("_tag" in decided) return decided
  const tasks = resourceKind(resource) === "app" ? decided.policy.tasks : []
  const atTasks: Array<{ readonly task: string; readonly decision: Decision }> = []
  for (const task of tasks) {
    const atTask = yield* inquire(requestOf(subject, about(partyId, task)), memory)
    if ("_tag" in atTask) return atTask
    atTasks.push({ task: task.id, decision: told(atTask) })
  }
  const grounds = groundsOf(decided, now)
  return {
    organizationNumber,
    userId,
    decision: told(decided),
    ...(tasks.length === 0 ? {} : { tasks: atTasks }),
    ...(grounds === undefined ? {} : { grounds })
  }
}

const taskAttributes = { task: PlatformAttribute.task, "end-event": PlatformAttribute.endEvent } as const

/** What Altinn Notifications asks about the resource of one organisation, made once for all persons. */
const questionsAbout = ({ action, resource }: AccessRequest) => {
  const app = parseApp(resource)
  const actions = { category: Category.action, attributes: [attributeOf(AttributeId.actionId, [action])] }
  const names =
    app === undefined
      ? [attributeOf(PlatformAttribute.resource, [resource])]
      : [attributeOf(PlatformAttribute.org, [app.org]), attributeOf(PlatformAttribute.app, [app.app])]
  const made = new Map<string, ReadonlyArray<Attributes>>()
  return (partyId: number, task?: AppTask): ReadonlyArray<Attributes> => {
    const key = `${partyId} ${task?.kind ?? ""} ${task?.id ?? ""}`
    const known = made.get(key) ?? [
      actions,
      {
        category: Category.resource,
        attributes: [
          ...names,
          attributeOf(PlatformAttribute.partyId, [String(partyId)]),
          ...(task === undefined ? [] : [attributeOf(taskAttributes[task.kind], [task.id])])
        ]
      }
    ]
    made.set(key, known)
    return known
  }
}

const requestOf = (subject: Attributes, about: ReadonlyArray<Attributes>): Request => ({
  returnPolicyIdList: false,
  combinedDecision: false,
  requestReferences: [],
  attributes: [subject, ...about]
})

/** Why there is no Permit, as far as it is up to the policy. */
const groundsOf = ({ by, decision, policy, request }: InquiredDecision, now: number): AccessGrounds | undefined =>
  decision === "Permit" || by === "access list" ? undefined : inWords(policy.grounds(request(), now))

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
