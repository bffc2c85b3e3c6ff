/**
 * Consumption is what is the same on every broker: messages are taken in batches, as many as can be in the works; each is
 * settled as its handler says; a broker that is lost is looked for again.
 *
 * Invariants: no batch is taken before there is room for it, so a slow consumer holds the broker back and not the memory
 * full; a handler that fails or dies on a batch gets its messages one by one, so that one poisonous message takes no other
 * with it; a message has a bounded number of attempts, also when each of them ends the process; what has begun when consuming
 * is stopped is finished and settled, up to the grace.
 */
import { delayAfter, platformRetries } from "@adressat/orders"
import type { ConsumeOptions, FailureCause, HandleBatch, MessageQueue, QueueError, Settlement } from "@adressat/orders"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { Driver, Subscription, Taken } from "./Driver.ts"

/** How long to wait before the broker is looked for again, in milliseconds; the last one again and again. */
const PAUSES = [100, 200, 500, 1000, 2000, 5000, 10_000]

/** The port over a driver. */
export const makeMessageQueue = <Token>(driver: Driver<Token>): MessageQueue["Service"] => ({
  publish: (queue, messages) => (messages.length === 0 ? Effect.void : driver.publish(queue, messages)),
  consume: (queue, handle, options = {}) => consume(driver, queue, handle, settingsOf(options))
})

interface Settings extends Required<Omit<ConsumeOptions, "onFailure">> {
  readonly onFailure: ((error: QueueError) => void) | undefined
}

const settingsOf = (options: ConsumeOptions): Settings => {
  const { batch = 64, concurrency = 2, grace = 30_000, onFailure, retries = platformRetries } = options
  return { batch, concurrency, grace, retries, onFailure, prefetch: options.prefetch ?? 2 * batch * concurrency }
}

const consume = <Token, E, R>(
  driver: Driver<Token>,
  queue: string,
  handle: HandleBatch<E, R>,
  settings: Settings
): Effect.Effect<never, QueueError, R> =>
  Effect.gen(function* () {
    for (let failures = 0; ;) {
      let isAlive = false
      const error = yield* Effect.flip(
        session(driver, queue, handle, settings, () => {
          isAlive = true
        })
      )
      if (error.reason !== "Unavailable") return yield* Effect.fail(error)
      settings.onFailure?.(error)
      failures = isAlive ? 0 : failures + 1
      yield* Effect.sleep(PAUSES[failures] ?? 10_000)
    }
  })

/** Consumes until the broker is lost. */
const session = <Token, E, R>(
  driver: Driver<Token>,
  queue: string,
  handle: HandleBatch<E, R>,
  settings: Settings,
  onAlive: () => void
): Effect.Effect<never, QueueError, R> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { batch, concurrency, grace } = settings
      const subscription = yield* driver.subscribe(queue, settings)
      const works = yield* Scope.fork(yield* Effect.scope, "sequential")
      const lost = Deferred.makeUnsafe<never, QueueError>()
      const room = Semaphore.makeUnsafe(concurrency)
      const release = Semaphore.release(room, 1)
      // What was taken is handed on whatever happens, or there would be less room from then on.
      const next = Effect.uninterruptibleMask((restore) =>
        Effect.gen(function* () {
          yield* restore(Semaphore.take(room, 1))
          const taken = yield* Effect.onError(restore(subscription.take(batch)), () => release)
          onAlive()
          yield* work(subscription, taken, handle, settings).pipe(
            Effect.catch((error) => Deferred.fail(lost, error)),
            Effect.ensuring(release),
            Effect.forkIn(works)
          )
        })
      )
      // All the room is free when nothing is in the works any more.
      const drained = Effect.forkDetach(Effect.timeoutOption(Semaphore.take(room, concurrency), grace))
      const taking = Effect.raceFirst(Effect.forever(next), Deferred.await(lost))
      return yield* Effect.ensuring(taking, Effect.flatMap(drained, Fiber.await))
    })
  )

/** Handles a batch and settles it. What cannot be settled is delivered again, when the subscription is closed. */
const work = <Token, E, R>(
  subscription: Subscription<Token>,
  taken: ReadonlyArray<Taken<Token>>,
  handle: HandleBatch<E, R>,
  { retries }: Settings
): Effect.Effect<void, QueueError, R> =>
  Effect.gen(function* () {
    const most = retries.delays.length + 1
    const spent = taken.filter(({ delivery }) => delivery.attempt > most)
    const fresh = spent.length === 0 ? taken : taken.filter(({ delivery }) => delivery.attempt <= most)
    const settlements = fresh.length === 0 ? [] : yield* handleAll(fresh, handle)
    const done: Array<Taken<Token>> = []
    const again = new Map<number, { readonly taken: Array<Taken<Token>>; readonly cause: FailureCause }>()
    const dead = spent.map((one) => ({ one, cause: deserted }))
    for (const [index, one] of fresh.entries()) {
      const settlement = settlements[index] ?? unsettled
      if (settlement.outcome === "done") done.push(one)
      else {
        const delay = settlement.outcome === "dead" ? undefined : delayAfter(one.delivery.attempt, retries)
        if (delay === undefined) dead.push({ one, cause: settlement.cause })
        else {
          const group = again.get(delay) ?? { taken: [], cause: settlement.cause }
          again.set(delay, group)
          group.taken.push(one)
        }
      }
    }
    if (done.length > 0) yield* subscription.done(done)
    for (const [delay, group] of again) yield* subscription.retry(group.taken, delay, group.cause)
    for (const { cause, one } of dead) yield* subscription.dead(one, cause)
  })

/** What its consumers never came to settle. */
const deserted: FailureCause = {
  code: "CONSUMERS_DIED",
  message: "its consumers ended before they had settled it, as often as there are attempts"
}

const unsettled: Settlement = {
  outcome: "retry",
  cause: { code: "HANDLER_FAILED", message: "whoever handles it failed without a reason that may be told" }
}

const handleAll = <Token, E, R>(
  taken: ReadonlyArray<Taken<Token>>,
  handle: HandleBatch<E, R>
): Effect.Effect<ReadonlyArray<Settlement>, never, R> =>
  Effect.flatMap(Effect.exit(Effect.suspend(() => handle(taken.map(({ delivery }) => delivery)))), (exit) => {
    if (Exit.isSuccess(exit)) return Effect.succeed(exit.value)
    if (taken.length === 1) return Effect.succeed([unsettled])
    return Effect.map(
      Effect.forEach(taken, (one) => handleAll([one], handle)),
      (each) => each.map(([settlement = unsettled]) => settlement)
    )
  })
