import { queueContract } from "@adressat/testing"
import { cuttableProxy, describeWithService, freePort, serviceOfProgram, startRedis } from "@adressat/testing/servers"
import type { CuttableProxy, ServerProcess } from "@adressat/testing/servers"
import { Queue } from "bullmq"
import { Redis } from "ioredis"
import { afterAll, beforeAll } from "vitest"
import { guarantees, layerBullMq } from "../src/index.ts"
import { queueName } from "../src/BullMqJobs.ts"

// A server of its own, since it is killed.
describeWithService(serviceOfProgram("redis-server"), "BullMQ", () => {
  let server: ServerProcess
  let proxy: CuttableProxy
  let nobody: number
  beforeAll(async () => {
    server = await startRedis()
    proxy = await cuttableProxy(server.url)
    nobody = await freePort()
    const client = new Redis(server.url)
    await client.acl("SETUSER", "guarded", "on", ">right", "~*", "+@all")
    client.disconnect()
  }, 120_000)
  afterAll(async () => {
    await proxy.close()
    await server.stop()
  }, 60_000)
  queueContract("a queue of BullMQ", {
    open: () => layerBullMq({ url: proxy.url, lockDuration: 5000 }),
    guarantees,
    cut: async () => proxy.cut(),
    restart: () => server.restart(),
    foreign: async (name, text) => {
      const client = new Redis(server.url, { maxRetriesPerRequest: null })
      const queue = new Queue(queueName(name), { connection: client })
      await queue.add("somebody's", text)
      await queue.close()
      client.disconnect()
    },
    unreachable: () => layerBullMq({ url: `redis://:hunter2secret@127.0.0.1:${nobody}` }),
    refused: () => layerBullMq({ url: `redis://guarded:hunter2secret@127.0.0.1:${server.port}` }),
    patience: 60_000
  })
})
