import { queueContract } from "@adressat/testing"
import { cuttableProxy, describeWithService, freePort, serviceOfProgram, startNats } from "@adressat/testing/servers"
import type { CuttableProxy, ServerProcess } from "@adressat/testing/servers"
import { jetstream } from "@nats-io/jetstream"
import { connect } from "@nats-io/transport-node"
import { afterAll, beforeAll } from "vitest"
import { guarantees, layerNats } from "../src/index.ts"

// A server of its own, since it is killed.
describeWithService(serviceOfProgram("nats-server"), "NATS", () => {
  let server: ServerProcess
  let proxy: CuttableProxy
  let closed: number
  beforeAll(async () => {
    server = await startNats()
    proxy = await cuttableProxy(server.url)
    closed = await freePort()
  }, 120_000)
  afterAll(async () => {
    await proxy.close()
    await server.stop()
  }, 60_000)
  queueContract("a queue of NATS", {
    open: () => layerNats({ url: proxy.url, ackWait: 2000 }),
    guarantees,
    cut: async () => proxy.cut(),
    restart: () => server.restart(),
    foreign: async (queue, text) => {
      const connection = await connect({ servers: server.url, user: "guest", pass: "guest" })
      await jetstream(connection).publish(`adressat.${queue}`, text)
      await connection.close()
    },
    unreachable: () => layerNats({ url: `nats://guest:hunter2secret@127.0.0.1:${closed}` }),
    refused: () => layerNats({ url: server.url.replace("guest:guest", "guest:hunter2secret") })
  })
})
