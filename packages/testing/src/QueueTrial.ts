/**
 * A queue trial is one case of the contract of queues while it runs: it has queues of its own, opens clients of the broker,
 * consumes with them and writes down what was delivered when.
 *
 * Invariants: everything is closed when the case is over; nothing is waited for without an end.
 */
import { DeadLetters, MessageQueue, QueueError } from "@adressat/orders"
import type {
  CloudEvent,
  ConsumeOptions,
  Delivery,
  FailureCause,
  HandleBatch,
  OutgoingMessage,
  QueueGuarantees,
  Settlement
} from "@adressat/orders"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { assert } from "vitest"
import type { SkippedCase } from "./Contract.ts"

/** The queue under contract. */
export interface QueueUnderContract {
  /** A client of the broker: each that is opened is one process of its own, and all see the same queues. */
  readonly open: () => Layer.Layer<MessageQueue | DeadLetters, unknown>
  readonly guarantees: QueueGuarantees
  /** Cuts all connections to the broker, which takes new ones at once. */
  readonly cut?: () => Promise<void>
  /** Kills the broker and starts it again with its data. */
  readonly restart?: () => Promise<void>
  /** Waits until the broker cannot forget any more that queues were made, where it may when it is killed. */
  readonly settle?: () => Promise<void>
  /** Puts a text that is no event into a queue that is there already, as a client of somebody else does. */
  readonly foreign?: (queue: string, text: string) => Promise<void>
  /** A client of a broker that is not there; where it has a password, that is `hunter2secret`. */
  readonly unreachable?: () => Layer.Layer<MessageQueue | DeadLetters, unknown>
  /** A client that the broker refuses, since its password `hunter2secret` is wrong. */
  readonly refused?: () => Layer.Layer<MessageQueue | DeadLetters, unknown>
  /** Removes the queues of a case. */
  readonly cleanUp?: (queues: ReadonlyArray<string>) => Promise<void>
  /** Cases that the queue does not keep, each with a reason; default none. */
  readonly skip?: ReadonlyArray<SkippedCase>
  /** How long a case waits for one thing to happen, in milliseconds; default 30,000. */
  readonly patience?: number
  /** How many messages the case with many has; default 100,000. */
  readonly many?: number
}

/** A client of the broker. */
export interface QueueClient {
  readonly queue: MessageQueue["Service"]
  readonly dead: DeadLetters["Service"]
  readonly close: Effect.Effect<void>
}

/** A delivery that came, and the instant at which it did. */
export interface SeenDelivery extends Delivery {
  readonly seenAt: number
}

/** A consumer that writes down what it gets. */
export interface TrialConsumer {
  /** In the order in which it came. */
  readonly seen: Array<SeenDelivery>
  /** Stops consuming, and waits until that is done. */
  readonly stop: Effect.Effect<void>
}

/** How a consumer of a trial handles. */
export interface TrialConsumeOptions extends ConsumeOptions {
  /** Default the queue of the trial. */
  readonly from?: string
}

/** A case while it runs. */
export interface QueueTrial {
  readonly under: QueueUnderContract
  /** A queue that nobody else has. */
  readonly queue: string
  /** The name of another queue that nobody else has; it ends as is said. */
  readonly another: (ending: string) => string
  readonly client: Effect.Effect<QueueClient, unknown, Scope.Scope>
  readonly consume: (
    client: QueueClient,
    handle: HandleBatch<unknown, never>,
    options?: TrialConsumeOptions
  ) => Effect.Effect<TrialConsumer, never, Scope.Scope>
  /** Waits until something is so, and fails when it does not come to be, or when a consumer has failed meanwhile. */
  readonly until: (what: string, isSo: () => boolean) => Effect.Effect<void>
}

/** One case of the contract. */
export interface QueueCase {
  readonly name: string
  readonly run: (trial: QueueTrial) => Effect.Effect<void, unknown, Scope.Scope>
  /** How long it may take, in milliseconds; default 120,000. */
  readonly timeout?: number
}

let trials = 0

