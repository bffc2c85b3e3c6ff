/**
 * Dead letters are in the queue that Service Bus itself has for them, beside each queue. They can be looked at by number, but
 * are had in their own order only: whoever wants some has those before them locked meanwhile.
 *
 * Invariants: looking changes nothing; a letter is completed after whatever is done with it, and the others are given back.
 */
import { unavailable } from "@adressat/queue"
import type { DeadLetter, DeadLetterSelection } from "@adressat/queue"
import type { ServiceBusMessage, ServiceBusReceiver } from "@azure/service-bus"
import Long from "long"
import { deadLetterOf, messageOf } from "./ServiceBusMessages.ts"

/** How many can be had together: a session of the library has no room for more. */
const ROOM = 2000

/** Looks at dead letters, the oldest first. */
export const look = async (
  receiver: ServiceBusReceiver,
  selection: DeadLetterSelection
): Promise<ReadonlyArray<DeadLetter>> => {
  const letters: Array<DeadLetter> = []
  const most = "limit" in selection ? selection.limit : Infinity
  for (let next: Long | undefined = Long.ONE; next !== undefined && letters.length < most;) {
    const page = await receiver.peekMessages(Math.min(250, most - letters.length), { fromSequenceNumber: next })
    letters.push(...page.map(deadLetterOf))
    next = page.at(-1)?.sequenceNumber?.add(1)
  }
  const wanted = "ids" in selection ? new Set(selection.ids) : undefined
  return letters.filter(({ id }) => wanted?.has(id) ?? true)
}

/** Takes those with the ids away, after something was done with copies of them; gives the ids of those that there were. */
export const take = async (
  receiver: ServiceBusReceiver,
  ids: ReadonlyArray<string>,
  before: (copies: ReadonlyArray<ServiceBusMessage>) => Promise<unknown>
): Promise<ReadonlyArray<string>> => {
  const wanted = new Set(ids)
  const letters = await look(receiver, { limit: Infinity })
  const last = letters.findLastIndex(({ id }) => wanted.has(id))
  if (last < 0) return []
  if (last >= ROOM) throw unavailable(`only the first ${ROOM} dead letters can be had; retry or remove those first`)
  const messages = await receiver.receiveMessages(last + 1, { maxWaitTimeInMs: 1000 })
  const mine = messages.filter((message) => wanted.has(deadLetterOf(message).id))
  try {
    await before(mine.map((message) => messageOf(deadLetterOf(message))))
    await Promise.all(mine.map((message) => receiver.completeMessage(message)))
  } finally {
    // What is completed is not given back by it.
    await Promise.allSettled(messages.map((message) => receiver.abandonMessage(message)))
  }
  return mine.map((message) => deadLetterOf(message).id)
}
