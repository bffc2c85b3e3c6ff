/** RabbitMQ by amqplib: a channel with confirmations, quorum queues. */
import { connect } from "amqplib"
import type { BareClient } from "../BareClient.ts"
import { PREFETCH } from "../BareClient.ts"
import type { Place } from "../Broker.ts"

/** What the driver puts behind the name of a queue. */
const SUFFIXES = ["", ".dead", ...[21_600_000, 3_600_000, 600_000, 60_000, 10_000, 0].map((room) => `.delay.${room}`)]

/** Connects. */
export const open = async ({ url }: Place): Promise<BareClient> => {
  const model = await connect(url, { noDelay: true })
  const channel = await model.createConfirmChannel()
  await channel.prefetch(PREFETCH)
  const declared = new Map<string, Promise<unknown>>()
  const declare = (queue: string) => {
    const known =
      declared.get(queue) ??
      channel.assertQueue(queue, {
        durable: true,
        arguments: { "x-queue-type": "quorum", "x-delivery-limit": 1_000_000 }
      })
    declared.set(queue, known)
    return known
  }
  return {
    publish: async (queue, messages) => {
      if (!declared.has(queue)) await declare(queue)
      await Promise.all(
        messages.map(
          ({ body, id }) =>
            new Promise<void>((resolve, reject) => {
              const properties = {
                persistent: true,
                contentType: "application/cloudevents+json",
                headers: { "adressat-id": id }
              }
              channel.publish("", queue, Buffer.from(body), properties, (refusal: unknown) =>
                refusal ? reject(new Error("RabbitMQ did not take a message")) : resolve()
              )
            })
        )
      )
    },
    consume: async (queue, handle, onSettled) => {
      await declare(queue)
      await channel.consume(queue, (message) => {
        if (message === null) return
        const settle = () => {
          channel.ack(message)
          onSettled()
        }
        if (handle === undefined) settle()
        else void handle().then(settle)
      })
    },
    clear: async (queue) => {
      await declare(queue)
      await channel.purgeQueue(queue)
    },
    remove: async () => {
      for (const queue of declared.keys()) for (const suffix of SUFFIXES) await channel.deleteQueue(queue + suffix)
      await model.close()
    }
  }
}
