import { compile, shippedRuleSet, StoreError } from "@adressat/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { cancelShipment, DEFAULT_LEASE, DecisionLog, OrderStore, placeChain, takeUpDue } from "../src/index.ts"
import { DAY, HOUR, MINUTE } from "../src/Instant.ts"
import {
  chainOf,
  creator,
  delivering,
  failing,
  feedNow,
  inWorld,
  makeWorld,
  nextDue,
  nin,
  no,
  noon,
  optionsOf,
  organizationNumber,
  personRecipient,
  placed,
  placingOf,
  program,
  rowsOf,
  shipmentNow,
  unclear,
  workUntil,
  yes
} from "./World.ts"

const endpoint = "https://owner.example.com/condition"
const sent = (world: ReturnType<typeof makeWorld>) => world.logged.filter(({ purpose }) => purpose === "send")

describe("a shipment that is due", () => {
  it("is taken up at its time and not a millisecond earlier", async () => {
    const world = makeWorld()
    const stands = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world, { requestedSendTime: noon + HOUR })
        yield* TestClock.setTime(noon + HOUR - 1)
        const early = yield* takeUpDue(optionsOf(world), 10)
        const before = yield* shipmentNow(id)
        yield* TestClock.setTime(noon + HOUR)
        const timely = yield* takeUpDue(optionsOf(world), 10)
        return { early, before: before.status, timely, after: yield* shipmentNow(id) }
      })
    )
    expect(stands).toMatchObject({
      early: 0,
      before: "Registered",
      timely: 1,
      after: { status: "Processed", attempts: 0 }
    })
    expect(world.handed).toEqual([])
  })

  it("is decided, handed over, and completed with one entry in the feed; its decision is kept", async () => {
    const world = makeWorld()
    const { decisions, feed, tracked } = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world, { sendersReference: "ref" })
        yield* workUntil(world, noon + HOUR)
        const now = yield* shipmentNow(id)
        const log = yield* DecisionLog
        return {
          tracked: now,
          feed: yield* feedNow,
          decisions: yield* log.find(creator, [now.forecastId ?? "", now.decisionId ?? ""])
        }
      })
    )
    expect(tracked).toMatchObject({ status: "Completed", dueAt: null, lastUpdate: noon })
    expect(rowsOf(tracked)).toEqual(["Email kari@example.com Delivered"])
    expect(decisions.map(({ at, purpose, shipmentId }) => ({ at, purpose, shipmentId }))).toEqual([
      { at: noon, purpose: "forecast", shipmentId: tracked.shipmentId },
      { at: noon, purpose: "send", shipmentId: tracked.shipmentId }
    ])
    expect(feed).toEqual([
      {
        sequenceNumber: 1,
        shipmentId: tracked.shipmentId,
        sendersReference: "ref",
        shipmentType: "Notification",
        status: "Order_Completed",
        lastUpdate: "2026-11-26T11:00:00Z",
        recipients: [{ destination: "kari@example.com", status: "Email_Delivered", lastUpdate: "2026-11-26T11:00:00Z" }]
      }
    ])
  })

  it("is decided exactly once by two workers that take it up at once", async () => {
    const world = makeWorld()
    let claims = 0
    const took = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world)
        world.gathers.length = 0
        const revision = (yield* shipmentNow(id)).revision
        world.beforeChange = ([change]) => Effect.sync(() => (change?.from === revision ? (claims += 1) : claims))
        const workers = [takeUpDue(optionsOf(world), 10), takeUpDue(optionsOf(world), 10)]
        return yield* Effect.all(workers, { concurrency: "unbounded" })
      })
    )
    // Both tried to claim the same revision, or this test would show nothing.
    expect(claims).toBe(2)
    expect(took.toSorted((a, b) => a - b)).toEqual([0, 1])
    expect(world.gathers).toEqual([noon])
    expect(sent(world)).toHaveLength(1)
  })

  it("is gone on with by another worker when the claim has lasted for its lease, and not before", async () => {
    const world = makeWorld()
    const stands = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world)
        // The worker dies between its claim and the change that would end it.
        world.afterChange = () => Effect.interrupt
        const crashed = yield* Effect.exit(takeUpDue(optionsOf(world), 10))
        world.afterChange = () => Effect.void
        const claimed = yield* shipmentNow(id)
        yield* TestClock.setTime(noon + DEFAULT_LEASE - 1)
        const early = yield* takeUpDue(optionsOf(world), 10)
        yield* TestClock.setTime(noon + DEFAULT_LEASE)
        const late = yield* takeUpDue(optionsOf(world), 10)
        yield* workUntil(world, noon + HOUR)
        return { crashed: Exit.isFailure(crashed), claimed, early, late, after: yield* shipmentNow(id) }
      })
    )
    expect(stands).toMatchObject({
      crashed: true,
      claimed: { status: "Processing", dueAt: noon + DEFAULT_LEASE },
      early: 0,
      late: 1,
      after: { status: "Completed" }
    })
    expect(sent(world)).toHaveLength(1)
    expect(world.handed).toHaveLength(1)
  })

  it("is handed over again with the same ids when the worker died before the answer was kept", async () => {
    const world = makeWorld()
    const tracked = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world, {
          recipients: [{ nationalIdentityNumber: nin.kari }, { nationalIdentityNumber: nin.ola }]
        })
        yield* takeUpDue(optionsOf(world), 10)
        world.beforeChange = ([change]) =>
          change?.to.notifications.some(({ status }) => status === "Delivered") === true
            ? Effect.interrupt
            : Effect.void
        yield* Effect.exit(takeUpDue(optionsOf(world), 10))
        world.beforeChange = () => Effect.void
        yield* workUntil(world, noon + HOUR)
        return yield* shipmentNow(id)
      })
    )
    expect(world.handed.map(({ at, to }) => `${at - noon} ${to}`)).toEqual([
      "0 kari@example.com",
      "0 ola@example.com",
      "60000 kari@example.com",
      "60000 ola@example.com"
    ])
    expect(new Set(world.handed.map(({ id }) => id))).toEqual(new Set(tracked.notifications.map(({ id }) => id)))
    expect(tracked.status).toBe("Completed")
  })

  it("waits for its turn when more are due than are taken up, the longest due first", async () => {
    const world = makeWorld()
    const { statuses, taken } = await inWorld(
      world,
      Effect.gen(function* () {
        const ids = yield* Effect.forEach([3, 1, 2], (hours) =>
          placed(world, { requestedSendTime: noon + hours * HOUR })
        )
        yield* TestClock.setTime(noon + DAY)
        const count = yield* takeUpDue(optionsOf(world), 2)
        return {
          taken: count,
          statuses: yield* Effect.forEach(ids, (id) => Effect.map(shipmentNow(id), ({ status }) => status))
        }
      })
    )
    expect(taken).toBe(2)
    expect(statuses).toEqual(["Registered", "Processed", "Processed"])
  })

  it("does not stop the others when the store fails for it, and the failure is told", async () => {
    const world = makeWorld()
    const { exit, statuses } = await inWorld(
      world,
      Effect.gen(function* () {
        const ids = [yield* placed(world), yield* placed(world), yield* placed(world)]
        const store = yield* OrderStore
        const broken = {
          ...store,
          change: (changes: Parameters<typeof store.change>[0]) =>
            changes.some(({ to }) => to.shipmentId === ids[0])
              ? Effect.fail(new StoreError({ reason: "Malformed", message: "it cannot be read" }))
              : Effect.delay(store.change(changes), "1 second")
        }
        const fiber = yield* Effect.forkChild(
          Effect.exit(Effect.provideService(takeUpDue(optionsOf(world), 10), OrderStore, broken))
        )
        yield* TestClock.adjust("10 seconds")
        return {
          exit: yield* Fiber.join(fiber),
          statuses: yield* Effect.forEach(ids, (id) => Effect.map(shipmentNow(id), ({ status }) => status))
        }
      })
    )
    expect(Exit.isFailure(exit)).toBe(true)
    expect(statuses).toEqual(["Registered", "Processed", "Processed"])
  })
})

