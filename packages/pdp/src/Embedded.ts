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
import type { Attributes, DecisionGrounds, Request } from "@adressat/xacml"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type { ContextError } from "./ContextError.ts"
import { makeContextHandler } from "./ContextHandler.ts"
import type { ContextDecision, ContextHandler, ContextHandlerOptions, Inquirer } from "./ContextHandler.ts"
import type { AppTask } from "./DecisionBatch.ts"
import { decisionError } from "./DecisionCall.ts"
import { partyBy } from "./Inquiry.ts"
import type { Inquiry } from "./Inquiry.ts"
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
  const now = yield* Clock.currentTimeMillis
  const asking: Asking = { handler, inquire: handler.inquirer("decision", now), question: questionsAbout(request), now }
  const outcomes = yield* lookup.run(pairs.map((pair) => inquirePair(pair, request.resource, asking)))
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

/** What all pairs of one call are asked about with. */
interface Asking {
  readonly handler: ContextHandler
  readonly inquire: Inquirer
  readonly question: ReturnType<typeof questionsAbout>
  readonly now: number
}

function* inquirePair(
  { organizationNumber, partyId: givenPartyId, userId }: AccessPair,
  resource: string,
  { handler, inquire, now, question }: Asking
): Inquiry<ReadAccessAnswer | AccessError> {
  const party = yield* partyBy("organizationNumber", organizationNumber)
  const partyId = party?.partyId ?? givenPartyId
  if (partyId === undefined) return decisionError("Rejected", "the organisation is not known")
  const subject = { category: Category.subject, attributes: [attributeOf(PlatformAttribute.userId, [String(userId)])] }
  const ask = (task?: AppTask) => inquire(requestOf(subject, question(partyId, task)))
  const decisionOf = ({ result }: ContextDecision) =>
    handler.errorIn(result, "json") === undefined ? result.decision : "Indeterminate"
  const decided = yield* ask()
  if ("_tag" in decided) return decided
  const tasks = resourceKind(resource) === "app" ? decided.policy.tasks : []
  const atTasks: Array<NonNullable<ReadAccessAnswer["tasks"]>[number]> = []
  for (const task of tasks) {
    const atTask = yield* ask(task)
    if ("_tag" in atTask) return atTask
    atTasks.push({ task: task.id, decision: decisionOf(atTask) })
  }
  const grounds = groundsOf(decided, now)
  return {
    organizationNumber,
    userId,
    decision: decisionOf(decided),
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
  return (partyId: number, task: AppTask | undefined): ReadonlyArray<Attributes> => {
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
