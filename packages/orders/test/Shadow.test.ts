import {
  bases,
  builtInReasons,
  canonicalJson,
  compile,
  decide,
  emailKey,
  phoneKey,
  shippedRuleSet
} from "@adressat/core"
import type { Decision, Order, Snapshot } from "@adressat/core"
import { anySituation, anyVariedRuleSet, frozen, sampleDecisions } from "../../testing/src/index.ts"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { divergencesOf, shadowOf } from "../src/Shadow.ts"

const altinn = compile(shippedRuleSet("altinn"))
const strict = compile(shippedRuleSet("strict"))

const organizationNumber = "313000011"
const anyProgram = anyVariedRuleSet.map(compile)

/** Everything that comes of an order, candidate by candidate: whoever is reached where, and who is left out why. */
const outcomesOf = ({ deliveries, withheld }: Decision): ReadonlyArray<string> =>
  [
    ...deliveries.flatMap(({ address, channel, contributors }) =>
      contributors.map(({ basis, recipient, state, subject }) => [
        recipient,
        basis,
        canonicalJson(subject),
        state,
        channel,
        channel === "Email" ? emailKey(address) : phoneKey(address)
      ])
    ),
    ...withheld.map(({ basis, reasons, recipient, state, subject, undetermined }) => [
      recipient,
      basis,
      canonicalJson(subject),
      state,
      [...new Set([...reasons, ...undetermined].map(({ code }) => code))].sort()
    ])
  ]
    .map((outcome) => JSON.stringify(outcome))
    .sort()

describe("a shadow run", () => {
  it("has no divergence of a rule set from itself", () => {
    fc.assert(
      fc.property(anyProgram, anySituation, (program, { order, snapshot }) => {
        expect(divergencesOf(decide(program, order, snapshot), decide(program, order, snapshot))).toEqual([])
      })
    )
  })

  it("is the same there and back", () => {
    fc.assert(
      fc.property(anyProgram, anyProgram, anySituation, (first, second, { order, snapshot }) => {
        const [before, after] = [decide(first, order, snapshot), decide(second, order, snapshot)]
        const back = divergencesOf(after, before).map((one) => ({ ...one, before: one.after, after: one.before }))
        expect(new Set(back.map((one) => canonicalJson(one)))).toEqual(
          new Set(divergencesOf(before, after).map((one) => canonicalJson(one)))
        )
      })
    )
  })

  it("has no divergence exactly when the same comes of everybody", () => {
    let equal = 0
    fc.assert(
      fc.property(anyProgram, anySituation, (program, { order, snapshot }) => {
        const [before, after] = [decide(altinn, order, snapshot), decide(program, order, snapshot)]
        const isSame = JSON.stringify(outcomesOf(before)) === JSON.stringify(outcomesOf(after))
        if (isSame) equal++
        expect(divergencesOf(before, after).length === 0).toBe(isSame)
      })
    )
    fc.assert(
      fc.property(anySituation, ({ order, snapshot }) => {
        const [before, after] = [decide(altinn, order, snapshot), decide(strict, order, snapshot)]
        const isSame = JSON.stringify(outcomesOf(before)) === JSON.stringify(outcomesOf(after))
        if (isSame) equal++
        expect(divergencesOf(before, after).length === 0).toBe(isSame)
      })
    )
    expect(equal).toBeGreaterThan(5)
  })

  it("holds nothing but words that are known beforehand: no person, no address", () => {
    const words = new Set<unknown>([
      "delivered",
      "merged",
      "withheld",
      "undetermined",
      "no-address",
      "absent",
      "Email",
      "Sms",
      ...bases,
      ...Object.keys(builtInReasons),
      true
    ])
    const leavesOf = (value: unknown): ReadonlyArray<unknown> =>
      typeof value === "object" && value !== null ? Object.values(value).flatMap(leavesOf) : [value]
    let divergent = 0
    for (const logged of sampleDecisions(200)) {
      const { divergences, ...run } = shadowOf(strict, frozen(logged))
      expect(run).toEqual({
        decisionId: logged.id,
        creator: logged.creator,
        at: logged.at,
        candidate: strict.fingerprint
      })
      for (const { count, ...divergence } of divergences) {
        divergent++
        expect(count).toBeGreaterThan(0)
        expect(leavesOf(divergence).filter((leaf) => !words.has(leaf))).toEqual([])
      }
    }
    expect(divergent).toBeGreaterThan(50)
  })

  it("counts those who stand alike together, and puts the most frequent first", () => {
    const nationalIdentityNumbers = ["01890110009", "02890110004", "03890110010"]
    const order: Order = {
      channel: "Email",
      recipients: nationalIdentityNumbers.map((nationalIdentityNumber) => ({ nationalIdentityNumber }))
    }
    const snapshotOf = (isReserved: (index: number) => boolean): Snapshot => ({
      at: "2026-11-25",
      persons: nationalIdentityNumbers.map((nationalIdentityNumber, index) => ({
        nationalIdentityNumber,
        isReserved: isReserved(index),
        email: `person-${index}@example.com`
      }))
    })
    const delivered = { state: "delivered", channels: ["Email"], reasons: [] }
    const reserved = { state: "withheld", channels: [], reasons: ["PERSON_RESERVED"] }
    expect(
      divergencesOf(
        decide(
          altinn,
          order,
          snapshotOf((index) => index === 0)
        ),
        decide(
          altinn,
          order,
          snapshotOf((index) => index > 0)
        )
      )
    ).toEqual([
      { basis: "Person", before: delivered, after: reserved, count: 2 },
      { basis: "Person", before: reserved, after: delivered, count: 1 }
    ])
  })

  it("tells that an organisation is reached at another address, without the address", () => {
    const order: Order = { channel: "Email", recipients: [{ organizationNumber }] }
    const decided = (...emailList: ReadonlyArray<string>) =>
      decide(altinn, order, { at: "2026-11-25", statutoryContacts: [{ organizationNumber, emailList }] })
    const delivered = { state: "delivered", channels: ["Email"], reasons: [] }
    const readdressed = {
      basis: "StatutoryContact",
      before: delivered,
      after: delivered,
      isReaddressed: true,
      count: 1
    }
    expect(divergencesOf(decided("post@example.com"), decided("Post@example.com"))).toEqual([])
    expect(divergencesOf(decided("post@example.com"), decided("other@example.com"))).toEqual([readdressed])
    expect(divergencesOf(decided("post@example.com", "other@example.com"), decided("post@example.com"))).toEqual([
      readdressed
    ])
  })
})
