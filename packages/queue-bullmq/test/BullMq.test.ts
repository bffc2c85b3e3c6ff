/**
 * What is this driver's own; what it has in common with all drivers is in its contract suite.
 */
import { DeadLetters, MessageQueue, orderEvent } from "@adressat/queue"
import type { Delivery, QueueError } from "@adressat/queue"
import {
  cuttableProxy,
  describeWithService,
  serviceAt,
  serviceOfProgram,
  services,
  startRedis
} from "@adressat/testing/servers"
import { Queue } from "bullmq"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import { Redis } from "ioredis"
import { afterAll, expect, it, vi } from "vitest"
import { layerBullMq } from "../src/index.ts"
import type { BullMqOptions } from "../src/index.ts"

const redis = await serviceAt(services.redis)
const program = serviceOfProgram("redis-server")

const event = (id: string, source = "/ttd") =>
  orderEvent({
    id,
    source,
    creator: "ttd",
    order: { channel: "Email", recipients: [{ emailAddress: "a@example.com" }] }
  })

const prefix = `adressat-test-${process.pid}-${Date.now()}`

const run = <A, E>(effect: Effect.Effect<A, E, MessageQueue | DeadLetters>, options: BullMqOptions = {}): Promise<A> =>
  Effect.runPromise(Effect.provide(effect, layerBullMq({ url: redis.url, prefix, ...options }), { local: true }))

type Settled = { readonly outcome: "done" } | { readonly outcome: "retry" | "dead"; readonly cause: typeof cause }

const cause = { code: "A:B", message: "it is: so" }

/** Consumes until there were so many deliveries; gives them. */
const consume = (queue: string, count: number, settle: (delivery: Delivery) => Settled = () => ({ outcome: "done" })) =>
  Effect.gen(function* () {
    const port = yield* MessageQueue
    const seen: Array<Delivery> = []
    const consuming = port.consume(
      queue,
      (deliveries) =>
        Effect.sync(() =>
          deliveries.map((delivery) => {
            seen.push(delivery)
            return settle(delivery)
          })
        ),
      { retries: { delays: [50, 50] } }
    )
    const fiber = yield* Effect.forkChild(consuming)
    yield* until(() => seen.length >= count)
    yield* Fiber.interrupt(fiber)
    return seen
  })

const until = (isSo: () => boolean): Effect.Effect<void> =>
  Effect.gen(function* () {
    for (const deadline = Date.now() + 20_000; !isSo() && Date.now() < deadline;) yield* Effect.sleep(20)
    expect(isSo()).toBe(true)
  })

