import { compile, decide, shippedRuleSet } from "@adressat/core"
import type { Order, Snapshot } from "@adressat/core"
import { anySituation } from "../../testing/src/index.ts"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { chainAnswer, lookupAnswer, MISSING_CONTACT } from "../src/LookupAnswer.ts"

const [kari, ola, nils] = ["01890110009", "02890110048", "03890110087"] as const
const snapshot: Snapshot = {
  at: "2026-11-25",
  persons: [
    { nationalIdentityNumber: kari, isReserved: false, email: "kari@example.com" },
    { nationalIdentityNumber: ola, isReserved: true, email: "ola@example.com" }
  ],
  statutoryContacts: [],
  absent: { persons: [nils], statutoryContacts: ["313000011"] }
}
const program = compile(shippedRuleSet("altinn"))
const decided = (recipients: Order["recipients"], channel: Order["channel"] = "Email") =>
  decide(program, { stage: "registration", channel, recipients }, snapshot)
const person = (nationalIdentityNumber: string) => ({ nationalIdentityNumber })

describe("the answer of the v1 API", () => {
  it("tells whom it could not look up, and takes the order whatever it is", () => {
    expect(lookupAnswer(decided([{ emailAddress: "a@example.com" }]))).toEqual({ httpStatus: 202 })
    expect(lookupAnswer(decided([person(kari), person(ola), person(nils)]))).toEqual({
      httpStatus: 202,
      recipientLookup: { status: "PartialSuccess", isReserved: [ola], missingContact: [nils] }
    })
  })

  it("is a failure while a source does not answer", () => {
    const silent: Snapshot = {
      at: "2026-11-25",
      unavailable: [{ source: "persons", keys: [kari], reason: "Unavailable" }]
    }
    const decision = decide(program, { channel: "Email", recipients: [person(kari)] }, silent)
    expect(lookupAnswer(decision)).toEqual({ httpStatus: 500, undetermined: [0] })
    expect(chainAnswer([{ decision: decided([person(kari)]) }, { reminder: 0, decision }])).toEqual({
      httpStatus: 500,
      undetermined: [1]
    })
  })
})

describe("the answer of the current API", () => {
  it("takes a chain whose recipients have contact data, reserved or not", () => {
    expect(
      chainAnswer([{ decision: decided([person(kari)]) }, { reminder: 0, decision: decided([person(ola)]) }])
    ).toEqual({ httpStatus: 201 })
  })

  it("refuses a chain for one reminder, and says which, whom by place, and why", () => {
    const answer = chainAnswer([
      { decision: decided([person(kari)]) },
      { reminder: 0, decision: decided([person(kari)]) },
      { reminder: 1, decision: decided([{ organizationNumber: "313000011" }], "SmsPreferred") }
    ])
    expect(answer).toMatchObject({
      httpStatus: 422,
      problem: MISSING_CONTACT,
      missing: [
        {
          shipment: "reminder",
          reminder: 1,
          recipient: 0,
          kind: "organization",
          channel: "SmsPreferred",
          candidates: [
            { basis: "StatutoryContact", reasons: [{ code: "NO_STATUTORY_CONTACT", gate: expect.any(String) }] },
            {}
          ]
        }
      ]
    })
  })

  it("refuses the main order too, and says on which channel somebody has no address", () => {
    const answer = chainAnswer([{ decision: decided([person(kari)], "Sms") }])
    expect(answer).toMatchObject({
      httpStatus: 422,
      missing: [
        {
          shipment: "main",
          channel: "Sms",
          candidates: [{ state: "no-address", reasons: [{ code: "ADDRESS_NOT_ON_CHANNEL" }] }]
        }
      ]
    })
    expect(answer).not.toHaveProperty("missing.0.reminder")
  })

  it("names nobody", () => {
    fc.assert(
      fc.property(anySituation, ({ order, snapshot: its }) => {
        const decision = decide(program, { ...order, stage: "registration" }, its)
        const answer = chainAnswer([{ decision }])
        const text = JSON.stringify(answer)
        for (const { emailAddress, externalIdentity, nationalIdentityNumber, phoneNumber } of order.recipients) {
          for (const secret of [emailAddress, externalIdentity, nationalIdentityNumber, phoneNumber]) {
            if (secret !== undefined) expect(text).not.toContain(secret)
          }
        }
        if (answer.httpStatus === 422) {
          const missing = answer.missing.map(({ recipient }) => decision.recipients[recipient]?.identifier)
          expect(new Set(missing)).toEqual(new Set(decision.lookup?.missingContact))
        } else if (answer.httpStatus === 201) expect(decision.lookup?.missingContact ?? []).toEqual([])
      })
    )
  })
})
