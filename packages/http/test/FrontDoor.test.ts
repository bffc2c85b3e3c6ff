import { DocumentStore, Persons, StatutoryContacts, StoreError, CustomContacts, ReadAccess } from "@adressat/core"
import { layerMemoryOrders, OrderStore } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterEach, describe, expect, it, vi } from "vitest"
import { makeHandler } from "../src/index.ts"
import {
  chain,
  COMPANY,
  EMPTY_COMPANY,
  makeWorld,
  NOW,
  owners,
  PERSON,
  sources,
  testIssuer,
  tokenOf,
  value
} from "./World.ts"

afterEach(() => vi.restoreAllMocks())

const order = { channel: "Email", resourceId: "tax-report", recipients: [{ organizationNumber: COMPANY }] }

const world = await makeWorld()

describe("what cannot be answered is a problem", () => {
  it("404: an address that is none", async () => {
    const response = await world.call("GET", "/nowhere", { as: null })
    expect(response.status).toBe(404)
    expect(response.headers.get("content-type")).toBe("application/problem+json")
    expect(await value(response)).toMatchObject({
      type: "urn:adressat:problem:not-found",
      status: 404,
      title: "Not found",
      instance: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/)
    })
  })

  it("405: a method that the address does not have, with those that it has", async () => {
    const response = await world.call("DELETE", "/adressat/v1/resolve")
    expect(response.status).toBe(405)
    expect(response.headers.get("allow")).toBe("POST")
    expect((await world.call("POST", "/health")).headers.get("allow")).toBe("GET, HEAD")
    expect((await world.call("POST", "/adressat/v1/policies/p", { body: "x" })).headers.get("allow")).toBe(
      "GET, PUT, HEAD"
    )
  })

  it("413: a body that is too large, by its header, by its chunks, and by what a wrong header hides", async () => {
    const small = await makeWorld({ limits: { body: 1000 } })
    const large = JSON.stringify({ ...order, id: "x".repeat(2000) })
    expect((await small.call("POST", "/adressat/v1/resolve", { body: large })).status).toBe(413)
    expect(
      (await small.call("POST", "/adressat/v1/resolve", { body: large, headers: { "content-length": "2100" } })).status
    ).toBe(413)
    expect(
      (await small.call("POST", "/adressat/v1/resolve", { body: large, headers: { "content-length": "10" } })).status
    ).toBe(413)
    expect((await small.call("POST", "/adressat/v1/resolve", { body: order })).status).toBe(200)
  })

  it("a document may be larger than an order", async () => {
    const small = await makeWorld({ limits: { body: 1000, document: 2000 } })
    const text = (length: number) => JSON.stringify({ id: "x".repeat(length) })
    expect((await small.call("POST", "/adressat/v1/rule-sets/check", { body: text(1500) })).status).toBe(400)
    expect((await small.call("POST", "/adressat/v1/rule-sets/check", { body: text(2500) })).status).toBe(413)
  })

  it("414 and 431: an address or headers that are too long", async () => {
    expect((await world.call("GET", `/adressat/v1/decisions/x?creator=${"x".repeat(9000)}`)).status).toBe(414)
    expect((await world.call("GET", "/health", { as: null, headers: { "x-much": "x".repeat(17_000) } })).status).toBe(
      431
    )
  })

  it("415: a media type, a charset or an encoding that is not taken", async () => {
    const body = JSON.stringify(order)
    const status = async (headers: Readonly<Record<string, string>>) =>
      (await world.call("POST", "/adressat/v1/resolve", { body, headers })).status
    expect(await status({ "content-type": "text/plain" })).toBe(415)
    expect(await status({ "content-type": "" })).toBe(415)
    expect(await status({ "content-type": "application/json; charset=iso-8859-1" })).toBe(415)
    expect(await status({ "content-encoding": "gzip" })).toBe(415)
    expect(await status({ "content-type": "Application/JSON; charset=UTF-8" })).toBe(200)
    expect(await status({ "content-encoding": "identity" })).toBe(200)
  })

  it("400: everything wrong at once, with pointers and positions", async () => {
    const body = `{\n  "chanel": "Email",\n  "recipients": [{}, { "organizationNumber": "12" }]\n}`
    const problem = await value(await world.call("POST", "/adressat/v1/resolve", { body }))
    expect(problem["problems"]).toMatchObject([
      { pointer: "/chanel", code: "unknown-member", nearest: "channel", line: 2, column: 3 },
      { pointer: "/channel", code: "missing-member" },
      { pointer: "/recipients/0", line: 3 },
      { pointer: "/recipients/1/organizationNumber", line: 3 }
    ])
    const broken = await value(await world.call("POST", "/adressat/v1/resolve", { body: "{" }))
    expect(broken["problems"]).toMatchObject([{ code: "broken-json", line: 1 }])
  })

  it("400: in the platform's words for its addresses", async () => {
    const body = { recipient: { recipientEmail: { emailAddress: "no", emailSettings: { subject: "" } } } }
    const problem = await value(await world.call("POST", "/notifications/api/v1/future/orders", { body }))
    expect(problem["errors"]).toMatchObject({ IdempotencyId: ["IdempotencyId cannot be null or empty."] })
    expect(problem["problems"].map(({ pointer }: { pointer: string }) => pointer)).toStrictEqual(
      expect.arrayContaining(["/idempotencyId", "/recipient/recipientEmail/emailAddress"])
    )
    const broken = await value(await world.call("POST", "/notifications/api/v1/orders", { body: "[1," }))
    expect(broken["errors"]["$"]).toHaveLength(1)
  })

  it("400: a national identity number in an address, which is not repeated", async () => {
    for (const path of [
      `/notifications/api/v1/orders?sendersReference=${PERSON}`,
      `/notifications/api/v1/orders?sendersReference=${PERSON.slice(0, 6)}%20${PERSON.slice(6)}`,
      `/adressat/v1/decisions/${PERSON}`
    ]) {
      const response = await world.call("GET", path)
      expect(response.status).toBe(400)
      const text = await response.text()
      expect(text).toContain("personal-data-in-url")
      expect(text).not.toContain(PERSON)
    }
    // Eleven digits that are nobody's are a reference like any other.
    expect((await world.call("GET", "/notifications/api/v1/orders?sendersReference=12345678901")).status).toBe(200)
  })
})

