/**
 * Goals are held against what was measured: reached, missed, or not measured in this run; and a run in CI fails only when
 * the guard of one is broken, which is looser than the goal because the machines of CI are not quiet.
 */
import type { GoalResult, SuiteResult, TableResult } from "./Result.ts"
import type { Goal, Quantity } from "./Suite.ts"

/** What a goal came to in a suite whose tables and figures have been measured. */
export const goalResult = (goal: Goal, measured: Pick<SuiteResult, "tables" | "figures">): GoalResult => {
  const value = valueOf(goal.quantity, measured)
  const { bound } = goal
  return {
    text: goal.text,
    ...("atLeast" in bound
      ? { kind: "at least" as const, bound: bound.atLeast }
      : { kind: "at most" as const, bound: bound.atMost }),
    ...(bound.guard === undefined ? {} : { guard: bound.guard }),
    ...(value === undefined ? {} : { value })
  }
}

/** What became of a goal. */
export const goalOutcome = ({ bound, kind, value }: GoalResult): "reached" | "missed" | "not measured" =>
  value === undefined ? "not measured" : keeps(kind, value, bound) ? "reached" : "missed"

/** Whether the guard of a goal is broken; a goal without one, or one that was not measured, breaks nothing. */
export const breaksGuard = ({ guard, kind, value }: GoalResult): boolean =>
  value !== undefined && guard !== undefined && !keeps(kind, value, guard)

const keeps = (kind: GoalResult["kind"], value: number, bound: number): boolean =>
  kind === "at least" ? value >= bound : value <= bound

const valueOf = (
  quantity: Quantity,
  { figures, tables }: Pick<SuiteResult, "tables" | "figures">
): number | undefined => {
  if ("figure" in quantity) return figures.find(({ name }) => name === quantity.figure)?.value?.median
  if ("rate" in quantity) return rateOf(tables, quantity.rate)
  const speeds = (row: string) => speedOf(tables, row)
  if ("time" in quantity) {
    const [one, other] = [speeds(quantity.time), speeds(quantity.of)]
    return one === undefined || other === undefined ? undefined : other / one
  }
  const against = typeof quantity.against === "string" ? [quantity.against] : quantity.against
  const others = against.map(speeds).filter((speed) => speed !== undefined)
  const one = speeds(quantity.speed)
  return one === undefined || others.length === 0 ? undefined : one / Math.max(...others)
}

/** How many times as fast as the reference of its table a row is; the reference itself once, by definition. */
const speedOf = (tables: ReadonlyArray<TableResult>, path: string): number | undefined => {
  const [tableName, rowName] = path.split("/")
  const table = tables.find(({ name }) => name === tableName)
  if (rowName !== undefined && rowName === table?.reference) return 1
  return table?.rows.find(({ name }) => name === rowName)?.speed?.median
}

/** Thousands of millions of parts a second. */
const rateOf = (tables: ReadonlyArray<TableResult>, path: string): number | undefined => {
  const [tableName, rowName] = path.split("/")
  const table = tables.find(({ name }) => name === tableName)
  const time = table?.rows.find(({ name }) => name === rowName)?.time
  return table === undefined || time === undefined ? undefined : (table.per?.count ?? 1) / time.median
}
