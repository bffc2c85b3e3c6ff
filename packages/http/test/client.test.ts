import { describe, expect, it } from "vitest"
import { operations } from "../src/contract/Contract.ts"
import { createClient } from "../src/client.ts"
import { policyXml } from "./Policies.ts"
import { chain, COMPANY, makeWorld, tokenOf, until } from "./World.ts"

const world = await makeWorld()

const client = createClient({ baseUrl: "http://localhost/", token: () => tokenOf("ttd"), fetch: world.handler })

const order = { channel: "Email", resourceId: "tax-report", recipients: [{ organizationNumber: COMPANY }] } as const

describe("a client", () => {
  it("has every operation", () => {
    expect(Object.keys(client).sort()).toStrictEqual(operations.map(([name]) => name as string).sort())
  })

  it("calls with a body and a query, typed by the contract", async () => {
    const answer = await client.resolve({ body: order, query: { ruleSet: "strict" } })
    if (!answer.ok) throw new Error(answer.problem.title)
    const addresses: ReadonlyArray<string> = answer.body.decision.deliveries.map(({ address }) => address)
    expect([answer.status, addresses]).toStrictEqual([200, ["post@firma.example", "anne@firma.example"]])
  })

  it("gets problems as answers", async () => {
    const answer = await client.decision({ params: { id: "a/b?c" } })
    expect(answer).toMatchObject({ ok: false, status: 404, problem: { type: "urn:adressat:problem:not-found" } })
    const nobody = createClient({ baseUrl: "http://localhost", fetch: world.handler })
    expect(await nobody.policies()).toMatchObject({ ok: false, status: 401 })
    const broken = createClient({
      baseUrl: "http://localhost",
      fetch: async () => new Response("oops", { status: 502 })
    })
    expect(await broken.health()).toMatchObject({ ok: false, status: 502, problem: { type: "about:blank" } })
  })

  it("places an order and follows it", async () => {
    const placed = await client.placeOrder({
      body: {
        ...chain(),
        recipient: { recipientOrganization: { ...chain().recipient.recipientOrganization, channelSchema: "Email" } }
      }
    })
    if (!placed.ok) throw new Error(placed.problem.title)
    const { shipmentId } = placed.body.notification
    const shipment = await client.shipment({ params: { id: shipmentId } })
    expect(shipment).toMatchObject({ ok: true, body: { shipmentId, status: "Order_Registered" } })
    expect(await client.shipmentFeed({ query: { seq: 0, pageSize: 10, orderBy: "Asc" } })).toMatchObject({ body: [] })
    expect(await client.shipmentFeed()).toMatchObject({ ok: true })
  })

  it("publishes and reads documents, with a slash in an id, headers and texts", async () => {
    const params = { id: "ttd/app" }
    const published = await client.publishPolicy({ params, headers: { "if-none-match": "*" }, body: policyXml })
    expect(published).toMatchObject({ ok: true, status: 201, body: { document: { id: "ttd/app", version: 1 } } })
    const read = await client.policy({ params })
    expect(read).toMatchObject({ ok: true, status: 200, body: policyXml })
    const known = await client.policy({ params, headers: { "if-none-match": read.headers.get("etag") ?? "" } })
    expect(known).toMatchObject({ ok: true, status: 304, body: undefined })
  })

  it("streams orders there and decisions back, a line at a time", async () => {
    let given = 0
    const orders = async function* () {
      while (given < 40) {
        given += 1
        yield order
      }
    }
    const answer = await client.resolveMany({ body: orders() })
    if (!answer.ok) throw new Error(answer.problem.title)
    const lines: Array<number> = []
    for await (const line of answer.body) {
      expect("decision" in line).toBe(true)
      lines.push(line.line)
    }
    expect(lines).toStrictEqual(Array.from({ length: 40 }, (_, place) => place + 1))
  })

  it("lets go of a stream that is not read to its end", async () => {
    const over = new AbortController()
    const endless = function* () {
      try {
        for (;;) yield order
      } finally {
        over.abort()
      }
    }
    const answer = await client.resolveMany({ body: endless() })
    if (!answer.ok) throw new Error(answer.problem.title)
    for await (const line of answer.body) if (line.line === 3) break
    await until(() => over.signal.aborted)
  })

  it("is aborted with its signal", async () => {
    const aborted = AbortSignal.abort(new Error("enough"))
    const slow = createClient({
      baseUrl: "http://localhost",
      fetch: async (request) => {
        request.signal.throwIfAborted()
        return new Response("{}")
      }
    })
    await expect(slow.health({ signal: aborted })).rejects.toThrow()
  })
})
