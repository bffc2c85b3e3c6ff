/**
 * Queues of Azure Service Bus: messages are taken under a lock that is renewed as long as they are worked on.
 *
 * Invariants: no more is locked than was asked for, so what nobody works on is free for others; a retry is a copy that is
 * scheduled before the message is completed; dead letters are in the dead-letter queue that Service Bus itself has.
 */
import { layerOfDriver } from "@adressat/queue"
import type {
  DeadLetters,
  Driver,
  MessageQueue,
  QueueError,
  QueueGuarantees,
  Subscription,
  Taken
} from "@adressat/queue"
import { ServiceBusError } from "@azure/service-bus"
import type { ServiceBusReceivedMessage, ServiceBusSender } from "@azure/service-bus"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { copyOf, deliveryOf, farewellOf, messageOf } from "./BusMessage.ts"
import { makeDeadLetters } from "./DeadLetterQueue.ts"
import type { Send } from "./DeadLetterQueue.ts"
import { entityName } from "./EntityName.ts"
import { openNamespace } from "./Namespace.ts"
import type { Namespace, NamespaceOptions } from "./Namespace.ts"

/** What is promised beyond the port. A queue that is made to find duplicates drops them by itself. */
export const guarantees: QueueGuarantees = { ordering: "none", deduplication: 0, lateness: 2000 }

/** The queue and its dead letters in a namespace. Fails with `Unavailable` when nobody is at its address. */
export const layerServiceBus = (options: NamespaceOptions): Layer.Layer<MessageQueue | DeadLetters, QueueError> =>
  layerOfDriver(Effect.map(openNamespace(options), makeDriver))

const makeDriver = (namespace: Namespace): Driver<ServiceBusReceivedMessage> => {
  const { ask, client } = namespace
  const senders = new Map<string, ServiceBusSender>()
  const senderOf = (queue: string): ServiceBusSender => {
    const sender = senders.get(queue) ?? client.createSender(entityName(queue))
    senders.set(queue, sender)
    return sender
  }
  const send: Send = async (queue, messages, notBefore = 0) => {
    const sender = senderOf(queue)
    const scheduled = notBefore > Date.now() ? { scheduledEnqueueTimeUtc: new Date(notBefore) } : {}
    const sending: Array<Promise<void>> = []
    let batch = await sender.createMessageBatch()
    for (const message of messages) {
      const timed = { ...message, ...scheduled }
      if (batch.tryAddMessage(timed)) continue
      if (batch.count > 0) {
        sending.push(sender.sendMessages(batch))
        batch = await sender.createMessageBatch()
        if (batch.tryAddMessage(timed)) continue
      }
      await Promise.allSettled(sending)
      throw new ServiceBusError("a message is longer than one may be", "MessageSizeExceeded")
    }
    if (batch.count > 0) sending.push(sender.sendMessages(batch))
    return Promise.all(sending)
  }
  return {
    publish: (queue, messages) =>
      ask(queue, () =>
        // A batch has one instant from which on it is delivered.
        Promise.all(
          [...Map.groupBy(messages, ({ notBefore = 0 }) => notBefore)].map(([notBefore, group]) =>
            send(queue, group.map(messageOf), notBefore)
          )
        )
      ).pipe(Effect.asVoid),
    subscribe: (queue) => subscribe(queue, namespace, send),
    deadLetters: makeDeadLetters(namespace, send)
  }
}

/** How long the service is asked to wait for a message, in milliseconds, before it is asked again. */
const longestWait = 60_000

/** How long others may come after a first message, in milliseconds, to be worked on together with it. */
const restWait = 20

/** How often to look whether locks are to be renewed, in milliseconds. */
const renewalPause = 500

