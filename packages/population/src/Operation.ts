/**
 * An operation is the AND of one to four operands, each of them and the result inverted or not; what comes out may be
 * counted. The kernel runs lists of operations over columns; `wasm/columns.wat` tells how they are written in words.
 *
 * Invariant: nothing but AND and inversion is needed, since OR is an AND seen from the other side.
 */
import { ALIGNMENT } from "./ColumnMemory.ts"

/** Where something stands: a column by its address, which moves with the block, or a scratch register. */
export type Place = { readonly column: number } | { readonly register: number }

/** One operand, inverted or not. */
export interface Operand {
  readonly place: Place
  readonly inverted: boolean
}

/** One operation. */
export interface Operation {
  /** One to four. */
  readonly operands: ReadonlyArray<Operand>
  readonly inverted: boolean
  readonly to: Place
  /** Which count the ones of the result are added to. */
  readonly count?: number
}

/** Most operands of an operation. */
export const MOST_OPERANDS = 4

/** The words of one operation. */
export const WORDS_PER_OPERATION = 8

/** The operations of a list with what they need around them. */
export interface OperationList {
  readonly operations: ReadonlyArray<Operation>
  /** How many scratch registers they use. */
  readonly registers: number
  /** How many counts they add to. */
  readonly counts: number
}

/** Most bytes of a block. The counts of a longer one would not fit into the sixteen bits that the kernel has for them. */
const LONGEST_BLOCK = 8192
const SHORTEST_BLOCK = 512
/** What the registers together may take, so that they stay in the first-level cache beside the columns. */
const SCRATCH = 32_768

/** The bytes of a block: as long as pays, as short as it takes for the registers to stay in the cache. */
export const blockOf = ({ registers }: OperationList): number => {
  let block = LONGEST_BLOCK
  while (block > SHORTEST_BLOCK && block * Math.max(2, registers) > SCRATCH) block /= 2
  return block
}

/** The bytes of scratch that a list needs; nothing counts on what was in them. */
export const scratchOf = (list: OperationList): number => Math.max(1, list.registers) * blockOf(list)

/** Writes a list for the kernel. */
export const encodeOperations = (list: OperationList): Int32Array => {
  const block = blockOf(list)
  const words = new Int32Array(list.operations.length * WORDS_PER_OPERATION)
  const place = (where: Place): number => ("column" in where ? where.column : where.register * block + 1)
  for (const [index, { count, inverted, operands, to }] of list.operations.entries()) {
    const at = index * WORDS_PER_OPERATION
    words[at] =
      (operands.length - 1) |
      (count === undefined ? 0 : 4) |
      operands.reduce((bits, operand, position) => bits | (operand.inverted ? 16 << position : 0), 0) |
      (inverted ? 256 : 0)
    words[at + 1] = place(to)
    for (const [position, operand] of operands.entries()) words[at + 2 + position] = place(operand.place)
    words[at + 6] = (count ?? 0) * 4
  }
  return words
}

/** The bytes of a column of so many rows. */
export const columnBytes = (rows: number): number => Math.ceil(rows / (ALIGNMENT * 8)) * ALIGNMENT

/** Runs operations over a range of bytes of every column; addresses and lengths in bytes. */
export type RunOperations = (
  operations: number,
  length: number,
  from: number,
  until: number,
  block: number,
  scratch: number,
  counts: number
) => void
