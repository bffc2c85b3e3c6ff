/**
 * Messages of Service Bus: an event in structured mode, with its count of attempts beside it.
 *
 * Invariants: the body is the text that was published, byte by byte; a message that is sent once more has an id of its own, or
 * Service Bus might take it for one that it has had.
 */
import { createHash, randomUUID } from "node:crypto"
import { outgoingText } from "@adressat/queue"
import type { DeadLetter, Delivery, FailureCause, OutgoingMessage } from "@adressat/queue"
import type { ServiceBusMessage, ServiceBusReceivedMessage } from "@azure/service-bus"

const contentType = "application/cloudevents+json"

/** How often a message was delivered before it was sent once more. */
const attemptsName = "adressat-attempts"
/** When a dead letter was given up, in milliseconds since 1970. */
const atName = "adressat-at"
/** The id of the event, so that nobody has to read the text for it. */
const idName = "cloudEvents:id"

/** Service Bus takes 4096 characters of a cause. */
const longestCause = 4000

/** The message of an event. */
export const messageOf = (message: OutgoingMessage): ServiceBusMessage => ({
  body: Buffer.from(outgoingText(message)),
  contentType,
  // Service Bus tells by it what comes twice, where the queue is made to.
  messageId: createHash("sha256")
    .update(JSON.stringify([message.event.source, message.event.id]))
    .digest("hex"),
  applicationProperties: { [idName]: message.event.id }
})

/** The text of a message; others may have sent one that is no data. */
const bodyOf = ({ body }: ServiceBusReceivedMessage): string => {
  const content: unknown = body
  if (Buffer.isBuffer(content)) return content.toString()
  return typeof content === "string" ? content : (JSON.stringify(content) ?? "")
}

const idOf = (
  { applicationProperties, messageId, sequenceNumber }: ServiceBusReceivedMessage,
  body: string
): string => {
  const told = applicationProperties?.[idName]
  if (typeof told === "string") return told
  try {
    const read: unknown = JSON.parse(body)
    if (typeof read === "object" && read !== null && "id" in read && typeof read.id === "string") return read.id
  } catch {
    // A text that is no event has a name of its own.
  }
  return typeof messageId === "string" ? messageId : String(sequenceNumber)
}

const numberOf = ({ applicationProperties }: ServiceBusReceivedMessage, name: string): number | undefined => {
  const value = applicationProperties?.[name]
  return typeof value === "number" ? value : undefined
}

/** A message as it is delivered. */
export const deliveryOf = (message: ServiceBusReceivedMessage): Delivery => {
  const body = bodyOf(message)
  const attempt = (numberOf(message, attemptsName) ?? 0) + (message.deliveryCount ?? 0) + 1
  return { id: idOf(message, body), body, attempt }
}

/** The same message once more, after so many attempts. */
export const copyOf = (message: ServiceBusReceivedMessage, attempts: number): ServiceBusMessage => {
  const body: unknown = message.body
  return {
    body,
    contentType: message.contentType ?? contentType,
    messageId: randomUUID(),
    applicationProperties: { [idName]: idOf(message, bodyOf(message)), [attemptsName]: attempts }
  }
}

/** What a message is given along to the dead letters. */
export const farewellOf = ({ attempt, id }: Delivery, { code, message }: FailureCause, at: number) => ({
  deadLetterReason: code.slice(0, longestCause),
  deadLetterErrorDescription: message.slice(0, longestCause),
  [idName]: id,
  [attemptsName]: attempt,
  [atName]: at
})

/** A dead letter; Service Bus itself may have given it up. */
export const deadLetterOf = (message: ServiceBusReceivedMessage): DeadLetter => {
  const body = bodyOf(message)
  return {
    id: idOf(message, body),
    body,
    cause: {
      code: message.deadLetterReason ?? "DEAD_LETTERED",
      message: message.deadLetterErrorDescription ?? "it was given up without a reason"
    },
    attempts: numberOf(message, attemptsName) ?? message.deliveryCount ?? 0,
    at: numberOf(message, atName) ?? message.enqueuedTimeUtc?.getTime() ?? 0
  }
}
