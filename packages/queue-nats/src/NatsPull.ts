/**
 * A pull fetches messages as long as there is room for them, and says of those that are held that they are being worked on.
 *
 * Invariant: no more are asked for than there is room for; what is held when the pull is closed is given back at once.
 */
import type { Consumer, JsMsg } from "@nats-io/jetstream"
import type { NatsConnection } from "@nats-io/transport-node"

/** An open pull. */
export interface Pull {
  /** Gives the server an answer to messages, and waits until it has it. */
  readonly settle: (taken: ReadonlyArray<{ readonly token: JsMsg }>, answer: (message: JsMsg) => void) => Promise<void>
  readonly close: () => Promise<void>
}

/** How long a request for messages stands, in milliseconds; it is over then, whether there were any or not. */
const STANDING = 1000

/** Pulls, and holds at most so many messages, of which a sign of life is given every so many milliseconds. */
export const pullFrom = (
  connection: NatsConnection,
  consumer: Consumer,
  { most, pulse }: { readonly most: number; readonly pulse: number },
  receive: (message: JsMsg) => void,
  fail: (cause: unknown) => void
): Pull => {
  const held = new Set<JsMsg>()
  let room = most
  let pulling: Promise<void> | undefined
  const pull = async () => {
    while (held.size < room) {
      for await (const message of await consumer.fetch({ max_messages: room - held.size, expires: STANDING })) {
        held.add(message)
        receive(message)
      }
    }
    pulling = undefined
  }
  const pullOn = () => {
    pulling ??= pull().catch(fail)
  }
  pullOn()
  const work = setInterval(() => held.forEach((message) => message.working()), pulse)
  void connection.closed().then(() => clearInterval(work))
  return {
    settle: async (taken, answer) => {
      for (const { token } of taken) {
        held.delete(token)
        answer(token)
      }
      pullOn()
      await connection.flush()
    },
    close: async () => {
      room = 0
      // What is on its way arrives before the request is over.
      await pulling
      for (const message of held) message.nak()
    }
  }
}
