/**
 * What stands after an option of the command line becomes a value, or a problem that names the option.
 */
import { problemAt } from "@adressat/core"
import type { Problem } from "@adressat/core"
import * as Result from "effect/Result"

type Read<A> = Result.Result<A, ReadonlyArray<Problem>>

/** A value of an option that is refused; `found` must hold no personal data. */
export const refuseOption = (
  option: string,
  message: string,
  found?: string
): Result.Result<never, ReadonlyArray<Problem>> =>
  Result.fail([problemAt({}, [option], { code: "wrong-value", message, ...(found === undefined ? {} : { found }) })])

/** A whole number between two bounds, both allowed. */
export const numberOption = (option: string, text: string, least: number, most: number): Read<number> => {
  const value = Number(text)
  return /^\d+$/.test(text) && value >= least && value <= most
    ? Result.succeed(value)
    : refuseOption(option, `a whole number from ${least} to ${most} is expected`, text.slice(0, 40))
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Durations such as `1s,5s,2m`, in milliseconds; the empty text is none. */
export const durationsOption = (option: string, text: string): Read<ReadonlyArray<number>> => {
  const found = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const [, amount, unit = ""] = /^(\d{1,6})(ms|s|m|h)$/.exec(part) ?? []
      return amount === undefined ? undefined : Number(amount) * (units[unit] ?? 0)
    })
  return found.every((delay) => delay !== undefined)
    ? Result.succeed(found)
    : refuseOption(
        option,
        "durations with units and commas between them are expected, such as 1s,5s,2m",
        text.slice(0, 40)
      )
}

/** An instant in ISO 8601 with a time zone, in milliseconds since 1970. */
export const instantOption = (option: string, text: string): Read<number> => {
  const value = Date.parse(text)
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(value)
    ? Result.succeed(value)
    : refuseOption(
        option,
        "an instant with a time zone is expected, such as 2026-12-01T08:00:00+01:00",
        text.slice(0, 40)
      )
}
