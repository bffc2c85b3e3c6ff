import { Dispatch, DispatchError, RegisteredNameError, RegisteredNames, SendConditions } from "@adressat/orders"
import { CustomContacts, OwnFacts, Persons, ReadAccess, SourceError } from "@adressat/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import { layerPorts } from "../src/HostPorts.ts"
import type { PortOptions, Ports } from "../src/HostPorts.ts"
import { TextCheck } from "../src/index.ts"
import { sources } from "./World.ts"

const run = <A, E>(options: Partial<PortOptions>, effect: Effect.Effect<A, E, Ports>) =>
  Effect.runPromise(
    Effect.flip(Effect.flip(effect)).pipe(
      Effect.provide(layerPorts({ sources, dispatch: "pretend", ...options })),
      Effect.result
    )
  )

const request = { resource: "", useStaleContactInformation: false }
const message = {
  id: "1",
  creator: "ttd",
  channel: "Email",
  to: "a@example.org",
  body: "b",
  contentType: "Plain",
  expiry: 0
} as const
const broken = () => {
  throw new Error("Kari Nordmann")
}

describe("plain functions", () => {
  it("are asked with what the port is asked, and a signal", async () => {
    const asked: Array<unknown> = []
    const answered = await run(
      {
        sources: {
          ...sources,
          persons: (keys, { signal, ...rest }) => {
            asked.push(keys, rest, signal.aborted)
            return []
          }
        }
      },
      Effect.flatMap(Persons, ({ lookup }) => lookup(["1"], request))
    )
    expect([answered, asked]).toMatchObject([{ success: [] }, [["1"], request, false]])
  })

  it.each([
    ["persons", Effect.flatMap(Persons, ({ lookup }) => lookup(["1"], request))],
    ["customContacts", Effect.flatMap(CustomContacts, ({ lookup }) => lookup(["1"], request))],
    ["readAccess", Effect.flatMap(ReadAccess, ({ decide }) => decide({ resource: "r", action: "read", pairs: [] }))]
  ] as ReadonlyArray<readonly [string, Effect.Effect<unknown, unknown, Ports>]>)(
    "that fail are unavailable, without their words: %s",
    async (source, effect) => {
      const answered = await run({ sources: { ...sources, [source]: broken } }, effect)
      expect(answered).toMatchObject({
        failure: { source, reason: "Unavailable", message: "the host's function failed" }
      })
      const kind = new SourceError({ source: source as "persons", reason: "Rejected", message: "no right to ask" })
      const rejected = await run({ sources: { ...sources, [source]: () => Promise.reject(kind) } }, effect)
      expect(rejected).toMatchObject({ failure: { reason: "Rejected" } })
    }
  )

  it("give facts of one's own", async () => {
    const layer = layerPorts({
      sources: { ...sources, ownFacts: (facts) => [{ fact: facts[0] ?? "", value: 1 }] as never },
      dispatch: "pretend"
    })
    const effect = Effect.flatMap(OwnFacts, ({ lookup }) => lookup(["acme.debt"], []))
    const values = await Effect.runPromise(effect.pipe(Effect.provide(layer as unknown as Layer.Layer<OwnFacts>)))
    expect(values).toStrictEqual([{ fact: "acme.debt", value: 1 }])
  })

  it("send, name and check", async () => {
    const send = Effect.flatMap(Dispatch, (port) => port.send([message]))
    expect(await run({}, send)).toMatchObject({ success: [{ id: "1", status: "Delivered" }] })
    expect(await run({ dispatch: () => [{ id: "1", status: "Sending" }] }, send)).toMatchObject({
      success: [{ status: "Sending" }]
    })
    expect(await run({ dispatch: broken }, send)).toMatchObject({ failure: { message: "the host's dispatch failed" } })
    const rejected = new DispatchError({ reason: "Rejected", message: "no" })
    expect(await run({ dispatch: () => Promise.reject(rejected) }, send)).toMatchObject({
      failure: { reason: "Rejected" }
    })

    const lookup = Effect.flatMap(RegisteredNames, (port) =>
      port.lookup({ organizationNumbers: ["1"], nationalIdentityNumbers: [] })
    )
    expect(await run({}, lookup)).toMatchObject({ success: [] })
    expect(await run({ names: () => [{ organizationNumber: "1", name: "Firma" }] }, lookup)).toMatchObject({
      success: [{ name: "Firma" }]
    })
    expect(await run({ names: broken }, lookup)).toMatchObject({
      failure: { message: "the host's register of names failed" }
    })
    const malformed = new RegisteredNameError({ reason: "Malformed", message: "no" })
    expect(await run({ names: () => Promise.reject(malformed) }, lookup)).toMatchObject({
      failure: { reason: "Malformed" }
    })

    const check = Effect.flatMap(TextCheck, (port) =>
      port.check([{ pointer: "/x", kind: "sms-body", text: "t", isReminder: false }])
    )
    expect(await run({}, check)).toMatchObject({ success: [] })
    const found = { pointer: "/x", severity: "info", code: "C", message: "m" } as const
    expect(await run({ texts: () => [found] }, check)).toMatchObject({ success: [found] })
  })
})

it("layers stand for what they are", async () => {
  const layers = {
    dispatch: Layer.succeed(Dispatch, { send: () => Effect.succeed([{ id: "x", status: "Accepted" as const }]) }),
    conditions: SendConditions.layerMemory({ "https://a.example/": { status: 200, body: "{}" } }),
    names: RegisteredNames.layerMemory([{ organizationNumber: "1", name: "Firma" }]),
    texts: TextCheck.layerNone
  }
  const effect = Effect.all([
    Effect.flatMap(Dispatch, (port) => port.send([message])),
    Effect.flatMap(SendConditions, (port) => port.ask(["https://a.example/"])),
    Effect.flatMap(RegisteredNames, (port) => port.lookup({ organizationNumbers: ["1"], nationalIdentityNumbers: [] }))
  ])
  expect(await run(layers, effect)).toMatchObject({
    success: [[{ status: "Accepted" }], [{ status: 200 }], [{ name: "Firma" }]]
  })
})
