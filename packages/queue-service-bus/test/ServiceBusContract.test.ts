import { QUEUE_REFUSED, queueContract } from "@adressat/testing"
import { freePort } from "@adressat/testing/servers"
import { ServiceBusClient } from "@azure/service-bus"
import { afterAll, beforeAll } from "vitest"
import { nameOf } from "../src/ServiceBusMessages.ts"
import { guarantees, layerServiceBus } from "../src/index.ts"
import { startServiceBusPeer } from "./peer/ServiceBusPeer.ts"
import type { ServiceBusPeer } from "./peer/ServiceBusPeer.ts"

let peer: ServiceBusPeer
let nobody: number
beforeAll(async () => {
  // As long as in the premium tier, for the long message.
  peer = await startServiceBusPeer({ lockDuration: 5000, maxDeliveryCount: 100, maxMessageSize: 2 ** 21 })
  nobody = await freePort()
})
afterAll(() => peer.close())

queueContract("a queue of Service Bus, on a peer in this process", {
  open: () => layerServiceBus({ connectionString: peer.connectionString() }),
  guarantees,
  cut: async () => peer.cut(),
  restart: async () => {
    await peer.stop()
    await new Promise((resolve) => setTimeout(resolve, 300))
    await peer.start()
  },
  foreign: async (queue, text) => {
    const client = new ServiceBusClient(peer.connectionString())
    await client.createSender(nameOf(queue)).sendMessages({ body: Buffer.from(text) })
    await client.close()
  },
  unreachable: () =>
    layerServiceBus({ connectionString: peer.connectionString("hunter2secret").replace(/:\d+/, `:${nobody}`) }),
  skip: [
    {
      case: QUEUE_REFUSED,
      reason: "Service Bus gives rights for each queue, so it refuses when a queue is used and not before"
    }
  ],
  patience: 60_000
})
