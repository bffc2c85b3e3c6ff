/**
 * A job is what one process is started for: to measure one row beside the reference, the bytes it leaves, one figure, or
 * to compare all implementations of a table. Whoever starts it sends the job on the command line and gets an outcome.
 */
import { fork } from "node:child_process"
import { measureFigure, measureHeap, measurePair, verify } from "./Measurement.ts"
import type { Agreement, PairMeasurement, Schedule } from "./Measurement.ts"
import type { Absence, Suite, Table } from "./Suite.ts"

/** What a process is started for. */
export type Job =
  | {
      readonly kind: "pair"
      readonly suite: string
      readonly table: string
      readonly row: string
      readonly schedule: Schedule
    }
  | { readonly kind: "heap"; readonly suite: string; readonly table: string; readonly row: string }
  | { readonly kind: "figure"; readonly suite: string; readonly figure: string }
  | {
      readonly kind: "agreement"
      readonly suite: string
      readonly table: string
      readonly rows: ReadonlyArray<string>
      readonly count: number
    }

/** What came of it. */
export type Outcome = PairMeasurement | { readonly value: number } | Agreement | Absence

const named = <A extends { readonly name: string }>(all: ReadonlyArray<A>, name: string): A => {
  const found = all.find((one) => one.name === name)
  if (found === undefined) throw new Error(`nothing is called ${name}`)
  return found
}

/** Does the job in this process. */
export const doJob = async (job: Job, suites: ReadonlyArray<Suite>): Promise<Outcome> => {
  const suite = named(suites, job.suite)
  const valueOf = (value: number | Absence) => (typeof value === "number" ? { value } : value)
  if (job.kind === "figure") return valueOf(await measureFigure(named(suite.figures, job.figure)))
  const table: Table = named(suite.tables, job.table)
  switch (job.kind) {
    case "pair":
      return measurePair(named(table.rows, job.row), named(table.rows, table.reference), job.schedule)
    case "heap":
      return valueOf(await measureHeap(named(table.rows, job.row)))
    case "agreement":
      return verify(
        table,
        table.rows.filter(({ name }) => job.rows.includes(name)),
        job.count
      )
  }
}

/** Does the job in a process of its own, with the flags of this one and some more; rejects when that process fails. */
export const startJob = (job: Job, flags: ReadonlyArray<string> = []): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const { NODE_OPTIONS: _, ...env } = process.env
    const child = fork(new URL("./JobProcess.ts", import.meta.url), [JSON.stringify(job)], {
      execArgv: [...process.execArgv, ...flags],
      env,
      stdio: ["ignore", "ignore", "inherit", "ipc"]
    })
    let outcome: Outcome | undefined
    child.on("message", (message) => {
      outcome = message as Outcome
    })
    child.on("error", reject)
    child.on("exit", (code, signal) => {
      if (outcome !== undefined && code === 0) resolve(outcome)
      else reject(new Error(`the process for ${JSON.stringify(job)} ended with ${code ?? signal}`))
    })
  })
