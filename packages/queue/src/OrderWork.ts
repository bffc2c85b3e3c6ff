/**
 * The work on one order: it is read, its facts are gathered, it is decided, and what came of it becomes a row of the inbox.
 *
 * Invariants: the same order event has the same key, decision id and event id, whoever works on it and how often; a candidate
 * rule set sees the same snapshot, and that it fails changes nothing.
 */
import { decide, gather } from "@adressat/core"
import type { Decision, GatherOptions, RuleProgram, Snapshot, Sources } from "@adressat/core"
import { delayAfter, shadowOf } from "@adressat/orders"
import type {
  CloudEvent,
  Delivery,
  FailureCause,
  InboxEntry,
  LoggedDecision,
  RetryPolicy,
  Settlement
} from "@adressat/orders"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { DECISION_EVENT, readOrderEvent, REFUSAL_EVENT, UNDECIDED_EVENT } from "./OrderEvent.ts"
import type {
  DecisionData,
  OrderData,
  OrderReference,
  ReadOrderEvent,
  RefusalData,
  UndecidedData
} from "./OrderEvent.ts"

/** How orders are decided. */
export interface OrderWorkOptions {
  /** The rules at the time that an order is decided, such as those of its creator. */
  readonly program: (data: OrderData) => RuleProgram
  /** A rule set that runs in the shadow; default none. */
  readonly candidate?: (data: OrderData) => RuleProgram | undefined
  readonly gather?: GatherOptions
  /** Who decides, as the source of events: a URI or a path; default `/adressat`. */
  readonly source?: string
}

/** What became of an order. */
export type OrderOutcome = "decided" | "refused" | "retried" | "undecided"

/** An order that was worked on: what is to be kept of it, and what is to become of its delivery when it is kept. */
export interface WorkedOrder {
  readonly outcome: OrderOutcome
  readonly entry?: InboxEntry
  /** The event whose text the entry has. */
  readonly event?: CloudEvent
  readonly settlement: Settlement
}

/** The name of the inbox that all workers share. */
export const ORDER_INBOX = "orders"

/** Works on the order of a delivery. */
export const workOnOrder = Effect.fnUntraced(function* (
  { attempt, body }: Delivery,
  options: OrderWorkOptions,
  retries: RetryPolicy
): Effect.fn.Return<WorkedOrder, never, Sources> {
  const read = readOrderEvent(body)
  if (read.outcome === "unreadable") return { outcome: "refused", settlement: { outcome: "dead", cause: NOT_AN_EVENT } }
  if (read.outcome === "refused") return refused(read, yield* Clock.currentTimeMillis, options)
  const program = options.program(read.data)
  const { order } = read.data
  const snapshot = yield* gather(program, order, options.gather)
  const decision = decide(program, order, snapshot)
  const at = yield* Clock.currentTimeMillis
  if (!isUndetermined(decision)) return decided(read, { at, decision, program, snapshot }, options)
  return delayAfter(attempt, retries) === undefined
    ? undecided(read, at, attempt, options)
    : { outcome: "retried", settlement: { outcome: "retry", cause: SOURCES_UNAVAILABLE } }
})

/** The platform goes on with nobody as long as nothing is known of somebody, and so does the worker. */
const isUndetermined = ({ recipients }: Decision): boolean =>
  recipients.some(({ outcome }) => outcome === "undetermined")

/** The cause of a delivery that holds no event. */
const NOT_AN_EVENT: FailureCause = { code: "NOT_AN_EVENT", message: "the message is no CloudEvent in JSON" }

/** The cause of an order whose sources did not answer. */
const SOURCES_UNAVAILABLE: FailureCause = {
  code: "SOURCES_UNAVAILABLE",
  message: "sources did not answer, so that nothing is known of somebody the order names"
}

type Read<Outcome extends ReadOrderEvent["outcome"]> = Extract<ReadOrderEvent, { readonly outcome: Outcome }>

const referenceOf = ({ id, source }: CloudEvent): OrderReference => ({ source, id })

const eventOf = (
  type: string,
  id: string,
  at: number,
  { source = "/adressat" }: OrderWorkOptions,
  data: DecisionData | RefusalData | UndecidedData
): CloudEvent => ({
  specversion: "1.0",
  id,
  source,
  type,
  time: new Date(at).toISOString(),
  datacontenttype: "application/json",
  data
})

/** An event goes by the name that the inbox knows it by. */
const told = (event: CloudEvent, at: number, more: Pick<InboxEntry, "decision" | "shadow"> = {}) => ({
  event,
  entry: { consumer: ORDER_INBOX, message: event.id, at, event: JSON.stringify(event), ...more }
})

interface Made {
  readonly at: number
  readonly program: RuleProgram
  readonly snapshot: Snapshot
  readonly decision: Decision
}

const decided = (
  { data: { creator, order }, event, key }: Read<"order">,
  { at, decision, program, snapshot }: Made,
  options: OrderWorkOptions
): WorkedOrder => {
  const logged: LoggedDecision = {
    id: key,
    creator,
    at,
    purpose: "send",
    order,
    snapshot,
    ruleSet: program.ruleSet,
    decision
  }
  const shadow = shadowRunOf(logged, { creator, order }, options)
  const data = { order: referenceOf(event), creator, decisionId: key, decision }
  return {
    outcome: "decided",
    ...told(eventOf(DECISION_EVENT, key, at, options, data), at, {
      decision: logged,
      ...(shadow === undefined ? {} : { shadow })
    }),
    settlement: { outcome: "done" }
  }
}

/** A candidate is on trial: that it cannot decide is its own matter. */
const shadowRunOf = (logged: LoggedDecision, data: OrderData, { candidate }: OrderWorkOptions) => {
  try {
    const program = candidate?.(data)
    return program === undefined ? undefined : shadowOf(program, logged)
  } catch {
    return undefined
  }
}

const refused = ({ event, key, problems }: Read<"refused">, at: number, options: OrderWorkOptions): WorkedOrder => {
  const data = { order: referenceOf(event), problems }
  const [first] = problems
  const place = first === undefined ? "" : `: ${first.path}: ${first.message}`
  return {
    outcome: "refused",
    ...told(eventOf(REFUSAL_EVENT, `${key}.refused`, at, options, data), at),
    settlement: { outcome: "dead", cause: { code: "ORDER_REFUSED", message: `the order was refused${place}` } }
  }
}

const undecided = (
  { data: { creator }, event, key }: Read<"order">,
  at: number,
  attempts: number,
  options: OrderWorkOptions
): WorkedOrder => {
  const data = { order: referenceOf(event), creator, cause: SOURCES_UNAVAILABLE, attempts }
  return {
    outcome: "undecided",
    ...told(eventOf(UNDECIDED_EVENT, `${key}.undecided`, at, options, data), at),
    settlement: { outcome: "dead", cause: SOURCES_UNAVAILABLE }
  }
}
