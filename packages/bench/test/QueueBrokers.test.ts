import { describeWithService, serviceAt, services } from "@adressat/testing/servers"
import { jetstreamManager } from "@nats-io/jetstream"
import { connect as connectNats } from "@nats-io/transport-node"
import { connect as connectRabbitMq } from "amqplib"
import { Redis } from "ioredis"
import { expect, it, vi } from "vitest"
import type { BrokerName } from "../src/queue/Broker.ts"
import type { Work } from "../src/queue/ConsumerProcess.ts"
import { ask } from "../src/queue/PersistedStore.ts"
import { openVolleys } from "../src/queue/Volleys.ts"

vi.hoisted(() => {
  process.env["NODE_OPTIONS"] = "--conditions=@adressat/source"
})

const [nats, postgres, rabbitMq, redis] = await Promise.all(
  [services.nats, services.postgres, services.rabbitMq, services.redis].map(serviceAt)
)

/** How many things of a place there are at a broker. */
const left: Readonly<Record<Exclude<BrokerName, "service-bus" | "sqlite">, (id: string) => Promise<number>>> = {
  nats: async (id) => {
    const connection = await connectNats({ servers: nats?.url ?? "" })
    const manager = await jetstreamManager(connection)
    const names: Array<string> = []
    for await (const name of manager.streams.names()) names.push(name)
    await connection.close()
    return names.filter((name) => name.startsWith(id)).length
  },
  rabbitmq: async (id) => {
    const model = await connectRabbitMq(rabbitMq?.url ?? "")
    let there = 0
    for (const name of [`${id}-orders`, `${id}-decisions`, `${id}-orders.delay.0`]) {
      const channel = await model.createChannel()
      channel.on("error", () => undefined)
      const isThere = await channel.checkQueue(name).then(
        () => true,
        () => false
      )
      there += isThere ? 1 : 0
    }
    await model.close()
    return there
  },
  redis: (id) => keysOf(id),
  bullmq: (id) => keysOf(id),
  postgres: (id) =>
    ask(
      postgres?.url ?? "",
      `SELECT count(*) AS value FROM pg_database WHERE datname LIKE '${id.replaceAll("-", "_")}%'`
    )
}

const keysOf = async (id: string): Promise<number> => {
  const client = new Redis(redis?.url ?? "")
  const keys = (await client.call("KEYS", `${id}*`)) as ReadonlyArray<string>
  client.disconnect()
  return keys.length
}

/** That orders are settled once, and that what was made for them is there meanwhile and gone afterwards. */
const settles = (broker: keyof typeof left, work: Work) =>
  it(`${broker}, ${work}`, { timeout: 120_000 }, async () => {
    const volleys = await openVolleys(broker, work, 1)
    const { id } = volleys.place
    const { settled } = await volleys.fire(20)
    const meanwhile = await left[broker](id)
    await volleys.close()
    expect(settled).toBe(20)
    expect(meanwhile).toBeGreaterThan(0)
    expect(await left[broker](id)).toBe(0)
  })

for (const [service, brokers] of [
  [nats, ["nats"]],
  [rabbitMq, ["rabbitmq"]],
  [redis, ["redis", "bullmq"]],
  [postgres, ["postgres"]]
] as const) {
  describeWithService(service ?? [], `orders are settled and nothing is left behind: ${brokers.join(", ")}`, () => {
    for (const broker of brokers) for (const work of ["answering", "ours"] as const) settles(broker, work)
  })
}

describeWithService([nats ?? [], postgres ?? []].flat(), "decisions are kept, and their database is dropped", () => {
  it("nats, kept", { timeout: 120_000 }, async () => {
    const volleys = await openVolleys("nats", "kept", 1)
    await volleys.fire(20)
    const kept = await ask(volleys.store ?? "", "SELECT count(*) AS value FROM adressat_decisions")
    await volleys.close()
    expect(kept).toBe(20)
    expect(await left.postgres(volleys.place.id)).toBe(0)
  })
})
