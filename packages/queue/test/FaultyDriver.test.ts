import { queueCases } from "@adressat/testing"
import { QueueError } from "@adressat/orders"
import type { CloudEvent, DeadLetters, MessageQueue } from "@adressat/orders"
import type { ContractCase } from "@adressat/testing"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import { layerOfDriver } from "../src/index.ts"
import type { Driver } from "../src/index.ts"
import { makeMemoryDriver } from "../src/Memory.ts"
import { changed, delivering, makeCuttableBroker, subscribing } from "./FaultyDriver.ts"

const named = (part: string, cases: ReadonlyArray<ContractCase>): ContractCase => {
  const found = cases.filter(({ name }) => name.includes(part))
  expect(found).toHaveLength(1)
  return found[0] as ContractCase
}

/** Whether a driver keeps the case of which the name has this part. */
const keeps = async <Token>(
  driver: Driver<Token>,
  part: string,
  options: Partial<Parameters<typeof queueCases>[0]> = {}
): Promise<boolean> => {
  const cases = queueCases({
    open: () => layerOfDriver(Effect.succeed(driver)),
    guarantees: { ordering: "published", deduplication: 0, lateness: 100 },
    patience: 2500,
    many: 2000,
    ...options
  })
  return named(part, cases)
    .run()
    .then(
      () => true,
      () => false
    )
}

