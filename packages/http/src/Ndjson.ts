/**
 * Newline-delimited JSON, a line in and a line out: read as fast as the answers are, so any number of lines needs the same
 * memory.
 *
 * Invariants: answers come in the order of the lines; a line that is too long is a problem of that line and is not kept;
 * the last line counts without its line feed; empty lines are passed over.
 */
import type * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Answer, Call } from "./Call.ts"
import type { RequestFault } from "./contract/ProblemKind.ts"
import type { Ports } from "./HostPorts.ts"

/** A line, or why it cannot be read. */
export type Line =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly problem: RequestFault }

/** How lines are answered. */
export interface LineOptions {
  /** Most lines in the works at the same time. */
  readonly concurrency: number
  /** Longest line, in bytes. */
  readonly lineLimit: number
  readonly context: Context.Context<Ports>
}

/** The lines of a body. */
export async function* linesOf(body: ReadableStream<Uint8Array>, lineLimit: number): AsyncGenerator<Line> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let line = 1
  let parts: Array<Uint8Array> = []
  let length = 0
  let isTooLong = false
  const take = (part: Uint8Array) => {
    length += part.length
    if (length > lineLimit) {
      isTooLong = true
      parts = []
    } else if (part.length > 0) parts.push(part)
  }
  const end = (): Line | undefined => {
    const number = line
    line += 1
    const wasTooLong = isTooLong
    const text = wasTooLong ? "" : decoder.decode(joined(parts, length)).trim()
    parts = []
    length = 0
    isTooLong = false
    if (wasTooLong) {
      return {
        line: number,
        problem: { pointer: "", code: "too-large", detail: `the line has more than ${lineLimit} bytes; split it up` }
      }
    }
    return text === "" ? undefined : { line: number, text }
  }
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      let from = 0
      for (let to = value.indexOf(10); to !== -1; to = value.indexOf(10, from)) {
        take(value.subarray(from, to))
        from = to + 1
        const ended = end()
        if (ended !== undefined) yield ended
      }
      take(value.subarray(from))
    }
    const ended = end()
    if (ended !== undefined) yield ended
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

const joined = (parts: ReadonlyArray<Uint8Array>, length: number): Uint8Array => {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** The answer to a stream of lines. It ends early when the body breaks off. */
export const ndjsonAnswer = (
  { signal, stream }: Call,
  { concurrency, context, lineLimit }: LineOptions,
  answer: (line: Line) => Effect.Effect<unknown, never, Ports>
): Answer => {
  const encoder = new TextEncoder()
  const lines = linesOf(stream ?? new Blob([]).stream(), lineLimit)
  const answers = Stream.fromAsyncIterable(lines, () => "broken" as const).pipe(
    Stream.mapEffect(answer, { concurrency }),
    Stream.map((value) => encoder.encode(`${JSON.stringify(value)}\n`)),
    Stream.catch(() => Stream.empty)
  )
  return {
    status: 200,
    body: {
      kind: "stream",
      media: "application/x-ndjson",
      stream: Stream.toReadableStreamWith(answers, context, { strategy: { highWaterMark: 1 }, signal: signal() })
    }
  }
}
