/**
 * The handlers that decide: orders come in, decisions and explanations go out; what was asked to be kept is kept.
 */
import { decide, explain, gather, redact } from "@adressat/core"
import type {
  Audience,
  Decision,
  DocumentStore,
  Language,
  Order,
  ParsedOrder,
  Problem,
  RuleProgram,
  Snapshot,
  Sources,
  StoreError
} from "@adressat/core"
import { DecisionLog, driftOf, formatInstant, OrderStore, redactDrift, replayDecision } from "@adressat/orders"
import type { LoggedDecision } from "@adressat/orders"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { faultOf, json, refusal } from "../Call.ts"
import type { Call, Refusal } from "../Call.ts"
import { hasScope } from "../Caller.ts"
import { ORDERS_SCOPE, SUPPORT_SCOPE } from "../contract/Scope.ts"
import { readOrderText } from "../OrderText.ts"
import { ndjsonAnswer } from "../Ndjson.ts"
import type { Line } from "../Ndjson.ts"
import type { Desk, Handler } from "./Desk.ts"

/** The handlers of the operations that decide. */
export const decisionHandlers = (desk: Desk) =>
  ({
    resolve: Effect.fnUntraced(function* (call: Call) {
      const { decision, warnings, ...kept } = yield* decideCall(desk, call)
      return json(200, { ...kept.members, decision, warnings }, kept.headers)
    }),
    explain: Effect.fnUntraced(function* (call: Call) {
      const { decision, warnings, ...kept } = yield* decideCall(desk, call)
      return json(
        200,
        { ...kept.members, explanation: explain(decision, wordsOf(call)), decision, warnings },
        kept.headers
      )
    }),
    resolveMany: Effect.fnUntraced(function* (call: Call) {
      const program = yield* programOf(desk, call)
      const { language } = call.query
      const decideLine = (line: Line): Effect.Effect<unknown, never, Sources> => {
        if ("problem" in line) return Effect.succeed({ line: line.line, problems: [line.problem] })
        const parsed = Result.flatMap(readOrderText(line.text), (order) => owned(call, order))
        if (Result.isFailure(parsed)) {
          return Effect.succeed({ line: line.line, problems: parsed.failure.map(atLine) })
        }
        const { order } = parsed.success
        return Effect.map(gather(program, order, desk.gather), (snapshot) => {
          const decision = decide(program, order, snapshot)
          return language === undefined
            ? { line: line.line, decision }
            : { line: line.line, decision, explanation: explain(decision, { language: language as Language }) }
        })
      }
      return ndjsonAnswer(call, desk, decideLine)
    }),
    decision: Effect.fnUntraced(function* (call: Call) {
      const { at, order, snapshot, ...kept } = yield* keptDecision(call)
      const { creator: _, decision, id, purpose, ruleSet, shipmentId } = kept
      const common = {
        id,
        at: formatInstant(at),
        purpose,
        ...(shipmentId === undefined ? {} : { shipmentId }),
        ruleSet
      }
      return isForSupport(call)
        ? json(200, { ...common, decision: redact(decision) })
        : json(200, { ...common, order, snapshot, decision })
    }),
    replayDecision: (call) =>
      Effect.map(keptDecision(call), (kept) => {
        const { decision, isSame } = replayDecision(kept)
        return json(200, { id: kept.id, isSame, decision: isForSupport(call) ? redact(decision) : decision })
      }),
    decisionExplanation: (call) =>
      Effect.map(keptDecision(call), ({ decision }) =>
        json(200, explain(isForSupport(call) ? redact(decision) : decision, wordsOf(call)))
      ),
    shipmentExplanation: Effect.fnUntraced(function* (call: Call) {
      const creator = yield* creatorOf(call)
      const { shipmentId = "" } = call.params
      const [tracked] = yield* (yield* OrderStore).find({ by: "shipment", creator, shipmentIds: [shipmentId] })
      if (tracked === undefined) return yield* Effect.fail(refusal("shipment-not-found"))
      const { decisionId, failure, forecastId, status } = tracked
      const ids = [forecastId, decisionId].filter((id) => id !== undefined)
      const found = yield* (yield* DecisionLog).find(creator, ids)
      const shown = (one: LoggedDecision | undefined) => {
        if (one === undefined) return undefined
        const decision = isForSupport(call) ? redact(one.decision) : one.decision
        return { id: one.id, at: formatInstant(one.at), explanation: explain(decision, wordsOf(call)) }
      }
      const forecast = found.find(({ id }) => id === forecastId)
      const decision = found.find(({ id }) => id === decisionId)
      const drift =
        forecast === undefined || decision === undefined ? undefined : driftOf(forecast.decision, decision.decision)
      return json(200, {
        shipmentId,
        status,
        ...(forecast === undefined ? {} : { forecast: shown(forecast) }),
        ...(decision === undefined ? {} : { decision: shown(decision) }),
        ...(drift === undefined ? {} : { drift: isForSupport(call) ? redactDrift(drift) : drift }),
        ...(failure === undefined ? {} : { failure })
      })
    })
  }) satisfies Readonly<Record<string, Handler>>

