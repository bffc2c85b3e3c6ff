/**
 * The condition columns of a segment say for each numbered condition of a rule set for which rows it certainly, and for
 * which it possibly, holds. They are made once and kept, so that a rule set that asks the same finds them there.
 *
 * Invariants: certainly implies possibly; where the fact is nowhere unavailable both are one column, so that gates over
 * such facts are computed once and not twice; a condition that holds for all rows or for none takes no column.
 */
import type { FactCatalogue, FactDefinition, NumberedCondition } from "@adressat/core"
import { ALWAYS, isInverted, makeGraph, NEVER, nodeOf, not, valueInPadding } from "./Graph.ts"
import type { Graph, Literal } from "./Graph.ts"
import type { Column } from "./ColumnStore.ts"
import { numberPair } from "./NumberColumns.ts"
import type { FactColumns, Rows } from "./FactColumns.ts"
import { columnBytes } from "./Operation.ts"
import type { Population, Segment } from "./Population.ts"
import { schedule } from "./Schedule.ts"
import type { Root } from "./Schedule.ts"
import { readyOperations } from "./WorkArea.ts"
import type { ReadyOperations } from "./WorkArea.ts"

/** For which rows a condition certainly and possibly holds. */
export interface Pair {
  readonly certainly: Literal
  readonly possibly: Literal
}

/** Runs operations over all rows of a segment, and gives what they count. */
export type RunWhole = (segment: Segment, ready: ReadyOperations) => Float64Array

/** The pairs of some conditions, as literals over columns of `graph`. */
export const conditionPairs = (
  population: Population,
  segment: Segment,
  catalogue: FactCatalogue,
  conditions: ReadonlyArray<NumberedCondition>,
  graph: Graph,
  run: RunWhole
): ReadonlyArray<Pair> => {
  const draft = makeGraph()
  const pairs = conditions.map((condition) => draftPair(population, segment, catalogue, condition, draft))
  const columns = derive(
    population,
    segment,
    draft,
    pairs.flatMap(({ certainly, possibly }) => [certainly, possibly]),
    run
  )
  const settle = (literal: Literal): Literal => {
    const column = columns.get(nodeOf(literal))
    const whole =
      column === undefined || column.ones === segment.rows
        ? ALWAYS
        : column.ones === 0
          ? NEVER
          : graph.column(column.address)
    return isInverted(literal) ? not(whole) : whole
  }
  return pairs.map(({ certainly, possibly }) => ({ certainly: settle(certainly), possibly: settle(possibly) }))
}

const UNKNOWN: Pair = { certainly: NEVER, possibly: ALWAYS }

const draftPair = (
  population: Population,
  segment: Segment,
  catalogue: FactCatalogue,
  condition: NumberedCondition,
  graph: Graph
): Pair => {
  const definition = own(catalogue, condition.fact)
  const found = own(segment.facts, condition.fact)
  if (definition === undefined || definition.type !== condition.type || found?.type !== condition.type) return UNKNOWN
  const literal = (rows: Rows): Literal =>
    graph.and(rows.map((one) => graph.column(segment.columns[one >>> 1]?.address ?? 0) ^ (one & 1)))
  switch (condition.type) {
    case "word":
      return found.type === "word" ? wordPair(found, definition, condition.accepts, graph, literal) : UNKNOWN
    case "words":
      return found.type === "words" ? elementPair(found, definition, condition, graph, literal) : UNKNOWN
    case "number": {
      if (found.type !== "number" || definition.type !== "number") return UNKNOWN
      const { certainly, possibly } = numberPair(population, segment, found, definition, condition)
      return { certainly: graph.column(certainly.address), possibly: graph.column(possibly.address) }
    }
  }
}

const own = <Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

const valuesOf = (definition: FactDefinition): ReadonlyArray<string> =>
  definition.type === "number" ? [] : definition.values

