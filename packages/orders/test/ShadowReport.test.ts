import { compile, decide, shippedRuleSet } from "@adressat/core"
import type { Order, RuleSet, Snapshot } from "@adressat/core"
import { sampleDecisions } from "../../testing/src/index.ts"
import { describe, expect, it } from "vitest"
import type { LoggedDecision } from "../src/LoggedDecision.ts"
import { shadowOf } from "../src/Shadow.ts"
import { makeShadowTally } from "../src/ShadowReport.ts"

const ruleSet = shippedRuleSet("altinn")
const altinn = compile(ruleSet)
const strict = compile(shippedRuleSet("strict"))
const without = (prefix: string): RuleSet => ({
  ...ruleSet,
  rules: ruleSet.rules.filter(({ name }) => !name.startsWith(prefix))
})

const reportOn = (candidate: typeof altinn, decisions: ReadonlyArray<LoggedDecision>) => {
  const tally = makeShadowTally(candidate)
  for (const one of decisions) tally.add(shadowOf(candidate, one))
  const wanted = new Set(tally.decisionIds())
  return tally.report(decisions.filter(({ id }) => wanted.has(id)))
}

/** A person, who may be reserved, in a decision of her own. */
const letterTo = (id: string, nationalIdentityNumbers: ReadonlyArray<string>, isReserved: boolean): LoggedDecision => {
  const order: Order = {
    channel: "Email",
    recipients: nationalIdentityNumbers.map((nationalIdentityNumber) => ({ nationalIdentityNumber }))
  }
  const snapshot: Snapshot = {
    at: "2026-11-25",
    persons: nationalIdentityNumbers.map((nationalIdentityNumber) => ({
      nationalIdentityNumber,
      isReserved,
      email: `${nationalIdentityNumber}@example.com`
    }))
  }
  return {
    id,
    creator: "ttd",
    at: 0,
    purpose: "send",
    order,
    snapshot,
    ruleSet,
    decision: decide(altinn, order, snapshot)
  }
}

const decisions = [
  letterTo("a", ["01890110009", "02890110004"], true),
  letterTo("b", ["01890110009"], true),
  letterTo("c", ["02890110004"], false),
  letterTo("d", ["03890110010"], false)
]

describe("a shadow report", () => {
  it("says how many decisions differ, who would be reached besides, and shows the smallest case", () => {
    expect(reportOn(compile(without("person/reserved")), decisions)).toEqual({
      candidate: compile(without("person/reserved")).fingerprint,
      decisions: 4,
      differing: 2,
      share: 0.5,
      added: { persons: 3, organizations: 0, addresses: 0 },
      removed: { persons: 0, organizations: 0, addresses: 0 },
      undetermined: { persons: 0, organizations: 0, addresses: 0 },
      clusters: [
        {
          basis: "Person",
          before: { state: "withheld", channels: [], reasons: ["PERSON_RESERVED"] },
          after: { state: "delivered", channels: ["Email"], reasons: [] },
          candidates: 3,
          decisions: 2,
          witness: {
            decisionId: "b",
            order: { channel: "Email", recipients: [{ nationalIdentityNumber: "[person 1]" }] },
            snapshot: {
              at: "2026-11-25",
              persons: [{ nationalIdentityNumber: "[person 1]", isReserved: true, email: "[e-mail 1]" }]
            },
            recipient: 0,
            subject: { nationalIdentityNumber: "[person 1]" },
            isSmallest: true
          }
        }
      ]
    })
  })

  it("says who would not be reached any more", () => {
    const nobody = compile({ ...ruleSet, rules: ruleSet.rules.filter(({ event }) => event.params.basis !== "Person") })
    expect(reportOn(nobody, decisions)).toMatchObject({
      removed: { persons: 2, organizations: 0, addresses: 0 },
      added: { persons: 0 }
    })
  })

  it("has nothing to say of the rules in force, nor of no decisions at all", () => {
    expect(reportOn(altinn, sampleDecisions(50))).toMatchObject({ decisions: 50, differing: 0, share: 0, clusters: [] })
    expect(reportOn(strict, [])).toMatchObject({ decisions: 0, differing: 0, share: 0, clusters: [] })
  })

  it("is the same in whatever order decisions come", () => {
    const all = sampleDecisions(60)
    const report = reportOn(strict, all)
    expect(report.clusters.length).toBeGreaterThan(5)
    expect(report.clusters.every(({ witness }) => witness !== null)).toBe(true)
    expect(JSON.stringify(reportOn(strict, all.toReversed()))).toBe(JSON.stringify(report))
    expect(report.clusters.map((one) => one.decisions)).toEqual(
      report.clusters.map((one) => one.decisions).toSorted((a, b) => b - a)
    )
  })

  it("asks for few decisions, however many there were, and does without those that are gone", () => {
    const tally = makeShadowTally(strict)
    const [first] = sampleDecisions(60).filter((one) => shadowOf(strict, one).divergences.length > 0)
    if (first === undefined) return expect.unreachable()
    const run = shadowOf(strict, first)
    for (let index = 0; index < 1000; index++) tally.add({ ...run, decisionId: `run-${index}` })
    expect(tally.decisionIds().length).toBe(8)
    const { clusters } = tally.report([])
    expect(clusters.length).toBe(run.divergences.length)
    expect(clusters).toEqual(clusters.map((one) => ({ ...one, decisions: 1000, witness: null })))
  })
})
