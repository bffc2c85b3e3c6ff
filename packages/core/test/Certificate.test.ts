import * as Result from "effect/Result"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyRuleSet, sampleOwnFacts } from "../../testing/src/index.ts"
import { certify } from "../src/Certificate.ts"
import { UNAVAILABLE } from "../src/Fact.ts"
import { layoutOf } from "../src/FactLayout.ts"
import type { FactReading } from "../src/FactLayout.ts"
import { numberGates } from "../src/Numbering.ts"
import type { Formula, NumberedCondition } from "../src/Numbering.ts"
import { linkModule } from "../src/RuleModule.ts"
import { assemble, compile } from "../src/RuleProgram.ts"
import type { RuleProgram } from "../src/RuleProgram.ts"
import type { Rule, RuleSet } from "../src/RuleSet.ts"
import { shippedRuleSet, shippedRuleSetNames } from "../src/ShippedRules.ts"
import { verdict } from "../src/Verdict.ts"
import type { Truth, Verdict } from "../src/Verdict.ts"
import { ruleModule as altinnModule } from "./modules/altinn.gen.ts"
import { referenceOf } from "./RememberedReference.ts"

describe.each(shippedRuleSetNames)("the certificate of %s", (name) => {
  it("is exhaustive and finds no difference", async () => {
    const ruleSet = shippedRuleSet(name)
    const certificate = await certify(ruleSet, { reference: referenceOf(ruleSet) })
    expect(certificate.exhaustive).toBe(true)
    expect(certificate.differences).toEqual([])
    expect(certificate.bases.map(({ compared }) => compared).every((cells) => cells > 0)).toBe(true)
    expect(certificate.fingerprint).toMatch(/^[0-9a-f]{64}$/)
  }, 300_000)
})

describe("the certificate of the committed module of altinn", () => {
  it("is exhaustive and finds no difference", async () => {
    const program = Result.getOrThrow(linkModule(ruleSet, altinnModule))
    expect(program.gates.Person.trace).toBe(altinnModule.gates.Person.trace)
    const certificate = await certify(ruleSet, { program, reference: referenceOf(ruleSet) })
    expect(certificate).toMatchObject({ exhaustive: true, differences: [] })
  }, 300_000)
})

/** A program of the same name in which every verdict goes through `change`. */
const altered = (
  ruleSet: RuleSet,
  change: (verdict: Verdict, facts: Parameters<RuleProgram["evaluate"]>[1]) => Verdict
) => {
  const program = compile(ruleSet)
  return {
    fingerprint: program.fingerprint,
    evaluate: (...[basis, facts]: Parameters<RuleProgram["evaluate"]>) => change(program.evaluate(basis, facts), facts)
  }
}

/** A rule set whose program is compiled from other rules, but which answers for the gates of the original. */
const compiledFrom = (ruleSet: RuleSet, change: (rule: Rule) => Rule | undefined) => {
  const changed = compile({ ...ruleSet, rules: ruleSet.rules.flatMap((rule) => change(rule) ?? []) })
  return { fingerprint: changed.fingerprint, evaluate: changed.evaluate }
}

const replaceLeaf =
  (name: string, from: string, to: string) =>
  (rule: Rule): Rule =>
    rule.name === name ? (JSON.parse(JSON.stringify(rule).replace(from, to)) as Rule) : rule

const ruleSet = shippedRuleSet("altinn")

/** The shipped rule set with the gates of one family only, so that few cells need to be compared. */
const only = (family: string): RuleSet => ({
  ...ruleSet,
  rules: ruleSet.rules.filter(({ name }) => name.startsWith(family))
})
const person = only("person/")
const statutory = only("statutory-contact/")
const selection: RuleSet = {
  ...ruleSet,
  rules: ruleSet.rules.filter(({ conditions }) => JSON.stringify(conditions).includes("serviceSelection"))
}
const small: RuleSet = {
  ...ruleSet,
  rules: [
    {
      name: "person/two-sided",
      conditions: {
        all: [
          { fact: "registerEntry", operator: "equal", value: "present" },
          {
            any: [
              { fact: "reservation", operator: "notIn", value: ["reserved"] },
              { fact: "stage", operator: "equal", value: "processing" }
            ]
          },
          { not: { fact: "emailState", operator: "equal", value: "invalid" } }
        ]
      },
      event: { type: "require", params: { basis: "Person", reason: "PERSON_NOT_FOUND", source: "a test" } }
    }
  ]
}

