import { StoreError } from "@adressat/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { cancelShipment, OrderStore, takeReports, takeUpDue } from "../src/index.ts"
import type { DeliveryReport, Handover, ProcessingPorts, Shipment, StatusFeed } from "../src/index.ts"
import { CANCELLATION_LIMIT } from "../src/Cancellation.ts"
import { GRACE, LIFETIME } from "../src/Expiry.ts"
import { DAY, HOUR } from "../src/Instant.ts"
import {
  accepting,
  creator,
  failing,
  feedNow,
  inWorld,
  makeWorld,
  nin,
  noon,
  optionsOf,
  placed,
  rowsOf,
  shipmentNow,
  workUntil
} from "./World.ts"
import type { World } from "./World.ts"

const both = { recipients: [{ nationalIdentityNumber: nin.kari }, { nationalIdentityNumber: nin.ola }] }

/** Places a shipment that is handed to a provider, and lets reports about its notifications come in, one after another. */
const reported = async (
  reports: ReadonlyArray<DeliveryReport["status"] | readonly [place: number, status: DeliveryReport["status"]]>,
  changes: Partial<Shipment> = {},
  world: World = makeWorld({ send: accepting })
) =>
  inWorld(
    world,
    Effect.gen(function* () {
      const id = yield* placed(world, changes)
      yield* workUntil(world, noon + 1000)
      const { notifications } = yield* shipmentNow(id)
      const outcomes: Array<string> = []
      for (const report of reports) {
        const [place, status] = typeof report === "string" ? [0, report] : report
        outcomes.push(...(yield* takeReports([{ notificationId: notifications[place]?.id ?? "", status }])))
      }
      const tracked = yield* shipmentNow(id)
      return { outcomes, tracked, feed: yield* feedNow }
    })
  )

