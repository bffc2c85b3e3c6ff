/**
 * A delivery buffer stands between a broker that pushes and a consumer that takes: messages wait in it, at most as many as
 * the broker was told to prefetch, until somebody takes several at once.
 *
 * Invariants: what was put first is taken first; when the broker is lost, what waits is let go of, since it will be delivered
 * again, and everybody who takes is told.
 */
import type { QueueError } from "@adressat/orders"
import * as Effect from "effect/Effect"
import type { Taken } from "./Driver.ts"

/** The buffer of a subscription. */
export interface DeliveryBuffer<Token> {
  readonly put: (taken: Taken<Token>) => void
  /** Tells everybody who takes, now and from now on, that the broker is lost; the first error stands. */
  readonly fail: (error: QueueError) => void
  /** Takes at least one and at most so many, and waits for the first. */
  readonly take: (atMost: number) => Effect.Effect<ReadonlyArray<Taken<Token>>, QueueError>
  /** How many wait. */
  readonly size: () => number
}

/** Makes an empty buffer. */
export const makeDeliveryBuffer = <Token>(): DeliveryBuffer<Token> => {
  let waiting: Array<Taken<Token>> = []
  let failure: QueueError | undefined
  const wakers = new Set<() => void>()
  const wake = () => {
    // Who finds nothing waits anew, and is not to be woken by this.
    const woken = [...wakers]
    wakers.clear()
    for (const waker of woken) waker()
  }
  const take = (atMost: number): Effect.Effect<ReadonlyArray<Taken<Token>>, QueueError> =>
    Effect.suspend(() => {
      if (failure !== undefined) return Effect.fail(failure)
      if (waiting.length > 0) return Effect.succeed(waiting.splice(0, atMost))
      return Effect.flatMap(
        Effect.callback<void>((resume) => {
          const waker = () => resume(Effect.void)
          wakers.add(waker)
          return Effect.sync(() => wakers.delete(waker))
        }),
        () => take(atMost)
      )
    })
  return {
    put: (taken) => {
      waiting.push(taken)
      // What comes at the same time is taken together.
      queueMicrotask(wake)
    },
    fail: (error) => {
      if (failure !== undefined) return
      failure = error
      waiting = []
      wake()
    },
    take,
    size: () => waiting.length
  }
}
