import { compile, decide, shippedRuleSet } from "@adressat/core"
import type { Order, Snapshot } from "@adressat/core"
import { anySituation } from "../../testing/src/index.ts"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { driftOf, redactDrift } from "../src/Drift.ts"

const program = compile(shippedRuleSet("altinn"))
const nationalIdentityNumber = "01890110009"
const organizationNumber = "313000011"
const personOrder: Order = { channel: "EmailPreferred", recipients: [{ nationalIdentityNumber }] }
const personal = (person: object | undefined): Snapshot => ({
  at: "2026-11-25",
  ...(person === undefined
    ? { absent: { persons: [nationalIdentityNumber] } }
    : { persons: [{ nationalIdentityNumber, isReserved: false, ...person }] })
})
const personDrift = (before: object | undefined, after: object | undefined) =>
  driftOf(decide(program, personOrder, personal(before)), decide(program, personOrder, personal(after)))

describe("the drift of a person", () => {
  const email = { email: "kari@example.com" }

  it("is none while nothing changed, or only the case of an address", () => {
    expect(personDrift(email, email)).toEqual([])
    expect(personDrift(email, { email: "Kari@example.com" })).toEqual([])
    expect(personDrift(undefined, undefined)).toEqual([])
  })

  it("says who came and went, and why there was nobody", () => {
    const subject = { nationalIdentityNumber }
    expect(personDrift(undefined, email)).toEqual([
      {
        change: "came",
        recipient: 0,
        basis: "Person",
        subject,
        before: [],
        after: [{ channel: "Email", address: "kari@example.com" }],
        reasons: ["PERSON_NOT_FOUND"]
      }
    ])
    expect(personDrift(email, { ...email, isReserved: true })).toMatchObject([
      { change: "went", reasons: ["PERSON_RESERVED"], after: [] }
    ])
  })

  it("says whose address is another, and whose channel", () => {
    expect(personDrift(email, { email: "other@example.com" })).toMatchObject([
      {
        change: "address-changed",
        before: [{ address: "kari@example.com" }],
        after: [{ address: "other@example.com" }]
      }
    ])
    expect(personDrift(email, { mobileNumber: "40000001" })).toMatchObject([
      { change: "channel-changed", after: [{ channel: "Sms", address: "+4740000001" }], reasons: [] }
    ])
  })
})

describe("the drift of an organisation", () => {
  const order: Order = { channel: "Email", resourceId: "tax-report", recipients: [{ organizationNumber }] }
  const snapshot: Snapshot = {
    at: "2026-11-25",
    statutoryContacts: [{ organizationNumber, emailList: ["post@example.com"] }],
    customContacts: [
      { organizationNumber, partyId: 5001, userContactPoints: [{ userId: 11, email: "kari@example.com" }] }
    ],
    readAccess: [{ organizationNumber, userId: 11, decision: "Permit" }]
  }

  it("brings the persons that registration did not ask for", () => {
    const forecast = decide(program, { ...order, stage: "registration" }, snapshot)
    const decided = decide(program, { ...order, stage: "processing" }, snapshot)
    const drift = driftOf(forecast, decided)
    expect(drift).toMatchObject([
      { change: "came", basis: "CustomContact", subject: { userId: 11 }, reasons: ["NOT_CONSULTED_AT_REGISTRATION"] }
    ])
    expect(redactDrift(drift)).toMatchObject([
      {
        subject: { userId: "[user 1]" },
        after: [{ channel: "Email", address: "[e-mail 1]" }],
        reasons: ["NOT_CONSULTED_AT_REGISTRATION"]
      }
    ])
    expect(JSON.stringify(redactDrift(drift))).not.toContain("kari")
  })

  it("brings persons also when registration did not so much as know them", () => {
    const { customContacts: _contacts, readAccess: _access, ...known } = snapshot
    const forecast = decide(program, { ...order, stage: "registration" }, known)
    expect(driftOf(forecast, decide(program, order, snapshot))).toMatchObject([
      { change: "came", subject: { userId: 11 }, before: [], reasons: ["NOT_CONSULTED_AT_REGISTRATION"] }
    ])
  })
})

describe("any drift", () => {
  it("is none from a decision to itself", () => {
    fc.assert(
      fc.property(anySituation, ({ order, snapshot }) => {
        const decision = decide(program, order, snapshot)
        expect(driftOf(decision, decision)).toEqual([])
      })
    )
  })

  it("goes the other way from end to beginning", () => {
    const opposite = {
      came: "went",
      went: "came",
      "address-changed": "address-changed",
      "channel-changed": "channel-changed"
    }
    fc.assert(
      fc.property(anySituation, ({ order, snapshot }) => {
        const registered = decide(program, { ...order, stage: "registration" }, snapshot)
        const processed = decide(program, { ...order, stage: "processing" }, snapshot)
        const key = (change: string, subject: object, recipient: number, basis: string) =>
          JSON.stringify([change, subject, recipient, basis])
        const there = driftOf(registered, processed).map(({ basis, change, recipient, subject }) =>
          key(opposite[change], subject, recipient, basis)
        )
        const back = driftOf(processed, registered).map(({ basis, change, recipient, subject }) =>
          key(change, subject, recipient, basis)
        )
        expect(back.sort()).toEqual(there.sort())
      })
    )
  })

  it("names nobody once it is redacted, and says the same of everybody", () => {
    const email = (name: string) => ({ email: `${name}@example.com` })
    expect(redactDrift(personDrift(email("kari"), email("ola")))).toEqual(
      redactDrift(personDrift(email("per"), email("pål")))
    )
    expect(redactDrift(personDrift(undefined, email("kari")))).toMatchObject([
      { subject: { nationalIdentityNumber: "[person 1]" }, after: [{ address: "[e-mail 1]" }] }
    ])
    expect(redactDrift(personDrift(email("kari"), email("ola")))[0]).toMatchObject({
      before: [{ address: "[e-mail 1]" }],
      after: [{ address: "[e-mail 2]" }]
    })
  })
})
