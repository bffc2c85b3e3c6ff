/**
 * A queue of the peer: messages in memory, as Service Bus keeps them, without any of AMQP.
 *
 * Invariants: a message that is taken is locked, and comes again when its lock runs out, whatever became of the connection it
 * went over; a dead letter goes to the end of the queue of dead letters; messages that wait are in the order of their numbers.
 */
import { randomBytes } from "node:crypto"
import type { Message } from "rhea"

/** A message that is kept. */
export interface Kept {
  readonly sequence: number
  readonly message: Message
  readonly enqueuedAt: number
  /** How often it was delivered before. */
  deliveries: number
}

/** A message that was taken; `tag` is its lock. */
export interface TakenMessage {
  readonly tag: Buffer
  readonly kept: Kept
  readonly lockedUntil: number
}

/** What may be done with a message that was taken. */
export type Outcome =
  | { readonly outcome: "accepted" | "released" }
  | { readonly outcome: "rejected"; readonly properties: Readonly<Record<string, unknown>> }

/** How a queue is made. */
export interface PeerQueueOptions {
  /** In milliseconds; default 60,000, as in Service Bus. */
  readonly lockDuration?: number
  /** Deliveries after which the service itself gives a message up; default 10, as in Service Bus. */
  readonly maxDeliveryCount?: number
}

/** A queue with its dead letters. */
export interface PeerQueue {
  /** Those that were sent together may be taken together. */
  readonly put: (messages: ReadonlyArray<Message>) => void
  readonly take: () => TakenMessage | undefined
  /** Whether its lock still was there. */
  readonly settle: (tag: Buffer, outcome: Outcome) => boolean
  /** The instant until which it is locked now, or `undefined` when its lock had run out. */
  readonly renew: (tag: Buffer) => number | undefined
  /** Those with at least that number that wait or are locked. */
  readonly peek: (from: number, atMost: number) => ReadonlyArray<Kept>
  /** Told when something may be taken. */
  readonly watchers: Set<() => void>
  readonly dead: PeerQueue | undefined
  /** The most messages that were locked at one time. */
  readonly mostLocked: () => number
  readonly close: () => void
}

interface Lock {
  readonly kept: Kept
  until: number
}

const longestTimer = 2 ** 31 - 1

/** Makes an empty queue. */
export const makePeerQueue = (options: PeerQueueOptions = {}, isForDead = false): PeerQueue => {
  const { lockDuration = 60_000, maxDeliveryCount = 10 } = options
  let serial = 0
  let ready: Array<Kept> = []
  let head = 0
  /** What came back, in the order of numbers, before all that is ready. */
  const returned: Array<Kept> = []
  const locks = new Map<string, Lock>()
  let mostLocked = 0
  const timers = new Set<NodeJS.Timeout>()
  const watchers = new Set<() => void>()
  const dead = isForDead ? undefined : makePeerQueue(options, true)
  const tell = () => {
    for (const watcher of watchers) watcher()
  }
  const put = (messages: ReadonlyArray<Message>) => {
    const now = Date.now()
    for (const message of messages) {
      const at = Number(message.message_annotations?.["x-opt-scheduled-enqueue-time"] ?? 0)
      if (at > now) putLater(message, at - now)
      else ready.push({ sequence: (serial += 1), message, enqueuedAt: now, deliveries: 0 })
    }
    tell()
  }
  const putLater = (message: Message, wait: number) => {
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        put([message])
      },
      Math.min(wait, longestTimer)
    )
    timer.unref()
    timers.add(timer)
  }
  const bury = ({ message }: Kept, properties: Readonly<Record<string, unknown>>) =>
    dead?.put([{ ...message, application_properties: { ...message.application_properties, ...properties } }])
  const giveBack = (kept: Kept) => {
    kept.deliveries += 1
    if (dead !== undefined && kept.deliveries >= maxDeliveryCount) {
      const reason = "MaxDeliveryCountExceeded"
      return bury(kept, { DeadLetterReason: reason, DeadLetterErrorDescription: "it was delivered too often" })
    }
    returned.push(kept)
    returned.sort((a, b) => a.sequence - b.sequence)
  }
  const sweep = setInterval(
    () => {
      const now = Date.now()
      const gone = [...locks].filter(([, { until }]) => until <= now)
      for (const [name, { kept }] of gone) {
        locks.delete(name)
        giveBack(kept)
      }
      if (gone.length > 0) tell()
    },
    Math.min(250, lockDuration / 4)
  )
  sweep.unref()
  const next = (): Kept | undefined => {
    const back = returned.shift()
    if (back !== undefined) return back
    const kept = ready[head]
    if (kept === undefined) return undefined
    head += 1
    if (head > 1000 && head * 2 > ready.length) {
      ready = ready.slice(head)
      head = 0
    }
    return kept
  }
  return {
    put,
    take: () => {
      const kept = next()
      if (kept === undefined) return undefined
      const tag = randomBytes(16)
      const until = Date.now() + lockDuration
      locks.set(tag.toString("hex"), { kept, until })
      mostLocked = Math.max(mostLocked, locks.size)
      return { tag, kept, lockedUntil: until }
    },
    settle: (tag, outcome) => {
      const name = tag.toString("hex")
      const lock = locks.get(name)
      if (lock === undefined || lock.until <= Date.now()) return false
      locks.delete(name)
      if (outcome.outcome === "rejected") bury(lock.kept, outcome.properties)
      if (outcome.outcome === "released") {
        giveBack(lock.kept)
        tell()
      }
      return true
    },
    renew: (tag) => {
      const lock = locks.get(tag.toString("hex"))
      if (lock === undefined || lock.until <= Date.now()) return undefined
      lock.until = Date.now() + lockDuration
      return lock.until
    },
    peek: (from, atMost) =>
      [...[...locks.values()].map(({ kept }) => kept), ...returned, ...ready.slice(head)]
        .filter(({ sequence }) => sequence >= from)
        .sort((a, b) => a.sequence - b.sequence)
        .slice(0, atMost),
    watchers,
    dead,
    mostLocked: () => mostLocked,
    close: () => {
      clearInterval(sweep)
      for (const timer of timers) clearTimeout(timer)
      dead?.close()
    }
  }
}
