/**
 * A certificate says that a compiled program means the same as json-rules-engine. Every fact is reduced to the classes
 * that the rules can tell apart, plus `unavailable`; both evaluators are asked about every cell of their product, or about
 * a stated sample of it where it is too large.
 */
import { factsOf, leaves } from "./Condition.ts"
import { UNAVAILABLE } from "./Fact.ts"
import type { FactDefinition, Facts, FactValue } from "./Fact.ts"
import { holdsFor } from "./Numbering.ts"
import type { NumberedCondition } from "./Numbering.ts"
import { makeRuleEngine } from "./RuleEngine.ts"
import type { RuleEngine } from "./RuleEngine.ts"
import { compile } from "./RuleProgram.ts"
import type { RuleProgram } from "./RuleProgram.ts"
import type { Basis, RuleSet } from "./RuleSet.ts"
import { bases, catalogueOf, rulesOf } from "./RuleSet.ts"
import { PAIR_FALSE, PAIR_TRUE, PAIR_UNKNOWN, shiftOf, wordOf } from "./Trace.ts"
import type { Verdict } from "./Verdict.ts"

/** One set of facts on which the two evaluators differ. */
export interface Difference {
  readonly basis: Basis
  readonly facts: Facts
  readonly program: string
  readonly reference: string
}

/** What was compared for one basis. */
export interface BasisCertificate {
  readonly basis: Basis
  /** The facts that the gates of the basis ask about. */
  readonly facts: ReadonlyArray<string>
  /** The number of cells of the facts' finite abstraction. */
  readonly cells: number
  /** The number of cells compared; equal to `cells` unless the bound was exceeded. */
  readonly compared: number
}

/** The result of comparing the two evaluators. */
export interface Certificate {
  readonly fingerprint: string
  readonly bases: ReadonlyArray<BasisCertificate>
  /** Whether every cell of every basis was compared. */
  readonly exhaustive: boolean
  readonly differences: ReadonlyArray<Difference>
}

/** How far a certificate goes. */
export interface CertifyOptions {
  /** Most cells compared for one basis; beyond it that many are drawn at random, the same every time. Default 100,000. */
  readonly bound?: number
  /** The evaluator held against the reference; default the compiled rule set. Its traces are held too, where it has any. */
  readonly program?: Pick<RuleProgram, "evaluate" | "fingerprint"> & Partial<Pick<RuleProgram, "gates" | "pack">>
  /** The reference; default json-rules-engine. */
  readonly reference?: Pick<RuleEngine, "evaluate">
}

/** Compares the compiled program with json-rules-engine on the finite abstraction of the facts. */
export const certify = async (ruleSet: RuleSet, options: CertifyOptions = {}): Promise<Certificate> => {
  const { bound = 100_000, program = compile(ruleSet), reference = makeRuleEngine(ruleSet) } = options
  const differences: Array<Difference> = []
  const compared: Array<BasisCertificate> = []
  for (const basis of bases) {
    const axes = axesOf(ruleSet, basis)
    const cells = axes.reduce((product, { count }) => product * count, 1)
    const isWhole = cells <= bound
    const count = isWhole ? cells : bound
    const random = randomNumbers(0x5eed)
    for (let index = 0; index < count; index++) {
      const facts = isWhole ? cellAt(axes, index, basis) : sampledCell(axes, random, basis)
      const theirs = await reference.evaluate(basis, facts)
      const [left, right] = [describe(program.evaluate(basis, facts)), describe(theirs)]
      if (left !== right) differences.push({ basis, facts, program: left, reference: right })
      for (const fault of traceFaults(program, basis, facts, theirs.outcome)) {
        differences.push({ basis, facts, program: fault, reference: theirs.outcome })
      }
    }
    compared.push({ basis, facts: axes.map(({ fact }) => fact), cells, compared: count })
  }
  return {
    fingerprint: program.fingerprint,
    bases: compared,
    exhaustive: compared.every((basis) => basis.cells === basis.compared),
    differences
  }
}

