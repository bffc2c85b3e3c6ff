/**
 * A subscription to a queue of RabbitMQ, on a link of its own: what was delivered and not settled when the link is closed,
 * or lost, comes again.
 */
import { makeDeliveryBuffer } from "@adressat/queue"
import type { QueueError, Subscription, SubscriptionOptions, Taken } from "@adressat/queue"
import type { ConsumeMessage } from "amqplib"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { openLink, reach, removed } from "./RabbitMqLink.ts"
import type { Link, RabbitMqOptions } from "./RabbitMqLink.ts"
import { deadNameOf, headers, idOf, nameOf, oneAtATime, ordinary, post, propertiesFor } from "./RabbitMqQueues.ts"
import { moveWaiting } from "./RabbitMqRooms.ts"

/** Subscribes to a queue. */
export const subscribe = Effect.fnUntraced(function* (
  options: RabbitMqOptions,
  queue: string,
  { prefetch }: Pick<SubscriptionOptions, "prefetch">
): Effect.fn.Return<Subscription<ConsumeMessage>, QueueError, Scope.Scope> {
  const name = yield* reach(() => nameOf(queue))
  const clock = yield* Clock.Clock
  const link = yield* Effect.acquireRelease(
    reach(() => openLink(options)),
    ({ close }) => Effect.promise(close)
  )
  const buffer = makeDeliveryBuffer<ConsumeMessage>()
  const settle = settling(link)
  link.onLost(buffer.fail)

  const receive = (message: ConsumeMessage | null) => {
    if (message === null) return link.lose(removed)
    const { content, properties } = message
    const own = properties.headers ?? {}
    const deliveries = Number(own[headers.attempts] ?? 0) + Number(own["x-delivery-count"] ?? 0)
    const delivery = { id: idOf(content, properties), body: content.toString(), attempt: deliveries + 1 }
    buffer.put({ delivery, token: message })
  }
  yield* reach(async () => {
    await link.declare(name, ordinary)
    await link.channel.prefetch(Math.min(prefetch, 65_535))
    await link.channel.consume(name, receive)
    await moveWaiting(link, name, clock)
  })
  return {
    take: buffer.take,
    done: (taken) => reach(() => settle(taken)),
    retry: (taken, delay) =>
      reach(async () => {
        const now = clock.currentTimeMillisUnsafe()
        const postings = taken.map(({ delivery, token: { content } }) => ({
          content,
          id: delivery.id,
          notBefore: now + Math.ceil(delay),
          attempts: delivery.attempt
        }))
        await post(link, name, postings, now)
        settle(taken)
      }),
    dead: (one, cause) =>
      reach(async () => {
        const { attempt, id } = one.delivery
        const own = {
          [headers.code]: cause.code,
          [headers.message]: cause.message,
          [headers.attempts]: attempt,
          [headers.at]: clock.currentTimeMillisUnsafe()
        }
        const to = deadNameOf(queue)
        await link.declare(to, oneAtATime)
        await link.send([{ to, content: one.token.content, properties: propertiesFor(id, own) }])
        settle([one])
      })
  }
})

/** Acknowledges: everything up to a delivery at once where nothing before it is still in the works. */
const settling = ({ channel }: Link) => {
  const settled = new Set<number>()
  let floor = 0
  return (taken: ReadonlyArray<Taken<ConsumeMessage>>) => {
    for (const { token } of taken) settled.add(token.fields.deliveryTag)
    while (settled.delete(floor + 1)) floor += 1
    let last: ConsumeMessage | undefined
    for (const { token } of taken) {
      if (token.fields.deliveryTag > floor) channel.ack(token)
      else if (last === undefined || token.fields.deliveryTag > last.fields.deliveryTag) last = token
    }
    if (last !== undefined) channel.ack(last, true)
  }
}
