/**
 * The gate literals of a rule program over a segment: for which rows the gates certainly and possibly let the candidate
 * through, as nodes of a graph over condition columns.
 *
 * Invariant: formulas are monotone, so all and any of Kleene's logic are taken on each kind of literal by itself.
 */
import type { RuleProgram } from "@adressat/core"
import { conditionPairs } from "./ConditionColumns.ts"
import type { Pair, RunWhole } from "./ConditionColumns.ts"
import { NEVER } from "./Graph.ts"
import type { Graph } from "./Graph.ts"
import { conditionsIn, mergeFormula } from "./MergedFormula.ts"
import type { MergedFormula } from "./MergedFormula.ts"
import type { Population, Segment } from "./Population.ts"

/** What the gates of a basis let through, each by itself, in document order. */
export const gateLiterals = (
  population: Population,
  segment: Segment,
  program: RuleProgram,
  graph: Graph,
  run: RunWhole
): ReadonlyArray<Pair> => {
  const { conditions, passes } = program.gates[segment.basis]
  const formulas = passes.map((formula) => mergeFormula(formula, conditions))
  return literalsOf(formulas, population, segment, program, graph, run)
}

/** What all gates of a basis together let through. */
export const allGatesLiterals = (
  population: Population,
  segment: Segment,
  program: RuleProgram,
  graph: Graph,
  run: RunWhole
): Pair => {
  const { conditions, passes } = program.gates[segment.basis]
  const all = mergeFormula({ all: passes }, conditions)
  return literalsOf([all], population, segment, program, graph, run)[0] ?? NOBODY
}

/** Who is notified, and who is not withheld. */
export const notifyLiterals: typeof allGatesLiterals = (population, segment, program, graph, run) =>
  requiresAnything(program, segment) ? allGatesLiterals(population, segment, program, graph, run) : NOBODY

const NOBODY: Pair = { certainly: NEVER, possibly: NEVER }

/** Whether any gate of a basis requires something; if none does, all are withheld. */
export const requiresAnything = (program: RuleProgram, { basis }: Segment): boolean =>
  program.gates[basis].gates.some(({ event }) => event.type === "require")

const literalsOf = (
  formulas: ReadonlyArray<MergedFormula>,
  population: Population,
  segment: Segment,
  program: RuleProgram,
  graph: Graph,
  run: RunWhole
): ReadonlyArray<Pair> => {
  const conditions = conditionsIn(formulas)
  const pairs = conditionPairs(population, segment, program.catalogue, conditions, graph, run)
  const byKey = new Map(conditions.map((condition, index) => [JSON.stringify(condition), pairs[index]]))
  const pairOf = (formula: MergedFormula): Pair => {
    if ("fact" in formula) return byKey.get(JSON.stringify(formula)) ?? NOBODY
    const combine = "all" in formula ? graph.and : graph.or
    const parts = ("all" in formula ? formula.all : formula.any).map(pairOf)
    const isKnown = ({ certainly, possibly }: Pair): boolean => certainly === possibly
    // What is known everywhere is the same for both and computed once.
    const known = combine(parts.filter(isKnown).map(({ certainly }) => certainly))
    const open = parts.filter((part) => !isKnown(part))
    return {
      certainly: combine([known, ...open.map(({ certainly }) => certainly)]),
      possibly: combine([known, ...open.map(({ possibly }) => possibly)])
    }
  }
  return formulas.map(pairOf)
}
