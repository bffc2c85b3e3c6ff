import { bases, compile, makeRuleEngine, parseRuleSet } from "@adressat/core"
import type { Condition, RuleProgram, RuleSet } from "@adressat/core"
import * as Result from "effect/Result"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { layoutOf } from "../../core/src/FactLayout.ts"
import type { FactReading } from "../../core/src/FactLayout.ts"
import { assemble } from "../../core/src/RuleProgram.ts"
import { disagreement, verdictInWords } from "../../core/test/DifferenceCase.ts"
import type { DifferenceCase } from "../../core/test/DifferenceCase.ts"
import { huntChunk, PAIRS_IN_CHUNK } from "../src/DifferenceHunt.ts"
import type { Hunted } from "../src/DifferenceHunt.ts"
import { shrink } from "../src/DifferenceShrinking.ts"
import { runHunt } from "../src/HuntRun.ts"

const root = join(import.meta.dirname, "../../..")

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "adressat-hunt-"))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The compiler with a fault in how it reads a condition. */
const faulty =
  (read: (reading: FactReading) => FactReading) =>
  (ruleSet: RuleSet): RuleProgram => {
    const layout = layoutOf(ruleSet)
    return assemble(ruleSet, { ...layout, reading: (condition) => read(layout.reading(condition)) })
  }

const leavesOf = (condition: Condition): number =>
  "fact" in condition
    ? 1
    : "not" in condition
      ? leavesOf(condition.not)
      : ("all" in condition ? condition.all : condition.any).reduce((sum, part) => sum + leavesOf(part), 0)

const kept = (path: string | undefined): DifferenceCase =>
  JSON.parse(readFileSync(path ?? "nothing was kept", "utf8")) as DifferenceCase

const faults: ReadonlyArray<readonly [string, Hunted, (ruleSet: RuleSet) => RuleProgram]> = (
  [
    [
      "the bound of a comparison taken in",
      (reading) =>
        reading.from === "number" && reading.operator === "lessThan"
          ? { ...reading, operator: "lessThanInclusive" }
          : reading
    ],
    [
      "a negation of an element lost",
      (reading) => (reading.from === "element" ? { ...reading, contains: true } : reading)
    ],
    [
      "the last word of a long vocabulary forgotten",
      (reading) =>
        reading.from === "own-long" ? { ...reading, pairs: [...reading.pairs.slice(0, -2), 0, 2] } : reading
    ],
    [
      "read access that is not known taken for denied",
      (reading) =>
        reading.from === "name" && reading.name === "readAccess"
          ? { ...reading, pairs: [...reading.pairs.slice(0, -1), 0] }
          : reading
    ]
  ] satisfies ReadonlyArray<readonly [string, (reading: FactReading) => FactReading]>
).map(([name, read]) => [name, { compiled: faulty(read) }, faulty(read)])

describe("a hunt", () => {
  it("finds nothing where there is nothing to be found, and says how many it compared", async () => {
    const lines: Array<string> = []
    const run = await runHunt({ pairs: 1, seed: 1, folder, workers: 0, say: (line) => lines.push(line) })
    expect(run).toEqual({ pairs: PAIRS_IN_CHUNK, kept: undefined })
    expect(lines[0]).toBe("seed 1")
    expect(lines.at(-1)).toMatch(
      /^1,000 pairs of 20 rule sets, 2 of them also as modules; [\d.]+ s, [\d,]+ pairs\/s; 0 differences from json-rules-engine$/
    )
    expect(readdirSync(folder)).toEqual([])
  }, 120_000)

  it("is the same for the same seed", async () => {
    const asked = async (seed: number) => {
      const seen: Array<string> = []
      await huntChunk(seed, 3, {
        compiled: (ruleSet) => {
          seen.push(JSON.stringify(ruleSet))
          return compile(ruleSet)
        }
      })
      return seen
    }
    const first = await asked(5)
    expect(first).toHaveLength(20)
    expect(await asked(5)).toEqual(first)
    expect(await asked(6)).not.toEqual(first)
  }, 120_000)

  it.each(faults)(
    "finds a fault of the compiler, makes it small and keeps it: %s",
    async (_, hunted, make) => {
      const lines: Array<string> = []
      const run = await runHunt({
        pairs: 100_000,
        seed: 2,
        folder,
        workers: 0,
        hunted,
        say: (line) => lines.push(line)
      })
      expect(lines).toContain(`kept in ${run.kept ?? ""}`)
      expect(lines.join("\n")).toContain("a difference from json-rules-engine")
      const { basis, description, expected, facts, ruleSet } = kept(run.kept)
      expect(description).toMatch(/^found with the seed 2 in chunk \d+: .*, and not /)
      expect(ruleSet.rules).toHaveLength(1)
      expect(ruleSet.rules.map(({ conditions }) => leavesOf(conditions))).toEqual([1])
      expect(Object.keys(facts).length).toBeLessThanOrEqual(1)
      expect(Object.keys(ruleSet.facts).length).toBeLessThanOrEqual(1)
      const parsed = Result.getOrThrow(parseRuleSet(ruleSet))
      expect(verdictInWords(await makeRuleEngine(parsed).evaluate(basis, facts))).toEqual(expected)
      expect(disagreement(make(parsed), basis, facts, expected)).toBeDefined()
      expect(disagreement(compile(parsed), basis, facts, expected)).toBeUndefined()
    },
    120_000
  )

  it("finds a fault that modules alone have", async () => {
    const linked = faulty((reading) =>
      reading.from === "name" ? { ...reading, pairs: [0, ...reading.pairs] } : reading
    )
    const run = await runHunt({ pairs: 10_000, seed: 4, folder, workers: 0, hunted: { linked }, say: () => undefined })
    expect(kept(run.kept).ruleSet.rules).toHaveLength(1)
  }, 120_000)
})

