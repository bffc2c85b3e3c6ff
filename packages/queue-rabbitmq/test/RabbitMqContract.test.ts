import { queueContract } from "@adressat/testing"
import {
  cuttableProxy,
  describeWithService,
  freePort,
  serviceOfProgram,
  startRabbitMq
} from "@adressat/testing/servers"
import type { CuttableProxy, ServerProcess } from "@adressat/testing/servers"
import { connect } from "amqplib"
import { setTimeout } from "node:timers/promises"
import { afterAll, beforeAll } from "vitest"
import { guarantees, layerRabbitMq } from "../src/index.ts"

// A node of its own, since it is killed.
describeWithService(serviceOfProgram("rabbitmq-server"), "RabbitMQ", () => {
  let server: ServerProcess
  let proxy: CuttableProxy
  let closed: number
  beforeAll(async () => {
    server = await startRabbitMq()
    proxy = await cuttableProxy(server.url)
    closed = await freePort()
  }, 120_000)
  afterAll(async () => {
    await proxy.close()
    await server.stop()
  }, 60_000)
  queueContract("a queue of RabbitMQ", {
    open: () => layerRabbitMq({ url: proxy.url }),
    guarantees,
    cut: async () => proxy.cut(),
    restart: () => server.restart(),
    // A quorum queue that RabbitMQ 3.10 made right before it is killed comes back without its messages, or not at all: the
    // names of queues are written down some seconds later.
    settle: () => setTimeout(6000),
    foreign: async (queue, text) => {
      const connection = await connect(server.url)
      const channel = await connection.createConfirmChannel()
      channel.sendToQueue(queue, Buffer.from(text))
      await channel.waitForConfirms()
      await connection.close()
    },
    unreachable: () => layerRabbitMq({ url: `amqp://guest:hunter2secret@127.0.0.1:${closed}` }),
    refused: () => layerRabbitMq({ url: server.url.replace("guest:guest", "guest:hunter2secret") })
  })
})
