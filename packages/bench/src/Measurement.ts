/**
 * How one process measures. Slices of an implementation alternate with slices of the reference on the same candidates, and
 * the ratio is taken slice by slice, by the clock on the wall: whatever the machine does meanwhile meets both. Where the
 * machine did so much else that the thread was kept waiting, the ratio is that of the times that the thread had, over all
 * slices together, because the system tells those in steps too large for a slice.
 *
 * Two things falsify such ratios and are seen to here: a reference that runs for shorter than the implementation before it
 * has not got its branch predictor back, so it runs for at least as long; and a loop that two implementations share is
 * compiled for both, so each task has loops of its own (`Loops`).
 */
import { threadClock, wallClock } from "./Clock.ts"
import type { Clock } from "./Clock.ts"
import { isAbsent } from "./Suite.ts"
import type { Absence, Figure, Implementation, Table, Task } from "./Suite.ts"
import { median } from "./Statistics.ts"

/** How long a process measures. */
export interface Schedule {
  /** Pairs of slices that count. */
  readonly slices: number
  /** Milliseconds of one slice, at least. */
  readonly slice: number
  /** Milliseconds of slices before any counts, so that everything is compiled. */
  readonly warmUp: number
}

/** What one process found out about a row. */
export interface PairMeasurement {
  /** How many times as fast as the reference: the median over slices. */
  readonly speed: number
  /** Nanoseconds for one item: the median over slices. */
  readonly time: number
  /** Whether the thread was kept waiting, so that both are by its own time. */
  readonly isBusy: boolean
}

/** The share of a slice after which the clock is read. */
const CHUNKS = 16

/** How many times as long as the thread had it may have taken on a machine that counts as quiet. */
const QUIET = 1.25

/** One slice; times are in milliseconds. */
interface Slice {
  readonly items: number
  /** By the clock that says when the slice is over. */
  readonly spent: number
  /** By the clock on the wall, or as the task itself has measured. */
  readonly wall: number
  /** What the thread had that did the work. */
  readonly thread: number
}

/** What every pass came to; read by {@link sinkOf}, so that no pass is in vain. */
let sink = 0

/** A number that depends on everything that was measured. */
export const sinkOf = (): number => sink

/** Runs a task for a while at a time, by the time of its clock, going round its items. */
const slicer = (task: Task, clock: Clock): ((milliseconds: number) => Promise<Slice>) => {
  let cursor = 0
  let chunk = 1
  return async (milliseconds) => {
    let items = 0
    let spent = 0
    let wall = 0
    let thread = 0
    do {
      const end = Math.min(cursor + chunk, task.items)
      task.prepare?.()
      const from = { spent: clock(), thread: threadClock(), wall: wallClock() }
      const result = task.pass(cursor, end)
      sink += typeof result === "number" ? result : await result
      wall += task.elapsed?.() ?? wallClock() - from.wall
      thread += task.processor?.() ?? threadClock() - from.thread
      spent += clock() - from.spent
      items += end - cursor
      cursor = end === task.items ? 0 : end
    } while (spent < milliseconds)
    chunk = Math.min(task.items, Math.max(1, Math.round((items / spent) * (milliseconds / CHUNKS))))
    return { items, spent, wall, thread }
  }
}

/** The ratio and the time of an implementation, from slices that alternate. */
const compare = (own: ReadonlyArray<Slice>, others: ReadonlyArray<Slice>, isWallOnly: boolean): PairMeasurement => {
  const sum = (slices: ReadonlyArray<Slice>, part: keyof Slice) =>
    slices.reduce((total, slice) => total + slice[part], 0)
  const isBusy =
    !isWallOnly && sum(own, "wall") + sum(others, "wall") > QUIET * (sum(own, "thread") + sum(others, "thread"))
  if (isBusy) {
    const time = (slices: ReadonlyArray<Slice>) => (sum(slices, "thread") / sum(slices, "items")) * 1e6
    return { speed: time(others) / time(own), time: time(own), isBusy }
  }
  const times = (slices: ReadonlyArray<Slice>) => slices.map(({ items, wall }) => (wall / items) * 1e6)
  const reference = times(others)
  const time = times(own)
  return { speed: median(time.map((one, index) => (reference[index] ?? Number.NaN) / one)), time: median(time), isBusy }
}

