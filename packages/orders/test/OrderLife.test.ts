/**
 * The life of orders in a hostile world: whatever sources, conditions, names and the dispatch answer, however long they take,
 * and wherever workers die, every shipment comes to its end, once.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  DEFAULT_LEASE,
  DispatchError,
  isFinalNotification,
  isFinalShipment,
  mayFollow,
  maySend,
  replayDecision,
  takeReports,
  takeUpDue
} from "../src/index.ts"
import type { Handover, Message, Shipment, TrackedNotification, TrackedShipment } from "../src/index.ts"
import { HOUR, MINUTE } from "../src/Instant.ts"
import {
  feedNow,
  inWorld,
  makeWorld,
  nextDue,
  nin,
  no,
  noon,
  optionsOf,
  organizationNumber,
  placed,
  shipmentNow,
  unclear,
  yes
} from "./World.ts"

const recipients = [
  { nationalIdentityNumber: nin.kari },
  { nationalIdentityNumber: nin.ola },
  { nationalIdentityNumber: nin.ina },
  { organizationNumber },
  { emailAddress: "to@example.com", phoneNumber: "+4740000099" }
]

const anyShipment: fc.Arbitrary<Partial<Shipment>> = fc
  .record({
    channel: fc.constantFrom("Email", "Sms", "EmailPreferred", "SmsPreferred", "EmailAndSms" as const),
    recipients: fc.subarray(recipients, { minLength: 1 }),
    hours: fc.integer({ min: 0, max: 30 }),
    hasCondition: fc.boolean(),
    isByDay: fc.boolean(),
    hasPlaceholder: fc.boolean()
  })
  .map(({ channel, hasCondition, hasPlaceholder, hours, isByDay, recipients: some }) => ({
    channel,
    recipients: some,
    requestedSendTime: noon + hours * HOUR,
    sms: {
      body: hasPlaceholder ? "To $recipientName$." : "A letter.",
      sendingTimePolicy: isByDay ? ("Daytime" as const) : ("Anytime" as const)
    },
    ...(hasCondition ? { conditionEndpoint: "https://owner.example.com/condition" } : {})
  }))

const answers = ["deliver", "accept", "send", "again", "partly", "fail", "nonsense", "silence", "error"] as const

const answerOf = (
  answer: (typeof answers)[number],
  { channel, id }: Message,
  place: number
): ReadonlyArray<Handover> => {
  switch (answer) {
    case "deliver":
      return [{ id, status: "Delivered" }]
    case "accept":
      return [{ id, status: channel === "Email" ? "Succeeded" : "Accepted" }]
    case "send":
      return [{ id, status: "Sending" }]
    case "again":
      return [{ id, status: "New" }]
    case "partly":
      return place === 0 ? [{ id, status: "Delivered" }] : []
    case "fail":
      return [{ id, status: channel === "Email" ? "Failed_InvalidEmailFormat" : "Failed_InvalidRecipient" }]
    case "nonsense":
      return [
        { id: `not-${id}`, status: "Delivered" },
        { id, status: channel === "Email" ? "Accepted" : "Failed_Bounced" }
      ]
    case "silence":
    case "error":
      return []
  }
}

/** What happens each time, over and over. */
const script = <A>(...values: ReadonlyArray<A>) => fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 8 })

const anyLife = fc.record({
  shipments: fc.array(anyShipment, { minLength: 1, maxLength: 3 }),
  sources: script<ReadonlyArray<"persons" | "statutoryContacts">>([], [], ["persons"], ["statutoryContacts"]),
  conditions: script(yes, yes, no, unclear, { exception: "no connection" }),
  names: script(true, true, false),
  dispatch: script(...answers),
  /** How long sources and conditions take each time, in milliseconds. */
  slowness: script(0, 0, 0, 1000, 20_000, MINUTE, 90_000),
  /** How long the register of names and the dispatch take at first, in milliseconds. */
  delays: fc.array(fc.constantFrom(0, 0, 0, 30_000, MINUTE, 90_000, 50 * HOUR), { maxLength: 12 }),
  /** At which of the steps the workers die. */
  crashes: fc.uniqueArray(fc.nat(60), { maxLength: 12 }),
  reports: fc.array(
    fc.record({
      hours: fc.integer({ min: 0, max: 90 }),
      which: fc.nat(9),
      status: fc.constantFrom("Delivered", "Succeeded", "Accepted", "New", "Failed_Bounced", "Failed_Expired" as const)
    }),
    { maxLength: 6 }
  ),
  workers: fc.integer({ min: 1, max: 3 })
})

