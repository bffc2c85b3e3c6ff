import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { DEFAULT_LEASE, takeReports, takeUpDue } from "../src/index.ts"
import type { Handover, Shipment } from "../src/index.ts"
import { GRACE, LIFETIME } from "../src/Expiry.ts"
import { DAY, HOUR, MINUTE } from "../src/Instant.ts"
import {
  accepting,
  delivering,
  failing,
  feedNow,
  inWorld,
  makeWorld,
  nextDue,
  nin,
  noon,
  optionsOf,
  organizationNumber,
  placed,
  rowsOf,
  shipmentNow,
  workUntil
} from "./World.ts"
import type { World } from "./World.ts"

const both = { recipients: [{ nationalIdentityNumber: nin.kari }, { nationalIdentityNumber: nin.ola }] }
const daytime = { body: "There is a letter.", sendingTimePolicy: "Daytime" } as const

/** Places a shipment and works for so long. */
const lived = async (world: World, changes: Partial<Shipment>, span: number, start = noon) =>
  inWorld(
    world,
    Effect.gen(function* () {
      const id = yield* placed(world, { requestedSendTime: start, ...changes })
      const times = yield* workUntil(world, start + span)
      return { times: times.map((time) => time - start), tracked: yield* shipmentNow(id), feed: yield* feedNow }
    }),
    start
  )

describe("the sending window", () => {
  const oslo = (text: string) => Date.parse(text)

  it("makes an SMS by day that was placed at 20:00 in Oslo wait until 09:00:00.001", async () => {
    const world = makeWorld()
    const { tracked } = await lived(world, { channel: "Sms", sms: daytime }, DAY, oslo("2026-11-26T20:00:00+01:00"))
    expect(world.handed.map(({ at }) => at)).toEqual([oslo("2026-11-27T09:00:00.001+01:00")])
    expect(tracked.status).toBe("Completed")
  })

  it.each([
    ["to summer time", "2027-03-27T20:00:00+01:00", "2027-03-28T09:00:00.001+02:00"],
    ["to winter time", "2026-10-24T20:00:00+02:00", "2026-10-25T09:00:00.001+01:00"]
  ])("is that of the wall clock after the night of the change %s", async (_, from, until) => {
    const world = makeWorld()
    await lived(world, { channel: "Sms", sms: daytime }, 2 * DAY, oslo(from))
    expect(world.handed.map(({ at }) => new Date(at).toISOString())).toEqual([new Date(oslo(until)).toISOString()])
  })

  it("holds for orders of the v1 API, which have no policy, and not for any time", async () => {
    const start = oslo("2026-11-26T20:00:00+01:00")
    const v1 = makeWorld()
    await lived(v1, { channel: "Sms", sms: { body: "A letter.", sendingTimePolicy: null } }, DAY, start)
    expect(v1.handed.map(({ at }) => at)).toEqual([oslo("2026-11-27T09:00:00.001+01:00")])
    const anytime = makeWorld()
    await lived(anytime, { channel: "Sms", sms: { body: "A letter.", sendingTimePolicy: "Anytime" } }, DAY, start)
    expect(anytime.handed.map(({ at }) => at)).toEqual([start])
  })

  it("lets e-mail out at once while the SMS of the same shipment wait", async () => {
    const world = makeWorld()
    const start = oslo("2026-11-26T20:00:00+01:00")
    const { times, tracked } = await lived(world, { channel: "EmailAndSms", sms: daytime }, DAY, start)
    expect(world.handed.map(({ at, channel }) => `${channel} ${at - start}`)).toEqual([
      "Email 0",
      `Sms ${13 * HOUR + 1}`
    ])
    expect(times).toEqual([0, 0, 13 * HOUR + 1])
    expect(rowsOf(tracked)).toEqual(["Email kari@example.com Delivered", "Sms +4740000021 Delivered"])
  })

  it("may be the host's own", async () => {
    const world = makeWorld()
    const start = oslo("2026-11-26T20:00:00+01:00")
    await inWorld(
      world,
      Effect.gen(function* () {
        yield* placed(world, { requestedSendTime: start, channel: "Sms", sms: daytime })
        yield* workUntil(world, start + DAY, { hours: { startHour: 7, timeZone: "UTC" } })
      }),
      start
    )
    expect(world.handed.map(({ at }) => at)).toEqual([oslo("2026-11-27T07:00:00.001Z")])
  })

  it("that never opens lets the SMS expire where it can be seen", async () => {
    const world = makeWorld()
    const tracked = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world, { channel: "Sms", sms: daytime })
        yield* workUntil(world, noon + 5 * DAY, { hours: { startHour: 9, endHour: 9 } })
        return yield* shipmentNow(id)
      })
    )
    expect(tracked).toMatchObject({ status: "Completed", notifications: [{ status: "Failed_TTL" }] })
    expect(world.handed).toEqual([])
  })
})

