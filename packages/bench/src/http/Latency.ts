/** How long answers take where ours and Hono get the same requests at the same rate: half of what Hono can take. */
import { onceInRun } from "../Scratch.ts"
import { median, quantile } from "../Statistics.ts"
import { single } from "./Loads.ts"
import { keepPace } from "./Pace.ts"
import { startServer } from "./ServerProcess.ts"
import type { ServerName } from "./ServerProcess.ts"
import { fire } from "./Volley.ts"

/** Seconds of a turn, and how many turns each server has, one after the other; what counts is the turn in the middle. */
const SECONDS = 2
const TURNS = 7

/** Requests before any counts. */
const WARM_UP = 10_000

/** Requests a second, and milliseconds that 99 of 100 answers take at most. */
interface Latencies {
  readonly rate: number
  readonly ours: number
  readonly hono: number
}

const measure = async (): Promise<Latencies> => {
  const [ours, hono] = [await startServer("ours"), await startServer("hono")]
  try {
    await fire(ours, single, WARM_UP)
    await fire(hono, single, WARM_UP)
    const { elapsed, requests } = await fire(hono, single, WARM_UP)
    const rate = Math.round((requests / elapsed) * 500)
    const times = { ours: [] as Array<number>, hono: [] as Array<number> }
    // The first turn also compiles the client.
    for (let turn = 0; turn <= TURNS; turn++) {
      for (const [name, server] of [
        ["ours", ours],
        ["hono", hono]
      ] as const) {
        const p99 = quantile(await keepPace(server, single, rate, SECONDS), 0.99)
        if (turn > 0) times[name].push(p99)
      }
    }
    return { rate, ours: median(times.ours), hono: median(times.hono) }
  } finally {
    ours.end()
    hono.end()
  }
}

/** One of the figures; they are measured together, once in a run. */
export const latency = async (figure: Extract<ServerName, "ours" | "hono"> | "rate"): Promise<number> =>
  (await onceInRun("http-latency", measure))[figure]
