/**
 * The columns of a fact say for every row of a segment what is known of the fact: which rows have a word, which lists hold
 * an element, which numbers there are, and where the fact is unavailable.
 *
 * Invariants: a value that no row has takes no column; neither does what follows from the others, so that a fact with two
 * words takes one column, and two where it can also be unavailable; equal columns are stored once.
 */
import { union } from "./Bits.ts"
import type { Bits } from "./Bits.ts"
import type { ColumnStore } from "./ColumnStore.ts"

/**
 * Rows that several columns have in common, each taken as it is or inverted: twice the number of a column of the segment,
 * plus one when inverted. No columns: all rows.
 */
export type Rows = ReadonlyArray<number>

/** The columns of one fact in one segment. */
export type FactColumns =
  | {
      readonly type: "word"
      /** Which rows have a word; a word that none has is left out. */
      readonly words: Readonly<Record<string, Rows>>
      /** Where the fact is unavailable; left out when nowhere. */
      readonly unavailable?: Rows
    }
  | {
      readonly type: "words"
      /** Which lists hold an element; an element that none holds is left out. */
      readonly elements: Readonly<Record<string, Rows>>
      readonly unavailable?: Rows
    }
  | {
      readonly type: "number"
      /** Where in memory the numbers stand, 64 bits each; NaN where the fact is unavailable. */
      readonly address: number
    }

/** Stores the columns of a word; `found` holds the words that occur, in the order of the vocabulary. */
export const storeWord = (
  found: ReadonlyArray<readonly [word: string, bits: Bits]>,
  unavailable: Bits | undefined,
  store: ColumnStore["column"]
): FactColumns => {
  const [first, second, ...more] = found
  const words = (entries: ReadonlyArray<readonly [string, Rows]>) => Object.fromEntries(entries)
  if (first === undefined) return { type: "word", words: {}, unavailable: [] }
  if (second === undefined) {
    if (unavailable === undefined) return { type: "word", words: words([[first[0], []]]) }
    const column = is(store(first[1]))
    return { type: "word", words: words([[first[0], [column]]]), unavailable: [inverse(column)] }
  }
  if (more.length === 0) {
    const certainly = is(store(first[1]))
    if (unavailable === undefined) {
      return {
        type: "word",
        words: words([
          [first[0], [certainly]],
          [second[0], [inverse(certainly)]]
        ])
      }
    }
    // The pair of Kleene's logic: each word and its possibility is one of the two columns.
    const possibly = is(store(union(first[1], unavailable)))
    return {
      type: "word",
      words: words([
        [first[0], [certainly]],
        [second[0], [inverse(possibly)]]
      ]),
      unavailable: [possibly, inverse(certainly)]
    }
  }
  const stored = found.slice(0, -1).map(([word, bits]) => [word, [is(store(bits))]] as const)
  const none = unavailable === undefined ? [] : [is(store(unavailable))]
  const rest = [...stored.flatMap(([, rows]) => rows), ...none].map(inverse)
  return {
    type: "word",
    words: words([...stored, ...found.slice(-1).map(([word]) => [word, rest] as const)]),
    ...(unavailable === undefined ? {} : { unavailable: none })
  }
}

/** Stores the columns of a list; `found` holds the elements that occur. */
export const storeElements = (
  found: ReadonlyArray<readonly [element: string, bits: Bits]>,
  unavailable: Bits | undefined,
  rows: number,
  store: ColumnStore["column"]
): FactColumns => {
  const stored = (bits: Bits): Rows => (bits.ones === rows ? [] : [is(store(bits))])
  return {
    type: "words",
    elements: Object.fromEntries(found.map(([element, bits]) => [element, stored(bits)])),
    ...(unavailable === undefined ? {} : { unavailable: stored(unavailable) })
  }
}

const is = (column: number): number => column * 2

const inverse = (literal: number): number => literal ^ 1
