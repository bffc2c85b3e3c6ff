/**
 * A comparison says what it would change to put one rule set in the place of another: how many candidates go from which
 * outcome to which, and which rows they are. Both rule sets are computed in one pass, what they have in common once.
 *
 * Invariant: the numbers are those that the two programs give row by row.
 */
import type { Basis, RuleProgram, Verdict } from "@adressat/core"
import type { RunWhole } from "./ConditionColumns.ts"
import { execute, executeNow } from "./Execution.ts"
import type { Executed, Execution, ExecutionOptions, Job } from "./Execution.ts"
import { notifyLiterals } from "./GateLiterals.ts"
import { ALWAYS, makeGraph, NEVER, not } from "./Graph.ts"
import type { Graph, Literal } from "./Graph.ts"
import type { Kernel } from "./Kernel.ts"
import { columnBytes } from "./Operation.ts"
import { rowsAt } from "./Population.ts"
import type { Population, Segment } from "./Population.ts"
import { makeTally } from "./Tally.ts"

/** What is decided about a candidate. */
export type Outcome = Verdict["outcome"]

/** How many rows go from an outcome to another: by the outcome before, then by that after. */
export type Transitions = Readonly<Record<Outcome, Readonly<Record<Outcome, number>>>>

/** What changes among the rows of one basis. */
export interface BasisComparison {
  readonly basis: Basis
  readonly rows: number
  readonly transitions: Transitions
  /** How many rows have another outcome. */
  readonly changed: number
  /** The first of them, in ascending order, as many as were asked for. */
  readonly changedRows: ReadonlyArray<number>
}

/** What changes in a population. */
export interface PopulationComparison extends Execution {
  readonly rows: number
  readonly transitions: Transitions
  readonly changed: number
  readonly bases: ReadonlyArray<BasisComparison>
}

/** How much to tell. */
export interface ComparisonOptions {
  /** Most rows listed for each basis; default 100. Look at one with `candidateAt`. */
  readonly limit?: number
}

/** Compares two rule sets on a population, slice by slice. */
export const comparePrograms = async (
  before: RuleProgram,
  after: RuleProgram,
  population: Population,
  options: ComparisonOptions & ExecutionOptions = {}
): Promise<PopulationComparison> =>
  compared(population, await execute(population, planOf(before, after, population, options.limit), options))

/** Compares two rule sets on a population at once; without a kernel in plain JavaScript. */
export const compareProgramsSync = (
  before: RuleProgram,
  after: RuleProgram,
  population: Population,
  options: ComparisonOptions & { readonly kernel?: Kernel } = {}
): PopulationComparison =>
  compared(population, executeNow(population, planOf(before, after, population, options.limit), options.kernel))

const outcomes: ReadonlyArray<Outcome> = ["notify", "withhold", "undetermined"]

const transitionsBy = (count: (before: Outcome, after: Outcome) => number): Transitions => {
  const from = (before: Outcome) => ({
    notify: count(before, "notify"),
    withhold: count(before, "withhold"),
    undetermined: count(before, "undetermined")
  })
  return { notify: from("notify"), withhold: from("withhold"), undetermined: from("undetermined") }
}

const compared = ({ rows }: Population, { execution, results }: Executed<BasisComparison>): PopulationComparison => ({
  rows,
  transitions: transitionsBy((before, after) =>
    results.reduce((total, { transitions }) => total + transitions[before][after], 0)
  ),
  changed: results.reduce((total, { changed }) => total + changed, 0),
  bases: results,
  ...execution
})

// --- Jobs ------------------------------------------------------------------------------------------------------------

const planOf =
  (before: RuleProgram, after: RuleProgram, population: Population, limit = 100) =>
  (run: RunWhole): ReadonlyArray<Job<BasisComparison>> =>
    population.segments.map((segment) => jobOf(before, after, population, segment, limit, run))

const jobOf = (
  before: RuleProgram,
  after: RuleProgram,
  population: Population,
  segment: Segment,
  limit: number,
  run: RunWhole
): Job<BasisComparison> => {
  const graph = makeGraph()
  const old = notifyLiterals(population, segment, before, graph, run)
  const young = notifyLiterals(population, segment, after, graph, run)
  const tally = makeTally(graph, segment)
  const { basis, rows } = segment
  const both = (left: Literal, right: Literal) => tally.count(graph.and([left, right]))
  const counts = {
    old: { certainly: tally.count(old.certainly), possibly: tally.count(old.possibly) },
    young: { certainly: tally.count(young.certainly), possibly: tally.count(young.possibly) },
    certainly: both(old.certainly, young.certainly),
    possibly: both(old.possibly, young.possibly),
    lost: both(old.certainly, young.possibly),
    won: both(old.possibly, young.certainly)
  }
  const changes = graph.or([
    differs(graph, old.certainly, young.certainly),
    differs(graph, old.possibly, young.possibly)
  ])
  const listed = limit > 0 && changes !== NEVER
  const column = listed ? population.memory.borrow(columnBytes(rows)) : undefined
  if (column !== undefined && changes !== ALWAYS) tally.write(changes, column)
  return {
    segment,
    ready: tally.ready(),
    read: (found) => {
      // Rows by how far both go: certainly is part of possibly, so each outcome is a difference.
      const cc = counts.certainly(found)
      const cp = counts.lost(found)
      const pc = counts.won(found)
      const pp = counts.possibly(found)
      const notifyBefore = counts.old.certainly(found)
      const notifyAfter = counts.young.certainly(found)
      const openBefore = counts.old.possibly(found)
      const openAfter = counts.young.possibly(found)
      const transitions: Transitions = {
        notify: { notify: cc, undetermined: cp - cc, withhold: notifyBefore - cp },
        undetermined: {
          notify: pc - cc,
          undetermined: pp - pc - cp + cc,
          withhold: openBefore - notifyBefore - pp + cp
        },
        withhold: {
          notify: notifyAfter - pc,
          undetermined: openAfter - notifyAfter - pp + pc,
          withhold: rows - openBefore - openAfter + pp
        }
      }
      const changed = rows - outcomes.reduce((same, outcome) => same + transitions[outcome][outcome], 0)
      const places =
        column === undefined || changed === 0
          ? []
          : changes === ALWAYS
            ? Array.from({ length: Math.min(limit, rows) }, (_, place) => place)
            : placesIn(population.memory.words(), column, rows, limit)
      return { basis, rows, transitions, changed, changedRows: rowsAt(population, segment, places) }
    },
    dispose: () => {
      if (column !== undefined) population.memory.giveBack(column, columnBytes(rows))
    }
  }
}

/** The first rows with a one in a column. */
const placesIn = (words: Int32Array, address: number, rows: number, limit: number): ReadonlyArray<number> => {
  const places: Array<number> = []
  const first = address >>> 2
  for (let word = 0; word * 32 < rows && places.length < limit; word++) {
    for (let left = words[first + word] ?? 0; left !== 0 && places.length < limit; left &= left - 1) {
      const place = word * 32 + (31 - Math.clz32(left & -left))
      if (place < rows) places.push(place)
    }
  }
  return places
}

const differs = (graph: Graph, left: Literal, right: Literal): Literal =>
  left === right ? NEVER : graph.or([graph.and([left, not(right)]), graph.and([not(left), right])])
