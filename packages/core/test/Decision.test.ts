import * as Result from "effect/Result"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyOrder, anyRuleSet, anySituation, frozen, situationsWith } from "../../testing/src/index.ts"
import type { Situation } from "../../testing/src/index.ts"
import { decide } from "../src/Conclusion.ts"
import { parseDecision, parseDecisionText } from "../src/Decision.ts"
import type { Decision } from "../src/Decision.ts"
import { enumerate } from "../src/Enumeration.ts"
import { parseOrder } from "../src/Order.ts"
import { compile } from "../src/RuleProgram.ts"
import { parseRuleSet } from "../src/RuleSet.ts"
import { shippedRuleSet } from "../src/ShippedRules.ts"
import { parseSnapshot } from "../src/Snapshot.ts"

const shipped = ["altinn", "strict"] as const
const programs = { altinn: compile(shippedRuleSet("altinn")), strict: compile(shippedRuleSet("strict")) }

const json = <A>(value: A): A => JSON.parse(JSON.stringify(value)) as A

/** Checks that every candidate ends in exactly one state, and that the tally says so. */
const expectConserved = (
  decision: Decision,
  { order, snapshot }: Situation,
  ruleSet: Parameters<typeof enumerate>[2]
) => {
  const candidates = enumerate(order, snapshot, ruleSet)
  const { tally } = decision
  expect(tally.candidates).toBe(candidates.length)
  expect(tally.delivered + tally.merged + tally.noAddress + tally.withheld + tally.undetermined).toBe(candidates.length)
  expect(decision.withheld.length).toBe(tally.noAddress + tally.withheld + tally.undetermined)
  expect(decision.recipients.length).toBe(order.recipients.length)
  for (const { contributors } of decision.deliveries) {
    expect(contributors.map(({ state }) => state)).toEqual(["delivered", ...contributors.slice(1).map(() => "merged")])
  }
  const ended = new Set([
    ...decision.withheld.map(({ recipient }) => recipient),
    ...decision.deliveries.flatMap(({ contributors }) => contributors.map(({ recipient }) => recipient))
  ])
  expect(ended).toEqual(new Set(order.recipients.keys()))
  for (const { reasons, state, undetermined } of decision.withheld) {
    expect((state === "undetermined" ? undetermined : reasons).length).toBeGreaterThan(0)
  }
  expect(decision.retryable).toBe(tally.undetermined > 0)
}

describe.each(shipped)("a decision of rule set %s", (name) => {
  const program = programs[name]

  it("loses nobody: every candidate ends in exactly one state, every recipient is accounted for", () => {
    fc.assert(
      fc.property(anySituation, (situation) => {
        expectConserved(decide(program, situation.order, situation.snapshot), situation, program.ruleSet)
      }),
      { numRuns: 1500 }
    )
  })

  it("survives JSON and its own Schema", () => {
    fc.assert(
      fc.property(anySituation, ({ order, snapshot }) => {
        const decision = decide(program, order, snapshot)
        expect(Result.getOrThrow(parseDecision(json(decision)))).toEqual(decision)
        expect(Result.getOrThrow(parseDecisionText(JSON.stringify(decision)))).toEqual(decision)
      }),
      { numRuns: 300 }
    )
  })

  it("is byte-identical when replayed, also from stored order, snapshot and rule set", () => {
    fc.assert(
      fc.property(anySituation, ({ order, snapshot }) => {
        const first = JSON.stringify(decide(program, order, snapshot))
        expect(JSON.stringify(decide(program, order, snapshot))).toBe(first)
        const stored = compile(Result.getOrThrow(parseRuleSet(json(program.ruleSet))))
        const storedOrder = Result.getOrThrow(parseOrder(json(order))).order
        const storedSnapshot = Result.getOrThrow(parseSnapshot(json(snapshot)))
        expect(JSON.stringify(decide(stored, storedOrder, storedSnapshot))).toBe(first)
      }),
      { numRuns: 150 }
    )
  })

  it("changes nothing that it is given", () => {
    const frozenProgram = compile(frozen(json(shippedRuleSet(name))))
    fc.assert(
      fc.property(anySituation, ({ order, snapshot }) => {
        decide(frozenProgram, frozen(json(order)), frozen(json(snapshot)))
      }),
      { numRuns: 300 }
    )
  })
})

describe("a decision of any rule set", () => {
  it("loses nobody, whatever the gates and options", () => {
    fc.assert(
      fc.property(anyRuleSet, situationsWith(anyOrder, { unavailable: 10 }), (ruleSet, situation) => {
        expectConserved(decide(compile(ruleSet), situation.order, situation.snapshot), situation, ruleSet)
      }),
      { numRuns: 1000 }
    )
  })
})
