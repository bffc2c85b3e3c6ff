import { DeadLetters, MessageQueue } from "@adressat/orders"
import type { DeadLetter, QueueError } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { expect, it } from "vitest"
import { brokerUrl, layerOfClient, onceEach, unavailable } from "../src/index.ts"
import type { Client, Connection, Receiver } from "../src/index.ts"

const event = (id: string) => ({ specversion: "1.0", id, source: "/test", type: "test" }) as const

/** A broker whose connections can be lost, with what was done on each of them. */
const broker = (changes: Partial<Client<string>> = {}, own: Partial<Connection<string>> = {}) => {
  const log: Array<string> = []
  const losers: Array<(cause?: unknown) => void> = []
  const receivers: Array<Receiver<string>> = []
  let count = 0
  const note = async (entry: string) => void log.push(entry)
  const client: Client<string> = {
    place: "broker at 127.0.0.1:1",
    timeout: 1000,
    refusalOf: (cause, queue) => (cause === "no" ? `refused ${queue || "access"}; ask for it` : undefined),
    connect: async (lose) => {
      const number = ++count
      losers.push(lose)
      await note(`${number} opened`)
      return {
        publish: (queue, messages) => note(`${number} publishes ${messages.length} to ${queue}`),
        subscribe: async (queue, receiver) => {
          receivers.push(receiver)
          await note(`${number} subscribes to ${queue}`)
          return {
            done: (taken) => note(`${number} done ${taken.map(({ token }) => token).join(" ")}`),
            retry: (taken, delay) => note(`${number} retries ${taken.length} after ${delay}`),
            dead: ({ token }, { code }) => note(`${number} dead ${token} ${code}`),
            close: () => note(`${number} gives back`)
          }
        },
        find: async () => [{ id: "a" } as DeadLetter],
        retry: async (_, ids) => ids,
        remove: async (_, ids) => ids,
        close: () => note(`${number} closed`),
        ...own
      }
    },
    ...changes
  }
  return { client, log, receivers, lose: (cause?: unknown) => losers.at(-1)?.(cause) }
}

const run = <A, E>(client: Client<string>, effect: Effect.Effect<A, E, MessageQueue | DeadLetters>) =>
  Effect.runPromise(
    Effect.provide(
      effect,
      layerOfClient(() => client)
    )
  )
/** What it fails with, also where the broker is not reached. */
const errorOf = (client: Client<string>, effect: Effect.Effect<unknown, QueueError, MessageQueue | DeadLetters>) =>
  Effect.runPromise(
    Effect.flip(
      Effect.provide(
        effect,
        layerOfClient(() => client)
      )
    )
  )
const publish = (queue: string, ...ids: ReadonlyArray<string>) =>
  Effect.flatMap(MessageQueue, (port) =>
    port.publish(
      queue,
      ids.map((id) => ({ event: event(id) }))
    )
  )
const until = async (isSo: () => boolean) => expect.poll(isSo, { interval: 5, timeout: 5000 }).toBe(true)

it("has one connection for everything but a subscription, which has its own", async () => {
  const { client, log, receivers } = broker()
  await run(
    client,
    Effect.gen(function* () {
      const port = yield* MessageQueue
      const consumer = yield* Effect.forkChild(
        port.consume("q", (deliveries) => Effect.succeed(deliveries.map(() => ({ outcome: "done" }) as const)))
      )
      yield* publish("q", "a", "b")
      yield* Effect.promise(() => until(() => receivers.length === 1))
      receivers[0]?.receive({ id: "a", body: "", attempt: 1 }, "token")
      yield* Effect.promise(() => until(() => log.includes("2 done token")))
      yield* Fiber.interrupt(consumer)
    })
  )
  expect(log).toEqual([
    "1 opened",
    "1 publishes 2 to q",
    "2 opened",
    "2 subscribes to q",
    "2 done token",
    "2 gives back",
    "2 closed",
    "1 closed"
  ])
})

it("opens another connection when one was lost, and consumes on from there", async () => {
  const { client, log, lose, receivers } = broker()
  await run(
    client,
    Effect.gen(function* () {
      const port = yield* MessageQueue
      const failures: Array<QueueError> = []
      const consumer = yield* Effect.forkChild(
        port.consume("q", () => Effect.succeed([]), { onFailure: (error) => failures.push(error) })
      )
      yield* Effect.promise(() => until(() => receivers.length === 1))
      lose("gone")
      yield* Effect.promise(() => until(() => receivers.length === 2))
      expect(failures.map(({ message, reason }) => [reason, message])).toEqual([
        ["Unavailable", expect.stringMatching(/^broker at 127\.0\.0\.1:1 does not answer/)]
      ])
      expect(log.filter((entry) => entry === "2 closed")).toHaveLength(1)
      yield* Fiber.interrupt(consumer)
    })
  )
})

