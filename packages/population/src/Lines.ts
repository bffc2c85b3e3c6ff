/**
 * Lines of a text that comes in pieces, of letters or of bytes in UTF-8.
 *
 * Invariant: no more of the text is held than one line, and of a line no more than it may be long.
 */

/** A text in pieces. */
export type LineSource = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>

/** Most characters of a line. */
export const LONGEST_LINE = 1_000_000

/** One line, without its end. */
export interface Line {
  /** One-based. */
  readonly number: number
  /** `undefined` when the line is longer than {@link LONGEST_LINE}. */
  readonly text: string | undefined
}

/** Cuts a text into lines. Call {@link LineCutter.push} for every piece, and {@link LineCutter.end} after the last. */
export interface LineCutter {
  readonly push: (piece: Uint8Array | string) => void
  readonly end: () => void
}

/** Hands each line to `take`. */
export const lineCutter = (take: (line: Line) => void): LineCutter => {
  const decoder = new TextDecoder()
  let rest = ""
  let isTooLong = false
  let number = 0
  const finish = (text: string) => {
    const whole = rest + text
    const isLong = isTooLong || whole.length > LONGEST_LINE
    rest = ""
    isTooLong = false
    number++
    take({ number, text: isLong ? undefined : whole.endsWith("\r") ? whole.slice(0, -1) : whole })
  }
  const cut = (text: string) => {
    let from = 0
    for (let to = text.indexOf("\n"); to >= 0; to = text.indexOf("\n", from)) {
      finish(text.slice(from, to))
      from = to + 1
    }
    if (from >= text.length || isTooLong) return
    rest += text.slice(from)
    if (rest.length <= LONGEST_LINE) return
    isTooLong = true
    rest = ""
  }
  return {
    push: (piece) => cut(typeof piece === "string" ? piece : decoder.decode(piece, { stream: true })),
    end: () => {
      cut(decoder.decode())
      if (rest !== "" || isTooLong) finish("")
    }
  }
}
