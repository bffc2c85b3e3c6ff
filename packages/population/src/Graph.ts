/**
 * A graph is what is to be computed over the columns of a segment, as ANDs of literals: a literal is a node, inverted or
 * not. What two gates, or two rule sets, have in common is one node.
 *
 * Invariants: a node's operands come before it; operands are sorted and distinct, never constant, and never both a node
 * and its inverse; equal ANDs are one node.
 */

/** A node, inverted or not: twice the number of the node, plus one when inverted. */
export type Literal = number

/** Holds for every row. */
export const ALWAYS: Literal = 0

/** Holds for no row. */
export const NEVER: Literal = 1

/** What a node is. */
export type GraphNode =
  | { readonly type: "constant" }
  /** A column, by its address. */
  | { readonly type: "column"; readonly address: number }
  | { readonly type: "and"; readonly operands: ReadonlyArray<Literal> }

/** Nodes by number, with a way to add to them. */
export interface Graph {
  readonly nodes: ReadonlyArray<GraphNode>
  readonly column: (address: number) => Literal
  readonly and: (literals: ReadonlyArray<Literal>) => Literal
  readonly or: (literals: ReadonlyArray<Literal>) => Literal
}

/** The opposite. */
export const not = (literal: Literal): Literal => literal ^ 1

/** The node of a literal. */
export const nodeOf = (literal: Literal): number => literal >>> 1

/** Whether a literal is its node's opposite. */
export const isInverted = (literal: Literal): boolean => (literal & 1) === 1

/** An empty graph. */
export const makeGraph = (): Graph => {
  const nodes: Array<GraphNode> = [{ type: "constant" }]
  const known = new Map<string, Literal>()
  const add = (key: string, node: GraphNode): Literal => {
    const before = known.get(key)
    if (before !== undefined) return before
    const literal = (nodes.push(node) - 1) * 2
    known.set(key, literal)
    return literal
  }
  const and = (literals: ReadonlyArray<Literal>): Literal => {
    const operands = [...new Set(literals)].filter((literal) => literal !== ALWAYS).sort((a, b) => a - b)
    if (operands.includes(NEVER)) return NEVER
    // Sorted, a node and its opposite stand side by side.
    if (operands.some((literal, index) => literal === ((operands[index + 1] ?? -1) ^ 1))) return NEVER
    const [only = ALWAYS] = operands
    return operands.length < 2 ? only : add(`and ${operands.join(" ")}`, { type: "and", operands })
  }
  return {
    nodes,
    column: (address) => add(`column ${address}`, { type: "column", address }),
    and,
    or: (literals) => not(and(literals.map(not)))
  }
}

/** What a literal is for a row for which every column is zero, as in the padding after the last row. */
export const valueInPadding = (graph: Graph): ((literal: Literal) => boolean) => {
  const values: Array<boolean> = []
  return (literal) => {
    for (let node = values.length; node <= nodeOf(literal); node++) {
      const found = graph.nodes[node]
      values.push(
        found?.type === "constant" ||
          (found?.type === "and" &&
            found.operands.every((operand) => (values[nodeOf(operand)] ?? false) !== isInverted(operand)))
      )
    }
    return (values[nodeOf(literal)] ?? false) !== isInverted(literal)
  }
}