/** What is wrong with a driver, the driver, and the cases that it therefore does not keep. */
const faults: ReadonlyArray<readonly [string, () => Driver<never>, ReadonlyArray<string>]> = [
  [
    "loses every tenth message",
    () => {
      let count = 0
      return changed((right) => ({
        publish: (queue, messages) =>
          right.publish(
            queue,
            messages.filter(() => ++count % 10 !== 0)
          )
      }))
    },
    ["100,000", "in the order", "shares messages"]
  ],
  [
    "does not await what it publishes",
    () =>
      changed((right) => ({
        publish: (queue, messages) => Effect.asVoid(Effect.sync(() => right.publish(queue, messages)))
      })),
    ["exactly as it was published", "nothing to publish"]
  ],
  [
    "writes texts anew",
    () => delivering((delivery) => ({ ...delivery, body: JSON.stringify(JSON.parse(delivery.body), null, 1) })),
    ["exactly as it was published", "a message of 1 MB"]
  ],
  [
    "ends texts at a NUL",
    () => delivering((delivery) => ({ ...delivery, body: delivery.body.split("\\u0000")[0] ?? "" })),
    ["exactly as it was published"]
  ],
  [
    "takes names of its own for ids",
    () => delivering((delivery) => ({ ...delivery, id: `own ${delivery.id}` })),
    ["exactly as it was published"]
  ],
  [
    "counts no attempts",
    () => delivering((delivery) => ({ ...delivery, attempt: 1 })),
    ["with a higher attempt", "counts the attempts", "ends each of its consumers"]
  ],
  [
    "counts attempts from 0 on",
    () => delivering((delivery) => ({ ...delivery, attempt: delivery.attempt - 1 })),
    ["on its first attempt"]
  ],
  [
    "acknowledges before anything is handled",
    () =>
      subscribing((right) => ({
        take: (atMost) => Effect.tap(right.take(atMost), (taken) => right.done(taken)),
        done: () => Effect.void
      })),
    ["a consumer that is gone did not settle", "ends each of its consumers"]
  ],
  [
    "settles nothing",
    () => subscribing(() => ({ done: () => Effect.void })),
    ["what was settled", "what it has begun"]
  ],
  [
    "delivers twice",
    () => changed((right) => ({ publish: (queue, messages) => right.publish(queue, [...messages, ...messages]) })),
    ["each message once when nothing fails"]
  ],
  [
    "delivers to the first one alone",
    () => {
      let isFirst = true
      return subscribing((right) => {
        const take = isFirst ? right.take : () => Effect.never
        isFirst = false
        return { take }
      })
    },
    ["shares messages"]
  ],
  [
    "has the last one first",
    () => changed((right) => ({ publish: (queue, messages) => right.publish(queue, messages.toReversed()) })),
    ["in the order of publishing"]
  ],
  [
    "takes all that there is",
    () => subscribing((right) => ({ take: () => right.take(1000) })),
    ["no more than it may hold"]
  ],
  [
    "hears of no interruption",
    () =>
      subscribing((right) => ({
        take: (atMost) =>
          Effect.uninterruptible(Effect.raceFirst(right.take(atMost), Effect.as(Effect.sleep(6000), [])))
      })),
    ["stops at once"]
  ],
  [
    "takes names apart at a dot",
    () =>
      changed((right) => ({
        publish: (queue, messages) => right.publish(queue.replaceAll(/\W/g, "_"), messages),
        subscribe: (queue, options) => right.subscribe(queue.replaceAll(/\W/g, "_"), options)
      })),
    ["whatever their names"]
  ],
  [
    "cuts names off",
    () =>
      changed((right) => ({
        publish: (queue, messages) => right.publish(queue.slice(0, 99), messages),
        subscribe: (queue, options) => right.subscribe(queue.slice(0, 99), options)
      })),
    ["whatever their names"]
  ],
  [
    "loses what is to be tried again",
    () => subscribing((right) => ({ retry: (taken) => right.done(taken) })),
    ["no sooner", "attempts run out, with its last cause", "fails or dies on"]
  ],
  [
    "tries again at once",
    () => subscribing((right) => ({ retry: (taken, _, cause) => right.retry(taken, 0, cause) })),
    ["no sooner"]
  ],
  [
    "tries again when it likes",
    () => subscribing((right) => ({ retry: (taken, delay, cause) => right.retry(taken, delay + 4000, cause) })),
    ["no sooner"]
  ],
  [
    "forgets causes",
    () => subscribing((right) => ({ dead: (taken) => right.dead(taken, { code: "", message: "" }) })),
    ["with its last cause", "never will be handled", "fails or dies on", "ends each of its consumers"]
  ],
  [
    "loses what is given up",
    () => subscribing((right) => ({ dead: (taken) => right.done([taken]) })),
    ["with its last cause", "never will be handled", "finds dead letters"]
  ],
  [
    "keeps what is given up in the queue as well",
    () =>
      subscribing((right, queue, driver) => ({
        dead: (taken, cause) =>
          Effect.andThen(right.dead(taken, cause), driver.publish(queue, [{ event: JSON.parse(taken.delivery.body) }]))
      })),
    ["with its last cause"]
  ],
  [
    "forgets times",
    () =>
      changed((right) => ({
        deadLetters: {
          ...right.deadLetters,
          find: (queue, selection) =>
            Effect.map(right.deadLetters.find(queue, selection), (all) => all.map((one) => ({ ...one, at: 0 })))
        }
      })),
    ["with its last cause", "never will be handled"]
  ],
  [
    "delivers early",
    () =>
      changed((right) => ({
        publish: (queue, messages) =>
          right.publish(
            queue,
            messages.map(({ event, notBefore = 0 }) => ({ event, notBefore: notBefore - 100 }))
          )
      })),
    ["before its time"]
  ],
  [
    "looks at times modulo a day",
    () =>
      changed((right) => ({
        publish: (queue, messages) =>
          right.publish(
            queue,
            messages.map(({ event, notBefore = 0 }) => ({
              event,
              notBefore: Date.now() + ((notBefore - Date.now()) % 86_400_000)
            }))
          )
      })),
    ["before its time"]
  ],
  [
    "holds up others",
    () =>
      changed((right) => {
        let latest = 0
        return {
          publish: (queue, messages) =>
            right.publish(
              queue,
              messages.map(({ event, notBefore = 0 }) => {
                latest = Math.max(latest, notBefore)
                return { event, notBefore: latest }
              })
            )
        }
      }),
    ["before its time"]
  ],
  [
    "finds the newest first",
    () =>
      changed((right) => ({
        deadLetters: {
          ...right.deadLetters,
          find: (queue, selection) => Effect.map(right.deadLetters.find(queue, selection), (all) => all.toReversed())
        }
      })),
    ["finds dead letters"]
  ],
  [
    "tries dead letters again and keeps them",
    () =>
      changed((right) => ({
        deadLetters: {
          ...right.deadLetters,
          retry: (queue, ids) =>
            Effect.gen(function* () {
              const all = yield* right.deadLetters.find(queue, { ids })
              yield* right.publish(
                queue,
                all.map(({ body }) => ({ event: JSON.parse(body) }))
              )
              return all.map(({ id }) => id)
            })
        }
      })),
    ["finds dead letters"]
  ],
  [
    "removes dead letters in word only",
    () => changed((right) => ({ deadLetters: { ...right.deadLetters, remove: (_, ids) => Effect.succeed(ids) } })),
    ["finds dead letters"]
  ]
] satisfies ReadonlyArray<
  readonly [string, () => ReturnType<typeof makeMemoryDriver>, ReadonlyArray<string>]