const faults: ReadonlyArray<readonly [string, RuleSet, Pick<RuleProgram, "evaluate" | "fingerprint">]> = [
  ["a flipped operator", person, compiledFrom(person, replaceLeaf("person/reserved", '"equal"', '"notEqual"'))],
  [
    "a changed value",
    selection,
    compiledFrom(selection, replaceLeaf("custom-contact/different-case", 'different-case"}', 'other-services"}'))
  ],
  [
    "a dropped value of a list",
    selection,
    compiledFrom(selection, replaceLeaf("custom-contact/service-selected", '"already-filtered",', ""))
  ],
  [
    "a dropped rule",
    person,
    compiledFrom(person, (rule) => (rule.name === "person/contact-data-stale" ? undefined : rule))
  ],
  [
    "require taken for exclude",
    statutory,
    compiledFrom(statutory, replaceLeaf("statutory-contact/usable", '"require"', '"exclude"'))
  ],
  [
    "a dropped leaf",
    small,
    compiledFrom(
      small,
      replaceLeaf("person/two-sided", '{"fact":"registerEntry","operator":"equal","value":"present"},', "")
    )
  ],
  ["any taken for all", small, compiledFrom(small, replaceLeaf("person/two-sided", '"any"', '"all"'))],
  [
    "a dropped not",
    small,
    compiledFrom(
      small,
      replaceLeaf(
        "person/two-sided",
        '{"not":{"fact":"emailState","operator":"equal","value":"invalid"}}',
        '{"fact":"emailState","operator":"equal","value":"invalid"}'
      )
    )
  ],
  [
    "unknown taken for false",
    small,
    altered(small, ({ gates, truths }) =>
      verdict(
        gates,
        truths.map((truth): Truth => (truth === 2 ? 0 : truth))
      )
    )
  ],
  [
    "unknown taken for true",
    small,
    altered(small, ({ gates, truths }) =>
      verdict(
        gates,
        truths.map((truth): Truth => (truth === 2 ? 1 : truth))
      )
    )
  ],
  [
    "a wrong row of Kleene's and: unknown and false is unknown",
    small,
    altered(small, ({ gates, truths }, facts) =>
      verdict(
        gates,
        truths.map((truth): Truth => (truth === 0 && facts["reservation"] === UNAVAILABLE ? 2 : truth))
      )
    )
  ],
  [
    "one cell of all",
    small,
    altered(small, ({ gates, outcome, truths }, facts) => ({
      gates,
      truths,
      outcome:
        facts["registerEntry"] === "stale" &&
        facts["emailState"] === UNAVAILABLE &&
        facts["stage"] === "registration" &&
        facts["reservation"] === "irrelevant"
          ? "notify"
          : outcome
    }))
  ]
]

/** Gates with every kind of condition, of few enough facts to be compared cell by cell. */
const rich: RuleSet = {
  ...ruleSet,
  facts: sampleOwnFacts,
  rules: [
    {
      name: "person/every-kind",
      conditions: {
        all: [
          { fact: "reservation", operator: "notIn", value: ["reserved"] },
          {
            any: [
              { fact: "tax.year", operator: "lessThan", value: 2020 },
              { fact: "tax.topics", operator: "doesNotContain", value: "vat" },
              { fact: "tax.debtClass", operator: "equal", value: "none" }
            ]
          }
        ]
      },
      event: { type: "require", params: { basis: "Person", reason: "PERSON_NOT_FOUND", source: "a test" } }
    },
    {
      name: "person/exclude",
      conditions: {
        all: [
          { fact: "stage", operator: "equal", value: "registration" },
          { fact: "tax.topics", operator: "contains", value: "wage" }
        ]
      },
      event: { type: "exclude", params: { basis: "Person", reason: "PERSON_RESERVED", source: "a test" } }
    }
  ]
}

/** The compiler with a fault in how it numbers the gates, or in how it reads a condition. */
const faultyCompiler = ({
  formulas = (passes) => passes,
  numbered = (condition) => condition,
  read = (reading) => reading
}: {
  readonly numbered?: (condition: NumberedCondition) => NumberedCondition
  readonly formulas?: (passes: ReadonlyArray<Formula>) => ReadonlyArray<Formula>
  readonly read?: (reading: FactReading) => FactReading
}): RuleProgram => {
  const layout = layoutOf(rich)
  return assemble(rich, { ...layout, reading: (condition) => read(layout.reading(condition)) }, {}, (one, basis) => {
    const numbering = numberGates(one, basis)
    return {
      ...numbering,
      conditions: numbering.conditions.map(numbered),
      passes: basis === "Person" ? formulas(numbering.passes) : numbering.passes
    }
  })
}

