/**
 * A subscription takes jobs by hand, as many at once as there is room for, or as others of its jobs are completed.
 *
 * Invariants: jobs are received in the order in which Redis gave them, so they are never taken in both ways at the same time;
 * each stays locked as long as the process lives and it is not settled; what is not settled when the subscription is closed
 * goes back in its order.
 */
import type { ClientSubscription, Receiver, Taken } from "@adressat/queue"
import { Job, Worker } from "bullmq"
import type { JobJson, Queue } from "bullmq"
import type { Redis } from "ioredis"
import { deliveryOf, failureOf } from "./BullMqJobs.ts"

/** Subscribes to a queue until it is closed, or the connection is. */
export const subscribeTo = async (
  client: Redis,
  queue: Queue,
  lockDuration: number,
  { now, prefetch, receive }: Receiver<Job>,
  lose: (cause?: unknown) => void
): Promise<ClientSubscription<Job>> => {
  const worker = new Worker(queue.name, null, {
    ...queue.opts,
    lockDuration,
    stalledInterval: lockDuration / 2,
    // BullMQ is not to give jobs up by itself: attempts are counted where those of all brokers are.
    maxStalledCount: 1_000_000_000
  })
  worker.on("error", () => undefined)
  const held = new Set<Job>()
  const renewing = setInterval(() => {
    const [ids, tokens] = [[...held].map(({ id = "" }) => id), [...held].map(({ token = "" }) => token)]
    if (held.size > 0) worker.extendJobLocks(ids, tokens, lockDuration).catch(lose)
  }, lockDuration / 3)
  let wake = (): void => undefined
  const end = async () => {
    clearInterval(renewing)
    wake()
    await worker.close(true)
  }
  client.once("end", () => void end())
  await worker.waitUntilReady()
  await worker.startStalledCheckTimer()
  const hold = (job: Job) => {
    held.add(job)
    // Another client of BullMQ may have wanted it otherwise.
    job.opts.removeOnFail = false
    receive(deliveryOf(job), job)
  }
  let [isPulling, settling, serial] = [false, 0, 0]
  const next = (block: boolean) => worker.getNextJob(`${worker.id}:${(serial += 1)}`, { block })
  const pull = async () => {
    while (worker.closing === undefined) {
      isPulling = settling === 0 && held.size <= prefetch / 2
      if (isPulling) {
        // The first one waits until something comes.
        const first = await next(true)
        const room = Math.min(prefetch - held.size - 1, await queue.getWaitingCount())
        const others = await Promise.all(Array.from({ length: room }, () => next(false)))
        for (const job of [first, ...others]) if (job !== undefined) hold(job)
      } else await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  const pulling = pull().catch(lose)
  type Move = (job: Job, token: string, isNext: boolean) => Promise<void | Array<unknown>>
  const settle = async (taken: ReadonlyArray<Taken<Job>>, move: Move) => {
    const isNext = !isPulling && worker.closing === undefined
    settling += 1
    const moving = taken.map(async ({ token: job }) => {
      const { token = "" } = job
      const [json, id] = ((await move(job, token, isNext)) ?? []) as [json?: JobJson, id?: string]
      held.delete(job)
      if (json) hold(Object.assign(Job.fromJSON(worker, json, id), { token }))
    })
    await Promise.all(moving).finally(() => (settling -= 1))
    wake()
  }
  return {
    done: (taken) => settle(taken, (job, token, isNext) => job.moveToCompleted(undefined, token, isNext)),
    retry: (taken, delay) => settle(taken, (job, token) => job.moveToDelayed(now() + delay, token)),
    dead: (taken, cause) => settle([taken], (job, token) => job.moveToFailed(failureOf(cause), token, false)),
    close: async () => {
      await end()
      await pulling
      await Promise.all([...held].toReversed().map((job) => job.moveToWait(job.token)))
    }
  }
}
