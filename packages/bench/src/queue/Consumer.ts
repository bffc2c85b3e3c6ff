/**
 * The process that takes orders: the bare client, or a worker of adressat. It tells how many it has settled, answers how much
 * time it has spent outside the client of the broker, and ends with the process that started it.
 */
import { compile, contextOfSources, shippedRuleSet } from "@adressat/core"
import { Inbox } from "@adressat/orders"
import { MessageQueue, runWorker } from "@adressat/queue"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { wallClock } from "../Clock.ts"
import { AT, makeFacts } from "../http/Facts.ts"
import { openBareClient } from "./BareClients.ts"
import type { ConsumerMessage, ConsumerTask } from "./ConsumerProcess.ts"
import { driverAt } from "./Drivers.ts"
import { decisionMessages } from "./OrderMessages.ts"

const { decisions, orders, place, store, work } = JSON.parse(process.argv[2] ?? "") as ConsumerTask

const tell = (message: ConsumerMessage): void => void process.send?.(message)

let settled = 0
const count = (more: number): void => {
  // A message to the other process for each order would be measured as well.
  if (settled === 0) {
    setTimeout(() => {
      tell({ settled })
      settled = 0
    }, 2)
  }
  settled += more
}

/** Knows which orders have been handled and keeps nothing else. */
const forgetfulInbox = (): Inbox["Service"] => {
  const known = new Set<string>()
  return {
    accept: (entries) =>
      Effect.sync(() =>
        entries.map(({ event, message }) => {
          if (known.has(message)) return { outcome: "known", event, isPublished: true } as const
          known.add(message)
          return { outcome: "accepted" } as const
        })
      ),
    published: () => Effect.void,
    unpublished: () => Effect.succeed([])
  }
}

const inbox = async () => {
  if (store === undefined) return Layer.succeed(Inbox, forgetfulInbox())
  const { layerPostgres } = await import("@adressat/store-sql/postgres")
  return layerPostgres({ url: store })
}

let outside = 0

/** Adds what something takes to the time outside of the client, or takes it off. */
const adding = <A, E, R>(sign: 1 | -1, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    const start = wallClock()
    return Effect.ensuring(
      effect,
      Effect.sync(() => {
        outside += sign * (wallClock() - start)
      })
    )
  })

/** A queue that tells how long its batches are in the hands of the worker, without the time in which it publishes. */
const timed = (queue: MessageQueue["Service"]): MessageQueue["Service"] => ({
  publish: (name, messages) => adding(-1, queue.publish(name, messages)),
  consume: (name, handle, options) => queue.consume(name, (deliveries) => adding(1, handle(deliveries)), options)
})

const startWorker = async () => {
  const program = compile(shippedRuleSet("altinn"))
  const layers = Layer.merge(await driverAt(place), await inbox())
  const opened = await Effect.runPromise(Layer.buildWithScope(layers, Scope.makeUnsafe()))
  const isTimed = work === "timed"
  const context = isTimed ? Context.add(opened, MessageQueue, timed(Context.get(opened, MessageQueue))) : opened
  const worker = runWorker({
    orders,
    decisions,
    program: () => program,
    gather: { now: () => AT },
    consume: {
      onFailure: ({ message }) => tell({ failure: message }),
      // Times of batches that are in the works at the same time could not be added up.
      ...(isTimed ? { concurrency: 1 } : {})
    },
    onBatch: ({ decided, refused, retried, undecided }) => {
      if (refused + retried + undecided > 0) tell({ failure: "an order was not decided" })
      if (decided > 0) count(decided)
    }
  }).pipe(Effect.provideContext(Context.merge(context, contextOfSources(makeFacts()))))
  Effect.runFork(Effect.catchCause(worker, (cause) => Effect.sync(() => tell({ failure: Cause.pretty(cause) }))))
}

const startBare = async () => {
  const client = await openBareClient(place)
  const next = await decisionMessages(`${place.id}-${process.pid}`)
  const answer = work === "answering" ? () => client.publish(decisions, [next()]) : undefined
  await client.consume(orders, answer, () => count(1))
}

process.on("disconnect", () => process.exit(0))
process.on("message", () => tell({ outside }))
await (work === "bare" || work === "answering" ? startBare() : startWorker())
tell({ isReady: true })
