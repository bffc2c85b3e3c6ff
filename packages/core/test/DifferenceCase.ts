/**
 * A difference case is a rule set and the facts of one candidate on which a compiled program has once differed from
 * json-rules-engine, with what that said. `.ci/nightly` finds and shrinks them; `golden/differences` keeps them.
 */
import type { Facts } from "../src/Fact.ts"
import type { RuleProgram } from "../src/RuleProgram.ts"
import type { Basis, RuleSet } from "../src/RuleSet.ts"
import type { Truth, Verdict } from "../src/Verdict.ts"

/** One case, as it lies in its file. */
export interface DifferenceCase {
  /** Where it comes from. */
  readonly description: string
  readonly ruleSet: RuleSet
  readonly basis: Basis
  readonly facts: Facts
  readonly expected: ExpectedVerdict
}

/** A verdict in words. */
export interface ExpectedVerdict {
  readonly outcome: Verdict["outcome"]
  /** Whether the conditions of each gate hold, by its name. */
  readonly gates: Readonly<Record<string, (typeof truthWords)[Truth]>>
}

const truthWords = ["no", "yes", "unknown"] as const satisfies Readonly<Record<Truth, string>>

/** A verdict in words. */
export const verdictInWords = ({ gates, outcome, truths }: Verdict): ExpectedVerdict => ({
  outcome,
  gates: Object.fromEntries(gates.map(({ name }, index) => [name, truthWords[truths[index] ?? 2]]))
})

/**
 * What a program says otherwise than expected: by its verdict, by the outcome of its trace, or by its traces of many.
 * `undefined` when it agrees.
 */
export const disagreement = (
  { evaluate, gates, pack }: RuleProgram,
  basis: Basis,
  facts: Facts,
  expected: ExpectedVerdict
): string | undefined => {
  const [found, wanted] = [JSON.stringify(verdictInWords(evaluate(basis, facts))), JSON.stringify(expected)]
  if (found !== wanted) return `${found}, and not ${wanted}`
  const { outcome, trace, traceAll, words } = gates[basis]
  const packed = pack(facts)
  const alone = trace(packed)
  if (outcome(alone) !== expected.outcome) return `${outcome(alone)} by its trace, and not ${expected.outcome}`
  const many = new Int32Array(3 * words)
  traceAll([packed, pack({}), packed], many)
  const isEqual = [alone].flat().every((word, index) => word === many[index] && word === many[2 * words + index])
  return isEqual ? undefined : `the traces ${many.join()} of many, and ${[alone].flat().join()} alone`
}
