import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { conditionReader } from "../src/ConditionReader.ts"
import type { Condition } from "../src/Condition.ts"
import { builtInFacts, UNAVAILABLE } from "../src/Fact.ts"
import type { Facts, FactValue } from "../src/Fact.ts"
import { layoutOf, MOST_WORDS_IN_TABLE, placedTable } from "../src/FactLayout.ts"
import { holdsFor } from "../src/Numbering.ts"
import type { NumberedCondition } from "../src/Numbering.ts"
import type { OwnFact } from "../src/OwnFact.ts"
import type { RuleSet } from "../src/RuleSet.ts"
import { shippedRuleSet } from "../src/ShippedRules.ts"

const words = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`)

const facts: Readonly<Record<string, OwnFact>> = {
  "a.short": { type: "word", values: words(MOST_WORDS_IN_TABLE), meaning: "a word of a table in one integer" },
  "a.long": { type: "word", values: words(64), meaning: "a word of a long vocabulary" },
  "a.list": { type: "words", values: words(64), meaning: "a list that needs several integers" },
  "a.amount": { type: "number", minimum: -1e9, maximum: 1e9, unit: "NOK", meaning: "a number" },
  "a.other": { type: "words", values: words(3), meaning: "a list behind the others" }
}

const ruleSet = (...asked: ReadonlyArray<Condition>): RuleSet => ({
  ...shippedRuleSet("altinn"),
  facts,
  rules: [
    {
      name: "person/one",
      conditions: { all: asked },
      event: { type: "require", params: { basis: "Person", reason: "PERSON_NOT_FOUND", source: "a test" } }
    }
  ]
})

const layout = layoutOf(ruleSet({ fact: "reservation", operator: "equal", value: "reserved" }))

const pairFor = (condition: NumberedCondition, value: Facts): number =>
  conditionReader(layout.reading(condition), 4)(layout.pack(value)) >>> 4

const anyCase: fc.Arbitrary<readonly [NumberedCondition, FactValue]> = fc.oneof(
  ...(["a.short", "a.long", "reservation"] as const).map((fact) => {
    const values = fact === "reservation" ? ["reserved", "overridden", "not-reserved", "irrelevant"] : facts[fact]
    const vocabulary = Array.isArray(values) ? values : ((values as { values: ReadonlyArray<string> }).values ?? [])
    return fc.tuple(
      fc.subarray([...vocabulary]).map((accepts): NumberedCondition => ({ fact, type: "word", accepts })),
      fc.constantFrom<FactValue>(...vocabulary)
    )
  }),
  ...(["a.list", "a.other"] as const).map((fact) => {
    const { values } = facts[fact] as { readonly values: ReadonlyArray<string> }
    return fc.tuple(
      fc.record({
        fact: fc.constant(fact),
        type: fc.constant("words" as const),
        element: fc.constantFrom(...values),
        contains: fc.boolean()
      }),
      fc.subarray([...values])
    )
  }),
  fc.tuple(
    fc.record({
      fact: fc.constant("a.amount"),
      type: fc.constant("number" as const),
      operator: fc.constantFrom(
        "equal" as const,
        "notEqual" as const,
        "lessThan" as const,
        "lessThanInclusive" as const,
        "greaterThan" as const,
        "greaterThanInclusive" as const,
        "in" as const,
        "notIn" as const
      ),
      value: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 1 }))
    }),
    fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(0.5), fc.constant(-0))
  )
)

describe("packed facts", () => {
  it("tell of every condition what the facts tell", () => {
    fc.assert(
      fc.property(anyCase, ([condition, value]) => {
        expect(pairFor(condition, { [condition.fact]: value })).toBe(holdsFor(condition, value) ? 3 : 0)
      }),
      { numRuns: 3000 }
    )
  })

  it("leave open what is unavailable, missing, or outside the vocabulary or range", () => {
    fc.assert(
      fc.property(anyCase, fc.constantFrom(UNAVAILABLE, "elsewhere", 1e10, ["elsewhere"]), ([condition], value) => {
        expect(pairFor(condition, { [condition.fact]: value })).toBe(2)
        expect(pairFor(condition, {})).toBe(2)
      })
    )
  })

  it("have one shape, whatever the facts", () => {
    const shapes = [{}, { reservation: "reserved" }, { "a.amount": 1, stage: "processing" }].map((one) =>
      Object.keys(layout.pack(one)).join()
    )
    expect(new Set(shapes).size).toBe(1)
  })

  it("leave out built-in facts that no gate asks about", () => {
    expect(layout.pack({ stage: "processing" })).toEqual(layout.pack({ stage: "registration" }))
    expect(layout.pack({ reservation: "reserved" })).not.toEqual(layout.pack({ reservation: "not-reserved" }))
  })

  it("tell nothing about a fact that nobody knows", () => {
    expect(pairFor({ fact: "constructor", type: "word", accepts: ["x"] }, {})).toBe(2)
    expect(pairFor({ fact: "a.none", type: "words", element: "x", contains: true }, { "a.none": ["x"] })).toBe(2)
  })
})

describe("a placed table", () => {
  it("brings the pair of every code to its place, wherever that is in a trace", () => {
    for (let count = 1; count <= MOST_WORDS_IN_TABLE + 1; count++) {
      for (let shift = 0; shift < 30; shift += 2) {
        const pairs = Array.from({ length: count }, (_, index) => [3, 0, 2, 0, 3, 3, 2, 2, 0][index] ?? 0)
        const { mask, move, table } = placedTable(pairs, shift)
        const found = pairs.map((_, index) => (move === ">>>" ? table >>> (index * 2) : table << (index * 2)) & mask)
        expect(found).toEqual(pairs.map((pair) => pair << shift))
      }
    }
  })

  it("has room for every built-in fact", () => {
    for (const { values } of Object.values(builtInFacts)) expect(values.length).toBeLessThanOrEqual(MOST_WORDS_IN_TABLE)
  })
})
