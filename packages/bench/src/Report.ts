/**
 * A result in tables: rows from slow to fast, figures, and goals. The same tables go to a terminal and into
 * `docs/performance.md`.
 */
import { breaksGuard, goalOutcome } from "./Goal.ts"
import type { FigureResult, GoalResult, Row, RunResult, SuiteResult, TableResult } from "./Result.ts"
import type { Spread } from "./Statistics.ts"
import { figure, textTable, whole } from "./TextTable.ts"
import type { Column } from "./TextTable.ts"

/** A table without its dress. */
export interface PlainTable {
  readonly columns: ReadonlyArray<Column>
  readonly rows: ReadonlyArray<ReadonlyArray<string>>
}

const left = (heading: string): Column => ({ heading, side: "left" })
const right = (heading: string): Column => ({ heading, side: "right" })

/** The rows of a table, from slow to fast, those that are absent at the end. */
export const rowsTable = ({
  base,
  isRate = false,
  item,
  per = { name: item, count: 1 },
  reference,
  rows
}: TableResult): PlainTable => {
  const labelOf = (name: string) => rows.find((row) => row.name === name)?.label ?? name
  const baseSpeed = rows.find(({ name }) => name === base)?.speed?.median
  const hasHeap = rows.some(({ heap }) => heap !== undefined)
  return {
    columns: [
      left("implementation"),
      right(`ns/${per.name}`),
      ...(isRate ? [right(`${per.name}s/s`)] : []),
      right(`× ${labelOf(reference)}`),
      right("quartiles"),
      right("from – to"),
      ...(baseSpeed === undefined ? [] : [right(`× ${labelOf(base ?? "")}`)]),
      ...(hasHeap ? [right("heap bytes")] : [])
    ],
    rows: [...rows]
      .sort((a, b) => (a.speed?.median ?? Infinity) - (b.speed?.median ?? Infinity))
      .map(({ absent, heap, label, name, speed, time }: Row) =>
        speed === undefined || time === undefined
          ? [
              `${label}: ${absent ?? (name === reference ? "the reference, not measured beside itself" : "not measured")}`
            ]
          : [
              label,
              figure(time.median / per.count),
              ...(isRate ? [figure((per.count / time.median) * 1e9)] : []),
              figure(speed.median),
              range(speed.lowerQuartile, speed.upperQuartile),
              range(speed.minimum, speed.maximum),
              ...(baseSpeed === undefined ? [] : [figure(speed.median / baseSpeed)]),
              ...(hasHeap ? [heap === undefined ? "" : figure(Math.round(heap * 10) / 10)] : [])
            ]
      )
  }
}

const range = (from: number, to: number): string => `${figure(from)} – ${figure(to)}`

/** The figures of a suite. */
export const figuresTable = (figures: ReadonlyArray<FigureResult>): PlainTable => ({
  columns: [left("figure"), right("median"), right("from – to"), left("unit")],
  rows: figures.map(({ absent, label, unit, value }) =>
    value === undefined
      ? [`${label}: ${absent ?? "not measured"}`]
      : [label, figure(value.median), rangeOf(value), unit]
  )
})

const rangeOf = ({ maximum, minimum }: Spread): string => range(minimum, maximum)

/** The goals of a suite and what became of them. */
export const goalsTable = (goals: ReadonlyArray<GoalResult>): PlainTable => ({
  columns: [left("goal"), right("to reach"), right("measured"), left("")],
  rows: goals.map((goal) => [
    goal.text,
    `${goal.kind === "at least" ? "≥" : "≤"} ${figure(goal.bound)}`,
    goal.value === undefined ? "" : figure(goal.value),
    goalOutcome(goal) === "missed" && goal.guard !== undefined && !breaksGuard(goal)
      ? "missed, within the guard"
      : goalOutcome(goal)
  ])
})

/** A suite for a terminal. */
const suiteReport = ({ figures, goals, tables, title }: SuiteResult): string =>
  [
    title,
    "=".repeat(title.length),
    ...tables.map((table) =>
      [
        "",
        table.title + (table.agreed === 0 ? "" : ` (all agree on ${whole(table.agreed)} of them)`),
        "",
        inText(rowsTable(table))
      ].join("\n")
    ),
    ...(figures.length === 0 ? [] : ["", inText(figuresTable(figures))]),
    ...(goals.length === 0 ? [] : ["", inText(goalsTable(goals))]),
    ""
  ].join("\n")

const inText = ({ columns, rows }: PlainTable): string => textTable(columns, rows)

/** A whole run for a terminal. */
export const report = (result: RunResult): string =>
  [
    `${result.machine.processor}, ${result.machine.cores} cores, ${result.machine.system}, Node.js ${result.node}, ` +
      `${result.measured}, seed ${result.seed}, ${result.rounds} processes for each row, slices of ${result.slice} ms`,
    "Read the ratios: times are of this machine on this day.",
    ...(result.busy === 0
      ? []
      : [
          `The machine was busy with something else in ${whole(result.busy * 100)} % of the processes; there, ratios are by the time of the thread.`
        ]),
    "",
    ...result.suites.map(suiteReport)
  ].join("\n")