describe("limits of time", () => {
  it("408: a body that does not come", async () => {
    const slow = await makeWorld({ limits: { bodyTime: 20 } })
    const body = new ReadableStream({ pull: () => new Promise(() => undefined) })
    const response = await slow.handler(
      new Request("http://localhost/adressat/v1/resolve", {
        method: "POST",
        body,
        duplex: "half",
        headers: { "content-type": "application/json", authorization: `Bearer ${await tokenOf("ttd")}` }
      })
    )
    expect(response.status).toBe(408)
  })

  const waiting = { ...sources, persons: () => new Promise<never>(() => undefined) }
  const personal = { channel: "Email", recipients: [{ nationalIdentityNumber: PERSON }] }

  it("503: an answer that takes too long is given up", async () => {
    const slow = await makeWorld({ sources: waiting, limits: { answerTime: 20 } })
    const response = await slow.call("POST", "/adressat/v1/resolve", { body: personal })
    expect(response.status).toBe(503)
    expect(response.headers.get("retry-after")).toBe("5")
    expect(await value(response)).toMatchObject({ type: "urn:adressat:problem:out-of-time" })
  })

  it("499: nobody waits any more, and the sources are told", async () => {
    const told = vi.fn()
    let asked: () => void = () => undefined
    const isAsked = new Promise<void>((resolve) => (asked = resolve))
    const world499 = await makeWorld({
      sources: {
        ...sources,
        persons: (_keys, { signal }) =>
          new Promise<never>(() => {
            signal.addEventListener("abort", told)
            asked()
          })
      }
    })
    const gone = new AbortController()
    const answer = world499.handler(
      new Request("http://localhost/adressat/v1/resolve", {
        method: "POST",
        body: JSON.stringify(personal),
        signal: gone.signal,
        headers: { "content-type": "application/json", authorization: `Bearer ${await tokenOf("ttd")}` }
      })
    )
    await isAsked
    gone.abort()
    expect((await answer).status).toBe(499)
    expect(told).toHaveBeenCalledOnce()
  })
})

