/**
 * Ten million pairs of a person and a resource, as a population and, beside it, as the bare bit columns of the seven
 * conditions of the gate, for code that knows nothing but bits.
 *
 * The pairs are drawn from 65,536 candidates of the kind that `decision` decides, so that ten million of them are there in
 * seconds; their columns are as random as those of ten million candidates.
 */
import { compile } from "@adressat/core"
import { decodePopulation, encodePopulation, populationBuilder } from "@adressat/population"
import type { Population } from "@adressat/population"
import * as Result from "effect/Result"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { candidateFrom, gateRuleSet } from "../decision/Candidates.ts"
import type { CandidateFacts } from "../decision/Candidates.ts"
import { randomFrom } from "../Random.ts"
import { scratchFolder } from "../Scratch.ts"

/** The number of pairs; `ADRESSAT_BENCH_PAIRS` makes it smaller for tests. */
export const PAIRS = Number(process.env["ADRESSAT_BENCH_PAIRS"] ?? 10_000_000)

/** The number of conditions. */
const CONDITIONS = 7

/** Bit columns, those of one condition after those of another; each takes a multiple of 64 bytes. */
export interface BareColumns {
  readonly words: Int32Array
  /** Words of one column. */
  readonly length: number
}

/** What implementations work on. */
export interface Pairs {
  readonly population: Population
  /** Where each condition certainly holds. */
  readonly certain: BareColumns
  /** Where it possibly holds; the same where every fact is known. */
  readonly possible: BareColumns
}

const TEMPLATES = 65_536

const isKnown = (facts: CandidateFacts): boolean => !Object.values(facts).includes("unavailable")

const templates = (threeValued: boolean): ReadonlyArray<CandidateFacts> => {
  const random = randomFrom(20261128)
  const drawn: Array<CandidateFacts> = []
  while (drawn.length < TEMPLATES) {
    const facts = candidateFrom(random)
    if (threeValued || isKnown(facts)) drawn.push(facts)
  }
  return drawn
}

/** The bit pairs of the conditions, by the program itself: bit `2 * i` certainly, bit `2 * i + 1` possibly. */
const tracesOf = (all: ReadonlyArray<CandidateFacts>): Int32Array => {
  const { gates, pack } = compile(gateRuleSet())
  const traces = new Int32Array(all.length)
  gates.CustomContact.traceAll(all.map(pack), traces)
  return traces
}

interface Drawn {
  readonly file: Uint8Array<ArrayBuffer>
  readonly certain: Int32Array<ArrayBuffer>
  readonly possible: Int32Array<ArrayBuffer>
}

const LENGTH = Math.ceil(PAIRS / 512) * 16

const draw = (threeValued: boolean): Drawn => {
  const all = templates(threeValued)
  const traces = tracesOf(all)
  const certain = new Int32Array(CONDITIONS * LENGTH)
  const possible = new Int32Array(CONDITIONS * LENGTH)
  const builder = populationBuilder({ shared: false })
  let state = 88_172_645
  for (let row = 0; row < PAIRS; row++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    const template = state & (TEMPLATES - 1)
    const facts = all[template]
    if (facts === undefined) continue
    builder.add("CustomContact", facts)
    const trace = traces[template] ?? 0
    const bit = 1 << (row & 31)
    for (let condition = 0; condition < CONDITIONS; condition++) {
      const word = condition * LENGTH + (row >>> 5)
      const pair = trace >>> (2 * condition)
      if ((pair & 1) === 1) certain[word] = (certain[word] ?? 0) | bit
      if ((pair & 2) === 2) possible[word] = (possible[word] ?? 0) | bit
    }
  }
  return { file: encodePopulation(builder.build()), certain, possible }
}

/** What was drawn, from the scratch folder of the run where another process has left it there. */
const drawn = (threeValued: boolean): Drawn => {
  const folder = scratchFolder()
  const [file, certain, possible] = ["population", "certain", "possible"].map((name) =>
    join(folder ?? "", `${name}-${threeValued ? "three" : "two"}`)
  ) as [string, string, string]
  if (folder !== undefined && existsSync(possible)) {
    const words = (path: string) => new Int32Array(new Uint8Array(readFileSync(path)).buffer)
    return { file: new Uint8Array(readFileSync(file)), certain: words(certain), possible: words(possible) }
  }
  const made = draw(threeValued)
  if (folder !== undefined) {
    writeFileSync(file, made.file)
    writeFileSync(certain, made.certain)
    writeFileSync(possible, made.possible)
  }
  return made
}

const known = new Map<string, Pairs>()

/** The pairs, made once in a process; `shared` when several threads are to work on them. */
export const pairs = (threeValued: boolean, shared: boolean): Pairs => {
  const key = `${threeValued} ${shared}`
  const before = known.get(key)
  if (before !== undefined) return before
  const { certain, file, possible } = drawn(threeValued)
  const made: Pairs = {
    population: Result.getOrThrow(decodePopulation(file, { shared })),
    certain: { words: certain, length: LENGTH },
    possible: { words: possible, length: LENGTH }
  }
  known.set(key, made)
  return made
}
