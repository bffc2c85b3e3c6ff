import * as Result from "effect/Result"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyBasis, anyRuleSet, factsFor } from "../../testing/src/index.ts"
import { UNAVAILABLE } from "../src/Fact.ts"
import type { Facts } from "../src/Fact.ts"
import { makeRuleEngine } from "../src/RuleEngine.ts"
import { compile, compileRule } from "../src/RuleProgram.ts"
import { parseRuleSet } from "../src/RuleSet.ts"

describe("a compiled rule set", () => {
  it("means the same as json-rules-engine, gate by gate", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyRuleSet.chain((ruleSet) =>
          fc.record({
            ruleSet: fc.constant(ruleSet),
            basis: anyBasis,
            facts: fc.array(factsFor(ruleSet), { minLength: 3, maxLength: 3 })
          })
        ),
        async ({ basis, facts, ruleSet }) => {
          const [program, reference] = [compile(ruleSet), makeRuleEngine(ruleSet)]
          for (const one of facts) {
            expect(program.evaluate(basis, one)).toEqual(await reference.evaluate(basis, one))
          }
        }
      ),
      { numRuns: 800 }
    )
  })

  it("keeps a decided outcome when an unknown becomes known", () => {
    fc.assert(
      fc.property(
        anyRuleSet.chain((ruleSet) => fc.tuple(fc.constant(ruleSet), factsFor(ruleSet), factsFor(ruleSet, "known"))),
        anyBasis,
        ([ruleSet, some, all], basis) => {
          const program = compile(ruleSet)
          const before = program.evaluate(basis, some)
          const known = Object.fromEntries(
            Object.entries(all).map(([name, value]) => [
              name,
              some[name] === UNAVAILABLE ? value : (some[name] ?? value)
            ])
          )
          const after = program.evaluate(basis, known)
          if (before.outcome !== "undetermined") expect(after.outcome).toBe(before.outcome)
          for (const [index, truth] of before.truths.entries()) if (truth !== 2) expect(after.truths[index]).toBe(truth)
          expect(after.outcome).not.toBe("undetermined")
        }
      ),
      { numRuns: 2000 }
    )
  })

  it("never throws, and takes a missing fact for unavailable", () => {
    fc.assert(
      fc.property(anyRuleSet, anyBasis, fc.object(), (ruleSet, basis, facts) => {
        const program = compile(ruleSet)
        expect(program.evaluate(basis, facts as Facts).outcome).toMatch(/^(notify|withhold|undetermined)$/)
        expect(program.evaluate(basis, {})).toEqual(
          program.evaluate(basis, Object.fromEntries(Object.keys(program.catalogue).map((name) => [name, UNAVAILABLE])))
        )
      }),
      { numRuns: 500 }
    )
  })

  it("withholds a basis without require rules", () => {
    fc.assert(
      fc.property(
        anyRuleSet.chain((ruleSet) => fc.tuple(fc.constant(ruleSet), factsFor(ruleSet))),
        anyBasis,
        ([ruleSet, facts], basis) => {
          const excluding = { ...ruleSet, rules: ruleSet.rules.filter(({ event }) => event.type === "exclude") }
          expect(compile(excluding).evaluate(basis, facts).outcome).toBe("withhold")
        }
      )
    )
  })

  it("does not find facts on the prototype", () => {
    const condition = { all: [{ fact: "constructor", operator: "notEqual" as const, value: "x" }] }
    const test = compileRule({
      name: "x",
      conditions: condition,
      event: { type: "require", params: { basis: "Person", reason: "X_X", source: "x" } }
    })
    expect(test({})).toBe(2)
  })
})

describe("random rule sets and conditions", () => {
  it("are rule sets", () => {
    fc.assert(
      fc.property(anyRuleSet, (ruleSet) => {
        expect(Result.getOrThrow(parseRuleSet(JSON.parse(JSON.stringify(ruleSet))))).toEqual(ruleSet)
      }),
      { numRuns: 300 }
    )
  })
})
