import { catalogueOf, InvalidInputError, isFactValue, shippedRuleSet, UNAVAILABLE } from "@adressat/core"
import type { RuleSet } from "@adressat/core"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyRuleSet, anySituation, anyVariedRuleSet } from "@adressat/testing"
import { compile, enumerate } from "@adressat/core"
import { evaluatePopulationSync } from "../src/Evaluation.ts"
import { candidateAt, sizeOf } from "../src/Population.ts"
import { populationBuilder, populationFromCandidates, populationFromSnapshot } from "../src/PopulationBuilder.ts"
import { randomNumbers, randomRows } from "./Naive.ts"

const ruleSetWith = (facts: RuleSet["facts"], rules: RuleSet["rules"] = []): RuleSet => ({
  ...shippedRuleSet("altinn"),
  facts,
  rules
})

describe("a population", () => {
  it("holds what it was built from", () => {
    fc.assert(
      fc.property(
        fc.oneof(anyRuleSet, anyVariedRuleSet),
        fc.record({
          count: fc.constantFrom(0, 1, 32, 65, 600),
          seed: fc.nat(),
          sorted: fc.boolean(),
          unavailable: fc.constantFrom(0, 0.3)
        }),
        (ruleSet, options) => {
          const rows = randomRows({ ruleSet, ...options })
          const population = populationFromCandidates(rows, { ruleSets: [ruleSet] })
          const catalogue = catalogueOf(ruleSet)
          expect(population.rows).toBe(rows.length)
          for (const [row, { basis, facts }] of rows.entries()) {
            const held = candidateAt(population, row)
            expect(held?.basis).toBe(basis)
            for (const [name, definition] of Object.entries(catalogue)) {
              const value = facts[name]
              const known = isFactValue(definition, value) ? value : UNAVAILABLE
              const expected =
                typeof known === "object"
                  ? definition.type !== "number" && definition.values.filter((one) => known.includes(one))
                  : known
              expect(held?.facts[name]).toStrictEqual(expected)
            }
          }
          for (const row of [-1, rows.length, 0.5, Number.NaN]) expect(candidateAt(population, row)).toBeUndefined()
        }
      ),
      { numRuns: 120 }
    )
  })

  it("takes the candidates of a snapshot", () => {
    fc.assert(
      fc.property(anySituation, ({ order, snapshot }) => {
        const ruleSet = shippedRuleSet("strict")
        const program = compile(ruleSet)
        const candidates = enumerate(order, snapshot, ruleSet)
        const counts = evaluatePopulationSync(program, populationFromSnapshot(order, snapshot, ruleSet))
        expect(counts.rows).toBe(candidates.length)
        expect(counts.notify).toBe(
          candidates.filter(({ basis, facts }) => program.evaluate(basis, facts).outcome === "notify").length
        )
      }),
      { numRuns: 100 }
    )
  })

  it("refuses rule sets that disagree about a fact, and joins those that agree", () => {
    const one = ruleSetWith({ "a.b": { type: "word", values: ["x", "y"], meaning: "one" } })
    const two = ruleSetWith({ "a.b": { type: "word", values: ["y", "z"], meaning: "two" } })
    const number = ruleSetWith({ "a.b": { type: "number", minimum: 0, maximum: 1, unit: "piece", meaning: "three" } })
    const wide = ruleSetWith({ "a.b": { type: "number", minimum: -5, maximum: 0, unit: "piece", meaning: "four" } })
    expect(populationBuilder({ ruleSets: [one, two] }).build().facts["a.b"]).toStrictEqual({
      type: "word",
      values: ["x", "y", "z"]
    })
    expect(populationBuilder({ ruleSets: [number, wide] }).build().facts["a.b"]).toStrictEqual({
      type: "number",
      minimum: -5,
      maximum: 1
    })
    expect(() => populationBuilder({ ruleSets: [one, number] })).toThrow(InvalidInputError)
    expect(() => populationBuilder({ ruleSets: [one, number] })).toThrow(
      '$.facts["a.b"].type: one rule set says that this fact is of another type than the other says'
    )
  })

  it("serves a rule set whose vocabulary is not the one it was built with", () => {
    const gate = (value: string): RuleSet["rules"] => [
      {
        name: "a/gate",
        conditions: { all: [{ fact: "a.b", operator: "notEqual", value }] },
        event: { type: "require", params: { basis: "Person", reason: "PERSON_NOT_FOUND", source: "a test" } }
      }
    ]
    const built = ruleSetWith({ "a.b": { type: "word", values: ["x", "y", "z"], meaning: "a fact" } })
    const narrow = compile(ruleSetWith({ "a.b": { type: "word", values: ["x", "y"], meaning: "a fact" } }, gate("x")))
    const other = compile(ruleSetWith({ "a.c": { type: "word", values: ["x"], meaning: "a fact" } }, []))
    const rows = ["x", "y", "z", "y", UNAVAILABLE].map(
      (value) => ({ basis: "Person", facts: { "a.b": value } }) as const
    )
    const population = populationFromCandidates(rows, { ruleSets: [built] })
    const counts = evaluatePopulationSync(narrow, population)
    const outcome = (wanted: string) =>
      rows.filter(({ basis, facts }) => narrow.evaluate(basis, facts).outcome === wanted).length
    expect(counts).toMatchObject({ notify: outcome("notify"), undetermined: outcome("undetermined") })
    expect(counts).toMatchObject({ notify: 2, withhold: 1, undetermined: 2 })
    expect(evaluatePopulationSync(other, population)).toMatchObject({ notify: 0, withhold: 5, undetermined: 0 })
  })
})