const unavailablePair = (pair: number) => (reading: FactReading) =>
  reading.from === "name" && reading.name === "reservation"
    ? { ...reading, pairs: [...reading.pairs.slice(0, -1), pair] }
    : reading

const compilerFaults: ReadonlyArray<readonly [string, Parameters<typeof faultyCompiler>[0]]> = [
  [
    "an operator flipped",
    {
      numbered: (condition) =>
        condition.type === "word" && condition.fact === "tax.debtClass"
          ? { ...condition, accepts: ["small", "large"] }
          : condition
    }
  ],
  ["a condition dropped", { formulas: ([, ...others]) => [{ any: [1, 2, 3] }, ...others] }],
  ["all taken for any", { formulas: ([, ...others]) => [{ any: [0, 1, 2, 3] }, ...others] }],
  ["any taken for all", { formulas: ([, ...others]) => [{ all: [0, 1, 2, 3] }, ...others] }],
  ["exclude taken for require", { formulas: ([first = 0]) => [first, { all: [4, 5] }] }],
  ["an unavailable fact taken for no", { read: unavailablePair(0) }],
  ["an unavailable fact taken for yes", { read: unavailablePair(3) }],
  ["an unavailable fact certain but not possible", { read: unavailablePair(1) }],
  [
    "codes off by one",
    { read: (reading) => (reading.from === "name" ? { ...reading, pairs: [0, ...reading.pairs] } : reading) }
  ],
  [
    "the bound of a comparison taken in",
    {
      numbered: (condition) =>
        condition.type === "number" ? { ...condition, operator: "lessThanInclusive" } : condition
    }
  ],
  [
    "a wrong number",
    { numbered: (condition) => (condition.type === "number" ? { ...condition, value: 2021 } : condition) }
  ],
  [
    "the wrong element of a list",
    { read: (reading) => (reading.from === "element" ? { ...reading, bit: (reading.bit + 2) % 6 } : reading) }
  ],
  [
    "a negation of an element lost",
    { read: (reading) => (reading.from === "element" ? { ...reading, contains: true } : reading) }
  ],
  [
    "the wrong fact read",
    {
      read: (reading) =>
        reading.from === "name" && reading.name === "reservation" ? { ...reading, name: "stage" } : reading
    }
  ]
]

describe("a fault seeded in the compiler", () => {
  it("is not there to begin with", async () => {
    expect(await certify(rich, { program: faultyCompiler({}), reference: referenceOf(rich) })).toMatchObject({
      exhaustive: true,
      differences: []
    })
  })

  it.each(compilerFaults)("is found: %s", async (_, fault) => {
    const { differences } = await certify(rich, { program: faultyCompiler(fault), reference: referenceOf(rich) })
    expect(differences.length).toBeGreaterThan(0)
  })

  it("is found when only the outcome by the trace is wrong", async () => {
    const program = compile(rich)
    const wrong: RuleProgram = {
      ...program,
      gates: {
        ...program.gates,
        Person: {
          ...program.gates.Person,
          outcome: (trace) => {
            const outcome = program.gates.Person.outcome(trace)
            return outcome === "undetermined" ? "withhold" : outcome
          }
        }
      }
    }
    expect((await certify(rich, { program: wrong, reference: referenceOf(rich) })).differences[0]?.program).toBe(
      "withhold by its trace"
    )
  })
})

describe("a seeded fault", () => {
  it.each(faults)(
    "is found: %s",
    async (_, original, program) => {
      const { differences } = await certify(original, { program, reference: referenceOf(original) })
      expect(differences.length).toBeGreaterThan(0)
    },
    300_000
  )
})

describe("certificates of random rule sets", () => {
  it("find no difference, and say when they are a sample", async () => {
    await fc.assert(
      fc.asyncProperty(anyRuleSet, async (random) => {
        const certificate = await certify(random, { bound: 60 })
        expect(certificate.differences).toEqual([])
        for (const { cells, compared } of certificate.bases) expect(compared).toBe(Math.min(cells, 60))
        expect(certificate.exhaustive).toBe(certificate.bases.every(({ cells }) => cells <= 60))
      }),
      { numRuns: 40 }
    )
  }, 120_000)
})
