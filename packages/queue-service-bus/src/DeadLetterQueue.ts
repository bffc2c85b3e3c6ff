/**
 * The dead letters of a queue of Service Bus, which are in a queue of their own beside it.
 *
 * Invariants: looking at them changes nothing; one that is sent once more is there before it is completed. They come in the
 * order of the numbers that Service Bus gave them.
 */
import type { DeadLetters } from "@adressat/queue"
import type { ServiceBusMessage, ServiceBusReceivedMessage, ServiceBusReceiver } from "@azure/service-bus"
import Long from "long"
import { copyOf, deadLetterOf } from "./BusMessage.ts"
import { entityName } from "./EntityName.ts"
import type { Namespace } from "./Namespace.ts"

/** Sends to a queue: everything is on its way before the first answer is awaited. */
export type Send = (
  queue: string,
  messages: ReadonlyArray<ServiceBusMessage>,
  notBefore?: number
) => Promise<ReadonlyArray<void>>

/** How many are looked at, or taken, together. */
const page = 250

/** The dead letters of all queues. */
export const makeDeadLetters = ({ ask, client }: Namespace, send: Send): DeadLetters["Service"] => {
  const using = async <A>(queue: string, use: (receiver: ServiceBusReceiver) => Promise<A>): Promise<A> => {
    const receiver = client.createReceiver(entityName(queue), {
      receiveMode: "peekLock",
      subQueueType: "deadLetter",
      maxAutoLockRenewalDurationInMs: 0,
      skipParsingBodyAsJson: true
    })
    try {
      return await use(receiver)
    } finally {
      await receiver.close().catch(() => {})
    }
  }
  const look = async (receiver: ServiceBusReceiver, isWanted: (id: string) => boolean, limit: number) => {
    const found: Array<ServiceBusReceivedMessage> = []
    while (found.length < limit) {
      const fromSequenceNumber = (found.at(-1)?.sequenceNumber ?? Long.ZERO).add(1)
      const seen = await receiver.peekMessages(Math.min(page, limit - found.length), { fromSequenceNumber })
      if (seen.length === 0) break
      found.push(...seen)
    }
    return found.map(deadLetterOf).filter(({ id }) => isWanted(id))
  }
  /** Does something to those with the ids; gives the ids of those that there were. */
  const each = (
    queue: string,
    ids: ReadonlyArray<string>,
    act: (messages: ReadonlyArray<ServiceBusReceivedMessage>) => Promise<unknown>
  ) =>
    ask(queue, () =>
      using(queue, async (receiver) => {
        const wanted = new Set(ids)
        const missing = new Map<string, number>()
        for (const { id } of await look(receiver, (one) => wanted.has(one), Infinity)) {
          missing.set(id, (missing.get(id) ?? 0) + 1)
        }
        const done = new Set<string>()
        const others: Array<ServiceBusReceivedMessage> = []
        // Service Bus gives them in its own order only, so the others are held until those that are wanted have come.
        while (missing.size > 0) {
          const taken = await receiver.receiveMessages(page, { maxWaitTimeInMs: 1000 })
          if (taken.length === 0) break
          const named = taken.map((message) => ({ id: deadLetterOf(message).id, message }))
          const mine = named.filter(({ id }) => wanted.has(id))
          others.push(...named.filter(({ id }) => !wanted.has(id)).map(({ message }) => message))
          await act(mine.map(({ message }) => message))
          await Promise.all(mine.map(({ message }) => receiver.completeMessage(message)))
          for (const { id } of mine) {
            done.add(id)
            const left = (missing.get(id) ?? 1) - 1
            if (left > 0) missing.set(id, left)
            else missing.delete(id)
          }
        }
        await Promise.allSettled(others.map((message) => receiver.abandonMessage(message)))
        return ids.filter((id) => done.has(id))
      })
    )
  return {
    find: (queue, selection) =>
      ask(queue, () =>
        using(queue, (receiver) => {
          if ("limit" in selection) return look(receiver, () => true, Math.max(0, selection.limit))
          const wanted = new Set(selection.ids)
          return look(receiver, (id) => wanted.has(id), Infinity)
        })
      ),
    retry: (queue, ids) =>
      each(queue, ids, (messages) =>
        send(
          queue,
          messages.map((message) => copyOf(message, 0))
        )
      ),
    remove: (queue, ids) => each(queue, ids, () => Promise.resolve())
  }
}