/** Measures a row beside the reference of its table. */
export const measurePair = async (
  row: Implementation,
  reference: Implementation,
  { slice, slices, warmUp }: Schedule
): Promise<PairMeasurement | Absence> => {
  const task = await row.load()
  if (isAbsent(task)) return task
  const referenceTask = await reference.load()
  if (isAbsent(referenceTask)) {
    await task.close?.()
    return referenceTask
  }
  // What works on other threads or in another process has no time of its thread, unless it tells.
  const isParallel = task.isParallel === true || referenceTask.isParallel === true
  const isTold = task.processor !== undefined && referenceTask.processor !== undefined
  const clock = isParallel ? wallClock : threadClock
  const measured = slicer(task, clock)
  const compared = slicer(referenceTask, clock)
  const pair = async () => {
    const one = await measured(slice)
    // Another process has its branch predictor to itself, and each of its passes is long: both do the same.
    return [one, await compared(isTold ? slice : Math.max(slice, one.spent))] as const
  }
  const own: Array<Slice> = []
  const others: Array<Slice> = []
  try {
    // The first slices find out how many items to do between two looks at the clock.
    await measured(1)
    await compared(1)
    const warm = clock() + warmUp
    while (clock() < warm) await pair()
    while (own.length < slices) {
      const [one, other] = await pair()
      own.push(one)
      others.push(other)
    }
  } finally {
    await task.close?.()
    await referenceTask.close?.()
  }
  return compare(own, others, isParallel && !isTold)
}

/** Most bytes that are allocated between two looks at the heap, so that nothing of it is collected. */
const MOST_GARBAGE = 64 * 2 ** 20

/** The flags under which nothing young is collected while {@link measureHeap} runs. */
export const heapFlags: ReadonlyArray<string> = [
  "--expose-gc",
  "--min-semi-space-size=256",
  "--max-semi-space-size=256"
]

/** The bytes that one item leaves on the heap of JavaScript, garbage or not. Memory of native code is not in it. */
export const measureHeap = async (row: Implementation): Promise<number | Absence> => {
  const task = await row.load()
  if (isAbsent(task)) return task
  const bytesOf = async (items: number) => {
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    for (let done = 0; done < items; done += task.items) {
      sink += await task.pass(0, Math.min(task.items, items - done))
    }
    return process.memoryUsage().heapUsed - before
  }
  const few = Math.min(task.items, 500)
  for (let time = 0; time < 20; time++) await bytesOf(few)
  const one = Math.max(0.1, (await bytesOf(few)) / few)
  const many = Math.max(few, Math.min(1_000_000, Math.floor(MOST_GARBAGE / one)))
  await bytesOf(many)
  return Math.max(0, (await bytesOf(many)) / many)
}

/** Measures a figure. */
export const measureFigure = (figure: Figure): Promise<number | Absence> => figure.measure()

/** One item about which two implementations disagree. */
export interface Disagreement {
  readonly item: number
  readonly candidate: unknown
  readonly answers: Readonly<Record<string, unknown>>
}

/** What comparing all implementations of a table came to. */
export type Agreement = { readonly agreed: number } | { readonly disagreement: Disagreement }

/** Compares what the rows of a table answer about as many items as there are, and at most `count`. */
export const verify = async (table: Table, rows: ReadonlyArray<Implementation>, count: number): Promise<Agreement> => {
  let expected: ReadonlyArray<string> | undefined
  let first = ""
  for (const row of rows) {
    const task = await row.load()
    if (isAbsent(task) || task.answer === undefined) continue
    const answers: Array<string> = []
    for (let item = 0; item < Math.min(count, task.items); item++) {
      const answer = JSON.stringify(await task.answer(item)) ?? "undefined"
      if (expected !== undefined && answer !== expected[item]) {
        const candidate = table.describe?.(item) ?? item
        return { disagreement: { item, candidate, answers: { [first]: expected[item], [row.name]: answer } } }
      }
      answers.push(answer)
    }
    await task.close?.()
    if (expected === undefined) {
      expected = answers
      first = row.name
    }
  }
  return { agreed: expected?.length ?? 0 }
}
