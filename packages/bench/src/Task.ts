/**
 * Tasks made of a function and the items it works on, each with loops of its own.
 */
import type * as Loops from "./Loops.ts"
import type { Task } from "./Suite.ts"

let loaded = 0

/** The loops, loaded anew: no two calls give functions that a compiler knows to be the same. */
export const freshLoops = async (): Promise<typeof Loops> =>
  (await import(/* @vite-ignore */ `./Loops.ts?${loaded++}`)) as typeof Loops

/** Decides one item after the other. */
export const deciding = async <A>(items: ReadonlyArray<A>, decide: (item: A) => boolean): Promise<Task> => {
  const { count } = await freshLoops()
  return {
    items: items.length,
    pass: (from, to) => count(decide, items, from, to),
    answer: (item) => decide(items[item] as A)
  }
}

/** Decides one item after the other, waiting for each. */
export const awaiting = async <A>(items: ReadonlyArray<A>, decide: (item: A) => Promise<boolean>): Promise<Task> => {
  const { countAwaited } = await freshLoops()
  return {
    items: items.length,
    pass: (from, to) => countAwaited(decide, items, from, to),
    answer: (item) => decide(items[item] as A)
  }
}

/** Decides with a number of items under way at a time, on threads of the implementation's own. */
export const inFlight = async <A>(
  items: ReadonlyArray<A>,
  width: number,
  decide: (item: A) => Promise<boolean>
): Promise<Task> => {
  const { countInFlight } = await freshLoops()
  return {
    items: items.length,
    isParallel: true,
    pass: (from, to) => countInFlight(decide, items, from, to, width),
    answer: (item) => decide(items[item] as A)
  }
}

/** Measures items by a number each, where the answer is told apart from what is added up. */
export const summing = async <A>(
  items: ReadonlyArray<A>,
  measure: (item: A) => number,
  answer?: (item: A) => unknown
): Promise<Task> => {
  const { sum } = await freshLoops()
  return {
    items: items.length,
    pass: (from, to) => sum(measure, items, from, to),
    ...(answer === undefined ? {} : { answer: (item: number) => answer(items[item] as A) })
  }
}

/** Decides one item after the other by its trace, which is not kept. */
export const decidingByTrace = async <A>(
  items: ReadonlyArray<A>,
  trace: (item: A) => number,
  holds: (trace: number) => boolean
): Promise<Task> => {
  const { countTraced } = await freshLoops()
  return {
    items: items.length,
    pass: (from, to) => countTraced(trace, holds, items, from, to),
    answer: (item) => holds(trace(items[item] as A))
  }
}

/** Keeps a trace of each decision in a list of integers. */
export const tracing = async <A>(
  items: ReadonlyArray<A>,
  trace: (item: A) => number,
  holds: (trace: number) => boolean
): Promise<Task> => {
  const { keep } = await freshLoops()
  const kept = new Int32Array(items.length)
  return {
    items: items.length,
    pass: (from, to) => keep(trace, holds, kept, items, from, to),
    answer: (item) => holds(trace(items[item] as A))
  }
}
