/**
 * A pull asks a stream for messages as long as there is room for them, one request at a time, and says meanwhile that those
 * which are held are still being worked on.
 *
 * Invariants: no more are asked for than there is room for; what is held when the pull is closed is delivered again at once,
 * and when the process dies after the time to acknowledge.
 */
import type { QueueError } from "@adressat/queue"
import { createInbox, deadline } from "@nats-io/transport-node"
import type { Msg } from "@nats-io/transport-node"
import { CONSUMER, unavailable } from "./NatsLink.ts"
import type { Link, NatsSettings } from "./NatsLink.ts"

/** An open pull. */
export interface Pull {
  /** Acknowledges, and waits until the server has it; with a delay in milliseconds: to be delivered again after it. */
  readonly settle: (messages: ReadonlyArray<Msg>, delay?: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** How long a request for messages stands, in milliseconds, and how often the server says that it does. */
const STANDING = 30_000
const SIGN_OF_LIFE = 5000

/** Pulls from a stream. */
export const pullFrom = (
  { connection }: Link,
  stream: string,
  { ackWait, timeout }: NatsSettings,
  most: number,
  receive: (message: Msg) => void,
  fail: (error: QueueError) => void
): Pull => {
  const inbox = createInbox()
  const held = new Set<Msg>()
  let asked = 0
  let seen = 0
  const ask = () => {
    if (asked > 0 || held.size >= most || connection.isClosed() || subscription.isDraining()) return
    asked = most - held.size
    seen = Date.now()
    const request = { batch: asked, expires: STANDING * 1e6, idle_heartbeat: SIGN_OF_LIFE * 1e6 }
    connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${CONSUMER}`, JSON.stringify(request), { reply: inbox })
  }
  const subscription = connection.subscribe(inbox, {
    callback: (cause, message) => {
      if (cause !== null) return fail(removed)
      seen = Date.now()
      if (message.subject !== inbox) {
        asked -= 1
        held.add(message)
        receive(message)
      } else if (message.headers?.code === 408) asked = 0
      // 100 is a sign of life.
      else if (message.headers?.code !== 100) return fail(removed)
      if (asked === 0) ask()
    }
  })
  const work = setInterval(
    () => {
      if (connection.isClosed()) return
      for (const message of held) message.respond("+WPI")
      if (asked > 0 && Date.now() - seen > 3 * SIGN_OF_LIFE) fail(removed)
    },
    Math.min(ackWait / 3, SIGN_OF_LIFE)
  )
  ask()
  return {
    settle: async (messages, delay) => {
      const answer = delay === undefined ? "+ACK" : `-NAK {"delay":${Math.ceil(delay) * 1e6}}`
      for (const message of messages) held.delete(message)
      const last = messages.at(-1)
      for (const message of messages) if (message !== last) message.respond(answer)
      // The server takes them in their order, so that the last one stands for all.
      const confirmed = last?.reply === undefined ? undefined : connection.request(last.reply, answer, { timeout })
      ask()
      await confirmed
    },
    close: async () => {
      clearInterval(work)
      const giveBack = async () => {
        await subscription.drain()
        for (const message of held) message.respond("-NAK")
        await connection.flush()
      }
      // Where it is lost they are delivered again all the same.
      if (!connection.isClosed()) await deadline(giveBack(), timeout).catch(() => undefined)
    }
  }
}

const removed = unavailable("the messages of a queue of nats do not come any more; it is looked for again")