describe("shrinking", () => {
  it("takes away all that can be taken away, and leaves rule sets that are accepted", async () => {
    const { ruleSet } = kept(join(root, "packages/core/test/golden/differences/by-hand.json"))
    const tried: Array<RuleSet> = []
    const small = await shrink(
      { ruleSet, basis: "Person", facts: { "tax.office": "w3", "tax.year": 2020, "tax.topics": ["vat", "wage"] } },
      async (smaller) => {
        tried.push(smaller.ruleSet)
        return JSON.stringify(smaller.ruleSet.rules).includes('"w16"') && Array.isArray(smaller.facts["tax.topics"])
      }
    )
    for (const one of tried) expect(Result.isSuccess(parseRuleSet(one))).toBe(true)
    expect(small.facts).toEqual({ "tax.topics": [] })
    expect(small.ruleSet.rules.map(({ conditions }) => conditions)).toEqual([
      { all: [{ fact: "tax.office", operator: "notIn", value: ["w16"] }] }
    ])
    // The facts of a case stay in the catalogue of its rule set.
    expect(Object.keys(small.ruleSet.facts)).toEqual(["tax.office", "tax.topics"])
    expect(small.ruleSet.facts["tax.office"]).toMatchObject({ values: ["w16"] })
  })

  it("gives up after so many tries, and keeps what it has", async () => {
    const { ruleSet } = kept(join(root, "packages/core/test/golden/differences/by-hand.json"))
    let tries = 0
    const many: RuleSet = {
      ...ruleSet,
      rules: Array.from({ length: 5_000 }, (_, index) => ({
        name: `person/r${index}`,
        conditions: { all: [{ fact: "stage", operator: "equal", value: "processing" }] },
        event: {
          type: "require",
          params: { basis: bases[1] ?? "Person", reason: "PERSON_NOT_FOUND", source: "a test" }
        }
      }))
    }
    const small = await shrink({ ruleSet: many, basis: "Person", facts: {} }, async () => {
      tries++
      return false
    })
    expect(tries).toBeLessThan(5_000)
    expect(small.ruleSet).toBe(many)
  })
})

describe(".ci/nightly", () => {
  const nightly = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) =>
    spawnSync(
      process.execPath,
      [
        "--conditions=@adressat/source",
        "--disable-warning=ExperimentalWarning",
        join(root, "packages/house/src/nightly.ts"),
        ...args
      ],
      { encoding: "utf8", env: { ...process.env, ...env } }
    )

  it("is a script that runs it", () => {
    expect(statSync(join(root, ".ci/nightly")).mode & 0o111).toBe(0o111)
    const script = readFileSync(join(root, ".ci/nightly"), "utf8")
    expect(script).toContain("packages/house/src/nightly.ts")
    expect(spawnSync("bash", ["-n", join(root, ".ci/nightly")]).status).toBe(0)
  })

  it("shares the pairs among threads, and takes pairs and seed from the environment", () => {
    const { status, stderr, stdout } = nightly(["--workers", "2", "--folder", folder], {
      ADRESSAT_NIGHTLY_PAIRS: "2000",
      ADRESSAT_NIGHTLY_SEED: "11"
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
    expect(stdout).toMatch(/^seed 11\n/)
    expect(stdout).toMatch(/^2,000 pairs of 40 rule sets, 4 of them also as modules; .*; 0 differences/m)
  }, 120_000)

  it("refuses what it does not understand", () => {
    for (const args of [
      ["--pairs", "many"],
      ["--sed", "1"],
      ["--seed", "-1"]
    ]) {
      const { status, stderr, stdout } = nightly(args)
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" })
      expect(stderr).toContain("usage: .ci/nightly")
    }
  }, 60_000)
})
