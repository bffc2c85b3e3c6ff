/**
 * A run: first all implementations must agree, then every row is measured in one process for each round, in an order that
 * is shuffled anew each round, one process at a time.
 */
import { goalResult } from "./Goal.ts"
import { startJob } from "./Job.ts"
import type { Job } from "./Job.ts"
import { thisMachine, versionsOf } from "./Machine.ts"
import { heapFlags } from "./Measurement.ts"
import type { Disagreement, PairMeasurement, Schedule } from "./Measurement.ts"
import { randomFrom, shuffled } from "./Random.ts"
import type { FigureResult, Row, RunResult, SuiteResult, TableResult } from "./Result.ts"
import { spreadOf } from "./Statistics.ts"
import type { Figure, Implementation, Suite, Table } from "./Suite.ts"

/** How a run is made. */
export interface RunOptions {
  readonly short: boolean
  readonly rounds: number
  readonly seed: number
  /** Milliseconds. */
  readonly slice: number
  /** Told what is being done. */
  readonly progress: (text: string) => void
}

/** On how many candidates all implementations must agree before anything is measured. */
export const AGREEMENT = 10_000

/** Where implementations disagreed. */
export interface RunDisagreement extends Disagreement {
  readonly suite: string
  readonly table: string
}

interface MeasuredTable {
  readonly suite: Suite
  readonly table: Table
  readonly rows: ReadonlyArray<Implementation>
  readonly agreed: number
}

/** Measures the suites. Rejects when a process fails, which is a defect and no measurement. */
export const run = async (
  suites: ReadonlyArray<Suite>,
  options: RunOptions
): Promise<RunResult | { readonly disagreement: RunDisagreement }> => {
  const tables: Array<MeasuredTable> = []
  for (const suite of suites) {
    for (const table of suite.tables) {
      const rows = rowsOf(table, options.short)
      if (rows.length === 0) continue
      options.progress(`${suite.name}/${table.name}: do all agree?`)
      const outcome = await agreementOf(suite, table, rows)
      if ("disagreement" in outcome) return outcome
      tables.push({ suite, table, rows, agreed: outcome.agreed })
    }
  }
  const figures = suites.flatMap((suite) =>
    suite.figures
      .filter(({ short }) => !options.short || short === true)
      .map((figure) => ({ suite, figure, job: { kind: "figure", suite: suite.name, figure: figure.name } as const }))
  )
  const schedule: Schedule = {
    slices: options.short ? 5 : 11,
    slice: options.slice,
    warmUp: (options.short ? 6 : 10) * options.slice
  }
  // What the method is off by, which the reference beside itself shows, is for the long run.
  const pairs = tables.flatMap(({ rows, suite, table }) =>
    rows
      .filter(({ name }) => !options.short || name !== table.reference)
      .map((row) => ({
        job: pairJob(suite, table, row, schedule),
        flags: [],
        once: options.short && table.takesLong === true
      }))
  )
  const collected = await collect(
    [...pairs, ...figures.map(({ figure: { node = [], once = false }, job }) => ({ job, flags: node, once }))],
    options
  )
  // No goal is about these bytes, so that the short run does without.
  const heaps = options.short ? new Map<string, number>() : await collectHeaps(tables, options)
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    machine: thisMachine(),
    packages: versionsOf(tables.flatMap(({ rows }) => rows.flatMap(({ packages = [] }) => packages))),
    measured: import.meta.resolve("@adressat/core").endsWith("/dist/index.js") ? "built packages" : "sources",
    short: options.short,
    seed: options.seed,
    rounds: options.rounds,
    slice: options.slice,
    busy: busyShare(collected),
    suites: suites.map((suite): SuiteResult => {
      const measured = {
        tables: tables.filter((one) => one.suite === suite).map((one) => tableResult(one, collected, heaps, schedule)),
        figures: figures
          .filter((one) => one.suite === suite)
          .map(({ figure, job }) => figureResult(figure, collected.get(keyOf(job)) ?? []))
      }
      const { goals, name, title } = suite
      return { name, title, ...measured, goals: goals.map((goal) => goalResult(goal, measured)) }
    })
  }
}

/** The rows of a run: all of them, or those of the short run beside the reference. */
const rowsOf = ({ reference, rows }: Table, short: boolean): ReadonlyArray<Implementation> => {
  if (!short) return rows
  return rows.some((row) => row.short === true)
    ? rows.filter((row) => row.short === true || row.name === reference)
    : []
}

const agreementOf = async (
  suite: Suite,
  table: Table,
  rows: ReadonlyArray<Implementation>
): Promise<{ readonly agreed: number } | { readonly disagreement: RunDisagreement }> => {
  const outcome = await startJob({
    kind: "agreement",
    suite: suite.name,
    table: table.name,
    rows: rows.map(({ name }) => name),
    count: AGREEMENT
  })
  if ("disagreement" in outcome) {
    return { disagreement: { suite: suite.name, table: table.name, ...outcome.disagreement } }
  }
  return { agreed: "agreed" in outcome ? outcome.agreed : 0 }
}

