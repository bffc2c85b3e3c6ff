/**
 * The proof on the whole path, for each broker: two workers share a queue and a database while orders flow; workers are killed
 * without warning, the broker is killed once and comes back. Each order is decided once in effect, none is lost, and each
 * decision is the one that a single process makes.
 */
import { DecisionLog, Inbox } from "@adressat/orders"
import type { Delivery } from "@adressat/orders"
import { DeadLetters, DECISION_EVENT, MessageQueue, ORDER_INBOX } from "@adressat/queue"
import type { DecisionData } from "@adressat/queue"
import {
  describeWithService,
  serviceOfProgram,
  startNats,
  startPostgres,
  startRabbitMq,
  startRedis
} from "@adressat/testing/servers"
import type { Service } from "@adressat/testing/servers"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { isDeepStrictEqual } from "node:util"
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest"
import { startServiceBusPeer } from "../../queue-service-bus/test/peer/ServiceBusPeer.ts"
import { openQueue } from "../src/Queues.ts"
import type { QueuePorts } from "../src/Queues.ts"
import { openStores } from "../src/Stores.ts"
import { creators, makeOrderFlow } from "./OrderFlow.ts"
import type { ExpectedOrder } from "./OrderFlow.ts"
import { randomFrom } from "./Random.ts"
import { keepWorker } from "./RunWorker.ts"

// Other tests share the process.
afterEach(() => void vi.unstubAllEnvs())

const ORDERS = Number(process.env["ADRESSAT_KILL_ORDERS"] ?? 10_000)
const KILLS = 5
/** Most orders that are published and not decided yet, so that they flow while workers are killed. */
const AHEAD = 2000
/** How long the orders of a killed worker are withheld from others, for brokers that do not notice its end. */
const LOCK = "5s"
/** How long everything may take, in milliseconds. */
const PATIENCE = 600_000

const orderQueue = "adressat.orders"
const decisionQueue = "adressat.decisions"

/** A broker of the test's own. */
interface Broker {
  readonly address: string
  readonly environment?: Readonly<Record<string, string>>
  /** The database of the workers; default a SQLite file. */
  readonly database?: string
  readonly restart: () => Promise<void>
  readonly stop: () => Promise<void>
}

