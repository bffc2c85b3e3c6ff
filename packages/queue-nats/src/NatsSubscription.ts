/**
 * A subscription to a queue of NATS. Whoever is subscribed moves messages whose time has come to the queue as well.
 *
 * Invariant: a delayed message is at the queue before it is taken from those that are delayed, under the same name, so that
 * the server drops it where that is done twice.
 */
import { makeDeliveryBuffer } from "@adressat/queue"
import type { QueueError, Subscription, SubscriptionOptions } from "@adressat/queue"
import { headers } from "@nats-io/transport-node"
import type { Msg } from "@nats-io/transport-node"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { DEAD } from "./NatsDeadLetters.ts"
import { reach } from "./NatsLink.ts"
import type { Link, NatsSettings } from "./NatsLink.ts"
import { pullFrom } from "./NatsPull.ts"
import { idOf, notBeforeOf, placesOf, subjectOf, textOf } from "./NatsQueues.ts"

/** The longest that a delayed message is put off at once, in milliseconds. */
const DAY = 86_400_000

/** Most delayed messages that are looked at together. */
const MOVING = 256

/** Subscribes to a queue. */
export const subscribe = Effect.fnUntraced(function* (
  link: Link,
  settings: NatsSettings,
  queue: string,
  { prefetch }: Pick<SubscriptionOptions, "prefetch">
): Effect.fn.Return<Subscription<Msg>, QueueError, Scope.Scope> {
  const places = yield* reach(() => placesOf(queue, settings))
  const clock = yield* Clock.Clock
  const buffer = makeDeliveryBuffer<Msg>()
  yield* Effect.acquireRelease(
    Effect.sync(() => link.onLost(buffer.fail)),
    (forget) => Effect.sync(forget)
  )
  yield* reach(async () => {
    await link.declare(places.queue.stream, true)
    await link.declare(places.delayed.stream, true)
  })
  const pull = (stream: string, most: number, receive: (message: Msg) => void) =>
    Effect.acquireRelease(
      reach(() => pullFrom(link, stream, settings, most, receive, buffer.fail)),
      ({ close }) => Effect.promise(close)
    )
  const messages = yield* pull(places.queue.stream.name, prefetch, (message) => {
    const { data, headers: own, reply = "" } = message
    const delivery = { id: idOf(data, own), body: textOf(data), attempt: deliveriesOf(reply) }
    buffer.put({ delivery, token: message })
  })
  const delayed = yield* pull(places.delayed.stream.name, MOVING, (message) => {
    const { data, headers: own = headers() } = message
    const remaining = notBeforeOf(own) - clock.currentTimeMillisUnsafe()
    const move = async () => {
      if (remaining > 0) return delayed.settle([message], Math.min(remaining, DAY))
      await link.publish([{ subject: places.queue.subject, payload: data, headers: own }])
      return delayed.settle([message])
    }
    // It is delivered again when its time to acknowledge is over.
    move().catch(() => undefined)
  })
  const tokensOf = (taken: ReadonlyArray<{ readonly token: Msg }>) => taken.map(({ token }) => token)
  return {
    take: buffer.take,
    done: (taken) => reach(() => messages.settle(tokensOf(taken))),
    retry: (taken, delay) => reach(() => messages.settle(tokensOf(taken), delay)),
    dead: ({ delivery: { attempt, id }, token }, cause) =>
      reach(async () => {
        const own = headers()
        const at = clock.currentTimeMillisUnsafe()
        own.set(DEAD, JSON.stringify({ id, cause, attempts: attempt, at }))
        await link.declare(places.dead.stream, false)
        await link.publish([{ subject: subjectOf(places.dead, id), payload: token.data, headers: own }])
        await messages.settle([token])
      })
  }
})

/** `$JS.ACK.<stream>.<consumer>.<deliveries>.…`, or with a domain and an account before the stream. */
const deliveriesOf = (reply: string): number => {
  const words = reply.split(".")
  return Number(words[words.length > 9 ? 6 : 4])
}
