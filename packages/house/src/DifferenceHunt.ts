/**
 * A hunt for differences: random rule sets and facts, on which the compiled program, and for a share of the rule sets the
 * linked module too, are held against json-rules-engine. The first difference ends the hunt, made as small as it gets.
 *
 * Invariant: a hunt is determined by its seed; its chunks are determined each by its own number, so that several processes
 * may share them.
 */
import { bases, compile, makeRuleEngine } from "@adressat/core"
import type { Basis, Facts, FactValue, RuleProgram, RuleSet } from "@adressat/core"
import { anyRuleSet, anyVariedRuleSet, factsFor } from "@adressat/testing"
import fc from "fast-check"
import { disagreement, verdictInWords } from "../../core/test/DifferenceCase.ts"
import type { DifferenceCase } from "../../core/test/DifferenceCase.ts"
import { writtenProgram } from "../../core/test/WrittenModule.ts"
import { shrink } from "./DifferenceShrinking.ts"

/** Makes the program of a rule set that is held against the reference. */
export type ProgramMaker = (ruleSet: RuleSet) => RuleProgram | Promise<RuleProgram>

/** What is held against json-rules-engine. */
export interface Hunted {
  /** Default: `compile`. */
  readonly compiled?: ProgramMaker
  /** Default: the module that is written for the rule set, loaded and linked. */
  readonly linked?: ProgramMaker
}

/** What came of one chunk. */
export interface HuntedChunk {
  /** Pairs of a rule set and the facts of a candidate that were compared. */
  readonly pairs: number
  readonly ruleSets: number
  /** How many of the rule sets were compared as modules too. */
  readonly modules: number
  readonly difference: DifferenceCase | undefined
}

const RULE_SETS_IN_CHUNK = 20
const FACTS_OF_RULE_SET = 50

/** The pairs of one chunk. */
export const PAIRS_IN_CHUNK = RULE_SETS_IN_CHUNK * FACTS_OF_RULE_SET

/** One rule set of so many is loaded as a module: a process never forgets a module that it has loaded. */
const MODULE_SHARE = 10

/** Values that no fact has, one that takes the fact away, and lists. */
const strangeValues: ReadonlyArray<unknown> = [
  undefined,
  "elsewhere",
  "constructor",
  "",
  1e300,
  -1e300,
  0.5,
  [],
  ["elsewhere"]
]

/** Facts of a candidate; now and then one of them is missing or has a value that it cannot have. */
const anyFacts = (ruleSet: RuleSet): fc.Arbitrary<Facts> =>
  fc
    .tuple(factsFor(ruleSet), fc.option(fc.tuple(fc.nat(), fc.constantFrom(...strangeValues)), { freq: 4 }))
    .map(([facts, strange]): Facts => {
      if (strange === null) return facts
      const names = Object.keys(facts)
      const name = names[strange[0] % names.length] ?? ""
      const { [name]: _, ...others } = facts
      return strange[1] === undefined ? others : { ...others, [name]: strange[1] as FactValue }
    })

const anyHuntedRuleSet = fc.oneof({ weight: 1, arbitrary: anyRuleSet }, { weight: 3, arbitrary: anyVariedRuleSet })

/** Compares one chunk, up to the first difference. */
export const huntChunk = async (seed: number, chunk: number, hunted: Hunted = {}): Promise<HuntedChunk> => {
  const { compiled = compile, linked = writtenProgram } = hunted
  let [pairs, ruleSets, modules] = [0, 0, 0]
  for (const ruleSet of fc.sample(anyHuntedRuleSet, { seed: seedOf(seed, chunk, 0), numRuns: RULE_SETS_IN_CHUNK })) {
    ruleSets++
    const isModule = ruleSets % MODULE_SHARE === 0
    if (isModule) modules++
    const evaluators = isModule ? [compiled, linked] : [compiled]
    const programs = await Promise.all(evaluators.map(async (make) => ({ make, program: await make(ruleSet) })))
    const reference = makeRuleEngine(ruleSet)
    const facts = fc.sample(anyFacts(ruleSet), { seed: seedOf(seed, chunk, ruleSets), numRuns: FACTS_OF_RULE_SET })
    const asked = askedBases(ruleSet)
    for (const [index, one] of facts.entries()) {
      pairs++
      const basis = asked[index % asked.length] ?? "Person"
      const expected = verdictInWords(await reference.evaluate(basis, one))
      const differing = programs.find(({ program }) => disagreement(program, basis, one, expected) !== undefined)
      if (differing === undefined) continue
      const found = { ruleSet, basis, facts: one }
      const small = await shrink(found, async (smaller) => (await differenceOf(smaller, differing.make)) !== undefined)
      const description = `found with the seed ${seed} in chunk ${chunk}: ${(await differenceOf(small, differing.make)) ?? ""}`
      const difference: DifferenceCase = { description, ...small, expected: await expectedOf(small) }
      return { pairs, ruleSets, modules, difference }
    }
  }
  return { pairs, ruleSets, modules, difference: undefined }
}

type Pair = Pick<DifferenceCase, "ruleSet" | "basis" | "facts">

const expectedOf = async ({ basis, facts, ruleSet }: Pair): Promise<DifferenceCase["expected"]> =>
  verdictInWords(await makeRuleEngine(ruleSet).evaluate(basis, facts))

const differenceOf = async (pair: Pair, make: ProgramMaker): Promise<string | undefined> =>
  disagreement(await make(pair.ruleSet), pair.basis, pair.facts, await expectedOf(pair))

/** The bases that have gates: where there are none, nothing is compared. */
const askedBases = ({ rules }: RuleSet): ReadonlyArray<Basis> =>
  rules.some(({ event }) => event.params.basis === undefined)
    ? bases
    : bases.filter((basis) => rules.some(({ event }) => event.params.basis === basis))

/** A seed of 32 bits from three numbers, by the hash FNV-1a, so that neighbours have nothing in common. */
const seedOf = (...numbers: readonly [number, number, number]): number =>
  [...numbers.join()].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193), 0x811c9dc5 | 0)
