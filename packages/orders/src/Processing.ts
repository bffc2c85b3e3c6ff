/**
 * Processing takes a shipment up when it is due: its send condition is asked, it is decided, and its notifications are
 * handed over. Each of these is one change of the shipment, so whoever takes it up after a crash goes on where it stood.
 *
 * Invariants: a shipment is claimed by a change before anything is done, so of several workers one goes on; it is decided
 * once, since the decision is kept by the same change that ends the claim; every shipment comes to an end that can be seen.
 * Source: Altinn Notifications, OrderProcessingService.
 */
import { decide, gather } from "@adressat/core"
import type { Decision, GatherOptions, RuleProgram, Snapshot, Sources, StoreError } from "@adressat/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { emailExpiry, instantSmsExpiry, smsExpiry } from "./Expiry.ts"
import { afterHandover, offer } from "./HandingOver.ts"
import type { HandedOver } from "./HandingOver.ts"
import { processOrder } from "./Notifications.ts"
import type { Notification, Processed } from "./Notifications.ts"
import type { Dispatch } from "./ports/Dispatch.ts"
import { OrderStore } from "./ports/OrderStore.ts"
import type { ShipmentChange } from "./ports/OrderStore.ts"
import type { RegisteredNames } from "./ports/RegisteredNames.ts"
import { SendConditions } from "./ports/SendConditions.ts"
import { delayAfter } from "./Retry.ts"
import type { RetryPolicy } from "./Retry.ts"
import { CONDITION_RETRY_DELAY, sendConditionOutcome } from "./SendConditionOutcome.ts"
import type { SendConditionOutcome } from "./SendConditionOutcome.ts"
import type { SendingHours } from "./SendingWindow.ts"
import { orderOf } from "./Shipment.ts"
import type { Shipment } from "./Shipment.ts"
import { advanced, feedEntryOf } from "./TrackedShipment.ts"
import type { ProcessingFailure, TrackedNotification, TrackedShipment } from "./TrackedShipment.ts"

/** How shipments are processed. */
export interface ProcessingOptions {
  /** The rules at the time that a shipment is decided. */
  readonly program: () => RuleProgram
  /** A new UUID. */
  readonly newId: () => string
  readonly gather?: GatherOptions
  /** When an SMS of the policy `Daytime` may be handed over. */
  readonly hours?: SendingHours
  readonly retries?: RetryPolicy
  /**
   * How long a claim lasts if whoever made it is not heard of again, in milliseconds; default 60,000. Of this, a condition
   * may take half, and the sources half of what is left.
   */
  readonly lease?: number
}

/** What processing talks to. */
export type ProcessingPorts = OrderStore | SendConditions | Dispatch | RegisteredNames | Sources

/** How long a claim lasts by default, in milliseconds. */
export const DEFAULT_LEASE = 60_000

/**
 * Takes up the shipments that are due, at most `limit`, a few at a time; gives how many were. Fails as the first of them
 * does for which the store fails, when all have been tried.
 */
export const takeUpDue = Effect.fnUntraced(function* (options: ProcessingOptions, limit: number) {
  const store = yield* OrderStore
  const due = yield* store.find({ by: "due", now: yield* Clock.currentTimeMillis, limit })
  // One that the store does not take must not stop the others.
  const taken = yield* Effect.forEach(due, (tracked) => Effect.exit(takeUp(tracked, options)), { concurrency: 8 })
  const were = yield* Effect.forEach(taken, (exit) => exit)
  return were.filter((was) => was).length
}) satisfies (options: ProcessingOptions, limit: number) => Effect.Effect<number, StoreError, ProcessingPorts>

/** Takes one shipment a step further; `false` when somebody else has taken it, or nothing is left to do. */
export const takeUp = Effect.fnUntraced(function* (tracked: TrackedShipment, options: ProcessingOptions) {
  const claimed = yield* claim(tracked, options)
  if (claimed === undefined) return false
  if (claimed.status === "Processed") {
    const handed = yield* offer(claimed, stillMine(claimed), options)
    return yield* keepAnswers(claimed, handed, options, MOST_TRIES)
  }
  const change = yield* decideShipment(claimed, options)
  const [done = false] = yield* (yield* OrderStore).change([change])
  return done
}) satisfies (
  tracked: TrackedShipment,
  options: ProcessingOptions
) => Effect.Effect<boolean, StoreError, ProcessingPorts>

