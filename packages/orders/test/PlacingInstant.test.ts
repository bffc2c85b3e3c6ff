import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { compile, parseRuleSet, shippedRuleSet } from "@adressat/core"
import { describe, expect, it } from "vitest"
import { OrderStore, placeChain, placeInstant, readInstantRequest, takeReports } from "../src/index.ts"
import type { PlacedInstant } from "../src/index.ts"
import {
  accepting,
  chainOf,
  creator,
  emailSettings,
  failing,
  feedNow,
  inWorld,
  instantSmsOf,
  makeWorld,
  noon,
  placingOf,
  rowsOf,
  shipmentNow,
  smsSettings,
  workUntil
} from "./World.ts"

const night = Date.parse("2026-11-26T23:00:00Z")
const expectPlaced = (answer: { readonly outcome: string }): PlacedInstant => {
  expect(answer.outcome).toBe("placed")
  return answer as PlacedInstant
}
const kept = (instant: ReturnType<typeof instantSmsOf>) =>
  Effect.gen(function* () {
    return yield* (yield* OrderStore).find({ by: "idempotency", key: instant.placed.key })
  })
const emailOf = (now = noon) =>
  Result.getOrThrow(
    readInstantRequest(
      "instant/email",
      { idempotencyId: "id-1", recipientEmail: { emailAddress: "to@example.com", emailSettings } },
      { creator, now }
    )
  ).value

