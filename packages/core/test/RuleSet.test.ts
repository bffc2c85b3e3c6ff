import * as Result from "effect/Result"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyHostileText, anyRuleSet, frozen } from "../../testing/src/index.ts"
import type { Problem } from "../src/Problem.ts"
import { canonicalJson, fingerprint, parseRuleSet, parseRuleSetText } from "../src/RuleSet.ts"
import { shippedRuleSet } from "../src/ShippedRules.ts"

const leaf = { fact: "registerEntry", operator: "equal", value: "present" }

const documentWith = (conditions: unknown, more: Readonly<Record<string, unknown>> = {}, event?: unknown) => ({
  id: "x",
  version: "1",
  rules: [
    {
      name: "a",
      conditions,
      event: event ?? { type: "require", params: { basis: "Person", reason: "PERSON_NOT_FOUND", source: "a test" } }
    }
  ],
  ...more
})

const problemsOf = (document: unknown): ReadonlyArray<Problem> => {
  const parsed = parseRuleSet(document)
  return Result.isFailure(parsed) ? parsed.failure : []
}

/** Every trap of json-rules-engine that the house refuses, with the code and place of the problem. */
const traps: ReadonlyArray<readonly [trap: string, conditions: unknown, code: Problem["code"], path: string]> = [
  ["an empty all, which holds for everyone", { all: [] }, "wrong-value", "$.rules[0].conditions.all"],
  ["an empty any, which holds for everyone", { any: [] }, "wrong-value", "$.rules[0].conditions.any"],
  ["an empty any further in", { all: [leaf, { any: [] }] }, "wrong-value", "$.rules[0].conditions.all[1].any"],
  ["two combinators at the root", { all: [leaf], any: [] }, "wrong-value", "$.rules[0].conditions"],
  ["two combinators further in", { all: [{ any: [leaf], not: leaf }] }, "wrong-value", "$.rules[0].conditions.all[0]"],
  [
    "a combinator beside a comparison",
    { all: [{ ...leaf, any: [leaf] }] },
    "wrong-value",
    "$.rules[0].conditions.all[0]"
  ],
  ["a list under not", { not: [leaf] }, "wrong-type", "$.rules[0].conditions.not"],
  ["all that is no list", { all: leaf }, "wrong-type", "$.rules[0].conditions.all"],
  ["a bare comparison at the root", leaf, "wrong-value", "$.rules[0].conditions"],
  ["no condition at all", {}, "missing-member", "$.rules[0].conditions"],
  ["a reference to a named condition", { condition: "isAdult" }, "unknown-member", "$.rules[0].conditions.condition"],
  [
    "a reference further in",
    { all: [{ condition: "isAdult" }] },
    "unknown-member",
    "$.rules[0].conditions.all[0].condition"
  ],
  [
    "a priority of a comparison",
    { all: [{ ...leaf, priority: 10 }] },
    "unknown-member",
    "$.rules[0].conditions.all[0].priority"
  ],
  ["a priority of a combination", { all: [leaf], priority: 2 }, "unknown-member", "$.rules[0].conditions.priority"],
  [
    "parameters of a fact",
    { all: [{ ...leaf, params: { a: 1 } }] },
    "unknown-member",
    "$.rules[0].conditions.all[0].params"
  ],
  ["a path into a fact", { all: [{ ...leaf, path: "$.a" }] }, "unknown-member", "$.rules[0].conditions.all[0].path"],
  [
    "a misspelled member",
    { all: [{ ...leaf, operater: "equal" }] },
    "unknown-member",
    "$.rules[0].conditions.all[0].operater"
  ],
  [
    "a fact that does not exist",
    { all: [{ ...leaf, fact: "registerEntri" }] },
    "unknown-reference",
    "$.rules[0].conditions.all[0].fact"
  ],
  [
    "a fact that every object has",
    { all: [{ ...leaf, fact: "constructor" }] },
    "unknown-reference",
    "$.rules[0].conditions.all[0].fact"
  ],
  [
    "an operator that does not exist",
    { all: [{ ...leaf, operator: "equals" }] },
    "wrong-value",
    "$.rules[0].conditions.all[0].operator"
  ],
  [
    "an operator decorator",
    { all: [{ ...leaf, operator: "not:equal" }] },
    "wrong-value",
    "$.rules[0].conditions.all[0].operator"
  ],
  [
    "an order of words",
    { all: [{ ...leaf, operator: "lessThan" }] },
    "wrong-value",
    "$.rules[0].conditions.all[0].operator"
  ],
  [
    "contains on one word",
    { all: [{ ...leaf, operator: "contains" }] },
    "wrong-value",
    "$.rules[0].conditions.all[0].operator"
  ],
  [
    "in with a text, which looks for a part of it",
    { all: [{ ...leaf, operator: "in" }] },
    "wrong-type",
    "$.rules[0].conditions.all[0].value"
  ],
  [
    "in with an empty list",
    { all: [{ ...leaf, operator: "in", value: [] }] },
    "wrong-value",
    "$.rules[0].conditions.all[0].value"
  ],
  [
    "notIn with null",
    { all: [{ ...leaf, operator: "notIn", value: null }] },
    "wrong-type",
    "$.rules[0].conditions.all[0].value"
  ],
  [
    "a list compared by equal",
    { all: [{ ...leaf, value: ["present"] }] },
    "wrong-value",
    "$.rules[0].conditions.all[0].value"
  ],
  [
    "a value that is a fact",
    { all: [{ ...leaf, value: { fact: "channel" } }] },
    "wrong-value",
    "$.rules[0].conditions.all[0].value"
  ],
  [
    "a value outside the vocabulary",
    { all: [{ ...leaf, value: "presnt" }] },
    "wrong-value",
    "$.rules[0].conditions.all[0].value"
  ],
  ["a value of another type", { all: [{ ...leaf, value: true }] }, "wrong-value", "$.rules[0].conditions.all[0].value"],
  [
    "a value in a list outside the vocabulary",
    { all: [{ ...leaf, operator: "in", value: ["present", "x"] }] },
    "wrong-value",
    "$.rules[0].conditions.all[0].value[1]"
  ],
  [
    "unavailable compared",
    { all: [{ ...leaf, value: "unavailable" }] },
    "wrong-value",
    "$.rules[0].conditions.all[0].value"
  ],
  [
    "no operator",
    { all: [{ fact: "registerEntry", value: "present" }] },
    "missing-member",
    "$.rules[0].conditions.all[0].operator"
  ],
  [
    "no value",
    { all: [{ fact: "registerEntry", operator: "equal" }] },
    "missing-member",
    "$.rules[0].conditions.all[0].value"
  ],
  ["a text for a condition", { all: ["registerEntry"] }, "wrong-type", "$.rules[0].conditions.all[0]"],
  ["null for a condition", { all: [null] }, "wrong-type", "$.rules[0].conditions.all[0]"]
]

