import * as Result from "effect/Result"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyBasis, anyRuleSet, factsFor, sampleOwnFacts } from "../../testing/src/index.ts"
import type { Leaf } from "../src/Condition.ts"
import { UNAVAILABLE } from "../src/Fact.ts"
import type { Facts } from "../src/Fact.ts"
import { makeRuleEngine } from "../src/RuleEngine.ts"
import { compile } from "../src/RuleProgram.ts"
import { parseRuleSet } from "../src/RuleSet.ts"
import type { RuleSet } from "../src/RuleSet.ts"
import { shippedRuleSet } from "../src/ShippedRules.ts"
import { UNKNOWN } from "../src/Verdict.ts"

const oneGate = (all: ReadonlyArray<Leaf>): RuleSet => ({
  ...shippedRuleSet("altinn"),
  facts: sampleOwnFacts,
  rules: [
    {
      name: "person/one",
      conditions: { all },
      event: { type: "require", params: { basis: "Person", reason: "PERSON_NOT_FOUND", source: "a test" } }
    }
  ]
})

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
    const ruleSet = oneGate([{ fact: "constructor", operator: "notEqual", value: "x" }])
    expect(compile(ruleSet).evaluate("Person", {}).truths).toEqual([UNKNOWN])
  })

  it("takes a value outside the vocabulary or range for unavailable, as the reference does", async () => {
    const ruleSet = oneGate([
      { fact: "readAccess", operator: "notEqual", value: "deny" },
      { fact: "tax.year", operator: "notEqual", value: 2026 },
      { fact: "tax.topics", operator: "doesNotContain", value: "vat" }
    ])
    const facts: ReadonlyArray<Facts> = [
      { readAccess: "perhaps", "tax.year": 2025, "tax.topics": [] },
      { readAccess: "permit", "tax.year": Number.NaN, "tax.topics": [] },
      { readAccess: "permit", "tax.year": 1999, "tax.topics": [] },
      { readAccess: "permit", "tax.year": 2025, "tax.topics": ["gold"] },
      { readAccess: "permit", "tax.year": 2025, "tax.topics": "vat" }
    ]
    for (const one of facts) {
      const verdict = compile(ruleSet).evaluate("Person", one)
      expect(verdict.outcome).toBe("undetermined")
      expect(await makeRuleEngine(ruleSet).evaluate("Person", one)).toEqual(verdict)
    }
  })

  it("gives one verdict for equal traces, and forgets none that matters", () => {
    const program = compile(shippedRuleSet("altinn"))
    const facts: Facts = { lookups: "complete", registerEntry: "present", reservation: "reserved" }
    expect(program.evaluate("Person", { ...facts })).toBe(program.evaluate("Person", { ...facts, stage: "processing" }))
  })

  it("says more than fifteen conditions in several words, and means the same", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(anyRuleSet, { minLength: 5, maxLength: 8 })
          .map(([first, ...others]): RuleSet => ({
            ...(first as RuleSet),
            rules: [first, ...others].flatMap((one, part) =>
              (one?.rules ?? []).map((rule) => ({ ...rule, name: `part${part}/${rule.name}` }))
            )
          }))
          .chain((ruleSet) =>
            fc.tuple(fc.constant(ruleSet), fc.array(factsFor(ruleSet), { minLength: 2, maxLength: 2 }))
          ),
        async ([ruleSet, facts]) => {
          const program = compile(ruleSet)
          const { trace, traceAll, words } = program.gates.CustomContact
          const out = new Int32Array(facts.length * words)
          traceAll(facts.map(program.pack), out)
          for (const [index, one] of facts.entries()) {
            expect(program.evaluate("CustomContact", one)).toEqual(
              await makeRuleEngine(ruleSet).evaluate("CustomContact", one)
            )
            expect([trace(program.pack(one))].flat()).toEqual([...out.subarray(index * words, (index + 1) * words)])
          }
        }
      ),
      { numRuns: 60 }
    )
  })
})

describe("the outcome of a trace", () => {
  it("is that of its verdict, however the gates combine", () => {
    fc.assert(
      fc.property(
        anyRuleSet.chain((ruleSet) => fc.tuple(fc.constant(ruleSet), factsFor(ruleSet))),
        anyBasis,
        ([ruleSet, facts], basis) => {
          const program = compile(ruleSet)
          const { notifies, outcome, trace, verdict } = program.gates[basis]
          const bits = trace(program.pack(facts))
          expect(outcome(bits)).toBe(verdict(bits).outcome)
          expect(notifies(bits)).toBe(verdict(bits).outcome === "notify")
        }
      ),
      { numRuns: 2000 }
    )
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
