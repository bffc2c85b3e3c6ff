/**
 * The world that an order lives in, in memory: sources, dispatch, conditions and names that answer as a test wants them to,
 * and a store that tells what was logged. Time is that of the `TestClock`.
 */
import {
  compile,
  CustomContacts,
  Persons,
  ReadAccess,
  shippedRuleSet,
  SourceError,
  StatutoryContacts
} from "@adressat/core"
import type { PersonContact, StatutoryContact } from "@adressat/core"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { TestClock } from "effect/testing"
import {
  Dispatch,
  DispatchError,
  layerMemoryOrders,
  OrderStore,
  placeOrder,
  readInstantRequest,
  readOrderChainRequest,
  RegisteredNameError,
  RegisteredNames,
  SendConditions,
  StatusFeed,
  takeUpDue
} from "../src/index.ts"
import type {
  ConditionResponse,
  DecisionLog,
  FeedEntry,
  Handover,
  LoggedDecision,
  Message,
  ProcessingOptions,
  ProcessingPorts,
  RegisteredName,
  Shipment,
  ShipmentChange,
  TrackedShipment
} from "../src/index.ts"

export const nin = { kari: "01019000083", ola: "02029000001", ina: "03039000001" } as const
export const organizationNumber = "310000019"
export const creator = "ttd"
/** 12:00 in Oslo, so that SMS may be sent. */
export const noon = Date.parse("2026-11-26T11:00:00Z")

type Send = (messages: ReadonlyArray<Message>) => Effect.Effect<ReadonlyArray<Handover>, DispatchError>

export const delivering: Send = (messages) =>
  Effect.succeed(messages.map(({ id }) => ({ id, status: "Delivered" as const })))

/** Handed to the provider, which will tell more. */
export const accepting: Send = (messages) =>
  Effect.succeed(
    messages.map(({ channel, id }) => ({
      id,
      status: channel === "Email" ? ("Succeeded" as const) : ("Accepted" as const)
    }))
  )

export const failing: Send = () => Effect.fail(new DispatchError({ reason: "Unavailable", message: "no answer" }))

/** What a test may change of its world, and what it may look at. */
export interface World {
  persons: ReadonlyArray<PersonContact>
  statutory: ReadonlyArray<StatutoryContact>
  /** Which of the sources do not answer. */
  down: ReadonlySet<"persons" | "statutoryContacts" | "customContacts" | "readAccess">
  /** Each time that a source of contacts was asked. */
  readonly gathers: Array<number>
  send: Send
  readonly handed: Array<Message & { readonly at: number }>
  /** Answers of the condition endpoints, in order; the last one stays. */
  conditions: Array<ConditionResponse>
  readonly asked: Array<string>
  names: ReadonlyArray<RegisteredName> | undefined
  /** How long the register of names takes, in milliseconds. */
  namesDelay: number
  /** Done before anybody outside is asked. */
  before: (asked: "source" | "condition" | "names" | "dispatch") => Effect.Effect<void>
  /** Done around each change of the store. */
  beforeChange: (changes: ReadonlyArray<ShipmentChange>) => Effect.Effect<void>
  afterChange: (changes: ReadonlyArray<ShipmentChange>, done: ReadonlyArray<boolean>) => Effect.Effect<void>
  readonly logged: Array<LoggedDecision>
  readonly newId: () => string
}

