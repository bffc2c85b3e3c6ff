/**
 * An evaluation counts, for a whole population, whom a rule set notifies, withholds and leaves undetermined, and why not.
 *
 * Invariants: the numbers are those that `program.evaluate` gives row by row; the outcomes of a basis sum up to its rows;
 * the rows that gates are the first to hold back, and those that no gate requires anything of, sum up to the rows that are
 * not notified.
 */
import type { Basis, Rule, RuleProgram } from "@adressat/core"
import type { Pair, RunWhole } from "./ConditionColumns.ts"
import { execute, executeNow } from "./Execution.ts"
import type { Executed, Execution, ExecutionOptions, Job } from "./Execution.ts"
import { allGatesLiterals, gateLiterals, requiresAnything } from "./GateLiterals.ts"
import { ALWAYS, makeGraph } from "./Graph.ts"
import type { Graph, Literal } from "./Graph.ts"
import type { Kernel } from "./Kernel.ts"
import type { Population, Segment } from "./Population.ts"
import { makeTally } from "./Tally.ts"
import type { ReadCount, Tally } from "./Tally.ts"

/** How many rows have which outcome. */
export interface OutcomeCounts {
  readonly rows: number
  readonly notify: number
  readonly withhold: number
  readonly undetermined: number
}

/** What one gate does to the rows of its basis. */
export interface GateCounts {
  /** The name of the rule. */
  readonly gate: string
  readonly reason: string
  /** Rows that it does not let through. */
  readonly failed: number
  /** Rows for which it depends on a fact that is unavailable. */
  readonly undetermined: number
  /** Rows of which it is the first gate, in document order, that does not let them through for certain. */
  readonly first: number
  /** Rows that this gate alone holds back: all others let them through for certain. */
  readonly only: number
}

/** The outcomes of one basis. */
export interface BasisCounts extends OutcomeCounts {
  readonly basis: Basis
  /** Rows that every gate lets through and that are withheld all the same, since no gate of the basis requires anything. */
  readonly unrequired: number
  /** In document order; empty unless `why` was asked for. */
  readonly gates: ReadonlyArray<GateCounts>
}

/** The outcomes of a population. */
export interface PopulationCounts extends OutcomeCounts, Execution {
  readonly bases: ReadonlyArray<BasisCounts>
}

/** What to count. */
export interface CountOptions {
  /** Whether to count also what each gate does, which takes several times as long; default `false`. */
  readonly why?: boolean
}

/** Counts the outcomes of a population, slice by slice. */
export const evaluatePopulation = async (
  program: RuleProgram,
  population: Population,
  options: CountOptions & ExecutionOptions = {}
): Promise<PopulationCounts> =>
  counted(population, await execute(population, planOf(program, population, options.why ?? false), options))

/** Counts the outcomes of a population at once; without a kernel in plain JavaScript. */
export const evaluatePopulationSync = (
  program: RuleProgram,
  population: Population,
  options: CountOptions & { readonly kernel?: Kernel } = {}
): PopulationCounts =>
  counted(population, executeNow(population, planOf(program, population, options.why ?? false), options.kernel))

const counted = ({ rows }: Population, { execution, results }: Executed<BasisCounts>): PopulationCounts => {
  const sum = (outcome: "notify" | "withhold" | "undetermined"): number =>
    results.reduce((total, basis) => total + basis[outcome], 0)
  return {
    rows,
    notify: sum("notify"),
    withhold: sum("withhold"),
    undetermined: sum("undetermined"),
    bases: results,
    ...execution
  }
}

// --- Jobs ------------------------------------------------------------------------------------------------------------

interface Jobs {
  brief?: Job<BasisCounts>
  full?: Job<BasisCounts>
}

const jobs = new WeakMap<Segment, WeakMap<RuleProgram, Jobs>>()

/** The jobs of a program, made once for each segment. */
const planOf = (program: RuleProgram, population: Population, why: boolean) => (run: RunWhole) =>
  population.segments.map((segment) => {
    const known = jobs.get(segment) ?? new WeakMap<RuleProgram, Jobs>()
    jobs.set(segment, known)
    const made = known.get(program) ?? {}
    known.set(program, made)
    return (made[why ? "full" : "brief"] ??= jobOf(program, population, segment, why, run))
  })

const jobOf = (
  program: RuleProgram,
  population: Population,
  segment: Segment,
  why: boolean,
  run: RunWhole
): Job<BasisCounts> => {
  const graph = makeGraph()
  const { basis, rows } = segment
  // Gate by gate only where that is asked for: all together ask less than each by itself.
  const passes = why ? gateLiterals(population, segment, program, graph, run) : undefined
  const all = passes === undefined ? allGatesLiterals(population, segment, program, graph, run) : chainOf(passes, graph)
  const tally = makeTally(graph, segment)
  const gates = passes === undefined ? () => [] : tallyGates(program.gates[basis].gates, passes, rows, graph, tally)
  const isRequired = requiresAnything(program, segment)
  const certain = tally.count(all.certainly)
  const possible = all.possibly === all.certainly ? certain : tally.count(all.possibly)
  return {
    segment,
    ready: tally.ready(),
    read: (counts) => {
      const through = certain(counts)
      const notify = isRequired ? through : 0
      const undetermined = isRequired ? possible(counts) - through : 0
      return {
        basis,
        rows,
        notify,
        withhold: rows - notify - undetermined,
        undetermined,
        unrequired: isRequired ? 0 : through,
        gates: gates(counts)
      }
    }
  }
}

/** All gates, one after the other: what is certain is the last of the links that the gates are counted by. */
const chainOf = (passes: ReadonlyArray<Pair>, graph: Graph): Pair => {
  const certainly = passes.reduce((chain, pass) => graph.and([chain, pass.certainly]), ALWAYS)
  const isKnown = passes.every((pass) => pass.possibly === pass.certainly)
  return { certainly, possibly: isKnown ? certainly : graph.and(passes.map(({ possibly }) => possibly)) }
}

/** What each gate does: `before` and `after` it, and all but it. */
const tallyGates = (
  gates: ReadonlyArray<Rule>,
  passes: ReadonlyArray<Pair>,
  rows: number,
  graph: Graph,
  tally: Tally
): ((counts: Float64Array) => ReadonlyArray<GateCounts>) => {
  const from: Array<Literal> = [ALWAYS]
  for (const { certainly } of passes.toReversed()) {
    const rest = graph.and([certainly, from[0] ?? ALWAYS])
    from.unshift(rest)
    if (from.length <= passes.length) tally.keep(rest)
  }
  let chain = ALWAYS
  const readers = passes.map(({ certainly, possibly }, index) => {
    const before = tally.count(chain)
    const others = tally.count(graph.and([chain, from[index + 1] ?? ALWAYS]))
    const certain = tally.count(certainly)
    const possible = possibly === certainly ? certain : tally.count(possibly)
    chain = graph.and([chain, certainly])
    return { before, others, certain, possible, after: tally.count(chain) }
  })
  const all: ReadCount = readers.at(-1)?.after ?? (() => rows)
  return (counts) =>
    readers.map(({ after, before, certain, others, possible }, index) => ({
      gate: gates[index]?.name ?? "",
      reason: gates[index]?.event.params.reason ?? "",
      failed: rows - possible(counts),
      undetermined: possible(counts) - certain(counts),
      first: before(counts) - after(counts),
      only: others(counts) - all(counts)
    }))
}
