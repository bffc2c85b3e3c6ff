/**
 * A long run sends the same order for minutes, as fast as it is answered, and looks at the memory of the front door before
 * and after, each time when everything that can be collected has been. What is held for each request would show.
 */
import { onceInRun } from "../Scratch.ts"
import { single } from "./Loads.ts"
import { minutes } from "./Minutes.ts"
import { startServer } from "./ServerProcess.ts"
import { fire, fireFor } from "./Volley.ts"

/** Megabytes and milliseconds. */
export interface LongRun {
  readonly requests: number
  /** Answers that were no success, and requests without one. */
  readonly failures: number
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly heapBefore: number
  readonly heapAfter: number
  readonly residentBefore: number
  readonly residentAfter: number
  /** Megabytes on the heap for each 100,000 requests. */
  readonly growth: number
}

/** Requests before any counts. */
const WARM_UP = 20_000

/** Counts times in steps of a hundredth of a millisecond, up to ten seconds, so that millions of them need no memory. */
export const makeTimes = () => {
  const steps = new Uint32Array(1_000_000)
  let count = 0
  return {
    add: (milliseconds: number): void => {
      const step = Math.min(steps.length - 1, Math.max(0, Math.round(milliseconds * 100)))
      steps[step] = (steps[step] ?? 0) + 1
      count++
    },
    count: () => count,
    /** The time that this share of all take at most, in milliseconds. */
    quantile: (share: number): number => {
      let left = Math.ceil(count * share)
      const step = steps.findIndex((many) => (left -= many) <= 0)
      return step / 100
    }
  }
}

const measure = async (): Promise<LongRun> => {
  const server = await startServer("ours", ["--expose-gc"])
  try {
    await fire(server, single, WARM_UP)
    const before = await server.memory()
    const times = makeTimes()
    let others = 0
    const errors = await fireFor(server, single, minutes() * 60, (status, milliseconds) => {
      if (status < 200 || status > 299) others++
      times.add(milliseconds)
    })
    const after = await server.memory()
    const requests = times.count()
    return {
      requests,
      failures: others + errors,
      p50: times.quantile(0.5),
      p99: times.quantile(0.99),
      p999: times.quantile(0.999),
      heapBefore: before.heap / 1e6,
      heapAfter: after.heap / 1e6,
      residentBefore: before.resident / 1e6,
      residentAfter: after.resident / 1e6,
      growth: ((after.heap - before.heap) / 1e6 / requests) * 100_000
    }
  } finally {
    server.end()
  }
}

/** One of the figures; they are measured together, once in a run. */
export const longRun = async (figure: keyof LongRun): Promise<number> =>
  (await onceInRun("http-long-run", measure))[figure]
