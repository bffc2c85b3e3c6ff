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

/** Words that grow with the rows. */
export interface GrowingBits {
  words: Int32Array
}

/** No bits yet. */
export const noBits = (): GrowingBits => ({ words: new Int32Array(0) })

/** Sets the bit of a row. */
export const mark = (bits: GrowingBits, row: number): void => {
  const word = row >>> 5
  if (word >= bits.words.length) grow(bits, word)
  bits.words[word] = (bits.words[word] ?? 0) | (1 << (row & 31))
}

const grow = (bits: GrowingBits, word: number): void => {
  const longer = new Int32Array(Math.max(64, bits.words.length * 2, word + 1))
  longer.set(bits.words)
  bits.words = longer
}

/** The bits of so many rows, whatever they grew to. */
export const bitsOf = ({ words }: GrowingBits, rows: number): Bits => {
  const length = Math.ceil(rows / 32)
  const whole = words.length >= length ? words.subarray(0, length) : new Int32Array(length)
  if (words.length < length) whole.set(words)
  return { words: whole, ones: countOnes(whole) }
}

const countOnes = (words: Int32Array): number => {
  let ones = 0
  for (const word of words) ones += onesIn(word)
  return ones
}

/** The rows that none of several bits has; `undefined` when there are none. */
export const noneOf = (all: ReadonlyArray<Bits>, rows: number): Bits | undefined => {
  const words = new Int32Array(Math.ceil(rows / 32))
  for (const bits of all)
    for (let word = 0; word < words.length; word++) words[word] = (words[word] ?? 0) | (bits.words[word] ?? 0)
  for (let word = 0; word < words.length; word++) words[word] = ~(words[word] ?? 0)
  const last = words.length - 1
  if ((rows & 31) !== 0) words[last] = (words[last] ?? 0) & ((1 << (rows & 31)) - 1)
  const ones = countOnes(words)
  return ones === 0 ? undefined : { words, ones }
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
