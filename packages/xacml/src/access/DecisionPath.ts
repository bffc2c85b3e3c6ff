/**
 * A decision path: demands and what follows from them, as one array of steps that leads from test to test to a decision.
 * Each step tests some terms of one word and says where to go on; a negative place is the end, with the decision.
 *
 * Walking a path makes no objects and calls nothing; its length is the number of words that the demands touch and not the
 * number of their terms.
 */
import type { Clause, Conjunction, Demand, TermSet } from "./Demand.ts"

/** Steps of five numbers: word, mask, the bits to find under the mask, where to go when they are found, and when not. */
export interface DecisionPath {
  readonly steps: Int32Array
  readonly start: number
}

/** A demand, and the code of the decision once it is met. */
export interface PathBranch {
  readonly demand: Demand
  readonly code: number
}

/** Walks the path for one subject. */
export const walk = ({ start, steps }: DecisionPath, held: TermSet): number => {
  let at = start
  while (at >= 0) {
    const bits = (held[steps[at] ?? 0] ?? 0) & (steps[at + 1] ?? 0)
    at = (bits === steps[at + 2] ? steps[at + 3] : steps[at + 4]) ?? -1
  }
  return ~at
}

/** The path to the code of the first branch whose demand is met, or else to another code. */
export const pathOf = (branches: ReadonlyArray<PathBranch>, otherwise: number): DecisionPath => {
  const steps: Array<number> = []
  // Built from the end, so that every place is known before something leads there.
  const start = alike(branches).reduceRight(
    (next, { code, demands }) => anyDemand(demands, ~code, next, steps),
    ~otherwise
  )
  return { steps: Int32Array.from(steps), start }
}

/** A path that leads to a code at once where a demand is not met, and on to another path where it is. */
export const guarded = (demand: Demand, otherwise: number, { start, steps }: DecisionPath): DecisionPath => {
  const more = [...steps]
  return { start: everyClause(demand, start, ~otherwise, more), steps: Int32Array.from(more) }
}

/** Branches in a row that lead to the same decision are alternatives. */
const alike = (branches: ReadonlyArray<PathBranch>) => {
  const groups: Array<{ readonly code: number; readonly demands: Array<Demand> }> = []
  for (const { code, demand } of branches) {
    const last = groups.at(-1)
    if (last?.code === code) last.demands.push(demand)
    else groups.push({ code, demands: [demand] })
  }
  return groups
}

/** Demands of one clause are one clause together. */
const anyDemand = (demands: ReadonlyArray<Demand>, yes: number, no: number, steps: Array<number>): number => {
  if (demands.some((clauses) => clauses.length === 0)) return yes
  const next = demands
    .filter((clauses) => clauses.length > 1)
    .reduceRight((after, clauses) => everyClause(clauses, yes, after, steps), no)
  const single = demands.flatMap(([clause, ...others]) => (others.length > 0 ? [] : (clause ?? [])))
  return anyConjunction(single, yes, next, steps)
}

const everyClause = (demand: Demand, yes: number, no: number, steps: Array<number>): number =>
  demand.reduceRight((met, clause) => anyConjunction(clause, met, no, steps), yes)

const anyConjunction = (clause: Clause, yes: number, no: number, steps: Array<number>): number => {
  if (yes === no || clause.some(({ length }) => length === 0)) return yes
  const next = clause
    .filter(({ length }) => length > 1)
    .reduceRight((after, conjunction) => allTerms(conjunction, yes, after, steps), no)
  const alone = clause.flatMap(([term, ...others]) => (term === undefined || others.length > 0 ? [] : [term]))
  return masksOf(alone).reduceRight((after, [word, mask]) => step(steps, word, mask, 0, after, yes), next)
}

const allTerms = (conjunction: Conjunction, yes: number, no: number, steps: Array<number>): number =>
  masksOf(conjunction).reduceRight((after, [word, mask]) => step(steps, word, mask, mask, after, no), yes)

const step = (steps: Array<number>, ...numbers: readonly [number, number, number, number, number]): number =>
  steps.push(...numbers) - numbers.length

/** The mask of each word that has terms. */
const masksOf = (terms: ReadonlyArray<number>): ReadonlyArray<readonly [word: number, mask: number]> => {
  const masks = new Map<number, number>()
  for (const term of terms) masks.set(term >>> 5, (masks.get(term >>> 5) ?? 0) | (1 << (term & 31)))
  return [...masks]
}
