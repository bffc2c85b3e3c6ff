/**
 * Dead letters of RabbitMQ can be looked at only by having them delivered: one visitor at a time has them all, and whatever it
 * does not acknowledge is back in its place when it leaves.
 *
 * Invariants: of visitors at the same time each sees everything, one after the other; a visitor that dies loses nothing.
 */
import { unavailable } from "@adressat/queue"
import type { DeadLetter, DeadLetterSelection } from "@adressat/queue"
import type { Channel, ConsumeMessage } from "amqplib"
import { randomUUID } from "node:crypto"
import { deadLetterOf } from "./RabbitMqMessages.ts"
import type { Parcel } from "./RabbitMqMessages.ts"

/** How long to wait for other visitors, in milliseconds; and how long the marker is kept of one that has died. */
const PATIENCE = 20_000

const tooMany = unavailable(
  "the dead letters could not be had: others are looking at them, or there are more than 65,000; remove some, or try again"
)

/** Has letters in hand: those up to a marker that is sent after them, or the most that are wanted. Closes the channel. */
export const visit = async <A>(
  channel: Channel,
  from: string,
  selection: DeadLetterSelection,
  send: (parcels: ReadonlyArray<Parcel>) => Promise<void>,
  use: (letters: ReadonlyArray<DeadLetter>, acknowledge: () => void) => Promise<A>
): Promise<A> => {
  const [ids, most] = "ids" in selection ? [new Set(selection.ids), Infinity] : [undefined, selection.limit]
  const letters = new Map<ConsumeMessage, DeadLetter>()
  const marker = randomUUID()
  try {
    await channel.prefetch(65_535)
    await send([{ to: from, content: Buffer.alloc(0), properties: { messageId: marker, expiration: PATIENCE } }])
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(reject, PATIENCE, tooMany)
      const receive = (message: ConsumeMessage | null) => {
        late.refresh()
        const letter = message === null ? undefined : deadLetterOf(message)
        if (message !== null && letter !== undefined && (ids?.has(letter.id) ?? true)) letters.set(message, letter)
        const isLast = message?.properties.messageId === marker
        if (isLast) channel.ack(message)
        if (!isLast && letters.size < most) return
        clearTimeout(late)
        resolve()
      }
      channel.on("error", reject)
      channel.consume(from, receive).catch(reject)
    })
    return await use([...letters.values()].slice(0, most), () => letters.forEach((_, message) => channel.ack(message)))
  } finally {
    await channel.close()
  }
}
