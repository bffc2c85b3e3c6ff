/**
 * Read access from a policy decision point elsewhere: Altinn's, or any that speaks the OASIS JSON profile of XACML.
 *
 * Invariants: a pair without a decision of its own is left out, and so is unavailable, never denied; if there is none at
 * all the question fails with the cause. One Indeterminate for a whole batch is not believed: the batch is halved and asked
 * again, until what is wrong stands alone. No error names a person or an organisation.
 */
import { accessKey, ReadAccess, resourceKind } from "@adressat/core"
import type { AccessDecision, AccessPair, AccessRequest, ReadAccessAnswer, SourceError } from "@adressat/core"
import { readResponseJson } from "@adressat/xacml"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { matchAnswers } from "./DecisionAnswer.ts"
import { BATCH_SIZE, decisionBatches, decisionRequestText, questionKey } from "./DecisionBatch.ts"
import type { AppTask, DecisionProfile, DecisionQuestion } from "./DecisionBatch.ts"
import { decisionError, makeDecisionCall } from "./DecisionCall.ts"

/** Questions of one request that got no decision, and why. */
export interface RemoteIncident {
  readonly error: SourceError
  /** How many questions; a pair is one, and one more for each task or event that is asked about. */
  readonly questions: number
}

/** How a policy decision point is asked. Times are in milliseconds. */
export interface RemoteOptions {
  /** Where decisions are made, such as `https://platform.altinn.no/authorization/api/v1/decision`. */
  readonly url: string
  /** Default `altinn`. */
  readonly profile?: DecisionProfile | undefined
  /** Sent as `Ocp-Apim-Subscription-Key`; default none. */
  readonly subscriptionKey?: Redacted.Redacted | undefined
  /** Asked before each call for what is sent as `Authorization: Bearer`; default none. */
  readonly token?: (() => Redacted.Redacted | PromiseLike<Redacted.Redacted>) | undefined
  /**
   * Party ids by organisation number, for pairs that come without. An organisation without a party id is asked about by
   * its number, which Altinn's endpoint looks up itself. Default: none is known.
   */
  readonly partyIdsOf?:
    | ((
        organizationNumbers: ReadonlyArray<string>,
        signal: AbortSignal
      ) => ReadonlyMap<string, number> | PromiseLike<ReadonlyMap<string, number>>)
    | undefined
  /** The tasks and events of an app to ask about besides the app itself, by resource; default none, as Altinn asks. */
  readonly tasksOf?:
    | ((resource: string, signal: AbortSignal) => ReadonlyArray<AppTask> | PromiseLike<ReadonlyArray<AppTask>>)
    | undefined
  /** Most questions in one call; default 500, at least 1. */
  readonly batchSize?: number | undefined
  /** Most calls at the same time; default 8, at least 1. */
  readonly concurrency?: number | undefined
  /** How long one try may take, and one call of `partyIdsOf` or `tasksOf`; default 30,000. */
  readonly timeout?: number | undefined
  /** Further tries of a call that may succeed later; default 3. */
  readonly retries?: number | undefined
  /** The first pause between tries, which doubles and is jittered by a fifth; default 200. */
  readonly retryDelay?: number | undefined
  /** The longest pause, and the longest `Retry-After` that is waited for; default 10,000. */
  readonly maxRetryDelay?: number | undefined
  /** Calls in a row that must fail, after all tries, before no more are made; default 5. */
  readonly breakerFailures?: number | undefined
  /** How long no calls are made then; default 30,000. */
  readonly breakerPause?: number | undefined
  /** Most calls that are made to find what is wrong with one batch; default 40. */
  readonly maxSplitCalls?: number | undefined
  /** Told of questions without a decision when others of the same request have one; default nobody is. */
  readonly onIncident?: ((incident: RemoteIncident) => void) | undefined
  /** Default: that of the platform. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** A layer that asks the policy decision point. */
export const layerRemote = (options: RemoteOptions): Layer.Layer<ReadAccess> =>
  Layer.effect(ReadAccess, makeRemote(options))

/** A whole number that is not too small; what is no number counts as left out. */
const atLeast = (least: number, value: number | undefined, initial: number): number =>
  Number.isNaN(value) ? initial : Math.max(least, Math.floor(value ?? initial))

/** What has come of questions: decisions by the key of the question, and why others have none. */
interface Outcome {
  readonly decisions: ReadonlyMap<string, AccessDecision>
  readonly incidents: ReadonlyArray<RemoteIncident>
}

const makeRemote = Effect.fnUntraced(function* (options: RemoteOptions) {
  const profile = options.profile ?? "altinn"
  const maxSplitCalls = atLeast(0, options.maxSplitCalls, 40)
  const timeout = atLeast(1, options.timeout, 30_000)
  const call = yield* makeDecisionCall({
    url: options.url,
    profile,
    subscriptionKey: options.subscriptionKey,
    token: options.token,
    concurrency: atLeast(1, options.concurrency, 8),
    timeout,
    retries: atLeast(0, options.retries, 3),
    retryDelay: atLeast(1, options.retryDelay, 200),
    maxRetryDelay: atLeast(1, options.maxRetryDelay, 10_000),
    breakerFailures: atLeast(1, options.breakerFailures, 5),
    breakerPause: atLeast(1, options.breakerPause, 30_000),
    fetch: options.fetch ?? globalThis.fetch
  })

  const ask = Effect.fnUntraced(function* (batch: AccessRequest<DecisionQuestion>) {
    const body = decisionRequestText(batch, profile)
    if (body === undefined)
      return yield* Effect.fail(decisionError("Rejected", "the resource begins with app_ but names no app"))
    // What is wrong with an obligation is no reason to know nothing of a whole batch: a Permit with one is a Permit.
    const response = readResponseJson(yield* call(body), { decisionsOnly: true })
    if (response.ok) return matchAnswers(batch.pairs, response.value)
    const why = response.findings.find(({ severity }) => severity === "error")?.message ?? "it is empty"
    return yield* Effect.fail(decisionError("Malformed", `the answer is no XACML response: ${why}`))
  })

  /** Asks about a batch, and as long as the answer is one Indeterminate for all, about its halves. */
  const askBatch = Effect.fnUntraced(function* (batch: AccessRequest<DecisionQuestion>) {
    const decisions = new Map<string, AccessDecision>()
    const incidents: Array<RemoteIncident> = []
    let callsLeft = maxSplitCalls
    let round = [batch.pairs]
    while (round.length > 0) {
      const answers = yield* Effect.forEach(round, (pairs) => Effect.result(ask({ ...batch, pairs })), {
        concurrency: "unbounded"
      })
      const halves: Array<ReadonlyArray<DecisionQuestion>> = []
      for (const [index, pairs] of round.entries()) {
        const answer = answers[index]
        const leave = (error: SourceError, questions = pairs.length) => incidents.push({ error, questions })
        if (answer === undefined) continue
        if (Result.isFailure(answer)) leave(answer.failure)
        else if (answer.success.kind === "decided") {
          for (const [key, decision] of answer.success.decisions) decisions.set(key, decision)
          const open = pairs.length - answer.success.decisions.size
          if (open > 0) leave(unnamed(), open)
        } else if (pairs.length > 1 && callsLeft >= 2) {
          callsLeft -= 2
          const middle = Math.ceil(pairs.length / 2)
          halves.push(pairs.slice(0, middle), pairs.slice(middle))
        } else leave(indeterminate())
      }
      round = halves
    }
    return { decisions, incidents } satisfies Outcome
  })

  /** Asks the host, which has as much time as the policy decision point. */
  const askHost = <A>(question: (signal: AbortSignal) => A | PromiseLike<A>, message: string) =>
    Effect.tryPromise({
      try: async (signal) => question(signal),
      catch: () => decisionError("Unavailable", message)
    }).pipe(
      Effect.timeoutOrElse({
        duration: Duration.millis(timeout),
        orElse: () => Effect.fail(decisionError("Unavailable", message))
      })
    )

  const withPartyIds = Effect.fnUntraced(function* (pairs: ReadonlyArray<AccessPair>) {
    const { partyIdsOf } = options
    const numbers = [...new Set(pairs.flatMap((pair) => (pair.partyId === undefined ? [pair.organizationNumber] : [])))]
    if (partyIdsOf === undefined || numbers.length === 0) return pairs
    const partyIds = yield* askHost(
      (signal) => partyIdsOf(numbers, signal),
      "the party ids of organisations are not available"
    )
    return pairs.map((pair): AccessPair => {
      const partyId = pair.partyId ?? partyIds.get(pair.organizationNumber)
      return partyId === undefined ? pair : { ...pair, partyId }
    })
  })

  const tasksFor = (resource: string) => {
    const { tasksOf } = options
    return tasksOf === undefined || resourceKind(resource) !== "app"
      ? Effect.succeed<ReadonlyArray<AppTask>>([])
      : askHost((signal) => tasksOf(resource, signal), "the tasks and events of the app are not available")
  }

  const decide = Effect.fnUntraced(function* (request: AccessRequest) {
    if (request.pairs.length === 0) return []
    const tasks = yield* tasksFor(request.resource)
    const pairs = yield* withPartyIds(request.pairs)
    const atTasks = tasks.flatMap((task) => pairs.map((pair): DecisionQuestion => ({ ...pair, task })))
    const batches = decisionBatches(
      { ...request, pairs: [...pairs, ...atTasks] },
      atLeast(1, options.batchSize, BATCH_SIZE)
    )
    const outcomes = yield* Effect.forEach(batches, askBatch, { concurrency: "unbounded" })
    const decisions = new Map(outcomes.flatMap((outcome) => [...outcome.decisions]))
    const incidents = outcomes.flatMap((outcome) => outcome.incidents)
    const answers = answersTo(pairs, tasks, decisions)
    const [first] = incidents
    if (answers.length === 0 && first !== undefined) return yield* Effect.fail(first.error)
    yield* Effect.ignoreCause(Effect.sync(() => incidents.forEach((incident) => options.onIncident?.(incident))))
    return answers
  })

  return { decide }
})

const unnamed = () =>
  decisionError("Unavailable", "the policy decision point has left questions without an answer of their own")

const indeterminate = () =>
  decisionError(
    "Unavailable",
    "the policy decision point has answered with one Indeterminate for all that was asked, so something failed inside it"
  )

/** The answers about each pair that was asked about and decided, once; tasks only when all are decided. */
const answersTo = (
  pairs: ReadonlyArray<AccessPair>,
  tasks: ReadonlyArray<AppTask>,
  decisions: ReadonlyMap<string, AccessDecision>
): ReadonlyArray<ReadAccessAnswer> => {
  const answers = new Map<string, ReadAccessAnswer>()
  for (const pair of pairs) {
    const { organizationNumber, userId } = pair
    const decision = decisions.get(questionKey(pair))
    if (decision === undefined) continue
    const atTasks = tasks.flatMap((task) => {
      const atTask = decisions.get(questionKey({ ...pair, task }))
      return atTask === undefined ? [] : [{ task: task.id, decision: atTask }]
    })
    answers.set(accessKey(organizationNumber, userId), {
      organizationNumber,
      userId,
      decision,
      ...(tasks.length === 0 || atTasks.length < tasks.length ? {} : { tasks: atTasks })
    })
  }
  return [...answers.values()]
}