> as unknown as ReadonlyArray<readonly [string, () => Driver<never>, ReadonlyArray<string>]>

describe("a driver does not keep the contract of queues", () => {
  for (const [fault, driver, parts] of faults) {
    it.concurrent(`when it ${fault}`, async () => {
      const kept = await Promise.all(parts.map(async (part) => ((await keeps(driver(), part)) ? [part] : [])))
      expect(kept.flat()).toEqual([])
    })
  }

  it.concurrent("unless it is right", async () => {
    const parts = [...new Set(faults.flatMap(([, , broken]) => broken))]
    const kept = await Promise.all(parts.map((part) => keeps(makeMemoryDriver(), part)))
    expect(parts.filter((_, index) => kept[index] !== true)).toEqual([])
  })

  it.concurrent("when it says that it drops what is published twice, and does not", async () => {
    const guarantees = { ordering: "published", deduplication: 60_000, lateness: 100 } as const
    expect(await keeps(makeMemoryDriver(), "published twice", { guarantees })).toBe(false)
    expect(await keeps(makeMemoryDriver(), "published twice")).toBe(true)
  })

  it.concurrent("when it says that it has published what it has not, as the broker was lost", async () => {
    for (const forgets of [false, true]) {
      const { cut, driver } = makeCuttableBroker(forgets)
      const options = { cut, restart: cut, patience: 5000 }
      expect(await keeps(driver, "connections are cut", options)).toBe(!forgets)
      expect(await keeps(driver, "killed and comes back", options)).toBe(!forgets)
    }
  }, 60_000)

  it.concurrent("when it goes on without a broker, or tells the password", async () => {
    const failing = (reason: QueueError["reason"], message: string) => () =>
      layerOfDriver(Effect.fail(new QueueError({ reason, message })))
    const there = () => layerOfDriver(Effect.succeed(makeMemoryDriver()))
    const tells = async (part: string, unreachable: () => Layer.Layer<MessageQueue | DeadLetters, QueueError>) =>
      keeps(makeMemoryDriver(), part, { unreachable, refused: unreachable })
    const nobody = "nobody answers at localhost:1"
    expect(await tells("not there", failing("Unavailable", nobody))).toBe(true)
    expect(await tells("not there", there)).toBe(false)
    expect(await tells("not there", failing("Rejected", nobody))).toBe(false)
    expect(await tells("not there", failing("Unavailable", "nobody answers"))).toBe(false)
    expect(await tells("not there", failing("Unavailable", `${nobody}, not to hunter2secret`))).toBe(false)
    expect(await tells("refuses", failing("Rejected", "wrong password"))).toBe(true)
    expect(await tells("refuses", there)).toBe(false)
    expect(await tells("refuses", failing("Unavailable", "wrong password"))).toBe(false)
    expect(await tells("refuses", failing("Rejected", "hunter2secret is wrong"))).toBe(false)
  })

  it.concurrent("when it does not deliver, or give up, what is no event", async () => {
    const texts = (change: (text: string) => string) => {
      const driver = makeMemoryDriver()
      const foreign = (queue: string, text: string) => {
        const event = { id: "of the driver", toJSON: () => ({}) } as unknown as CloudEvent
        const stringify = JSON.stringify
        // The memory takes events alone, so one is made that has this text.
        JSON.stringify = () => change(text)
        try {
          return Effect.runPromise(driver.publish(queue, [{ event }]))
        } finally {
          JSON.stringify = stringify
        }
      }
      return keeps(driver, "a text that is no event", { foreign })
    }
    expect(await texts((text) => text)).toBe(true)
    expect(await texts((text) => `"${text}"`)).toBe(false)
    expect(await keeps(makeMemoryDriver(), "a text that is no event", { foreign: async () => {} })).toBe(false)
  })
})
