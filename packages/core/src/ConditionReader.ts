/**
 * A condition reader takes the truth of one numbered condition from packed facts and puts its bit pair in its place in a
 * trace: closures with constants, without a branch for facts that are not known.
 */
import { leftAccessors, rightAccessors } from "./FactAccessors.ts"
import type { PairReader } from "./FactAccessors.ts"
import { placedTable } from "./FactLayout.ts"
import type { FactReading } from "./FactLayout.ts"
import { compareNumber } from "./Numbering.ts"
import { PAIR_FALSE, PAIR_TRUE, PAIR_UNKNOWN } from "./Trace.ts"

/** The pair of the opposite, by pair. */
export const OPPOSITES = placedTable([PAIR_TRUE, PAIR_FALSE, PAIR_UNKNOWN, PAIR_FALSE], 0).table

/** Makes the reader of a condition; `shift` is the place of its pair. */
export const conditionReader = (reading: FactReading, shift: number): PairReader => {
  switch (reading.from) {
    case "nowhere":
      return () => PAIR_UNKNOWN << shift
    case "name": {
      const { mask, move, table } = placedTable(reading.pairs, shift)
      return (move === ">>>" ? rightAccessors : leftAccessors)[reading.name](table, mask)
    }
    case "own": {
      const { place } = reading
      const { mask, move, table } = placedTable(reading.pairs, shift)
      return move === ">>>"
        ? ({ own }) => (table >>> (own[place] ?? 0)) & mask
        : ({ own }) => (table << (own[place] ?? 0)) & mask
    }
    case "own-long": {
      const { pairs, place } = reading
      return ({ own }) => (pairs[(own[place] ?? 0) >>> 1] ?? PAIR_UNKNOWN) << shift
    }
    case "element": {
      const { bit, contains, place } = reading
      return contains
        ? ({ own }) => (((own[place] ?? 0) >>> bit) & 3) << shift
        : ({ own }) => ((OPPOSITES >>> ((((own[place] ?? 0) >>> bit) & 3) * 2)) & 3) << shift
    }
    case "number": {
      const { operator, place, value } = reading
      const holds = compareNumber(operator, value)
      return ({ numbers }) => {
        const found = numbers[place] ?? Number.NaN
        return (Number.isNaN(found) ? PAIR_UNKNOWN : holds(found) ? PAIR_TRUE : PAIR_FALSE) << shift
      }
    }
  }
}
