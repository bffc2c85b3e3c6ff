import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { valuesEqual } from "../../src/datatypes/DataTypes.ts"
import type { Value } from "../../src/Value.ts"
import { isBag, isFailure } from "../../src/Value.ts"
import { DataType } from "../../src/Vocabulary.ts"
import type { Row } from "../FunctionCalls.ts"
import { call, processingError, textOf, titleOf, value } from "../FunctionCalls.ts"
import { valueOf } from "../ValueArbitraries.ts"

const { date, dateTime, dayTimeDuration, yearMonthDuration } = value

const rows: ReadonlyArray<Row> = [
  ["3.0:date-add-yearMonthDuration", [date("2024-01-31"), yearMonthDuration("P1M")], "2024-02-29"],
  ["3.0:date-add-yearMonthDuration", [date("2023-01-31Z"), yearMonthDuration("P1M")], "2023-02-28Z"],
  ["3.0:date-add-yearMonthDuration", [date("2024-02-29+02:00"), yearMonthDuration("P1Y")], "2025-02-28+02:00"],
  ["3.0:date-add-yearMonthDuration", [date("2024-11-30"), yearMonthDuration("-P9M")], "2024-02-29"],
  ["3.0:date-add-yearMonthDuration", [date("9999-12-31"), yearMonthDuration("P1M")], "10000-01-31"],
  ["3.0:date-add-yearMonthDuration", [date("0001-01-01"), yearMonthDuration("-P2Y")], "-0001-01-01"],
  ["3.0:date-add-yearMonthDuration", [date("999999999-12-31"), yearMonthDuration("P1M")], processingError],
  ["3.0:date-subtract-yearMonthDuration", [date("2024-03-31"), yearMonthDuration("P1M")], "2024-02-29"],
  ["3.0:date-subtract-yearMonthDuration", [date("2024-03-31"), yearMonthDuration("-P1M")], "2024-04-30"],
  ["3.0:date-subtract-yearMonthDuration", [date("-999999999-01-01"), yearMonthDuration("P1M")], processingError],
  [
    "3.0:dateTime-add-yearMonthDuration",
    [dateTime("2024-01-31T10:00:00+01:00"), yearMonthDuration("P13M")],
    "2025-02-28T09:00:00Z"
  ],
  // The day is kept on the clock of the zone, where it is still January.
  [
    "3.0:dateTime-add-yearMonthDuration",
    [dateTime("2024-01-31T23:00:00-05:00"), yearMonthDuration("P1M")],
    "2024-03-01T04:00:00Z"
  ],
  [
    "3.0:dateTime-subtract-yearMonthDuration",
    [dateTime("2024-12-31T10:00:00"), yearMonthDuration("P6M")],
    "2024-06-30T10:00:00"
  ],
  [
    "3.0:dateTime-add-dayTimeDuration",
    [dateTime("2024-02-28T23:30:00Z"), dayTimeDuration("PT45M")],
    "2024-02-29T00:15:00Z"
  ],
  [
    "3.0:dateTime-add-dayTimeDuration",
    [dateTime("2024-02-28T23:30:00"), dayTimeDuration("P366D")],
    "2025-02-28T23:30:00"
  ],
  [
    "3.0:dateTime-add-dayTimeDuration",
    [dateTime("2024-01-01T00:00:00.1"), dayTimeDuration("PT0.2S")],
    "2024-01-01T00:00:00.3"
  ],
  [
    "3.0:dateTime-add-dayTimeDuration",
    [dateTime("2024-01-01T00:00:00"), dayTimeDuration("P999999999999D")],
    processingError
  ],
  [
    "3.0:dateTime-subtract-dayTimeDuration",
    [dateTime("2024-03-01T00:00:00Z"), dayTimeDuration("PT1S")],
    "2024-02-29T23:59:59Z"
  ],
  [
    "3.0:dateTime-subtract-dayTimeDuration",
    [dateTime("2024-03-01T00:00:00Z"), dayTimeDuration("-P1D")],
    "2024-03-02T00:00:00Z"
  ]
]

const deprecated = rows.map(([name, args, expected]): Row => [name.replace("3.0", "1.0"), args, expected])

const result = (name: string, ...args: ReadonlyArray<Value>): Value => {
  const computed = call(name, args)
  if (isFailure(computed) || isBag(computed)) throw new Error(`${name} gives no value`)
  return computed
}

describe("date arithmetic", () => {
  it.each([...rows, ...deprecated].map((row) => [titleOf(row), row] as const))("%s", (_, [name, args, expected]) =>
    expect(textOf(call(name, args))).toEqual(expected)
  )

  it("takes away the time that it has added", () => {
    fc.assert(
      fc.property(valueOf(DataType.dateTime), valueOf(DataType.dayTimeDuration), (moment, duration) => {
        const later = result("3.0:dateTime-add-dayTimeDuration", moment, duration)
        expect(valuesEqual(result("3.0:dateTime-subtract-dayTimeDuration", later, duration), moment)).toBe(true)
      })
    )
  })

  it("adds months as the calendar of the language has them, to the last day at most", () => {
    const days = fc.date({ noInvalidDate: true, min: new Date("1000-01-01"), max: new Date("8000-12-31") })
    fc.assert(
      fc.property(days, fc.integer({ min: -10_000, max: 10_000 }), (day, months) => {
        const [year, month] = [day.getUTCFullYear(), day.getUTCMonth() + months]
        const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
        const moved = new Date(Date.UTC(year, month, Math.min(day.getUTCDate(), last)))
        const later = result(
          "3.0:date-add-yearMonthDuration",
          date(day.toISOString().slice(0, 10)),
          yearMonthDuration(`${months < 0 ? "-" : ""}P${Math.abs(months)}M`)
        )
        expect(later.text).toBe(moved.toISOString().slice(0, 10))
      })
    )
  })

  it("takes away the months that it has added, where every month has the day", () => {
    fc.assert(
      fc.property(valueOf(DataType.date), valueOf(DataType.yearMonthDuration), (day, duration) => {
        fc.pre(!/(29|3[01])(Z|[+-].*)?\s*$/.test(day.text))
        const later = result("3.0:date-add-yearMonthDuration", day, duration)
        expect(valuesEqual(result("3.0:date-subtract-yearMonthDuration", later, duration), day)).toBe(true)
      })
    )
  })
})
