/**
 * Population lines are candidates as NDJSON, one JSON object a line:
 * `{"basis":"CustomContact","facts":{"readAccess":"permit","serviceSelection":"all-services"}}`.
 *
 * Invariants: every line becomes a row, is blank, or is refused with a problem that names it; no more of the input is held
 * than the line that is being read.
 */
import type { Problem } from "@adressat/core"
import * as Result from "effect/Result"
import { candidateLineReader } from "./CandidateLine.ts"
import { shapesOf } from "./FactShapes.ts"
import { lineCutter, LONGEST_LINE } from "./Lines.ts"
import type { Line, LineSource } from "./Lines.ts"
import type { Population } from "./Population.ts"
import { populationBuilder } from "./PopulationBuilder.ts"
import type { PopulationOptions } from "./PopulationBuilder.ts"

/** How lines are read. */
export interface ReadPopulationOptions extends PopulationOptions {
  /** The name of the file, for problems. */
  readonly file?: string
  /** Calls it off; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal
  /** Told after every piece of the input: how many lines have been read. */
  readonly onProgress?: (progress: { readonly lines: number }) => void
  /** Most problems kept; default 100. All lines that are refused are counted. */
  readonly problemLimit?: number
}

/** What came of reading lines. */
export interface PopulationReading {
  readonly population: Population
  /** How many lines there were, blank ones included. */
  readonly lines: number
  /** How many lines were refused; no row is made of them. */
  readonly refused: number
  /** What is wrong with the first of them. */
  readonly problems: ReadonlyArray<Problem>
  /** The one-based line that a row was made of. */
  readonly lineOf: (row: number) => number
}

/**
 * Reads a population from lines.
 *
 * @throws InvalidInputError when two rule sets have a fact of the same name and of different types.
 */
export const readPopulation = async (
  source: LineSource,
  { file, onProgress, problemLimit = 100, signal, ...options }: ReadPopulationOptions = {}
): Promise<PopulationReading> => {
  const builder = populationBuilder(options)
  const read = candidateLineReader(shapesOf(options.ruleSets ?? []))
  const problems: Array<Problem> = []
  // Lines of which no row was made.
  const skipped: Array<number> = []
  let lines = 0
  let refused = 0
  const refuse = (line: number, found: ReadonlyArray<Problem>) => {
    skipped.push(line)
    refused++
    for (const problem of found.slice(0, Math.max(0, problemLimit - problems.length))) {
      problems.push({ ...problem, ...(file === undefined ? {} : { file }), line, column: problem.column ?? 1 })
    }
  }
  const cutter = lineCutter(({ number, text }: Line) => {
    lines = number
    if (text === undefined) return refuse(number, [tooLong])
    if (text.trim() === "") {
      skipped.push(number)
      return
    }
    const candidate = read(text)
    if (Result.isFailure(candidate)) refuse(number, candidate.failure)
    else builder.add(candidate.success.basis, candidate.success.facts)
  })
  for await (const piece of source) {
    signal?.throwIfAborted()
    cutter.push(piece)
    onProgress?.({ lines })
  }
  signal?.throwIfAborted()
  cutter.end()
  return { population: builder.build(), lines, refused, problems, lineOf: (row) => lineOf(skipped, row) }
}

const tooLong: Problem = {
  severity: "error",
  code: "too-large",
  path: "$",
  message: `the line is longer than ${LONGEST_LINE} characters; one candidate is on one line`
}

/** The line of a row, given the lines of which none was made: as many lines before it as rows, and those. */
const lineOf = (skipped: ReadonlyArray<number>, row: number): number => {
  let low = 0
  let high = skipped.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((skipped[middle] ?? 0) - middle <= row + 1) low = middle + 1
    else high = middle
  }
  return row + 1 + low
}
