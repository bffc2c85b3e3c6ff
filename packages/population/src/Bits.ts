/**
 * Bits are rows on their way into a column: one bit each, from the lowest of the first word.
 *
 * Invariant: bits after the last row are zero.
 */

/** One bit for each row. */
export interface Bits {
  readonly words: Int32Array
  /** How many are set. */
  readonly ones: number
}

/** Bits that grow with the rows. */
export interface GrowingBits {
  words: Int32Array
  ones: number
}

/** No bits yet. */
export const noBits = (): GrowingBits => ({ words: new Int32Array(0), ones: 0 })

/** Sets the bit of a row. */
export const mark = (bits: GrowingBits, row: number): void => {
  const word = row >>> 5
  if (word >= bits.words.length) {
    const longer = new Int32Array(Math.max(64, bits.words.length * 2, word + 1))
    longer.set(bits.words)
    bits.words = longer
  }
  const before = bits.words[word] ?? 0
  const after = before | (1 << (row & 31))
  if (after === before) return
  bits.words[word] = after
  bits.ones++
}

/** The bits of so many rows, whatever they grew to. */
export const bitsOf = ({ ones, words }: GrowingBits, rows: number): Bits => {
  const length = Math.ceil(rows / 32)
  if (words.length >= length) return { words: words.subarray(0, length), ones }
  const whole = new Int32Array(length)
  whole.set(words)
  return { words: whole, ones }
}

/** Rows that have nothing in common, together. */
export const union = (left: Bits, right: Bits): Bits => ({
  words: left.words.map((word, index) => word | (right.words[index] ?? 0)),
  ones: left.ones + right.ones
})

/** The number of ones in a word. */
export const onesIn = (word: number): number => {
  const pairs = word - ((word >>> 1) & 0x5555_5555)
  const nibbles = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333)
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24
}