/** A claimed shipment as it stands now, as long as the claim lasts; a report that came meanwhile leaves it as it is. */
const stillMine = Effect.fnUntraced(function* ({ dueAt, shipment, shipmentId }: TrackedShipment) {
  const selection = { by: "shipment", creator: shipment.creator, shipmentIds: [shipmentId] } as const
  const [found] = yield* (yield* OrderStore).find(selection)
  const now = yield* Clock.currentTimeMillis
  return found?.dueAt === dueAt && dueAt !== null && now < dueAt ? found : undefined
})

/** How often the answers of the dispatch are put to a shipment that changes at the same time. */
const MOST_TRIES = 10

/** What the dispatch answered holds also when a report has come meanwhile, or another worker has gone on. */
const keepAnswers = (
  tracked: TrackedShipment,
  handed: HandedOver,
  options: ProcessingOptions,
  tries: number
): Effect.Effect<boolean, StoreError, OrderStore> =>
  Effect.gen(function* () {
    const store = yield* OrderStore
    const [isDone = false] = yield* store.change([
      afterHandover(tracked, handed, yield* Clock.currentTimeMillis, options)
    ])
    if (isDone) return true
    const { shipment, shipmentId } = tracked
    const [now] = yield* store.find({ by: "shipment", creator: shipment.creator, shipmentIds: [shipmentId] })
    const isNews = now?.notifications.some(({ id, status }) => status === "New" && handed.answers.has(id)) === true
    return now !== undefined && isNews && tries > 0 ? yield* keepAnswers(now, handed, options, tries - 1) : false
  })

const claim = Effect.fnUntraced(function* (tracked: TrackedShipment, { lease = DEFAULT_LEASE }: ProcessingOptions) {
  if (tracked.dueAt === null) return undefined
  const now = yield* Clock.currentTimeMillis
  const to = advanced(tracked, now, {
    status: tracked.status === "Registered" ? "Processing" : tracked.status,
    dueAt: now + lease
  })
  const [isMine = false] = yield* (yield* OrderStore).change([{ from: tracked.revision, to, at: now }])
  return isMine ? to : undefined
})

const decideShipment = Effect.fnUntraced(function* (tracked: TrackedShipment, options: ProcessingOptions) {
  const condition = yield* askCondition(tracked)
  const now = yield* Clock.currentTimeMillis
  if (condition?.outcome === "retryOnce") {
    return changeTo(tracked, now, { status: "Registered", condition, dueAt: now + CONDITION_RETRY_DELAY })
  }
  if (condition?.outcome === "conditionNotMet") {
    return changeTo(tracked, now, { status: "SendConditionNotMet", condition })
  }
  const program = options.program()
  const order = orderOf(tracked.shipment, "processing")
  const answered = yield* inTime(tracked, gather(program, order, options.gather))
  // Of sources that do not answer in time nothing is known.
  const snapshot = Option.getOrElse(answered, (): Snapshot => ({ at: new Date(now).toISOString() }))
  const decision = decide(program, order, snapshot)
  const done = yield* Clock.currentTimeMillis
  const processed = processOrder(order, decision)
  const kept = condition === undefined ? {} : { condition }
  const delay = isWaiting(processed) ? delayAfter(tracked.attempts + 1, options.retries) : undefined
  if (delay !== undefined) {
    return changeTo(tracked, done, {
      ...kept,
      status: "Registered",
      attempts: tracked.attempts + 1,
      dueAt: done + delay
    })
  }
  return concluded(tracked, kept, { processed, decision, snapshot, program, done }, options)
})

/**
 * What comes in half of the time that is left of a claim. Whoever asked those who take longer than a claim lasts would find
 * the shipment claimed by another worker each time, and none would ever go on.
 */
const inTime = Effect.fnUntraced(function* <A, E, R>({ dueAt }: TrackedShipment, effect: Effect.Effect<A, E, R>) {
  const now = yield* Clock.currentTimeMillis
  return yield* Effect.timeoutOption(effect, Math.max(0, ((dueAt ?? now) - now) / 2))
})

/** Asks the send condition, where there is one that has not been settled yet. */
const askCondition = Effect.fnUntraced(function* (tracked: TrackedShipment) {
  const { condition, shipment } = tracked
  if (shipment.conditionEndpoint === undefined) return undefined
  if (condition?.outcome === "send") return condition
  const asked = yield* inTime(tracked, (yield* SendConditions).ask([shipment.conditionEndpoint]))
  const [response = { exception: "no answer" }] = Option.getOrElse(asked, () => [])
  return sendConditionOutcome(condition === undefined ? "first" : "retry", response)
}) satisfies (tracked: TrackedShipment) => Effect.Effect<SendConditionOutcome | undefined, never, SendConditions>