const wordPair = (
  { unavailable, words }: FactColumns & { readonly type: "word" },
  definition: FactDefinition,
  accepts: ReadonlyArray<string>,
  graph: Graph,
  literal: (rows: Rows) => Literal
): Pair => {
  const known = valuesOf(definition)
  const entries = Object.entries(words)
  const anyOf = (wanted: (word: string) => boolean): ReadonlyArray<Literal> =>
    entries.filter(([word]) => wanted(word)).map(([, rows]) => literal(rows))
  const accepted = anyOf((word) => known.includes(word) && accepts.includes(word))
  const others = anyOf((word) => known.includes(word) && !accepts.includes(word))
  const unknown = [
    ...anyOf((word) => !known.includes(word)),
    ...(unavailable === undefined ? [] : [literal(unavailable)])
  ]
  // Of equal ways that of fewer columns is taken.
  const either = (these: ReadonlyArray<Literal>, rest: ReadonlyArray<Literal>): Literal =>
    these.length <= rest.length ? graph.or(these) : not(graph.or(rest))
  if (unknown.length === 0) {
    const holds = others.length === 0 ? ALWAYS : either(accepted, others)
    return { certainly: holds, possibly: holds }
  }
  return {
    certainly: either(accepted, [...others, ...unknown]),
    possibly: either([...accepted, ...unknown], others)
  }
}

const elementPair = (
  { elements, unavailable }: FactColumns & { readonly type: "words" },
  definition: FactDefinition,
  { contains, element }: { readonly element: string; readonly contains: boolean },
  graph: Graph,
  literal: (rows: Rows) => Literal
): Pair => {
  const known = valuesOf(definition)
  if (!known.includes(element)) return UNKNOWN
  const rows = own(elements, element)
  const has = rows === undefined ? NEVER : literal(rows)
  const unknown = graph.or([
    ...Object.entries(elements).flatMap(([name, some]) => (known.includes(name) ? [] : [literal(some)])),
    ...(unavailable === undefined ? [] : [literal(unavailable)])
  ])
  const certainly = contains ? graph.and([has, not(unknown)]) : graph.and([not(has), not(unknown)])
  return { certainly, possibly: contains ? graph.or([has, unknown]) : graph.or([not(has), unknown]) }
}

/** The column of each node that some literals need; those that are not there yet are made. */
const derive = (
  { memory }: Population,
  segment: Segment,
  graph: Graph,
  literals: ReadonlyArray<Literal>,
  run: RunWhole
): ReadonlyMap<number, Column> => {
  const { columns, derived, rows } = segment
  const keyOf = (node: number): string => {
    const found = graph.nodes[node]
    if (found?.type !== "and") return `${found?.type === "column" ? found.address : "all"}`
    return `(${found.operands.map((literal) => `${isInverted(literal) ? "-" : ""}${keyOf(nodeOf(literal))}`).join(" ")})`
  }
  const stored = new Map([...columns, ...derived.values()].map((column) => [column.address, column]))
  const found = new Map<number, Column>()
  const missing: Array<{ readonly node: number; readonly key: string }> = []
  for (const node of new Set(literals.map(nodeOf))) {
    const what = graph.nodes[node]
    const key = keyOf(node)
    const column = what?.type === "column" ? stored.get(what.address) : derived.get(key)
    if (column !== undefined) found.set(node, column)
    else if (what?.type === "and") missing.push({ node, key })
  }
  if (missing.length === 0) return found
  const bytes = columnBytes(rows)
  const roots = missing.map(({ node }, count): Root & { readonly column: number } => ({
    literal: node * 2,
    count,
    column: memory.allocate(bytes)
  }))
  const counts = run(segment, readyOperations(schedule(graph, roots)))
  const isInPadding = valueInPadding(graph)
  for (const [index, { key, node }] of missing.entries()) {
    const address = roots[index]?.column ?? 0
    clearPadding(memory.words(), address, rows, bytes)
    const surplus = isInPadding(node * 2) ? bytes * 8 - rows : 0
    const column = { address, ones: (counts[index] ?? 0) - surplus }
    derived.set(key, column)
    found.set(node, column)
  }
  return found
}

const clearPadding = (words: Int32Array, address: number, rows: number, bytes: number): void => {
  const first = address >>> 2
  const last = first + (rows >>> 5)
  if ((rows & 31) !== 0) words[last] = (words[last] ?? 0) & ((1 << (rows & 31)) - 1)
  words.fill(0, first + Math.ceil(rows / 32), first + bytes / 4)
}
