/**
 * The gate literals of a rule program over a segment: for which rows each gate certainly and possibly lets the candidate
 * through, as nodes of a graph over condition columns.
 *
 * Invariant: formulas are monotone, so all and any of Kleene's logic are taken on each kind of literal by itself.
 */
import type { Formula, GateNumbering, RuleProgram } from "@adressat/core"
import { conditionPairs } from "./ConditionColumns.ts"
import type { Pair, RunWhole } from "./ConditionColumns.ts"
import { NEVER } from "./Graph.ts"
import type { Graph, Literal } from "./Graph.ts"
import type { Population, Segment } from "./Population.ts"

/** What the gates of a basis say. */
export interface GateLiterals {
  readonly gates: GateNumbering["gates"]
  /** For each gate, in document order. */
  readonly passes: ReadonlyArray<Pair>
  /** All gates together: to be notified, and not to be withheld. */
  readonly notify: Pair
  /** Whether any gate requires something; if none does, all are withheld. */
  readonly isRequired: boolean
}

/** What the gates of a program say about the rows of a segment. */
export const gateLiterals = (
  population: Population,
  segment: Segment,
  program: RuleProgram,
  graph: Graph,
  run: RunWhole
): GateLiterals => {
  const { conditions, gates, passes } = program.gates[segment.basis]
  const pairs = conditionPairs(population, segment, program.catalogue, conditions, graph, run)
  const literalOf = (formula: Formula, how: keyof Pair): Literal => {
    if (typeof formula === "number") return pairs[formula]?.[how] ?? NEVER
    return "all" in formula
      ? graph.and(formula.all.map((part) => literalOf(part, how)))
      : graph.or(formula.any.map((part) => literalOf(part, how)))
  }
  const all = passes.map((formula) => ({
    certainly: literalOf(formula, "certainly"),
    possibly: literalOf(formula, "possibly")
  }))
  const isRequired = gates.some(({ event }) => event.type === "require")
  return {
    gates,
    passes: all,
    isRequired,
    notify: isRequired
      ? {
          certainly: graph.and(all.map(({ certainly }) => certainly)),
          possibly: graph.and(all.map(({ possibly }) => possibly))
        }
      : { certainly: NEVER, possibly: NEVER }
  }
}
