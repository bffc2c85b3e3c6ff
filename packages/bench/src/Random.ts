/**
 * Seeded randomness, so that a run can be repeated: the same seed gives the same candidates and the same order of
 * processes on every machine.
 */

/** A source of numbers, 0 included and 1 not. */
export type Random = () => number

/** The numbers that follow from a seed (mulberry32). */
export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296
  }
}

/** An integer from 0 up to but without `bound`. */
export const below = (random: Random, bound: number): number => Math.floor(random() * bound)

/** One of several values, each as likely. */
export const oneOf = <A>(random: Random, values: readonly [A, ...Array<A>]): A =>
  values[below(random, values.length)] ?? values[0]

/** One of several values by weight; the first weight that the draw falls into wins, the last value takes the rest. */
export const weighted = <A>(
  random: Random,
  values: readonly [readonly [A, number], ...Array<readonly [A, number]>]
): A => {
  const total = values.reduce((sum, [, weight]) => sum + weight, 0)
  let rest = random() * total
  for (const [value, weight] of values) {
    rest -= weight
    if (rest < 0) return value
  }
  return values[0][0]
}

/** The values in another order, each order as likely. */
export const shuffled = <A>(random: Random, values: ReadonlyArray<A>): ReadonlyArray<A> =>
  values
    .map((value) => ({ value, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value)