describe("failures behind the door", () => {
  const failing = (reason: "Unavailable" | "Malformed") => {
    const fail = () => Effect.fail(new StoreError({ reason, message: "the disk is gone" }))
    return Layer.mergeAll(
      layerMemoryOrders,
      Layer.succeed(OrderStore, { find: fail, place: fail, change: fail }),
      Layer.succeed(DocumentStore, { read: fail, publish: fail, changes: fail })
    )
  }

  it("503 when the store does not answer, and not ready", async () => {
    const broken = await makeWorld({ stores: failing("Unavailable") })
    const response = await broken.call("GET", "/adressat/v1/policies")
    expect(response.status).toBe(503)
    expect((await broken.call("GET", "/notifications/api/v1/orders/x")).status).toBe(503)
    expect((await broken.call("GET", "/ready", { as: null })).status).toBe(503)
    expect((await broken.call("GET", "/health", { as: null })).status).toBe(200)
    expect(await value(response)).not.toHaveProperty("message")
  })

  it("500 when what is kept cannot be read", async () => {
    vi.spyOn(console, "log").mockImplementation(() => undefined)
    const broken = await makeWorld({ stores: failing("Malformed") })
    const response = await broken.call("GET", "/adressat/v1/policies")
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain("disk")
  })

  it("500 when there is a mistake in a port, and its words stay inside", async () => {
    vi.spyOn(console, "log").mockImplementation(() => undefined)
    const broken = await makeWorld({
      texts: () => {
        throw new Error("Kari Nordmann")
      }
    })
    const response = await broken.call("POST", "/adressat/v1/texts/check", { body: chain() })
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain("Nordmann")
  })

  it("503 when a register does not answer as an order is placed, and nothing is kept of it", async () => {
    let isThere = false
    const world503 = await makeWorld({
      sources: {
        ...sources,
        statutoryContacts: (keys, request) => {
          if (!isThere) throw new Error("no connection")
          return sources.statutoryContacts(keys, request)
        }
      }
    })
    const place = () => world503.call("POST", "/notifications/api/v1/future/orders", { body: chain() })
    const first = await place()
    expect(first.status).toBe(503)
    expect(first.headers.get("retry-after")).toBe("60")
    isThere = true
    expect((await place()).status).toBe(201)
  })

  it("is not made when a port cannot be had, or a rule set is none", async () => {
    const { issuer } = await testIssuer()
    const options = {
      sources,
      dispatch: "pretend",
      issuers: [issuer],
      serviceOwners: { list: owners }
    } as const
    await expect(makeHandler({ ...options, stores: Layer.effectDiscard(Effect.fail("no")) as never })).rejects.toThrow()
    await expect(makeHandler({ ...options, ruleSet: { id: 1 } })).rejects.toThrow(/id/)
    await expect(makeHandler({ ...options, serviceOwners: { list: { orgs: 1 } } })).rejects.toThrow(/service owners/)
  })
})

describe("how it is mounted", () => {
  it("at a base path, whether or not the host takes it off", async () => {
    const mounted = await makeWorld({ basePath: "/adressat-front" })
    const post = async (path: string) => {
      const response = await mounted.handler(
        new Request(`http://localhost${path}`, {
          method: "POST",
          body: JSON.stringify(chain({ idempotencyId: path })),
          headers: { "content-type": "application/json", authorization: `Bearer ${await tokenOf("ttd")}` }
        })
      )
      return [response.status, response.headers.get("location")?.replace(/[^/]+$/, "")]
    }
    const expected = [201, "/adressat-front/notifications/api/v1/future/orders/chain/"]
    expect(await post("/adressat-front/notifications/api/v1/future/orders")).toStrictEqual(expected)
    expect(await post("/notifications/api/v1/future/orders")).toStrictEqual(expected)
    expect((await post("/adressat-frontier/notifications/api/v1/future/orders"))[0]).toBe(404)
  })

  it("answers HEAD like GET, without a body", async () => {
    const response = await world.call("HEAD", "/openapi.json", { as: null })
    expect(response.status).toBe(200)
    expect(response.headers.get("content-type")).toBe("application/json")
    expect(response.body).toBeNull()
  })

  it("takes sources as a layer", async () => {
    const layered = await makeWorld({
      sources: Layer.mergeAll(
        Persons.layerMemory([]),
        StatutoryContacts.layerMemory([]),
        CustomContacts.layerMemory([]),
        ReadAccess.layerMemory([])
      )
    })
    const response = await layered.call("POST", "/adressat/v1/resolve", { body: order })
    expect((await value(response))["decision"].deliveries).toStrictEqual([])
  })
})

