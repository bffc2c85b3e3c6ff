/** `adressat queue publish` and `adressat queue decisions`: puts orders into a queue, and takes decisions from one. */
import { MessageQueue } from "@adressat/queue"
import type { ConsumeOptions } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Result from "effect/Result"
import { eventText } from "../EventText.ts"
import { ExitCode } from "../ExitCode.ts"
import { reportNotStarted } from "../NotStarted.ts"
import { instantOption, numberOption } from "../OptionValue.ts"
import { readOrderFile } from "../OrderFile.ts"
import type { OrderFileOptions } from "../OrderFile.ts"
import { EMPTY_AFTER, queueAddress, shownAddress, withQueue } from "../Queues.ts"
import type { QueueOptions } from "../Queues.ts"
import { reportProblems } from "../Report.ts"

/** Most events that are published at once. */
const PORTION = 1000

/** Publishes the orders of a file; returns the exit code. */
export const publishCommand = async (
  file: string,
  options: QueueOptions & OrderFileOptions & { readonly orders: string; readonly at?: string; readonly skipBad?: true }
): Promise<number> => {
  const at = options.at === undefined ? Result.succeed(undefined) : instantOption("--at", options.at)
  const read = await readOrderFile(file, options)
  if (Result.isFailure(at)) return reportNotStarted({ problems: at.failure, exitCode: ExitCode.refused })
  if (Result.isFailure(read)) return reportNotStarted({ problems: read.failure, exitCode: ExitCode.refused })
  const { events, problems, repeated } = read.success
  if (problems.length > 0) {
    process.stderr.write(`${reportProblems(problems)}\n`)
    if (options.skipBad !== true) {
      process.stderr.write("Nothing was published; mend the file, or publish the rest with --skip-bad.\n")
      return ExitCode.refused
    }
  }
  const messages = events.map((event) => (at.success === undefined ? { event } : { event, notBefore: at.success }))
  let published = 0
  const done = await withQueue(
    options,
    Effect.gen(function* () {
      const queue = yield* MessageQueue
      for (let start = 0; start < messages.length; start += PORTION) {
        const portion = messages.slice(start, start + PORTION)
        yield* queue.publish(options.orders, portion)
        published += portion.length
      }
    })
  )
  if (Result.isFailure(done)) {
    if (published > 0)
      process.stderr.write(`${told(published)} published; publish the file again, which does no harm.\n`)
    return reportNotStarted(done.failure)
  }
  const again = repeated === 0 ? "" : `; ${repeated} more were the same as one before them`
  process.stdout.write(
    `${told(published)} published to ${options.orders} at ${shownAddress(queueAddress(options))}${again}.\n`
  )
  return problems.length > 0 ? ExitCode.refused : ExitCode.ok
}

/** Takes decisions from their queue and prints each on a line; returns the exit code. */
export const decisionsCommand = async (
  options: QueueOptions & {
    readonly decisions: string
    readonly limit?: string
    readonly follow?: true
    readonly redact: boolean
  }
): Promise<number> => {
  const limit =
    options.limit === undefined ? Result.succeed(undefined) : numberOption("--limit", options.limit, 1, 1_000_000)
  if (Result.isFailure(limit)) return reportNotStarted({ problems: limit.failure, exitCode: ExitCode.refused })
  const most = limit.success ?? Number.POSITIVE_INFINITY
  const enough = Latch.makeUnsafe(false)
  const stop = () => enough.openUnsafe()
  const signals = ["SIGTERM", "SIGINT"] as const
  for (const signal of signals) process.once(signal, stop)
  let [taken, latest] = [0, Date.now()]
  const consuming = Effect.flatMap(MessageQueue, (queue) => {
    latest = Date.now()
    return queue.consume(
      options.decisions,
      Effect.fnUntraced(function* (deliveries) {
        for (const { body } of deliveries) process.stdout.write(`${eventText(body, options.redact)}\n`)
        taken += deliveries.length
        latest = Date.now()
        if (taken >= most) {
          stop()
          // Consuming ends before the last one is settled, so that no other is begun.
          yield* Effect.sleep(20)
        }
        return deliveries.map(() => ({ outcome: "done" }) as const)
      }),
      consumeOptions(limit.success)
    )
  })
  const idling = Effect.gen(function* () {
    while (options.follow === true || Date.now() - latest < EMPTY_AFTER) yield* Effect.sleep(100)
  })
  const done = await withQueue(options, Effect.raceFirst(consuming, Effect.raceFirst(enough.await, idling)))
  for (const signal of signals) process.off(signal, stop)
  return Result.isFailure(done) ? reportNotStarted(done.failure) : ExitCode.ok
}

/** One at a time where they are counted, and hardly more from the broker than are wanted. */
const consumeOptions = (limit: number | undefined): ConsumeOptions =>
  limit === undefined ? {} : { batch: 1, concurrency: 1, prefetch: Math.min(limit, 128) }

const told = (orders: number): string => (orders === 1 ? "1 order was" : `${orders} orders were`)
