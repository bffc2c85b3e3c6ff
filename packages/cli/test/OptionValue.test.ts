import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { durationsOption, instantOption, numberOption } from "../src/OptionValue.ts"

const messages = (read: Result.Result<unknown, ReadonlyArray<{ readonly path: string; readonly message: string }>>) =>
  Result.isFailure(read) ? read.failure.map(({ message, path }) => `${path}: ${message}`) : []

describe("a number", () => {
  it.each(["1", "64"])("takes its bounds: %s", (text) => {
    expect(numberOption("--concurrency", text, 1, 64)).toEqual(Result.succeed(Number(text)))
  })

  it.each(["0", "65", "2.5", "-1", "1e1", "two", ""])("refuses %j, and names the option", (text) => {
    expect(messages(numberOption("--concurrency", text, 1, 64))).toEqual([
      '$["--concurrency"]: a whole number from 1 to 64 is expected'
    ])
  })
})

describe("durations", () => {
  it("have units", () => {
    expect(durationsOption("--retries", "500ms, 1s,2m,1h")).toEqual(Result.succeed([500, 1000, 120_000, 3_600_000]))
  })

  it("may be none", () => {
    expect(durationsOption("--retries", "")).toEqual(Result.succeed([]))
  })

  it.each(["5", "1d", "s", "-1s", "1s;2s", "1.5s"])("are not %j", (text) => {
    expect(messages(durationsOption("--retries", text))).toEqual([
      '$["--retries"]: durations with units and commas between them are expected, such as 1s,5s,2m'
    ])
  })
})

describe("an instant", () => {
  it("has a time zone", () => {
    expect(instantOption("--at", "2026-12-01T08:00:00+01:00")).toEqual(
      Result.succeed(Date.parse("2026-12-01T07:00:00Z"))
    )
    expect(instantOption("--at", "2026-12-01T07:00Z")).toEqual(Result.succeed(Date.parse("2026-12-01T07:00:00Z")))
  })

  it.each(["2026-12-01", "2026-12-01T08:00:00", "2026-13-01T08:00:00Z", "tomorrow"])("is not %j", (text) => {
    expect(messages(instantOption("--at", text))[0]).toContain('$["--at"]: an instant with a time zone is expected')
  })
})
