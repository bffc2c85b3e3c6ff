/**
 * The interpreter runs lists of operations in plain JavaScript, word by word, for where the kernel may not run.
 *
 * Invariant: its results are those of the kernel, bit by bit.
 */
import { onesIn } from "./Bits.ts"
import { WORDS_PER_OPERATION } from "./Operation.ts"
import type { RunOperations } from "./Operation.ts"

/** Runs operations as the kernel does, over the memory that `words` gives. */
export const interpreter =
  (words: () => Int32Array): RunOperations =>
  (operations, length, from, until, block, scratch, counts) => {
    const memory = words()
    const first = operations >>> 2
    const last = first + length * WORDS_PER_OPERATION
    for (let at = from; at < until; at += block) {
      const size = Math.min(block, until - at) >>> 2
      for (let operation = first; operation < last; operation += WORDS_PER_OPERATION) {
        const place = (word: number): number => {
          const operand = memory[operation + word] ?? 0
          return ((operand & 1) === 1 ? scratch + operand - 1 : (operand >>> 0) + at) >>> 2
        }
        const code = memory[operation] ?? 0
        const ones = run(memory, code, size, place(1), place(2), place(3), place(4), place(5))
        if (ones !== 0) {
          const count = (counts + (memory[operation + 6] ?? 0)) >>> 2
          memory[count] = (memory[count] ?? 0) + ones
        }
      }
    }
  }

const flip = (code: number, bit: number): number => -((code >>> bit) & 1)

/** One operation over one block; gives the number of ones, if they are to be counted. */
const run = (
  memory: Int32Array,
  code: number,
  size: number,
  to: number,
  a: number,
  b: number,
  c: number,
  d: number
): number => {
  const [flipA, flipB, flipC, flipD, flipTo] = [4, 5, 6, 7, 8].map((bit) => flip(code, bit)) as [
    number,
    number,
    number,
    number,
    number
  ]
  switch (code & 3) {
    case 0:
      for (let word = 0; word < size; word++) memory[to + word] = at(memory, a + word) ^ flipA ^ flipTo
      break
    case 1:
      for (let word = 0; word < size; word++)
        memory[to + word] = ((at(memory, a + word) ^ flipA) & (at(memory, b + word) ^ flipB)) ^ flipTo
      break
    case 2:
      for (let word = 0; word < size; word++)
        memory[to + word] =
          ((at(memory, a + word) ^ flipA) & (at(memory, b + word) ^ flipB) & (at(memory, c + word) ^ flipC)) ^ flipTo
      break
    default:
      for (let word = 0; word < size; word++)
        memory[to + word] =
          ((at(memory, a + word) ^ flipA) &
            (at(memory, b + word) ^ flipB) &
            (at(memory, c + word) ^ flipC) &
            (at(memory, d + word) ^ flipD)) ^
          flipTo
  }
  if ((code & 4) === 0) return 0
  let ones = 0
  for (let word = to; word < to + size; word++) ones += onesIn(at(memory, word))
  return ones
}

const at = (memory: Int32Array, word: number): number => memory[word] ?? 0
