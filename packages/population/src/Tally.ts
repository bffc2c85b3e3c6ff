/**
 * A tally gathers what is to be counted over the rows of a segment, and reads the counts when the operations have run.
 *
 * Invariants: what follows from the columns alone takes no operation; rows of padding are never counted; an inverted node
 * is counted by what is left.
 */
import { ALWAYS, isInverted, NEVER, nodeOf, valueInPadding } from "./Graph.ts"
import type { Graph, Literal } from "./Graph.ts"
import { columnBytes } from "./Operation.ts"
import type { Segment } from "./Population.ts"
import { schedule } from "./Schedule.ts"
import type { Root } from "./Schedule.ts"
import { readyOperations } from "./WorkArea.ts"
import type { ReadyOperations } from "./WorkArea.ts"

/** Reads one number from the counts of a run. */
export type ReadCount = (counts: Float64Array) => number

/** What is to be counted. */
export interface Tally {
  /** Counts the rows for which a literal holds; it is computed after what was asked for before. */
  readonly count: (literal: Literal) => ReadCount
  /** Has a literal computed now, for use later. */
  readonly keep: (literal: Literal) => void
  /** Has a literal written to a column. */
  readonly write: (literal: Literal, column: number) => void
  /** The operations for all of it. */
  readonly ready: () => ReadyOperations
}

/** A tally over the rows of a segment. */
export const makeTally = (graph: Graph, { columns, derived, rows }: Segment): Tally => {
  const onesAt = new Map([...columns, ...derived.values()].map((column) => [column.address, column.ones]))
  const roots: Array<Root> = []
  const numbers = new Map<number, number>()
  const padding = columnBytes(rows) * 8 - rows
  const isInPadding = valueInPadding(graph)
  const isAnd = (literal: Literal): boolean => graph.nodes[nodeOf(literal)]?.type === "and"
  const ones = (node: number): ReadCount => {
    const found = graph.nodes[node]
    if (found?.type === "column") {
      const known = onesAt.get(found.address) ?? 0
      return () => known
    }
    let number = numbers.get(node)
    if (number === undefined) {
      number = numbers.size
      numbers.set(node, number)
    }
    roots.push({ literal: node * 2, count: number })
    const index = number
    const surplus = isInPadding(node * 2) ? padding : 0
    return (counts) => (counts[index] ?? 0) - surplus
  }
  return {
    count: (literal) => {
      if (literal === ALWAYS) return () => rows
      if (literal === NEVER) return () => 0
      const positive = ones(nodeOf(literal))
      return isInverted(literal) ? (counts) => rows - positive(counts) : positive
    },
    keep: (literal) => {
      if (isAnd(literal)) roots.push({ literal })
    },
    write: (literal, column) => {
      roots.push({ literal, column })
    },
    ready: () => readyOperations(schedule(graph, roots))
  }
}
