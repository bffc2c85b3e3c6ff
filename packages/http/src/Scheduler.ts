/**
 * The scheduler takes orders up when they are due, in the process of the front door itself.
 *
 * Invariants: it never ends by itself, whatever the store does; what it has begun it finishes before it is stopped, and what
 * it has not begun is as due as before, for whoever comes next. Time is the clock of effect.
 */
import type { StoreError } from "@adressat/core"
import { OrderStore, takeUpDue } from "@adressat/orders"
import type { ProcessingOptions, ProcessingPorts } from "@adressat/orders"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** How orders are taken up. */
export interface SchedulerOptions {
  readonly processing: ProcessingOptions
  /** Most orders looked up at once; default 64. */
  readonly batch?: number
  /** The longest time between two looks at the store, in milliseconds; default 1000. */
  readonly interval?: number
  /** Told how many orders were taken a step further. */
  readonly onTaken?: (count: number) => void
  /** Told that the store did not answer. */
  readonly onFailure?: () => void
}

/** The longest wait after failures, in milliseconds. */
const LONGEST_WAIT = 10_000

/** Takes up orders as they are due, for ever. Interrupting it waits for what has been begun. */
export const schedule = (options: SchedulerOptions): Effect.Effect<never, never, ProcessingPorts> => {
  const { batch = 64, interval = 1000, onFailure, onTaken, processing } = options
  const once = (failures: number): Effect.Effect<number, never, ProcessingPorts> =>
    Effect.gen(function* () {
      const taken = yield* Effect.uninterruptible(takeUpDue(processing, batch))
      if (taken > 0) onTaken?.(taken)
      // There may be more, and what was decided is to be handed over.
      const wait = taken > 0 ? 0 : yield* untilNext(interval)
      yield* wait === 0 ? Effect.yieldNow : Effect.sleep(wait)
      return 0
    }).pipe(
      Effect.catchCause((cause) => {
        if (cause.reasons.some(({ _tag }) => _tag === "Interrupt")) return Effect.failCause(cause as never)
        onFailure?.()
        const wait = Math.min(LONGEST_WAIT, interval * 2 ** Math.min(failures, 10))
        return Effect.as(Effect.sleep(wait), failures + 1)
      })
    )
  return Effect.gen(function* () {
    let failures = 0
    for (;;) failures = yield* once(failures)
  })
}

/** How long it is until the next order is due, at most the interval. */
const untilNext = (interval: number): Effect.Effect<number, StoreError, OrderStore> =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const [next] = yield* (yield* OrderStore).find({ by: "due", now: now + interval, limit: 1 })
    // One that is due already was left by whoever holds it; it is looked at again after a while.
    const wait = next?.dueAt == null ? interval : next.dueAt - now
    return wait <= 0 ? Math.min(interval, 50) : wait
  })
