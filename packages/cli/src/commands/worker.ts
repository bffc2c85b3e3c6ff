/** `adressat worker`: takes orders from a queue, decides them, and publishes the decisions. */
import type { QueueError, WorkedBatch } from "@adressat/queue"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { ExitCode } from "../ExitCode.ts"
import { reportNotStarted } from "../NotStarted.ts"
import { EMPTY_AFTER, queueAddress, shownAddress } from "../Queues.ts"
import { shownDatabase } from "../Stores.ts"
import { paint } from "../Terminal.ts"
import { startWorking } from "../Working.ts"
import type { WorkingOptions } from "../Working.ts"

/** How often it is told what was done, in milliseconds. */
const TELLING = 10_000

/** Works until it is told to stop; returns the exit code. */
export const workerCommand = async (options: WorkingOptions & { readonly untilEmpty?: true }): Promise<number> => {
  const tally = makeTally()
  const started = await startWorking(options, tally)
  if (Result.isFailure(started)) return reportNotStarted(started.failure)
  process.stdout.write(
    [
      `Works on ${paint("strong", options.orders)} at ${paint("strong", shownAddress(queueAddress(options)))}; decisions go to ${options.decisions}`,
      `and are kept in ${shownDatabase(options.db)}. Ctrl+C stops it, when what has been begun is finished.`,
      ""
    ].join("\n")
  )
  const telling = setInterval(tally.tell, TELLING)
  tally.stir()
  const fiber = Effect.runFork(started.success)
  const stop = () => {
    // The next signal ends it at once.
    for (const signal of signals) process.off(signal, stop)
    process.stdout.write("Stops when what has been begun is finished; another Ctrl+C ends it at once.\n")
    fiber.interruptUnsafe()
  }
  for (const signal of signals) process.on(signal, stop)
  const emptying = setInterval(() => {
    if (options.untilEmpty !== true || tally.idleFor() < EMPTY_AFTER) return
    clearInterval(emptying)
    fiber.interruptUnsafe()
  }, 100)
  const exit = await Effect.runPromise(Fiber.await(fiber))
  for (const signal of signals) process.off(signal, stop)
  clearInterval(telling)
  clearInterval(emptying)
  tally.tell()
  if (Exit.isSuccess(exit) || Exit.hasInterrupts(exit)) return ExitCode.ok
  const failure = Exit.findError(exit)
  // A defect may hold personal data in its text.
  const message = Result.isSuccess(failure) ? failure.success.message : "the work ended by a defect of adressat"
  process.stderr.write(`${paint("bad", "error")} ${message}\n`)
  return ExitCode.failure
}

const signals = ["SIGTERM", "SIGINT"] as const

const outcomes = ["decided", "known", "refused", "retried", "undecided"] as const

/** Counts what was done and tells it now and then; tells at once that the broker was lost or found. */
const makeTally = () => {
  let counts = new Map<string, number>()
  let lost: string | undefined
  let latest = Date.now()
  const stir = () => {
    latest = Date.now()
  }
  const line = (text: string) => `${new Date().toISOString()} ${text}\n`
  return {
    stir,
    /** How long nothing was done, in milliseconds. */
    idleFor: () => Date.now() - latest,
    onBatch: (batch: WorkedBatch) => {
      stir()
      if (lost !== undefined) process.stderr.write(line("the queue is found again"))
      lost = undefined
      for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + batch[outcome])
    },
    onFailure: ({ message }: QueueError) => {
      stir()
      if (message !== lost) process.stderr.write(line(`${message}; it is looked for again`))
      lost = message
    },
    onBundles: (text: string) => process.stdout.write(line(text)),
    tell: () => {
      const told = outcomes.flatMap((outcome) => {
        const count = counts.get(outcome) ?? 0
        return count === 0 ? [] : [`${outcome} ${count}`]
      })
      if (told.length > 0) process.stdout.write(line(told.join(", ")))
      counts = new Map()
    }
  }
}
