import { describe, expect, it } from "vitest"
import { externalIdentityContactPoints, unitContactPoints } from "../src/RegisterAnswer.ts"

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

describe("the contacts of self-identified users that a register answers", () => {
  const byEmail = "urn:altinn:person:idporten-email:kari@example.com"
  const byName = "urn:altinn:username:kari"
  const answer = (emailAddress: string | null, phoneNumber: string | null, times = 1) => {
    const users = ["epost:Kari@example.com", "kari"].flatMap((username) =>
      Array.from({ length: times }, () => ({ username, emailAddress, phoneNumber }))
    )
    return externalIdentityContactPoints(users, [byEmail, byName]).map((contact) => [
      contact.externalIdentity,
      contact.email,
      contact.mobileNumber
    ])
  }

  it("are spelled as registered, with the address of the URN for one that is not", () => {
    expect(answer("a@example.com", "")).toEqual([
      [byEmail, "a@example.com", ""],
      [byName, "a@example.com", ""]
    ])
    expect(answer(null, "40000001")).toEqual([
      [byEmail, "kari@example.com", "40000001"],
      [byName, null, "40000001"]
    ])
    expect(answer(" ", null)).toEqual([[byEmail, " ", null]])
  })

  it("are of nobody, when several have the name, but of the address, when nobody has", () => {
    expect(answer("a@example.com", null, 2)).toEqual([])
    expect(answer(null, null, 0)).toEqual([[byEmail, "kari@example.com", null]])
  })
})
