/**
 * A suite is one question about speed: tables of implementations that answer the same thing, each measured against the
 * table's reference, figures that are no speed, and the goals that both are held against. Suites are data; `Measurement`
 * runs them.
 *
 * Invariants: names are unique among suites, among the tables of a suite and among the rows of a table; implementations
 * of one table work on the same candidates; goals name rows of one table or figures of their suite.
 */

/** What is run in a loop. One pass goes over the items `from` up to but without `to`. */
export interface Task {
  /** How many items there are; a measurement goes round. */
  readonly items: number
  /** Works on the items and gives a number that depends on all results, so that no compiler leaves one out. */
  readonly pass: (from: number, to: number) => number | Promise<number>
  /** Called before each pass, and not measured. */
  readonly prepare?: () => void
  /** Whether other threads or processes do part of the work, so that only the clock on the wall tells how long it takes. */
  readonly isParallel?: boolean
  /** Milliseconds of the last pass, for a task that measures another process. */
  readonly elapsed?: () => number
  /** Milliseconds that the thread of the other process had for the last pass. */
  readonly processor?: () => number
  /** Ends what the task has started. */
  readonly close?: () => void | Promise<void>
  /** The answer about one item, for the comparison of all implementations before anything is measured. */
  readonly answer?: (item: number) => unknown
}

/** Why something cannot be measured here. */
export interface Absence {
  readonly absent: string
}

/** Whether there is nothing to measure. */
export const isAbsent = (found: object): found is Absence => "absent" in found

/** One way to do what the table is about. */
export interface Implementation {
  readonly name: string
  /** What it is, in words. */
  readonly label: string
  /** Whose it is: `ours`, another project's, or written by hand for the comparison. */
  readonly by: "ours" | "peer" | "hand"
  /** The packages whose versions matter. */
  readonly packages?: ReadonlyArray<string>
  /** Whether the short run has it too. */
  readonly short?: boolean
  readonly load: () => Promise<Task | Absence>
}

/** The things that an item is made of. */
export interface Parts {
  /** Such as `pair`. */
  readonly name: string
  readonly count: number
}

/** Implementations that answer the same question. */
export interface Table {
  readonly name: string
  readonly title: string
  /** What one item is, such as `decision`. */
  readonly item: string
  /** What times are shown of, when an item is many things at once. */
  readonly per?: Parts
  /** Whether the table shows how many there are in a second besides. */
  readonly isRate?: boolean
  /** The row that all others alternate with, slice by slice. */
  readonly reference: string
  /** A row that the table shows a second ratio to. */
  readonly base?: string
  /** Whether the bytes that each item leaves on the heap are measured too. */
  readonly heap?: boolean
  /** Whether a process needs so many seconds that the short run starts only one for each row. */
  readonly takesLong?: boolean
  /** The item for a reader, when implementations disagree about it. */
  readonly describe?: (item: number) => unknown
  readonly rows: ReadonlyArray<Implementation>
}

/** One number that is no ratio of speeds, such as bytes. */
export interface Figure {
  readonly name: string
  readonly label: string
  readonly unit: string
  readonly short?: boolean
  /** Measured in the first round only, because it takes long. */
  readonly once?: boolean
  /** Flags of the process that measures. */
  readonly node?: ReadonlyArray<string>
  readonly measure: () => Promise<number | Absence>
}

/** What a goal is about. Rows are named `table/row`. */
export type Quantity =
  /** How many times as fast a row is as another, or as the fastest of several. */
  | { readonly speed: string; readonly against: string | ReadonlyArray<string> }
  /** How many times the time of another a row takes. */
  | { readonly time: string; readonly of: string }
  /** How many parts of an item a row does, in thousands of millions a second. */
  | { readonly rate: string }
  | { readonly figure: string }

/** A bound, and the looser one that fails a run in CI; there is none for times, which are of one machine on one day. */
export type Bound =
  | { readonly atLeast: number; readonly guard?: number }
  | { readonly atMost: number; readonly guard?: number }

/** What is to be reached. */
export interface Goal {
  readonly text: string
  readonly quantity: Quantity
  readonly bound: Bound
}

/** One question about speed. */
export interface Suite {
  readonly name: string
  readonly title: string
  readonly tables: ReadonlyArray<Table>
  readonly figures: ReadonlyArray<Figure>
  readonly goals: ReadonlyArray<Goal>
}
