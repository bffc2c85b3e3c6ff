/**
 * Drivers that are wrong in one way each: by them the contract of queues is seen to fail.
 */
import type { Delivery } from "@adressat/orders"
import { QueueError } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import type { Driver, Subscription, Taken } from "../src/index.ts"
import { makeMemoryDriver } from "../src/Memory.ts"

type Token = ReturnType<typeof makeMemoryDriver> extends Driver<infer T> ? T : never

type Change = (right: Driver<Token>) => Partial<Driver<Token>>

/** A driver in memory, with something changed. */
export const changed = (change: Change): Driver<Token> => {
  const right = makeMemoryDriver()
  return { ...right, ...change(right) }
}

/** A driver in memory, whose subscriptions have something changed. */
export const subscribing = (
  change: (right: Subscription<Token>, queue: string, driver: Driver<Token>) => Partial<Subscription<Token>>
): Driver<Token> =>
  changed((right) => ({
    subscribe: (queue, options) =>
      Effect.map(right.subscribe(queue, options), (subscription) => ({
        ...subscription,
        ...change(subscription, queue, right)
      }))
  }))

/** A driver in memory that delivers something else. */
export const delivering = (change: (delivery: Delivery) => Delivery): Driver<Token> =>
  subscribing((right) => ({
    take: (atMost) =>
      Effect.map(right.take(atMost), (all) =>
        all.map(({ delivery, token }): Taken<Token> => ({ delivery: change(delivery), token }))
      )
  }))

/** A driver in memory that fails to settle at first. */
export const failingOnce = (reason: QueueError["reason"]): Driver<Token> => {
  let isFirst = true
  return subscribing((right) => ({
    done: (taken) => {
      if (!isFirst) return right.done(taken)
      isFirst = false
      return Effect.fail(new QueueError({ reason, message: "the broker did not take it" }))
    }
  }))
}

/** A broker in memory to which connections are cut. */
export interface CuttableBroker {
  /** A client of it. */
  readonly driver: Driver<Token>
  /** Cuts all connections; for a while there are no new ones. */
  readonly cut: () => Promise<void>
}

/** Makes such a broker; with `forgets`, clients say that they have published while it is away. */
export const makeCuttableBroker = (forgets = false): CuttableBroker => {
  const right = makeMemoryDriver()
  const lost = new QueueError({ reason: "Unavailable", message: "the broker is not there" })
  let isAway = false
  let gone = Latch.makeUnsafe(false)
  const whileThere = <A, R>(effect: Effect.Effect<A, QueueError, R>): Effect.Effect<A, QueueError, R> =>
    Effect.suspend(() => (isAway ? Effect.fail(lost) : effect))
  const driver: Driver<Token> = {
    ...right,
    publish: (queue, messages) => (forgets && isAway ? Effect.void : whileThere(right.publish(queue, messages))),
    subscribe: (queue, options) =>
      whileThere(
        Effect.map(right.subscribe(queue, options), (subscription): Subscription<Token> => {
          const end = gone
          const asLongAsItIsOpen = <A>(effect: Effect.Effect<A, QueueError>) =>
            Effect.suspend(() => (end === gone ? effect : Effect.fail(lost)))
          return {
            ...subscription,
            take: (atMost) => Effect.raceFirst(subscription.take(atMost), Effect.andThen(end.await, Effect.fail(lost))),
            done: (taken) => asLongAsItIsOpen(subscription.done(taken)),
            retry: (taken, delay, cause) => asLongAsItIsOpen(subscription.retry(taken, delay, cause)),
            dead: (taken, cause) => asLongAsItIsOpen(subscription.dead(taken, cause))
          }
        })
      )
  }
  const cut = async () => {
    const before = gone
    isAway = true
    gone = Latch.makeUnsafe(false)
    await Effect.runPromise(before.open)
    await Effect.runPromise(Effect.sleep(150))
    isAway = false
  }
  return { driver, cut }
}
