/** The drivers in the command line as it is published: they find the client of their broker, or say which it is. */
import {
  describeWithService,
  serviceOfProgram,
  startNats,
  startPostgres,
  startRabbitMq,
  startRedis
} from "@adressat/testing/servers"
import type { Service, ServerProcess } from "@adressat/testing/servers"
import { symlink, unlink } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { startServiceBusPeer } from "../../queue-service-bus/test/peer/ServiceBusPeer.ts"
import { buildCli } from "./BuiltCli.ts"
import type { BuiltCli } from "./BuiltCli.ts"
import { run } from "./RunCli.ts"

const order = { id: "o-1", creator: "tax", channel: "Email", recipients: [{ organizationNumber: "310000019" }] }

let built: BuiltCli
beforeAll(async () => {
  built = await buildCli()
}, 120_000)
afterAll(() => built.remove())

const adressat = (args: ReadonlyArray<string>, queue: string, env: Readonly<Record<string, string>>, stdin = "") =>
  run(process.execPath, [built.file, ...args], { cwd: built.folder, env: { ADRESSAT_QUEUE: queue, ...env }, stdin })

describe("without the client of a broker", () => {
  it.each([
    ["amqp", "npm install amqplib"],
    ["nats", "npm install @nats-io/transport-node @nats-io/jetstream"],
    ["bullmq", "npm install bullmq ioredis"],
    ["sb", "npm install @azure/service-bus"],
    ["redis", "ioredis is not installed"]
  ])("the address %s:// says which it is", async (scheme, said) => {
    const { code, stderr } = await adressat(["queue", "dead", "list"], `${scheme}://127.0.0.1:1`, {
      ADRESSAT_SERVICE_BUS: "Endpoint=sb://127.0.0.1"
    })
    expect(code).toBe(3)
    expect(stderr.replaceAll(/\s+/g, " ")).toContain(said)
  })
})

/** Publishes an order, works, and takes the decision. */
const tryOut = async (queue: string, env: Readonly<Record<string, string>> = {}) => {
  const published = await adressat(["queue", "publish", "-"], queue, env, JSON.stringify(order))
  expect(published).toMatchObject({ code: 0, stderr: "" })
  expect(published.stdout).not.toContain("guest")
  const database = join(built.folder, `${queue.replaceAll(/\W/g, "")}.db`)
  const worked = await adressat(["worker", "--sample-world", "--until-empty", "--db", database], queue, env)
  expect(worked).toMatchObject({ code: 0, stderr: "" })
  expect(worked.stdout).toMatch(/ decided 1\n/)
  const { stdout } = await adressat(["queue", "decisions", "--limit", "1"], queue, env)
  expect(JSON.parse(stdout)).toMatchObject({ type: "no.adressat.decision", data: { order: { id: "o-1" } } })
}

describe("with its client, the command works on", () => {
  const clients = () => join(built.folder, "node_modules")
  beforeAll(() => symlink(join(import.meta.dirname, "../node_modules"), clients()))
  afterAll(() => unlink(clients()))

  it("a SQLite file", { timeout: 120_000 }, () => tryOut("queue.db"))

  it("Service Bus", { timeout: 120_000 }, async () => {
    await using cleanup = new AsyncDisposableStack()
    const peer = await startServiceBusPeer()
    cleanup.defer(peer.close)
    await tryOut("sb://peer", { ADRESSAT_SERVICE_BUS: peer.connectionString() })
  })

  const on = (
    title: string,
    needed: Service,
    start: () => Promise<ServerProcess>,
    addressOf = (url: string): string => url
  ) =>
    describeWithService(needed, title, () => {
      it("publishes, decides and takes", { timeout: 180_000 }, async () => {
        await using cleanup = new AsyncDisposableStack()
        const server = await start()
        cleanup.defer(server.stop)
        await tryOut(addressOf(server.url))
      })
    })
  on("RabbitMQ", serviceOfProgram("rabbitmq-server"), startRabbitMq)
  on("NATS", serviceOfProgram("nats-server"), startNats)
  on("BullMQ", serviceOfProgram("redis-server"), startRedis, (url) => url.replace("redis:", "bullmq:"))
  on("Redis", serviceOfProgram("redis-server"), startRedis)
  on("PostgreSQL", serviceOfProgram("initdb"), startPostgres)
})
