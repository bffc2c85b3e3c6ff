/**
 * A result is what a run measured, as JSON: the machine, the versions, every table with its spreads, and the goals with
 * what they came to. `docs/performance.md` and what a terminal shows are both made of it.
 *
 * Invariant: nothing in it names the host or a path.
 */
import * as Schema from "effect/Schema"
import { Spread } from "./Statistics.ts"

/** The machine a run was made on. */
export const Machine = Schema.Struct({
  processor: Schema.String,
  cores: Schema.Int,
  /** Such as `L2 1 MB` and `L3 32 MB`, of one core; empty where the system does not tell. */
  caches: Schema.Array(Schema.String),
  /** In GiB. */
  memory: Schema.Finite,
  system: Schema.String
}).annotate({ identifier: "Machine" })
export type Machine = typeof Machine.Type

/** One row of a table; without `speed` when there was nothing to measure. */
export const Row = Schema.Struct({
  name: Schema.String,
  label: Schema.String,
  by: Schema.Literals(["ours", "peer", "hand"]),
  /** How many times as fast as the reference, over the processes. */
  speed: Schema.optionalKey(Spread),
  /** Nanoseconds for one item. */
  time: Schema.optionalKey(Spread),
  /** Bytes that one item leaves on the heap. */
  heap: Schema.optionalKey(Schema.Finite),
  absent: Schema.optionalKey(Schema.String)
}).annotate({ identifier: "Row" })
export type Row = typeof Row.Type

/** One table. */
export const TableResult = Schema.Struct({
  name: Schema.String,
  title: Schema.String,
  item: Schema.String,
  /** What times are shown of, when an item is many things at once. */
  per: Schema.optionalKey(Schema.Struct({ name: Schema.String, count: Schema.Finite })),
  /** Whether the table shows how many there are in a second besides. */
  isRate: Schema.optionalKey(Schema.Boolean),
  reference: Schema.String,
  base: Schema.optionalKey(Schema.String),
  /** On how many items all rows were found to agree; 0 where they have no common answer. */
  agreed: Schema.Int,
  rows: Schema.Array(Row)
}).annotate({ identifier: "TableResult" })
export type TableResult = typeof TableResult.Type

/** One figure; without `value` when there was nothing to measure. */
export const FigureResult = Schema.Struct({
  name: Schema.String,
  label: Schema.String,
  unit: Schema.String,
  value: Schema.optionalKey(Spread),
  absent: Schema.optionalKey(Schema.String)
}).annotate({ identifier: "FigureResult" })
export type FigureResult = typeof FigureResult.Type

/** What became of a goal; without `value` when what it needs was not measured. */
export const GoalResult = Schema.Struct({
  text: Schema.String,
  kind: Schema.Literals(["at least", "at most"]),
  bound: Schema.Finite,
  guard: Schema.optionalKey(Schema.Finite),
  value: Schema.optionalKey(Schema.Finite)
}).annotate({ identifier: "GoalResult" })
export type GoalResult = typeof GoalResult.Type

/** One suite. */
export const SuiteResult = Schema.Struct({
  name: Schema.String,
  title: Schema.String,
  tables: Schema.Array(TableResult),
  figures: Schema.Array(FigureResult),
  goals: Schema.Array(GoalResult)
}).annotate({ identifier: "SuiteResult" })
export type SuiteResult = typeof SuiteResult.Type

/** A whole run. */
export const RunResult = Schema.Struct({
  date: Schema.String,
  node: Schema.String,
  machine: Machine,
  packages: Schema.Record(Schema.String, Schema.String),
  /** What was measured: what users install, or the sources. */
  measured: Schema.Literals(["built packages", "sources"]),
  short: Schema.Boolean,
  seed: Schema.Int,
  rounds: Schema.Int,
  /** Milliseconds. */
  slice: Schema.Finite,
  /** In which share of the processes the machine did so much else that ratios are by the time of the thread. */
  busy: Schema.Finite,
  suites: Schema.Array(SuiteResult)
}).annotate({ identifier: "RunResult" })
export type RunResult = typeof RunResult.Type

/** Reads a result back; throws when the value is none. */
export const decodeResult: (value: unknown) => RunResult = Schema.decodeUnknownSync(RunResult)
