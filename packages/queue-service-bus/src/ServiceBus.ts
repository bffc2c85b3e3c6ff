/**
 * Durable queues of Azure Service Bus: messages come as there is credit, under a lock that is renewed as long as they are held.
 *
 * Invariants: a retry is a copy that is scheduled before the message is completed; what is held when a subscription is closed
 * is given back at once; no error holds a key.
 */
import { layerOfClient, rejected, unavailable } from "@adressat/queue"
import type { Client, Connection, QueueGuarantees, QueueLayer, Taken } from "@adressat/queue"
import { ServiceBusClient, ServiceBusError } from "@azure/service-bus"
import type {
  ServiceBusMessage,
  ServiceBusReceivedMessage,
  ServiceBusReceiver,
  ServiceBusSender,
  TokenCredential
} from "@azure/service-bus"
import * as Redacted from "effect/Redacted"
import type { EventEmitter } from "node:events"
import { look, take } from "./ServiceBusDeadLetters.ts"
import { deliveryOf, farewellOf, messageOf, nameOf, outgoingOf } from "./ServiceBusMessages.ts"

/** How a namespace is reached: by a connection string, or by its name and a credential of `@azure/identity`. */
export type NamespaceOptions = (
  | { readonly connectionString: string | Redacted.Redacted }
  | { readonly namespace: string; readonly credential: TokenCredential }
) & {
  /** How long to wait for a connection and for each answer, in milliseconds; default 30,000. */
  readonly timeout?: number
}

/** What is promised beyond the port. A queue that is made to find duplicates drops them by itself. */
export const guarantees: QueueGuarantees = { ordering: "none", deduplication: 0, lateness: 2000 }

/**
 * The queue and its dead letters in a namespace. Fails with `Unavailable` when nobody is at its address; whether access is
 * granted shows as a queue is used, since rights are given for each.
 */
export const layerServiceBus = (options: NamespaceOptions): QueueLayer => layerOfClient(() => clientOf(options))

/**
 * What the library keeps to itself: where it connects to, and that the connection was lost. It connects anew by itself, and
 * leaves those waiting who wait for an answer.
 */
interface Context {
  readonly config: { readonly host: string; readonly port?: number; readonly useDevelopmentEmulator: boolean }
  readonly connection: EventEmitter & { readonly open: () => Promise<unknown> }
}

type Message = ServiceBusReceivedMessage

const contextOf = (bus: ServiceBusClient) => bus["_connectionContext"] as Context

const clientOf = (options: NamespaceOptions): Client<Message> => {
  const { timeout = 30_000 } = options
  const settings = { retryOptions: { maxRetries: 0, timeoutInMs: timeout } }
  const make = () => {
    try {
      if ("credential" in options) return new ServiceBusClient(options.namespace, options.credential, settings)
      const { connectionString: text } = options
      return new ServiceBusClient(typeof text === "string" ? text : Redacted.value(text), settings)
    } catch {
      throw rejected("the connection string of service bus is none; copy it from the access policies of the namespace")
    }
  }
  const { host, port, useDevelopmentEmulator } = contextOf(make()).config
  const place = `service bus at ${host}:${port ?? (useDevelopmentEmulator ? 5672 : 5671)}`
  return {
    place,
    timeout,
    refusalOf: (cause, queue) => REFUSALS.get(codeOf(cause))?.(queue),
    connect: async (lose) => {
      const bus = make()
      const { connection } = contextOf(bus)
      await connection.open()
      connection.once("disconnected", () => lose())
      return connectionOf(bus, place, lose)
    }
  }
}

