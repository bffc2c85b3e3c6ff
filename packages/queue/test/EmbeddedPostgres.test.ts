import { openPostgres } from "@adressat/sql/postgres"
import { queueContract } from "@adressat/testing"
import {
  cuttableProxy,
  describeWithService,
  freePort,
  serviceOfProgram,
  startPostgres
} from "@adressat/testing/servers"
import { afterAll } from "vitest"
import { guarantees, layerEmbedded } from "../src/Embedded.ts"
import { offerTextTo } from "./EmbeddedForeign.ts"

const program = serviceOfProgram("postgres")
const server = program.absence === undefined ? await startPostgres() : undefined
const proxy = server === undefined ? undefined : await cuttableProxy(server.url)
const nobody = await freePort()
afterAll(async () => {
  await proxy?.close()
  await server?.stop()
})

describeWithService(program, "with a PostgreSQL of its own", () => {
  if (server === undefined || proxy === undefined) return
  const postgres = { url: proxy.url, schema: "queues" }
  queueContract("an embedded queue in PostgreSQL", {
    open: () => layerEmbedded({ store: { postgres }, lock: 6000 }),
    guarantees,
    cut: async () => proxy.cut(),
    restart: server.restart,
    foreign: async (queue, text) => void (await offerTextTo(openPostgres(postgres), queue, text)),
    unreachable: () =>
      layerEmbedded({ store: { postgres: { url: `postgres://postgres:hunter2secret@127.0.0.1:${nobody}/postgres` } } }),
    refused: () =>
      layerEmbedded({
        store: { postgres: { url: `postgres://guest:hunter2secret@127.0.0.1:${server.port}/postgres` } }
      })
  })
})