describe("as it ends", () => {
  it("finishes what is in the works, and refuses what comes", async () => {
    let answer: () => void = () => undefined
    let asked: () => void = () => undefined
    const isAsked = new Promise<void>((resolve) => (asked = resolve))
    const ending = await makeWorld({
      sources: {
        ...sources,
        persons: () =>
          new Promise((resolve) => {
            answer = () => resolve([])
            asked()
          })
      }
    })
    const inTheWorks = ending.call("POST", "/adressat/v1/resolve", {
      body: { channel: "Email", recipients: [{ nationalIdentityNumber: PERSON }] }
    })
    await isAsked
    let isDisposed = false
    const disposed = ending.dispose().then(() => (isDisposed = true))
    const late = await ending.call("POST", "/adressat/v1/resolve", { body: order })
    expect(late.status).toBe(503)
    expect(await value(late)).toMatchObject({ type: "urn:adressat:problem:shutting-down" })
    expect((await ending.call("GET", "/ready", { as: null })).status).toBe(503)
    expect(await (await ending.call("GET", "/health", { as: null })).json()).toStrictEqual({ status: "shutting-down" })
    expect(isDisposed).toBe(false)
    answer()
    expect((await inTheWorks).status).toBe(200)
    await disposed
  })
})

describe("rates", () => {
  it("429 for a service owner that calls too often, and for no other", async () => {
    const limited = await makeWorld({ rateLimit: { perSecond: 1, burst: 2 } })
    const status = async (as: string) => (await limited.call("GET", "/adressat/v1/policies", { as })).status
    expect([await status("ttd"), await status("ttd"), await status("ttd"), await status("skd")]).toStrictEqual([
      200, 200, 429, 200
    ])
    limited.clock.set(NOW + 1000)
    expect([await status("ttd"), await status("ttd")]).toStrictEqual([200, 429])
    const response = await limited.call("GET", "/adressat/v1/policies")
    expect(response.headers.get("retry-after")).toBe("1")
    expect(await (await limited.call("GET", "/metrics", { as: null })).text()).toMatch(/rate_limited_total 3\n/)
  })
})

it("explains a refusal by recipient, channel and gate, without naming anybody", async () => {
  const body = chain({
    idempotencyId: "missing",
    reminders: [
      {
        delayDays: 1,
        recipient: {
          recipientPerson: {
            nationalIdentityNumber: "17838490050",
            channelSchema: "Sms",
            smsSettings: { body: "Remember" }
          }
        }
      }
    ],
    recipient: { recipientOrganization: { ...chain().recipient.recipientOrganization, orgNumber: EMPTY_COMPANY } }
  })
  const response = await world.call("POST", "/notifications/api/v1/future/orders", { body })
  expect(response.status).toBe(422)
  const text = await response.text()
  expect(text).not.toContain("17838490050")
  const problem = JSON.parse(text)
  expect(problem["code"]).toBe("NOT-00001")
  expect(problem["explanation"].missing).toMatchObject([
    {
      shipment: "main",
      recipient: 0,
      kind: "organization",
      channel: "Email",
      candidates: [{ basis: "StatutoryContact" }]
    },
    {
      shipment: "reminder",
      reminder: 0,
      recipient: 0,
      kind: "person",
      channel: "Sms",
      candidates: [{ basis: "Person" }]
    }
  ])
  for (const { words } of problem["explanation"].missing) expect(words.length).toBeGreaterThan(0)
})
