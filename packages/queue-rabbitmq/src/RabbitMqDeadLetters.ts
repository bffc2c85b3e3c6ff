/**
 * Dead letters of RabbitMQ can be looked at only by having them delivered: one visitor at a time has them all, and whatever it
 * does not acknowledge is back in its place when it leaves.
 *
 * Invariants: of visitors at the same time each sees everything, one after the other; a visitor that dies loses nothing.
 */
import { unavailable } from "@adressat/queue"
import type { DeadLetter } from "@adressat/queue"
import type { Channel, ConsumeMessage } from "amqplib"
import { randomUUID } from "node:crypto"
import { deadLetterOf } from "./RabbitMqMessages.ts"
import type { Parcel } from "./RabbitMqMessages.ts"

/** A letter with the message that it is in. */
export interface Visited {
  readonly letter: DeadLetter
  readonly message: ConsumeMessage
}

/** How long to wait for other visitors, in milliseconds; and how long the marker is kept of one that has died. */
const PATIENCE = 20_000

const tooMany = unavailable(
  "the dead letters could not be had: others are looking at them, or there are more than 65,000; remove some, or try again"
)

/**
 * Has letters delivered on a channel: up to a marker that is sent after them, or to the most that are wanted. They are back in
 * their place when it is closed, except for those that are acknowledged on it.
 */
export const visit = async (
  channel: Channel,
  from: string,
  isWanted: (id: string) => boolean,
  most: number,
  send: (parcels: ReadonlyArray<Parcel>) => Promise<void>
): Promise<ReadonlyArray<Visited>> => {
  const marker = randomUUID()
  await channel.prefetch(65_535)
  await send([{ to: from, content: Buffer.alloc(0), properties: { messageId: marker, expiration: PATIENCE } }])
  const found: Array<Visited> = []
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(tooMany), PATIENCE)
    const receive = (message: ConsumeMessage | null) => {
      late.refresh()
      const letter = message === null ? undefined : deadLetterOf(message)
      if (message !== null && letter !== undefined && isWanted(letter.id)) found.push({ letter, message })
      const isLast = message?.properties.messageId === marker
      if (isLast) channel.ack(message)
      if (!isLast && found.length < most) return
      clearTimeout(late)
      resolve()
    }
    channel.consume(from, receive).catch(reject)
  })
  return found.slice(0, most)
}