/** What is wrong with the traces of a program: those of one candidate, those of many at once, what they come to. */
const traceFaults = (
  { gates, pack }: NonNullable<CertifyOptions["program"]>,
  basis: Basis,
  facts: Facts,
  outcome: Verdict["outcome"]
): ReadonlyArray<string> => {
  if (gates === undefined || pack === undefined) return []
  const program = gates[basis]
  const { conditions, words } = program
  const packed = pack(facts)
  const trace = program.trace(packed)
  const traced = [trace].flat()
  const many = new Int32Array(3 * words)
  program.traceAll([packed, pack({}), packed], many)
  const expected = Array.from({ length: words }, () => 0)
  for (const [number, condition] of conditions.entries()) {
    const word = wordOf(number)
    expected[word] = (expected[word] ?? 0) | (pairOf(condition, facts) << shiftOf(number))
  }
  const found = program.outcome(trace)
  return [
    ...(found === outcome ? [] : [`${found} by its trace`]),
    ...(traced.join() === expected.join() ? [] : [`the trace ${traced.join()}, and not ${expected.join()}`]),
    ...[many.subarray(0, words), many.subarray(2 * words)]
      .filter((one) => one.join() !== traced.join())
      .map((one) => `the trace ${one.join()} among many, and ${traced.join()} alone`)
  ]
}

/** The pair of a condition by what the condition means. The facts of a cell are known or unavailable, never strange. */
const pairOf = (condition: NumberedCondition, facts: Facts): number => {
  const value = facts[condition.fact] ?? UNAVAILABLE
  if (value === UNAVAILABLE) return PAIR_UNKNOWN
  return holdsFor(condition, value) ? PAIR_TRUE : PAIR_FALSE
}

const describe = ({ gates, outcome, truths }: ReturnType<RuleProgram["evaluate"]>): string =>
  `${outcome} ${gates.map(({ name }, index) => `${name}=${truths[index]}`).join(" ")}`

/** The classes of one fact: how many, and a value of each. */
interface Axis {
  readonly fact: string
  readonly count: number
  readonly at: (index: number) => FactValue
}

const axesOf = (ruleSet: RuleSet, basis: Basis): ReadonlyArray<Axis> => {
  const catalogue = catalogueOf(ruleSet)
  const gates = rulesOf(ruleSet, basis)
  return [...new Set(gates.flatMap(({ conditions }) => factsOf(conditions)))].flatMap((fact): ReadonlyArray<Axis> => {
    const definition = Object.hasOwn(catalogue, fact) ? catalogue[fact] : undefined
    if (definition === undefined) return []
    if (fact === "basis") return [{ fact, count: 1, at: () => basis }]
    const mentioned = gates
      .flatMap(({ conditions }) => leaves(conditions))
      .filter((leaf) => leaf.fact === fact)
      .flatMap(({ value }) => (typeof value === "object" ? value : [value]))
    const { at, count } = classesOf(definition, mentioned)
    return [{ fact, count: count + 1, at: (index) => (index === count ? UNAVAILABLE : at(index)) }]
  })
}

/** One value of each class that comparisons with these values can tell apart. */
const classesOf = (
  definition: FactDefinition,
  compared: ReadonlyArray<string | number>
): Pick<Axis, "count" | "at"> => {
  switch (definition.type) {
    case "word":
      return listed(definition.values)
    case "number": {
      const points = [
        ...new Set([definition.minimum, ...compared.filter((value) => typeof value === "number"), definition.maximum])
      ].sort((a, b) => a - b)
      return listed(
        points.flatMap((point, index) => {
          const next = points[index + 1]
          return next === undefined ? [point] : [point, (point + next) / 2]
        })
      )
    }
    case "words": {
      const mentioned = [...new Set(compared.filter((value) => typeof value === "string"))]
      const other = definition.values.find((value) => !mentioned.includes(value))
      const elements = other === undefined ? mentioned : [...mentioned, other]
      return {
        count: 2 ** elements.length,
        at: (index) => elements.filter((_, place) => Math.floor(index / 2 ** place) % 2 === 1)
      }
    }
  }
}

const listed = (values: ReadonlyArray<FactValue>): Pick<Axis, "count" | "at"> => ({
  count: values.length,
  at: (index) => values[index] ?? UNAVAILABLE
})

const cellAt = (axes: ReadonlyArray<Axis>, cell: number, basis: Basis): Facts => {
  const facts: Record<string, FactValue> = { basis }
  let rest = cell
  for (const { at, count, fact } of axes) {
    facts[fact] = at(rest % count)
    rest = Math.floor(rest / count)
  }
  return facts
}

/** A cell of random classes; `unavailable` more often than its share, since it is the class that is easily forgotten. */
const sampledCell = (axes: ReadonlyArray<Axis>, random: () => number, basis: Basis): Facts => {
  const facts: Record<string, FactValue> = { basis }
  for (const { at, count, fact } of axes) {
    facts[fact] = at(fact !== "basis" && random() < 0.1 ? count - 1 : Math.floor(random() * count))
  }
  return facts
}

/** Numbers from 0 to 1 that are the same every time. Source: mulberry32, public domain. */
const randomNumbers = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
