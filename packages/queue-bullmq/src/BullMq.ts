/**
 * Queues of BullMQ, in Redis.
 *
 * Invariants: an event is added once as long as its job is there and for a while after it was added; a retry is the same job
 * with its count; a dead letter is a failed job, so that whatever shows BullMQ's jobs shows it with its cause; no error tells
 * a password or a name of a user, nor anything of what was sent.
 */
import { brokerUrl, layerOfClient, unavailable } from "@adressat/queue"
import type { Client, Connection, QueueError, QueueGuarantees, QueueLayer } from "@adressat/queue"
import { Queue } from "bullmq"
import type { Job } from "bullmq"
import * as Redacted from "effect/Redacted"
import { Redis } from "ioredis"
import type { RedisOptions } from "ioredis"
import { deadLetterOf, deliveryOf, jobOf, mayBeOf, queueName } from "./BullMqJobs.ts"
import { subscribeTo } from "./BullMqSubscription.ts"

/** Where Redis is, and how queues of BullMQ are used. */
export interface BullMqOptions {
  /** Default `redis://127.0.0.1:6379`; `rediss:` for TLS. Never shown. */
  readonly url?: string | Redacted.Redacted
  /** Whatever else ioredis is to know, such as certificates; default nothing. */
  readonly redis?: Omit<RedisOptions, "replyMapping">
  /** How long to wait for a connection and for each answer, in milliseconds; default 30,000. */
  readonly timeout?: number
  /** What all keys in Redis start with; default `bull`, as BullMQ has it. */
  readonly prefix?: string
  /** How long a message stays with a consumer that is gone, in milliseconds; at most twice as long; default 30,000. */
  readonly lockDuration?: number
  /** How long after it was published the same event is dropped, in milliseconds; default 60,000. */
  readonly deduplication?: number
}

/** What is promised beyond the port, with the default options. */
export const guarantees: QueueGuarantees = { ordering: "published", deduplication: 60_000, lateness: 1000 }

/**
 * The queue and its dead letters in Redis. Fails with a `QueueError` when it cannot be reached, or refuses access; later on it
 * is found again by itself.
 */
export const layerBullMq = (options: BullMqOptions = {}): QueueLayer => layerOfClient(() => clientOf(options))

const clientOf = ({ timeout = 30_000, url = "redis://127.0.0.1:6379", ...options }: BullMqOptions): Client<Job> => {
  const text = typeof url === "string" ? url : Redacted.value(url)
  const { hostname, port } = brokerUrl(text, /^rediss?:$/, "redis", "redis://user:password@host:6379")
  const place = `redis at ${hostname}:${port || 6379}`
  return {
    place,
    timeout,
    refusalOf: (cause) => refusalOf(cause, place),
    connect: async (lose) => {
      const client = new Redis(text, {
        // Whoever waits for something to come is answered every ten seconds at least.
        socketTimeout: Math.max(timeout, 15_000),
        connectTimeout: timeout,
        ...options.redis,
        enableAutoPipelining: true,
        lazyConnect: true,
        maxRetriesPerRequest: null,
        retryStrategy: () => null
      })
      client.on("error", lose).on("close", () => lose())
      await client.connect()
      return connectionOf(client, options, lose)
    }
  }
}

const connectionOf = (
  client: Redis,
  { deduplication = guarantees.deduplication, lockDuration = 30_000, prefix = "bull" }: BullMqOptions,
  lose: (cause?: unknown) => void
): Connection<Job> => {
  const queues = new Map<string, Queue>()
  const queueOf = (name: string): Queue => {
    const opened = queues.get(name)
    if (opened !== undefined) return opened
    const queue = new Queue(queueName(name), { connection: client, prefix }).on("error", () => undefined)
    queues.set(name, queue)
    return queue
  }
  const failed = async (name: string, ids: ReadonlyArray<string>): Promise<ReadonlyArray<Job>> => {
    const likely = (await queueOf(name).getRanges(["failed"], 0, -1, true)).filter(mayBeOf(ids))
    const jobs = await Promise.all(likely.map((job): Promise<Job | undefined> => queueOf(name).getJob(job)))
    return jobs.filter((job) => job !== undefined).filter((job) => ids.includes(deliveryOf(job).id))
  }
  /** Gives the ids of those for which it was done; somebody else may have been faster. */
  const each = async (name: string, ids: ReadonlyArray<string>, act: (job: Job) => Promise<unknown>) => {
    const acting = (await failed(name, ids)).map((job) => act(job).then(() => deliveryOf(job).id, unlessRefused))
    return (await Promise.all(acting)).filter((id) => id !== undefined)
  }
  return {
    publish: (name, messages, now) => queueOf(name).addBulk(messages.map((one) => jobOf(one, deduplication, now))),
    subscribe: (name, receiver) => subscribeTo(client, queueOf(name), lockDuration, receiver, lose),
    find: async (name, selection) => {
      if ("ids" in selection) return (await failed(name, selection.ids)).map(deadLetterOf)
      return (await queueOf(name).getJobs(["failed"], 0, selection.limit - 1, true)).map(deadLetterOf)
    },
    retry: (name, ids) =>
      each(name, ids, (job) => job.retry("failed", { resetAttemptsMade: true, resetAttemptsStarted: true })),
    remove: (name, ids) => each(name, ids, (job) => job.remove()),
    close: async () => client.disconnect()
  }
}

/** An error of Redis, and not one of BullMQ. */
const isReply = (cause: unknown): cause is Error => cause instanceof Error && cause.name === "ReplyError"

const unlessRefused = (cause: unknown): undefined => {
  if (isReply(cause)) throw cause
}

/** Answers of Redis that mean that it cannot at the moment. */
const PASSING =
  /^(LOADING|BUSY|TRYAGAIN|CLUSTERDOWN|MASTERDOWN|READONLY|OOM|MISCONF|NOREPLICAS|UNBLOCKED|ERR max number)/

const refusalOf = (cause: unknown, place: string): string | QueueError | undefined => {
  if (!isReply(cause)) return undefined
  const [code = "ERR"] = /^[A-Z]+(?= )/.exec(cause.message) ?? []
  if (PASSING.test(cause.message)) return unavailable(`${place} cannot at the moment (${code}); see its log`)
  if (/^(NOAUTH|WRONGPASS|ERR AUTH|ERR invalid password)/.test(cause.message))
    return "refused the user or the password; correct the url"
  return `refused with ${code}; see that the user may run scripts and that nothing else is under the names of the queue`
}