const subscribe = (
  queue: string,
  { ask, client, errorOf }: Namespace,
  send: Send
): Effect.Effect<Subscription<ServiceBusReceivedMessage>, QueueError, Scope.Scope> =>
  Effect.gen(function* () {
    const receiver = client.createReceiver(entityName(queue), {
      receiveMode: "peekLock",
      skipParsingBodyAsJson: true,
      // The client would take two messages with the same id for one.
      maxAutoLockRenewalDurationInMs: 0
    })
    /** What is locked, and the instant at which its lock is renewed. */
    const held = new Map<ServiceBusReceivedMessage, number>()
    const hold = (message: ServiceBusReceivedMessage, until = message.lockedUntilUtc) => {
      const now = Date.now()
      held.set(message, now + Math.max(0, (until?.getTime() ?? now) - now) / 2)
    }
    const renew = (message: ServiceBusReceivedMessage) => {
      held.set(message, Infinity)
      receiver.renewMessageLock(message).then(
        (until) => held.has(message) && hold(message, until),
        // It is gone, or there is another chance.
        () => held.has(message) && held.set(message, Date.now() + renewalPause)
      )
    }
    const renewing = setInterval(() => {
      const now = Date.now()
      for (const [message, at] of held) if (at <= now) renew(message)
    }, renewalPause)
    // What was taken and not handed on, since whoever waited for it was interrupted.
    let fetching: Promise<ReadonlyArray<ServiceBusReceivedMessage>> | undefined
    const stopping = new AbortController()
    const lost = yield* Deferred.make<never, QueueError>()
    yield* Effect.addFinalizer(() =>
      Effect.gen(function* () {
        stopping.abort()
        clearInterval(renewing)
        const left = Effect.promise(async () => {
          for (const message of (await fetching?.catch(() => [])) ?? []) hold(message)
          // As long as it is open it might be given again what it gives back.
          await receiver.close().catch(() => {})
        })
        yield* Effect.timeoutOption(left, 2000)
        // Others get them at once.
        const other = client.createReceiver(entityName(queue))
        const back = Effect.promise(async () => {
          await Promise.allSettled([...held.keys()].map((message) => other.abandonMessage(message)))
          await other.close().catch(() => {})
        })
        if (held.size > 0) yield* Effect.timeoutOption(back, 2000)
      })
    )
    const fetch = async (atMost: number): Promise<ReadonlyArray<ServiceBusReceivedMessage>> => {
      for (;;) {
        const { signal: abortSignal } = stopping
        const [first] = await receiver.receiveMessages(1, { maxWaitTimeInMs: longestWait, abortSignal })
        if (first === undefined) continue
        if (atMost === 1) return [first]
        const rest = await receiver.receiveMessages(atMost - 1, { maxWaitTimeInMs: restWait }).catch(() => [])
        return [first, ...rest]
      }
    }
    const settle = (
      taken: ReadonlyArray<Taken<ServiceBusReceivedMessage>>,
      settleOne: (taken: Taken<ServiceBusReceivedMessage>) => Promise<void>
    ) =>
      ask(queue, async () => {
        const settled = await Promise.allSettled(taken.map(settleOne))
        for (const { token } of taken) held.delete(token)
        for (const one of settled) if (one.status === "rejected") throw one.reason
      }).pipe(Effect.raceFirst(broken))
    // What was sent over a connection that is lost is never answered.
    const broken = Effect.tapError(Deferred.await(lost), () => Effect.sleep(1000))
    const complete = ({ token }: Taken<ServiceBusReceivedMessage>) => receiver.completeMessage(token)
    return {
      take: (atMost) =>
        Effect.tryPromise({
          try: () => (fetching ??= fetch(atMost)),
          catch: (error) => errorOf(error, queue)
        }).pipe(
          Effect.tapError((error) => Deferred.fail(lost, error)),
          Effect.map((messages) => {
            fetching = undefined
            return messages.map((token): Taken<ServiceBusReceivedMessage> => {
              hold(token)
              return { delivery: deliveryOf(token), token }
            })
          })
        ),
      done: (taken) => settle(taken, complete),
      retry: (taken, delay) =>
        Effect.andThen(
          ask(queue, () => {
            const copies = taken.map(({ delivery, token }) => copyOf(token, delivery.attempt))
            return send(queue, copies, Date.now() + delay)
          }),
          settle(taken, complete)
        ),
      dead: (taken, cause) =>
        settle([taken], ({ delivery, token }) =>
          receiver.deadLetterMessage(token, farewellOf(delivery, cause, Date.now()))
        )
    }
  })
