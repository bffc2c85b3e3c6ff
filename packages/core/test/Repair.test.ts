import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyBasis, anyRuleSet, anySituation, factsFor } from "../../testing/src/index.ts"
import { decide } from "../src/Conclusion.ts"
import { enumerate } from "../src/Enumeration.ts"
import type { Facts } from "../src/Fact.ts"
import { repairGates } from "../src/Repair.ts"
import type { Repair } from "../src/Repair.ts"
import { compile } from "../src/RuleProgram.ts"
import type { RuleProgram } from "../src/RuleProgram.ts"
import type { Basis } from "../src/RuleSet.ts"
import { shippedRuleSet, shippedRuleSetNames } from "../src/ShippedRules.ts"

const applied = (facts: Facts, changes: Repair["changes"]): Facts => ({
  ...facts,
  ...Object.fromEntries(changes.map(({ fact, to }) => [fact, to]))
})

/** Checks that a repair works, says what else must turn out well, and has no change too many. */
const expectMinimal = (program: RuleProgram, basis: Basis, facts: Facts) => {
  if (program.evaluate(basis, facts).outcome !== "withhold") return
  for (const { changes, provided } of repairGates(program, basis, facts)) {
    const after = program.evaluate(basis, applied(facts, changes)).outcome
    expect(after).toBe(provided.length === 0 ? "notify" : "undetermined")
    for (const left of changes) {
      const without = changes.filter((change) => change !== left)
      expect(program.evaluate(basis, applied(facts, without)).outcome).toBe("withhold")
    }
    expect(new Set(changes.map(({ fact }) => fact)).size).toBe(changes.length)
    for (const { fact, to } of changes) expect(facts[fact]).not.toBe(to)
  }
}

describe("a repair", () => {
  it.each(shippedRuleSetNames)("of %s lets the candidate through, and no change can be left out", (name) => {
    const program = compile(shippedRuleSet(name))
    fc.assert(
      fc.property(anySituation, ({ order, snapshot }) => {
        for (const { basis, facts } of enumerate(order, snapshot, program.ruleSet)) expectMinimal(program, basis, facts)
      }),
      { numRuns: 200 }
    )
  })

  it("of any rule set and facts is minimal", () => {
    fc.assert(
      fc.property(
        anyRuleSet.chain((ruleSet) => fc.tuple(fc.constant(ruleSet), factsFor(ruleSet))),
        anyBasis,
        ([ruleSet, facts], basis) => expectMinimal(compile(ruleSet), basis, facts)
      ),
      { numRuns: 1000 }
    )
  })

  it.each(shippedRuleSetNames)(
    "is offered in %s to everybody with custom contact information who is withheld",
    (name) => {
      const program = compile(shippedRuleSet(name))
      fc.assert(
        fc.property(anySituation, ({ order, snapshot }) => {
          for (const { basis, reasons, repairs, state } of decide(program, order, snapshot).withheld) {
            const codes = reasons.map(({ code }) => code)
            if (basis !== "CustomContact" || state !== "withheld" || codes.includes("SOURCE_UNAVAILABLE")) continue
            expect(repairs.length).toBeGreaterThan(0)
          }
        }),
        { numRuns: 300 }
      )
    }
  )
})
