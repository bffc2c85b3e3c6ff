/**
 * Whoever consumes a queue moves the messages from the rooms before it when they have waited long enough: not by a time to
 * live at the broker, so that any instant is met, and that nothing but confirmations and acknowledgements is relied on.
 *
 * Invariants: a message is confirmed in its new place before it is acknowledged in the room; of all consumers one has a room
 * at a time, so that its messages are looked at in their order; none is moved before its time.
 */
import type { ConsumeMessage } from "amqplib"
import type * as Clock from "effect/Clock"
import { removed } from "./RabbitMqLink.ts"
import type { Link } from "./RabbitMqLink.ts"
import { headers, idOf, oneAtATime, post, roomNameOf, ROOMS } from "./RabbitMqQueues.ts"

/** Most messages of a room that are held at a time. */
const HELD = 2000

/** The longest that a message is held without being given back, in milliseconds; RabbitMQ allows half an hour. */
const LONGEST = 600_000

/** Moves what has waited long enough, as long as the link is open. */
export const moveWaiting = async (link: Link, name: string, clock: Clock.Clock): Promise<void> => {
  const channel = await link.openChannel()
  await channel.prefetch(HELD)
  const timers = new Set<NodeJS.Timeout>()
  link.onLost(() => {
    for (const timer of timers) clearTimeout(timer)
  })
  const move = async (message: ConsumeMessage, notBefore: number) => {
    const { content, properties } = message
    const attempts = Number(properties.headers?.[headers.attempts] ?? 0)
    const posting = { content, id: idOf(content, properties), notBefore, attempts }
    await post(link, name, [posting], clock.currentTimeMillisUnsafe())
    channel.ack(message)
  }
  const hold = (message: ConsumeMessage, since: number) => {
    const now = clock.currentTimeMillisUnsafe()
    const [until, notBefore] = [headers.until, headers.notBefore].map((key) =>
      Number(message.properties.headers?.[key] ?? 0)
    )
    // What fails is a loss of the link, after which the message comes again.
    if ((until ?? 0) <= now) return void move(message, notBefore ?? 0).catch(() => undefined)
    if (now - since >= LONGEST) return channel.nack(message, false, true)
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        hold(message, since)
      },
      Math.min((until ?? 0) - now, LONGEST)
    )
    timers.add(timer)
  }
  for (const room of ROOMS) {
    await link.declare(roomNameOf(name, room), oneAtATime)
    await channel.consume(roomNameOf(name, room), (message) =>
      message === null ? link.lose(removed) : hold(message, clock.currentTimeMillisUnsafe())
    )
  }
}
