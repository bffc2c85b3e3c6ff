import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyCondition, sampleOwnFacts } from "../../testing/src/index.ts"
import { Condition, factsOf, leaves, RootCondition } from "../src/Condition.ts"
import { checkCondition } from "../src/ConditionCheck.ts"
import { builtInFacts } from "../src/Fact.ts"
import { catalogueOf } from "../src/RuleSet.ts"
import type { RuleSet } from "../src/RuleSet.ts"
import { shippedRuleSet } from "../src/ShippedRules.ts"

const catalogue = catalogueOf({ ...shippedRuleSet("altinn"), facts: sampleOwnFacts } satisfies RuleSet)
const decode = Schema.decodeUnknownResult(RootCondition, { onExcessProperty: "error" })
const isAcceptedBySchema = (value: unknown): boolean => Result.isSuccess(decode(value))
const isAcceptedByCheck = (value: unknown): boolean => checkCondition(value, [], catalogue, {}).length === 0

/** Words that conditions are made of, right and wrong, so that random documents come close. */
const word = fc.constantFrom(
  "registerEntry",
  "present",
  "equal",
  "in",
  "channel",
  "Email",
  "stale",
  "lessThan",
  "unavailable",
  "x"
)
const nearlyLeaf = fc.record(
  {
    fact: fc.constantFrom("registerEntry", "channel", "nothing"),
    operator: fc.constantFrom("equal", "notEqual", "in", "notIn", "contains", "equals"),
    value: fc.oneof(word, fc.array(word, { maxLength: 2 }), fc.integer(), fc.constant(null)),
    priority: fc.constant(1)
  },
  { requiredKeys: [] }
)
const nearlyCondition = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    { weight: 3, arbitrary: nearlyLeaf },
    {
      weight: 3,
      arbitrary: fc.record(
        {
          all: fc.array(tie("node"), { maxLength: 2 }),
          any: fc.array(tie("node"), { maxLength: 2 }),
          not: tie("node")
        },
        { requiredKeys: [] }
      )
    },
    { weight: 1, arbitrary: fc.anything({ maxDepth: 1 }) }
  )
})).node

describe("checkCondition", () => {
  it("accepts what the Schema accepts and nothing else, over built-in facts", () => {
    let accepted = 0
    fc.assert(
      fc.property(
        fc.oneof(
          nearlyCondition,
          anyCondition.filter((one) => factsOf(one).every((fact) => fact in builtInFacts))
        ),
        (value) => {
          accepted += isAcceptedByCheck(value) ? 1 : 0
          expect(isAcceptedByCheck(value)).toBe(isAcceptedBySchema(value))
        }
      ),
      { numRuns: 4000 }
    )
    expect(accepted).toBeGreaterThan(500)
  })

  it("is stricter than the Schema in two things only: depth, and whether an own fact is declared and fits its value", () => {
    const deep = (levels: number): unknown =>
      levels === 0 ? { all: [{ fact: "channel", operator: "equal", value: "Email" }] } : { not: deep(levels - 1) }
    expect([isAcceptedBySchema(deep(70)), isAcceptedByCheck(deep(70))]).toEqual([true, false])
    const own = (fact: string, operator: string, value: unknown) => ({ all: [{ fact, operator, value }] })
    expect(isAcceptedByCheck(own("tax.year", "lessThan", 2020))).toBe(true)
    for (const undeclared of [
      own("tax.nothing", "equal", "x"),
      own("tax.year", "contains", "x"),
      own("tax.year", "equal", 1),
      own("tax.debtClass", "equal", "huge")
    ]) {
      expect([isAcceptedBySchema(undeclared), isAcceptedByCheck(undeclared)]).toEqual([true, false])
    }
    fc.assert(
      fc.property(anyCondition, (condition) => {
        expect(checkCondition(condition, [], catalogue, {})).toEqual([])
        expect(isAcceptedBySchema(condition)).toBe(true)
      })
    )
  })

  it("never throws", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(checkCondition(value, ["a"], catalogue, {}).length).toBeGreaterThan(0)
      })
    )
  })
})

describe("a condition", () => {
  it("survives JSON and its Schema", () => {
    fc.assert(
      fc.property(anyCondition, (condition) => {
        expect(Schema.decodeUnknownSync(Condition)(JSON.parse(JSON.stringify(condition)))).toEqual(condition)
      })
    )
  })

  it("has the leaves of its parts, and names each fact once", () => {
    fc.assert(
      fc.property(anyCondition, (condition) => {
        const facts = leaves(condition).map(({ fact }) => fact)
        expect(factsOf(condition)).toEqual([...new Set(facts)])
        expect(leaves({ not: condition })).toEqual(leaves(condition))
        expect(leaves({ all: [condition, condition] })).toEqual([...leaves(condition), ...leaves(condition)])
      })
    )
  })
})
