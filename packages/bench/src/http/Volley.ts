/**
 * A volley is a number of requests over a number of connections that stay open, as fast as they are answered, fired by
 * autocannon. It is timed from the first answer to the last, so that making the connections is not in it.
 *
 * Invariant: an answer that is no success, or none at all, ends the measurement.
 */
import autocannon from "autocannon"
import type { Instance, Options, Result } from "autocannon"
import type { ServerProcess } from "./ServerProcess.ts"

/** What is fired at a server. */
export interface Load {
  /** Of each request. */
  readonly body: string
  readonly connections: number
}

/** What came of a volley. */
interface Volley {
  readonly requests: number
  /** Milliseconds that so many requests take. */
  readonly elapsed: number
}

/** Runs autocannon to its end, and tells each answer. */
const runWith = (
  { headers, url }: ServerProcess,
  { body, connections }: Load,
  until: Pick<Options, "amount" | "duration" | "sampleInt">,
  onAnswer: (status: number, milliseconds: number) => void
): Promise<Result> =>
  new Promise((resolve, reject) => {
    const run: Instance = autocannon(
      { url, method: "POST", headers: { ...headers }, body, connections, ...until },
      (error: unknown, result) => {
        if (error instanceof Error) reject(error)
        else resolve(result)
      }
    )
    run.on("response", (_client, status, _bytes, milliseconds) => onAnswer(status, milliseconds))
  })

/** Fires so many requests, more than one. */
export const fire = async (server: ServerProcess, load: Load, amount: number): Promise<Volley> => {
  let requests = 0
  let first = 0
  let last = 0
  // How often it looks whether it is done, in milliseconds.
  const sampleInt = 5
  const { errors, non2xx } = await runWith(server, load, { amount, sampleInt }, () => {
    last = performance.now()
    if (requests === 0) first = last
    requests++
  })
  if (errors + non2xx > 0) {
    throw new Error(`of ${amount} requests ${errors + non2xx} were not answered as they should`)
  }
  return { requests, elapsed: ((last - first) * requests) / (requests - 1) }
}

/** Fires for some seconds; each answer is told with its status and the milliseconds it took. Gives what had no answer. */
export const fireFor = async (
  server: ServerProcess,
  load: Load,
  seconds: number,
  onAnswer: (status: number, milliseconds: number) => void
): Promise<number> => (await runWith(server, load, { duration: seconds }, onAnswer)).errors