const wordsOf = ({ query }: Call): { readonly language?: Language; readonly audience?: Audience } => ({
  ...(query["language"] === undefined ? {} : { language: query["language"] as Language }),
  ...(query["audience"] === undefined ? {} : { audience: query["audience"] as Audience })
})

/** The program that the query names. */
const programOf = (
  { programs }: Desk,
  { caller, query }: Call
): Effect.Effect<RuleProgram, Refusal | StoreError, DocumentStore> =>
  Effect.flatMap(programs.named(caller.org, (query["ruleSet"] as string | undefined) ?? "altinn"), (program) =>
    program === undefined
      ? Effect.fail(
          refusal("invalid-request", {
            problems: [
              {
                in: "query",
                pointer: "/ruleSet",
                detail: "there is no such rule set; use altinn, strict or the id of one that you have published"
              }
            ]
          })
        )
      : Effect.succeed(program)
  )

/** The order as its caller's own. */
const owned = ({ caller }: Call, parsed: ParsedOrder): Result.Result<ParsedOrder, ReadonlyArray<Problem>> => {
  const { creator } = parsed.order
  if (creator === undefined) return Result.succeed({ ...parsed, order: { ...parsed.order, creator: caller.org } })
  return creator === caller.org
    ? Result.succeed(parsed)
    : Result.fail([
        {
          severity: "error",
          code: "wrong-value",
          path: "$.creator",
          message: "the creator of an order is its caller; leave it out"
        }
      ])
}

/** Problems of a line stand in that line, whatever line of the text they would be in. */
const atLine = (problem: Problem) => {
  const { line: _, ...fault } = faultOf(problem)
  return fault
}

interface Decided {
  readonly decision: Decision
  readonly warnings: ReadonlyArray<unknown>
  readonly members: { readonly id?: string }
  readonly headers?: Readonly<Record<string, string>>
}

const decideCall = Effect.fnUntraced(function* (desk: Desk, call: Call) {
  const program = yield* programOf(desk, call)
  const parsed = Result.flatMap(readOrderText(call.text, call.body), (order) => owned(call, order))
  if (Result.isFailure(parsed)) {
    return yield* Effect.fail(
      refusal("invalid-request", { problems: parsed.failure.map((problem) => faultOf(problem)) })
    )
  }
  const { order, warnings } = parsed.success
  const snapshot = yield* gather(program, order, desk.gather)
  const decision = decide(program, order, snapshot)
  const told = warnings.map((problem) => faultOf(problem))
  if (call.query["keep"] !== "true") return { decision, warnings: told, members: {} } satisfies Decided
  const id = yield* keep(desk, call, { order, snapshot, program, decision })
  return {
    decision,
    warnings: told,
    members: { id },
    headers: { Location: `${desk.basePath}/adressat/v1/decisions/${id}` }
  } satisfies Decided
})

const keep = Effect.fnUntraced(function* (
  desk: Desk,
  { caller }: Call,
  made: {
    readonly order: Order
    readonly snapshot: Snapshot
    readonly program: RuleProgram
    readonly decision: Decision
  }
) {
  const id = desk.newId()
  const { decision, order, program, snapshot } = made
  const at = yield* Clock.currentTimeMillis
  yield* (yield* DecisionLog).append([
    { id, creator: caller.org, at, purpose: "asked", order, snapshot, ruleSet: program.ruleSet, decision }
  ])
  return id
})

/** Whether what is asked for is somebody else's, which only support may see, without names and addresses. */
const isForSupport = ({ caller, query }: Call): boolean =>
  (query["creator"] !== undefined && query["creator"] !== caller.org) || !hasScope(caller, [ORDERS_SCOPE])

/** Whose decisions are asked for. */
const creatorOf = ({ caller, query }: Call): Effect.Effect<string, Refusal> => {
  const asked = query["creator"] as string | undefined
  if (asked === undefined || asked === caller.org || hasScope(caller, [SUPPORT_SCOPE])) {
    return Effect.succeed(asked ?? caller.org)
  }
  return Effect.fail(
    refusal("invalid-request", {
      problems: [{ in: "query", pointer: "/creator", detail: "only support may name another service owner" }]
    })
  )
}

const keptDecision = Effect.fnUntraced(function* (call: Call) {
  const creator = yield* creatorOf(call)
  const [found] = yield* (yield* DecisionLog).find(creator, [call.params["id"] ?? ""])
  return found ?? (yield* Effect.fail(refusal("not-found")))
})
