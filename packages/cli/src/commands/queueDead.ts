/** `adressat queue dead`: looks at the messages that were given up, and retries or removes them. */
import { problemAt } from "@adressat/core"
import type { DeadLetter } from "@adressat/orders"
import { DeadLetters } from "@adressat/queue"
import type { QueueError } from "@adressat/queue"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { eventText } from "../EventText.ts"
import { ExitCode } from "../ExitCode.ts"
import { reportNotStarted } from "../NotStarted.ts"
import { numberOption } from "../OptionValue.ts"
import { withQueue } from "../Queues.ts"
import type { QueueOptions } from "../Queues.ts"
import { paint, printable } from "../Terminal.ts"

/** Of which queue the dead letters are. */
export interface DeadOptions extends QueueOptions {
  readonly orders: string
}

/** Which dead letters are meant besides those that are named. */
export interface DeadSelection {
  readonly all?: true
  readonly cause?: string
}

/** Most dead letters that are looked through. */
const MOST = 100_000

/** Most dead letters that are retried or removed at once. */
const PORTION = 500

/** Prints the dead letters, the oldest first; returns the exit code. */
export const listCommand = async (
  options: DeadOptions & { readonly limit: string; readonly cause?: string; readonly json?: true }
): Promise<number> => {
  const limit = numberOption("--limit", options.limit, 1, MOST)
  if (Result.isFailure(limit)) return reportNotStarted({ problems: limit.failure, exitCode: ExitCode.refused })
  // One more tells whether there are more.
  const found = await withQueue(
    options,
    Effect.map(find(options, { limit: options.cause === undefined ? limit.success + 1 : MOST }), (letters) =>
      letters.filter(isOfCause(options.cause))
    )
  )
  if (Result.isFailure(found)) return reportNotStarted(found.failure)
  const shown = found.success.slice(0, limit.success)
  if (options.json === true) {
    for (const { at, attempts, cause, id } of shown)
      process.stdout.write(`${JSON.stringify({ id, cause, attempts, at: new Date(at).toISOString() })}\n`)
  } else process.stdout.write(`${tableOf(shown, Date.now())}\n`)
  if (found.success.length > shown.length) process.stderr.write("There are more; --limit shows them.\n")
  return ExitCode.ok
}

/** Prints one dead letter; returns the exit code. */
export const showCommand = async (id: string, options: DeadOptions & { readonly redact: boolean }): Promise<number> => {
  const found = await withQueue(options, find(options, { ids: [id] }))
  if (Result.isFailure(found)) return reportNotStarted(found.failure)
  const [letter] = found.success
  if (letter === undefined) return reportUnknown([id])
  const { at, attempts, body, cause } = letter
  const event: unknown = JSON.parse(eventText(body, options.redact))
  const whole = { id: letter.id, cause, attempts, at: new Date(at).toISOString(), event }
  process.stdout.write(`${JSON.stringify(whole, null, 2)}\n`)
  return ExitCode.ok
}

/** Publishes dead letters to their queue again; returns the exit code. */
export const retryCommand = (ids: ReadonlyArray<string>, options: DeadOptions & DeadSelection): Promise<number> =>
  settle(ids, options, "retried", (portion) =>
    Effect.flatMap(DeadLetters, (letters) => letters.retry(options.orders, portion))
  )

/** Removes dead letters for good; returns the exit code. */
export const removeCommand = (ids: ReadonlyArray<string>, options: DeadOptions & DeadSelection): Promise<number> =>
  settle(ids, options, "removed", (portion) =>
    Effect.flatMap(DeadLetters, (letters) => letters.remove(options.orders, portion))
  )

const find = ({ orders }: DeadOptions, selection: Parameters<DeadLetters["Service"]["find"]>[1]) =>
  Effect.flatMap(DeadLetters, (letters) => letters.find(orders, selection))

const isOfCause =
  (code: string | undefined) =>
  ({ cause }: DeadLetter): boolean =>
    code === undefined || cause.code === code

type Settle = (ids: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<string>, QueueError, DeadLetters>

const settle = async (
  ids: ReadonlyArray<string>,
  options: DeadOptions & DeadSelection,
  done: string,
  settlePortion: Settle
): Promise<number> => {
  const wanted = [...new Set(ids)]
  const settled = await withQueue(
    options,
    Effect.gen(function* () {
      // Those that are there now: one that is given up once more meanwhile is not meant.
      const named =
        options.all === true
          ? (yield* find(options, { limit: MOST })).filter(isOfCause(options.cause)).map(({ id }) => id)
          : wanted
      const known: Array<string> = []
      for (let start = 0; start < named.length; start += PORTION)
        known.push(...(yield* settlePortion(named.slice(start, start + PORTION))))
      return known
    })
  )
  if (Result.isFailure(settled)) return reportNotStarted(settled.failure)
  const known = new Set(settled.success)
  process.stdout.write(`${known.size} ${known.size === 1 ? "dead letter was" : "dead letters were"} ${done}.\n`)
  const unknown = wanted.filter((id) => !known.has(id))
  return unknown.length > 0 ? reportUnknown(unknown) : ExitCode.ok
}

const reportUnknown = (ids: ReadonlyArray<string>): number =>
  reportNotStarted({
    problems: ids.map((id) =>
      problemAt({}, [printable(id)], {
        code: "unknown-reference",
        message: "no dead letter has this id; adressat queue dead list names them"
      })
    ),
    exitCode: ExitCode.refused
  })

const tableOf = (letters: ReadonlyArray<DeadLetter>, now: number): string => {
  if (letters.length === 0) return "There are no dead letters."
  const rows = letters.map(({ at, attempts, cause, id }) => [
    ageOf(now - at),
    String(attempts),
    printable(cause.code),
    printable(id)
  ])
  const heads = ["age", "attempts", "cause"]
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const lineOf = (cells: ReadonlyArray<string>) =>
    cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")
  return [paint("strong", lineOf([...heads, "id"])), ...rows.map(lineOf)].join("\n")
}

const ageOf = (milliseconds: number): string => {
  const [seconds, minutes, hours] = [milliseconds / 1000, milliseconds / 60_000, milliseconds / 3_600_000]
  if (seconds < 120) return `${Math.max(0, Math.round(seconds))} s`
  if (minutes < 120) return `${Math.round(minutes)} min`
  return hours < 48 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} d`
}
