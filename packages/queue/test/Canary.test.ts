/** Plants distinctive personal data in orders and in facts, and looks for them in everything that a worker lets be seen. */
import { compile, contextOfSources, shippedRuleSet, SourceError } from "@adressat/core"
import type { RuleProgram } from "@adressat/core"
import { DeadLetters, layerMemoryOrders, MessageQueue } from "@adressat/orders"
import { cast, sourcesFrom } from "@adressat/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import { TestClock } from "effect/testing"
import * as Tracer from "effect/Tracer"
import { inspect } from "node:util"
import { expect, it } from "vitest"
import { layerMemory, orderEvent, runWorker } from "../src/index.ts"
import type { WorkerOptions } from "../src/index.ts"

const [person] = cast.nationalIdentityNumbers
const planted = { person, email: "kanari.nordby@hemmelig.example", phone: "+4791234567", name: "Kanari Nordby" }
const betrayals = new RegExp(`${person}|kanari|nordby|hemmelig|91\\s?23\\s?45\\s?67`, "i")

const order = {
  id: `about ${planted.name}`,
  channel: "Email" as const,
  recipients: [{ nationalIdentityNumber: person }, { emailAddress: planted.email }, { phoneNumber: planted.phone }]
}
const event = orderEvent({ id: "a", source: "/ttd", creator: "ttd", order })
const facts = sourcesFrom({
  at: "1970-01-01T00:00:00.000Z",
  persons: [{ nationalIdentityNumber: person, email: planted.email, mobileNumber: planted.phone, reservation: "NEI" }]
})
const program = compile(shippedRuleSet("altinn"))

/** The order with a value in each place in which there is one, and with a member of that name. */
const misplaced = (value: unknown, slip: unknown): ReadonlyArray<unknown> =>
  typeof value !== "object" || value === null
    ? [slip]
    : [
        slip,
        ...(Array.isArray(value) ? [] : [{ ...value, [String(slip)]: slip }]),
        ...Object.entries(value).flatMap(([name, member]) =>
          misplaced(member, slip).map((copy) =>
            Array.isArray(value)
              ? value.map((element: unknown, index) => (String(index) === name ? copy : element))
              : { ...value, [name]: copy }
          )
        )
      ]

/** What a worker lets be seen that is given these texts: spans, logs, causes of dead letters, and events that decide nothing. */
const seenOf = async (
  bodies: ReadonlyArray<string>,
  options: Partial<WorkerOptions> = {},
  host: Parameters<typeof contextOfSources>[0] = facts
) => {
  const spans: Array<Tracer.NativeSpan> = []
  const lines: Array<unknown> = []
  const tracer = Tracer.make({
    span: (made) => {
      const span = new Tracer.NativeSpan(made)
      spans.push(span)
      return span
    }
  })
  const events: Array<{ readonly type: string }> = []
  const told: Array<unknown> = []
  const letters = await Effect.gen(function* () {
    const queue = yield* MessageQueue
    // A text that is no event is put there by somebody else.
    const consume: (typeof queue)["consume"] = (name, handle, how) =>
      queue.consume(
        name,
        (deliveries) =>
          handle(
            name === "adressat.orders"
              ? deliveries.map((one) => ({ ...one, body: bodies[Number(one.id)] ?? one.body }))
              : deliveries
          ),
        how
      )
    yield* queue.publish(
      "adressat.orders",
      bodies.map((_, index) => ({ event: { ...event, id: String(index) } }))
    )
    const all: WorkerOptions = {
      program: () => program,
      consume: { retries: { delays: [] }, onFailure: (error) => told.push(error) },
      onBatch: (batch) => told.push(batch),
      ...options
    }
    const worker = yield* Effect.forkChild(Effect.provideService(runWorker(all), MessageQueue, { ...queue, consume }))
    const reader = yield* Effect.forkChild(
      queue.consume("adressat.decisions", (deliveries) => {
        events.push(...deliveries.map(({ body }) => JSON.parse(body) as { readonly type: string }))
        return Effect.succeed(deliveries.map(() => ({ outcome: "done" as const })))
      })
    )
    for (let turn = 0; turn < 30 + bodies.length; turn++) {
      yield* TestClock.adjust(0)
      yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 0)))
    }
    yield* Fiber.interrupt(worker)
    yield* Fiber.interrupt(reader)
    return yield* (yield* DeadLetters).find("adressat.orders", { limit: bodies.length })
  }).pipe(
    Effect.provide(Layer.mergeAll(layerMemory, layerMemoryOrders), { local: true }),
    Effect.provide(TestClock.layer()),
    Effect.provideContext(contextOfSources(host)),
    Effect.withTracer(tracer),
    Effect.provide(Logger.layer([Logger.make((line) => lines.push(line)), Logger.tracerLogger])),
    Effect.provideService(References.MinimumLogLevel, "Trace"),
    Effect.runPromise
  )
  const seen = [
    spans.map(({ attributes, events: within, links, name, status }) => ({
      name,
      attributes: [...attributes],
      events: within,
      links,
      failure: status._tag === "Ended" && status.exit._tag === "Failure" ? status.exit.cause : undefined
    })),
    lines,
    told,
    letters.map(({ attempts, cause, id }) => ({ attempts, cause, id })),
    events.filter(({ type }) => type !== "no.adressat.decision")
  ]
  return { events, letters, shown: inspect(seen, { depth: 12, maxArrayLength: null, maxStringLength: null }) }
}

it("shows nothing of an order that it decides, whose data are in the decision", async () => {
  const { events, shown } = await seenOf([JSON.stringify(event)])
  expect(JSON.stringify(events)).toMatch(betrayals)
  for (const word of ["decided: 1", "Adressat.gather"]) expect(shown).toContain(word)
  expect(shown).not.toMatch(betrayals)
})

it("shows nothing of orders that it refuses, wherever personal data are in them", async () => {
  const bodies = Object.values(planted).flatMap((slip) => [
    slip,
    `{"id": "${slip}`,
    ...misplaced(event, slip).map((wrong) => JSON.stringify(wrong))
  ])
  const { letters, shown } = await seenOf(bodies)
  expect(letters.length).toBeGreaterThan(bodies.length / 3)
  for (const word of ["ORDER_REFUSED", "NOT_AN_EVENT", "no.adressat.order.refused"]) expect(shown).toContain(word)
  // The name that somebody gave an event is told, so that it can be found.
  expect(shown.replaceAll(/(?<=\bid: )'[^']*'|(?<=source: )'[^']*'/g, "")).not.toMatch(betrayals)
})

it.each([
  [
    "sources that do not answer, and say so with personal data",
    new SourceError({ source: "persons", reason: "Unavailable", message: planted.email })
  ],
  ["sources that die of personal data", new Error(planted.email)]
])("shows nothing of %s", async (_, error) => {
  const persons = () => Promise.reject(error)
  const { letters, shown } = await seenOf([JSON.stringify(event)], {}, { ...facts, persons })
  expect(letters).toHaveLength(1)
  expect(shown).not.toMatch(betrayals)
})

it("shows nothing of rules that cannot be had, whose error has personal data", async () => {
  const failing = (): RuleProgram => {
    throw new Error(planted.email)
  }
  const { letters, shown } = await seenOf([JSON.stringify(event)], { program: failing })
  expect(letters).toHaveLength(1)
  expect(shown).not.toMatch(betrayals)
})