/** The platform never goes on without those it knows nothing of, so all wait for them as long as there are attempts. */
const isWaiting = (processed: Processed): boolean => processed.outcome !== "abandoned" && processed.waiting.length > 0

interface Decided {
  readonly processed: Processed
  readonly decision: Decision
  readonly snapshot: Snapshot
  readonly program: RuleProgram
  readonly done: number
}

type Changes = Parameters<typeof advanced>[2]

/** The change to a shipment, with the feed entry if it is final by it. */
const changeTo = (tracked: TrackedShipment, now: number, changes: Changes): ShipmentChange => {
  const to = advanced(tracked, now, changes)
  const entry = feedEntryOf(to)
  return { from: tracked.revision, to, at: now, ...(entry === undefined ? {} : { entry }) }
}

/** The shipment with its notifications, and the decision they come from. */
const concluded = (
  tracked: TrackedShipment,
  kept: Pick<TrackedShipment, "condition">,
  { decision, done, processed, program, snapshot }: Decided,
  { hours, newId }: ProcessingOptions
): ShipmentChange => {
  const { shipment, shipmentId } = tracked
  const decisionId = newId()
  const rows = trackedRows(shipment, processed, done, newId, hours)
  const failure = failureOf(processed, tracked.attempts + 1)
  const isDone = rows.every(({ status }) => status !== "New")
  return {
    ...changeTo(tracked, done, {
      ...kept,
      status: isDone ? "Completed" : "Processed",
      attempts: 0,
      dueAt: done,
      decisionId,
      notifications: rows,
      ...(failure === undefined ? {} : { failure })
    }),
    decision: {
      id: decisionId,
      creator: shipment.creator,
      at: done,
      purpose: "send",
      shipmentId,
      order: orderOf(shipment, "processing"),
      snapshot,
      ruleSet: program.ruleSet,
      decision
    }
  }
}

/** The notifications of a shipment as they begin; `idOf` gives each its id, by place. */
export const trackedRows = (
  shipment: Shipment,
  processed: Processed,
  now: number,
  idOf: (place: number) => string,
  hours?: SendingHours
): ReadonlyArray<TrackedNotification> =>
  rowsOf(shipment, processed).map(({ result, ...row }, place) => ({
    ...row,
    id: idOf(place),
    status: result,
    lastUpdate: now,
    expiry: expiryOf(shipment, row.channel, hours)
  }))

type Row = Omit<Notification, "result"> & { readonly result: Notification["result"] | "Failed" }

/** The rows, with one for each recipient that the order was given up for: on its channel, failed. */
const rowsOf = (shipment: Shipment, processed: Processed): ReadonlyArray<Row> => {
  const failed = (recipient: number): Row => {
    const { nationalIdentityNumber, organizationNumber } = shipment.recipients[recipient] ?? {}
    return {
      channel: shipment.channel === "Sms" || shipment.channel === "SmsPreferred" ? "Sms" : "Email",
      to: "",
      result: "Failed",
      ...(organizationNumber === undefined ? {} : { organizationNumber }),
      ...(nationalIdentityNumber === undefined ? {} : { nationalIdentityNumber }),
      recipient
    }
  }
  switch (processed.outcome) {
    case "processed":
      return [...processed.notifications, ...processed.waiting.map(failed)]
    case "retry":
      return processed.waiting.map(failed)
    case "abandoned":
      // Nobody is written to, so all are told of.
      return shipment.recipients.map((_, recipient) => failed(recipient))
  }
}

const failureOf = (processed: Processed, attempts: number): ProcessingFailure | undefined => {
  if (processed.outcome === "abandoned") return { code: processed.reason, attempts }
  return processed.waiting.length === 0 ? undefined : { code: "SOURCES_UNAVAILABLE", attempts }
}

/** When a notification of a shipment expires. */
const expiryOf = (
  { requestedSendTime, sms, timeToLiveInSeconds }: Shipment,
  channel: "Email" | "Sms",
  hours: SendingHours | undefined
): number => {
  if (channel === "Email") return emailExpiry(requestedSendTime)
  return timeToLiveInSeconds === undefined
    ? smsExpiry(requestedSendTime, sms?.sendingTimePolicy ?? null, hours)
    : instantSmsExpiry(requestedSendTime, timeToLiveInSeconds)
}