export const makeWorld = (changes: Partial<World> = {}): World => {
  let ids = 0
  return {
    persons: [
      { nationalIdentityNumber: nin.kari, isReserved: false, email: "kari@example.com", mobileNumber: "+4740000021" },
      { nationalIdentityNumber: nin.ola, isReserved: false, email: "ola@example.com", mobileNumber: "+4740000022" }
    ],
    statutory: [{ organizationNumber, emailList: ["post@example.com"], mobileNumberList: ["+4740000010"] }],
    down: new Set(),
    gathers: [],
    send: delivering,
    handed: [],
    conditions: [],
    asked: [],
    names: [],
    namesDelay: 0,
    before: () => Effect.void,
    beforeChange: () => Effect.void,
    afterChange: () => Effect.void,
    logged: [],
    newId: () => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, "0")}`,
    ...changes
  }
}

export const program = compile(shippedRuleSet("altinn"))

export const optionsOf = (world: World): ProcessingOptions => ({ program: () => program, newId: world.newId })

export const placingOf = (world: World) => ({ program, newId: world.newId })

const down = (source: "persons" | "statutoryContacts" | "customContacts" | "readAccess") =>
  Effect.fail(new SourceError({ source, reason: "Unavailable", message: "no answer" }))

const contextOf = (world: World, kept: Context.Context<OrderStore | StatusFeed | DecisionLog>) => {
  const store = Context.get(kept, OrderStore)
  const asking = <A>(
    source: "persons" | "statutoryContacts" | "customContacts",
    rows: () => ReadonlyArray<A>,
    keyOf: (row: A) => string
  ) => ({
    lookup: (keys: ReadonlyArray<string>) =>
      Effect.gen(function* () {
        world.gathers.push(yield* Clock.currentTimeMillis)
        // As with any IO, others go on meanwhile.
        yield* Effect.yieldNow
        yield* world.before("source")
        return world.down.has(source) ? yield* down(source) : rows().filter((row) => keys.includes(keyOf(row)))
      })
  })
  return kept.pipe(
    Context.add(OrderStore, {
      ...store,
      place: (placements) =>
        Effect.tap(store.place(placements), (placed) =>
          Effect.sync(() =>
            placed.forEach(({ outcome }, index) => {
              if (outcome === "placed") world.logged.push(...(placements[index]?.decisions ?? []))
            })
          )
        ),
      change: (changes) =>
        Effect.gen(function* () {
          yield* Effect.yieldNow
          yield* world.beforeChange(changes)
          const done = yield* store.change(changes)
          changes.forEach(({ decision }, index) => {
            if (done[index] === true && decision !== undefined) world.logged.push(decision)
          })
          yield* world.afterChange(changes, done)
          return done
        })
    }),
    Context.add(
      Persons,
      asking(
        "persons",
        () => world.persons,
        (row) => row.nationalIdentityNumber
      )
    ),
    Context.add(
      StatutoryContacts,
      asking(
        "statutoryContacts",
        () => world.statutory,
        (row) => row.organizationNumber
      )
    ),
    Context.add(CustomContacts, {
      lookup: () => (world.down.has("customContacts") ? down("customContacts") : Effect.succeed([]))
    }),
    Context.add(ReadAccess, { decide: () => Effect.succeed([]) }),
    Context.add(Dispatch, {
      send: (messages) =>
        Effect.gen(function* () {
          yield* world.before("dispatch")
          const at = yield* Clock.currentTimeMillis
          world.handed.push(...messages.map((message) => ({ ...message, at })))
          return yield* world.send(messages)
        })
    }),
    Context.add(SendConditions, {
      ask: (endpoints) =>
        Effect.gen(function* () {
          yield* world.before("condition")
          world.asked.push(...endpoints)
          return endpoints.map(
            () =>
              (world.conditions.length > 1 ? world.conditions.shift() : world.conditions[0]) ?? {
                exception: "no answer"
              }
          )
        })
    }),
    Context.add(RegisteredNames, {
      lookup: () =>
        Effect.gen(function* () {
          yield* world.before("names")
          if (world.namesDelay > 0) yield* Effect.sleep(world.namesDelay)
          return (
            world.names ??
            (yield* Effect.fail(new RegisteredNameError({ reason: "Unavailable", message: "no answer" })))
          )
        })
    })
  )
}

/** Runs an effect in a world of its own, which begins at noon. */
export const inWorld = async <A, E>(
  world: World,
  effect: Effect.Effect<A, E, ProcessingPorts | StatusFeed | DecisionLog>,
  start = noon
): Promise<A> =>
  Effect.gen(function* () {
    const kept = yield* Layer.build(Layer.fresh(layerMemoryOrders))
    yield* TestClock.setTime(start)
    return yield* Effect.provideContext(effect, contextOf(world, kept))
  }).pipe(Effect.scoped, Effect.provide(TestClock.layer()), Effect.runPromise)

/** A shipment to Kari by e-mail, unless it says otherwise. */
export const shipmentOf = (changes: Partial<Shipment> = {}): Shipment => ({
  type: "Notification",
  requestedSendTime: noon,
  creator,
  channel: "Email",
  recipients: [{ nationalIdentityNumber: nin.kari }],
  ignoreReservation: false,
  useStaleContactInformation: false,
  email: { subject: "A letter", body: "There is a letter for you.", contentType: "Plain" },
  sms: { body: "There is a letter for you.", sendingTimePolicy: "Anytime" },
  ...changes
})

/** Places a shipment as an order of the v1 API, which takes several recipients, and gives its id. */
export const placed = Effect.fnUntraced(function* (world: World, changes: Partial<Shipment> = {}) {
  const answer = yield* placeOrder(shipmentOf(changes), placingOf(world))
  if (!("tracked" in answer)) return yield* Effect.die(new Error("the order was refused"))
  return answer.tracked.shipmentId
})

export const emailSettings = { subject: "A letter", body: "There is a letter for you." }
export const smsSettings = { body: "There is a letter for you." }

export const personRecipient = (nationalIdentityNumber: string = nin.kari) => ({
  recipientPerson: { nationalIdentityNumber, channelSchema: "Email", emailSettings }
})

/** The chain that a request body makes. */
export const chainOf = (body: Readonly<Record<string, unknown>> = {}, now = noon) => {
  const read = readOrderChainRequest({ idempotencyId: "id-1", recipient: personRecipient(), ...body }, { creator, now })
  return Result.getOrThrow(read).value
}

/** The instant order that a request body makes. */
export const instantSmsOf = (changes: Readonly<Record<string, unknown>> = {}, now = noon) =>
  Result.getOrThrow(
    readInstantRequest(
      "instant/sms",
      {
        idempotencyId: "id-1",
        recipientSms: { phoneNumber: "+4740000021", timeToLiveInSeconds: 3600, smsSettings },
        ...changes
      },
      { creator, now }
    )
  ).value

/** A shipment as it stands. */
export const shipmentNow = Effect.fnUntraced(function* (shipmentId: string) {
  const [tracked] = yield* (yield* OrderStore).find({ by: "shipment", creator, shipmentIds: [shipmentId] })
  return tracked ?? (yield* Effect.die(new Error("there is no such shipment")))
})

/** The statuses of the notifications of a shipment. */
export const rowsOf = ({ notifications }: Pick<TrackedShipment, "notifications">) =>
  notifications.map(({ channel, status, to }) => `${channel} ${to} ${status}`)

/** What is due first, if anything. */
export const nextDue = Effect.gen(function* () {
  const [first] = yield* (yield* OrderStore).find({ by: "due", now: Number.MAX_SAFE_INTEGER, limit: 1 })
  return first?.dueAt ?? undefined
})

/** Works as one worker that is awake whenever something is due, up to an instant; gives the instants at which it was. */
export const workUntil = Effect.fnUntraced(function* (
  world: World,
  until: number,
  options: Partial<ProcessingOptions> = {}
) {
  const times: Array<number> = []
  for (let due = yield* nextDue; due !== undefined && due <= until; due = yield* nextDue) {
    const now = Math.max(due, yield* Clock.currentTimeMillis)
    yield* TestClock.setTime(now)
    times.push(now)
    if (times.length > 5000) return yield* Effect.die(new Error("something is due without end"))
    yield* takeUpDue({ ...optionsOf(world), ...options }, 50)
  }
  yield* TestClock.setTime(Math.max(until, yield* Clock.currentTimeMillis))
  return times
})

/** All that the feed shows of the creator a while from now. */
export const feedNow: Effect.Effect<ReadonlyArray<FeedEntry>, unknown, StatusFeed> = Effect.gen(function* () {
  const now = yield* Clock.currentTimeMillis
  return yield* (yield* StatusFeed).read({ creator }, now + 2000)
})

export const yes: ConditionResponse = { status: 200, body: '{"sendNotification":true}' }
export const no: ConditionResponse = { status: 200, body: '{"sendNotification":false}' }
export const unclear: ConditionResponse = { status: 503, body: null }