describeWithService(redis, "BullMQ on a Redis that is there", () => {
  const client = new Redis(redis.url)
  const bull = (name: string) => new Queue(name, { connection: client, prefix })
  const keys = (name: string) => client.keys(`${prefix}:${name}:*`)

  afterAll(async () => {
    const left = await client.keys(`${prefix}*`)
    if (left.length > 0) await client.del(left)
    client.disconnect()
  })

  it("drops the same event, and not one of another source with the same id", async () => {
    const seen = await run(
      Effect.gen(function* () {
        const queue = yield* MessageQueue
        yield* queue.publish("same", [{ event: event("a") }, { event: event("a") }, { event: event("a", "/other") }])
        const first = yield* consume("same", 2)
        // The first one is done with, and still dropped.
        yield* queue.publish("same", [{ event: event("a") }, { event: event("b") }])
        return [...first, ...(yield* consume("same", 1))]
      })
    )
    expect(seen.map(({ body }) => JSON.parse(body)).map(({ id, source }) => `${source} ${id}`)).toEqual([
      "/ttd a",
      "/other a",
      "/ttd b"
    ])
  })

  it("delivers the same event again when its window is over, or where there is none", async () => {
    const seen = await run(
      Effect.gen(function* () {
        const queue = yield* MessageQueue
        yield* queue.publish("window", [{ event: event("a") }])
        const first = yield* consume("window", 1)
        yield* queue.publish("window", [{ event: event("a") }])
        return [...first, ...(yield* consume("window", 1))]
      }),
      { deduplication: 0 }
    )
    expect(seen.map(({ id }) => id)).toEqual(["a", "a"])
  })

  it("leaves nothing of a message in Redis that was done with", async () => {
    await run(
      Effect.gen(function* () {
        yield* (yield* MessageQueue).publish("gone", [{ event: event("secret-id") }])
        yield* consume("gone", 1)
      })
    )
    expect((await keys("gone")).filter((key) => /:(?:adressat\.|\d)/.test(key) && !key.includes(":de:"))).toEqual([])
    for (const key of await keys("gone")) expect(key).not.toContain("secret-id")
  })

  it("delivers jobs of other clients of BullMQ, and bounds their attempts by its own retries", async () => {
    const foreign = bull("foreign")
    await foreign.add("text", "no event")
    await foreign.add("event", event("f"), { attempts: 100, removeOnFail: true })
    await foreign.add("number", 7)
    const letters = await run(
      Effect.gen(function* () {
        yield* consume("foreign", 3, () => ({ outcome: "dead", cause }))
        const dead = yield* DeadLetters
        return [yield* dead.find("foreign", { limit: 10 }), yield* dead.find("foreign", { ids: ["f", "2"] })] as const
      })
    )
    expect(letters[0].map(({ body, id }) => [id, body])).toEqual([
      ["1", "no event"],
      ["f", JSON.stringify(event("f"))],
      ["3", "7"]
    ])
    expect(letters[1].map(({ id }) => id)).toEqual(["f"])
    await foreign.close()
  })

  it("shows a dead letter as a failed job with its cause, and reads one that BullMQ itself gave up", async () => {
    const failed = bull("failed")
    const found = await run(
      Effect.gen(function* () {
        yield* (yield* MessageQueue).publish("failed", [{ event: event("a") }])
        yield* consume("failed", 1, () => ({ outcome: "dead", cause }))
        return yield* (yield* DeadLetters).find("failed", { ids: ["a"] })
      })
    )
    expect(found).toMatchObject([{ id: "a", cause, attempts: 1 }])
    const [job] = await failed.getFailed()
    expect(job?.failedReason).toBe("A%3AB: it is: so")
    await client.hset(`${prefix}:failed:${job?.id ?? ""}`, "failedReason", "job stalled")
    const [read] = await run(Effect.flatMap(DeadLetters, (dead) => dead.find("failed", { limit: 1 })))
    expect(read?.cause).toEqual({ code: "JOB_FAILED", message: "job stalled" })
    await failed.close()
  })

  it("gives what belongs to a consumer that is gone to another, and counts the attempt", async () => {
    const proxy = await cuttableProxy(redis.url)
    const options = { lockDuration: 1000 }
    await run(Effect.flatMap(MessageQueue, (queue) => queue.publish("gone-consumer", [{ event: event("a") }])))
    let taken = 0
    const lost = Effect.gen(function* () {
      const queue = yield* MessageQueue
      const hanging = () =>
        Effect.andThen(
          Effect.sync(() => (taken += 1)),
          Effect.never
        )
      const fiber = yield* Effect.forkChild(queue.consume("gone-consumer", hanging, { grace: 0 }))
      yield* until(() => taken === 1)
      yield* Effect.promise(() => proxy.refuse())
      proxy.cut()
      yield* Fiber.interrupt(fiber)
    })
    await run(lost, { ...options, url: proxy.url })
    const seen = await run(consume("gone-consumer", 1), options)
    expect(seen.map(({ attempt, id }) => [id, attempt])).toEqual([["a", 2]])
    await proxy.close()
  })

  it("gives back at once, and in its order, what it holds when it is stopped", async () => {
    const ids = Array.from({ length: 9 }, (_, index) => `e${index}`)
    const seen = await run(
      Effect.gen(function* () {
        const queue = yield* MessageQueue
        yield* queue.publish(
          "back",
          ids.map((id) => ({ event: event(id) }))
        )
        let taken = 0
        const holding = () =>
          Effect.andThen(
            Effect.sync(() => (taken += 1)),
            Effect.never
          )
        const fiber = yield* Effect.forkChild(queue.consume("back", holding, { batch: 1, grace: 0, prefetch: 6 }))
        yield* until(() => taken === 2)
        yield* Fiber.interrupt(fiber)
        return yield* consume("back", ids.length)
      })
    )
    expect(seen.map(({ id }) => id)).toEqual(ids)
  })

  it("delivers in the order of publishing while more is published", async () => {
    const ids = Array.from({ length: 2000 }, (_, index) => `e${index}`)
    const seen: Array<string> = []
    await run(
      Effect.gen(function* () {
        const queue = yield* MessageQueue
        const consuming = queue.consume(
          "stream",
          (deliveries) =>
            Effect.sync(() => {
              seen.push(...deliveries.map(({ id }) => id))
              return deliveries.map(() => ({ outcome: "done" as const }))
            }),
          { batch: 3, concurrency: 1 }
        )
        yield* Effect.forkChild(consuming)
        for (let from = 0; from < ids.length; from += 5) {
          yield* queue.publish(
            "stream",
            ids.slice(from, from + 5).map((id) => ({ event: event(id) }))
          )
        }
        yield* until(() => seen.length >= ids.length)
      })
    )
    expect(seen).toEqual(ids)
  })

  it("keeps what a slow handler works on, beyond the duration of its lock", async () => {
    let [first, others] = [0, 0]
    await run(
      Effect.gen(function* () {
        const queue = yield* MessageQueue
        yield* queue.publish("slow", [{ event: event("a") }])
        const slow = yield* Effect.forkChild(
          queue.consume("slow", (deliveries) =>
            Effect.sync(() => (first += 1)).pipe(
              Effect.andThen(Effect.sleep(6500)),
              Effect.as(deliveries.map(() => ({ outcome: "done" as const })))
            )
          )
        )
        yield* until(() => first === 1)
        const other = yield* Effect.forkChild(
          queue.consume("slow", () =>
            Effect.as(
              Effect.sync(() => (others += 1)),
              []
            )
          )
        )
        yield* Effect.sleep(7000)
        yield* Fiber.interrupt(slow)
        yield* Fiber.interrupt(other)
      }),
      { lockDuration: 3000 }
    )
    expect([first, others]).toEqual([1, 0])
  })
})

