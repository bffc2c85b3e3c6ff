/**
 * A crew's control is a few words of shared memory by which its threads agree on who does what: the caller opens a job, and
 * whoever has time takes the next piece of it until none is left.
 *
 * Invariants: a thread reads what a job is only while it counts itself among the active, and the caller opens no other job
 * before none is active; a thread that comes late finds the job closed and has missed nothing but work.
 */
import type { RunOperations } from "./Operation.ts"

/** The words of a control. */
const WORD = {
  /** Grows with every job, and with every call to leave; threads sleep on it. */
  sequence: 0,
  /** 1 while pieces may be taken. */
  open: 1,
  /** How many threads are at a job. */
  active: 2,
  /** The piece that is taken next. */
  next: 3,
  /** How many pieces are done. */
  done: 4,
  /** 1 when the threads are to listen to messages. */
  leave: 5,
  /** 1 when a thread has failed. */
  failed: 6,
  // What the job is.
  population: 7,
  operations: 8,
  length: 9,
  bytes: 10,
  piece: 11,
  block: 12,
  /** Where each thread has its scratch and its counts: two words each. */
  places: 16
} as const

/** Most threads of a crew. */
export const MOST_THREADS = 64

/** The words of a control, as both sides see them. */
export type CrewControl = Int32Array<SharedArrayBuffer>

/** A new control. */
export const makeControl = (): CrewControl =>
  new Int32Array(new SharedArrayBuffer((WORD.places + MOST_THREADS * 2) * 4))

/** What a job is. */
export interface CrewJob {
  /** The number of a population, as it was made known to the threads. */
  readonly population: number
  readonly operations: number
  /** How many operations. */
  readonly length: number
  /** The bytes of a column. */
  readonly bytes: number
  /** The bytes of a piece. */
  readonly piece: number
  readonly block: number
  /** Where each thread works. */
  readonly places: ReadonlyArray<{ readonly scratch: number; readonly counts: number }>
}

/** Opens a job and wakes the threads. */
export const openJob = (control: CrewControl, job: CrewJob): void => {
  control[WORD.population] = job.population
  control[WORD.operations] = job.operations
  control[WORD.length] = job.length
  control[WORD.bytes] = job.bytes
  control[WORD.piece] = job.piece
  control[WORD.block] = job.block
  for (const [thread, { counts, scratch }] of job.places.entries()) {
    control[WORD.places + thread * 2] = scratch
    control[WORD.places + thread * 2 + 1] = counts
  }
  Atomics.store(control, WORD.next, 0)
  Atomics.store(control, WORD.done, 0)
  Atomics.store(control, WORD.open, 1)
  wake(control)
}

const wake = (control: CrewControl): void => {
  Atomics.add(control, WORD.sequence, 1)
  Atomics.notify(control, WORD.sequence)
}

/** Takes no more pieces; those that are taken are still done. */
export const closeJob = (control: CrewControl): void => {
  Atomics.store(control, WORD.open, 0)
}

/** Whether any thread is still at it. */
export const isActive = (control: CrewControl): boolean => Atomics.load(control, WORD.active) !== 0

/** Whether a thread has failed. */
export const hasFailed = (control: CrewControl): boolean => Atomics.load(control, WORD.failed) !== 0

/** How many pieces are done. */
export const piecesDone = (control: CrewControl): number => Atomics.load(control, WORD.done)

/** Calls the threads to their messages. */
export const callAway = (control: CrewControl): void => {
  Atomics.store(control, WORD.leave, 1)
  wake(control)
}

/** Lets them wait for jobs again. */
export const callBack = (control: CrewControl): void => {
  Atomics.store(control, WORD.leave, 0)
}

/** Does one piece of the open job; `false` when there is none to take. */
export const doPiece = (
  control: CrewControl,
  thread: number,
  runOf: (population: number) => RunOperations | undefined
): boolean => {
  if (Atomics.load(control, WORD.open) === 0) return false
  const bytes = (control[WORD.bytes] ?? 0) >>> 0
  const piece = control[WORD.piece] ?? 0
  const from = Atomics.add(control, WORD.next, 1) * piece
  if (from >= bytes) return false
  const run = runOf(control[WORD.population] ?? 0)
  if (run === undefined) throw new Error("a thread does not know the population")
  run(
    control[WORD.operations] ?? 0,
    control[WORD.length] ?? 0,
    from,
    Math.min(bytes, from + piece),
    control[WORD.block] ?? 0,
    control[WORD.places + thread * 2] ?? 0,
    control[WORD.places + thread * 2 + 1] ?? 0
  )
  Atomics.add(control, WORD.done, 1)
  return true
}

/** How often a thread looks for the next job before it sleeps: for about a tenth of a millisecond. */
const LOOKS = 20_000

/** What a thread does until it is called away: waits for jobs and does pieces of them. */
export const workUntilCalled = (
  control: CrewControl,
  thread: number,
  runOf: (population: number) => RunOperations | undefined
): void => {
  let last = -1
  while (Atomics.load(control, WORD.leave) === 0) {
    const sequence = Atomics.load(control, WORD.sequence)
    if (sequence === last) {
      let looks = 0
      while (looks < LOOKS && Atomics.load(control, WORD.sequence) === last) looks++
      if (looks === LOOKS) Atomics.wait(control, WORD.sequence, last)
      continue
    }
    last = sequence
    Atomics.add(control, WORD.active, 1)
    try {
      while (doPiece(control, thread, runOf)) continue
    } catch (error) {
      Atomics.store(control, WORD.failed, 1)
      throw error
    } finally {
      Atomics.sub(control, WORD.active, 1)
    }
  }
}
