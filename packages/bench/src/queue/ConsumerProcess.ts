/** A consumer process takes orders from a queue, for as long as something is measured. */
import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { ended } from "./Broker.ts"
import type { Place } from "./Broker.ts"

/**
 * What a consumer does with an order: acknowledges it; publishes a message as large as a decision before that; decides it with
 * an inbox that keeps nothing; the same, one batch after the other, with a look at the clock; decides it and keeps the
 * decision in PostgreSQL.
 */
export type Work = "bare" | "answering" | "ours" | "timed" | "kept"

/** What a consumer is started for. */
export interface ConsumerTask {
  readonly place: Place
  readonly orders: string
  readonly decisions: string
  readonly work: Work
  /** The url of the database that decisions are kept in. */
  readonly store?: string
}

/** What a consumer tells. */
export interface ConsumerMessage {
  readonly isReady?: true
  /** Orders that were settled since it told last. */
  readonly settled?: number
  /** Milliseconds that it has spent outside of the client of the broker. */
  readonly outside?: number
  readonly failure?: string
}

/** A consumer that runs. */
export interface ConsumerProcess {
  /** Milliseconds that it has spent outside of the client of the broker. */
  readonly outside: () => Promise<number>
  readonly end: () => Promise<void>
}

/** Starts a consumer; `onFailure` is told of whatever must not happen while something is measured. */
export const startConsumer = async (
  task: ConsumerTask,
  onSettled: (count: number) => void,
  onFailure: (reason: string) => void
): Promise<ConsumerProcess> => {
  const child = fork(fileURLToPath(new URL("Consumer.ts", import.meta.url)), [JSON.stringify(task)], {
    execArgv: process.execArgv,
    stdio: ["ignore", "ignore", "inherit", "ipc"]
  })
  let isEnding = false
  let onReady = () => {}
  let onOutside = (_: number) => {}
  child.on("message", ({ failure, isReady, outside, settled }: ConsumerMessage) => {
    if (settled !== undefined) onSettled(settled)
    if (outside !== undefined) onOutside(outside)
    if (isReady !== undefined) onReady()
    if (failure !== undefined) onFailure(failure)
  })
  await new Promise<void>((resolve, reject) => {
    onReady = resolve
    child.once("exit", () => {
      const reason = "a consumer has ended"
      reject(new Error(reason))
      if (!isEnding) onFailure(reason)
    })
  })
  return {
    outside: () =>
      new Promise((resolve) => {
        onOutside = resolve
        child.send("outside")
      }),
    end: () => {
      isEnding = true
      return ended(child)
    }
  }
}
