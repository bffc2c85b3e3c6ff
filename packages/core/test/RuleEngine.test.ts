import fc from "fast-check"
import { Engine } from "json-rules-engine"
import type { RuleProperties } from "json-rules-engine"
import { describe, expect, it } from "vitest"
import { anyBasis, anyRuleSet, anySituation, factsFor } from "../../testing/src/index.ts"
import { decide, decideByReference } from "../src/Conclusion.ts"
import { UNAVAILABLE } from "../src/Fact.ts"
import type { Facts, FactValue } from "../src/Fact.ts"
import { makeRuleEngine } from "../src/RuleEngine.ts"
import type { SlowFacts } from "../src/RuleEngine.ts"
import { compile } from "../src/RuleProgram.ts"
import { bases, rulesOf } from "../src/RuleSet.ts"
import type { RuleSet } from "../src/RuleSet.ts"
import { shippedRuleSet, shippedRuleSetNames } from "../src/ShippedRules.ts"

/** Waits for so many turns of the microtask queue, or of the event loop when negative; never for a time. */
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < Math.abs(count); turn++) {
    await (count < 0 ? new Promise<void>((resolve) => setImmediate(resolve)) : Promise.resolve())
  }
}

const slow = (facts: Facts, delays: ReadonlyArray<number>): SlowFacts =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value], index) => [
      name,
      async (): Promise<FactValue> => {
        await turns(delays[index % delays.length] ?? 0)
        return value
      }
    ])
  )

const anyDelays = fc.array(fc.integer({ min: -3, max: 12 }), { minLength: 1, maxLength: 7 })

/** One engine for all runs, as its documentation suggests. */
const sharedEngine = (rules: RuleSet["rules"]) => {
  const engine = new Engine(
    rules.map(({ conditions, event, name }): RuleProperties => ({
      name,
      conditions: conditions as RuleProperties["conditions"],
      event
    }))
  )
  return async (facts: SlowFacts): Promise<ReadonlyArray<string>> => {
    const { results } = await engine.run({ ...facts })
    return results.map(({ name }) => name).sort()
  }
}

const withPriorities = (rules: RuleSet["rules"]) => {
  const engine = new Engine(
    rules.map(({ conditions, event, name }, index): RuleProperties => ({
      name,
      conditions: conditions as RuleProperties["conditions"],
      event,
      priority: index + 1
    }))
  )
  return async (facts: SlowFacts): Promise<ReadonlyArray<string>> => {
    const { results } = await engine.run({ ...facts })
    return results.map(({ name }) => name).sort()
  }
}

const anyEvaluation = anyRuleSet.chain((ruleSet) =>
  fc.record({
    ruleSet: fc.constant(ruleSet),
    runs: fc.array(fc.record({ basis: anyBasis, facts: factsFor(ruleSet), delays: anyDelays }), {
      minLength: 2,
      maxLength: 6
    })
  })
)

describe("the reference evaluator", () => {
  it("gives the same verdicts in overlapping evaluations with slow facts as one after the other", async () => {
    await fc.assert(
      fc.asyncProperty(anyEvaluation, async ({ ruleSet, runs }) => {
        const engine = makeRuleEngine(ruleSet)
        const program = compile(ruleSet)
        const overlapping = await Promise.all(
          runs.map(async ({ basis, delays, facts }) => engine.evaluate(basis, slow(facts, delays)))
        )
        expect(overlapping).toEqual(runs.map(({ basis, facts }) => program.evaluate(basis, facts)))
      }),
      { numRuns: 200 }
    )
  })

  it("takes a fact whose look-up fails for unavailable, and asks for each fact once", async () => {
    const engine = makeRuleEngine(shippedRuleSet("strict"))
    const asked: Array<string> = []
    const facts = Object.fromEntries(
      Object.keys(compile(shippedRuleSet("strict")).catalogue).map((name) => [
        name,
        async (): Promise<FactValue> => {
          asked.push(name)
          await turns(1)
          throw new Error("no answer")
        }
      ])
    )
    const { outcome } = await engine.evaluate("CustomContact", facts)
    expect(outcome).toBe("undetermined")
    expect(asked.length).toBe(new Set(asked).size)
  })
})

describe("a shared json-rules-engine Engine", () => {
  it("loses rules when runs overlap, so the property above can fail", async () => {
    const rules = rulesOf(shippedRuleSet("altinn"), "CustomContact")
    const facts = Object.fromEntries(
      Object.entries(compile(shippedRuleSet("altinn")).catalogue).map(([name, definition]) => [
        name,
        definition.type === "word" ? (definition.values[0] ?? "") : 0
      ])
    )
    const alone = await withPriorities(rules)(slow(facts, [0]))
    const run = withPriorities(rules)
    const [, overlapped] = await Promise.all([run(slow(facts, [0])), run(slow(facts, [-2]))])
    expect(alone.length).toBeGreaterThan(2)
    expect(overlapped.length).toBeLessThan(alone.length)
  })
})

describe.each(shippedRuleSetNames)("the rules of %s", (name) => {
  const ruleSet = shippedRuleSet(name)

  it("are loaded unchanged by a plain Engine, which agrees with the program where all facts are known", async () => {
    const program = compile(ruleSet)
    const run = sharedEngine(ruleSet.rules)
    const engine = new Engine(ruleSet.rules as unknown as Array<RuleProperties>)
    expect(ruleSet.rules.length).toBeGreaterThan(10)
    await fc.assert(
      fc.asyncProperty(anyBasis, factsFor(ruleSet, "known"), async (basis, facts) => {
        const known = { ...facts, basis }
        const { results } = await engine.run(known)
        const held = new Set(results.map((result) => result.name))
        expect([...held].sort()).toEqual(await run(known as SlowFacts))
        for (const one of bases) {
          const verdict = program.evaluate(one, known)
          expect(verdict.truths.map((truth) => truth === 1)).toEqual(verdict.gates.map((gate) => held.has(gate.name)))
        }
      }),
      { numRuns: 200 }
    )
  })

  it("decide as the reference does, to the byte", async () => {
    const program = compile(ruleSet)
    const engine = makeRuleEngine(ruleSet)
    await fc.assert(
      fc.asyncProperty(anySituation, async ({ order, snapshot }) => {
        const reference = await decideByReference(program, engine, order, snapshot)
        expect(JSON.stringify(reference)).toBe(JSON.stringify(decide(program, order, snapshot)))
      }),
      { numRuns: 60 }
    )
  })
})

describe("unknown facts", () => {
  it("leave a gate open only when the gate turns on them", async () => {
    const engine = makeRuleEngine(shippedRuleSet("altinn"))
    const { outcome } = await engine.evaluate("CustomContact", { resource: "none", lookups: UNAVAILABLE })
    expect(outcome).toBe("withhold")
  })
})