const pairJob = (suite: Suite, table: Table, row: Implementation, schedule: Schedule): Job => ({
  kind: "pair",
  suite: suite.name,
  table: table.name,
  row: row.name,
  schedule
})

const keyOf = (job: Job): string => JSON.stringify(job)

type Outcomes = ReadonlyMap<string, ReadonlyArray<Awaited<ReturnType<typeof startJob>>>>

const collect = async (
  jobs: ReadonlyArray<{ readonly job: Job; readonly flags: ReadonlyArray<string>; readonly once: boolean }>,
  { progress, rounds, seed }: RunOptions
): Promise<Outcomes> => {
  const random = randomFrom(seed)
  const outcomes = new Map<string, Array<Awaited<ReturnType<typeof startJob>>>>()
  for (let round = 1; round <= rounds; round++) {
    const due = jobs.filter(({ once }) => round === 1 || !once)
    for (const [index, { flags, job }] of shuffled(random, due).entries()) {
      progress(`round ${round} of ${rounds}, process ${index + 1} of ${due.length}: ${describe(job)}`)
      const key = keyOf(job)
      outcomes.set(key, [...(outcomes.get(key) ?? []), await outcomeOf(job, flags)])
    }
  }
  return outcomes
}

const busyShare = (outcomes: Outcomes): number => {
  const pairs = [...outcomes.values()].flat().filter((outcome) => "isBusy" in outcome)
  return pairs.length === 0 ? 0 : pairs.filter(({ isBusy }) => isBusy).length / pairs.length
}

/** A figure that ends its process, as one of memory may, is a figure that was not reached; any other failure is a defect. */
const outcomeOf = async (job: Job, flags: ReadonlyArray<string>): ReturnType<typeof startJob> => {
  if (job.kind !== "figure") return startJob(job, flags)
  try {
    return await startJob(job, flags)
  } catch {
    return { absent: "the process that measured it ended before it was done" }
  }
}

const describe = (job: Job): string =>
  job.kind === "figure"
    ? `${job.suite}/${job.figure}`
    : `${job.suite}/${job.table}${job.kind === "agreement" ? "" : `/${job.row}`}`

const collectHeaps = async (
  tables: ReadonlyArray<MeasuredTable>,
  { progress }: RunOptions
): Promise<ReadonlyMap<string, number>> => {
  const heaps = new Map<string, number>()
  for (const { rows, suite, table } of tables) {
    if (table.heap !== true) continue
    for (const row of rows) {
      const job: Job = { kind: "heap", suite: suite.name, table: table.name, row: row.name }
      progress(`bytes on the heap: ${describe(job)}`)
      const outcome = await startJob(job, heapFlags)
      if ("value" in outcome) heaps.set(`${suite.name}/${table.name}/${row.name}`, outcome.value)
    }
  }
  return heaps
}

const tableResult = (
  { agreed, rows, suite, table }: MeasuredTable,
  outcomes: Outcomes,
  heaps: ReadonlyMap<string, number>,
  schedule: Schedule
): TableResult => ({
  name: table.name,
  title: table.title,
  item: table.item,
  reference: table.reference,
  ...(table.per === undefined ? {} : { per: table.per }),
  ...(table.isRate === undefined ? {} : { isRate: table.isRate }),
  ...(table.base === undefined ? {} : { base: table.base }),
  agreed,
  rows: rows.map((row): Row => {
    const found = outcomes.get(keyOf(pairJob(suite, table, row, schedule))) ?? []
    const measured = found.filter((outcome): outcome is PairMeasurement => "speed" in outcome)
    const absent = found.find((outcome) => "absent" in outcome)
    const heap = heaps.get(`${suite.name}/${table.name}/${row.name}`)
    return {
      name: row.name,
      label: row.label,
      by: row.by,
      ...(measured.length === 0
        ? {}
        : {
            speed: spreadOf(measured.map(({ speed }) => speed)),
            time: spreadOf(measured.map(({ time }) => time))
          }),
      ...(heap === undefined ? {} : { heap }),
      ...(absent === undefined ? {} : { absent: absent.absent })
    }
  })
})

const figureResult = (
  { label, name, unit }: Figure,
  found: ReadonlyArray<Awaited<ReturnType<typeof startJob>>>
): FigureResult => {
  const values = found.flatMap((outcome) => ("value" in outcome ? [outcome.value] : []))
  const absent = found.find((outcome) => "absent" in outcome)
  return {
    name,
    label,
    unit,
    ...(values.length === 0 ? {} : { value: spreadOf(values) }),
    ...(absent === undefined ? {} : { absent: absent.absent })
  }
}
