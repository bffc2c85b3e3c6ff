import { queueContract } from "@adressat/testing"
import { cuttableProxy, describeWithService, freePort, serviceOfProgram, startRedis } from "@adressat/testing/servers"
import { Redis } from "ioredis"
import { afterAll, beforeAll } from "vitest"
import { guarantees, layerEmbedded } from "../src/Embedded.ts"

const program = serviceOfProgram("redis-server")
const server = program.absence === undefined ? await startRedis() : undefined
const proxy = server === undefined ? undefined : await cuttableProxy(server.url)
const nobody = await freePort()
afterAll(async () => {
  await proxy?.close()
  await server?.stop()
})

const withClient = async (url: string, work: (client: Redis) => Promise<unknown>): Promise<void> => {
  const client = new Redis(url)
  await work(client)
  client.disconnect()
}

describeWithService(program, "with a Redis of its own", () => {
  if (server === undefined || proxy === undefined) return
  beforeAll(() => withClient(server.url, (client) => client.acl("SETUSER", "guarded", "on", ">right", "~*", "+@all")))
  queueContract("an embedded queue in Redis", {
    open: () => layerEmbedded({ store: { redis: { url: proxy.url } }, lock: 6000 }),
    guarantees,
    cut: async () => proxy.cut(),
    restart: server.restart,
    foreign: (queue, text) =>
      withClient(server.url, (client) =>
        client.rpush(`adressat:${queue}`, JSON.stringify({ id: "somebody's", element: text }))
      ),
    unreachable: () => layerEmbedded({ store: { redis: { url: `redis://:hunter2secret@127.0.0.1:${nobody}` } } }),
    refused: () =>
      layerEmbedded({ store: { redis: { url: `redis://guarded:hunter2secret@127.0.0.1:${server.port}` } } })
  })
})
