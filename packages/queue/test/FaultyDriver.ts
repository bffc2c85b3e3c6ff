/**
 * Drivers that are wrong in one way each: by them the contract of queues is seen to fail.
 */
import type { Delivery } from "@adressat/orders"
import { QueueError } from "@adressat/orders"
import * as Effect from "effect/Effect"
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
