/**
 * A fact collector takes the values of one fact row by row and makes columns of them in the end.
 *
 * Invariant: a row of which nothing is told, or something that the fact cannot be, is unavailable.
 */
import { bitsOf, mark, noBits, noneOf } from "./Bits.ts"
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

type BitsByValue = ReadonlyMap<unknown, GrowingBits>

const bitsByValue = (values: ReadonlyArray<string>): BitsByValue => new Map(values.map((value) => [value, noBits()]))

/** The values that occur. */
const foundIn = (
  values: ReadonlyArray<string>,
  all: BitsByValue,
  rows: number
): ReadonlyArray<readonly [string, Bits]> =>
  values.flatMap((value) => {
    const growing = all.get(value)
    // What never grew was never marked.
    if (growing === undefined || growing.words.length === 0) return []
    return [[value, bitsOf(growing, rows)] as const]
  })

const wordCollector = (values: ReadonlyArray<string>): FactCollector => {
  const all = bitsByValue(values)
  return {
    add: (row, value) => {
      const bits = all.get(value)
      if (bits !== undefined) mark(bits, row)
    },
    finish: (rows, store) => {
      const found = foundIn(values, all, rows)
      const unavailable = noneOf(
        found.map(([, bits]) => bits),
        rows
      )
      return storeWord(found, unavailable, store.column)
    }
  }
}

const elementCollector = (values: ReadonlyArray<string>): FactCollector => {
  const all = bitsByValue(values)
  const known = noBits()
  return {
    add: (row, value) => {
      if (!Array.isArray(value) || !value.every((element: unknown) => all.has(element))) return
      mark(known, row)
      for (const element of value) {
        const bits = all.get(element)
        if (bits !== undefined) mark(bits, row)
      }
    },
    finish: (rows, store) =>
      storeElements(foundIn(values, all, rows), noneOf([bitsOf(known, rows)], rows), rows, store.column)
  }
}

const numberCollector = (minimum: number, maximum: number): FactCollector => {
  let numbers = new Float64Array(0)
  return {
    add: (row, value) => {
      if (typeof value !== "number" || !(value >= minimum && value <= maximum)) return
      if (row >= numbers.length) {
        const longer = new Float64Array(Math.max(64, numbers.length * 2, row + 1)).fill(Number.NaN, numbers.length)
        longer.set(numbers)
        numbers = longer
      }
      numbers[row] = value
    },
    finish: (rows, store) => {
      const whole = new Float64Array(rows).fill(Number.NaN)
      whole.set(numbers.subarray(0, rows))
      return { type: "number", address: store.numbers(whole) }
    }
  }
}
