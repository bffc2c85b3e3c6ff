import * as Result from "effect/Result"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { formatInstant, parseInstant } from "../src/Instant.ts"

const read = (text: string) => Result.getOrThrow(parseInstant(text))
const refused = (text: string) => Result.getOrThrow(Result.flip(parseInstant(text)))

describe("an instant", () => {
  it("is read with its zone", () => {
    expect(read("2026-05-01T10:00:00Z")).toBe(Date.UTC(2026, 4, 1, 10))
    expect(read("2026-05-01T10:00:00+02:00")).toBe(Date.UTC(2026, 4, 1, 8))
    expect(read("2026-05-01T10:00:00-05:30")).toBe(Date.UTC(2026, 4, 1, 15, 30))
    expect(read("2026-05-01T10:00Z")).toBe(Date.UTC(2026, 4, 1, 10))
    expect(read("2026-05-01T10:00:00.1239999Z")).toBe(Date.UTC(2026, 4, 1, 10, 0, 0, 123))
    expect(read("2024-02-29T00:00:00Z")).toBe(Date.UTC(2024, 1, 29))
  })

  it("is refused without one", () => {
    for (const text of ["2026-05-01", "2026-05-01T10:00", "2026-05-01T10:00:00", "2026-05-01T10:00:00.5"]) {
      expect(refused(text), text).toBe("no-time-zone")
    }
  })

  it("is refused when it does not exist, or is spelled otherwise", () => {
    const texts = [
      "",
      "now",
      "2026-05-01 10:00:00Z",
      "2026-05-01t10:00:00z",
      "01.05.2026",
      " 2026-05-01T10:00:00Z",
      "2026-02-29T10:00:00Z",
      "1900-02-29T10:00:00Z",
      "2026-13-01T10:00:00Z",
      "2026-00-01T10:00:00Z",
      "2026-04-31T10:00:00Z",
      "2026-05-00T10:00:00Z",
      "0000-05-01T10:00:00Z",
      "2026-05-01T24:00:00Z",
      "2026-05-01T10:60:00Z",
      "2026-05-01T10:00:60Z",
      "2026-05-01T10:00:00+14:01",
      "2026-05-01T10:00:00+02:60",
      "2026-05-01Z",
      "2026-02-30"
    ]
    for (const text of texts) expect(refused(text), text).toBe("malformed")
  })

  it("is read again as it was written", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(-62_135_596_800_000), max: new Date(253_402_300_799_999), noInvalidDate: true }),
        (date) => {
          const text = formatInstant(date.getTime())
          expect(read(text)).toBe(date.getTime())
          expect(text).not.toContain(".000")
        }
      )
    )
  })
})