describe("a report", () => {
  it("changes its notification, and ends the shipment with an entry when it was the last", async () => {
    const one = await reported([[0, "Delivered"]], both)
    expect(one.outcomes).toEqual(["taken"])
    expect(rowsOf(one.tracked)).toEqual(["Email kari@example.com Delivered", "Email ola@example.com Succeeded"])
    expect(one.tracked).toMatchObject({ status: "Processed", dueAt: noon + LIFETIME + GRACE + 1 })
    expect(one.feed).toEqual([])
    const two = await reported(
      [
        [0, "Delivered"],
        [1, "Failed_Bounced"]
      ],
      both
    )
    expect(two.tracked).toMatchObject({ status: "Completed", dueAt: null, lastUpdate: noon + 1000 })
    expect(two.feed).toMatchObject([
      { status: "Order_Completed", recipients: [{ status: "Email_Delivered" }, { status: "Email_Failed_Bounced" }] }
    ])
  })

  it("that comes twice tells nothing new, and makes no second entry", async () => {
    const { feed, outcomes, tracked } = await reported(["Delivered", "Delivered"])
    expect(outcomes).toEqual(["taken", "known"])
    expect(feed).toHaveLength(1)
    expect(tracked.status).toBe("Completed")
  })

  it("never brings a notification back from a final status", async () => {
    const { feed, outcomes, tracked } = await reported(["Failed_Bounced", "Delivered", "New", "Succeeded", "Sending"])
    expect(outcomes).toEqual(["taken", ...Array.from({ length: 4 }, () => "not-possible")])
    expect(rowsOf(tracked)).toEqual(["Email kari@example.com Failed_Bounced"])
    expect(feed).toHaveLength(1)
  })

  it("that says what cannot be changes nothing", async () => {
    const email = await reported(["Accepted", "Failed_BarredReceiver", "New"])
    expect(email.outcomes).toEqual(["not-possible", "not-possible", "not-possible"])
    const sms = await reported(["Failed_Bounced", "Succeeded", "Failed_TTL"], { channel: "Sms" })
    expect(sms.outcomes).toEqual(["not-possible", "not-possible", "taken"])
  })

  it("about nothing known is unknown, whatever it says", async () => {
    const outcomes = await inWorld(
      makeWorld(),
      takeReports([
        { notificationId: "nothing", status: "Delivered" },
        { notificationId: "", status: "New" }
      ])
    )
    expect(outcomes).toEqual(["unknown-notification", "unknown-notification"])
  })

  it("may overtake the answer to the handing over", async () => {
    const world = makeWorld({ send: failing })
    const { feed, outcomes, tracked } = await reported(["Delivered"], {}, world)
    expect(outcomes).toEqual(["taken"])
    expect(tracked.status).toBe("Completed")
    expect(feed).toHaveLength(1)
    const worked = makeWorld({ send: failing })
    const later = await inWorld(
      worked,
      Effect.gen(function* () {
        const id = yield* placed(worked)
        yield* workUntil(worked, noon)
        const [row] = (yield* shipmentNow(id)).notifications
        const before = worked.handed.length
        yield* takeReports([{ notificationId: row?.id ?? "", status: "Succeeded" }])
        yield* workUntil(worked, noon + HOUR)
        return { again: worked.handed.length - before, tracked: yield* shipmentNow(id) }
      })
    )
    expect(later.again).toBe(0)
    expect(rowsOf(later.tracked)).toEqual(["Email kari@example.com Succeeded"])
  })

  it("that an e-mail is new again has it handed over again, after a pause", async () => {
    const sending = (messages: ReadonlyArray<{ readonly id: string }>) =>
      Effect.succeed(messages.map(({ id }): Handover => ({ id, status: "Sending" })))
    const world = makeWorld({ send: sending })
    const tracked = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world)
        yield* workUntil(world, noon + 1000)
        const [row] = (yield* shipmentNow(id)).notifications
        expect(yield* takeReports([{ notificationId: row?.id ?? "", status: "New" }])).toEqual(["taken"])
        world.send = accepting
        yield* workUntil(world, noon + HOUR)
        return yield* shipmentNow(id)
      })
    )
    expect(rowsOf(tracked)).toEqual(["Email kari@example.com Succeeded"])
    expect(world.handed.map(({ at }) => at - noon)).toEqual([0, 2000])
    expect(new Set(world.handed.map(({ id }) => id)).size).toBe(1)
  })

  it("does not put off what is due: others that wait are tried again at their time", async () => {
    const world = makeWorld({
      send: (messages) =>
        Effect.succeed(
          messages.flatMap(({ id, to }): ReadonlyArray<Handover> =>
            to === "kari@example.com" ? [{ id, status: "Sending" }] : []
          )
        )
    })
    const { before, tracked } = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world, both)
        yield* workUntil(world, noon + 16_000)
        const first = yield* shipmentNow(id)
        yield* TestClock.setTime(noon + 50_000)
        const [kari] = first.notifications
        yield* takeReports([{ notificationId: kari?.id ?? "", status: "New" }])
        // What is new again is not tried before its time either, but what waits already is not put off by it.
        expect(yield* shipmentNow(id)).toMatchObject({ attempts: 4, dueAt: noon + 76_000 })
        yield* takeReports([{ notificationId: kari?.id ?? "", status: "Succeeded" }])
        return { before: first, tracked: yield* shipmentNow(id) }
      })
    )
    expect(before).toMatchObject({ attempts: 4, dueAt: noon + 76_000 })
    expect(tracked).toMatchObject({ attempts: 4, dueAt: noon + 76_000 })
  })

  it("that comes as a worker makes a claim is taken, and so is what the worker does then", async () => {
    const world = makeWorld({ send: failing })
    const { outcomes, tracked } = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world, both)
        yield* workUntil(world, noon)
        const [kari] = (yield* shipmentNow(id)).notifications
        world.send = accepting
        yield* TestClock.setTime(noon + 1000)
        const told = takeReports([{ notificationId: kari?.id ?? "", status: "Delivered" }])
        const [taken] = yield* Effect.all([told, takeUpDue(optionsOf(world), 10)], { concurrency: "unbounded" })
        yield* workUntil(world, noon + HOUR)
        return { outcomes: taken, tracked: yield* shipmentNow(id) }
      })
    )
    expect(outcomes).toEqual(["taken"])
    expect(rowsOf(tracked)).toEqual(["Email kari@example.com Delivered", "Email ola@example.com Succeeded"])
  })

  it("that finds the shipment changed each time fails, so that it comes again", async () => {
    const world = makeWorld({ send: accepting })
    const { exit, tries } = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world)
        yield* workUntil(world, noon)
        const [row] = (yield* shipmentNow(id)).notifications
        let changes = 0
        const contended = {
          ...(yield* OrderStore),
          change: () => Effect.sync(() => ((changes += 1) > 0 ? [false] : []))
        }
        const report = takeReports([{ notificationId: row?.id ?? "", status: "Delivered" }])
        const result = yield* Effect.exit(Effect.provideService(report, OrderStore, contended))
        return { exit: result, tries: changes }
      })
    )
    expect(tries).toBe(11)
    expect(exit).toEqual(Exit.fail(expect.any(StoreError)))
  })
})