describe("a send condition", () => {
  const run = async (...conditions: ReadonlyArray<typeof yes>) => {
    const world = makeWorld({ conditions: [...conditions] })
    const stands = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world, { conditionEndpoint: endpoint })
        world.gathers.length = 0
        const times = yield* workUntil(world, noon + DAY)
        return { times: times.map((time) => time - noon), tracked: yield* shipmentNow(id), feed: yield* feedNow }
      })
    )
    return { world, ...stands }
  }

  it("that is met sends, and is asked once", async () => {
    const { tracked, world } = await run(yes)
    expect(tracked).toMatchObject({ status: "Completed", condition: { outcome: "send", reason: "CONDITION_MET" } })
    expect(world.asked).toEqual([endpoint])
    expect(world.handed).toHaveLength(1)
  })

  it("that is not met ends the shipment, looks nobody up, and has an entry without recipients", async () => {
    const { feed, tracked, world } = await run(no)
    expect(tracked).toMatchObject({ status: "SendConditionNotMet", dueAt: null, notifications: [] })
    expect(feed).toMatchObject([{ status: "Order_SendConditionNotMet", recipients: [] }])
    expect([world.gathers, world.handed, sent(world)]).toEqual([[], [], []])
  })

  it("that is inconclusive is asked once more, a minute later", async () => {
    const { times, tracked, world } = await run(unclear, yes)
    expect(times).toEqual([0, MINUTE, MINUTE])
    expect(world.asked).toEqual([endpoint, endpoint])
    expect(tracked).toMatchObject({ status: "Completed", condition: { reason: "CONDITION_MET" } })
    const refused = await run(unclear, no)
    expect(refused.tracked.status).toBe("SendConditionNotMet")
  })

  it("that is inconclusive twice sends", async () => {
    const { tracked, world } = await run(unclear, { exception: "no connection" })
    expect(world.asked).toHaveLength(2)
    expect(tracked).toMatchObject({
      status: "Completed",
      condition: { outcome: "send", reason: "SENT_AS_INCONCLUSIVE_TWICE", doubt: "NO_ANSWER" }
    })
    expect(world.handed).toHaveLength(1)
  })

  it("that takes longer than a claim lasts is inconclusive", async () => {
    const world = makeWorld({ conditions: [no] })
    const tracked = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world, { conditionEndpoint: endpoint })
        world.before = (asked) => (asked === "condition" ? Effect.sleep(DEFAULT_LEASE) : Effect.void)
        for (let turn = 0; turn < 60; turn += 1) {
          yield* Effect.forkChild(takeUpDue(optionsOf(world), 10))
          yield* TestClock.adjust("5 seconds")
        }
        return yield* shipmentNow(id)
      })
    )
    expect(tracked).toMatchObject({
      status: "Completed",
      condition: { reason: "SENT_AS_INCONCLUSIVE_TWICE", doubt: "NO_ANSWER" }
    })
    expect(world.handed).toHaveLength(1)
  })

  it("that was met is not asked again while sources are down", async () => {
    const world = makeWorld({ conditions: [yes, no] })
    const tracked = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world, { conditionEndpoint: endpoint })
        world.down = new Set(["persons"])
        yield* workUntil(world, noon + 5999)
        world.down = new Set()
        yield* workUntil(world, noon + HOUR)
        return yield* shipmentNow(id)
      })
    )
    expect(world.asked).toEqual([endpoint])
    expect(tracked).toMatchObject({ status: "Completed", condition: { outcome: "send" } })
    expect(tracked.failure).toBeUndefined()
  })
})

