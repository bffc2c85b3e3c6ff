/**
 * Number columns: one pass over the numbers of a segment makes the columns of a condition on them.
 *
 * Invariant: a number outside the range that the rule set gives the fact is unavailable, as for a compiled rule set.
 */
import type { NumberedCondition } from "@adressat/core"
import type { Column } from "./ColumnStore.ts"
import { columnBytes } from "./Operation.ts"
import { onesIn } from "./Bits.ts"
import { numbersAt } from "./Population.ts"
import type { Population, Segment } from "./Population.ts"

type NumberCondition = NumberedCondition & { readonly type: "number" }

/** For which rows a condition on a number certainly and possibly holds; made once and kept. */
export const numberPair = (
  { memory }: Population,
  { derived, rows }: Segment,
  { address }: { readonly address: number },
  { maximum, minimum }: { readonly minimum: number; readonly maximum: number },
  { fact, operator, value }: NumberCondition
): { readonly certainly: Column; readonly possibly: Column } => {
  const key = JSON.stringify([fact, operator, value, minimum, maximum])
  const known = { certainly: derived.get(`${key} certainly`), possibly: derived.get(`${key} possibly`) }
  if (known.certainly !== undefined && known.possibly !== undefined) {
    return { certainly: known.certainly, possibly: known.possibly }
  }
  const holds = comparison(operator, value)
  const certainWords = new Int32Array(Math.ceil(rows / 32))
  const possibleWords = new Int32Array(certainWords.length)
  const numbers = numbersAt(memory, address, rows)
  let certainOnes = 0
  let possibleOnes = 0
  for (let word = 0; word < certainWords.length; word++) {
    let certain = 0
    let possible = 0
    const end = Math.min(32, rows - word * 32)
    for (let bit = 0; bit < end; bit++) {
      const number = numbers[word * 32 + bit] ?? Number.NaN
      // Not `<` and `>`: they would take NaN for a number in the range.
      if (!(number >= minimum && number <= maximum)) possible |= 1 << bit
      else if (holds(number)) {
        certain |= 1 << bit
        possible |= 1 << bit
      }
    }
    certainWords[word] = certain
    possibleWords[word] = possible
    certainOnes += onesIn(certain)
    possibleOnes += onesIn(possible)
  }
  const store = (words: Int32Array, ones: number): Column => {
    const at = memory.allocate(columnBytes(rows))
    memory.words().set(words, at >>> 2)
    return { address: at, ones }
  }
  const certainly = store(certainWords, certainOnes)
  const possibly = certainOnes === possibleOnes ? certainly : store(possibleWords, possibleOnes)
  derived.set(`${key} certainly`, certainly)
  derived.set(`${key} possibly`, possibly)
  return { certainly, possibly }
}

const comparison = (
  operator: NumberCondition["operator"],
  value: NumberCondition["value"]
): ((number: number) => boolean) => {
  const values = typeof value === "number" ? [value] : value
  const [one = Number.NaN] = values
  switch (operator) {
    case "equal":
    case "in":
      return (number) => values.includes(number)
    case "notEqual":
    case "notIn":
      return (number) => !values.includes(number)
    case "lessThan":
      return (number) => number < one
    case "lessThanInclusive":
      return (number) => number <= one
    case "greaterThan":
      return (number) => number > one
    case "greaterThanInclusive":
      return (number) => number >= one
  }
}