describe("a dispatch", () => {
  it("that does not answer is tried again by the delays, until the notification expires", async () => {
    const world = makeWorld({ send: failing })
    const { feed, times, tracked } = await lived(world, {}, 3 * DAY)
    expect(times.slice(0, 8).map((time) => time / 1000)).toEqual([0, 0, 1, 6, 16, 76, 196, 316])
    expect(times.slice(8, 10).map((time) => time / 1000)).toEqual([436, 556])
    expect(times.at(-1)).toBe(LIFETIME + 1)
    expect(world.handed.every(({ at }) => at <= noon + LIFETIME)).toBe(true)
    expect(new Set(world.handed.map(({ id }) => id)).size).toBe(1)
    expect(tracked).toMatchObject({ status: "Completed", notifications: [{ status: "Failed_TTL" }] })
    expect(feed).toMatchObject([{ status: "Order_Completed", recipients: [{ status: "Email_Failed_TTL" }] }])
  })

  it("that answers at last, at the very instant of the expiry, has sent it", async () => {
    const world = makeWorld({ send: failing })
    const tracked = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world)
        yield* workUntil(world, noon + LIFETIME - 2 * MINUTE)
        world.send = delivering
        yield* TestClock.setTime(noon + LIFETIME)
        yield* takeUpDue(optionsOf(world), 10)
        return yield* shipmentNow(id)
      })
    )
    expect(rowsOf(tracked)).toEqual(["Email kari@example.com Delivered"])
  })

  it("that answers New, about some only, or what cannot be, has the rest handed over again", async () => {
    const answers: Array<(id: string) => ReadonlyArray<Handover>> = [
      (id) => [{ id, status: "New" }],
      (id) => [{ id, status: "Accepted" }],
      (id) => [{ id: `${id}-unknown`, status: "Delivered" }],
      () => []
    ]
    for (const answer of answers) {
      let calls = 0
      const world = makeWorld({
        send: (messages) => {
          calls += 1
          const [first, ...others] = messages
          return Effect.succeed(
            calls > 1 || first === undefined
              ? messages.map(({ id }) => ({ id, status: "Delivered" as const }))
              : [...answer(first.id), ...others.map(({ id }) => ({ id, status: "Delivered" as const }))]
          )
        }
      })
      const { tracked } = await lived(world, both, HOUR)
      expect(world.handed.map(({ at, to }) => `${at - noon} ${to}`)).toEqual([
        "0 kari@example.com",
        "0 ola@example.com",
        "1000 kari@example.com"
      ])
      expect(tracked).toMatchObject({ status: "Completed", attempts: 0 })
    }
  })

  it("that ends a notification with a failure has ended it", async () => {
    const world = makeWorld({
      send: (messages) => Effect.succeed(messages.map(({ id }) => ({ id, status: "Failed_InvalidEmailFormat" })))
    })
    const { feed, tracked } = await lived(world, {}, HOUR)
    expect(tracked.status).toBe("Completed")
    expect(feed).toMatchObject([{ recipients: [{ status: "Email_Failed_InvalidFormat" }] }])
    expect(world.handed).toHaveLength(1)
  })

  it("that is never heard of again leaves a failure after the grace, for each channel", async () => {
    const sending = (messages: ReadonlyArray<{ readonly id: string }>) =>
      Effect.succeed(messages.map(({ id }) => ({ id, status: "Sending" as const })))
    for (const send of [accepting, sending]) {
      const world = makeWorld({ send })
      const { feed, times, tracked } = await lived(world, { channel: "EmailAndSms" }, 3 * DAY)
      expect(times).toEqual([0, 0, LIFETIME + GRACE + 1])
      expect(tracked).toMatchObject({ status: "Completed", lastUpdate: noon + LIFETIME + GRACE + 1 })
      expect(feed).toMatchObject([{ recipients: [{ status: "Email_Failed_TTL" }, { status: "SMS_Failed_TTL" }] }])
      expect(world.handed).toHaveLength(2)
    }
  })

  it("is given nothing that was born expired", async () => {
    const world = makeWorld()
    const { feed, tracked } = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world)
        // No worker was awake for two days.
        yield* TestClock.setTime(noon + LIFETIME + 1)
        yield* workUntil(world, noon + 3 * DAY)
        return { tracked: yield* shipmentNow(id), feed: yield* feedNow }
      })
    )
    expect(rowsOf(tracked)).toEqual(["Email kari@example.com Failed_TTL"])
    expect(feed).toHaveLength(1)
    expect(world.handed).toEqual([])
  })

  it("whose answer comes after a report has changed the shipment is heard all the same", async () => {
    const world = makeWorld()
    const tracked = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world, both)
        yield* takeUpDue(optionsOf(world), 10)
        const [kari] = (yield* shipmentNow(id)).notifications
        world.send = (messages) => Effect.delay(accepting(messages), "2 seconds")
        const fiber = yield* Effect.forkChild(takeUpDue(optionsOf(world), 10))
        yield* TestClock.adjust("1 second")
        expect(yield* takeReports([{ notificationId: kari?.id ?? "", status: "Delivered" }])).toEqual(["taken"])
        // The claim lasts, or others would hand over what is being handed over.
        expect(yield* nextDue).toBe(noon + DEFAULT_LEASE)
        yield* TestClock.adjust("1 second")
        expect(yield* Fiber.join(fiber)).toBe(1)
        return yield* shipmentNow(id)
      })
    )
    expect(rowsOf(tracked)).toEqual(["Email kari@example.com Delivered", "Email ola@example.com Succeeded"])
    expect(tracked.dueAt).toBe(noon + LIFETIME + GRACE + 1)
    expect(world.handed).toHaveLength(2)
  })
})

