/**
 * What is sent to Service Bus and what comes from it: an event in structured mode, with its count of attempts beside it.
 *
 * Invariants: names of queues are reversible; the same text has the same name wherever it is met.
 */
import { fingerprint, messageIdOf, outgoingText } from "@adressat/queue"
import type { DeadLetter, Delivery, FailureCause, OutgoingMessage } from "@adressat/queue"
import type { ServiceBusMessage, ServiceBusReceivedMessage } from "@azure/service-bus"
import { randomUUID } from "node:crypto"

/**
 * The name of a queue at Service Bus, which takes letters, digits, dots, hyphens, underscores and slashes within: anything
 * else is written by its number, such as `-x20-` for a space. Letters of both cases are the same to it.
 */
export const nameOf = (queue: string): string =>
  // A hyphen before an x would begin such a number.
  queue.replace(/-(?=x)|[^A-Za-z0-9._/-]|^\/|\/$/gu, (character) => `-x${character.codePointAt(0)?.toString(16)}-`)

/** The properties of this driver: the id of the event, how often it was delivered before, and when it was given up. */
const ID = "cloudEvents:id"
const ATTEMPTS = "adressat-attempts"
const AT = "adressat-at"

/** What is sent, after so many attempts; it has an id of its own, or Service Bus might take it for one that it has had. */
export const messageOf = (
  { attempt = 0, body, id }: Omit<Delivery, "attempt"> & Partial<Delivery>,
  notBefore = 0,
  messageId: string = randomUUID()
): ServiceBusMessage => ({
  body: Buffer.from(body),
  contentType: "application/cloudevents+json",
  messageId,
  applicationProperties: { [ID]: id, [ATTEMPTS]: attempt },
  ...(notBefore > 0 ? { scheduledEnqueueTimeUtc: new Date(notBefore) } : {})
})

/** What is published: where a queue is made to, Service Bus tells by its id what comes twice. */
export const outgoingOf = (messages: ReadonlyArray<OutgoingMessage>, now: number): ReadonlyArray<ServiceBusMessage> =>
  messages.map((message) => {
    const { event, notBefore = 0 } = message
    const text = { id: event.id, body: outgoingText(message) }
    return messageOf(text, notBefore > now ? notBefore : 0, fingerprint(JSON.stringify([event.source, event.id])))
  })

/** A message as a consumer gets it; others may have sent one that is no data. */
export const deliveryOf = (message: ServiceBusReceivedMessage): Delivery => {
  const { [ATTEMPTS]: before = 0, [ID]: id } = message.applicationProperties ?? {}
  const content: unknown = message.body
  const isText = typeof content === "string" || Buffer.isBuffer(content)
  const body = isText ? content.toString() : JSON.stringify(content ?? null)
  const attempt = Number(before) + (message.deliveryCount ?? 0) + 1
  return { id: typeof id === "string" ? id : messageIdOf(body), body, attempt }
}

/** What a message is given along to the dead letters; Service Bus takes 4096 characters of a cause. */
export const farewellOf = ({ attempt, id }: Delivery, { code, message }: FailureCause, at: number) => ({
  deadLetterReason: code.slice(0, 4000),
  deadLetterErrorDescription: message.slice(0, 4000),
  [ID]: id,
  [ATTEMPTS]: attempt,
  [AT]: at
})

/** A dead letter; Service Bus itself may have given it up. */
export const deadLetterOf = (message: ServiceBusReceivedMessage): DeadLetter => {
  const { body, id } = deliveryOf(message)
  const { applicationProperties: told = {}, deadLetterReason: code = "DEAD_LETTERED" } = message
  const cause = { code, message: message.deadLetterErrorDescription ?? "it was given up without a reason" }
  const attempts = Number((told[AT] === undefined ? message.deliveryCount : told[ATTEMPTS]) ?? 0)
  return { id, body, cause, attempts, at: Number(told[AT] ?? message.enqueuedTimeUtc) }
}
