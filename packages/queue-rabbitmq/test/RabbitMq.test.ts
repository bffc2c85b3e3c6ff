import { DeadLetters, MessageQueue } from "@adressat/queue"
import type { Delivery, QueueError } from "@adressat/queue"
import { describeWithService, serviceAt, services } from "@adressat/testing/servers"
import { connect } from "amqplib"
import type { ChannelModel, ConfirmChannel } from "amqplib"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { randomUUID } from "node:crypto"
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest"
import { layerRabbitMq } from "../src/index.ts"

const service = await serviceAt(services.rabbitMq)

describeWithService(service, "a queue of RabbitMQ at a broker that others use", () => {
  let connection: ChannelModel
  let channel: ConfirmChannel
  let queue: string
  beforeAll(async () => {
    connection = await connect(service.url)
  })
  afterAll(() => connection.close())
  beforeEach(async () => {
    channel = await connection.createConfirmChannel()
    queue = `adressat-test-${randomUUID()}`
  })
  afterEach(async () => {
    const rooms = [21_600_000, 3_600_000, 600_000, 60_000, 10_000, 0].map((room) => `.delay.${room}`)
    for (const ending of ["", ".dead", "%2Edead", ...rooms]) await channel.deleteQueue(`${queue}${ending}`)
    await channel.close()
  })

  const run = <A>(effect: Effect.Effect<A, unknown, MessageQueue | DeadLetters>) =>
    Effect.runPromise(Effect.provide(effect, layerRabbitMq({ url: service.url })))
  const event = (id: string) => ({ specversion: "1.0", id, source: "/test", type: "test" }) as const
  const publish = (name: string, id: string, notBefore = 0) =>
    Effect.flatMap(MessageQueue, (port) => port.publish(name, [{ event: event(id), notBefore }]))
  const consume = (name: string, seen: Array<Delivery>, outcome: "done" | "dead" = "done") =>
    Effect.flatMap(MessageQueue, (port) =>
      port.consume(name, (deliveries) =>
        Effect.sync(() => {
          seen.push(...deliveries)
          return deliveries.map(() => ({ outcome, cause: { code: "C", message: "m" } }) as const)
        })
      )
    )
  const until = (isSo: () => boolean) =>
    Effect.gen(function* () {
      for (const deadline = Date.now() + 20_000; !isSo();) {
        if (Date.now() > deadline) expect.fail("waited in vain")
        yield* Effect.sleep(10)
      }
    })

  it("counts no hop of a message on its way down the ladder as an attempt", () =>
    run(
      Effect.gen(function* () {
        const seen: Array<Delivery> = []
        // In the room of 10 s, and when that is over 0.2 s in the last one.
        const due = Date.now() + 10_200
        yield* publish(queue, "a", due)
        const fiber = yield* Effect.forkChild(consume(queue, seen))
        yield* until(() => seen.length > 0)
        expect(Date.now()).toBeGreaterThanOrEqual(due)
        expect(seen.map(({ attempt, id }) => [id, attempt])).toEqual([["a", 1]])
        yield* Fiber.interrupt(fiber)
      })
    ))

  it("lets each of those who look at dead letters at the same time see all of them, in order", () =>
    run(
      Effect.gen(function* () {
        const letters = yield* DeadLetters
        const seen: Array<Delivery> = []
        for (const id of ["a", "b", "c"]) yield* publish(queue, id)
        const fiber = yield* Effect.forkChild(consume(queue, seen, "dead"))
        yield* until(() => seen.length === 3)
        yield* Fiber.interrupt(fiber)
        const looks = Effect.replicateEffect(letters.find(queue, { limit: 10 }), 4, { concurrency: 4 })
        for (const found of yield* looks) expect(found.map(({ id }) => id)).toEqual(["a", "b", "c"])
      })
    ))

  it("keeps the dead letters of a queue and a queue of that name apart", () =>
    run(
      Effect.gen(function* () {
        yield* publish(`${queue}.dead`, "a")
        expect(yield* Effect.flatMap(DeadLetters, ({ find }) => find(queue, { limit: 1 }))).toEqual([])
      })
    ))

  it("refuses a queue that exists with other properties, and says what to do", async () => {
    await channel.assertQueue(queue, { durable: true })
    const error = await run(Effect.flip(publish(queue, "a")))
    expect(error satisfies QueueError).toMatchObject({ reason: "Rejected", message: /use another name/ })
  })

  it("refuses a name that is too long, or none", async () => {
    for (const name of ["", "å".repeat(116)]) {
      expect((await run(Effect.flip(publish(name, "a")))).reason).toBe("Rejected")
    }
  })

  it("makes a queue anew that was removed while it was published to", () =>
    run(
      Effect.gen(function* () {
        yield* publish(queue, "a")
        yield* Effect.promise(() => channel.deleteQueue(queue))
        expect((yield* Effect.flip(publish(queue, "b"))).reason).toBe("Unavailable")
        yield* publish(queue, "b")
        const { messageCount } = yield* Effect.promise(() => channel.checkQueue(queue))
        expect(messageCount).toBe(1)
      })
    ))
})