describe("a trap of json-rules-engine is refused", () => {
  it.each(traps)("%s", (_, conditions, code, path) => {
    const problems = problemsOf(documentWith(conditions))
    expect(problems).toContainEqual(expect.objectContaining({ code, path, severity: "error" }))
    for (const { message } of problems) expect(message).toMatch(/^[^A-Z].*[^.]$/s)
  })

  it("conditions deeper than 64 levels", () => {
    const nest = (levels: number): unknown => (levels === 1 ? { all: [leaf] } : { not: nest(levels - 1) })
    expect(problemsOf(documentWith(nest(63)))).toEqual([])
    expect(problemsOf(documentWith(nest(64))).map(({ code }) => code)).toEqual(["too-deep"])
    expect(problemsOf(documentWith(nest(3000))).map(({ code }) => code)).toContain("too-deep")
  })

  const numbers = { "tax.year": { type: "number", minimum: 2000, maximum: 2030, unit: "year", meaning: "a year" } }
  const lists = { "tax.topics": { type: "words", values: ["vat"], meaning: "topics" } }
  it.each([
    ["a number outside its range", numbers, { fact: "tax.year", operator: "lessThan", value: 1999 }, "value"],
    ["a number in text", numbers, { fact: "tax.year", operator: "lessThan", value: "2020" }, "value"],
    [
      "null, which counts as zero",
      numbers,
      { fact: "tax.year", operator: "greaterThanInclusive", value: null },
      "value"
    ],
    ["equal on a list, which never holds", lists, { fact: "tax.topics", operator: "equal", value: "vat" }, "operator"],
    ["in on a list", lists, { fact: "tax.topics", operator: "in", value: ["vat"] }, "operator"],
    ["a word that the list cannot hold", lists, { fact: "tax.topics", operator: "contains", value: "wage" }, "value"]
  ])("%s", (_, facts, comparison, member) => {
    expect(problemsOf(documentWith({ all: [comparison] }, { facts }))).toContainEqual(
      expect.objectContaining({ code: "wrong-value", path: `$.rules[0].conditions.all[0].${member}` })
    )
  })
})

