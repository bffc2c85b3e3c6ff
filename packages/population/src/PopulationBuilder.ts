/**
 * A population builder takes candidates one by one and makes columns of their facts.
 *
 * Invariants: nothing of a candidate is kept but its basis and its facts; a value that is missing, or outside its fact's
 * vocabulary or range, is unavailable, as for a compiled rule set.
 */
import { bases, enumerate } from "@adressat/core"
import type { Basis, Candidate, Facts, Order, RuleSet, Snapshot } from "@adressat/core"
import { bitsOf, mark, noBits } from "./Bits.ts"
import type { Bits, GrowingBits } from "./Bits.ts"
import { makeColumnMemory } from "./ColumnMemory.ts"
import type { ColumnMemory } from "./ColumnMemory.ts"
import { makeColumnStore } from "./ColumnStore.ts"
import { collectorOf } from "./FactCollector.ts"
import { shapesOf } from "./FactShapes.ts"
import type { FactShapes } from "./FactShapes.ts"
import type { Population, Segment } from "./Population.ts"

/** What a population knows, and where it is. */
export interface PopulationOptions {
  /** The rule sets whose own facts it holds besides the built-in ones; default none. */
  readonly ruleSets?: ReadonlyArray<RuleSet>
  /** Whether threads can work on it together; default: where memory can be shared. */
  readonly shared?: boolean
}

/** Takes candidates. */
export interface PopulationBuilder {
  /** Adds a candidate and gives its row. */
  readonly add: (basis: Basis, facts: Facts) => number
  /** How many there are so far. */
  readonly rows: () => number
  /** The population; the builder is of no use afterwards. */
  readonly build: () => Population
}

/** Most rows of a population. */
const MOST_ROWS = 2 ** 31 - 1

/**
 * Starts a population.
 *
 * @throws InvalidInputError when two rule sets have a fact of the same name and of different types.
 */
export const populationBuilder = ({ ruleSets = [], shared }: PopulationOptions = {}): PopulationBuilder => {
  const facts = shapesOf(ruleSets)
  const segments = new Map<Basis, SegmentBuilder>()
  let rows = 0
  return {
    add: (basis, values) => {
      if (rows >= MOST_ROWS) throw new RangeError(`a population has at most ${MOST_ROWS} rows; make several`)
      let segment = segments.get(basis)
      if (segment === undefined) {
        segment = segmentBuilder(basis, facts, rows)
        segments.set(basis, segment)
      }
      segment.add(rows, values)
      return rows++
    },
    rows: () => rows,
    build: () => {
      const memory = makeColumnMemory(0, shared)
      return {
        rows,
        segments: bases.flatMap((basis) => segments.get(basis)?.finish(memory, rows) ?? []),
        facts,
        shared: memory.shared,
        memory
      }
    }
  }
}

/** The population of candidates, a row each in their order. */
export const populationFromCandidates = (
  candidates: Iterable<Pick<Candidate, "basis" | "facts">>,
  options: PopulationOptions = {}
): Population => {
  const builder = populationBuilder(options)
  for (const { basis, facts } of candidates) builder.add(basis, facts)
  return builder.build()
}

/** The population of all candidates of an order, with the facts of one rule set. */
export const populationFromSnapshot = (
  order: Order,
  snapshot: Snapshot,
  ruleSet: RuleSet,
  options: PopulationOptions = {}
): Population =>
  populationFromCandidates(enumerate(order, snapshot, ruleSet), {
    ...options,
    ruleSets: [ruleSet, ...(options.ruleSets ?? [])]
  })

interface SegmentBuilder {
  readonly add: (row: number, facts: Facts) => void
  readonly finish: (memory: ColumnMemory, rows: number) => Segment
}

const segmentBuilder = (basis: Basis, shapes: FactShapes, first: number): SegmentBuilder => {
  const collectors = Object.entries(shapes).map(([name, shape]) => [name, collectorOf(shape)] as const)
  const byName = new Map(collectors)
  // Which rows there are: only the first, as long as one follows the other.
  let scattered: GrowingBits | undefined
  let rows = 0
  return {
    add: (row, facts) => {
      if (scattered === undefined && row !== first + rows) {
        scattered = noBits()
        for (let before = first; before < first + rows; before++) mark(scattered, before)
      }
      if (scattered !== undefined) mark(scattered, row)
      for (const name in facts) byName.get(name)?.add(rows, facts[name])
      rows++
    },
    finish: (memory, all) => {
      const store = makeColumnStore(memory, rows)
      return {
        basis,
        rows,
        order: scattered === undefined ? { first } : { column: storeOrder(memory, bitsOf(scattered, all), all) },
        facts: Object.fromEntries(collectors.map(([name, { finish }]) => [name, finish(rows, store)])),
        columns: store.columns,
        derived: new Map()
      }
    }
  }
}

const storeOrder = (memory: ColumnMemory, bits: Bits, rows: number): number => {
  const { column, columns } = makeColumnStore(memory, rows)
  return columns[column(bits)]?.address ?? 0
}
