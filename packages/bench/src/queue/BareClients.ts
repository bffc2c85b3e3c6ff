/** The bare client of each broker, loaded when it is needed. */
import type { BareClient } from "./BareClient.ts"
import type { BrokerName, Place } from "./Broker.ts"

const clients: Readonly<Record<BrokerName, () => Promise<{ readonly open: (place: Place) => Promise<BareClient> }>>> = {
  rabbitmq: () => import("./clients/RabbitMqClient.ts"),
  nats: () => import("./clients/NatsClient.ts"),
  bullmq: () => import("./clients/BullMqClient.ts"),
  "service-bus": () => import("./clients/ServiceBusClient.ts"),
  redis: () => import("./clients/PersistedClient.ts"),
  postgres: () => import("./clients/PersistedClient.ts"),
  sqlite: () => import("./clients/PersistedClient.ts")
}

/** Connects the bare client of a broker. */
export const openBareClient = async (place: Place): Promise<BareClient> => {
  const { open } = await clients[place.broker]()
  return open(place)
}
