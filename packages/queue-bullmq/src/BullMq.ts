/**
 * Queues of BullMQ: each message is a job, its data the event. Jobs are taken by hand, in batches, and each of them is locked for
 * whoever took it as long as that is alive.
 *
 * Invariants: an event is added once as long as its job is there and for a while after it was added; a retry is the same job
 * with its count; a dead letter is a failed job, so that whatever shows BullMQ's jobs shows it with its cause.
 */
import { layerOfDriver } from "@adressat/queue"
import type {
  DeadLetter,
  DeadLetters,
  Driver,
  FailureCause,
  MessageQueue,
  QueueError,
  QueueGuarantees,
  Subscription,
  Taken
} from "@adressat/queue"
import { Queue, UnrecoverableError, Worker } from "bullmq"
import type { Job } from "bullmq"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { jobName, jobStart, queueName, startOfJob } from "./JobName.ts"
import { openConnection } from "./Redis.ts"
import type { Connection, ConnectionOptions } from "./Redis.ts"

/** How queues of BullMQ are used. */
export interface BullMqOptions extends ConnectionOptions {
  /** What all keys in Redis start with; default `bull`, as BullMQ has it. */
  readonly prefix?: string
  /** How long a message stays with a consumer that is gone, in milliseconds; at most twice as long; default 30,000. */
  readonly lockDuration?: number
  /** How long after it was published the same event is dropped, in milliseconds; default 60,000. */
  readonly deduplication?: number
}

/** What is promised beyond the port, with the default options. */
export const guarantees: QueueGuarantees = { ordering: "published", deduplication: 60_000, lateness: 1000 }

/** The queue and its dead letters in Redis. Fails with `Unavailable` when Redis is not there, with `Rejected` when it refuses. */
export const layerBullMq = (options: BullMqOptions = {}): Layer.Layer<MessageQueue | DeadLetters, QueueError> =>
  layerOfDriver(
    Effect.gen(function* () {
      const connection = yield* openConnection(options)
      const queues = new Map<string, Queue>()
      yield* Effect.addFinalizer(() => Effect.promise(() => Promise.allSettled([...queues.values()].map(closeQueue))))
      return makeDriver(connection, queues, options)
    })
  )

const closeQueue = (queue: Queue): Promise<void> => queue.close()

const ignore = (): void => {}

const makeDriver = (connection: Connection, queues: Map<string, Queue>, options: BullMqOptions): Driver<Job> => {
  const { ask, client } = connection
  const { deduplication = guarantees.deduplication, prefix = "bull" } = options
  const queueOf = (name: string): Queue => {
    const known = queues.get(name)
    if (known !== undefined) return known
    const made = new Queue(queueName(name), { connection: client, prefix, skipWaitingForReady: true })
    made.on("error", ignore)
    queues.set(name, made)
    return made
  }
  return {
    publish: (name, messages) =>
      ask(() => {
        const now = Date.now()
        return queueOf(name).addBulk(
          messages.map(({ event, notBefore = 0 }) => {
            const jobId = jobName(event)
            const delay = Math.max(0, notBefore - now)
            const window = deduplication > 0 ? { deduplication: { id: jobId, ttl: deduplication } } : {}
            return { name: event.type, data: event, opts: { jobId, delay, removeOnComplete: true, ...window } }
          })
        )
      }).pipe(Effect.asVoid),
    subscribe: (name) => subscribe(name, connection, queueOf(name), prefix, options),
    deadLetters: deadLettersOf(connection, queueOf)
  }
}

/** BullMQ is not to give jobs up by itself: attempts are counted where those of all brokers are. */
const withoutLimit = 1_000_000_000

