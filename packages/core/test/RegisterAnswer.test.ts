import { describe, expect, it } from "vitest"
import { unitContactPoints } from "../src/RegisterAnswer.ts"

const [first, second, third] = ["313000011", "313000022", "313000033"] as const
const parties = [
  { organizationNumber: first, partyId: 5001 },
  { organizationNumber: second, partyId: 5002 },
  { organizationNumber: third, partyId: 5003 }
]
const registrations = [
  { userId: 1, organizationNumber: first, email: "kari@example.com", phone: null, resources: [] },
  { userId: 2, organizationNumber: second, email: null, phone: "40000001", resources: ["tax-report"] },
  { userId: 3, organizationNumber: third, email: "ola@example.com", phone: "", resources: ["other"] }
]

describe("the custom contacts that a register answers", () => {
  it("come in the order of the register of parties, whatever the order they are asked for in", () => {
    const answers = [
      [first, second, third],
      [third, second, ` ${first} `, second]
    ].map((numbers) => unitContactPoints(registrations, parties, numbers, "urn:altinn:resource:tax-report"))
    expect(answers[0]).toEqual([
      {
        organizationNumber: first,
        partyId: 5001,
        userContactPoints: [{ userId: 1, email: "kari@example.com", mobileNumber: null }]
      },
      {
        organizationNumber: second,
        partyId: 5002,
        userContactPoints: [{ userId: 2, email: null, mobileNumber: "40000001" }]
      }
    ])
    expect(answers[1]).toEqual(answers[0])
  })

  it("leave out organisations that are not asked for or have no party", () => {
    expect(unitContactPoints(registrations, parties, [second], "tax-report")).toHaveLength(1)
    expect(unitContactPoints(registrations, [], [first], "tax-report")).toEqual([])
  })
})
