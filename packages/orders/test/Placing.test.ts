import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { DecisionLog, OrderStore, placeChain, placeOrder } from "../src/index.ts"
import type { OrderChain, PlacedChain } from "../src/index.ts"
import {
  chainOf,
  creator,
  feedNow,
  inWorld,
  makeWorld,
  nin,
  noon,
  organizationNumber,
  personRecipient,
  placingOf,
  shipmentOf,
  workUntil
} from "./World.ts"

const reminders = [
  { delayDays: 3, sendersReference: "reminder", recipient: personRecipient(nin.ola) },
  { delayDays: 7, recipient: personRecipient() }
]
const kept = (chain: OrderChain) =>
  Effect.gen(function* () {
    return yield* (yield* OrderStore).find({ by: "idempotency", key: chain.placed.key })
  })
const expectPlaced = (answer: { readonly outcome: string }): PlacedChain => {
  expect(answer.outcome).toBe("placed")
  return answer as PlacedChain
}

describe("a chain", () => {
  it("is placed as a whole, each shipment due at its time, with a forecast for each", async () => {
    const world = makeWorld()
    const chain = chainOf({ reminders, dialogportenAssociation: { dialogId: "d" } })
    const { answer, decisions, shipments } = await inWorld(
      world,
      Effect.gen(function* () {
        const placed = expectPlaced(yield* placeChain(chain, placingOf(world)))
        const found = yield* kept(chain)
        const ids = found.map(({ forecastId }) => forecastId ?? "")
        return { answer: placed, shipments: found, decisions: yield* (yield* DecisionLog).find(creator, ids) }
      })
    )
    expect(answer.replay).toEqual({ outcome: "new", httpStatus: 201 })
    expect(shipments).toEqual(answer.shipments)
    expect(new Set(shipments.map(({ chainId }) => chainId)).size).toBe(1)
    expect(new Set(shipments.map(({ shipmentId }) => shipmentId)).size).toBe(3)
    expect(
      shipments.map(({ dueAt, place, placedAt, revision, shipment, status }) => ({
        type: shipment.type,
        days: ((dueAt ?? 0) - noon) / 86_400_000,
        place,
        placedAt,
        revision,
        status
      }))
    ).toEqual(
      [0, 3, 7].map((days, place) => ({
        type: place === 0 ? "Notification" : "Reminder",
        days,
        place,
        placedAt: noon,
        revision: 1,
        status: "Registered"
      }))
    )
    expect(shipments.every(({ dialogportenAssociation }) => dialogportenAssociation?.dialogId === "d")).toBe(true)
    expect(answer.forecasts.map(({ processing }) => processing.deliveries.map(({ address }) => address))).toEqual([
      ["kari@example.com"],
      ["ola@example.com"],
      ["kari@example.com"]
    ])
    expect(decisions).toEqual(
      shipments.map(({ forecastId, shipmentId }, place) =>
        expect.objectContaining({
          id: forecastId,
          shipmentId,
          purpose: "forecast",
          at: noon,
          decision: answer.forecasts[place]?.processing
        })
      )
    )
  })

  it("that was placed before is answered as it was then, whatever the sources say, and without asking them", async () => {
    const world = makeWorld()
    const chain = chainOf({ reminders })
    const [first, again] = await inWorld(
      world,
      Effect.gen(function* () {
        const placed = expectPlaced(yield* placeChain(chain, placingOf(world)))
        world.down = new Set(["persons"])
        world.gathers.length = 0
        return [placed, expectPlaced(yield* placeChain(chainOf({ reminders }), placingOf(world)))] as const
      })
    )
    expect(again).toEqual({
      outcome: "placed",
      replay: { outcome: "replay", httpStatus: 200 },
      shipments: first.shipments,
      forecasts: []
    })
    expect(world.gathers).toEqual([])
    expect(world.logged).toHaveLength(3)
  })

  it("with the key of another is answered with that one, and a warning", async () => {
    const world = makeWorld()
    const [first, again] = await inWorld(
      world,
      Effect.gen(function* () {
        const placed = expectPlaced(yield* placeChain(chainOf(), placingOf(world)))
        const other = chainOf({ recipient: personRecipient(nin.ola) })
        return [placed, expectPlaced(yield* placeChain(other, placingOf(world)))] as const
      })
    )
    expect(again.replay).toMatchObject({ httpStatus: 200, warning: { code: "IDEMPOTENCY_CONTENT_CHANGED" } })
    expect(again.shipments).toEqual(first.shipments)
  })

  it("of another creator with the same id is another one", async () => {
    const world = makeWorld()
    const chain = chainOf()
    const theirs = { ...chain, placed: { ...chain.placed, key: { ...chain.placed.key, creator: "skd" } } }
    const answers = await inWorld(
      world,
      Effect.forEach([chain, theirs], (one) => placeChain(one, placingOf(world)))
    )
    expect(answers.map((answer) => expectPlaced(answer).replay.httpStatus)).toEqual([201, 201])
  })

  it("that is placed twice at once is kept once", async () => {
    const world = makeWorld()
    const chain = chainOf({ reminders })
    const { answers, shipments } = await inWorld(
      world,
      Effect.gen(function* () {
        const placing = placeChain(chain, placingOf(world))
        return {
          answers: yield* Effect.all([placing, placing, placing], { concurrency: "unbounded" }),
          shipments: yield* kept(chain)
        }
      })
    )
    // All of them had looked before any was kept, or this test would show nothing.
    expect(world.gathers).toHaveLength(9)
    const all = answers.map(expectPlaced)
    expect(all.map(({ replay }) => replay.httpStatus).toSorted((a, b) => a - b)).toEqual([200, 200, 201])
    for (const { shipments: one } of all) expect(one).toEqual(shipments)
    expect(world.logged).toHaveLength(3)
  })

  it("with anybody missing is refused, and nothing of it is kept", async () => {
    const world = makeWorld()
    const chain = chainOf({ reminders: [{ delayDays: 1, recipient: personRecipient(nin.ina) }] })
    const { answer, feed, found } = await inWorld(
      world,
      Effect.gen(function* () {
        const refused = yield* placeChain(chain, placingOf(world))
        const worked = yield* workUntil(world, noon + 86_400_000)
        expect(worked).toEqual([])
        return { answer: refused, found: yield* kept(chain), feed: yield* feedNow }
      })
    )
    expect(answer).toMatchObject({
      outcome: "refused",
      answer: { httpStatus: 422, missing: [{ shipment: "reminder", reminder: 0, recipient: 0 }] }
    })
    expect([found, feed, world.logged]).toEqual([[], [], []])
  })

  it("whose sources do not answer is not taken, nothing of it is kept, and its key is free", async () => {
    const world = makeWorld({ down: new Set(["persons"]) })
    const { again, answer, found } = await inWorld(
      world,
      Effect.gen(function* () {
        const failed = yield* placeChain(chainOf(), placingOf(world))
        const nothing = yield* kept(chainOf())
        const decisions = world.logged.length
        expect(decisions).toBe(0)
        world.down = new Set()
        return { answer: failed, found: nothing, again: yield* placeChain(chainOf(), placingOf(world)) }
      })
    )
    expect(answer).toMatchObject({ outcome: "refused", answer: { httpStatus: 500, undetermined: [0] } })
    expect(found).toEqual([])
    expect(expectPlaced(again).replay.httpStatus).toBe(201)
  })

  it("does not need the sources that only its sending needs", async () => {
    const world = makeWorld({ down: new Set(["customContacts", "readAccess"]) })
    const answer = await inWorld(
      world,
      placeChain(
        chainOf({
          recipient: {
            recipientOrganization: {
              orgNumber: organizationNumber,
              resourceId: "urn:altinn:resource:tax-report",
              channelSchema: "Email",
              emailSettings: { subject: "A letter", body: "There is a letter." }
            }
          }
        }),
        placingOf(world)
      )
    )
    const [forecast] = expectPlaced(answer).forecasts
    expect(forecast?.registration.recipients[0]?.outcome).toBe("reached")
    expect(forecast?.processing.retryable).toBe(true)
  })
})

