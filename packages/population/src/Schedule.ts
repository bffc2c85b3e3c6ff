/**
 * A schedule turns a graph into a list of operations: in an order in which everything is there when it is needed, with as
 * few scratch registers as that order takes.
 *
 * Invariants: the roots are computed in the order in which they are given; an AND that only one other AND needs is part of
 * that one, as far as four operands go.
 */
import { isInverted, nodeOf } from "./Graph.ts"
import type { Graph, Literal } from "./Graph.ts"
import { MOST_OPERANDS } from "./Operation.ts"
import type { Operand, Operation, OperationList, Place } from "./Operation.ts"

/** What is wanted of a literal that is no constant. */
export interface Root {
  readonly literal: Literal
  /** Count the ones of its node, which is an AND, under this number; a node has one number. */
  readonly count?: number
  /** Write it to the column at this address. */
  readonly column?: number
}

/** Orders the operations that the roots take. */
export const schedule = (graph: Graph, roots: ReadonlyArray<Root>): OperationList => {
  const { nodes } = graph
  const uses = usesOf(graph, roots)
  const counts = new Map(roots.flatMap(({ count, literal }) => (count === undefined ? [] : [[nodeOf(literal), count]])))
  const operations: Array<Operation> = []
  const registers: Array<number> = []
  let registerCount = 0
  const places = new Map<number, Place>()

  const take = (): number => registers.pop() ?? registerCount++
  const release = (place: Place): void => {
    if ("register" in place) registers.push(place.register)
  }
  /** One who needs the node has had it. */
  const done = (node: number): void => {
    const left = (uses.get(node) ?? 0) - 1
    uses.set(node, left)
    const place = places.get(node)
    if (left === 0 && place !== undefined) release(place)
  }
  const isPart = (literal: Literal): boolean =>
    !isInverted(literal) &&
    nodes[nodeOf(literal)]?.type === "and" &&
    uses.get(nodeOf(literal)) === 1 &&
    !counts.has(nodeOf(literal)) &&
    !places.has(nodeOf(literal))

  const parts = (literal: Literal): ReadonlyArray<Literal> => {
    const node = nodes[nodeOf(literal)]
    return isPart(literal) && node?.type === "and" ? node.operands.flatMap(parts) : [literal]
  }

  const operandOf = (literal: Literal): Operand => {
    const number = nodeOf(literal)
    const node = nodes[number]
    if (node?.type === "column") return { place: { column: node.address }, inverted: isInverted(literal) }
    return { place: places.get(number) ?? compute(number), inverted: isInverted(literal) }
  }

  const compute = (number: number): Place => {
    const node = nodes[number]
    const literals = node?.type === "and" ? node.operands.flatMap(parts) : [number * 2]
    let operands: Array<Operand> = []
    let held: Array<number> = []
    let partial: Place | undefined
    const emit = (count: number | undefined): Place => {
      if (partial !== undefined) release(partial)
      for (const used of held) done(used)
      const to: Place = { register: take() }
      operations.push({ operands, inverted: false, to, ...(count === undefined ? {} : { count }) })
      operands = [{ place: to, inverted: false }]
      held = []
      partial = to
      return to
    }
    for (const literal of literals) {
      const operand = operandOf(literal)
      if (operands.length === MOST_OPERANDS) emit(undefined)
      operands.push(operand)
      held.push(nodeOf(literal))
    }
    const place = emit(counts.get(number))
    places.set(number, place)
    return place
  }

  for (const { column, literal } of roots) {
    const operand = operandOf(literal)
    if (column !== undefined) operations.push({ operands: [operand], inverted: false, to: { column } })
    done(nodeOf(literal))
  }
  return { operations, registers: registerCount, counts: counts.size === 0 ? 0 : Math.max(...counts.values()) + 1 }
}

/** How often each node is needed, by roots and by other nodes that are. */
const usesOf = ({ nodes }: Graph, roots: ReadonlyArray<Root>): Map<number, number> => {
  const uses = new Map<number, number>()
  const needed = roots.map(({ literal }) => nodeOf(literal))
  for (let node = needed.pop(); node !== undefined; node = needed.pop()) {
    const before = uses.get(node) ?? 0
    uses.set(node, before + 1)
    const found = nodes[node]
    if (before === 0 && found?.type === "and") needed.push(...found.operands.map(nodeOf))
  }
  return uses
}
