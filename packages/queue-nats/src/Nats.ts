/**
 * Durable queues on NATS JetStream: a stream for each queue, in files, and one durable consumer of it that all share.
 *
 * Invariants: a message that is moved is stored in its new place before it is acknowledged in the old one; a connection is
 * made when it is needed, and made anew when it was lost.
 */
import { keepLink, layerOfDriver, outgoingText } from "@adressat/queue"
import type { DeadLetters, Driver, MessageQueue, QueueError, QueueGuarantees } from "@adressat/queue"
import type { Msg } from "@nats-io/transport-node"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { deadLettersAt } from "./NatsDeadLetters.ts"
import { openLink, reach, settingsOf } from "./NatsLink.ts"
import type { NatsOptions } from "./NatsLink.ts"
import { headersFor, placesOf } from "./NatsQueues.ts"
import { subscribe } from "./NatsSubscription.ts"

/** What these queues promise where the options say nothing else. */
export const guarantees: QueueGuarantees = { ordering: "published", deduplication: 120_000, lateness: 1000 }

/**
 * The queue and its dead letters at a NATS with JetStream. Fails with a `QueueError` when it cannot be reached, or refuses
 * access; later on it is found again by itself.
 */
export const layerNats = (options: NatsOptions): Layer.Layer<MessageQueue | DeadLetters, QueueError> =>
  layerOfDriver(open(options))

const open = Effect.fnUntraced(function* (
  options: NatsOptions
): Effect.fn.Return<Driver<Msg>, QueueError, Scope.Scope> {
  const settings = settingsOf(options)
  const link = yield* keepLink(() => openLink(settings))
  yield* reach(link)
  return {
    publish: (queue, messages) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        reach(async () => {
          const places = placesOf(queue, settings)
          const { declare, publish } = await link()
          await declare(places.queue.stream, true)
          if (messages.some(({ notBefore = 0 }) => notBefore > now)) await declare(places.delayed.stream, true)
          await publish(
            messages.map((message) => {
              const { event, notBefore = 0 } = message
              return {
                subject: notBefore > now ? places.delayed.subject : places.queue.subject,
                payload: Buffer.from(outgoingText(message)),
                headers: headersFor([event.source, event.id], notBefore > now ? notBefore : undefined)
              }
            })
          )
        })
      ),
    subscribe: (queue, subscription) =>
      Effect.flatMap(reach(link), (opened) => subscribe(opened, settings, queue, subscription)),
    deadLetters: deadLettersAt(link, settings)
  }
})
