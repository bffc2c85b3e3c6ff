import { describe, expect, it } from "vitest"
import { chain, COMPANY, makeWorld, NOW, PERSON, RESERVED_PERSON, value } from "../World.ts"

const API = "/notifications/api/v1"

const world = await makeWorld()

const place = (body: unknown, as = "ttd") => world.call("POST", `${API}/future/orders`, { as, body })

describe("an order of the current API", () => {
  it("is placed with its reminders, and forecast without names and addresses", async () => {
    const { recipient } = chain()
    const response = await place(
      chain({ reminders: [{ delayDays: 7, sendersReference: "again", recipient }], idempotencyId: "with-reminder" })
    )
    expect(response.status).toBe(201)
    const text = await response.text()
    expect(text).not.toContain("@")
    const answer = JSON.parse(text)
    expect(answer["notification"]).toMatchObject({
      sendersReference: "ref-1",
      reminders: [{ sendersReference: "again", shipmentId: expect.any(String) }]
    })
    expect(response.headers.get("location")).toBe(`${API}/future/orders/chain/${answer["notificationOrderId"]}`)
    expect(answer["explanation"].shipments).toHaveLength(2)
    expect(answer["explanation"].shipments[0]).toMatchObject({
      shipmentId: answer["notification"].shipmentId,
      deliveries: [
        { recipient: 0, channel: "Email", bases: ["StatutoryContact"] },
        { recipient: 0, channel: "Email", bases: ["CustomContact"] }
      ],
      leftOut: [{ recipient: 0, channel: "Email", reasons: [{ gate: "custom-contact/read-access" }] }]
    })
  })

  it("is answered with 200 when it comes again, as it was then", async () => {
    const body = chain({ idempotencyId: "again" })
    const [first, second] = [await place(body), await place(body)]
    expect([first.status, second.status]).toStrictEqual([201, 200])
    const { explanation: _, ...platform } = await value(first)
    expect(await value(second)).toStrictEqual(platform)
    expect(second.headers.get("location")).toBe(first.headers.get("location"))
  })

  it("says so when it comes again with other content", async () => {
    await place(chain({ idempotencyId: "changed" }))
    const { explanation } = await value(await place(chain({ idempotencyId: "changed", sendersReference: "other" })))
    expect(explanation.warnings).toMatchObject([{ code: "IDEMPOTENCY_CONTENT_CHANGED" }])
  })

  it("is placed once, however many come at the same time", async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => place(chain({ idempotencyId: "raced" }))))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(29)
    const ids = new Set(
      await Promise.all(answers.map(async (answer) => (await value(answer))["notificationOrderId"] as string))
    )
    expect(ids.size).toBe(1)
  })

  it("keeps nothing of a chain that is refused, so that its id can be used once it is mended", async () => {
    const nobody = chain({
      idempotencyId: "mended",
      recipient: {
        recipientPerson: {
          nationalIdentityNumber: "17838490050",
          channelSchema: "Email",
          emailSettings: { subject: "s", body: "b" }
        }
      }
    })
    expect((await place(nobody)).status).toBe(422)
    expect((await place(chain({ idempotencyId: "mended" }))).status).toBe(201)
  })

  it("takes a person who is reserved, since that is no missing contact, and says so", async () => {
    const body = chain({
      idempotencyId: "reserved",
      recipient: {
        recipientPerson: {
          nationalIdentityNumber: RESERVED_PERSON,
          channelSchema: "Email",
          emailSettings: { subject: "s", body: "b" }
        }
      }
    })
    const response = await place(body)
    expect(response.status).toBe(201)
    const { explanation } = await value(response)
    expect(explanation.shipments[0]).toMatchObject({
      deliveries: [],
      leftOut: [{ basis: "Person", state: "withheld" }]
    })
  })

  it("is validated before anything else, as the platform does", async () => {
    const body = chain({ idempotencyId: "late", requestedSendTime: new Date(NOW).toISOString() })
    expect((await place(body)).status).toBe(201)
    world.clock.set(NOW + 1)
    const { errors } = await value(await place(body))
    expect(errors).toStrictEqual({ RequestedSendTime: ["RequestedSendTime must be greater than or equal to now."] })
    world.clock.set(NOW)
  })
})

