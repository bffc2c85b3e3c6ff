/** NATS by its own client: JetStream with streams in files. */
import { jetstream, jetstreamManager } from "@nats-io/jetstream"
import { connect } from "@nats-io/transport-node"
import type { BareClient } from "../BareClient.ts"
import { PREFETCH, SOURCE } from "../BareClient.ts"
import type { Place } from "../Broker.ts"

/** The consumer that all share. */
const CONSUMER = "adressat"

const subjectOf = (queue: string): string => `adressat.${queue}`

/** Connects. */
export const open = async ({ id: place, url }: Place): Promise<BareClient> => {
  const { hostname, password: pass, port, username: user } = new URL(url)
  const servers = `${hostname}:${port || 4222}`
  const connection = await connect({ servers, ...(user === "" ? {} : pass === "" ? { token: user } : { user, pass }) })
  const manager = await jetstreamManager(connection)
  const stream = jetstream(connection)
  const declared = new Map<string, Promise<unknown>>()
  const make = async (queue: string) => {
    await manager.streams.add({
      name: queue,
      subjects: [subjectOf(queue)],
      storage: "file",
      num_replicas: 1,
      retention: "workqueue",
      duplicate_window: 120_000 * 1e6
    })
    await manager.consumers.add(queue, {
      durable_name: CONSUMER,
      ack_policy: "explicit",
      ack_wait: 30_000 * 1e6,
      max_ack_pending: -1,
      max_deliver: -1
    })
  }
  const declare = (queue: string) => {
    const known = declared.get(queue) ?? make(queue)
    declared.set(queue, known)
    return known
  }
  return {
    publish: async (queue, messages) => {
      if (!declared.has(queue)) await declare(queue)
      const subject = subjectOf(queue)
      await Promise.all(
        messages.map(({ body, id }) =>
          stream.publish(subject, body, { msgID: JSON.stringify([SOURCE, id]), timeout: 30_000 })
        )
      )
    },
    consume: async (queue, handle, onSettled) => {
      await declare(queue)
      const consumer = await stream.consumers.get(queue, CONSUMER)
      await consumer.consume({
        max_messages: PREFETCH,
        callback: (message) => {
          const settle = () => {
            message.ack()
            onSettled()
          }
          if (handle === undefined) settle()
          else void handle().then(settle)
        }
      })
    },
    clear: async (queue) => {
      await declare(queue)
      await manager.streams.purge(queue)
    },
    remove: async () => {
      for await (const name of manager.streams.names()) if (name.startsWith(place)) await manager.streams.delete(name)
      await connection.close()
    }
  }
}
