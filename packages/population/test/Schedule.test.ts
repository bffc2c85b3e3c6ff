import fc from "fast-check"
import { expect, it } from "vitest"
import { makeGraph, not, valueInPadding } from "../src/Graph.ts"
import type { Graph, Literal } from "../src/Graph.ts"
import { MOST_OPERANDS } from "../src/Operation.ts"
import type { Operation, OperationList } from "../src/Operation.ts"
import { schedule } from "../src/Schedule.ts"

const COLUMNS = [64, 128, 192, 256]

type Expression =
  | { readonly column: number; readonly inverted: boolean }
  | { readonly all: ReadonlyArray<Expression> }
  | { readonly any: ReadonlyArray<Expression> }

const anyExpression: fc.Arbitrary<Expression> = fc.letrec<{ node: Expression }>((tie) => {
  const nodes = fc.array(tie("node"), { maxLength: 7 })
  return {
    node: fc.oneof(
      { maxDepth: 4 },
      fc.record({ column: fc.constantFrom(...COLUMNS), inverted: fc.boolean() }),
      nodes.map((all) => ({ all })),
      nodes.map((any) => ({ any }))
    )
  }
}).node

const build = (graph: Graph, expression: Expression): Literal => {
  if ("column" in expression) return graph.column(expression.column) ^ Number(expression.inverted)
  return "all" in expression
    ? graph.and(expression.all.map((part) => build(graph, part)))
    : graph.or(expression.any.map((part) => build(graph, part)))
}

const holds = (expression: Expression, columns: ReadonlyMap<number, boolean>): boolean => {
  if ("column" in expression) return columns.get(expression.column) !== expression.inverted
  return "all" in expression
    ? expression.all.every((part) => holds(part, columns))
    : expression.any.some((part) => holds(part, columns))
}

/** Runs a list for one row. */
const interpret = ({ operations, registers }: OperationList, columns: ReadonlyMap<number, boolean>) => {
  const values = new Map<number, boolean>()
  const written = new Map(columns)
  const counts = new Map<number, boolean>()
  const read = (place: Operation["to"]): boolean | undefined =>
    "column" in place ? written.get(place.column) : values.get(place.register)
  for (const { count, inverted, operands, to } of operations) {
    expect(operands.length).toBeGreaterThan(0)
    expect(operands.length).toBeLessThanOrEqual(MOST_OPERANDS)
    const found = operands.map((operand) => {
      const value = read(operand.place)
      expect(value, "nothing is read before it is written").toBeDefined()
      return value !== operand.inverted
    })
    const result = found.every((value) => value) !== inverted
    if ("column" in to) written.set(to.column, result)
    else {
      expect(to.register).toBeLessThan(registers)
      values.set(to.register, result)
    }
    if (count !== undefined) {
      expect(counts.has(count), "a node is counted once").toBe(false)
      counts.set(count, result)
    }
  }
  return { written, counts }
}

it("a schedule computes its roots, whatever they share", () => {
  fc.assert(
    fc.property(fc.array(anyExpression, { minLength: 1, maxLength: 6 }), (expressions) => {
      const graph = makeGraph()
      const roots = expressions
        .map((expression, index) => ({ expression, literal: build(graph, expression), column: 1024 + index * 64 }))
        .filter(({ literal }) => literal > not(0))
      // Every node has one number to be counted under.
      const numbers = [...new Set(roots.map(({ literal }) => literal >>> 1))]
      const isAnd = (literal: Literal) => graph.nodes[literal >>> 1]?.type === "and"
      const list = schedule(
        graph,
        roots.map(({ column, literal }) => ({
          literal,
          column,
          ...(isAnd(literal) ? { count: numbers.indexOf(literal >>> 1) } : {})
        }))
      )
      for (let row = 0; row < 2 ** COLUMNS.length; row++) {
        const columns = new Map(COLUMNS.map((column, index) => [column, ((row >>> index) & 1) === 1]))
        const { counts, written } = interpret(list, columns)
        for (const { column, expression, literal } of roots) {
          const expected = holds(expression, columns)
          expect(written.get(column)).toBe(expected)
          if (isAnd(literal))
            expect(counts.get(numbers.indexOf(literal >>> 1))).toBe(expected !== ((literal & 1) === 1))
          if (row === 0) expect(valueInPadding(graph)(literal)).toBe(expected)
        }
      }
    }),
    { numRuns: 400 }
  )
})

it("what is constant, or the same, is one literal", () => {
  const graph = makeGraph()
  const [a, b] = [graph.column(64), graph.column(128)]
  expect(graph.and([])).toBe(0)
  expect(graph.or([])).toBe(1)
  expect(graph.and([a, not(a), b])).toBe(1)
  expect(graph.or([a, not(a), b])).toBe(0)
  expect(graph.and([a, 0, a])).toBe(a)
  expect(graph.and([b, a])).toBe(graph.and([a, b, a]))
  expect(graph.or([a, b])).toBe(not(graph.and([not(b), not(a)])))
})
