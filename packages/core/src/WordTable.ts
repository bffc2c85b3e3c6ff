/**
 * A word table gives the words of a closed vocabulary their codes. A word is found by its length and one of its letters,
 * and compared once; no hash of the whole word is taken, as a `Map` would.
 *
 * Invariants: the code of a word is twice its place in the vocabulary, that of anything else comes after all; what is no
 * text, and a text of any length, is no more than anything else.
 */

/** The code of a value. */
export type WordCode = (value: unknown) => number

/** The code of whatever is not in a vocabulary: unavailable. */
export const unavailableCode = (words: ReadonlyArray<string>): number => words.length * 2

/** The codes of a vocabulary. */
export const wordTable = (words: ReadonlyArray<string>): WordCode => {
  const unavailable = unavailableCode(words)
  const place = slotsOf(words)
  if (place === undefined) {
    const codes = new Map<unknown, number>(words.map((word, index) => [word, index * 2]))
    return (value) => codes.get(value) ?? unavailable
  }
  const { at, factor, mask } = place
  const slots = Array.from({ length: mask + 1 }, () => "")
  const codes = Array.from({ length: mask + 1 }, () => unavailable)
  for (const [index, word] of words.entries()) {
    const slot = slotOf(word, place)
    slots[slot] = word
    codes[slot] = index * 2
  }
  return (value) => {
    if (typeof value !== "string" || value.length <= at) return unavailable
    const slot = (value.length * factor + value.charCodeAt(at)) & mask
    return slots[slot] === value ? (codes[slot] ?? unavailable) : unavailable
  }
}

/** How words are told apart: the letter that is looked at, the weight of the length, and the bits that count. */
interface Slots {
  readonly at: number
  readonly factor: number
  readonly mask: number
}

const slotOf = (word: string, { at, factor, mask }: Slots): number =>
  (word.length * factor + word.charCodeAt(at)) & mask

/** Longer vocabularies are left to a `Map`. */
const MOST_WORDS = 16
const MOST_SLOTS = 64
const MOST_FACTOR = 32

/** A way to give every word a slot of its own, the smallest first; `undefined` where there is none. */
const slotsOf = (words: ReadonlyArray<string>): Slots | undefined => {
  if (words.length > MOST_WORDS) return undefined
  const shortest = Math.min(...words.map(({ length }) => length))
  for (let size = 8; size <= MOST_SLOTS; size *= 2) {
    for (let at = 0; at < shortest; at++) {
      for (let factor = 1; factor < MOST_FACTOR; factor++) {
        const slots = { at, factor, mask: size - 1 }
        if (new Set(words.map((word) => slotOf(word, slots))).size === words.length) return slots
      }
    }
  }
  return undefined
}
