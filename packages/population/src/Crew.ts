/**
 * A crew is several threads that evaluate one population together: the thread that calls, and workers. They share the
 * columns, which are never copied, and take pieces of the rows as they have time.
 *
 * Invariants: what comes out is what one thread would have found; one job is done at a time; a thread that fails breaks the
 * crew, and whoever waits for it is told.
 */
import type { ColumnMemory } from "./ColumnMemory.ts"
import {
  callAway,
  callBack,
  closeJob,
  doPiece,
  hasFailed,
  isActive,
  makeControl,
  MOST_THREADS,
  openJob,
  piecesDone
} from "./CrewControl.ts"
import { spawnMember } from "./CrewMember.ts"
import type { CrewMember } from "./CrewMember.ts"
import type { CrewTask } from "./CrewMessage.ts"
import type { Runner } from "./Kernel.ts"
import { canShareMemory, nextTurn, parallelism } from "./Platform.ts"
import type { PlatformWorker } from "./Platform.ts"
import { workAreas } from "./WorkArea.ts"
import type { ReadyOperations, WorkAreas } from "./WorkArea.ts"

/** Several threads. */
export interface Crew {
  /** How many threads there are, the calling one included. */
  readonly threads: number
  /** Lets the threads work on a memory, or says why they cannot; one sentence. */
  readonly join: (memory: ColumnMemory, runner: Runner) => Promise<CrewShare | string>
  /** Ends the workers; evaluations under way are rejected. */
  readonly close: () => void
}

/** A crew at work on one memory. */
export interface CrewShare {
  /** Whether operations over columns of so many bytes take longer than it takes to hand them out. */
  readonly isWorthIt: (ready: ReadyOperations, bytes: number) => boolean
  /** Runs operations over whole columns and adds up what they count; `tell` hears how many bytes are done, and may throw. */
  readonly run: (
    ready: ReadyOperations,
    bytes: number,
    counts: Float64Array,
    tell: (bytes: number) => void
  ) => Promise<void>
}

/** How a crew is started. */
export interface CrewOptions {
  /** How many threads, the calling one included; default as many as the machine runs at the same time, at most 64. */
  readonly threads?: number
  /** Starts a thread that runs `@adressat/population/worker`; default: the file of this package. */
  readonly spawn?: () => unknown
}

/** Bytes of all operations together that are worth handing out, and those that one piece is made of. */
const WORTH = 2 ** 20
const PIECE = 2 ** 18
/** Bytes of all operations together after which the calling thread looks at what else there is to do. */
const TURN = 32 * 2 ** 20
/** Most memories that the workers know at a time. */
const MOST_KNOWN = 8

/**
 * Starts a crew; close it when it is no longer needed.
 *
 * @throws Error where memory cannot be shared, or a worker does not start.
 */