describe("a rule set", () => {
  const gate = (params: unknown, type: unknown = "require") => documentWith({ all: [leaf] }, {}, { type, params })
  const params = { basis: "Person", reason: "PERSON_NOT_FOUND", source: "a test" }

  it.each([
    ["an event that is no gate", gate(params, "success"), "wrong-value", "$.rules[0].event.type"],
    ["a misspelled event", gate(params, "requires"), "wrong-value", "$.rules[0].event.type"],
    [
      "a require rule without basis",
      gate({ reason: "PERSON_NOT_FOUND", source: "x" }),
      "missing-member",
      "$.rules[0].event.params.basis"
    ],
    ["an unknown basis", gate({ ...params, basis: "Persons" }), "wrong-value", "$.rules[0].event.params.basis"],
    [
      "a reason in small letters",
      gate({ ...params, reason: "not found" }),
      "wrong-value",
      "$.rules[0].event.params.reason"
    ],
    [
      "a new reason without words",
      gate({ ...params, reason: "IN_DEBT" }),
      "missing-member",
      "$.rules[0].event.params.explanation"
    ],
    [
      "a gate without source",
      gate({ basis: "Person", reason: "PERSON_NOT_FOUND" }),
      "missing-member",
      "$.rules[0].event.params.source"
    ],
    [
      "an unknown option",
      documentWith({ all: [leaf] }, { options: { dedup: "x" } }),
      "unknown-member",
      "$.options.dedup"
    ],
    [
      "an unknown choice",
      documentWith({ all: [leaf] }, { options: { deduplication: "never" } }),
      "wrong-value",
      "$.options.deduplication"
    ],
    [
      "a fact of one's own without a dot",
      documentWith({ all: [leaf] }, { facts: { year: { type: "word", values: ["a"], meaning: "m" } } }),
      "wrong-value",
      "$.facts.year"
    ],
    [
      "a vocabulary with unavailable",
      documentWith({ all: [leaf] }, { facts: { "a.b": { type: "word", values: ["unavailable"], meaning: "m" } } }),
      "wrong-value",
      '$.facts["a.b"].values[0]'
    ],
    [
      "a range upside down",
      documentWith(
        { all: [leaf] },
        { facts: { "a.b": { type: "number", minimum: 2, maximum: 1, unit: "x", meaning: "m" } } }
      ),
      "wrong-value",
      '$.facts["a.b"].minimum'
    ],
    [
      "a member named __proto__",
      JSON.parse('{"id":"x","version":"1","rules":[],"__proto__":{"polluted":true}}') as unknown,
      "unknown-member",
      "$.__proto__"
    ],
    [
      "a rule with a priority",
      { id: "x", version: "1", rules: [{ ...documentWith({ all: [leaf] }).rules[0], priority: 2 }] },
      "unknown-member",
      "$.rules[0].priority"
    ],
    ["no document", null, "wrong-type", "$"],
    ["a list", [], "wrong-type", "$"]
  ] as const)("is refused with the place: %s", (_, document, code, path) => {
    expect(problemsOf(document)).toContainEqual(expect.objectContaining({ code, path }))
  })

  it("names every problem at once, each with what was found, what is allowed and the nearest word", () => {
    const [rule] = documentWith({
      all: [{ ...leaf, fact: "registerEntri" }, { ...leaf, value: "presnt" }, { any: [] }]
    }).rules
    const problems = problemsOf({ id: "x", version: "1", rulez: [], rules: [rule, rule] })
    expect(problems.length).toBeGreaterThanOrEqual(8)
    expect(problems).toContainEqual(expect.objectContaining({ path: "$.rulez", nearest: "rules" }))
    expect(problems).toContainEqual(
      expect.objectContaining({
        path: "$.rules[0].conditions.all[0].fact",
        found: '"registerEntri"',
        nearest: "registerEntry",
        allowed: expect.arrayContaining(["readAccess"]) as unknown
      })
    )
    expect(problems).toContainEqual(
      expect.objectContaining({ path: "$.rules[0].conditions.all[1].value", nearest: "present" })
    )
    expect(problems).toContainEqual(expect.objectContaining({ code: "duplicate-identifier", path: "$.rules[1].name" }))
  })

  it("given as text has line and column in its problems, and a member written twice is one", () => {
    const text = `{\n  "id": "x",\n  "version": "1",\n  "rules": [\n    { "name": "a", "conditions": { "all": [] }, "event": ${JSON.stringify(
      { type: "require", params }
    )} }\n  ]\n}`
    const parsed = parseRuleSetText(text, { file: "rules.json" })
    expect(Result.isFailure(parsed) ? parsed.failure : []).toContainEqual(
      expect.objectContaining({ file: "rules.json", line: 5, column: 36, path: "$.rules[0].conditions.all" })
    )
    const twice = parseRuleSetText(text.replace('"id": "x",', '"id": "x", "id": "y",'))
    expect(Result.isFailure(twice) ? twice.failure : []).toEqual([
      expect.objectContaining({ code: "duplicate-member", path: "$.id", line: 2, column: 14 })
    ])
  })

  it("never throws, whatever it is given", () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.object({ key: anyHostileText }), anyHostileText), (value) => {
        expect(Result.isFailure(parseRuleSet(value))).toBe(true)
        expect(Result.isFailure(parseRuleSet(documentWith(value)))).toBe(true)
        if (typeof value === "string") expect(Result.isFailure(parseRuleSetText(value))).toBe(true)
      }),
      { numRuns: 1000 }
    )
  })

  it("is unchanged by parsing, which changes nothing in its input", () => {
    fc.assert(
      fc.property(anyRuleSet, (ruleSet) => {
        expect(parseRuleSet(frozen(structuredClone(ruleSet)))).toEqual(Result.succeed(ruleSet))
      }),
      { numRuns: 200 }
    )
  })
})

describe("a fingerprint", () => {
  it("does not depend on the order of members, and does on every value", () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed)
      if (typeof value !== "object" || value === null) return value
      return Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([name, member]) => [name, reversed(member)])
      )
    }
    fc.assert(
      fc.property(anyRuleSet, (ruleSet) => {
        expect(fingerprint(reversed(ruleSet) as typeof ruleSet)).toBe(fingerprint(ruleSet))
        expect(fingerprint({ ...ruleSet, version: "2" })).not.toBe(fingerprint(ruleSet))
      }),
      { numRuns: 200 }
    )
    expect(fingerprint({ ...shippedRuleSet("altinn"), $schema: "elsewhere" })).toBe(
      fingerprint(shippedRuleSet("altinn"))
    )
    expect(fingerprint(shippedRuleSet("altinn"))).not.toBe(fingerprint(shippedRuleSet("strict")))
  })

  it("is taken of canonical JSON, which reads back as the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      })
    )
  })
})
