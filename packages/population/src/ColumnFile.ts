/**
 * A column file holds a population as it is in memory, to be read again at once.
 *
 * It begins with 64 bytes: the eight letters `ADRCOLS1`, then, as 32-bit numbers with the lowest byte first, the length of
 * the header, the length of the data in units of 64 bytes, and the CRC-32 of each; the rest is zero. The header is JSON in
 * UTF-8, filled up with blanks to a multiple of 64 bytes. The data are columns, each of which begins at a multiple of 64;
 * the bit of row `r` is bit `r % 32` of the 32-bit word `r / 32`, and numbers are IEEE doubles, both with the lowest byte
 * first. Columns that rule sets asked for are not part of it.
 *
 * Invariant: what `decodePopulation` accepts is a population; whatever else is in a file is a problem, never an exception.
 */
import type { Problem } from "@adressat/core"
import * as Result from "effect/Result"
import { crc32 } from "./Checksum.ts"
import { checkHeader } from "./ColumnFileHeader.ts"
import type { ColumnFileHeader } from "./ColumnFileHeader.ts"
import { ALIGNMENT, aligned, makeColumnMemory } from "./ColumnMemory.ts"
import type { FactColumns } from "./FactColumns.ts"
import { columnBytes } from "./Operation.ts"
import type { Population, Segment } from "./Population.ts"

const MAGIC = "ADRCOLS1"
const PREAMBLE = 64

/** A population as the bytes of a column file. */
export const encodePopulation = ({ facts, memory, rows, segments }: Population): Uint8Array<ArrayBuffer> => {
  const parts: Array<{ readonly address: number; readonly bytes: number; readonly at: number }> = []
  let length = 0
  const place = (address: number, bytes: number): number => {
    const at = length
    parts.push({ address, bytes, at })
    length += aligned(bytes)
    return at
  }
  const header: ColumnFileHeader = {
    rows,
    facts,
    segments: segments.map((segment) => ({
      basis: segment.basis,
      rows: segment.rows,
      order: "first" in segment.order ? segment.order : { column: place(segment.order.column, columnBytes(rows)) },
      columns: segment.columns.map(({ address, ones }) => ({ at: place(address, columnBytes(segment.rows)), ones })),
      facts: mapFacts(segment.facts, (address) => place(address, segment.rows * 8))
    }))
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  const dataAt = PREAMBLE + aligned(text.length)
  const file = new Uint8Array(dataAt + length)
  file.fill(0x20, PREAMBLE, dataAt)
  file.set(text, PREAMBLE)
  const from = memory.bytes()
  for (const { address, at, bytes } of parts) file.set(from.subarray(address, address + bytes), dataAt + at)
  file.set(new TextEncoder().encode(MAGIC))
  const numbers = new DataView(file.buffer)
  numbers.setUint32(8, text.length, true)
  numbers.setUint32(12, length / ALIGNMENT, true)
  numbers.setUint32(16, crc32(file.subarray(PREAMBLE, PREAMBLE + text.length)), true)
  numbers.setUint32(20, crc32(file.subarray(dataAt)), true)
  return file
}

const mapFacts = (
  facts: Readonly<Record<string, FactColumns>>,
  place: (address: number) => number
): Readonly<Record<string, FactColumns>> =>
  Object.fromEntries(
    Object.entries(facts).map(([name, columns]) => [
      name,
      columns.type === "number" ? { ...columns, address: place(columns.address) } : columns
    ])
  )

/** How a column file is read. */
export interface ColumnFileOptions {
  /** The name of the file, for problems. */
  readonly file?: string
  /** Whether threads can work on the population together; default: where memory can be shared. */
  readonly shared?: boolean
}

/** The population of a column file. */
export const decodePopulation = (
  file: Uint8Array,
  options: ColumnFileOptions = {}
): Result.Result<Population, ReadonlyArray<Problem>> => {
  const refuse = (message: string) =>
    Result.fail<ReadonlyArray<Problem>>([
      {
        severity: "error",
        code: "unreadable-file",
        ...(options.file === undefined ? {} : { file: options.file }),
        path: "$",
        message
      }
    ])
  if (new TextDecoder("latin1").decode(file.subarray(0, MAGIC.length)) !== MAGIC) {
    return refuse("this is not a column file of this version; make it anew with encodePopulation")
  }
  if (file.length < PREAMBLE) return refuse("the column file is cut off; copy it again")
  const numbers = new DataView(file.buffer, file.byteOffset)
  const headerLength = numbers.getUint32(8, true)
  const dataAt = PREAMBLE + aligned(headerLength)
  const length = numbers.getUint32(12, true) * ALIGNMENT
  if (file.length < dataAt + length) return refuse("the column file is cut off; copy it again")
  if (file.length > dataAt + length) return refuse("the column file goes on after its end; copy it again")
  const headerBytes = file.subarray(PREAMBLE, PREAMBLE + headerLength)
  const data = file.subarray(dataAt)
  if (crc32(headerBytes) !== numbers.getUint32(16, true) || crc32(data) !== numbers.getUint32(20, true)) {
    return refuse("the column file is damaged; copy it again, or make it anew")
  }
  const header = checkHeader(headerBytes, data, options.file)
  try {
    return Result.map(header, (checked) => populationOf(checked, data, options.shared))
  } catch (error) {
    if (error instanceof RangeError) return refuse(error.message)
    throw error
  }
}

const populationOf = (
  { facts, rows, segments }: ColumnFileHeader,
  data: Uint8Array,
  shared: boolean | undefined
): Population => {
  const memory = makeColumnMemory(data.length + ALIGNMENT, shared)
  const start = memory.allocate(data.length)
  memory.bytes().set(data, start)
  return {
    rows,
    facts,
    shared: memory.shared,
    memory,
    segments: segments.map((segment): Segment => ({
      basis: segment.basis,
      rows: segment.rows,
      order: "first" in segment.order ? segment.order : { column: segment.order.column + start },
      columns: segment.columns.map(({ at, ones }) => ({ address: at + start, ones })),
      facts: mapFacts(segment.facts, (at) => at + start),
      derived: new Map()
    }))
  }
}
