/**
 * A run of the hunt for differences: so many pairs, shared among worker threads, with a report of how fast it went; a
 * difference is kept as a golden case.
 */
import { canonicalJson } from "@adressat/core"
import { createHash } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { Worker } from "node:worker_threads"
import type { DifferenceCase } from "../../core/test/DifferenceCase.ts"
import { huntChunk, PAIRS_IN_CHUNK } from "./DifferenceHunt.ts"
import type { Hunted, HuntedChunk } from "./DifferenceHunt.ts"

/** How a run goes. */
export interface HuntRunOptions {
  /** Pairs of a rule set and the facts of a candidate, at least. */
  readonly pairs: number
  readonly seed: number
  /** Where a difference is kept. */
  readonly folder: string
  /** Threads; with 0 the hunt stays in this one. Default: the number of processors. */
  readonly workers?: number
  /** What is held against json-rules-engine, in this thread alone. */
  readonly hunted?: Hunted
  /** Takes the lines of the report. */
  readonly say: (line: string) => void
}

/** What a worker is told. */
export interface HuntWorkerData {
  readonly seed: number
  readonly chunks: ReadonlyArray<number>
}

/** What came of a run. */
export interface HuntRun {
  readonly pairs: number
  /** The file of the difference, when there is one. */
  readonly kept: string | undefined
}

/** Hunts, reports, and keeps what is found. */
export const runHunt = async (options: HuntRunOptions): Promise<HuntRun> => {
  const { folder, hunted, pairs: wanted, say, seed, workers = availableParallelism() } = options
  const chunks = Math.ceil(wanted / PAIRS_IN_CHUNK)
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  const total = { pairs: 0, ruleSets: 0, modules: 0 }
  const differences: Array<DifferenceCase> = []
  let nextReport = 0.1
  /** Adds a chunk; true when the hunt is over. */
  const add = ({ difference, modules, pairs, ruleSets }: HuntedChunk): boolean => {
    total.pairs += pairs
    total.ruleSets += ruleSets
    total.modules += modules
    if (difference !== undefined) differences.push(difference)
    const share = total.pairs / (chunks * PAIRS_IN_CHUNK)
    if (share >= nextReport && share < 1) {
      nextReport = (Math.floor(share * 10) + 1) / 10
      say(`${counted(total.pairs)} pairs, ${counted(total.pairs / seconds())} pairs/s`)
    }
    return difference !== undefined
  }
  say(`seed ${seed}`)
  if (workers === 0) {
    for (let chunk = 0; chunk < chunks; chunk++) if (add(await huntChunk(seed, chunk, hunted))) break
  } else
    await hunt(
      Array.from({ length: chunks }, (_, chunk) => chunk),
      seed,
      Math.min(workers, chunks),
      add
    )
  const [difference] = differences
  if (difference === undefined && total.pairs < chunks * PAIRS_IN_CHUNK) {
    throw new Error(`a thread ended after ${total.pairs} pairs, before its work was done`)
  }
  say(
    [
      `${counted(total.pairs)} pairs of ${counted(total.ruleSets)} rule sets, ${counted(total.modules)} of them also as modules`,
      `${seconds().toFixed(1)} s, ${counted(total.pairs / seconds())} pairs/s`,
      difference === undefined ? "0 differences from json-rules-engine" : "a difference from json-rules-engine"
    ].join("; ")
  )
  if (difference === undefined) return { pairs: total.pairs, kept: undefined }
  const kept = keep(difference, folder)
  say(`kept in ${kept}`)
  say(difference.description)
  return { pairs: total.pairs, kept }
}

const counted = (count: number): string => Math.round(count).toLocaleString("en-GB")

/** Shares the chunks among threads; over when all are done, or when `add` says so. */
const hunt = async (
  chunks: ReadonlyArray<number>,
  seed: number,
  count: number,
  add: (chunk: HuntedChunk) => boolean
): Promise<void> => {
  const threads = Array.from({ length: count }, (_, thread) => {
    const workerData: HuntWorkerData = { seed, chunks: chunks.filter((chunk) => chunk % count === thread) }
    return new Worker(new URL("./huntWorker.ts", import.meta.url), { workerData })
  })
  try {
    await new Promise<void>((resolve, reject) => {
      let running = count
      for (const thread of threads) {
        thread.on("message", (chunk: HuntedChunk) => {
          if (add(chunk)) resolve()
        })
        thread.on("error", reject)
        thread.on("exit", () => {
          if (--running === 0) resolve()
        })
      }
    })
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()))
  }
}

/** Writes a difference into a folder, under a name made of what it is about; returns the path. */
export const keep = (difference: DifferenceCase, folder: string): string => {
  const { basis, facts, ruleSet } = difference
  const name = createHash("sha256").update(canonicalJson({ basis, facts, ruleSet })).digest("hex").slice(0, 12)
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${name}.json`)
  writeFileSync(path, `${JSON.stringify(difference, null, 2)}\n`)
  return path
}
