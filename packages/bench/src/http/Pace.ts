/**
 * A pace is a rate of requests that does not depend on the answers. How long an answer took is counted from the moment when
 * its request was due, so that a server that falls behind is not spared.
 */
import { Agent, request } from "node:http"
import { setImmediate } from "node:timers/promises"
import type { ServerProcess } from "./ServerProcess.ts"
import type { Load } from "./Volley.ts"

/** Sends requests at a rate, a second, for some seconds; gives the milliseconds of each answer. */
export const keepPace = async (
  { headers, url }: ServerProcess,
  { body, connections }: Load,
  rate: number,
  seconds: number
): Promise<ReadonlyArray<number>> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const length = Buffer.byteLength(body)
  const send = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const sent = request(
        url,
        { method: "POST", agent, headers: { ...headers, "content-length": length } },
        (answer) => {
          if (answer.statusCode !== 200) reject(new Error(`a request was answered with ${answer.statusCode}`))
          answer.resume()
          answer.once("end", resolve)
        }
      )
      sent.once("error", reject)
      sent.end(body)
    })
  const total = Math.round(rate * seconds)
  const times: Array<number> = []
  const pending: Array<Promise<void>> = []
  const failures: Array<unknown> = []
  const start = performance.now()
  while (pending.length < total && failures.length === 0) {
    const due = start + (pending.length * 1000) / rate
    if (performance.now() < due) await setImmediate()
    else {
      pending.push(
        send().then(
          () => void times.push(performance.now() - due),
          (error: unknown) => void failures.push(error)
        )
      )
    }
  }
  await Promise.all(pending)
  agent.destroy()
  if (failures.length > 0) throw failures[0]
  return times
}
