/** Equality and order of two values (XACML 3.0 core §A.3.1, §A.3.6, §A.3.7 and §A.3.8). */
import { DAY, instantOf } from "../datatypes/Calendar.ts"
import type { Moment } from "../datatypes/Calendar.ts"
import { dataTypes } from "../datatypes/DataTypes.ts"
import type { PlainFunction } from "./Function.ts"
import { DataType } from "../Vocabulary.ts"
import { boolean, functionId, one, scalar, shortName, string } from "./Definition.ts"

type Version = Parameters<typeof functionId>[0]

const equality = (type: string, version: Version): PlainFunction =>
  scalar(
    functionId(version, `${shortName(type)}-equal`),
    [one(type), one(type)],
    boolean,
    (left: unknown, right: unknown) => dataTypes.get(type)?.equal(left, right)
  )

const durations = [DataType.dayTimeDuration, DataType.yearMonthDuration]

const comparable = [DataType.integer, DataType.double, DataType.string, DataType.time, DataType.date, DataType.dateTime]

const orders: Readonly<Record<string, (order: number) => boolean>> = {
  "greater-than": (order) => order > 0,
  "greater-than-or-equal": (order) => order >= 0,
  "less-than": (order) => order < 0,
  "less-than-or-equal": (order) => order <= 0
}

const comparison = (type: string, name: string, holds: (order: number) => boolean): PlainFunction =>
  scalar(
    functionId("1.0", `${shortName(type)}-${name}`),
    [one(type), one(type)],
    boolean,
    (left: unknown, right: unknown) =>
      // Nothing is less or greater than NaN, nor it than anything.
      !Number.isNaN(left) && !Number.isNaN(right) && holds(dataTypes.get(type)?.compare?.(left, right) ?? Number.NaN)
  )

/** A time without a zone is in the zone of the first argument; the range is shorter than a day and may pass midnight. */
const timeInRange = (time: Moment, from: Moment, to: Moment): boolean => {
  const zone = time.zone ?? 0
  const after = (moment: Moment) => {
    const distance = (instantOf(moment, zone) - instantOf(from, zone)) % DAY
    return distance < 0n ? distance + DAY : distance
  }
  return after(time) <= after(to)
}

const time = one(DataType.time)

export const comparisonFunctions: ReadonlyArray<PlainFunction> = [
  ...[
    DataType.string,
    DataType.boolean,
    DataType.integer,
    DataType.double,
    DataType.date,
    DataType.time,
    DataType.dateTime,
    DataType.anyURI,
    DataType.x500Name,
    DataType.rfc822Name,
    DataType.hexBinary,
    DataType.base64Binary
  ].map((type) => equality(type, "1.0")),
  ...durations.flatMap((type) => [equality(type, "3.0"), equality(type, "1.0")]),
  scalar(
    functionId("3.0", "string-equal-ignore-case"),
    [string, string],
    boolean,
    (left: string, right: string) => left.toLowerCase() === right.toLowerCase()
  ),
  ...comparable.flatMap((type) => Object.entries(orders).map(([name, holds]) => comparison(type, name, holds))),
  scalar(functionId("2.0", "time-in-range"), [time, time, time], boolean, timeInRange)
]