const connectionOf = (
  bus: ServiceBusClient,
  place: string,
  lose: (cause: unknown, queue: string) => void
): Connection<Message> => {
  const receiverOf = (queue: string, part: { readonly subQueueType?: "deadLetter" } = {}) =>
    bus.createReceiver(nameOf(queue), { ...part, maxAutoLockRenewalDurationInMs: 0, skipParsingBodyAsJson: true })
  const visit = async <A>(queue: string, use: (receiver: ServiceBusReceiver) => Promise<A>): Promise<A> => {
    const receiver = receiverOf(queue, { subQueueType: "deadLetter" })
    try {
      return await use(receiver)
    } finally {
      await receiver.close()
    }
  }
  const senders = new Map<string, ServiceBusSender>()
  const send = async (queue: string, messages: ReadonlyArray<ServiceBusMessage>) => {
    const sender = senders.get(queue) ?? bus.createSender(nameOf(queue))
    senders.set(queue, sender)
    // A batch has one instant from which on it is delivered.
    const groups = Map.groupBy(messages, ({ scheduledEnqueueTimeUtc }) => scheduledEnqueueTimeUtc?.getTime())
    const batches = await Promise.all([...groups.values()].map((group) => batchesOf(sender, group)))
    await Promise.all(batches.flat().map((batch) => sender.sendMessages(batch))).catch((cause: unknown) => {
      if (codeOf(cause) !== "QuotaExceeded") throw cause
      throw unavailable(`${place} has no room in the queue ${queue}; have it consumed, or raise its size`)
    })
  }
  /** What is held, with what lets go of it. */
  const held = new Map<Message, () => void>()
  const closing = new AbortController()
  return {
    publish: (queue, messages, now) => send(queue, outgoingOf(messages, now)),
    subscribe: async (queue, { now, prefetch, receive }) => {
      const receiver = receiverOf(queue)
      const hold = (message: Message, release: () => void) => {
        // At half of its time; where that fails there is another chance, at half of what is left.
        const again = () => held.has(message) && hold(message, release)
        const renew = () => void receiver.renewMessageLock(message).then(again, again)
        // In half seconds, so that messages share timers.
        const left = Math.ceil((Number(message.lockedUntilUtc) - Date.now()) / 1000)
        const timer = setTimeout(renew, Math.max(1, left) * 500)
        held.set(message, () => {
          clearTimeout(timer)
          held.delete(message)
          release()
        })
      }
      const settle = (message: Message, settling: Promise<void>) => settling.then(() => held.get(message)?.())
      const done = (taken: ReadonlyArray<Taken<Message>>) =>
        Promise.all(taken.map(({ token }) => settle(token, receiver.completeMessage(token))))
      const stream = receiver.subscribe(
        {
          processMessage: (message) =>
            new Promise((release) => {
              hold(message, release)
              receive(deliveryOf(message), message)
            }),
          processError: async ({ error }) => lose(error, queue)
        },
        { maxConcurrentCalls: prefetch, autoCompleteMessages: false, abortSignal: closing.signal }
      )
      return {
        done,
        retry: async (taken, delay) => {
          const copies = taken.map(({ delivery }) => messageOf(delivery, now() + delay))
          await send(queue, copies)
          await done(taken)
        },
        dead: ({ delivery, token }, cause) =>
          settle(token, receiver.deadLetterMessage(token, farewellOf(delivery, cause, now()))),
        close: async () => {
          // Nothing comes any more, so what is given back does not either.
          await stream.close()
          await Promise.allSettled([...held.keys()].map((message) => receiver.abandonMessage(message)))
        }
      }
    },
    find: (queue, selection) => visit(queue, (receiver) => look(receiver, selection)),
    retry: (queue, ids) => visit(queue, (receiver) => take(receiver, ids, (copies) => send(queue, copies))),
    remove: (queue, ids) => visit(queue, (receiver) => take(receiver, ids, async () => undefined)),
    close: () => {
      // Nothing more is asked over it, or the library would connect anew.
      for (const release of held.values()) release()
      closing.abort()
      return bus.close()
    }
  }
}

/** Batches as large as they may be. */
const batchesOf = async (sender: ServiceBusSender, messages: ReadonlyArray<ServiceBusMessage>) => {
  const batches = [await sender.createMessageBatch()]
  for (const message of messages) {
    if (batches.at(-1)?.tryAddMessage(message)) continue
    const batch = await sender.createMessageBatch()
    if (!batch.tryAddMessage(message)) throw new ServiceBusError("", "MessageSizeExceeded")
    batches.push(batch)
  }
  return batches
}

const codeOf = (cause: unknown): unknown => (Object(cause) as { readonly code?: unknown }).code

/** What Service Bus refuses, by the codes of the library. */
const REFUSALS = new Map<unknown, (queue: string) => string>([
  ["MessagingEntityDisabled", (queue) => `has disabled the queue ${queue}; enable it`],
  ["MessagingEntityNotFound", (queue) => `has no queue ${queue}; make it there first`],
  ["MessageSizeExceeded", () => "takes no message as long as one of these; send less, or use its premium tier"],
  ["UnauthorizedAccess", () => "refuses the credential; correct it, or give it the rights to send and to listen"]
])