describe("a cancellation", () => {
  const later = noon + HOUR
  const run = async <A>(
    effect: (id: string, world: World) => Effect.Effect<A, unknown, ProcessingPorts | StatusFeed>
  ): Promise<A> => {
    const world = makeWorld()
    return inWorld(
      world,
      Effect.gen(function* () {
        return yield* effect(yield* placed(world, { requestedSendTime: later }), world)
      })
    )
  }

  it("takes an order back, which is never taken up and has no entry in the feed", async () => {
    const { answer, feed, times, tracked } = await run((id, world) =>
      Effect.gen(function* () {
        const cancelled = yield* cancelShipment(creator, id)
        const worked = yield* workUntil(world, noon + 5 * DAY)
        expect(world.handed).toEqual([])
        return { answer: cancelled, tracked: yield* shipmentNow(id), times: worked, feed: yield* feedNow }
      })
    )
    expect(answer).toEqual({ httpStatus: 200, reason: "CANCELLED", tracked })
    expect(tracked).toMatchObject({ status: "Cancelled", dueAt: null, lastUpdate: noon, revision: 2 })
    expect([times, feed]).toEqual([[], []])
  })

  it("is possible until more than five minutes before the send time, to the millisecond", async () => {
    const at = async (before: number) =>
      run((id) =>
        Effect.gen(function* () {
          yield* TestClock.setTime(later - before)
          const { httpStatus, reason } = yield* cancelShipment(creator, id)
          return `${httpStatus} ${reason} ${(yield* shipmentNow(id)).status}`
        })
      )
    expect(await at(CANCELLATION_LIMIT + 1)).toBe("200 CANCELLED Cancelled")
    expect(await at(CANCELLATION_LIMIT)).toBe("409 TOO_LATE Registered")
    expect(await at(CANCELLATION_LIMIT - 1)).toBe("409 TOO_LATE Registered")
    expect(await at(0)).toBe("409 TOO_LATE Registered")
  })

  it("twice succeeds twice, also when it is late by then, and changes nothing the second time", async () => {
    const { again, first } = await run((id) =>
      Effect.gen(function* () {
        const cancelled = yield* cancelShipment(creator, id)
        yield* TestClock.setTime(later)
        return { first: cancelled, again: yield* cancelShipment(creator, id) }
      })
    )
    expect(again).toEqual({ httpStatus: 200, reason: "ALREADY_CANCELLED", tracked: first.tracked })
  })

  it("by another creator, or of an order that there is not, finds none", async () => {
    const answers = await run((id) =>
      Effect.all([cancelShipment("skd", id), cancelShipment(creator, "nothing"), Effect.map(shipmentNow(id), String)])
    )
    expect(answers.slice(0, 2)).toEqual([
      { httpStatus: 404, reason: "ORDER_NOT_FOUND" },
      { httpStatus: 404, reason: "ORDER_NOT_FOUND" }
    ])
  })

  it("of an order that was processed is refused", async () => {
    const answer = await run((id, world) =>
      Effect.gen(function* () {
        yield* workUntil(world, later)
        return yield* cancelShipment(creator, id)
      })
    )
    expect(answer).toMatchObject({ httpStatus: 409, reason: "NOT_REGISTERED", tracked: { status: "Completed" } })
  })

  /** Somebody claims the shipment, or takes it back, just before the first change that a cancellation tries. */
  const raced = async (status: "Processing" | "Cancelled") =>
    run((id, world) =>
      Effect.gen(function* () {
        const store = yield* OrderStore
        const { revision, ...before } = yield* shipmentNow(id)
        let isFirst = true
        world.beforeChange = () => {
          if (!isFirst) return Effect.void
          isFirst = false
          const to = { ...before, status, revision: revision + 1, dueAt: status === "Cancelled" ? null : noon + 60_000 }
          return Effect.orDie(Effect.asVoid(store.change([{ from: revision, to, at: noon }])))
        }
        const { httpStatus, reason, tracked } = yield* cancelShipment(creator, id)
        expect(tracked).toEqual(yield* shipmentNow(id))
        return `${httpStatus} ${reason} ${tracked?.status ?? ""}`
      })
    )

  it("that somebody else is faster than looks again", async () => {
    expect(await raced("Processing")).toBe("409 NOT_REGISTERED Processing")
    expect(await raced("Cancelled")).toBe("200 ALREADY_CANCELLED Cancelled")
  })

  it("that finds the order changed each time fails, and does not say that it is too late", async () => {
    const exit = await run((id) =>
      Effect.gen(function* () {
        const contended = { ...(yield* OrderStore), change: () => Effect.succeed([false]) }
        return yield* Effect.exit(Effect.provideService(cancelShipment(creator, id), OrderStore, contended))
      })
    )
    expect(exit).toEqual(Exit.fail(expect.any(StoreError)))
  })
})
