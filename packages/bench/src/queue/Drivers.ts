/** The driver of adressat for each broker. */
import type { DeadLetters, MessageQueue, QueueError } from "@adressat/queue"
import type * as Layer from "effect/Layer"
import { POLL_INTERVAL } from "./BareClient.ts"
import type { Place } from "./Broker.ts"

/** The queue at a place. */
export const driverAt = async ({
  broker,
  id,
  url
}: Place): Promise<Layer.Layer<MessageQueue | DeadLetters, QueueError>> => {
  switch (broker) {
    case "rabbitmq":
      return (await import("@adressat/queue-rabbitmq")).layerRabbitMq({ url })
    case "nats":
      return (await import("@adressat/queue-nats")).layerNats({ url })
    case "bullmq":
      return (await import("@adressat/queue-bullmq")).layerBullMq({ url, prefix: id })
    case "service-bus":
      return (await import("@adressat/queue-service-bus")).layerServiceBus({ connectionString: url })
    default: {
      const { layerEmbedded } = await import("@adressat/queue/embedded")
      const store =
        broker === "redis"
          ? { redis: { url, prefix: `${id}:` } }
          : broker === "postgres"
            ? { postgres: { url } }
            : { sqlite: { file: url } }
      return layerEmbedded({ store, pollInterval: POLL_INTERVAL })
    }
  }
}
