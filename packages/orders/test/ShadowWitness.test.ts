import { compile, decide, fingerprint, parseOrder, parseSnapshot, shippedRuleSet } from "@adressat/core"
import type { Order, RuleSet, Snapshot } from "@adressat/core"
import * as Result from "effect/Result"
import { frozen, sampleDecisions } from "../../testing/src/index.ts"
import { describe, expect, it } from "vitest"
import type { LoggedDecision } from "../src/LoggedDecision.ts"
import { divergenceName, divergencesOf, divergentOf, shadowOf } from "../src/Shadow.ts"
import { smallestSituation, witnessOf } from "../src/ShadowWitness.ts"

const ruleSet = shippedRuleSet("altinn")
const altinn = compile(ruleSet)
const strict = compile(shippedRuleSet("strict"))

/** As Altinn, and without the rule that asks for read access. */
const openRuleSet: RuleSet = {
  ...ruleSet,
  id: "open",
  rules: ruleSet.rules.filter(({ name }) => !name.startsWith("custom-contact/read-access"))
}
const open = compile(openRuleSet)

const organizationNumber = "313000011"
const loggedOf = (order: Order, snapshot: Snapshot): LoggedDecision =>
  frozen({
    id: "decision",
    creator: "ttd",
    at: 0,
    purpose: "send" as const,
    order,
    snapshot,
    ruleSet,
    decision: decide(altinn, order, snapshot)
  })

/** An organisation with three persons, of whom one may not read, beside others that have nothing to do with it. */
const crowd = loggedOf(
  {
    id: "reference of somebody",
    channel: "EmailPreferred",
    resourceId: "tax-report",
    ignoreReservation: true,
    recipients: [
      { nationalIdentityNumber: "01890110009" },
      { emailAddress: "somebody@example.com" },
      { organizationNumber },
      { nationalIdentityNumber: "02890110004" }
    ]
  },
  {
    at: "2026-11-25",
    persons: [
      { nationalIdentityNumber: "01890110009", isReserved: false, email: "one@example.com" },
      { nationalIdentityNumber: "02890110004", isReserved: false, email: "two@example.com" }
    ],
    statutoryContacts: [{ organizationNumber, emailList: ["post@example.com", "mail@example.com"] }],
    customContacts: [
      {
        organizationNumber,
        partyId: 5001,
        userContactPoints: [
          { userId: 11, email: "kari@example.com", lastName: "Nordmann" },
          { userId: 12, email: "ola@example.com", mobileNumber: "+4740000001" },
          { userId: 13, email: "ina@example.com" }
        ]
      }
    ],
    readAccess: [
      { organizationNumber, userId: 11, decision: "Permit" },
      { organizationNumber, userId: 12, decision: "Deny" },
      { organizationNumber, userId: 13, decision: "Permit" }
    ]
  }
)

describe("a witness", () => {
  it("is what is left of a decision when nothing more can be taken away, without names", () => {
    const [divergence, ...more] = shadowOf(open, crowd).divergences
    expect(more).toEqual([])
    if (divergence === undefined) return expect.unreachable()
    expect(divergence).toMatchObject({ basis: "CustomContact", before: { reasons: ["READ_ACCESS_NOT_PERMITTED"] } })
    expect(witnessOf(divergence, open, crowd)).toEqual({
      decisionId: "decision",
      order: { channel: "EmailPreferred", resourceId: "tax-report", recipients: [{ organizationNumber }] },
      snapshot: {
        at: "2026-11-25",
        statutoryContacts: [{ organizationNumber }],
        customContacts: [{ organizationNumber, userContactPoints: [{ userId: "[user 1]", email: "[e-mail 1]" }] }],
        readAccess: [{ organizationNumber, userId: "[user 1]", decision: "Deny" }]
      },
      subject: { organizationNumber, userId: "[user 1]" },
      recipient: 0,
      isSmallest: true
    })
  })

  it("is the same whenever it is looked for, and whoever it is", () => {
    const [divergence] = shadowOf(open, crowd).divergences
    if (divergence === undefined) return expect.unreachable()
    const others = JSON.parse(
      JSON.stringify(crowd)
        .replaceAll("ola@", "pål@")
        .replaceAll('"userId":12', '"userId":"u-90"')
        .replaceAll("01890110009", "03890110010")
    ) as LoggedDecision
    expect(JSON.stringify(witnessOf(divergence, open, others))).toBe(JSON.stringify(witnessOf(divergence, open, crowd)))
  })

  it("still has the divergence, could have come from outside, and loses it with any part less", () => {
    let smallest = 0
    for (const { order, snapshot } of sampleDecisions(25)) {
      const divergences = divergencesOf(decide(altinn, order, snapshot), decide(strict, order, snapshot))
      for (const { count: _, ...divergence } of divergences) {
        const found = smallestSituation(divergence, altinn, strict, frozen({ order, snapshot }))
        if (found === undefined) return expect.unreachable()
        const holds = (one: typeof found.situation) =>
          Result.isSuccess(parseOrder(one.order)) &&
          Result.isSuccess(parseSnapshot(one.snapshot)) &&
          divergentOf(decide(altinn, one.order, one.snapshot), decide(strict, one.order, one.snapshot)).some(
            (divergent) => divergenceName(divergent.divergence) === divergenceName(divergence)
          )
        expect(holds(found.situation)).toBe(true)
        if (!found.isSmallest) continue
        smallest++
        for (const less of withoutOnePart(found.situation)) expect(holds(less)).toBe(false)
      }
    }
    expect(smallest).toBeGreaterThan(25)
  })

  it("is found among very many rows within its bounds, and says when a bound was reached", () => {
    const userContactPoints = Array.from({ length: 3000 }, (_, index) => ({
      userId: 1000 + index,
      email: `person-${index}@example.com`
    }))
    const many = loggedOf(crowd.order, {
      ...crowd.snapshot,
      customContacts: [{ organizationNumber, userContactPoints }],
      readAccess: userContactPoints.map(({ userId }) => ({
        organizationNumber,
        userId,
        decision: userId === 2345 ? ("Deny" as const) : ("Permit" as const)
      }))
    })
    const [divergence] = shadowOf(open, many).divergences
    if (divergence === undefined) return expect.unreachable()
    const witness = witnessOf(divergence, open, many)
    expect(witness).toMatchObject({ isSmallest: true })
    expect(witness?.snapshot.readAccess).toHaveLength(1)
    const bounded = witnessOf(divergence, open, many, { tries: 3 })
    expect(bounded).toMatchObject({ isSmallest: false, subject: { userId: expect.stringMatching(/^\[user \d+\]$/) } })
  })

  it("is not there for a decision that does not have the divergence, or cannot be made again as it was", () => {
    const [divergence] = shadowOf(open, crowd).divergences
    if (divergence === undefined) return expect.unreachable()
    expect(witnessOf(divergence, altinn, crowd)).toBeUndefined()
    expect(fingerprint(openRuleSet)).not.toBe(altinn.fingerprint)
    expect(witnessOf(divergence, open, { ...crowd, ruleSet: openRuleSet })).toBeUndefined()
  })
})

/** Every value with one entry of a list or one member less. */
function* withoutOnePart<A>(value: A): Generator<A> {
  if (Array.isArray(value)) {
    for (const index of value.keys()) yield value.toSpliced(index, 1) as A
    for (const [index, entry] of value.entries()) {
      for (const less of withoutOnePart(entry as unknown)) yield value.with(index, less) as A
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== name)) as A
      for (const less of withoutOnePart(member as unknown)) yield { ...value, [name]: less }
    }
  }
}