it("a number outside the range that a rule set gives it is unavailable", () => {
  const gate: RuleSet["rules"] = [
    {
      name: "a/gate",
      conditions: { all: [{ fact: "a.b", operator: "lessThan", value: 3 }] },
      event: { type: "require", params: { basis: "Person", reason: "PERSON_NOT_FOUND", source: "a test" } }
    }
  ]
  const number = (minimum: number, maximum: number) =>
    ruleSetWith({ "a.b": { type: "number", minimum, maximum, unit: "piece", meaning: "a fact" } }, gate)
  const [narrow, wide] = [number(1, 4), number(-10, 10)]
  const rows = [-11, -1, 1, 2.5, 3, 4, 5, Number.NaN].map(
    (value) => ({ basis: "Person", facts: { "a.b": value } }) as const
  )
  const population = populationFromCandidates(rows, { ruleSets: [narrow, wide] })
  const outcomes = (ruleSet: RuleSet) => {
    const { notify, undetermined, withhold } = evaluatePopulationSync(compile(ruleSet), population)
    return [notify, withhold, undetermined]
  }
  expect(outcomes(narrow)).toStrictEqual([2, 2, 4])
  expect(outcomes(wide)).toStrictEqual([3, 3, 2])
})

describe("the memory of a population", () => {
  const names = Array.from({ length: 16 }, (_, index) => `a.f${index}`)
  const ruleSet = ruleSetWith(
    Object.fromEntries(names.map((name) => [name, { type: "word", values: ["yes", "no"], meaning: "a fact" }])),
    names.map((name, index) => ({
      name: `a/gate-${index}`,
      conditions: { all: [{ fact: name, operator: index % 2 === 0 ? "equal" : "notEqual", value: "yes" }] },
      event: { type: "require", params: { basis: "CustomContact", reason: "OPTED_OUT", source: "a test" } }
    }))
  )
  const sizeWith = (values: ReadonlyArray<string>) => {
    const random = randomNumbers(1)
    const builder = populationBuilder({ ruleSets: [ruleSet] })
    for (let row = 0; row < 1_000_000; row++) {
      const facts: Record<string, string> = {}
      for (const name of names) facts[name] = values[Math.floor(random() * values.length)] ?? ""
      builder.add("CustomContact", facts)
    }
    const population = builder.build()
    evaluatePopulationSync(compile(ruleSet), population, { why: true })
    const { conditions, facts, order } = sizeOf(population)
    return { all: facts + conditions + order, used: population.memory.size() }
  }

  it("is at most 2.2 MB for a million rows and 16 conditions, and twice that where facts can be unavailable", () => {
    const two = sizeWith(["yes", "no"])
    expect(two.all).toBeLessThanOrEqual(2_200_000)
    expect(two.used).toBeLessThanOrEqual(2_200_000)
    const three = sizeWith(["yes", "no", UNAVAILABLE])
    expect(three.all).toBeLessThanOrEqual(4_400_000)
    expect(three.used).toBeLessThanOrEqual(4_400_000)
  }, 60_000)

  it("takes nothing for what is constant or the same, and little for rows that are mixed", () => {
    const rows = Array.from({ length: 5120 }, (_, row) => ({
      basis: row % 3 === 0 ? ("Person" as const) : ("CustomContact" as const),
      facts: {
        channel: "Email",
        emailState: row % 2 === 0 ? "usable" : "missing",
        phoneState: row % 2 === 0 ? "usable" : "missing"
      }
    }))
    const population = populationFromCandidates(rows)
    expect(population.segments.map(({ columns }) => columns.length)).toStrictEqual([1, 1])
    expect(sizeOf(population)).toStrictEqual({ facts: 256 + 448, conditions: 0, order: 2 * 640 })
    expect(sizeOf(populationFromCandidates(rows.toSorted((a, b) => (a.basis < b.basis ? -1 : 1)))).order).toBe(0)
  })
})
