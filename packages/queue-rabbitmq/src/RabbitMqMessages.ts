/**
 * Which queues there are at the broker for one queue, and what is sent to them: the queue itself, `<queue>.dead`, and
 * `<queue>.delay.<milliseconds>`, where messages wait until the broker moves them to the queue, all equally long. Whoever gets
 * one there before its time sends it to the delay that fits what remains; so any instant is met by queues that are first in
 * first out.
 *
 * Invariants: no message waits behind one that waits more than a second longer; the broker moves a message at least once, and
 * drops none; names are reversible.
 */
import { messageIdOf, rejected } from "@adressat/queue"
import type { DeadLetter, Delivery, FailureCause, Taken } from "@adressat/queue"
import type { ConsumeMessage, Options } from "amqplib"

/** How long messages wait, in milliseconds; those that wait for less than the least of them have a queue of their own, 0. */
const DELAYS = [21_600_000, 3_600_000, 600_000, 60_000, 10_000, 1000]

/** The name of a queue at the broker: its own, except for what the broker or this driver uses for itself. */
export const nameOf = (queue: string): string => {
  const name = queue.replace(/%|^amq(?=\.)|\.(?=dead$|delay\.\d+$)/g, (part) => ESCAPED[part] ?? part)
  // With what is put behind it, 255 bytes.
  if (name !== "" && Buffer.byteLength(name) <= 230) return name
  throw rejected("the name of a queue has to be 1 to 230 bytes long; use another")
}

const ESCAPED: Readonly<Record<string, string>> = { "%": "%25", amq: "%61mq", ".": "%2E" }

/** The names of the queue, and of those in which its messages wait. */
export const namesOf = (queue: string): ReadonlyArray<string> => [
  nameOf(queue),
  ...[...DELAYS, 0].map((delay) => `${nameOf(queue)}.delay.${delay}`)
]

/** The name of the queue of dead letters at the broker. */
export const deadNameOf = (queue: string): string => `${nameOf(queue)}.dead`

/** The properties of a queue, by its name at the broker. */
export const argumentsOf = (name: string): Readonly<Record<string, unknown>> => {
  // Where nothing is said RabbitMQ 4 drops a message after 20 deliveries.
  const quorum = { "x-queue-type": "quorum", "x-delivery-limit": 1_000_000 }
  // Visitors have the dead letters one after the other.
  if (name.endsWith(".dead")) return { ...quorum, "x-single-active-consumer": true }
  const [, queue, delay] = /^(.*)\.delay\.(\d+)$/s.exec(name) ?? []
  if (queue === undefined) return quorum
  return {
    ...quorum,
    ...(delay === "0" ? {} : { "x-message-ttl": Number(delay) }),
    "x-dead-letter-exchange": "",
    "x-dead-letter-routing-key": queue,
    "x-dead-letter-strategy": "at-least-once",
    "x-overflow": "reject-publish"
  }
}

/** What is sent, and the name of the queue at the broker. */
export interface Parcel {
  readonly to: string
  readonly content: Buffer
  readonly properties: Options.Publish
}

/** The headers of this driver. */
const ID = "adressat-id"
const ATTEMPTS = "adressat-attempts"
const NOT_BEFORE = "adressat-not-before"
const DEAD = "adressat-dead"

const parcelTo = (to: string, content: Buffer, headers: Readonly<Record<string, unknown>>, expiration?: number) => {
  const properties = { persistent: true, mandatory: true, contentType: "application/cloudevents+json", headers }
  return { to, content, properties: expiration === undefined ? properties : { ...properties, expiration } }
}

/** What is sent to a queue, or to where it waits for its instant, after so many attempts. */
export const parcelOf = (queue: string, { attempt, body, id }: Delivery, notBefore: number, now: number): Parcel => {
  const own = { [ID]: id, ...(attempt > 0 ? { [ATTEMPTS]: attempt } : {}) }
  const wait = notBefore - now
  if (wait <= 0) return parcelTo(nameOf(queue), Buffer.from(body), own)
  const delay = DELAYS.find((one) => one <= wait) ?? 0
  const to = `${nameOf(queue)}.delay.${delay}`
  return parcelTo(to, Buffer.from(body), { ...own, [NOT_BEFORE]: notBefore }, delay === 0 ? Math.ceil(wait) : undefined)
}

/** What is sent to the dead letters. */
export const deadParcelOf = (
  queue: string,
  { delivery: { attempt: attempts, id }, token: { content } }: Taken<ConsumeMessage>,
  cause: FailureCause,
  at: number
): Parcel => parcelTo(deadNameOf(queue), content, { [ID]: id, [DEAD]: JSON.stringify({ id, cause, attempts, at }) })

const headersOf = ({ properties }: ConsumeMessage): Readonly<Record<string, unknown>> => properties.headers ?? {}

/** The instant before which a message is not delivered, 0 where there is none. */
export const notBeforeOf = (message: ConsumeMessage): number => Number(headersOf(message)[NOT_BEFORE] ?? 0)

/** A message as a consumer gets it. */
export const deliveryOf = (message: ConsumeMessage): Delivery => {
  const { [ATTEMPTS]: before = 0, [ID]: id, "x-delivery-count": unsettled = 0 } = headersOf(message)
  const body = message.content.toString()
  return { id: typeof id === "string" ? id : messageIdOf(body), body, attempt: Number(before) + Number(unsettled) + 1 }
}

/** A dead letter; `undefined` where a message is none. */
export const deadLetterOf = (message: ConsumeMessage): DeadLetter | undefined => {
  const told = headersOf(message)[DEAD]
  if (typeof told !== "string") return undefined
  return { ...(JSON.parse(told) as Omit<DeadLetter, "body">), body: message.content.toString() }
}
