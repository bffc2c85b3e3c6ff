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

/** A letter with its messages: it has two where it was given up twice, since its consumer died in between. */
export interface Visited {
  readonly letter: DeadLetter
  readonly messages: ReadonlyArray<ConsumeMessage>
}

/** How long to wait for other visitors, in milliseconds; and how long the marker is kept of one that has died. */
const PATIENCE = 20_000

const tooMany = unavailable(
  "the dead letters could not be had: others are looking at them, or there are more than 65,000; remove some, or try again"
)

/** Has letters delivered on a channel, which is given back with them: up to a marker, or to the most that are wanted. */
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
  const found = new Map<string, Visited>()
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(tooMany), PATIENCE)
    const receive = (message: ConsumeMessage | null) => {
      late.refresh()
      const letter = message === null ? undefined : deadLetterOf(message)
      if (message?.properties.messageId === marker) channel.ack(message)
      else if (message === null || letter === undefined || !isWanted(letter.id)) return
      else found.set(letter.id, { letter, messages: [...(found.get(letter.id)?.messages ?? []), message] })
      if (letter !== undefined && found.size < most) return
      clearTimeout(late)
      resolve()
    }
    channel.consume(from, receive).catch(reject)
  })
  return [...found.values()].slice(0, most)
}