const subscribe = (
  name: string,
  { ask, client, lost }: Connection,
  queue: Queue,
  prefix: string,
  { lockDuration = 30_000 }: BullMqOptions
): Effect.Effect<Subscription<Job>, QueueError, Scope.Scope> =>
  Effect.gen(function* () {
    const held = new Map<string, Job>()
    const worker = new Worker(queueName(name), null, {
      connection: client,
      prefix,
      lockDuration,
      stalledInterval: lockDuration / 2,
      maxStalledCount: withoutLimit,
      autorun: false
    })
    worker.on("error", ignore)
    // What was taken and not handed on, since whoever waited for it was interrupted.
    let fetching: Promise<ReadonlyArray<Job>> | undefined
    yield* Effect.addFinalizer(() =>
      Effect.gen(function* () {
        clearInterval(renewing)
        // It ends with the worker, unless Redis is away.
        const left = Effect.promise(async () => {
          await Promise.allSettled([worker.close(true)])
          for (const job of (await fetching?.catch(() => [])) ?? []) hold(job)
        })
        yield* Effect.timeoutOption(left, 1000)
        // Others get them at once, in their order.
        const back = Effect.promise(() =>
          Promise.allSettled([...held.values()].toReversed().map((job) => job.moveToWait(job.token)))
        )
        yield* Effect.timeoutOption(back, 5000)
      })
    )
    const hold = (job: Job) => held.set(job.id ?? "", job)
    const letGo = (job: Job) => held.delete(job.id ?? "")
    const renewing = setInterval(() => {
      const jobs = [...held.values()]
      if (jobs.length === 0) return
      const [ids, tokens] = [jobs.map(({ id = "" }) => id), jobs.map(({ token = "" }) => token)]
      worker.extendJobLocks(ids, tokens, lockDuration).catch(ignore)
    }, lockDuration / 3)
    const broken = Effect.callback<never, QueueError>((resume) => {
      const tell = () => resume(Effect.fail(lost))
      for (const one of [client, blocking]) one?.on("close", tell)
      return Effect.sync(() => [client, blocking].forEach((one) => one?.off("close", tell)))
    })
    const blocking = yield* ask(async () => worker.getBackend().blockingClient)
    yield* ask(() => worker.startStalledCheckTimer())
    let serial = 0
    const next = (block: boolean) => worker.getNextJob(`${worker.id}:${(serial += 1)}`, { block })
    const fetch = async (atMost: number): Promise<ReadonlyArray<Job>> => {
      while (worker.closing === undefined) {
        const waiting = Math.min(atMost, await queue.getWaitingCount())
        // One that waits until something comes makes the delayed ones that are due ready as well.
        const jobs = await Promise.all(waiting > 0 ? Array.from({ length: waiting }, () => next(false)) : [next(true)])
        const found = jobs.filter((job) => job !== undefined)
        if (found.length > 0) return found
      }
      return []
    }
    const settle = (taken: ReadonlyArray<Taken<Job>>, move: (job: Job, token: string) => Promise<unknown>) =>
      ask(async () => {
        const moved = await Promise.allSettled(taken.map(({ token }) => move(token, token.token ?? "")))
        for (const { token } of taken) letGo(token)
        for (const one of moved) if (one.status === "rejected") throw one.reason
      })
    return {
      take: (atMost) =>
        Effect.tryPromise({
          try: async () => (fetching ??= fetch(atMost)),
          catch: () => lost
        }).pipe(
          Effect.raceFirst(broken),
          Effect.map((jobs) => {
            fetching = undefined
            return jobs.map((job): Taken<Job> => {
              hold(job)
              const body = bodyOf(job)
              return { delivery: { id: idOf(job), body, attempt: job.attemptsStarted }, token: job }
            })
          })
        ),
      done: (taken) => settle(taken, (job, token) => job.moveToCompleted(undefined, token, false)),
      retry: (taken, delay) => settle(taken, (job, token) => job.moveToDelayed(Date.now() + delay, token)),
      dead: (taken, cause) => settle([taken], (job, token) => job.moveToFailed(failureOf(job, cause), token, false))
    }
  })

/** The text that was published; other clients of BullMQ may have published one that is no event. */
const bodyOf = ({ data }: Job): string => (typeof data === "string" ? data : JSON.stringify(data))

const idOf = ({ data, id = "" }: Job<unknown>): string =>
  typeof data === "object" && data !== null && "id" in data && typeof data.id === "string" ? data.id : id

/** Codes hold no colon then, so it is known where the message begins. */
const failureOf = (job: Job, { code, message }: FailureCause): Error => {
  job.opts.removeOnFail = false
  const failure = new UnrecoverableError(`${encodeURIComponent(code)}: ${message}`)
  failure.stack = ""
  return failure
}

const deadLetterOf = (job: Job): DeadLetter => {
  const { code, message } = /^(?<code>[^\s:]+): (?<message>.*)$/s.exec(job.failedReason)?.groups ?? {}
  return {
    id: idOf(job),
    body: bodyOf(job),
    cause: { code: decodeURIComponent(code ?? "JOB_FAILED"), message: message ?? job.failedReason },
    attempts: job.attemptsStarted,
    at: job.finishedOn ?? job.timestamp
  }
}

const deadLettersOf = ({ ask }: Connection, queueOf: (name: string) => Queue): DeadLetters["Service"] => {
  const failed = async (queue: Queue, ids: ReadonlyArray<string>): Promise<ReadonlyArray<Job>> => {
    const [wanted, starts] = [new Set(ids), new Set(ids.map(jobStart))]
    const names = await queue.getRanges(["failed"], 0, -1, true)
    const likely = names.filter((name) => starts.has(startOfJob(name) ?? "") || startOfJob(name) === undefined)
    const jobs = await Promise.all(likely.map((name) => queue.getJob(name)))
    return jobs.filter((job): job is Job => job !== undefined && wanted.has(idOf(job)))
  }
  /** Those of the jobs for which it was done; somebody else may have been faster. */
  const each = (name: string, ids: ReadonlyArray<string>, act: (job: Job) => Promise<unknown>) =>
    ask(async () => {
      const jobs = await failed(queueOf(name), ids)
      const acted = await Promise.allSettled(jobs.map(act))
      const done = new Set(jobs.filter((_, index) => acted[index]?.status === "fulfilled").map(idOf))
      return ids.filter((id) => done.has(id))
    })
  return {
    find: (name, selection) =>
      ask(async () => {
        if ("ids" in selection) return (await failed(queueOf(name), selection.ids)).map(deadLetterOf)
        if (selection.limit <= 0) return []
        return (await queueOf(name).getJobs(["failed"], 0, selection.limit - 1, true)).map(deadLetterOf)
      }),
    retry: (name, ids) =>
      each(name, ids, (job) => job.retry("failed", { resetAttemptsMade: true, resetAttemptsStarted: true })),
    remove: (name, ids) => each(name, ids, (job) => job.remove())
  }
}