describe("a reminder", () => {
  const other = "https://owner.example.com/reminder"
  const chain = () =>
    chainOf({
      requestedSendTime: "2026-11-26T12:00:00Z",
      conditionEndpoint: endpoint,
      reminders: [{ delayDays: 1, conditionEndpoint: other, recipient: personRecipient(nin.ola) }]
    })

  it("is sent by its own condition though that of the main order was not met", async () => {
    const world = makeWorld({ conditions: [no, yes] })
    const chained = await inWorld(
      world,
      Effect.gen(function* () {
        yield* placeChain(chain(), placingOf(world))
        yield* workUntil(world, noon + 3 * DAY)
        return yield* (yield* OrderStore).find({ by: "idempotency", key: chain().placed.key })
      })
    )
    expect(chained.map(({ status }) => status)).toEqual(["SendConditionNotMet", "Completed"])
    expect(world.asked).toEqual([endpoint, other])
    expect(world.handed.map(({ at, to }) => `${(at - noon) / HOUR} ${to}`)).toEqual(["25 ola@example.com"])
  })

  it("is sent though the main order was cancelled, which has no entry in the feed", async () => {
    const world = makeWorld({ conditions: [yes] })
    const { chained, feed } = await inWorld(
      world,
      Effect.gen(function* () {
        const answer = yield* placeChain(chain(), placingOf(world))
        const main = answer.outcome === "placed" ? (answer.shipments[0]?.shipmentId ?? "") : ""
        yield* cancelShipment(creator, main)
        yield* workUntil(world, noon + 3 * DAY)
        return {
          chained: yield* (yield* OrderStore).find({ by: "idempotency", key: chain().placed.key }),
          feed: yield* feedNow
        }
      })
    )
    expect(chained.map(({ status }) => status)).toEqual(["Cancelled", "Completed"])
    expect(world.asked).toEqual([other])
    expect(feed.map(({ shipmentId, shipmentType }) => ({ shipmentId, shipmentType }))).toEqual([
      { shipmentId: chained[1]?.shipmentId, shipmentType: "Reminder" }
    ])
  })
})

