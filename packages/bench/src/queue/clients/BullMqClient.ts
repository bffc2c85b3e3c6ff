/** Redis by BullMQ: jobs that are gone when they are completed. */
import { Queue, Worker } from "bullmq"
import { Redis } from "ioredis"
import type { BareClient } from "../BareClient.ts"
import { PREFETCH } from "../BareClient.ts"
import type { Place } from "../Broker.ts"
import { removeKeys } from "../RedisKeys.ts"

/** Connects. */
export const open = async ({ id: prefix, url }: Place): Promise<BareClient> => {
  const client = new Redis(url, { maxRetriesPerRequest: null })
  const queues = new Map<string, Queue>()
  const queueOf = (name: string): Queue => {
    const queue = queues.get(name) ?? new Queue(name, { connection: client, prefix })
    queues.set(name, queue)
    return queue
  }
  return {
    publish: async (name, messages) => {
      const opts = { removeOnComplete: true }
      await queueOf(name).addBulk(
        messages.map(({ body, id }) => ({
          name: "order",
          data: JSON.parse(body) as object,
          opts: { ...opts, jobId: id }
        }))
      )
    },
    consume: async (name, handle = async () => {}, onSettled) => {
      const worker = new Worker(name, handle, { connection: client, prefix, concurrency: PREFETCH })
      worker.on("completed", onSettled)
      await worker.waitUntilReady()
    },
    clear: (name) => removeKeys(client, `${prefix}:${name}:*`),
    remove: async () => {
      await Promise.all([...queues.values()].map((queue) => queue.close()))
      await removeKeys(client, `${prefix}:*`)
      client.disconnect()
    }
  }
}