describe("an order of the v1 API", () => {
  const recipients = [{ nationalIdentityNumber: nin.kari }, { nationalIdentityNumber: nin.ina }]

  it("is taken though somebody is missing, and is another one each time", async () => {
    const world = makeWorld()
    const [first, second] = await inWorld(
      world,
      Effect.gen(function* () {
        const placing = placeOrder(shipmentOf({ recipients }), placingOf(world))
        return [yield* placing, yield* placing] as const
      })
    )
    expect(first).toMatchObject({
      answer: { httpStatus: 202, recipientLookup: { status: "PartialSuccess", missingContact: [nin.ina] } },
      tracked: { status: "Registered", dueAt: noon }
    })
    const idOf = (answer: typeof first) => ("tracked" in answer ? answer.tracked.shipmentId : undefined)
    expect(idOf(first)).not.toBe(idOf(second))
    expect(world.logged).toHaveLength(2)
  })

  it("is not taken when sources do not answer", async () => {
    const world = makeWorld({ down: new Set(["persons"]) })
    const { answer, worked } = await inWorld(
      world,
      Effect.gen(function* () {
        const refused = yield* placeOrder(shipmentOf({ recipients }), placingOf(world))
        return { answer: refused, worked: yield* workUntil(world, noon + 86_400_000) }
      })
    )
    expect(answer).toEqual({ httpStatus: 500, undetermined: [0, 1] })
    expect([worked, world.logged]).toEqual([[], []])
  })
})
