/**
 * An execution runs the jobs of an evaluation over the segments of a population: at once, or slice by slice, so that it can
 * be followed and called off, and by several threads where there is a crew.
 *
 * Invariant: slices and threads only divide the rows; what comes out is the same.
 */
import type { ColumnMemory } from "./ColumnMemory.ts"
import type { RunWhole } from "./ConditionColumns.ts"
import type { Crew } from "./Crew.ts"
import { javascriptKernel, loadKernel, runnerOf } from "./Kernel.ts"
import type { Engine, Kernel, Runner } from "./Kernel.ts"
import { columnBytes } from "./Operation.ts"
import { nextTurn } from "./Platform.ts"
import type { Population, Segment } from "./Population.ts"
import { runHere, workAreas } from "./WorkArea.ts"
import type { ReadyOperations, WorkAreas } from "./WorkArea.ts"

/** Operations over one segment, and what is made of their counts. */
export interface Job<Result> {
  readonly segment: Segment
  readonly ready: ReadyOperations
  /** Reads the result; the columns that the job wrote are there then. */
  readonly read: (counts: Float64Array) => Result
  /** Gives back what the job has borrowed. */
  readonly dispose?: () => void
}

/** How far an execution has come, in rows. */
export interface Progress {
  readonly done: number
  readonly total: number
}

/** How an evaluation is carried out. */
export interface ExecutionOptions {
  /** What runs the operations; default that of `loadKernel()`. */
  readonly kernel?: Kernel
  /** Who shares the work; default: this thread alone. */
  readonly crew?: Crew
  /** Calls it off; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal
  /** Told after every slice. */
  readonly onProgress?: (progress: Progress) => void
}

/** What did the work. */
export interface Execution {
  readonly engine: Engine
  /** How many threads did it. */
  readonly threads: number
  /** Why it was not WebAssembly, or not the whole crew; one sentence. */
  readonly because?: string
}

/** What came of an evaluation. */
export interface Executed<Result> {
  readonly results: ReadonlyArray<Result>
  readonly execution: Execution
}

/** Makes the jobs of an evaluation, given what runs operations. */
export type Plan<Result> = (run: RunWhole) => ReadonlyArray<Job<Result>>

/** Carries out an evaluation at once, on this thread. */
export const executeNow = <Result>(
  population: Population,
  plan: Plan<Result>,
  kernel: Kernel = noKernel
): Executed<Result> => {
  const runner = runnerFor(population, kernel)
  const whole = wholeRuns(population, runner)
  const jobs = plan(whole)
  try {
    const results = jobs.map(({ read, ready, segment }) => read(whole(segment, ready)))
    return { results, execution: executionBy(runner) }
  } finally {
    for (const { dispose } of jobs) dispose?.()
  }
}

/** Carries out an evaluation slice by slice. */
export const execute = async <Result>(
  population: Population,
  plan: Plan<Result>,
  options: ExecutionOptions
): Promise<Executed<Result>> => {
  options.signal?.throwIfAborted()
  const runner = runnerFor(population, options.kernel ?? (await defaultKernel(population.shared)))
  const jobs = plan(wholeRuns(population, runner))
  try {
    return await executeJobs(population, jobs, runner, options)
  } finally {
    for (const { dispose } of jobs) dispose?.()
  }
}

const executeJobs = async <Result>(
  population: Population,
  jobs: ReadonlyArray<Job<Result>>,
  runner: Runner,
  { crew, onProgress, signal }: ExecutionOptions
): Promise<Executed<Result>> => {
  const share = await crew?.join(population.memory, runner)
  let threads = 1
  const results: Array<Result> = []
  let rows = 0
  let effort = 0
  for (const { read, ready, segment } of jobs) {
    const tell = (bytes: number) => {
      signal?.throwIfAborted()
      onProgress?.({ done: rows + Math.min(segment.rows, bytes * 8), total: population.rows })
    }
    const bytes = columnBytes(segment.rows)
    const counts = new Float64Array(ready.list.counts)
    if (typeof share === "object" && share.isWorthIt(ready, bytes)) {
      await share.run(ready, bytes, counts, tell)
      threads = crew?.threads ?? 1
    } else {
      const slice = sliceOf(ready, runner.engine)
      for (let from = 0; from < bytes; from += slice) {
        if (effort >= 1) {
          await nextTurn()
          effort = 0
        }
        signal?.throwIfAborted()
        const until = Math.min(bytes, from + slice)
        runHere(population.memory, workshopOf(population).areas, runner.run, ready, { from, until }, counts)
        effort += (until - from) / slice
        tell(until)
      }
    }
    rows += segment.rows
    results.push(read(counts))
  }
  return { results, execution: executionBy(runner, threads, typeof share === "string" ? share : undefined) }
}

// --- Runners ---------------------------------------------------------------------------------------------------------

/** What belongs to a memory as long as it is there. */
interface Workshop {
  readonly areas: WorkAreas
  readonly runners: WeakMap<Kernel, Runner>
}

const workshops = new WeakMap<ColumnMemory, Workshop>()

const workshopOf = ({ memory }: Population): Workshop => {
  const known = workshops.get(memory)
  if (known !== undefined) return known
  const made: Workshop = { areas: workAreas(memory), runners: new WeakMap() }
  workshops.set(memory, made)
  return made
}

const runnerFor = (population: Population, kernel: Kernel): Runner => {
  const { runners } = workshopOf(population)
  const known = runners.get(kernel)
  if (known !== undefined) return known
  const made = runnerOf(kernel, population.memory)
  runners.set(kernel, made)
  return made
}

const noKernel = javascriptKernel("no kernel was given; give what loadKernel() resolves to")

const defaultKernels = new Map<boolean, Promise<Kernel>>()

const defaultKernel = (shared: boolean): Promise<Kernel> => {
  const known = defaultKernels.get(shared)
  if (known !== undefined) return known
  const loading = loadKernel({ shared })
  defaultKernels.set(shared, loading)
  return loading
}

const executionBy = ({ because, engine }: Runner, threads = 1, alone?: string): Execution => {
  const reasons = [because, alone].filter((reason) => reason !== undefined)
  return { engine, threads, ...(reasons.length === 0 ? {} : { because: reasons.join("; ") }) }
}

const wholeRuns =
  (population: Population, { run }: Runner): RunWhole =>
  ({ rows }, ready) => {
    const counts = new Float64Array(ready.list.counts)
    const range = { from: 0, until: columnBytes(rows) }
    runHere(population.memory, workshopOf(population).areas, run, ready, range, counts)
    return counts
  }

/** How many bytes of all operations together one slice goes through: a few milliseconds' worth. */
const EFFORT: Readonly<Record<Engine, number>> = { wasm: 64 * 2 ** 20, javascript: 8 * 2 ** 20 }

/** The bytes of a column that make a slice: a whole number of blocks. */
const sliceOf = ({ block, list }: ReadyOperations, engine: Engine): number =>
  Math.max(1, Math.floor(EFFORT[engine] / (Math.max(1, list.operations.length) * block))) * block
