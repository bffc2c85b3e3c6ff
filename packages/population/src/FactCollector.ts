/**
 * A fact collector takes the values of one fact row by row and makes columns of them in the end.
 *
 * Invariant: a row that is never told is unavailable nowhere, so every row is told.
 */
import { bitsOf, mark, noBits } from "./Bits.ts"
import type { Bits, GrowingBits } from "./Bits.ts"
import type { ColumnStore } from "./ColumnStore.ts"
import { storeElements, storeWord } from "./FactColumns.ts"
import type { FactColumns } from "./FactColumns.ts"
import type { FactShape } from "./FactShapes.ts"

/** Takes the values of one fact. */
export interface FactCollector {
  readonly add: (row: number, value: unknown) => void
  readonly finish: (rows: number, store: ColumnStore) => FactColumns
}

/** A collector for a fact. */
export const collectorOf = (shape: FactShape): FactCollector => {
  switch (shape.type) {
    case "word":
      return wordCollector(shape.values)
    case "words":
      return elementCollector(shape.values)
    case "number":
      return numberCollector(shape.minimum, shape.maximum)
  }
}

const foundIn = (
  values: ReadonlyArray<string>,
  bits: ReadonlyArray<GrowingBits>,
  rows: number
): ReadonlyArray<readonly [string, Bits]> =>
  values.flatMap((value, index) => {
    const found = bits[index]
    return found === undefined || found.ones === 0 ? [] : [[value, bitsOf(found, rows)] as const]
  })

const unlessNone = (bits: GrowingBits, rows: number): Bits | undefined =>
  bits.ones === 0 ? undefined : bitsOf(bits, rows)

const wordCollector = (values: ReadonlyArray<string>): FactCollector => {
  const all = values.map(noBits)
  const byWord = new Map<unknown, GrowingBits>(values.map((value, index) => [value, all[index] ?? noBits()]))
  const unavailable = noBits()
  return {
    add: (row, value) => mark(byWord.get(value) ?? unavailable, row),
    finish: (rows, store) => storeWord(foundIn(values, all, rows), unlessNone(unavailable, rows), store.column)
  }
}

const elementCollector = (values: ReadonlyArray<string>): FactCollector => {
  const all = values.map(noBits)
  const byElement = new Map<unknown, GrowingBits>(values.map((value, index) => [value, all[index] ?? noBits()]))
  const unavailable = noBits()
  return {
    add: (row, value) => {
      const known = Array.isArray(value) && value.every((element: unknown) => byElement.has(element))
      if (!known) mark(unavailable, row)
      else for (const element of value) mark(byElement.get(element) ?? unavailable, row)
    },
    finish: (rows, store) =>
      storeElements(foundIn(values, all, rows), unlessNone(unavailable, rows), rows, store.column)
  }
}

const numberCollector = (minimum: number, maximum: number): FactCollector => {
  let numbers = new Float64Array(64)
  return {
    add: (row, value) => {
      if (row >= numbers.length) {
        const longer = new Float64Array(Math.max(numbers.length * 2, row + 1))
        longer.set(numbers)
        numbers = longer
      }
      numbers[row] = typeof value === "number" && value >= minimum && value <= maximum ? value : Number.NaN
    },
    finish: (rows, store) => ({ type: "number", address: store.numbers(numbers.subarray(0, rows)) })
  }
}