export const startCrew = async ({ spawn, threads = parallelism() }: CrewOptions = {}): Promise<Crew> => {
  if (!canShareMemory()) {
    throw new Error(
      "threads need memory that they can share: serve the page cross-origin isolated (COOP and COEP), or do without a crew"
    )
  }
  const count = Math.min(MOST_THREADS, Math.max(1, Math.floor(threads)))
  const control = makeControl()
  const state: { broken?: string } = {}
  const members: ReadonlyArray<CrewMember> = Array.from({ length: count - 1 }, () =>
    spawnMember(spawn as (() => PlatformWorker) | undefined, (because) => {
      state.broken ??= because
    })
  )
  const close = (because: string) => {
    state.broken ??= because
    closeJob(control)
    for (const member of members) member.end(state.broken ?? because)
  }
  /** Tells every worker the same, and waits until all have done it. */
  const tellAll = async (task: CrewTask): Promise<void> => {
    try {
      await Promise.all(members.map((member) => member.ask(task)))
    } catch (error) {
      close(error instanceof Error ? error.message : String(error))
      throw error
    }
  }
  await Promise.all(members.map((member, index) => member.ask({ type: "start", control, thread: index + 1 }))).catch(
    (error: unknown) => {
      close("a worker did not start")
      throw error
    }
  )
  for (const member of members) member.work()

  let turn: Promise<unknown> = Promise.resolve()
  /** One after the other. */
  const inTurn = async <Result>(what: () => Promise<Result>): Promise<Result> => {
    const before = turn
    const { promise, resolve } = Promise.withResolvers<void>()
    turn = promise
    await before
    try {
      if (state.broken !== undefined) throw new Error(`the crew does not work any more: ${state.broken}`)
      return await what()
    } finally {
      resolve()
    }
  }

  const known = new Map<Runner, { readonly number: number; readonly areas: WorkAreas }>()
  let numbers = 0
  const introduce = async (memory: ColumnMemory, runner: Runner) => {
    const before = known.get(runner)
    if (before !== undefined) return before
    const introduced = { number: ++numbers, areas: workAreas(memory) }
    const forgotten = known.size < MOST_KNOWN ? undefined : known.entries().next().value
    callAway(control)
    if (forgotten !== undefined) {
      known.delete(forgotten[0])
      await tellAll({ type: "forget", population: forgotten[1].number })
    }
    await tellAll({
      type: "population",
      population: introduced.number,
      memory: memory.memory,
      ...(runner.module === undefined ? {} : { module: runner.module })
    })
    callBack(control)
    for (const member of members) member.work()
    known.set(runner, introduced)
    return introduced
  }

  const share = (memory: ColumnMemory, runner: Runner): CrewShare => ({
    isWorthIt: ({ list }, bytes) => list.operations.length * bytes >= WORTH,
    run: (ready, bytes, counts, tell) =>
      inTurn(async () => {
        const { areas, number } = await introduce(memory, runner)
        const { block, list, words } = ready
        const places = Array.from({ length: count }, (_, thread) => areas.at(thread, ready))
        const memoryWords = memory.words()
        const operations = places[0]?.operations ?? 0
        memoryWords.set(words, operations >>> 2)
        for (const place of places) memoryWords.fill(0, place.counts >>> 2, (place.counts >>> 2) + list.counts)
        const piece = pieceOf(ready)
        openJob(control, {
          population: number,
          operations,
          length: list.operations.length,
          bytes,
          piece,
          block,
          places
        })
        const perTurn = Math.max(1, Math.floor(TURN / (piece * list.operations.length)))
        try {
          for (let done = 1; doPiece(control, 0, () => runner.run); done++) {
            if (done % perTurn !== 0) continue
            tell(Math.min(bytes, piecesDone(control) * piece))
            await nextTurn()
          }
        } finally {
          closeJob(control)
          await untilIdle()
        }
        if (hasFailed(control)) {
          // What the worker says about it is on its way.
          await nextTurn()
          close("a worker failed")
        }
        if (state.broken !== undefined) throw new Error(`the crew does not work any more: ${state.broken}`)
        tell(bytes)
        const after = memory.words()
        for (const place of places) {
          const first = place.counts >>> 2
          for (let index = 0; index < list.counts; index++)
            counts[index] = (counts[index] ?? 0) + ((after[first + index] ?? 0) >>> 0)
        }
      })
  })

  /** Waits until no worker is at the job any more, or the crew is broken. */
  const untilIdle = async (): Promise<void> => {
    // The last pieces are done in a moment, which no timer is short enough for.
    for (let looks = 0; looks < 200_000 && isActive(control); looks++) continue
    while (isActive(control) && state.broken === undefined) await nextTurn()
  }

  return {
    threads: count,
    join: async (memory, runner) => {
      if (state.broken !== undefined) throw new Error(`the crew does not work any more: ${state.broken}`)
      if (!memory.shared || memory.memory === undefined) return "the population is not in memory that threads can share"
      return count === 1 ? "the crew has no other thread" : share(memory, runner)
    },
    close: () => close("it was closed")
  }
}

/** The bytes of a piece: a whole number of blocks. */
const pieceOf = ({ block, list }: ReadyOperations): number =>
  Math.max(1, Math.floor(PIECE / (Math.max(1, list.operations.length) * block))) * block