/** What one life was like. */
const live = async (life: typeof anyLife extends fc.Arbitrary<infer A> ? A : never) => {
  const world = makeWorld()
  const wrong: Array<string> = []
  const standing = new Map<string, TrackedShipment>()
  const wakes: Array<number> = []
  let steps = 0
  let isDead = false
  let isWorking = false
  const times = { source: 0, condition: 0, names: 0, dispatch: 0, slowness: 0, delay: 0 }
  const next = <A>(values: ReadonlyArray<A>, of: keyof typeof times): A => values[(times[of] += 1) % values.length] as A
  const step = Effect.suspend(() => {
    if (!isWorking || !life.crashes.includes((steps += 1))) return Effect.void
    isDead = true
    return Effect.never
  })
  const wait = Effect.fnUntraced(function* (delay: number) {
    if (delay === 0) return
    const now = yield* Clock.currentTimeMillis
    // Those who wait for it may lose their patience earlier.
    wakes.push(now + DEFAULT_LEASE / 4, now + DEFAULT_LEASE / 2, now + delay)
    yield* Effect.sleep(delay)
  })
  const delay = Effect.suspend(() => wait(life.delays[(times.delay += 1) - 1] ?? 0))
  world.before = (asked) =>
    Effect.gen(function* () {
      if (!isWorking) return
      yield* step
      if (asked === "source" || asked === "condition") yield* wait(next(life.slowness, "slowness"))
      if (asked === "names") yield* delay
      if (asked === "source") world.down = new Set(next(life.sources, "source"))
      if (asked === "condition") world.conditions = [next(life.conditions, "condition")]
      if (asked === "names") world.names = next(life.names, "names") ? [] : undefined
    })
  world.send = (messages) =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      for (const message of messages) {
        const of = [...standing.values()].find(({ notifications }) => notifications.some(({ id }) => id === message.id))
        const row = of?.notifications.find(({ id }) => id === message.id)
        if (row?.status !== "New") wrong.push(`handed over while ${row?.status ?? "unknown"}`)
        if (now > message.expiry || message.expiry !== row?.expiry) wrong.push("handed over after its expiry")
        if (message.channel === "Sms" && !maySend(of?.shipment.sms?.sendingTimePolicy ?? null, now)) {
          wrong.push("handed over while the window was shut")
        }
      }
      const answer = next(life.dispatch, "dispatch")
      yield* delay
      yield* step
      if (answer === "error") return yield* Effect.fail(new DispatchError({ reason: "Malformed", message: "what" }))
      return messages.flatMap((message, place) => answerOf(answer, message, place))
    })
  world.beforeChange = () => step
  world.afterChange = (changes, done) =>
    Effect.gen(function* () {
      changes.forEach(({ to }, index) => {
        if (done[index] !== true) return
        wrong.push(...wrongAbout(standing.get(to.shipmentId), to))
        standing.set(to.shipmentId, to)
      })
      yield* step
    })
  const options = { ...optionsOf(world), retries: { delays: [1000, MINUTE, HOUR] } }

  return inWorld(
    world,
    Effect.gen(function* () {
      const ids = yield* Effect.forEach(life.shipments, (shipment) => placed(world, shipment))
      for (const id of ids) standing.set(id, yield* shipmentNow(id))
      isWorking = true
      const reports = life.reports.toSorted((a, b) => a.hours - b.hours)
      let workers: ReadonlyArray<Fiber.Fiber<unknown, unknown>> = []
      const alive = () => workers.filter((fiber) => fiber.pollUnsafe() === undefined)
      for (let round = 0; ; round += 1) {
        if (round > 3000) return yield* Effect.die(new Error("something is due without end"))
        const now = yield* Clock.currentTimeMillis
        const due = yield* nextDue
        if (due !== undefined && due <= now) {
          const started = yield* Effect.forEach(Array.from({ length: life.workers }), () =>
            Effect.forkChild(Effect.exit(takeUpDue(options, 2)))
          )
          workers = [...alive(), ...started]
        }
        // They go on until they sleep, die or are done.
        for (let turn = 0; turn < 20 && alive().length > 0; turn += 1) {
          yield* Effect.promise(async () => new Promise((resolve) => setImmediate(resolve)))
        }
        if (isDead) {
          isDead = false
          yield* Effect.forEach(alive(), (fiber) => Fiber.interrupt(fiber))
        }
        workers = alive()
        const [report] = reports
        if (report !== undefined && noon + report.hours * HOUR <= now) {
          reports.shift()
          // Only what was handed over is reported about.
          const handed = world.handed[report.which % Math.max(1, world.handed.length)]
          isWorking = false
          if (handed !== undefined) yield* takeReports([{ notificationId: handed.id, status: report.status }])
          isWorking = true
        }
        const later = yield* nextDue
        if (later === undefined && workers.length === 0) break
        const ahead = [
          ...(later === undefined ? [] : [later]),
          ...wakes.filter((wake) => wake > now),
          ...reports.slice(0, 1).map(({ hours }) => noon + hours * HOUR)
        ].filter((time) => time > now)
        if (later === undefined || later > now) yield* TestClock.setTime(Math.min(...ahead))
        else if (workers.length > 0) yield* TestClock.setTime(Math.min(now + 1000, ...ahead))
      }
      return { ids, feed: yield* feedNow, logged: world.logged, wrong, standing, steps }
    })
  )
}

