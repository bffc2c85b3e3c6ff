/** The gate over bare bit columns, written by hand in JavaScript, and in C by way of the machine's own compiler. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Absence, Task } from "../Suite.ts"
import { PAIRS, pairs } from "./Pairs.ts"
import type { BareColumns } from "./Pairs.ts"

/** How many bits are ones, in the way that multiplies. */
const onesIn = (word: number): number => {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

const countIn = ({ length, words }: BareColumns): number => {
  const column = (condition: number) => words.subarray(condition * length, (condition + 1) * length)
  return countAll(column(0), column(1), column(2), column(3), column(4), column(5), column(6), length)
}

const countAll = (
  a: Int32Array,
  b: Int32Array,
  c: Int32Array,
  d: Int32Array,
  e: Int32Array,
  f: Int32Array,
  g: Int32Array,
  length: number
): number => {
  let count = 0
  for (let index = 0; index < length; index++) {
    const holds =
      (a[index] as number) &
      (b[index] as number) &
      ((c[index] as number) | (d[index] as number)) &
      (e[index] as number) &
      ((f[index] as number) | (g[index] as number))
    count += onesIn(holds)
  }
  return count
}

/** A loop over words of 32 bits, with the count. */
export const inJavaScript = async (threeValued: boolean): Promise<Task> => {
  const { certain, possible } = pairs(threeValued, false)
  const both = (): readonly [number, number] => {
    const notify = countIn(certain)
    return [notify, threeValued ? countIn(possible) - notify : 0]
  }
  return { items: 1, pass: () => both()[0], answer: both }
}

/** How often the native code counts in one pass. */
const RUNS = 101

interface NativeOutput {
  readonly holds: number
  readonly possiblyHolds?: number
  readonly withCount: { readonly median: number }
}

/** `native/columns.c` over the same columns; it measures itself, without the time it takes to start. */
export const inC = async (threeValued: boolean): Promise<Task | Absence> => {
  const { certain, possible } = pairs(threeValued, false)
  const folder = mkdtempSync(join(tmpdir(), "adressat-bench-"))
  const program = join(folder, "columns")
  const file = join(folder, "columns.bin")
  const close = () => rmSync(folder, { recursive: true, force: true })
  const source = join(import.meta.dirname, "../../native/columns.c")
  try {
    execFileSync("cc", ["-O3", "-march=native", "-o", program, source], { stdio: "ignore" })
  } catch {
    close()
    return { absent: "there is no C compiler called cc, or it does not compile native/columns.c" }
  }
  writeFileSync(file, threeValued ? Buffer.concat([bytesOf(certain), bytesOf(possible)]) : bytesOf(certain))
  process.once("exit", close)
  const args = ["--rows", String(PAIRS), "--runs", String(RUNS), "--file", file, ...(threeValued ? ["--three"] : [])]
  let output: NativeOutput | undefined
  const run = (): NativeOutput => {
    output = JSON.parse(execFileSync(program, args, { encoding: "utf8" })) as NativeOutput
    return output
  }
  return {
    items: 1,
    isParallel: true,
    pass: () => run().holds,
    elapsed: () => output?.withCount.median ?? Number.NaN,
    answer: () => {
      const { holds, possiblyHolds = holds } = run()
      return [holds, possiblyHolds - holds]
    }
  }
}

const bytesOf = ({ words }: BareColumns): Buffer => Buffer.from(words.buffer, words.byteOffset, words.byteLength)
