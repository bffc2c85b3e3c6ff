import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { anyHostileText } from "../../testing/src/index.ts"
import { decodeText, decodeValue } from "../src/Document.ts"
import { parseJsonText } from "../src/JsonText.ts"
import { parseOrder, parseOrderText } from "../src/Order.ts"
import type { Problem } from "../src/Problem.ts"
import { formatProblem } from "../src/Problem.ts"

const problemsOf = (parsed: Result.Result<unknown, ReadonlyArray<Problem>>): ReadonlyArray<Problem> =>
  Result.isFailure(parsed) ? parsed.failure : []

const Sample = Schema.Struct({
  name: Schema.String,
  count: Schema.Finite,
  colour: Schema.Literals(["red", "green"]),
  inner: Schema.Struct({ list: Schema.Array(Schema.Boolean) })
})

describe("a value", () => {
  it("has every problem told at once, with place, found, allowed and nearest", () => {
    const problems = problemsOf(
      decodeValue(Sample)({ nam: "x", count: "1", colour: "gren", inner: { list: [true, 1, "x"] } })
    )
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: "missing-member", path: "$.name" }),
        expect.objectContaining({
          code: "unknown-member",
          path: "$.nam",
          nearest: "name",
          allowed: ["name", "count", "colour", "inner"]
        }),
        expect.objectContaining({
          code: "wrong-type",
          path: "$.count",
          message: "a number is expected",
          found: "text of 1 characters"
        }),
        expect.objectContaining({ code: "wrong-value", path: "$.colour", nearest: "green", allowed: ["red", "green"] }),
        expect.objectContaining({ code: "wrong-type", path: "$.inner.list[1]" }),
        expect.objectContaining({ code: "wrong-type", path: "$.inner.list[2]" })
      ])
    )
    expect(problems.length).toBe(6)
  })

  it("of a document with personal data is never repeated in a problem", () => {
    const order = {
      channel: "Email",
      recipients: [{ nationalIdentityNumber: "0189011000", emailAddress: "kari@@example.com", "01890110009": 1 }]
    }
    const text = problemsOf(parseOrder(order)).map(formatProblem).join("\n")
    expect(text).not.toMatch(/0189011|kari/)
    fc.assert(
      fc.property(
        fc.string({ minLength: 12 }).filter((one) => one.trim().length > 11),
        (secret) => {
          const told = JSON.stringify(
            problemsOf(
              parseOrder({ channel: secret, recipients: [{ emailAddress: ` ${secret}`, phoneNumber: secret }] })
            )
          )
          expect(told).not.toContain(JSON.stringify(secret).slice(1, -1))
        }
      )
    )
  })
})

describe("a text", () => {
  it("has line and column of each problem", () => {
    const text = '{\n  "channel": "Mail",\n  "recipients": [\n    { "organizationNumber": "1" },\n    {}\n  ]\n}'
    expect(
      problemsOf(parseOrderText(text, { file: "order.json" })).map(({ column, file, line, path }) => [
        file,
        path,
        line,
        column
      ])
    ).toEqual([
      ["order.json", "$.channel", 2, 3],
      ["order.json", "$.recipients[0].organizationNumber", 4, 7],
      ["order.json", "$.recipients[1]", 5, 5]
    ])
  })

  it.each([
    ["{", 1, 2],
    ['{"a": 1,}', 1, 9],
    ["{\"a\": 'x'}", 1, 7],
    ["{} {}", 1, 4],
    ["// no\n{}", 1, 1],
    ['{\n"a" 1}', 2, 5]
  ])("that is no JSON is one problem at the place: %j", (text, line, column) => {
    expect(problemsOf(parseJsonText(text))).toEqual([
      expect.objectContaining({ code: "broken-json", path: "$", line, column })
    ])
  })

  it("that JSON.parse reads is read the same, unless a member is written twice", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        expect(Result.getOrThrow(parseJsonText(text)).value).toEqual(JSON.parse(text))
      }),
      { numRuns: 500 }
    )
  })

  it("never throws, and never is accepted when JSON.parse refuses it", () => {
    fc.assert(
      fc.property(fc.oneof(anyHostileText, fc.string()), (text) => {
        const parsed = parseJsonText(text)
        let isJson = true
        try {
          JSON.parse(text)
        } catch {
          isJson = false
        }
        if (Result.isSuccess(parsed)) expect(isJson || text.startsWith("\ufeff")).toBe(true)
        expect(Result.isFailure(decodeText(Sample)(text))).toBe(true)
      }),
      { numRuns: 1000 }
    )
  })

  it("pollutes no prototype", () => {
    problemsOf(parseOrderText('{"__proto__": {"polluted": true}, "channel": "Email", "recipients": []}'))
    expect(({} as { readonly polluted?: unknown }).polluted).toBeUndefined()
  })
})
