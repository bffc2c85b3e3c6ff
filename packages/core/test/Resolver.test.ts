import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Tracer from "effect/Tracer"
import { describe, expect, it } from "vitest"
import {
  compile,
  CustomContacts,
  decide,
  gather,
  Persons,
  ReadAccess,
  resolve,
  shippedRuleSet,
  StatutoryContacts
} from "../src/index.ts"
import type { AccessRequest, CustomContact, Order, ReadAccessAnswer } from "../src/index.ts"

const organizationNumber = "310000019"
const order: Order = { channel: "Email", resourceId: "tax-report", recipients: [{ organizationNumber }] }
const program = compile(shippedRuleSet("strict"))

/** An organisation with so many persons, every other of whom has opted out. */
const customContacts = (persons: number): ReadonlyArray<CustomContact> => [
  {
    organizationNumber,
    registrations: Array.from({ length: persons }, (_, index) => ({
      userId: index + 1,
      email: `person.${index}@example.com`,
      resources: index % 2 === 0 ? [] : ["another-service"]
    }))
  }
]

type Decide = (request: AccessRequest) => ReadonlyArray<ReadAccessAnswer>

const permitAll: Decide = ({ pairs }) => pairs.map((pair) => ({ ...answerFor(pair), decision: "Permit" }))
const answerFor = ({ organizationNumber: number, userId }: AccessRequest["pairs"][number]) => ({
  organizationNumber: number,
  userId,
  decision: "Deny" as const
})

const sources = (persons: number, decideAccess: Decide, asked: Array<AccessRequest> = []) =>
  Context.make(Persons, { lookup: () => Effect.succeed([]) }).pipe(
    Context.add(StatutoryContacts, {
      lookup: () => Effect.succeed([{ organizationNumber, emailList: ["post@example.com"] }])
    }),
    Context.add(CustomContacts, { lookup: () => Effect.succeed(customContacts(persons)) }),
    Context.add(ReadAccess, {
      decide: (request) => {
        asked.push(request)
        return Effect.sync(() => decideAccess(request))
      }
    })
  )

const gathered = async (persons: number, decideAccess: Decide) =>
  gather(program, order, { now: () => 0 }).pipe(
    Effect.provideContext(sources(persons, decideAccess)),
    Effect.runPromise
  )

describe("a resolution", () => {
  it("is one span, however many candidates it has, and asks about read access in batches", async () => {
    const spans: Array<string> = []
    const tracer = Tracer.make({
      span: (options) => {
        spans.push(options.name)
        return new Tracer.NativeSpan(options)
      }
    })
    const asked: Array<AccessRequest> = []
    const decision = await resolve(program, order).pipe(
      Effect.provideContext(sources(3000, permitAll, asked)),
      Effect.withTracer(tracer),
      Effect.runPromise
    )
    expect(spans).toEqual(["Adressat.gather"])
    expect(asked.map(({ pairs }) => pairs.length)).toEqual([500, 500, 500])
    expect(decision.deliveries.length).toBe(1501)
  })

  it("decides as a plain function does from what was gathered", async () => {
    const snapshot = await gathered(100, permitAll)
    const decision = await resolve(program, order, { now: () => 0 }).pipe(
      Effect.provideContext(sources(100, permitAll)),
      Effect.runPromise
    )
    expect(decision).toEqual(decide(program, order, snapshot))
  })
})

describe("answers on read access", () => {
  it.each<readonly [string, Decide]>([
    ["in another order", (request) => permitAll(request).toReversed()],
    ["twice", (request) => permitAll(request).flatMap((answer) => [answer, answer])],
    [
      "with others among them",
      (request) => [{ ...answerFor({ organizationNumber, userId: 77 }) }, ...permitAll(request)]
    ],
    ["for users by text", (request) => permitAll(request).map((answer) => ({ ...answer, userId: `${answer.userId}` }))]
  ])("are taken as they come: %s", async (_, decideAccess) => {
    const { unavailable } = await gathered(10, decideAccess)
    expect(unavailable).toEqual([])
    const expected = decide(program, order, await gathered(10, permitAll)).deliveries
    expect(decide(program, order, await gathered(10, decideAccess)).deliveries).toEqual(expected)
  })

  it("that are missing make exactly their pairs unavailable", async () => {
    const { readAccess, unavailable } = await gathered(10, (request) =>
      permitAll(request).filter(({ userId }) => userId !== 5)
    )
    expect(readAccess?.length).toBe(4)
    expect(unavailable).toEqual([{ source: "readAccess", reason: "Unavailable", keys: [`${organizationNumber}/5`] }])
  })
})
