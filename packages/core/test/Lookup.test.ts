import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anySituation } from "../../testing/src/index.ts"
import { decide } from "../src/Conclusion.ts"
import type { Order } from "../src/Order.ts"
import { compile } from "../src/RuleProgram.ts"
import { shippedRuleSet, shippedRuleSetNames } from "../src/ShippedRules.ts"
import type { Snapshot } from "../src/Snapshot.ts"

const [kari, ola, nils] = ["01890110009", "02890110048", "03890110087"] as const
const snapshot: Snapshot = {
  at: "2026-11-25",
  persons: [
    { nationalIdentityNumber: kari, isReserved: false, email: "kari@example.com" },
    { nationalIdentityNumber: ola, isReserved: true, email: "ola@example.com" }
  ],
  absent: { persons: [nils] }
}

const lookup = (recipients: Order["recipients"], name: "altinn" | "strict" = "altinn", more: Partial<Order> = {}) =>
  decide(compile(shippedRuleSet(name)), { channel: "Email", recipients, ...more }, snapshot).lookup

const persons = (...numbers: ReadonlyArray<string>) =>
  numbers.map((nationalIdentityNumber) => ({ nationalIdentityNumber }))

describe("the look-up status", () => {
  it("is null when nothing needs to be looked up", () => {
    expect(lookup([{ emailAddress: "a@example.com" }])).toBeNull()
  })

  it("tells who is reserved and who has no contact data, and never the same person twice", () => {
    expect(lookup(persons(kari))).toEqual({ status: "Success", isReserved: [], missingContact: [], undetermined: [] })
    expect(lookup(persons(kari, ola, nils))).toEqual({
      status: "PartialSuccess",
      isReserved: [ola],
      missingContact: [nils],
      undetermined: []
    })
    expect(lookup(persons(ola, nils))?.status).toBe("Failed")
  })

  it("lists a reserved person also when the reservation is overridden", () => {
    expect(lookup(persons(ola), "altinn", { ignoreReservation: true })).toMatchObject({
      isReserved: [ola],
      status: "Failed"
    })
  })

  it("counts a missing person who is named twice as two in altinn, and as one in strict", () => {
    expect(lookup(persons(nils, nils))).toMatchObject({ status: "PartialSuccess", missingContact: [nils] })
    expect(lookup(persons(nils, nils), "strict")).toMatchObject({ status: "Failed", missingContact: [nils] })
  })

  it("tells apart who is missing and who is not known", () => {
    expect(lookup(persons(nils, "04890110016"), "strict")).toMatchObject({
      missingContact: [nils],
      undetermined: ["04890110016"]
    })
  })

  it.each(shippedRuleSetNames)(
    "in %s names recipients of the order only, each in one list, and fits its own lists",
    (name) => {
      const program = compile(shippedRuleSet(name))
      fc.assert(
        fc.property(anySituation, ({ order, snapshot: answers }) => {
          const status = decide(program, order, answers).lookup
          if (status === null) return
          const { isReserved, missingContact, undetermined } = status
          const named = order.recipients.flatMap((recipient) => Object.values(recipient))
          const listed = [...new Set(isReserved), ...missingContact, ...undetermined]
          expect(new Set(listed).size).toBe(listed.length)
          for (const identifier of listed) expect(named).toContain(identifier)
          if (status.status === "Success") expect(listed).toEqual([])
        }),
        { numRuns: 500 }
      )
    }
  )
})
