/**
 * A worker takes orders from a queue, gathers, decides, and publishes the decisions. An order that is delivered twice is
 * decided once in effect: the decision, the event that tells of it and the row of the inbox are kept together or not at all,
 * and the order is settled only when its event is published.
 *
 * Invariants: nothing is settled before what came of it is kept and published; an order whose sources do not answer is tried
 * again as the retry policy says and then given up, as a dead letter and with an event that says so, never in silence.
 */
import type { Sources, StoreError } from "@adressat/core"
import { Inbox, MessageQueue, platformRetries } from "@adressat/orders"
import type {
  CloudEvent,
  ConsumeOptions,
  Delivery,
  FailureCause,
  OutgoingMessage,
  QueueError,
  Settlement
} from "@adressat/orders"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { ORDER_INBOX, workOnOrder } from "./OrderWork.ts"
import type { OrderOutcome, OrderWorkOptions, WorkedOrder } from "./OrderWork.ts"

/** What became of the orders of a batch: how many of each; `known`: decided before, and delivered once more. */
export type WorkedBatch = Readonly<Record<OrderOutcome | "known", number>>

/** How a worker works. */
export interface WorkerOptions extends OrderWorkOptions {
  /** The queue that orders come from; default `adressat.orders`. */
  readonly orders?: string
  /** The queue that decisions go to; default `adressat.decisions`. */
  readonly decisions?: string
  /** Most orders of a batch whose facts are gathered at the same time; default 16. */
  readonly gathering?: number
  readonly consume?: ConsumeOptions
  /** Told what became of each batch. */
  readonly onBatch?: (batch: WorkedBatch) => void
}

/** The queues where nothing else is said. */
export const defaultQueues = { orders: "adressat.orders", decisions: "adressat.decisions" } as const

/** How old an event has to be before somebody else than who accepted it publishes it, in milliseconds. */
const RELAY_AGE = 60_000

/** Most events that are published at once for others. */
const RELAY_LIMIT = 256

/** Works for ever; interrupting it finishes what has been begun. Fails only when the broker refuses. */
export const runWorker = (options: WorkerOptions): Effect.Effect<never, QueueError, MessageQueue | Inbox | Sources> =>
  Effect.gen(function* () {
    const queue = yield* MessageQueue
    const relaying = Effect.andThen(Effect.sleep(RELAY_AGE), Effect.ignore(relay(options)))
    yield* Effect.forkChild(Effect.forever(relaying))
    return yield* queue.consume(
      options.orders ?? defaultQueues.orders,
      (deliveries) => handleOrders(deliveries, options),
      options.consume
    )
  })

/**
 * Publishes events that were accepted a minute ago and are not known to be published, since whoever accepted them is gone;
 * gives how many.
 */
export const relay = Effect.fnUntraced(function* ({
  decisions = defaultQueues.decisions
}: Pick<WorkerOptions, "decisions">) {
  const [queue, inbox] = [yield* MessageQueue, yield* Inbox]
  const before = (yield* Clock.currentTimeMillis) - RELAY_AGE
  const left = yield* inbox.unpublished(ORDER_INBOX, before, RELAY_LIMIT)
  yield* publish(
    queue,
    inbox,
    decisions,
    left.map(({ event, message }) => ({ message, outgoing: outgoingOf(event) }))
  )
  return left.length
}) satisfies (
  options: Pick<WorkerOptions, "decisions">
) => Effect.Effect<number, QueueError | StoreError, MessageQueue | Inbox>

/** Handles the order events of a batch: a settlement for each. */
export const handleOrders = Effect.fnUntraced(function* (
  deliveries: ReadonlyArray<Delivery>,
  options: WorkerOptions
): Effect.fn.Return<ReadonlyArray<Settlement>, never, MessageQueue | Inbox | Sources> {
  const retries = options.consume?.retries ?? platformRetries
  const worked = yield* Effect.forEach(deliveries, (delivery) => workOnOrder(delivery, options, retries), {
    concurrency: options.gathering ?? 16
  })
  const settled = yield* settle(worked, options)
  options.onBatch?.(countOf(settled))
  return settled.map(({ settlement }) => settlement)
})

interface Settled {
  readonly outcome: OrderOutcome | "known"
  readonly settlement: Settlement
}

/** Keeps what came of orders and publishes the events of it; where that fails it is as if it had not been begun. */
const settle = (
  worked: ReadonlyArray<WorkedOrder>,
  options: WorkerOptions
): Effect.Effect<ReadonlyArray<Settled>, never, MessageQueue | Inbox> =>
  Effect.catchTag(keep(worked, options), ["StoreError", "QueueError"], (error) => {
    // What the store refuses must not stop the others.
    if (error.reason !== "Unavailable" && worked.length > 1) {
      return Effect.map(
        Effect.forEach(worked, (one) => settle([one], options)),
        (each) => each.flat()
      )
    }
    const cause = causeOf(error)
    return Effect.succeed(
      worked.map((one): Settled =>
        one.entry === undefined ? one : { outcome: "retried", settlement: { outcome: "retry", cause } }
      )
    )
  })

const keep = Effect.fnUntraced(function* (
  worked: ReadonlyArray<WorkedOrder>,
  { decisions = defaultQueues.decisions }: WorkerOptions
) {
  const [queue, inbox] = [yield* MessageQueue, yield* Inbox]
  const told = worked.flatMap(({ entry, event }) => (entry && event ? [{ entry, event }] : []))
  if (told.length === 0) return worked
  const accepted = yield* inbox.accept(told.map(({ entry }) => entry))
  const unpublished = told.flatMap(({ entry: { event: text, message }, event }, index) => {
    const known = accepted[index]
    if (known?.outcome !== "known") return [{ message, outgoing: { event, text } }]
    return known.isPublished ? [] : [{ message, outgoing: outgoingOf(known.event) }]
  })
  yield* publish(queue, inbox, decisions, unpublished)
  const outcomes = accepted.values()
  return worked.map(({ entry, outcome, settlement }): Settled => {
    const isKnown = entry !== undefined && outcomes.next().value?.outcome === "known"
    return { outcome: isKnown ? "known" : outcome, settlement }
  })
}) satisfies (
  worked: ReadonlyArray<WorkedOrder>,
  options: WorkerOptions
) => Effect.Effect<ReadonlyArray<Settled>, QueueError | StoreError, MessageQueue | Inbox>

const outgoingOf = (text: string): OutgoingMessage => ({ event: JSON.parse(text) as CloudEvent, text })

const publish = (
  queue: MessageQueue["Service"],
  inbox: Inbox["Service"],
  decisions: string,
  events: ReadonlyArray<{ readonly message: string; readonly outgoing: OutgoingMessage }>
): Effect.Effect<void, QueueError | StoreError> => {
  if (events.length === 0) return Effect.void
  return Effect.andThen(
    queue.publish(
      decisions,
      events.map(({ outgoing }) => outgoing)
    ),
    inbox.published(
      ORDER_INBOX,
      events.map(({ message }) => message)
    )
  )
}

const causeOf = (error: QueueError | StoreError): FailureCause => ({
  code: `${error._tag === "StoreError" ? "STORE" : "QUEUE"}_${error.reason.toUpperCase()}`,
  message: error.message
})

const countOf = (settled: ReadonlyArray<Settled>): WorkedBatch => {
  const counts = { decided: 0, known: 0, refused: 0, retried: 0, undecided: 0 }
  for (const { outcome } of settled) counts[outcome] += 1
  return counts
}
