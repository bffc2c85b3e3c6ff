/**
 * A file of orders to be published: one order, a list of them, or one a line; orders as `resolve` takes them, or whole
 * events around them. Each becomes an order event.
 *
 * Invariants: everything wrong is told with file and line; the same order of the same service owner becomes the same event,
 * whenever and however often the file is read.
 */
import { canonicalJson, parseJsonText, parseOrder, problemAt, textFingerprint } from "@adressat/core"
import type { DocumentOptions, JsonText, Problem } from "@adressat/core"
import { orderEvent, readOrderEvent } from "@adressat/queue"
import { eventKey } from "@adressat/orders"
import type { CloudEvent } from "@adressat/orders"
import * as Result from "effect/Result"
import { readText } from "./Input.ts"

/** What is said of orders that do not say it themselves. */
export interface OrderFileOptions {
  /** Short name of the service owner of orders that name none. */
  readonly creator?: string
  /** Where orders come from, as the source of their events; default `/` and the service owner. */
  readonly source?: string
}

/** The orders of a file. */
export interface OrderFile {
  /** Each event once, in the order of the file. */
  readonly events: ReadonlyArray<CloudEvent>
  /** How many orders were the same as one before them. */
  readonly repeated: number
  /** What is wrong; an order with a problem is not among the events. */
  readonly problems: ReadonlyArray<Problem>
}

/** Reads a file of orders, or standard input when its name is `-`. Fails when it cannot be read at all. */
export const readOrderFile = async (
  file: string,
  options: OrderFileOptions
): Promise<Result.Result<OrderFile, ReadonlyArray<Problem>>> => {
  const name = file === "-" ? "(standard input)" : file
  return Result.map(await readText(file), (text) => {
    const events = new Map<string, CloudEvent>()
    const problems: Array<Problem> = []
    let repeated = 0
    for (const part of partsOf(text, name)) {
      const event = Result.flatMap(part, (one) => eventIn(one, options))
      if (Result.isFailure(event)) {
        problems.push(...event.failure)
        continue
      }
      const key = eventKey(event.success)
      const known = events.get(key)
      if (known === undefined) events.set(key, event.success)
      else if (canonicalJson(known) === canonicalJson(event.success)) repeated += 1
      else if (Result.isSuccess(part)) problems.push(otherWithId(part.success.place))
    }
    return { events: [...events.values()], repeated, problems }
  })
}

const otherWithId = (place: DocumentOptions): Problem =>
  problemAt(place, ["id"], {
    code: "duplicate-identifier",
    message: "another order before this one has the same id, and only that one would be decided; give each its own"
  })

/** An order or event as it stands in the file. */
interface Part {
  readonly value: unknown
  readonly place: DocumentOptions
}

type Read<A> = Result.Result<A, ReadonlyArray<Problem>>

const partsOf = (text: string, file: string): Iterable<Read<Part>> => {
  const lines = text.split(/\r?\n/).map((line, index) => ({ line, index }))
  const filled = lines.filter(({ line }) => line.trim() !== "")
  // One document may take many lines, and then neither its first nor its last is a document by itself.
  const isOnePerLine = filled.length > 1 && [filled.at(0), filled.at(-1)].some((one) => isJson(one?.line ?? ""))
  if (!isOnePerLine) return wholeDocument(text, file)
  return filled.values().map(({ index, line }) =>
    Result.map(below(parseJsonText(line, file), index), ({ locate, value }) => ({
      value,
      place: { file, locate }
    }))
  )
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text.replace(/^\ufeff/, ""))
    return true
  } catch {
    return false
  }
}

const wholeDocument = (text: string, file: string): ReadonlyArray<Read<Part>> => {
  const read = parseJsonText(text, file)
  if (Result.isFailure(read)) return [Result.fail(read.failure)]
  const { locate, value } = read.success
  if (!Array.isArray(value)) return [Result.succeed({ value, place: { file, locate } })]
  return value.map((one: unknown, index) =>
    Result.succeed({ value: one, place: { file, locate: (path) => locate([index, ...path]) } })
  )
}

/** The text stands so many lines further down. */
const below = (read: Read<JsonText>, lines: number): Read<JsonText> =>
  Result.isFailure(read)
    ? Result.fail(read.failure.map((problem) => ({ ...problem, line: (problem.line ?? 1) + lines })))
    : Result.succeed({
        value: read.success.value,
        locate: (path) => {
          const found = read.success.locate(path)
          return found === undefined ? undefined : { line: found.line + lines, column: found.column }
        }
      })

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const eventIn = ({ place, value }: Part, options: OrderFileOptions): Read<CloudEvent> =>
  isObject(value) && "specversion" in value ? wholeEvent(value, place) : madeEvent(value, place, options)

const wholeEvent = (value: object, place: DocumentOptions): Read<CloudEvent> => {
  const read = readOrderEvent(JSON.stringify(value))
  if (read.outcome === "order") return Result.succeed(read.event)
  const start = place.locate?.([])
  return Result.fail(
    read.problems.map(({ column: _, line: __, ...problem }) => ({
      ...problem,
      ...(place.file === undefined ? {} : { file: place.file }),
      ...start
    }))
  )
}

const madeEvent = (value: unknown, place: DocumentOptions, options: OrderFileOptions): Read<CloudEvent> => {
  const parsed = parseOrder(value, place)
  if (Result.isFailure(parsed)) return Result.fail(parsed.failure)
  const { $schema: _, ...order } = parsed.success.order
  const creator = order.creator ?? options.creator
  if (creator === undefined || creator === "") {
    return Result.fail([
      problemAt(place, ["creator"], {
        code: "missing-member",
        message: "nobody is named whose order it is; add --creator <org>, or the member creator to the order"
      })
    ])
  }
  return Result.succeed(
    orderEvent({
      id: order.id ?? textFingerprint(canonicalJson(order)),
      source: options.source ?? `/${creator}`,
      creator,
      order
    })
  )
}