describe("an instant order", () => {
  const sms = (id: string) => ({
    idempotencyId: id,
    recipientSms: { phoneNumber: "+4740000001", timeToLiveInSeconds: 60, smsSettings: { body: "Now" } }
  })
  const email = (id: string) => ({
    idempotencyId: id,
    recipientEmail: { emailAddress: "kari@example.org", emailSettings: { subject: "s", body: "Now" } }
  })

  it.each([
    ["sms", sms],
    ["email", email]
  ] as const)("is sent while its sender waits: %s", async (kind, body) => {
    const post = (id: string) => world.call("POST", `${API}/future/orders/instant/${kind}`, { body: body(id) })
    const before = world.sent.length
    expect([(await post(`i-${kind}`)).status, (await post(`i-${kind}`)).status]).toStrictEqual([201, 200])
    expect(world.sent.slice(before).map((message) => message.body)).toStrictEqual(["Now"])
  })

  it("is not kept when the dispatch does not answer, so that it can be placed again", async () => {
    let isThere = false
    const broken = await makeWorld({
      dispatch: (messages) => {
        if (!isThere) throw new Error("no connection")
        return messages.map(({ id }) => ({ id, status: "Accepted" as const }))
      }
    })
    const post = () => broken.call("POST", `${API}/future/orders/instant/sms`, { body: sms("x") })
    const first = await post()
    expect(first.status).toBe(503)
    expect(await value(first)).toMatchObject({ code: "NOT-00004" })
    isThere = true
    expect((await post()).status).toBe(201)
  })
})

describe("an order of the v1 API", () => {
  const post = (path: string, body: unknown) => world.call("POST", `${API}${path}`, { body })
  const texts = { subject: "s", body: "b" }

  it("is taken whoever is missing, and says who", async () => {
    const recipients = [
      { nationalIdentityNumber: PERSON },
      { nationalIdentityNumber: "17838490050" },
      { organizationNumber: COMPANY },
      { emailAddress: "a@example.org" }
    ]
    const response = await post("/orders/email", { recipients, ...texts })
    expect(response.status).toBe(202)
    const answer = await value(response)
    expect(response.headers.get("location")).toBe(`${API}/orders/${answer["orderId"]}`)
    expect(answer["recipientLookup"]).toStrictEqual({
      status: "PartialSuccess",
      isReserved: [],
      missingContact: ["17838490050"]
    })
    expect(answer["explanation"].missing).toMatchObject([{ recipient: 1, kind: "person", channel: "Email" }])
    expect(answer["explanation"].shipments[0].deliveries).toHaveLength(3)
  })

  it.each([
    ["/orders/sms", { recipients: [{ mobileNumber: "+4740000001" }], body: "b" }],
    [
      "/orders",
      { recipients: [{ emailAddress: "a@example.org" }], notificationChannel: "Email", emailTemplate: texts }
    ],
    [
      "/orders",
      {
        recipients: [{ organizationNumber: COMPANY }],
        notificationChannel: "EmailPreferred",
        emailTemplate: texts,
        smsTemplate: { body: "b" }
      }
    ]
  ])("is placed at %s", async (path, body) => {
    expect((await post(path, body)).status).toBe(202)
  })

  it("says what the platform takes and fails with later", async () => {
    const response = await post("/orders", {
      recipients: [{ emailAddress: "a@example.org" }],
      notificationChannel: "EmailAndSms",
      emailTemplate: texts
    })
    const { explanation } = await value(response)
    expect(explanation.warnings.length).toBeGreaterThan(0)
    expect(explanation.warnings[0]).toMatchObject({ code: "FAILS_LATER" })
  })

  it("is refused with the platform's sentences", async () => {
    const { errors } = await value(await post("/orders/sms", { recipients: [{}], resourceAction: "read" }))
    expect(Object.keys(errors).length).toBeGreaterThan(1)
  })
})
