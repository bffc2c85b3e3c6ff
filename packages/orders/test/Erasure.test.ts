import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { cast, sampleDecisions } from "../../testing/src/index.ts"
import { decisionWithout, erasedSubject, makeErasure, mergedTraces, replayDecision } from "../src/index.ts"
import type { Person, Traces } from "../src/index.ts"

const SECRET = "0123456789abcdef"
const none: Traces = { addresses: new Set(), userIds: new Set() }
const person = { nationalIdentityNumber: "15068501000" }
const erasure = makeErasure(person, SECRET)

/** A value without the person and what is hers in it. */
const without = <A>(value: A, who: Person = person): A => {
  const one = makeErasure(who, SECRET)
  return one.without(value, one.tracesIn([value]))
}

describe("what is hers", () => {
  it("is what stands beside her identity, and what a user id that stands there leads to", () => {
    const snapshot = {
      persons: [{ ...person, userId: 7, email: " Kari@x.example ", mobileNumber: "90000001" }],
      customContacts: [
        {
          registrations: [
            { userId: 7, email: "work@x.example" },
            { userId: 8, email: "ola@x.example" }
          ]
        }
      ]
    }
    const traces = erasure.tracesIn([snapshot])
    expect([...traces.addresses].toSorted()).toEqual(["90000001", "Kari@x.example", "work@x.example"])
    expect([...traces.userIds]).toEqual([7])
  })

  it("is the address of a delivery that reaches her, and those at which she was left out", () => {
    const decision = {
      deliveries: [
        { address: "a@x.example", contributors: [{ subject: { userId: 8 } }, { subject: person }] },
        { address: "b@x.example", contributors: [{ subject: { userId: 8 } }] }
      ],
      withheld: [{ subject: person, addresses: [{ channel: "Email", address: "c@x.example" }] }]
    }
    expect([...erasure.tracesIn([decision]).addresses]).toEqual(["a@x.example", "c@x.example"])
  })
})

describe("a pseudonym", () => {
  it("stands for a number of nobody, the same one throughout", () => {
    const made = without({ a: "15068501000", b: "ref 15068501000." })
    expect(made.a).toMatch(/^00\d{9}$/)
    expect(made.b).toBe(`ref ${made.a}.`)
    expect(without({ a: "15068501000" }).a).toBe(made.a)
    const other = makeErasure(person, `${SECRET}0`)
    expect(other.without("15068501000", none)).not.toBe(made.a)
  })

  it("leaves the rest of a text alone, and does not take one address for a part of another", () => {
    const value = { ...person, email: "kari@x.example", phone: "90000001" }
    const traces = erasure.tracesIn([value])
    for (const text of ["hkari@x.example", "kari@x.example.com", "x.kari@x.example", "190000001", "900000010"]) {
      expect(erasure.without(text, traces)).toBe(text)
    }
    const written = erasure.without("to KARI@x.example, +47 90000001, 0047900 00 001", traces)
    expect(written).not.toMatch(/kari|90000001|900 00 001/i)
    expect(written).toMatch(/^to erased-[0-9a-f]{12}@erased\.example, \+47 9\d{7}, 00479\d\d \d\d \d{3}$/)
  })

  it("is a URN of the same kind for an external identity, and never that of somebody else", () => {
    for (const externalIdentity of cast.externalIdentities) {
      const made = without({ externalIdentity, other: cast.nationalIdentityNumbers[0] }, { externalIdentity })
      expect(made.externalIdentity.slice(0, externalIdentity.lastIndexOf(":"))).toBe(
        externalIdentity.slice(0, externalIdentity.lastIndexOf(":"))
      )
      expect(made.externalIdentity).not.toContain(externalIdentity)
      expect(made.other).toBe(cast.nationalIdentityNumbers[0])
    }
  })
})

it("leaves what does not name her as the same object", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(erasure.without(value, none)).toBe(value)
    })
  )
})

it("changes the JSON of an event, and of any other text the words", () => {
  expect(erasure.eventWithout('{ "a": 1 }', none)).toBe('{ "a": 1 }')
  expect(erasure.eventWithout('{"a": "15068501000"}', none)).toMatch(/^\{"a":"00\d{9}"\}$/)
  expect(erasure.eventWithout("of 15068501000", none)).toMatch(/^of 00\d{9}$/)
  expect(erasure.eventWithout("15068501000", none)).toMatch(/^00\d{9}$/)
})

it("leaves decisions of every kind such that they come out the same, or says that one does not", () => {
  const decisions = sampleDecisions(300)
  let erased = 0
  let lost = 0
  for (const nationalIdentityNumber of cast.nationalIdentityNumbers) {
    const one = makeErasure({ nationalIdentityNumber }, SECRET)
    for (const logged of decisions) {
      const parts = [logged.order, logged.snapshot, logged.decision]
      if (!one.isNamedIn(JSON.stringify(parts))) continue
      const traces = one.tracesIn(parts)
      const made = decisionWithout(one, logged, traces)
      if (made === undefined) {
        lost += 1
        continue
      }
      erased += 1
      expect(replayDecision(made).isSame).toBe(true)
      expect(JSON.stringify(made)).not.toContain(nationalIdentityNumber)
      expect(made.decision.deliveries.length).toBe(logged.decision.deliveries.length)
    }
  }
  expect(erased).toBeGreaterThan(100)
  // What is lost is what was hardly an address at all.
  expect(lost / (erased + lost)).toBeLessThan(0.1)
})

it("knows whom a receipt is about only by the secret", () => {
  expect(erasedSubject(person, SECRET)).toMatch(/^[0-9a-f]{64}$/)
  expect(erasedSubject(person, SECRET)).toBe(erasedSubject({ ...person }, SECRET))
  expect(erasedSubject(person, `${SECRET}1`)).not.toBe(erasedSubject(person, SECRET))
  expect(erasedSubject({ externalIdentity: person.nationalIdentityNumber }, SECRET)).not.toBe(
    erasedSubject(person, SECRET)
  )
})

it("puts traces together", () => {
  const one = { addresses: new Set(["a"]), userIds: new Set([1]) }
  expect(mergedTraces(one, { addresses: new Set(["b", "a"]), userIds: new Set(["1"]) })).toEqual({
    addresses: new Set(["a", "b"]),
    userIds: new Set([1, "1"])
  })
})
