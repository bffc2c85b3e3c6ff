/**
 * Which queues there are at the broker for one queue, and what is sent to them: the queue itself, `<queue>.dead`, and
 * `<queue>.delay.<milliseconds>`, in which messages wait: a ladder. On each rung but the last all of them wait equally long,
 * and then go to the one that fits what remains; so a queue of the broker, which is first in first out, will do.
 *
 * Invariants: no message waits behind one that has to wait longer; names are reversible.
 */
import { messageIdOf, rejected } from "@adressat/queue"
import type { DeadLetter, Delivery, FailureCause, Taken } from "@adressat/queue"
import type { ConsumeMessage, Options } from "amqplib"

/** How long messages wait on each rung, in milliseconds; on the last one until they are due. */
const RUNGS = [21_600_000, 3_600_000, 600_000, 60_000, 10_000, 0]

/** The name of a queue at the broker: its own, except for what the broker or this driver uses for itself. */
export const nameOf = (queue: string): string => {
  const name = queue.replace(/%|^amq(?=\.)|\.(?=dead$|delay\.\d+$)/g, (part) => ESCAPED[part] ?? part)
  // With what is put behind it, 255 bytes.
  if (name !== "" && Buffer.byteLength(name) <= 230) return name
  throw rejected("the name of a queue has to be 1 to 230 bytes long; use another")
}

const ESCAPED: Readonly<Record<string, string>> = { "%": "%25", amq: "%61mq", ".": "%2E" }

/** The names of the queues in which messages wait. */
export const rungsOf = (queue: string): ReadonlyArray<string> => RUNGS.map((wait) => `${nameOf(queue)}.delay.${wait}`)

/** The name of the queue of dead letters at the broker. */
export const deadNameOf = (queue: string): string => `${nameOf(queue)}.dead`

/** The properties of a queue, by its name at the broker. */
export const argumentsOf = (name: string): Readonly<Record<string, unknown>> => ({
  "x-queue-type": "quorum",
  // Where nothing is said RabbitMQ 4 drops a message after 20 deliveries.
  "x-delivery-limit": 1_000_000,
  // Whoever visits the dead letters, or moves what waits, has all of it.
  ...(/\.(dead|delay\.\d+)$/.test(name) ? { "x-single-active-consumer": true } : {})
})

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
const UNTIL = "adressat-until"
const DEAD = "adressat-dead"

const parcelTo = (to: string, content: Buffer, headers: Readonly<Record<string, unknown>>): Parcel => ({
  to,
  content,
  properties: { persistent: true, mandatory: true, contentType: "application/cloudevents+json", headers }
})

/** What is sent to a queue, or to where it waits for its instant, after so many attempts. */
export const parcelOf = (
  queue: string,
  { body, id }: Pick<Delivery, "body" | "id">,
  attempts: number,
  notBefore: number,
  now: number
): Parcel => {
  const own = { [ID]: id, ...(attempts > 0 ? { [ATTEMPTS]: attempts } : {}) }
  if (notBefore <= now) return parcelTo(nameOf(queue), Buffer.from(body), own)
  const rung = RUNGS.findIndex((wait) => wait <= notBefore - now)
  const until = now + (RUNGS[rung] || notBefore - now)
  return parcelTo(rungsOf(queue)[rung] ?? "", Buffer.from(body), { ...own, [NOT_BEFORE]: notBefore, [UNTIL]: until })
}

/** What is sent to the dead letters. */
export const deadParcelOf = (
  queue: string,
  { delivery: { attempt: attempts, id }, token: { content } }: Taken<ConsumeMessage>,
  cause: FailureCause,
  at: number
): Parcel => parcelTo(deadNameOf(queue), content, { [ID]: id, [DEAD]: JSON.stringify({ id, cause, attempts, at }) })

const headersOf = ({ properties }: ConsumeMessage): Readonly<Record<string, unknown>> => properties.headers ?? {}

/** The instant before which a message is not delivered, and that until which it stays on its rung. */
export const instantsOf = (message: ConsumeMessage): { readonly notBefore: number; readonly until: number } => {
  const { [NOT_BEFORE]: notBefore, [UNTIL]: until } = headersOf(message)
  return { notBefore: Number(notBefore ?? 0), until: Number(until ?? 0) }
}

/** How often a message was delivered before it was sent the last time. */
export const attemptsOf = (message: ConsumeMessage): number => Number(headersOf(message)[ATTEMPTS] ?? 0)

/** A message as a consumer gets it. */
export const deliveryOf = (message: ConsumeMessage): Delivery => {
  const { [ID]: id, "x-delivery-count": unsettled = 0 } = headersOf(message)
  const body = message.content.toString()
  const attempt = attemptsOf(message) + Number(unsettled) + 1
  return { id: typeof id === "string" ? id : messageIdOf(body), body, attempt }
}

/** A dead letter; `undefined` where a message is none. */
export const deadLetterOf = (message: ConsumeMessage): DeadLetter | undefined => {
  const told = headersOf(message)[DEAD]
  if (typeof told !== "string") return undefined
  return { ...(JSON.parse(told) as Omit<DeadLetter, "body">), body: message.content.toString() }
}
