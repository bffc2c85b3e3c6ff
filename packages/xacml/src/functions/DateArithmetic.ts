/** Dates and durations added and subtracted (XACML 3.0 core §A.3.3). */
import { addDuration, addMonths } from "../datatypes/Calendar.ts"
import type { Moment } from "../datatypes/Calendar.ts"
import type { PlainFunction } from "./Function.ts"
import { DataType } from "../Vocabulary.ts"
import { failure, functionId, one, scalar, shortName } from "./Definition.ts"

const tooFar = failure("a date is too far away")

const arithmetic = (
  type: string,
  duration: string,
  add: (moment: Moment, amount: bigint) => Moment | undefined
): ReadonlyArray<PlainFunction> =>
  (["1.0", "3.0"] as const).flatMap((version) => {
    const id = (verb: string) => functionId(version, `${shortName(type)}-${verb}-${shortName(duration)}`)
    return [
      scalar(
        id("add"),
        [one(type), one(duration)],
        one(type),
        (moment: Moment, amount: bigint) => add(moment, amount) ?? tooFar
      ),
      scalar(
        id("subtract"),
        [one(type), one(duration)],
        one(type),
        (moment: Moment, amount: bigint) => add(moment, -amount) ?? tooFar
      )
    ]
  })

export const dateFunctions: ReadonlyArray<PlainFunction> = [
  ...arithmetic(DataType.dateTime, DataType.dayTimeDuration, addDuration),
  ...arithmetic(DataType.dateTime, DataType.yearMonthDuration, addMonths),
  ...arithmetic(DataType.date, DataType.yearMonthDuration, addMonths)
]