const seed = Number(process.env["ADRESSAT_KILL_SEED"] ?? Date.now() % 1_000_000)
let orders: ReadonlyArray<ExpectedOrder>
let folder: string
beforeAll(async () => {
  process.stdout.write(`seed ${seed}: ADRESSAT_KILL_SEED repeats the orders and the moments\n`)
  folder = await mkdtemp(join(tmpdir(), "adressat-worker-"))
  orders = await makeOrderFlow(ORDERS, randomFrom(seed))
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const pause = (duration: number) => new Promise((resolve) => setTimeout(resolve, duration))

const until = async (what: string, condition: () => boolean) => {
  for (const deadline = Date.now() + PATIENCE; !condition(); await pause(20)) {
    if (Date.now() > deadline) throw new Error(`it took too long: ${what}`)
  }
}

/** What a consumer of decisions has seen. */
const makeWitness = () => {
  const expected = new Map(
    orders.map(({ decision, event }) => [event.id, JSON.parse(JSON.stringify(decision)) as object])
  )
  const eventIds = new Map<string, string>()
  const wrong: Array<string> = []
  let repeated = 0
  const see = ({ body }: Delivery) => {
    const { data, id, type } = JSON.parse(body) as { id: string; type: string; data: DecisionData }
    const order = data.order.id
    const known = eventIds.get(order)
    if (known === undefined) {
      eventIds.set(order, id)
      if (type !== DECISION_EVENT) wrong.push(`${order} has no decision but ${type}`)
      else if (!isDeepStrictEqual(data.decision, expected.get(order))) wrong.push(`${order} is decided otherwise`)
    } else if (known === id) repeated += 1
    else wrong.push(`${order} has two decisions`)
  }
  return { see, count: () => eventIds.size, repeated: () => repeated, wrong }
}

const publishAll = async (queue: Context.Context<QueuePorts>, decided: () => number) => {
  const portion = 200
  for (let start = 0; start < orders.length; start += portion) {
    await until("that orders are taken", () => start - decided() < AHEAD)
    const messages = orders.slice(start, start + portion).map(({ event }) => ({ event }))
    const publish = Effect.flatMap(MessageQueue, (port) => port.publish(orderQueue, messages))
    // A publisher whose broker is away publishes again.
    while (Result.isFailure(await Effect.runPromise(Effect.result(Effect.provideContext(publish, queue)))))
      await pause(200)
  }
}

/** The decisions of the log, by their orders. */
const logged = Effect.gen(function* () {
  const log = yield* DecisionLog
  const found = new Map<string, unknown>()
  let count = 0
  for (const creator of creators) {
    for (let after: string | undefined; ;) {
      const page = yield* log.walk({ creator, limit: 1000, ...(after === undefined ? {} : { after }) })
      for (const { decision } of page) found.set(decision.order.id ?? "", decision)
      count += page.length
      after = page.at(-1)?.id
      if (after === undefined) break
    }
  }
  return { count, found }
})

const proof = (name: string, needed: Service, start: () => Promise<Broker>) =>
  describeWithService(needed, `two workers on ${name}`, () => {
    it(
      `decide ${ORDERS} orders once each, though workers and broker are killed`,
      { timeout: PATIENCE * 1.2 },
      async () => {
        const random = randomFrom(seed)
        const begun = Date.now()
        await using cleanup = new AsyncDisposableStack()
        const broker = await start()
        cleanup.defer(broker.stop)
        for (const [variable, value] of Object.entries(broker.environment ?? {})) vi.stubEnv(variable, value)
        const database = broker.database ?? join(folder, `${name}.db`)
        const args = ["--sample-world", "--queue", broker.address, "--db", database, "--lock", LOCK]
        const workers = [keepWorker(args, broker.environment), keepWorker(args, broker.environment)]
        for (const worker of workers) cleanup.use(worker)
        const scope = Scope.makeUnsafe()
        cleanup.defer(() => Effect.runPromise(Scope.close(scope, Exit.void)))
        const queue = Result.getOrThrow(await openQueue({ queue: broker.address, lock: LOCK }, scope))
        const use = <A, E>(effect: Effect.Effect<A, E, QueuePorts>) =>
          Effect.runPromise(Effect.provideContext(effect, queue))
        await Promise.all(workers.map(({ started }) => started))

        const witness = makeWitness()
        const consumer = Effect.runFork(
          Effect.flatMap(MessageQueue, (port) =>
            port.consume(decisionQueue, (deliveries) =>
              Effect.sync(() => {
                for (const delivery of deliveries) witness.see(delivery)
                return deliveries.map(() => ({ outcome: "done" }) as const)
              })
            )
          ).pipe(Effect.provideContext(queue))
        )
        const publishing = publishAll(queue, witness.count)
        const moments = Array.from({ length: KILLS }, () => ({ at: 0.05 + 0.8 * random(), what: "worker" }))
        for (const { at, what } of [...moments, { at: 0.3 + 0.4 * random(), what: "broker" }].sort(
          (a, b) => a.at - b.at
        )) {
          await until("that orders are decided", () => witness.count() >= at * ORDERS)
          if (what === "broker") await broker.restart()
          else {
            const running = workers.filter((worker) => worker.works())
            running[Math.floor(random() * running.length)]?.kill()
          }
        }
        await publishing
        await until("that all orders are decided", () => witness.count() === ORDERS)
        await until("that both workers work", () => workers.every((worker) => worker.works()))
        expect(await Promise.all(workers.map(({ stop }) => stop()))).toEqual([0, 0])
        await Effect.runPromise(Fiber.interrupt(consumer))
        process.stdout.write(
          `${name}: ${ORDERS} orders in ${Date.now() - begun} ms, ${witness.repeated()} decisions published more than once\n`
        )

        expect(witness.wrong).toEqual([])
        for (const dead of [orderQueue, decisionQueue])
          expect(await use(Effect.flatMap(DeadLetters, (letters) => letters.find(dead, { limit: 10 })))).toEqual([])
        const stores = Result.getOrThrow(await openStores(database, scope))
        const log = await Effect.runPromise(Effect.provideContext(logged, stores))
        expect(log.count).toBe(ORDERS)
        const differing = orders.filter(({ decision, event }) => !isDeepStrictEqual(log.found.get(event.id), decision))
        expect(differing.map(({ event }) => event.id)).toEqual([])
        const unpublished = Effect.flatMap(Inbox, (inbox) => inbox.unpublished(ORDER_INBOX, Date.now() + 1, 10))
        expect(await Effect.runPromise(Effect.provideContext(unpublished, stores))).toEqual([])
        const printed = workers.map((worker) => worker.printed()).join("")
        expect(printed).not.toMatch(/\d{11}|example\.com|guest/)
      }
    )
  })

proof("RabbitMQ", serviceOfProgram("rabbitmq-server"), async () => {
  const { restart, stop, url } = await startRabbitMq()
  return { address: url, restart, stop }
})

proof("NATS", serviceOfProgram("nats-server"), async () => {
  const { restart, stop, url } = await startNats()
  return { address: url, restart, stop }
})

proof("BullMQ", serviceOfProgram("redis-server"), async () => {
  const { restart, stop, url } = await startRedis()
  return { address: url.replace("redis:", "bullmq:"), restart, stop }
})

proof("Redis", serviceOfProgram("redis-server"), async () => {
  const { restart, stop, url } = await startRedis()
  return { address: url, restart, stop }
})

proof("PostgreSQL", serviceOfProgram("initdb"), async () => {
  const { restart, stop, url } = await startPostgres()
  return { address: url, database: url, restart, stop }
})

proof("Service Bus", { url: "in this process" }, async () => {
  const peer = await startServiceBusPeer({ lockDuration: 5000 })
  return {
    address: "sb://peer",
    environment: { ADRESSAT_SERVICE_BUS: peer.connectionString() },
    restart: async () => {
      await peer.stop()
      await pause(1000)
      await peer.start()
    },
    stop: peer.close
  }
})