describe("sources that do not answer", () => {
  it("are asked again after the platform's delays exactly, and then the order ends where it can be seen", async () => {
    const world = makeWorld()
    const { feed, times, tracked } = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world)
        world.down = new Set(["persons"])
        const worked = yield* workUntil(world, noon + 3 * DAY)
        return { times: worked, tracked: yield* shipmentNow(id), feed: yield* feedNow }
      })
    )
    expect(times.map((time) => (time - noon) / 1000)).toEqual([0, 1, 6, 16, 76, 196, 316])
    expect(tracked).toMatchObject({
      status: "Completed",
      dueAt: null,
      failure: { code: "SOURCES_UNAVAILABLE", attempts: 7 },
      notifications: [{ channel: "Email", to: "", status: "Failed", nationalIdentityNumber: nin.kari }]
    })
    expect(feed).toMatchObject([
      { status: "Order_Completed", recipients: [{ destination: "", status: "Email_Failed" }] }
    ])
    expect(world.handed).toEqual([])
    expect(sent(world).map(({ decision }) => decision.retryable)).toEqual([true])
  })

  it("and answer again in time make no failure", async () => {
    const world = makeWorld()
    const tracked = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world)
        world.down = new Set(["persons"])
        yield* workUntil(world, noon + 315_999)
        const waiting = yield* shipmentNow(id)
        expect(waiting).toMatchObject({ status: "Registered", attempts: 6, dueAt: noon + 316_000 })
        world.down = new Set()
        world.send = failing
        yield* workUntil(world, noon + 316_000)
        // The dispatch has attempts of its own.
        expect(yield* shipmentNow(id)).toMatchObject({ status: "Processed", attempts: 1, dueAt: noon + 317_000 })
        world.send = delivering
        yield* workUntil(world, noon + HOUR)
        return yield* shipmentNow(id)
      })
    )
    expect(rowsOf(tracked)).toEqual(["Email kari@example.com Delivered"])
    expect(tracked).toMatchObject({ status: "Completed", attempts: 0 })
    expect(tracked.failure).toBeUndefined()
    expect(sent(world)).toHaveLength(1)
  })

  const partly = async (rules: typeof program) => {
    const world = makeWorld()
    const options = { program: () => rules }
    return inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world, {
          recipients: [{ nationalIdentityNumber: nin.kari }, { organizationNumber }, { emailAddress: "to@example.com" }]
        })
        world.down = new Set(["statutoryContacts"])
        yield* workUntil(world, noon + 315_999, options)
        const handed = world.handed.length
        yield* workUntil(world, noon + HOUR, options)
        return { early: handed, tracked: yield* shipmentNow(id) }
      })
    )
  }

  it("hold back those who are known, who are written to at last, beside a failure for the others", async () => {
    const { early, tracked } = await partly(compile(shippedRuleSet("strict")))
    expect(early).toBe(0)
    expect(rowsOf(tracked)).toEqual([
      "Email kari@example.com Delivered",
      "Email to@example.com Delivered",
      "Email  Failed"
    ])
    expect(tracked).toMatchObject({ status: "Completed", failure: { code: "SOURCES_UNAVAILABLE", attempts: 7 } })
    expect(tracked.notifications[2]).toMatchObject({ organizationNumber, recipient: 1 })
  })

  it("fail the whole order by the platform's rules, where one look-up that fails is everybody's", async () => {
    const { tracked } = await partly(program)
    expect(rowsOf(tracked)).toEqual(["Email  Failed", "Email  Failed", "Email  Failed"])
    expect(tracked).toMatchObject({ status: "Completed", failure: { code: "SOURCES_UNAVAILABLE", attempts: 7 } })
  })

  it("and those that take longer than a claim lasts end the order too, however many workers there are", async () => {
    const world = makeWorld()
    const { tracked, turns } = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world)
        world.before = () => Effect.sleep(DEFAULT_LEASE + MINUTE)
        let count = 0
        for (; (yield* nextDue) !== undefined && count < 1000; count += 1) {
          yield* Effect.forkChild(takeUpDue(optionsOf(world), 10))
          yield* TestClock.adjust("10 seconds")
        }
        return { tracked: yield* shipmentNow(id), turns: count }
      })
    )
    expect(turns).toBeLessThan(1000)
    expect(tracked).toMatchObject({
      status: "Completed",
      failure: { code: "SOURCES_UNAVAILABLE", attempts: 7 },
      notifications: [{ status: "Failed" }]
    })
    expect(sent(world)).toHaveLength(1)
  })

  it("are waited for by the delays that a host gives", async () => {
    const world = makeWorld()
    const times = await inWorld(
      world,
      Effect.gen(function* () {
        yield* placed(world)
        world.down = new Set(["persons"])
        return yield* workUntil(world, noon + DAY, { retries: { delays: [10, 20] } })
      })
    )
    expect(times.map((time) => time - noon)).toEqual([0, 10, 30])
  })
})

