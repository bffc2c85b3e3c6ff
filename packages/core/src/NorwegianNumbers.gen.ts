/**
 * The Norwegian numbers: which national numbers under the country code 47 are valid, as an automaton over their digits,
 * made from the metadata of libphonenumber. Written by `npx pnpm@12 generate`; a test fails when it has drifted.
 *
 * A state is the place of its row. The walk begins at 0, and a digit leads from a state to the one that stands so many
 * places on. Beside each row stand the fewest digits that lead to it.
 */

/** The number read is valid in this state and in every later one. */
export const firstValidState = 240

/** The states, ten places each. */
export const norwegianStates: ReadonlyArray<number> = [
  10, 20, 30, 40, 50, 60, 70, 80, 90, 80, // at the start
  20, 20, 100, 100, 20, 100, 100, 100, 100, 100, // 0
  20, 20, 20, 20, 20, 20, 20, 20, 20, 20, // 1
  20, 110, 110, 110, 110, 20, 20, 20, 20, 20, // 2
  20, 110, 110, 110, 20, 110, 20, 110, 110, 20, // 3
  110, 110, 20, 20, 20, 120, 110, 110, 110, 20, // 4
  20, 110, 110, 110, 20, 110, 110, 110, 20, 20, // 5
  20, 110, 110, 110, 110, 20, 110, 110, 110, 110, // 6
  110, 110, 110, 110, 110, 110, 110, 110, 110, 110, // 7
  130, 140, 150, 20, 20, 160, 20, 20, 170, 20, // 8
  180, 180, 180, 180, 180, 180, 180, 180, 180, 180, // 02
  190, 190, 190, 190, 190, 190, 190, 190, 190, 190, // 21
  190, 190, 190, 200, 190, 190, 190, 190, 190, 190, // 45
  190, 190, 20, 20, 20, 20, 20, 20, 20, 20, // 80
  210, 20, 190, 190, 20, 190, 20, 20, 20, 20, // 81
  190, 20, 20, 20, 20, 20, 20, 20, 20, 190, // 82
  190, 190, 190, 190, 190, 190, 20, 20, 20, 20, // 85
  190, 20, 20, 20, 20, 20, 20, 20, 20, 20, // 88
  220, 220, 220, 220, 220, 220, 220, 220, 220, 220, // 020
  230, 230, 230, 230, 230, 230, 230, 230, 230, 230, // 210
  230, 230, 230, 230, 230, 230, 20, 230, 230, 230, // 453
  230, 230, 230, 230, 230, 230, 230, 230, 230, 20, // 810
  240, 240, 240, 240, 240, 240, 240, 240, 240, 240, // 0200
  100, 100, 100, 100, 100, 100, 100, 100, 100, 100, // 2100
  20, 20, 20, 20, 20, 20, 20, 20, 20, 20 // 02000
]

/** What the first four digits of a valid number of eight may be, from and to. */
export const firstFourOfEight: ReadonlyArray<readonly [from: number, to: number]> = [
  [2100, 2499],
  [3100, 3399],
  [3500, 3599],
  [3700, 3899],
  [4000, 4199],
  [4500, 4535],
  [4537, 4899],
  [5100, 5399],
  [5500, 5799],
  [6100, 6499],
  [6600, 8019],
  [8100, 8108],
  [8120, 8139],
  [8150, 8159],
  [8200, 8209],
  [8290, 8299],
  [8500, 8559],
  [8800, 8809],
  [9000, 9999]
]
