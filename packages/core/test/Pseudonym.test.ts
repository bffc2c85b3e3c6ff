import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { makePseudonyms } from "../src/Pseudonym.ts"

describe("pseudonyms", () => {
  it("number names as they appear, by kind, whatever their case", () => {
    const { address, of, organization } = makePseudonyms()
    expect([of("person", "a"), of("user", "a"), of("person", "b"), of("person", "A")]).toEqual([
      "[person 1]",
      "[user 1]",
      "[person 2]",
      "[person 1]"
    ])
    expect([address("Email", "x@y.no"), address("Sms", "x@y.no")]).toEqual(["[e-mail 1]", "[phone 1]"])
    expect([organization("310000019"), organization("Kari")]).toEqual(["310000019", "[organisation 1]"])
  })

  it("hide every name of a subject and keep the rest", () => {
    expect(
      makePseudonyms().subject({
        nationalIdentityNumber: "01890100011",
        userId: 7,
        organizationNumber: "310000019",
        registeredOn: "310000027"
      })
    ).toEqual({
      nationalIdentityNumber: "[person 1]",
      userId: "[user 1]",
      organizationNumber: "310000019",
      registeredOn: "310000027"
    })
  })

  it("say nothing about what they hide", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 20 }), (order) => {
        const [first, second] = [makePseudonyms(), makePseudonyms()]
        const names = (prefix: string) => order.map((index) => `${prefix}${index}`)
        expect(names("kari").map((name) => first.of("person", name))).toEqual(
          names("ola").map((name) => second.of("person", name))
        )
      })
    )
  })
})