describe("an order that can never be processed", () => {
  it("ends where it can be seen, with a failure for each of its recipients", async () => {
    const world = makeWorld()
    const { feed, times, tracked } = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world, {
          channel: "EmailAndSms",
          recipients: [{ emailAddress: "to@example.com" }, { nationalIdentityNumber: nin.kari }]
        })
        const worked = yield* workUntil(world, noon + DAY)
        return { times: worked, tracked: yield* shipmentNow(id), feed: yield* feedNow }
      })
    )
    expect(times).toEqual([noon])
    expect(tracked).toMatchObject({
      status: "Completed",
      failure: { code: "RECIPIENT_WITHOUT_IDENTIFIER", attempts: 1 },
      notifications: [
        { recipient: 0, to: "", status: "Failed" },
        { recipient: 1, to: "", status: "Failed", nationalIdentityNumber: nin.kari }
      ]
    })
    expect(feed).toMatchObject([{ recipients: [{ status: "Email_Failed" }, { status: "Email_Failed" }] }])
    expect(world.handed).toEqual([])
  })

  it("is completed at once when everybody in it is missing or reserved", async () => {
    const world = makeWorld({
      persons: [{ nationalIdentityNumber: nin.kari, isReserved: true, email: "kari@example.com" }]
    })
    const { due, tracked } = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world, {
          recipients: [{ nationalIdentityNumber: nin.kari }, { nationalIdentityNumber: nin.ina }]
        })
        yield* takeUpDue(optionsOf(world), 10)
        return { tracked: yield* shipmentNow(id), due: yield* nextDue }
      })
    )
    expect(tracked.status).toBe("Completed")
    expect(due).toBeUndefined()
    expect(rowsOf(tracked)).toEqual(["Email  Failed_RecipientReserved", "Email  Failed_RecipientNotIdentified"])
  })
})
