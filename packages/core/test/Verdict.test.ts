import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyBasis, anyRuleSet, factsFor } from "../../testing/src/index.ts"
import type { Rule } from "../src/RuleSet.ts"
import { compile } from "../src/RuleProgram.ts"
import { gateOutcome, gatesThat, verdict } from "../src/Verdict.ts"
import type { Truth } from "../src/Verdict.ts"

const gate = (type: "require" | "exclude"): Rule => ({
  name: type,
  conditions: { all: [{ fact: "registerEntry", operator: "equal", value: "present" }] },
  event: { type, params: { basis: "Person", reason: "PERSON_NOT_FOUND", source: "a test" } }
})
const [required, excluded] = [gate("require"), gate("exclude")]

describe("a verdict", () => {
  it.each<readonly [require: Truth, exclude: Truth, outcome: string]>([
    [0, 0, "withhold"],
    [0, 1, "withhold"],
    [0, 2, "withhold"],
    [1, 0, "notify"],
    [1, 1, "withhold"],
    [1, 2, "undetermined"],
    [2, 0, "undetermined"],
    [2, 1, "withhold"],
    [2, 2, "undetermined"]
  ])("of a require rule that is %i and an exclude rule that is %i is %s", (require, exclude, outcome) => {
    expect(verdict([required, excluded], [require, exclude]).outcome).toBe(outcome)
    expect(verdict([excluded, required], [exclude, require]).outcome).toBe(outcome)
  })

  it("without a require rule is to withhold, and so is one without rules", () => {
    expect(verdict([], []).outcome).toBe("withhold")
    for (const truth of [0, 1, 2] as const) expect(verdict([excluded], [truth]).outcome).toBe("withhold")
  })

  it("takes a truth that is not given for unknown", () => {
    expect(verdict([required], []).outcome).toBe("undetermined")
  })

  it("sorts every gate into exactly one of holds, fails and undetermined, in document order", () => {
    fc.assert(
      fc.property(
        anyRuleSet.chain((ruleSet) => fc.tuple(fc.constant(ruleSet), factsFor(ruleSet))),
        anyBasis,
        ([ruleSet, facts], basis) => {
          const judged = compile(ruleSet).evaluate(basis, facts)
          const sorted = (["holds", "fails", "undetermined"] as const).map((outcome) => gatesThat(judged, outcome))
          expect(new Set(sorted.flat())).toEqual(new Set(judged.gates))
          expect(sorted.flat().length).toBe(judged.gates.length)
          for (const gates of sorted) expect(gates).toEqual(judged.gates.filter((one) => gates.includes(one)))
          const [, fails, open] = sorted
          if (judged.outcome === "notify") expect([fails, open]).toEqual([[], []])
          if (judged.outcome === "undetermined") expect(fails).toEqual([])
        }
      )
    )
  })

  it("lets a gate through by its type and the truth of its conditions", () => {
    expect([0, 1, 2].map((truth) => gateOutcome(required, truth as Truth))).toEqual(["fails", "holds", "undetermined"])
    expect([0, 1, 2].map((truth) => gateOutcome(excluded, truth as Truth))).toEqual(["holds", "fails", "undetermined"])
  })
})
