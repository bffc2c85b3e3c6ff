import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { jsonOf, parseJson } from "../../src/json/Json.ts"
import type { Json } from "../../src/json/Json.ts"

/** What `JSON.parse` would give. */
const plain = (json: Json): unknown => {
  switch (json.kind) {
    case "object":
      return Object.fromEntries(json.members.map(([name, value]) => [name, plain(value)]))
    case "array":
      return json.elements.map(plain)
    case "string":
      return json.text
    case "number":
      return Number(json.text)
    case "boolean":
      return json.value
    case "null":
      return null
  }
}

const codeAndPlace = (text: string) => {
  const reading = parseJson(text)
  if (reading.ok) return "read"
  const [{ code, place } = { code: "none", place: undefined }] = reading.findings
  return `${code} ${place?.line}:${place?.column}`
}

describe("parseJson", () => {
  it("reads what JSON.parse reads, as it reads it", () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: "binary" }), fc.constantFrom(undefined, 1, "\t"), (text, indent) => {
        const laidOut = JSON.stringify(JSON.parse(text), undefined, indent)
        const reading = parseJson(laidOut)
        expect(reading.ok && plain(reading.value)).toEqual(JSON.parse(laidOut))
      })
    )
  })

  it("accepts and refuses the same texts as JSON.parse", () => {
    const piece = fc.constantFrom(
      ...'{}[],:"\\ \n\t01-.eE+tfnua'.split(""),
      "true",
      "null",
      '"a"',
      "1.5e3",
      "\\u00e5",
      "\u0001",
      "\u00a0"
    )
    const accepted = (read: () => unknown) => {
      try {
        return read() !== undefined
      } catch {
        return false
      }
    }
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("")
        expect(parseJson(text).ok).toBe(accepted(() => JSON.parse(text) as unknown))
      }),
      { numRuns: 2000 }
    )
  })

  it("keeps the digits of numbers and members that are written twice", () => {
    const reading = parseJson('{"a": 12345678901234567890, "a": 1e400, "__proto__": -0}')
    expect(reading.ok && reading.value).toMatchObject({
      members: [
        ["a", { text: "12345678901234567890" }],
        ["a", { text: "1e400" }],
        ["__proto__", { text: "-0" }]
      ]
    })
  })

  it("says where a text is broken", () => {
    expect(
      [
        "",
        '{"a": 1,}',
        '{"a" 1}',
        '{\n  "a": tru\n}',
        '["\u0001"]',
        '["a',
        '["\\x"]',
        "[1] 2",
        "{'a': 1}",
        "01",
        "[1\r\n2]"
      ].map(codeAndPlace)
    ).toEqual([
      "json-syntax 1:1",
      "json-syntax 1:9",
      "json-syntax 1:6",
      "json-syntax 2:8",
      "json-syntax 1:3",
      "json-syntax 1:2",
      "json-syntax 1:2",
      "json-syntax 1:5",
      "json-syntax 1:2",
      "json-syntax 1:2",
      "json-syntax 2:1"
    ])
  })

  it("stops at its limits, without running out of stack or time", () => {
    expect(codeAndPlace("[".repeat(65))).toBe("json-too-deep 1:65")
    expect(codeAndPlace("[".repeat(1_000_000))).toBe("json-too-deep 1:65")
    expect(codeAndPlace(`${"[".repeat(64)}${"]".repeat(64)}`)).toBe("read")
    expect(parseJson("[1, 2]", { maxLength: 5 })).toMatchObject({ ok: false, findings: [{ code: "json-too-long" }] })
    expect(parseJson(`"${"a".repeat(5_000_000)}"`).ok).toBe(true)
  })
})

describe("jsonOf", () => {
  it("is the tree of the text that the value is written as", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value = JSON.parse(text, (_, one: unknown) =>
          Number.isInteger(one) && !Number.isSafeInteger(one) ? 0 : one
        ) as unknown
        const reading = jsonOf(value)
        expect(reading.ok && plain(reading.value)).toEqual(value)
      })
    )
  })

  it("refuses what may have lost digits, and what JSON does not have", () => {
    const codeOf = (value: unknown) => {
      const reading = jsonOf(value)
      return reading.ok ? "read" : reading.findings[0]?.code
    }
    const cycle: Array<unknown> = []
    cycle.push(cycle, cycle)
    expect(
      [2 ** 53, [-(2 ** 60)], 1e21, Number.NaN, Infinity, Symbol("a"), () => 1, undefined, cycle].map(codeOf)
    ).toEqual([
      "imprecise-number",
      "imprecise-number",
      "imprecise-number",
      "not-json",
      "not-json",
      "not-json",
      "not-json",
      "not-json",
      "json-too-deep"
    ])
    expect([2 ** 53 - 1, 12345678901234567890n, 1.5, -0].map((value) => jsonOf(value))).toMatchObject([
      { value: { text: "9007199254740991" } },
      { value: { text: "12345678901234567890" } },
      { value: { text: "1.5" } },
      { value: { text: "-0" } }
    ])
  })
})