describe("placeholders", () => {
  const texts = {
    email: {
      subject: "To $recipientName$",
      body: "For $recipientNumber$.",
      contentType: "Html",
      sender: "from@example.com"
    },
    sms: { body: "$recipientName$: a letter.", sender: "Office", sendingTimePolicy: "Anytime" }
  } as const

  it("are filled with what the register of names says", async () => {
    const world = makeWorld({
      names: [
        { nationalIdentityNumber: nin.kari, name: "Kari Nordmann" },
        { organizationNumber, name: "Fjord AS" }
      ]
    })
    await lived(
      world,
      {
        ...texts,
        channel: "EmailAndSms",
        recipients: [{ nationalIdentityNumber: nin.kari }, { organizationNumber }]
      },
      HOUR
    )
    expect(world.handed).toEqual(
      [
        ["Email", "kari@example.com", "To Kari Nordmann", "For .", "Html", "from@example.com"],
        ["Email", "post@example.com", "To Fjord AS", `For ${organizationNumber}.`, "Html", "from@example.com"],
        ["Sms", "+4740000021", undefined, "Kari Nordmann: a letter.", "Plain", "Office"],
        ["Sms", "+4740000010", undefined, "Fjord AS: a letter.", "Plain", "Office"]
      ].map(([channel, to, subject, body, contentType, sender]) =>
        expect.objectContaining({
          channel,
          to,
          ...(subject === undefined ? {} : { subject }),
          body,
          contentType,
          sender,
          expiry: noon + LIFETIME
        })
      )
    )
    expect(world.handed[2]).not.toHaveProperty("subject")
  })

  it("wait for the register of names when it does not answer", async () => {
    const world = makeWorld({ names: undefined })
    const tracked = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world, texts)
        yield* workUntil(world, noon + 5999)
        expect(world.handed).toEqual([])
        expect(yield* shipmentNow(id)).toMatchObject({ status: "Processed", attempts: 2, dueAt: noon + 6000 })
        world.names = [{ nationalIdentityNumber: nin.kari, name: "Kari Nordmann" }]
        yield* workUntil(world, noon + HOUR)
        return yield* shipmentNow(id)
      })
    )
    expect(world.handed.map(({ at, subject }) => `${at - noon} ${subject ?? ""}`)).toEqual(["6000 To Kari Nordmann"])
    expect(tracked.status).toBe("Completed")
  })

  it("are not asked for where there are none, nor for addresses alone", async () => {
    const email = { subject: "A letter", body: "There is a letter.", contentType: "Plain" } as const
    for (const changes of [
      {},
      { ...texts, recipients: [{ emailAddress: "to@example.com" }] },
      // The text of an SMS that is not sent does not hold an e-mail back.
      { ...texts, email }
    ]) {
      const world = makeWorld({ names: undefined })
      const { tracked } = await lived(world, changes, HOUR)
      expect(tracked.status).toBe("Completed")
      expect(world.handed).toHaveLength(1)
    }
  })

  it("that take long do not send what has expired meanwhile, nor what somebody else has taken over", async () => {
    const late = async (changes: Partial<World>, before: number, span: number) => {
      const world = makeWorld({ names: [], send: failing, ...changes })
      return inWorld(
        world,
        Effect.gen(function* () {
          const id = yield* placed(world, texts)
          yield* takeUpDue(optionsOf(world), 10)
          yield* TestClock.setTime(noon + before)
          world.namesDelay = span
          world.send = delivering
          const fiber = yield* Effect.forkChild(takeUpDue(optionsOf(world), 10))
          yield* TestClock.adjust(span)
          yield* Fiber.join(fiber)
          return { handed: world.handed, tracked: yield* shipmentNow(id) }
        })
      )
    }
    const expired = await late({}, LIFETIME - 10, 20)
    expect(expired.handed).toEqual([])
    expect(rowsOf(expired.tracked)).toEqual(["Email kari@example.com Failed_TTL"])
    const lapsed = await late({}, 0, DEFAULT_LEASE)
    expect(lapsed.handed).toEqual([])
    expect(lapsed.tracked).toMatchObject({ status: "Processed", attempts: 1 })
    const timely = await late({}, 0, DEFAULT_LEASE - 1)
    expect(timely.handed).toHaveLength(1)
  })

  it("that take long do not send again what a report came about meanwhile", async () => {
    const world = makeWorld({ send: failing })
    const tracked = await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world, { ...texts, ...both })
        yield* workUntil(world, noon)
        const [kari] = (yield* shipmentNow(id)).notifications
        yield* TestClock.setTime(noon + 1000)
        world.namesDelay = 2000
        world.send = accepting
        const fiber = yield* Effect.forkChild(takeUpDue(optionsOf(world), 10))
        yield* TestClock.adjust("1 second")
        yield* takeReports([{ notificationId: kari?.id ?? "", status: "Delivered" }])
        yield* TestClock.adjust("1 second")
        yield* Fiber.join(fiber)
        return yield* shipmentNow(id)
      })
    )
    expect(world.handed.map(({ at, to }) => `${at - noon} ${to}`)).toEqual([
      "0 kari@example.com",
      "0 ola@example.com",
      "3000 ola@example.com"
    ])
    expect(rowsOf(tracked)).toEqual(["Email kari@example.com Delivered", "Email ola@example.com Succeeded"])
  })

  it("that take long do not send what another worker has handed over, whom a report made it due for", async () => {
    const world = makeWorld({
      send: (messages) =>
        Effect.succeed(
          messages.flatMap(({ id, to }): ReadonlyArray<Handover> =>
            to === "kari@example.com" ? [{ id, status: "Sending" }] : []
          )
        )
    })
    await inWorld(
      world,
      Effect.gen(function* () {
        const id = yield* placed(world, { ...texts, ...both })
        yield* workUntil(world, noon)
        const [kari] = (yield* shipmentNow(id)).notifications
        yield* TestClock.setTime(noon + 1000)
        world.namesDelay = 10_000
        const fiber = yield* Effect.forkChild(takeUpDue(optionsOf(world), 10))
        yield* TestClock.adjust("1 second")
        world.namesDelay = 0
        yield* takeReports([{ notificationId: kari?.id ?? "", status: "New" }])
        yield* workUntil(world, noon + 7000)
        yield* TestClock.setTime(noon + 11_000)
        yield* Fiber.join(fiber)
      })
    )
    expect(world.handed.map(({ at, to }) => `${at - noon} ${to}`)).toEqual([
      "0 kari@example.com",
      "0 ola@example.com",
      "3000 kari@example.com",
      "3000 ola@example.com"
    ])
  })
})
