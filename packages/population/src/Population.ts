/**
 * A population is many candidates by their facts, as bit columns: one bit for each row and each thing that a rule set may
 * ask, so that a rule set is evaluated over millions of candidates at once. Nothing of who the candidates are is in it;
 * a row is the place of a candidate in what the population was built from.
 *
 * Invariants: each candidate is one row of the segment of its basis; what is not in a fact's vocabulary or range is
 * unavailable, as for a compiled rule set; a population never changes, except that it remembers columns that rule sets
 * asked for.
 */
import { UNAVAILABLE } from "@adressat/core"
import type { Basis, Facts, FactValue } from "@adressat/core"
import { onesIn } from "./Bits.ts"
import type { ColumnMemory } from "./ColumnMemory.ts"
import type { Column } from "./ColumnStore.ts"
import type { FactColumns, Rows } from "./FactColumns.ts"
import type { FactShapes } from "./FactShapes.ts"
import { columnBytes } from "./Operation.ts"

/** Many candidates by their facts. */
export interface Population {
  /** How many candidates there are. */
  readonly rows: number
  /** The candidates of each basis that occurs. */
  readonly segments: ReadonlyArray<Segment>
  /** The facts that it knows. */
  readonly facts: FactShapes
  /** Whether threads can work on it together. */
  readonly shared: boolean
  /** Where the columns are. */
  readonly memory: ColumnMemory
}

/** The candidates of one basis. */
export interface Segment {
  readonly basis: Basis
  readonly rows: number
  readonly order: RowOrder
  readonly facts: Readonly<Record<string, FactColumns>>
  readonly columns: ReadonlyArray<Column>
  /** Columns that rule sets asked for, by what they hold. */
  readonly derived: Map<string, Column>
}

/** Which rows of the population those of a segment are: one after the other, or those with a one in a column. */
export type RowOrder = { readonly first: number } | { readonly column: number }

/** How much memory a population takes, in bytes. */
export interface PopulationSize {
  /** The columns of facts. */
  readonly facts: number
  /** The columns that rule sets asked for and that are no columns of facts. */
  readonly conditions: number
  /** Which row belongs to which basis. */
  readonly order: number
}

/** How much memory a population takes. */
export const sizeOf = ({ rows, segments }: Population): PopulationSize => ({
  facts: sum(
    segments.map(({ columns, facts, rows: some }) => columns.length * columnBytes(some) + numbersIn(facts) * some * 8)
  ),
  conditions: sum(segments.map(({ derived, rows: some }) => new Set(derived.values()).size * columnBytes(some))),
  order: sum(segments.map(({ order }) => ("column" in order ? columnBytes(rows) : 0)))
})

const numbersIn = (facts: Segment["facts"]): number =>
  Object.values(facts).filter(({ type }) => type === "number").length

const sum = (numbers: ReadonlyArray<number>): number => numbers.reduce((total, number) => total + number, 0)

/** The basis and facts of one row; `undefined` when there is no such row. Facts outside their vocabulary are unavailable. */
export const candidateAt = (
  population: Population,
  row: number
): { readonly basis: Basis; readonly facts: Facts } | undefined => {
  if (!Number.isInteger(row) || row < 0 || row >= population.rows) return undefined
  for (const segment of population.segments) {
    const at = placeIn(population, segment, row)
    if (at !== undefined) return { basis: segment.basis, facts: factsAt(population, segment, at) }
  }
  return undefined
}

const bitAt = (words: Int32Array, address: number, row: number): boolean =>
  (((words[(address >>> 2) + (row >>> 5)] ?? 0) >>> (row & 31)) & 1) === 1

/** Where a row stands in a segment. */
const placeIn = ({ memory }: Population, { order, rows }: Segment, row: number): number | undefined => {
  if ("first" in order) return row >= order.first && row < order.first + rows ? row - order.first : undefined
  const words = memory.words()
  if (!bitAt(words, order.column, row)) return undefined
  const first = order.column >>> 2
  let before = onesIn((words[first + (row >>> 5)] ?? 0) & ((1 << (row & 31)) - 1))
  for (let word = first; word < first + (row >>> 5); word++) before += onesIn(words[word] ?? 0)
  return before
}

/** The facts at a place of a segment. */
export const factsAt = ({ memory }: Population, { columns, facts }: Segment, at: number): Facts => {
  const words = memory.words()
  const isIn = (rows: Rows): boolean =>
    rows.every((literal) => bitAt(words, columns[literal >>> 1]?.address ?? 0, at) !== ((literal & 1) === 1))
  const named = (rows: Readonly<Record<string, Rows>>): ReadonlyArray<string> =>
    Object.keys(rows).filter((name) => isIn(rows[name] ?? []))
  const valueOf = (found: FactColumns): FactValue => {
    if (found.type === "number") {
      const number = numbersAt(memory, found.address, at + 1)[at] ?? Number.NaN
      return Number.isNaN(number) ? UNAVAILABLE : number
    }
    if (found.unavailable !== undefined && isIn(found.unavailable)) return UNAVAILABLE
    return found.type === "words" ? named(found.elements) : (named(found.words)[0] ?? UNAVAILABLE)
  }
  return Object.fromEntries(Object.entries(facts).map(([name, found]) => [name, valueOf(found)]))
}

/** The numbers that stand at an address. */
export const numbersAt = (memory: ColumnMemory, address: number, count: number): Float64Array =>
  new Float64Array(memory.bytes().buffer, address, count)

/** The rows of the population that stand at some places of a segment; places ascend. */
export const rowsAt = (
  { memory }: Population,
  { order }: Segment,
  places: ReadonlyArray<number>
): ReadonlyArray<number> => {
  if ("first" in order) return places.map((place) => place + order.first)
  const words = memory.words()
  const first = order.column >>> 2
  let word = 0
  let before = 0
  return places.map((place) => {
    for (let ones = onesIn(words[first + word] ?? 0); before + ones <= place; ones = onesIn(words[first + word] ?? 0)) {
      before += ones
      word++
    }
    let left = words[first + word] ?? 0
    for (let skipped = before; skipped < place; skipped++) left &= left - 1
    return word * 32 + (31 - Math.clz32(left & -left))
  })
}
