import { compile, decide, shippedRuleSet } from "@adressat/core"
import type { Decision, Order, Snapshot } from "@adressat/core"
import { anySituation } from "../../testing/src/index.ts"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { processOrder } from "../src/Notifications.ts"
import type { Notification } from "../src/Notifications.ts"

const [kari, ola, nils] = ["01890110009", "02890110048", "03890110087"] as const
const organizationNumber = "313000011"
const externalIdentity = "urn:altinn:username:kari"
const snapshot: Snapshot = {
  at: "2026-11-25",
  persons: [
    { nationalIdentityNumber: kari, isReserved: false, email: "kari@example.com", mobileNumber: "40000001" },
    { nationalIdentityNumber: ola, isReserved: true, email: null, mobileNumber: "40000002" }
  ],
  externalIdentities: [{ externalIdentity, email: "kari@example.com", mobileNumber: null }],
  statutoryContacts: [
    { organizationNumber, emailList: ["post@example.com", "b@example.com"], mobileNumberList: ["40000003"] }
  ],
  absent: { persons: [nils] }
}
const programs = { altinn: compile(shippedRuleSet("altinn")), strict: compile(shippedRuleSet("strict")) }
const run = (
  channel: Order["channel"],
  recipients: Order["recipients"],
  more: Partial<Order> = {},
  rules: keyof typeof programs = "altinn"
) => {
  const order: Order = { channel, recipients, ...more }
  return processOrder(order, decide(programs[rules], order, snapshot))
}
const rows = (...call: Parameters<typeof run>) => {
  const processed = run(...call)
  if (processed.outcome !== "processed") throw new Error(processed.outcome)
  return processed.notifications.map(({ channel, result, to }) => `${channel} ${result} ${to}`.trim())
}
const person = (nationalIdentityNumber: string) => ({ nationalIdentityNumber })

describe("rows of an order on one channel", () => {
  it("are one for each address, or one for each failure, recipient by recipient", () => {
    const recipients = [{ organizationNumber }, person(ola), person(nils), person(kari)]
    expect(rows("Email", recipients)).toEqual([
      "Email New post@example.com",
      "Email New b@example.com",
      "Email Failed_RecipientReserved",
      "Email Failed_RecipientNotIdentified",
      "Email New kari@example.com"
    ])
  })

  it("are two for who stands there twice", () => {
    expect(rows("Sms", [person(kari), person(kari)])).toEqual(["Sms New +4740000001", "Sms New +4740000001"])
    expect(rows("Sms", [person(kari), person(kari)], {}, "strict")).toEqual(["Sms New +4740000001"])
  })

  it("name organisations and persons, never external identities", () => {
    const processed = run("Email", [{ organizationNumber }, person(nils), { externalIdentity }])
    expect(processed).toMatchObject({
      notifications: [
        { organizationNumber, recipient: 0, delivery: 0 },
        { organizationNumber, recipient: 0, delivery: 1 },
        { nationalIdentityNumber: nils, recipient: 1, withheld: [expect.any(Number)] },
        { recipient: 2, delivery: 2 }
      ]
    })
    expect(JSON.stringify(processed)).not.toContain(externalIdentity)
  })

  it("go to a reserved person when the order overrides the reservation, or fail for want of an address", () => {
    expect(rows("Sms", [person(ola)], { ignoreReservation: true })).toEqual(["Sms New +4740000002"])
    expect(rows("Email", [person(ola)], { ignoreReservation: true })).toEqual(["Email Failed_RecipientNotIdentified"])
  })
})

describe("rows of an order on both channels", () => {
  it("are made for each recipient on each, failures too", () => {
    expect(rows("EmailAndSms", [person(ola), { externalIdentity }, person(nils)])).toEqual([
      "Email Failed_RecipientReserved",
      "Email New kari@example.com",
      "Email Failed_RecipientNotIdentified",
      "Sms Failed_RecipientReserved",
      "Sms Failed_RecipientNotIdentified",
      "Sms Failed_RecipientNotIdentified"
    ])
  })

  it("are those of the last of equal recipients, where the first stood", () => {
    const explicit = { organizationNumber, emailAddress: "a@example.com" }
    expect(rows("EmailAndSms", [{ organizationNumber }, person(kari), explicit])).toEqual([
      "Email New a@example.com",
      "Email New kari@example.com",
      "Sms Failed_RecipientNotIdentified",
      "Sms New +4740000001"
    ])
  })

  it("are none at all when a recipient has no identifier", () => {
    expect(run("EmailAndSms", [person(kari), { emailAddress: "a@example.com" }])).toEqual({
      outcome: "abandoned",
      reason: "RECIPIENT_WITHOUT_IDENTIFIER",
      recipients: [1]
    })
  })
})

