/**
 * Durable queues on RabbitMQ: quorum queues, so that what was published is on disk, and on most nodes of a cluster, before it
 * is confirmed.
 *
 * Invariants: a message that is moved is confirmed in its new place before it is acknowledged in the old one; connections are
 * made when they are needed, and made anew when they were lost.
 */
import { keepLink, layerOfDriver } from "@adressat/queue"
import type { DeadLetters, Driver, MessageQueue, QueueError, QueueGuarantees } from "@adressat/queue"
import type { ConsumeMessage } from "amqplib"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { deadLettersAt } from "./RabbitMqDeadLetters.ts"
import { openLink, reach } from "./RabbitMqLink.ts"
import type { RabbitMqOptions } from "./RabbitMqLink.ts"
import { nameOf, post, postingOf } from "./RabbitMqQueues.ts"
import { subscribe } from "./RabbitMqSubscription.ts"

/** What these queues promise. */
export const guarantees: QueueGuarantees = { ordering: "published", deduplication: 0, lateness: 1000 }

/**
 * The queue and its dead letters at a RabbitMQ. Fails with a `QueueError` when it cannot be reached, or refuses access; later
 * on it is found again by itself.
 */
export const layerRabbitMq = (options: RabbitMqOptions): Layer.Layer<MessageQueue | DeadLetters, QueueError> =>
  layerOfDriver(open(options))

const open = Effect.fnUntraced(function* (
  options: RabbitMqOptions
): Effect.fn.Return<Driver<ConsumeMessage>, QueueError, Scope.Scope> {
  const link = yield* keepLink(() => openLink(options))
  yield* reach(link)
  return {
    publish: (queue, messages) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        reach(async () => {
          const name = nameOf(queue)
          await post(await link(), name, messages.map(postingOf), now)
        })
      ),
    subscribe: (queue, settings) => subscribe(options, queue, settings),
    deadLetters: deadLettersAt(options)
  }
})