const failureOf = async (options: BullMqOptions): Promise<QueueError> =>
  Effect.runPromise(Effect.flip(Effect.provide(Effect.void, layerBullMq(options), { local: true })))

it("says that Redis is not there, and where, without the password", async () => {
  const error = await failureOf({ url: "redis://user:secret@127.0.0.1:1", timeout: 2000 })
  expect(error.reason).toBe("Unavailable")
  expect(error.message).toBe(
    "redis at 127.0.0.1:1 does not answer, or the connection to it was lost; see whether it runs and can be reached"
  )
})

describeWithService(program, "BullMQ on a Redis that fails", () => {
  it("is refused with a wrong password, and let in with the right one", async () => {
    const server = await startRedis()
    const admin = new Redis(server.url)
    await admin.config("SET", "requirepass", "right")
    const url = server.url.replace("redis://", "redis://default:wrong-secret@")
    const errors = [await failureOf({ url }), await failureOf({ url: server.url })]
    expect(errors.map(({ reason }) => reason)).toEqual(["Rejected", "Rejected"])
    for (const { message } of errors) expect(message).not.toContain("secret")
    const right = Redacted.make(url.replace("wrong-secret", "right"))
    const seen = await run(
      Effect.andThen(
        Effect.flatMap(MessageQueue, (queue) => queue.publish("in", [{ event: event("a") }])),
        consume("in", 1)
      ),
      { url: right }
    )
    expect(seen.length).toBe(1)
    admin.disconnect()
    await server.stop()
  })

  it("publishes again, and goes on consuming, when Redis is back", async () => {
    const server = await startRedis()
    const seen = new Set<string>()
    const failures: Array<QueueError> = []
    await run(
      Effect.gen(function* () {
        const queue = yield* MessageQueue
        const consuming = queue.consume(
          "back",
          (deliveries) =>
            Effect.sync(() =>
              deliveries.map(({ id }) => {
                seen.add(id)
                return { outcome: "done" as const }
              })
            ),
          { onFailure: (error) => failures.push(error) }
        )
        yield* Effect.forkChild(consuming)
        yield* queue.publish("back", [{ event: event("a") }, { event: event("later"), notBefore: Date.now() + 1500 }])
        yield* until(() => seen.has("a"))
        yield* Effect.promise(() => server.kill())
        const refused = yield* Effect.flip(queue.publish("back", [{ event: event("b") }]))
        expect(refused.reason).toBe("Unavailable")
        yield* Effect.promise(() => server.start())
        yield* queue.publish("back", [{ event: event("b") }])
        yield* until(() => seen.has("b") && seen.has("later"))
      }),
      { url: server.url }
    )
    expect(failures[0]?.reason).toBe("Unavailable")
    await server.stop()
  })

  it("goes on when only the connection on which it waits is cut", async () => {
    const server = await startRedis()
    const admin = new Redis(server.url)
    const waiting = async () => /^id=(\d+) .* cmd=bzpopmin /m.exec(String(await admin.client("LIST")))?.[1]
    const seen = await run(
      Effect.gen(function* () {
        const consuming = yield* Effect.forkChild(consume("half", 1))
        const id = yield* Effect.promise(() => vi.waitUntil(waiting, { timeout: 10_000 }))
        yield* Effect.promise(() => admin.client("KILL", "ID", id))
        yield* (yield* MessageQueue).publish("half", [{ event: event("a") }])
        return yield* Fiber.join(consuming)
      }),
      { url: server.url }
    )
    expect(seen.length).toBe(1)
    admin.disconnect()
    await server.stop()
  })

  it("says that Redis is full, and is told again when it is not", async () => {
    const server = await startRedis()
    const admin = new Redis(server.url)
    const error = await run(
      Effect.gen(function* () {
        const queue = yield* MessageQueue
        yield* Effect.promise(() => admin.config("SET", "maxmemory", "1"))
        const refused = yield* Effect.flip(queue.publish("full", [{ event: event("a") }]))
        yield* Effect.promise(() => admin.config("SET", "maxmemory", "0"))
        yield* queue.publish("full", [{ event: event("a") }])
        expect((yield* consume("full", 1)).map(({ id }) => id)).toEqual(["a"])
        return refused
      }),
      { url: server.url }
    )
    const place = server.url.replace("redis://", "redis at ")
    expect(error).toMatchObject({ reason: "Unavailable", message: `${place} cannot at the moment (OOM); see its log` })
    admin.disconnect()
    await server.stop()
  })

  it("notices while it waits that nothing comes from Redis any more", async () => {
    const server = await startRedis()
    const proxy = await cuttableProxy(server.url)
    const failures: Array<QueueError> = []
    await run(
      Effect.gen(function* () {
        const nothing = () => Effect.succeed([])
        const onFailure = (error: QueueError) => failures.push(error)
        yield* Effect.forkChild((yield* MessageQueue).consume("silent", nothing, { onFailure }))
        yield* Effect.sleep(500)
        proxy.stall()
        yield* until(() => failures.length > 0)
      }),
      { url: proxy.url, lockDuration: 2000, redis: { socketTimeout: 1000 } }
    )
    expect(failures[0]?.reason).toBe("Unavailable")
    await proxy.close()
    await server.stop()
  })

  it("fails when Redis takes too long to answer", async () => {
    const server = await startRedis()
    const proxy = await cuttableProxy(server.url)
    const error = await run(
      Effect.gen(function* () {
        const queue = yield* MessageQueue
        yield* queue.publish("late", [{ event: event("a") }])
        proxy.stall()
        return yield* Effect.flip(queue.publish("late", [{ event: event("b") }]))
      }),
      { url: proxy.url, timeout: 300 }
    )
    expect(error).toMatchObject({ reason: "Unavailable", message: expect.stringContaining("does not answer") })
    await proxy.close()
    await server.stop()
  })
})