describe("rows of an order with a preferred channel", () => {
  it("are e-mails first, and failures stand on the preferred channel", () => {
    expect(rows("SmsPreferred", [person(nils), { externalIdentity }, person(kari)])).toEqual([
      "Email New kari@example.com",
      "Sms Failed_RecipientNotIdentified",
      "Sms New +4740000001"
    ])
  })

  it("fail for a reserved person on the channel that has an address", () => {
    expect(rows("EmailPreferred", [person(ola)])).toEqual(["Sms Failed_RecipientReserved"])
    expect(rows("SmsPreferred", [person(ola)])).toEqual(["Sms Failed_RecipientReserved"])
  })

  it("go to both addresses of one recipient, and to each of several without identifier", () => {
    const both = { emailAddress: "a@example.com", phoneNumber: "+4740000009" }
    expect(rows("EmailPreferred", [both, { emailAddress: "a@example.com" }])).toEqual([
      "Email New a@example.com",
      "Email New a@example.com",
      "Sms New +4740000009"
    ])
  })

  it("are those of the last of equal recipients on each channel", () => {
    expect(rows("EmailPreferred", [person(kari), { organizationNumber }, person(kari)])).toEqual([
      "Email New kari@example.com",
      "Email New post@example.com",
      "Email New b@example.com"
    ])
    const [byEmail, byPhone] = [
      { ...person(kari), emailAddress: "a@example.com" },
      { ...person(kari), phoneNumber: "+4740000009" }
    ]
    expect(rows("EmailPreferred", [byEmail, byPhone])).toEqual(["Email New a@example.com", "Sms New +4740000009"])
  })
})

describe("the status of a processed order", () => {
  it("is completed at once when nothing is left to send", () => {
    expect(run("Email", [person(nils), person(ola)])).toMatchObject({ orderStatus: "Completed" })
    expect(run("Email", [])).toEqual({
      outcome: "processed",
      notifications: [],
      orderStatus: "Completed",
      waiting: []
    })
    expect(run("Email", [person(nils), person(kari)])).toMatchObject({ orderStatus: "Processed" })
  })
})

describe("an order of which not everything is known", () => {
  const silent: Snapshot = {
    at: "2026-11-25",
    persons: snapshot.persons ?? [],
    unavailable: [{ source: "statutoryContacts", keys: [organizationNumber], reason: "Unavailable" }]
  }
  const order: Order = { channel: "Email", recipients: [person(kari), { organizationNumber }] }

  it("is taken up again as a whole with altinn", () => {
    expect(processOrder(order, decide(programs.altinn, order, silent))).toEqual({ outcome: "retry", waiting: [0, 1] })
  })

  it("waits only for those who depend on it with strict", () => {
    expect(processOrder(order, decide(programs.strict, order, silent))).toMatchObject({
      outcome: "processed",
      notifications: [{ to: "kari@example.com", recipient: 0 }],
      orderStatus: "Processed",
      waiting: [1]
    })
  })
})

// --- Laws ------------------------------------------------------------------------------------------------------------

/** Section 2.8 of the specification for one channel, sentence by sentence. */
const naive = (order: Order, decision: Decision): ReadonlyArray<string> =>
  order.recipients.flatMap((_, index) => {
    const addresses = decision.deliveries
      .filter(({ contributors }) => contributors.some(({ recipient }) => recipient === index))
      .map(({ address }) => address)
    if (addresses.length > 0) return addresses.map((address) => `${order.channel} New ${address}`)
    const isReserved = decision.recipients[index]?.isReserved === true && order.ignoreReservation !== true
    return [`${order.channel} ${isReserved ? "Failed_RecipientReserved" : "Failed_RecipientNotIdentified"} `]
  })

const summary = ({ channel, result, to }: Notification) => `${channel} ${result} ${to}`

describe("the rows of any order", () => {
  it("say where they come from, each delivery once, e-mails before SMS, and the same every time", () => {
    fc.assert(
      fc.property(anySituation, fc.constantFrom("altinn" as const, "strict" as const), (situation, rules) => {
        const { order, snapshot: its } = situation
        const decision = decide(programs[rules], order, its)
        const processed = processOrder(order, decision)
        expect(processOrder(order, decision)).toEqual(processed)
        if (processed.outcome !== "processed") return
        const { notifications } = processed
        const deliveries = notifications.flatMap(({ delivery }) => delivery ?? [])
        expect(new Set(deliveries).size).toBe(deliveries.length)
        expect(notifications.map(({ channel }) => channel)).toEqual(notifications.map(({ channel }) => channel).sort())
        for (const { channel, delivery, result, to, withheld } of notifications) {
          expect(result === "New").toBe(delivery !== undefined)
          expect(result === "New").toBe(withheld === undefined)
          expect(result === "New").toBe(to !== "")
          if (delivery !== undefined) expect(decision.deliveries[delivery]).toMatchObject({ channel, address: to })
        }
        const keys = order.recipients.map((recipient) => JSON.stringify(recipient))
        if (
          new Set(keys).size === keys.length &&
          order.recipients.every((recipient) => Object.keys(recipient).length === 1)
        ) {
          expect(deliveries).toHaveLength(decision.deliveries.length)
        }
      }),
      { numRuns: 500 }
    )
  })

  it("are those of the specification on one channel", () => {
    fc.assert(
      fc.property(anySituation, fc.constantFrom("Email" as const, "Sms" as const), (situation, channel) => {
        const order = { ...situation.order, channel }
        const decision = decide(programs.altinn, order, situation.snapshot)
        const processed = processOrder(order, decision)
        if (processed.outcome === "processed" && processed.waiting.length === 0) {
          expect(processed.notifications.map(summary)).toEqual(naive(order, decision))
        }
      }),
      { numRuns: 500 }
    )
  })
})
