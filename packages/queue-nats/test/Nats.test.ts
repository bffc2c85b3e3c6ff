import { MessageQueue } from "@adressat/queue"
import type { DeadLetters, Delivery } from "@adressat/queue"
import { describeWithService, serviceAt, services } from "@adressat/testing/servers"
import { jetstreamManager } from "@nats-io/jetstream"
import type { JetStreamManager } from "@nats-io/jetstream"
import { connect } from "@nats-io/transport-node"
import type { NatsConnection } from "@nats-io/transport-node"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { randomUUID } from "node:crypto"
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest"
import { layerNats } from "../src/index.ts"
import type { NatsOptions } from "../src/index.ts"

const service = await serviceAt(services.nats)

describeWithService(service, "a queue of NATS at a server that others use", () => {
  let connection: NatsConnection
  let manager: JetStreamManager
  let queue: string
  beforeAll(async () => {
    connection = await connect({ servers: service.url })
    manager = await jetstreamManager(connection)
  })
  afterAll(() => connection.close())
  beforeEach(() => {
    queue = `adressat-test-${randomUUID()}`
  })
  afterEach(async () => {
    for (const ending of ["", "=delayed", "=dead"]) {
      await manager.streams.delete(`${queue}${ending}`).catch(() => false)
    }
  })

  const run = <A>(effect: Effect.Effect<A, unknown, MessageQueue | DeadLetters>, options: Partial<NatsOptions> = {}) =>
    Effect.runPromise(Effect.provide(effect, layerNats({ url: service.url, ...options })))
  const publish = (id: string) =>
    Effect.flatMap(MessageQueue, (port) =>
      port.publish(queue, [{ event: { specversion: "1.0", id, source: "/test", type: "test" } }])
    )
  const until = (isSo: () => boolean) =>
    Effect.gen(function* () {
      for (const deadline = Date.now() + 20_000; !isSo();) {
        if (Date.now() > deadline) expect.fail("waited in vain")
        yield* Effect.sleep(10)
      }
    })

  it("says that a slow handler is still at work, so that its message is not delivered again", () =>
    run(
      Effect.gen(function* () {
        const seen: Array<Delivery> = []
        const port = yield* MessageQueue
        let isDone = false
        const handle = (deliveries: ReadonlyArray<Delivery>) =>
          Effect.gen(function* () {
            seen.push(...deliveries)
            yield* Effect.sleep(2500)
            isDone = true
            return deliveries.map(() => ({ outcome: "done" }) as const)
          })
        yield* publish("a")
        const fiber = yield* Effect.forkChild(port.consume(queue, handle))
        yield* until(() => isDone)
        yield* Fiber.interrupt(fiber)
        expect(seen.map(({ attempt, id }) => [id, attempt])).toEqual([["a", 1]])
      }),
      { ackWait: 1000 }
    ))

  it("keeps nothing of a message that is done with", () =>
    run(
      Effect.gen(function* () {
        const port = yield* MessageQueue
        let count = 0
        yield* publish("a")
        const fiber = yield* Effect.forkChild(
          port.consume(queue, (deliveries) =>
            Effect.sync(() => {
              count += deliveries.length
              return deliveries.map(() => ({ outcome: "done" }) as const)
            })
          )
        )
        yield* until(() => count > 0)
        yield* Fiber.interrupt(fiber)
        const { state } = yield* Effect.promise(() => manager.streams.info(queue))
        expect(state.messages).toBe(0)
      })
    ))

  it("refuses a stream that exists with other properties, and says what to do", async () => {
    await manager.streams.add({ name: queue, subjects: [`adressat.${queue}`], retention: "limits" })
    expect(await run(Effect.flip(publish("a")))).toMatchObject({ reason: "Rejected", message: /use another queue/ })
  })

  it("refuses a message that is larger than the server takes, and goes on", () =>
    run(
      Effect.gen(function* () {
        expect((yield* Effect.flip(publish("x".repeat(2_000_000)))).reason).toBe("Rejected")
        yield* publish("a")
      })
    ))

  it("makes a stream anew that was removed while it was published to", () =>
    run(
      Effect.gen(function* () {
        yield* publish("a")
        yield* Effect.promise(() => manager.streams.delete(queue))
        expect((yield* Effect.flip(publish("b"))).reason).toBe("Unavailable")
        yield* publish("b")
        const { state } = yield* Effect.promise(() => manager.streams.info(queue))
        expect(state.messages).toBe(1)
      })
    ))
})