/** Runs a case in a trial of its own. */
export const runTrial = async ({ run }: QueueCase, under: QueueUnderContract): Promise<void> => {
  const base = `adressat-test-${Date.now().toString(36)}-${Math.floor(Math.random() * 0x7f_ff_ff_ff).toString(36)}-${++trials}`
  const names = new Set([base])
  const failures: Array<unknown> = []
  const patience = under.patience ?? 30_000
  const trial: QueueTrial = {
    under,
    queue: base,
    another: (ending) => {
      const name = `${base}${ending}`
      names.add(name)
      return name
    },
    client: clientOf(under.open),
    consume: (client, handle, { from = base, ...options } = {}) =>
      Effect.gen(function* () {
        const seen: Array<SeenDelivery> = []
        const noting: HandleBatch<unknown, never> = (deliveries) => {
          const seenAt = Date.now()
          for (const one of deliveries) seen.push({ ...one, seenAt })
          return handle(deliveries)
        }
        const consuming = client.queue.consume(from, noting, options)
        const fiber = yield* Effect.forkScoped(
          Effect.onExit(consuming, (exit) =>
            Effect.sync(() => {
              if (Exit.isFailure(exit) && !Exit.hasInterrupts(exit)) failures.push(exit.cause)
            })
          )
        )
        return { seen, stop: Fiber.interrupt(fiber) }
      }),
    until: (what, isSo) =>
      Effect.gen(function* () {
        for (const deadline = Date.now() + patience; !isSo();) {
          if (failures.length > 0) assert.fail(`a consumer failed: ${String(failures[0])}`)
          if (Date.now() > deadline) assert.fail(`waited ${patience} ms in vain until ${what}`)
          yield* Effect.sleep(10)
        }
      })
  }
  try {
    await Effect.runPromise(Effect.scoped(run(trial)))
  } finally {
    await under.cleanUp?.([...names])
  }
}

const clientOf = (open: QueueUnderContract["open"]): Effect.Effect<QueueClient, unknown, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.acquireRelease(Scope.make(), (made) => Scope.close(made, Exit.void))
    const context = yield* Layer.buildWithScope(Layer.fresh(open()), scope)
    return {
      queue: Context.get(context, MessageQueue),
      dead: Context.get(context, DeadLetters),
      close: Scope.close(scope, Exit.void)
    }
  })

/** The error that an effect of a queue ends with; fails a test where it ends otherwise. */
export const queueErrorOf = (effect: Effect.Effect<unknown, unknown>): Effect.Effect<QueueError> =>
  Effect.map(Effect.flip(effect), (error) => {
    if (!(error instanceof QueueError)) return assert.fail("a failure is something else than a QueueError")
    assert.include(["Unavailable", "Rejected", "Malformed"], error.reason)
    assert.notMatch(JSON.stringify(error) + error.message, /hunter2/, "the error holds a password")
    return error
  }).pipe(Effect.orDie)

/** Handles each delivery alone. */
export const each =
  (settle: (delivery: Delivery) => Settlement): HandleBatch<never, never> =>
  (deliveries) =>
    Effect.sync(() => deliveries.map(settle))

export const done: Settlement = { outcome: "done" }

export const someCause: FailureCause = { code: "NOT_TODAY", message: "somebody did not answer: ask again" }

export const retry: Settlement = { outcome: "retry", cause: someCause }

export const dead: Settlement = { outcome: "dead", cause: someCause }

/** Handles nothing, ever. */
export const holding: HandleBatch<never, never> = () => Effect.never

/** An event of the trials. */
export const eventOf = (id: string, data: unknown = { index: 1 }): CloudEvent => ({
  specversion: "1.0",
  id,
  source: "/contract",
  type: "no.adressat.contract",
  data
})

/** Messages with such ids. */
export const messagesOf = (ids: ReadonlyArray<string>): ReadonlyArray<OutgoingMessage> =>
  ids.map((id) => ({ event: eventOf(id) }))

/** So many ids. */
export const idsOf = (count: number, prefix = "m"): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`)

/** The ids of deliveries, each once, sorted. */
export const distinct = (seen: ReadonlyArray<{ readonly id: string }>): ReadonlyArray<string> =>
  [...new Set(seen.map(({ id }) => id))].sort()
