import * as Result from "effect/Result"
import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { layoutOf } from "../src/FactLayout.ts"
import { makeRuleEngine } from "../src/RuleEngine.ts"
import { assemble, compile } from "../src/RuleProgram.ts"
import type { RuleProgram } from "../src/RuleProgram.ts"
import { parseRuleSet } from "../src/RuleSet.ts"
import type { RuleSet } from "../src/RuleSet.ts"
import { verdict } from "../src/Verdict.ts"
import type { Truth } from "../src/Verdict.ts"
import { disagreement, verdictInWords } from "./DifferenceCase.ts"
import type { DifferenceCase } from "./DifferenceCase.ts"
import { writtenProgram } from "./WrittenModule.ts"

const folder = new URL("./golden/differences/", import.meta.url)
const cases = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .sort()
  .map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), "utf8")) as DifferenceCase] as const)

/** What a program says otherwise than a case expects. */
const replay = async (
  { basis, expected, facts, ruleSet }: DifferenceCase,
  make: (ruleSet: RuleSet) => RuleProgram | Promise<RuleProgram>
): Promise<string | undefined> =>
  disagreement(await make(Result.getOrThrow(parseRuleSet(ruleSet))), basis, facts, expected)

describe("a difference from json-rules-engine that was found once", () => {
  it.each(cases)("is none any more: %s", async (_, one) => {
    const ruleSet = Result.getOrThrow(parseRuleSet(one.ruleSet))
    expect(verdictInWords(await makeRuleEngine(ruleSet).evaluate(one.basis, one.facts))).toEqual(one.expected)
    expect(await replay(one, compile)).toBeUndefined()
    expect(await replay(one, writtenProgram)).toBeUndefined()
  })
})

const byHand = cases.find(([name]) => name === "by-hand.json")?.[1]

const faultyPrograms: ReadonlyArray<readonly [string, (ruleSet: RuleSet) => RuleProgram, RegExp]> = [
  [
    "unknown taken for no",
    (ruleSet) => {
      const program = compile(ruleSet)
      return {
        ...program,
        evaluate: (basis, facts) => {
          const { gates, truths } = program.evaluate(basis, facts)
          return verdict(
            gates,
            truths.map((truth): Truth => (truth === 2 ? 0 : truth))
          )
        }
      }
    },
    /"outcome":"withhold".*, and not .*"outcome":"undetermined"/
  ],
  [
    "the bound of a comparison taken in",
    (ruleSet) => {
      const layout = layoutOf(ruleSet)
      return assemble(ruleSet, {
        ...layout,
        reading: (condition) => {
          const reading = layout.reading(condition)
          return reading.from === "number" ? { ...reading, operator: "lessThanInclusive" } : reading
        }
      })
    },
    /"person\/in-office":"yes".*, and not .*"person\/in-office":"unknown"/
  ],
  [
    "another outcome by the trace",
    (ruleSet) => {
      const program = compile(ruleSet)
      const Person = { ...program.gates.Person, outcome: () => "notify" as const }
      return { ...program, gates: { ...program.gates, Person } }
    },
    /^notify by its trace, and not undetermined$/
  ],
  [
    "other traces of many",
    (ruleSet) => {
      const program = compile(ruleSet)
      const { traceAll } = program.gates.Person
      const Person = {
        ...program.gates.Person,
        traceAll: (...[facts, out]: Parameters<typeof traceAll>) => traceAll(facts.slice(0, -1), out)
      }
      return { ...program, gates: { ...program.gates, Person } }
    },
    /^the traces .* of many/
  ]
]

describe("the replay", () => {
  it.each(faultyPrograms)("finds a faulty program: %s", async (_name, make, told) => {
    expect(byHand).toBeDefined()
    expect(byHand === undefined ? undefined : await replay(byHand, make)).toMatch(told)
  })
})