it("publishes on another connection after one was lost", async () => {
  const { client, log, lose } = broker()
  const publishing = Effect.andThen(publish("q", "a"), Effect.sync(lose))
  await run(client, Effect.andThen(publishing, publish("q", "b")))
  expect(log.filter((entry) => entry.includes("publishes"))).toEqual(["1 publishes 1 to q", "2 publishes 1 to q"])
  expect(log.filter((entry) => entry.includes("closed"))).toEqual(["1 closed", "2 closed"])
})

it("tells whoever waits that the connection is lost, and gives one up that does not answer in time", async () => {
  const never = () => new Promise<never>(() => {})
  const lost = broker({}, { publish: never })
  const publishing = errorOf(lost.client, publish("q", "a"))
  await until(() => lost.log.length === 1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  lost.lose("no")
  expect(await publishing).toMatchObject({
    reason: "Rejected",
    message: "broker at 127.0.0.1:1 refused access; ask for it"
  })
  const slow = broker({ timeout: 30 }, { publish: never })
  expect(await errorOf(slow.client, publish("q", "a"))).toMatchObject({ reason: "Unavailable" })
  expect(slow.log).toEqual(["1 opened", "1 closed"])
})

it("says what the client says of a refusal, of a connection and of a queue, also where it throws", async () => {
  const refused = broker({ connect: () => Promise.reject("no") })
  expect(await errorOf(refused.client, publish("q", "a"))).toMatchObject({
    reason: "Rejected",
    message: "broker at 127.0.0.1:1 refused access; ask for it"
  })
  const thrown = broker(
    { refusalOf: (cause, queue) => (cause instanceof Error ? `refused ${queue}; ask for it` : undefined) },
    {
      publish: () => {
        throw new Error("no")
      }
    }
  )
  expect(await errorOf(thrown.client, publish("q", "a"))).toMatchObject({
    message: "broker at 127.0.0.1:1 refused q; ask for it"
  })
  const full = broker({ refusalOf: () => unavailable("it is full") }, { publish: () => Promise.reject("full") })
  expect(await errorOf(full.client, publish("q", "a"))).toMatchObject({ reason: "Unavailable", message: "it is full" })
})

it("closes a connection that is there only after it was given up", async () => {
  let open = (_: Connection<string>) => {}
  const { client, log } = broker({ timeout: 20, connect: () => new Promise((resolve) => (open = resolve)) })
  expect(await errorOf(client, publish("q", "a"))).toMatchObject({ reason: "Unavailable" })
  open({ close: async () => void log.push("closed") } as Connection<string>)
  await until(() => log.includes("closed"))
})

it("asks nobody for no dead letters, and for each id once", async () => {
  const { client, log } = broker({}, { find: () => Promise.reject("no"), remove: () => Promise.reject("no") })
  await run(
    client,
    Effect.gen(function* () {
      const { find, remove, retry } = yield* DeadLetters
      expect(yield* find("q", { limit: 0 })).toEqual([])
      expect(yield* find("q", { ids: [] })).toEqual([])
      expect(yield* remove("q", [])).toEqual([])
      expect(yield* retry("q", ["a", "a", "b"])).toEqual(["a", "b"])
      expect((yield* Effect.flip(remove("q", ["a"]))).message).toContain("refused q")
    })
  )
  expect(log).toEqual(["1 opened", "1 closed"])
})

it("reads the url of a broker, and says how one is written", () => {
  expect(brokerUrl("amqp://mq:5672/x", /^amqps?:$/, "rabbitmq", "amqp://host").hostname).toBe("mq")
  for (const text of ["", "mq:5672", "http://mq", "amqp://"]) {
    expect(() => brokerUrl(text, /^amqps?:$/, "rabbitmq", "amqp://host")).toThrow(
      "the url of rabbitmq cannot be read; write amqp://host"
    )
  }
})

it("does something once for each name, and anew when it has failed", async () => {
  const done: Array<string> = []
  const once = onceEach(async (name) => {
    done.push(name)
    if (done.length === 1) throw new Error("not yet")
  })
  await expect(once("a")).rejects.toThrow("not yet")
  await Promise.all([once("a"), once("a"), once("b")])
  expect(done).toEqual(["a", "a", "b"])
})
