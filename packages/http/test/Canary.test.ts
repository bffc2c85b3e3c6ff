/** Plants distinctive personal data in every request, and looks for them in everything but the answers to their owner. */
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Tracer from "effect/Tracer"
import { inspect } from "node:util"
import { expect, it } from "vitest"
import { operations } from "../src/contract/Contract.ts"
import { scopes } from "../src/contract/Scope.ts"
import { chain, handClock, makeWorld, sources, tokenOf, value } from "./World.ts"

const planted = {
  nationalIdentityNumber: "17838410022",
  email: "kanari.nordby@hemmelig.example",
  phone: "+4791234567",
  name: "Kanari Nordby"
}

const betrayal = /17838410022|kanari|nordby|hemmelig|91\s?23\s?45\s?67/i

const expectSilent = (said: string, where: string) => {
  const found = betrayal.exec(said)
  expect(found === null ? "" : `${where}: …${said.slice(Math.max(0, found.index - 200), found.index + 80)}…`).toBe("")
}

const spans: Array<unknown> = []
const logs: Array<unknown> = []
const clock = handClock()

const environment = Layer.mergeAll(
  clock.layer,
  Layer.succeed(
    Tracer.Tracer,
    Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        spans.push(span)
        return span
      }
    })
  ),
  Logger.layer([
    Logger.make((entry) => {
      logs.push(entry)
    })
  ])
)

/** A recipient of every kind, and everything that text may be in. */
const order = {
  id: planted.name,
  channel: "EmailAndSms",
  recipients: [
    { nationalIdentityNumber: planted.nationalIdentityNumber },
    { emailAddress: planted.email, phoneNumber: planted.phone }
  ]
}

const person = {
  nationalIdentityNumber: planted.nationalIdentityNumber,
  channelSchema: "Email",
  emailSettings: { subject: planted.name, body: `Dear ${planted.name}` }
}

/** Wrong in every member, each time with something personal where it should not be. */
const wrong = [
  { ...order, channel: planted.name },
  { ...order, [planted.email]: 1 },
  { ...order, recipients: [{ organizationNumber: planted.nationalIdentityNumber, emailAddress: planted.name }] },
  { ...order, recipients: [{ emailAddress: `${planted.name}@` }, planted.phone] },
  { idempotencyId: "", recipient: { recipientPerson: { ...person, channelSchema: planted.name } } },
  { recipient: { recipientEmail: { emailAddress: `${planted.email}@`, emailSettings: planted.name } } },
  { recipients: [{ nationalIdentityNumber: `${planted.nationalIdentityNumber}1` }], notificationChannel: planted.name },
  {
    id: planted.name,
    rules: planted.email,
    facts: { [planted.name]: planted.phone },
    before: planted.name,
    reports: [planted.email]
  },
  `{"recipients": "${planted.email}`,
  planted.name,
  `<Policy PolicyId="${planted.email}">${planted.name}</Policy>`
]

it("nothing personal is in problems, metrics, spans, logs or the headers of answers", async () => {
  const world = await makeWorld({
    environment,
    isTraced: true,
    sources: {
      ...sources,
      // A source that fails with personal data in its words.
      persons: (keys) => {
        throw new Error(`no row for ${keys.join()} (${planted.name})`)
      }
    },
    texts: () => {
      throw new TypeError(`what ${planted.name} wrote at ${planted.email} is wrong`)
    }
  })
  const authorization = `Bearer ${await tokenOf("ttd", Object.keys(scopes))}`
  let problems = 0
  for (const [name, operation] of operations) {
    const bodies =
      operation.payload === undefined
        ? [undefined]
        : [...wrong, order, chain({ recipient: { recipientPerson: person } })]
    for (const body of bodies) {
      const path = operation.path.replaceAll(/\{\w+\}/g, "some-id")
      const response = await world.handler(
        new Request(`http://localhost${path}`, {
          method: operation.method,
          ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
          headers: {
            authorization,
            "if-none-match": "*",
            traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            ...(operation.payload === undefined ? {} : { "content-type": operation.payload.media })
          }
        })
      )
      expectSilent([...response.headers].join("\n"), `headers of ${name}`)
      const text = await response.text()
      if (response.headers.get("content-type") === "application/problem+json") {
        problems += 1
        expectSilent(text, `problem of ${name}`)
      }
    }
  }
  // In an address personal data can only be refused.
  for (const path of [planted.nationalIdentityNumber, encodeURIComponent(planted.name), planted.email]) {
    const response = await world.handler(
      new Request(`http://localhost/adressat/v1/decisions/${path}?creator=${path}`, { headers: { authorization } })
    )
    expectSilent(await response.text(), "problem of an address")
  }
  await world.takeUpDue()
  expectSilent(await (await world.handler(new Request("http://localhost/metrics"))).text(), "metrics")
  expectSilent(await (await world.handler(new Request("http://localhost/ready"))).text(), "readiness")
  for (const span of spans) expectSilent(inspect(span, { depth: 12, showHidden: true }), "a span")
  for (const entry of logs)
    expectSilent(inspect((entry as { readonly message: unknown }).message, { depth: 12 }), "a log")
  // The test would find nothing if nothing was said at all.
  expect(problems).toBeGreaterThan(100)
  expect(spans.length).toBeGreaterThan(50)
  expect(logs.length).toBeGreaterThan(0)
})

it("a span tells the operation, the status and whose call it belongs to, and no more", async () => {
  const world = await makeWorld({ environment, isTraced: true })
  spans.length = 0
  await world.call("POST", "/adressat/v1/resolve", {
    body: order,
    headers: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" }
  })
  await world.call("GET", "/notifications/api/v1/orders/none")
  const told = (spans as ReadonlyArray<Tracer.NativeSpan>).map(({ attributes, name, traceId }) => ({
    name,
    traceId,
    attributes: Object.fromEntries(attributes)
  }))
  expect(told[0]).toStrictEqual({
    name: "Adressat.resolve",
    traceId: "0af7651916cd43dd8448eb211c80319c",
    attributes: {
      "http.request.method": "POST",
      "http.route": "/adressat/v1/resolve",
      "adressat.service_owner": "ttd",
      "http.response.status_code": 200
    }
  })
  const missing = told.find(({ name }) => name === "Adressat.orderV1")
  expect(missing?.attributes["http.response.status_code"]).toBe(404)
})

it("the one who asks is told, since it named them", async () => {
  const world = await makeWorld()
  const body = { channel: "Email", recipients: [{ emailAddress: planted.email }] }
  const { decision } = await value(await world.call("POST", "/adressat/v1/resolve", { body }))
  expect(decision.deliveries[0].address).toBe(planted.email)
})
