/**
 * A column store puts the columns of a segment into memory, equal ones once.
 */
import type { Bits } from "./Bits.ts"
import type { ColumnMemory } from "./ColumnMemory.ts"
import { columnBytes } from "./Operation.ts"

/** One column: where it is, and how many rows have it. */
export interface Column {
  readonly address: number
  readonly ones: number
}

/** What the columns of a segment are stored with. */
export interface ColumnStore {
  /** All columns so far. */
  readonly columns: ReadonlyArray<Column>
  /** Stores a column and gives its number. */
  readonly column: (bits: Bits) => number
  /** Stores numbers and gives their address. */
  readonly numbers: (numbers: Float64Array) => number
}

/** A store for the columns of a segment of so many rows. */
export const makeColumnStore = (memory: ColumnMemory, rows: number): ColumnStore => {
  const columns: Array<Column> = []
  const isEqual = ({ address }: Column, words: Int32Array): boolean => {
    const stored = memory.words()
    const first = address >>> 2
    return words.every((word, index) => stored[first + index] === word)
  }
  return {
    columns,
    column: ({ ones, words }) => {
      const known = columns.findIndex((column) => column.ones === ones && isEqual(column, words))
      if (known >= 0) return known
      const address = memory.allocate(columnBytes(rows))
      memory.words().set(words, address >>> 2)
      return columns.push({ address, ones }) - 1
    },
    numbers: (numbers) => {
      const address = memory.allocate(numbers.length * 8)
      new Float64Array(memory.words().buffer, address, numbers.length).set(numbers)
      return address
    }
  }
}
