/**
 * Which queues there are at the broker for one queue: the queue itself, `<queue>.dead`, and `<queue>.delay.<milliseconds>`:
 * rooms in which messages wait until they are due, a ladder of them. In each room but the lowest all messages wait equally
 * long, and then go to the room that fits what remains; so a queue of the broker, which is first in first out, will do.
 *
 * Invariants: no message waits behind one that has to wait longer; names are reversible.
 */
import { outgoingText, QueueError } from "@adressat/queue"
import type { OutgoingMessage } from "@adressat/queue"
import type { MessageProperties, Options } from "amqplib"
import { createHash } from "node:crypto"
import type { Link } from "./RabbitMqLink.ts"

/** Deliveries after which a message is dropped: never; where nothing is said RabbitMQ 4 does so after 20. */
const never = { "x-delivery-limit": 1_000_000 }

/** The properties of the queue itself. */
export const ordinary = never

/** The properties of queues that one consumer has at a time: the dead letters, and the rooms. */
export const oneAtATime = { ...never, "x-single-active-consumer": true }

/** The name of a queue at the broker: its own, except for what the broker or this driver uses for itself. */
export const nameOf = (queue: string): string => {
  const name = queue.replace(/%|^amq(?=\.)|\.(?=dead$|delay\.\d+$)/g, (part) => ESCAPED[part] ?? part)
  // With what is put behind it, 255 bytes.
  if (name !== "" && Buffer.byteLength(name) <= 230) return name
  throw new QueueError({
    reason: "Rejected",
    message: "the name of a queue has to be 1 to 230 bytes long; use another"
  })
}

const ESCAPED: Readonly<Record<string, string>> = { "%": "%25", amq: "%61mq", ".": "%2E" }

/** The name of the queue of dead letters at the broker. */
export const deadNameOf = (queue: string): string => `${nameOf(queue)}.dead`

/** How long messages wait in the rooms, in milliseconds; in the last one until they are due. */
export const ROOMS = [21_600_000, 3_600_000, 600_000, 60_000, 10_000, 0]

/** The name of a room at the broker. */
export const roomNameOf = (name: string, room: number): string => `${name}.delay.${room}`

/** The headers of this driver. */
export const headers = {
  attempts: "adressat-attempts",
  notBefore: "adressat-not-before",
  until: "adressat-until",
  code: "adressat-cause",
  message: "adressat-cause-message",
  at: "adressat-at",
  marker: "adressat-marker"
} as const

/** What is sent to a queue, and the instant before which it is not delivered; past: at once. */
export interface Posting {
  readonly content: Buffer
  readonly id: string
  readonly notBefore: number
  /** How often it has been delivered. */
  readonly attempts: number
}

/** Sends to a queue, or to the rooms before it, and waits until the broker has it. */
export const post = async (link: Link, name: string, postings: ReadonlyArray<Posting>, now: number): Promise<void> => {
  await link.declare(name, ordinary)
  const parcels = postings.map(({ attempts, content, id, notBefore }) => {
    const own = attempts > 0 ? { [headers.attempts]: attempts } : {}
    if (notBefore <= now) return { to: name, content, properties: propertiesFor(id, own) }
    const room = ROOMS.find((wait) => wait <= notBefore - now) ?? 0
    const until = room === 0 ? notBefore : now + room
    return {
      to: roomNameOf(name, room),
      content,
      properties: propertiesFor(id, { ...own, [headers.notBefore]: notBefore, [headers.until]: until })
    }
  })
  for (const to of new Set(parcels.map((parcel) => parcel.to))) if (to !== name) await link.declare(to, oneAtATime)
  await link.send(parcels)
}

/** The properties of what is sent. */
export const propertiesFor = (id: string, own: Readonly<Record<string, unknown>> = {}): Options.Publish => ({
  persistent: true,
  mandatory: true,
  contentType: "application/cloudevents+json",
  appId: APP,
  headers: own,
  // No more than 255 bytes fit there; a longer id is read from the body.
  ...(Buffer.byteLength(id) > 255 ? {} : { messageId: id })
})

const APP = "adressat"

/** An event that is published. */
export const postingOf = (message: OutgoingMessage): Posting => ({
  content: Buffer.from(outgoingText(message)),
  id: message.event.id,
  notBefore: message.notBefore ?? 0,
  attempts: 0
})

/** The id of what was delivered; that of a text which is no event is made of the text. */
export const idOf = (content: Buffer, { appId, messageId }: MessageProperties): string => {
  if (appId === APP && typeof messageId === "string") return messageId
  try {
    const { id } = Object(JSON.parse(content.toString())) as { readonly id?: unknown }
    if (typeof id === "string") return id
  } catch {
    // It is no event.
  }
  return `text-${createHash("sha256").update(content).digest("hex").slice(0, 32)}`
}