/** What a change does that it may not. */
const wrongAbout = (before: TrackedShipment | undefined, after: TrackedShipment): ReadonlyArray<string> => {
  if (before === undefined) return ["something unknown was changed"]
  const rows = before.notifications.map(({ id }) => id)
  return [
    ...(after.revision === before.revision + 1 ? [] : ["a revision was left out"]),
    ...(after.status === before.status || mayFollow("Order", before.status, after.status)
      ? []
      : [`${after.status} after ${before.status}`]),
    ...((after.dueAt === null) === isFinalShipment(after) ? [] : ["due though final, or never due though not"]),
    ...(isFinalShipment(after) && !after.notifications.every(isFinalNotification) ? ["completed too early"] : []),
    ...(rows.length === 0 || JSON.stringify(after.notifications.map(({ id }) => id)) === JSON.stringify(rows)
      ? []
      : ["rows changed their ids"]),
    ...before.notifications.flatMap((row, place) => wrongStatus(row, after.notifications[place]))
  ]
}

const wrongStatus = (before: TrackedNotification, after: TrackedNotification | undefined): ReadonlyArray<string> => {
  if (after === undefined || after.status === before.status) return []
  if (isFinalNotification(before)) return [`${after.status} after ${before.status}`]
  const subject = before.channel === "Email" ? "Email" : "SMS"
  const isPossible = [before.status, ...(before.status === "New" ? ["Sending"] : [])].some((from) =>
    mayFollow(subject, from, after.status)
  )
  return isPossible ? [] : [`${after.status} after ${before.status}`]
}

describe("the life of an order", () => {
  it("ends, once, whatever is answered, however late, and wherever workers die", async () => {
    let crashes = 0
    await fc.assert(
      fc.asyncProperty(anyLife, async (life) => {
        const { feed, ids, logged, standing, steps, wrong } = await live(life)
        crashes += life.crashes.filter((crash) => crash <= steps).length
        expect(wrong).toEqual([])
        for (const id of ids) {
          const tracked = standing.get(id)
          expect(["Completed", "SendConditionNotMet"]).toContain(tracked?.status)
          const decisions = logged.filter(({ purpose, shipmentId }) => purpose === "send" && shipmentId === id)
          expect(decisions.map((decision) => decision.id)).toEqual(
            tracked?.status === "Completed" ? [tracked.decisionId] : []
          )
          for (const decision of decisions) expect(replayDecision(decision).isSame).toBe(true)
          expect(feed.filter(({ shipmentId }) => shipmentId === id)).toHaveLength(1)
        }
      }),
      { numRuns: 150 }
    )
    // Where nobody dies, this test would show little.
    expect(crashes).toBeGreaterThan(50)
  })
})
