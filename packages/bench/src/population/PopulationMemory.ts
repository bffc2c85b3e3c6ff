/** How much memory the columns of a million candidates take. */
import { compile, parseRuleSet } from "@adressat/core"
import type { RuleSet } from "@adressat/core"
import { evaluatePopulationSync, populationBuilder, sizeOf } from "@adressat/population"
import * as Result from "effect/Result"
import { randomFrom } from "../Random.ts"

const CONDITIONS = 16
const CANDIDATES = 1_000_000

const names = Array.from({ length: CONDITIONS }, (_, index) => `bench.fact${index + 1}`)

/** Sixteen facts of two words each, and a gate that asks for the first word of every one of them. */
const sixteenConditions = (): RuleSet =>
  Result.getOrThrow(
    parseRuleSet({
      id: "bench-memory",
      version: "1",
      facts: Object.fromEntries(
        names.map((name) => [
          name,
          { type: "word", values: ["this", "that"], meaning: "a fact of the benchmark", label: "public" }
        ])
      ),
      options: {},
      rules: [
        {
          name: "custom-contact/all-of-them",
          conditions: { all: names.map((fact) => ({ fact, operator: "equal", value: "this" })) },
          event: {
            type: "require",
            params: { basis: "CustomContact", reason: "READ_ACCESS_NOT_PERMITTED", source: "the benchmark" }
          }
        }
      ]
    })
  )

/** Megabytes of a million candidates with sixteen conditions, after a rule set has asked about all of them. */
export const megabytes = async (threeValued: boolean): Promise<number> => {
  const ruleSet = sixteenConditions()
  const random = randomFrom(20261129)
  const builder = populationBuilder({ ruleSets: [ruleSet], shared: false })
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    const facts: Record<string, string> = {}
    for (const name of names) {
      const draw = random()
      facts[name] = threeValued && draw < 0.1 ? "unavailable" : draw < 0.55 ? "this" : "that"
    }
    builder.add("CustomContact", facts)
  }
  const population = builder.build()
  evaluatePopulationSync(compile(ruleSet), population)
  const { conditions, facts, order } = sizeOf(population)
  return (conditions + facts + order) / 1e6
}