describe("an instant order", () => {
  it("is handed over before it is kept, also at night, and its decision is logged", async () => {
    const world = makeWorld({ send: accepting })
    const instant = instantSmsOf({}, night)
    const { answer, shipments } = await inWorld(
      world,
      Effect.gen(function* () {
        return { answer: yield* placeInstant(instant, placingOf(world)), shipments: yield* kept(instant) }
      }),
      night
    )
    const placed = expectPlaced(answer)
    expect(placed.replay).toEqual({ outcome: "new", httpStatus: 201 })
    expect(shipments).toEqual(placed.shipments)
    expect(shipments).toMatchObject([
      { status: "Processed", placedAt: night, notifications: [{ status: "Accepted", expiry: night + 3_600_000 }] }
    ])
    expect(world.handed).toMatchObject([
      { at: night, to: "+4740000021", channel: "Sms", creator, id: shipments[0]?.notifications[0]?.id }
    ])
    expect(world.logged).toMatchObject([{ id: shipments[0]?.decisionId, purpose: "send", at: night }])
    expect(world.gathers).toEqual([])
  })

  it("is completed with its entry in the feed when the report comes", async () => {
    const world = makeWorld({ send: accepting })
    const { before, feed, tracked } = await inWorld(
      world,
      Effect.gen(function* () {
        const placed = expectPlaced(yield* placeInstant(instantSmsOf(), placingOf(world)))
        yield* workUntil(world, noon + 1000)
        const early = yield* feedNow
        const [{ notifications, shipmentId }] = placed.shipments as unknown as readonly [
          PlacedInstant["shipments"][number]
        ]
        yield* takeReports([{ notificationId: notifications[0]?.id ?? "", status: "Delivered" }])
        return { before: early, feed: yield* feedNow, tracked: yield* shipmentNow(shipmentId) }
      })
    )
    expect(before).toEqual([])
    expect(tracked).toMatchObject({ status: "Completed", dueAt: null })
    expect(feed).toMatchObject([{ shipmentType: "Instant", recipients: [{ status: "SMS_Delivered" }] }])
  })

  it("that the dispatch ends at once is completed with its entry by the next worker", async () => {
    const world = makeWorld()
    const { feed, tracked } = await inWorld(
      world,
      Effect.gen(function* () {
        const placed = expectPlaced(yield* placeInstant(emailOf(), placingOf(world)))
        expect(placed.shipments).toMatchObject([{ status: "Processed", dueAt: noon }])
        yield* workUntil(world, noon + 1000)
        return { feed: yield* feedNow, tracked: yield* shipmentNow(placed.shipments[0]?.shipmentId ?? "") }
      })
    )
    expect(rowsOf(tracked)).toEqual(["Email to@example.com Delivered"])
    expect(tracked).toMatchObject({ status: "Completed", dueAt: null })
    expect(feed).toHaveLength(1)
    expect(world.handed).toHaveLength(1)
  })

  it("that was placed before is answered and not sent again; other content gets a warning", async () => {
    const world = makeWorld({ send: accepting })
    const answers = await inWorld(
      world,
      Effect.gen(function* () {
        const other = {
          recipientSms: { phoneNumber: "+4740000022", timeToLiveInSeconds: 60, smsSettings }
        }
        return [
          yield* placeInstant(instantSmsOf(), placingOf(world)),
          yield* placeInstant(instantSmsOf({}, noon + 5), placingOf(world)),
          yield* placeInstant(instantSmsOf(other), placingOf(world))
        ]
      })
    )
    const [first, again, changed] = answers.map(expectPlaced)
    expect([again?.replay.httpStatus, changed?.replay.httpStatus]).toEqual([200, 200])
    expect(again?.replay).not.toHaveProperty("warning")
    expect(changed?.replay).toMatchObject({ warning: { code: "IDEMPOTENCY_CONTENT_CHANGED" } })
    expect([again?.shipments, changed?.shipments]).toEqual([first?.shipments, first?.shipments])
    expect(world.handed).toHaveLength(1)
    expect(world.logged).toHaveLength(1)
  })

  it("is not kept when the dispatch does not take it, and a retry goes by the same message id", async () => {
    for (const refusing of [
      failing,
      () => Effect.succeed([]),
      (messages: ReadonlyArray<{ readonly id: string }>) =>
        Effect.succeed(messages.map(({ id }) => ({ id, status: "New" as const }))),
      // No SMS can have bounced, so this says nothing.
      (messages: ReadonlyArray<{ readonly id: string }>) =>
        Effect.succeed(messages.map(({ id }) => ({ id, status: "Failed_Bounced" as const })))
    ]) {
      const world = makeWorld({ send: refusing })
      const { again, answer, nothing, worked } = await inWorld(
        world,
        Effect.gen(function* () {
          const refused = yield* placeInstant(instantSmsOf(), placingOf(world))
          const found = yield* kept(instantSmsOf())
          const times = yield* workUntil(world, noon + 1000)
          expect(world.logged).toEqual([])
          world.send = accepting
          const second = yield* placeInstant(instantSmsOf({}, noon + 1000), placingOf(world))
          return { answer: refused, nothing: found, worked: times, again: second }
        })
      )
      expect(answer).toEqual({ outcome: "unavailable" })
      expect([nothing, worked]).toEqual([[], []])
      expect(expectPlaced(again).replay.httpStatus).toBe(201)
      const [first, second] = world.handed
      expect(world.handed).toHaveLength(2)
      expect(first?.id).toBe(second?.id)
      expect(first?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
    }
  })

  it("has a message id of its own for each key", async () => {
    const world = makeWorld({ send: accepting })
    const one = instantSmsOf()
    const theirs = { ...one, placed: { ...one.placed, key: { ...one.placed.key, creator: "skd" } } }
    await inWorld(
      world,
      Effect.forEach([one, theirs, instantSmsOf({ idempotencyId: "id-2" })], (instant) =>
        placeInstant(instant, placingOf(world))
      )
    )
    expect(new Set(world.handed.map(({ id }) => id)).size).toBe(3)
  })

  it("that is placed twice at once is kept once, and goes by one message id", async () => {
    const world = makeWorld({
      send: (messages) => Effect.yieldNow.pipe(Effect.andThen(accepting(messages)))
    })
    const answers = await inWorld(
      world,
      Effect.all([placeInstant(instantSmsOf(), placingOf(world)), placeInstant(instantSmsOf(), placingOf(world))], {
        concurrency: "unbounded"
      })
    )
    const [first, second] = answers.map(expectPlaced)
    expect(first?.shipments).toEqual(second?.shipments)
    expect([first?.replay.httpStatus, second?.replay.httpStatus]).toEqual([201, 200])
    expect(world.handed).toHaveLength(2)
    expect(new Set(world.handed.map(({ id }) => id)).size).toBe(1)
    expect(world.logged).toHaveLength(1)
  })

  it("does not meet a chain with the same id", async () => {
    const world = makeWorld()
    const [chain, instant] = await inWorld(
      world,
      Effect.gen(function* () {
        return [
          yield* placeChain(chainOf(), placingOf(world)),
          yield* placeInstant(instantSmsOf(), placingOf(world))
        ] as const
      })
    )
    expect(chain).toMatchObject({ replay: { httpStatus: 201 } })
    expect(instant).toMatchObject({ replay: { httpStatus: 201 } })
  })

  it("of which facts are not known is neither kept nor handed over", async () => {
    const ruleSet = Result.getOrThrow(
      parseRuleSet({
        ...shippedRuleSet("altinn"),
        facts: { "team.block": { type: "word", values: ["yes", "no"], meaning: "whether the address is blocked" } },
        rules: [
          ...shippedRuleSet("altinn").rules,
          {
            name: "explicit/not-blocked",
            conditions: { all: [{ fact: "team.block", operator: "equal", value: "no" }] },
            event: {
              type: "require",
              params: {
                basis: "Explicit",
                reason: "ADDRESS_BLOCKED",
                source: "test",
                explanation: { nb: "Sperret.", nn: "Sperra.", en: "Blocked." }
              }
            }
          }
        ]
      })
    )
    const world = makeWorld()
    const { answer, found } = await inWorld(
      world,
      Effect.gen(function* () {
        const refused = yield* placeInstant(instantSmsOf(), { program: compile(ruleSet), newId: world.newId })
        return { answer: refused, found: yield* kept(instantSmsOf()) }
      })
    )
    expect(answer).toEqual({ outcome: "unavailable" })
    expect([found, world.handed, world.logged]).toEqual([[], [], []])
  })
})
