import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { bodyMember, isEmptyText, makeRequestReader, trimText } from "../src/RequestReader.ts"

const bodyOf = (body: unknown) => {
  const reader = makeRequestReader()
  const request = reader.object(bodyMember(body))
  if (request === undefined) throw new Error("the body is no object")
  return { reader, request }
}

describe("a member", () => {
  it("is found in whatever case, the last one written counting", () => {
    const { reader, request } = bodyOf({ sendersreference: "a", SendersREFERENCE: "b", other: 1 })
    expect(reader.text(request.member("sendersReference"))).toBe("b")
    expect(request.member("sendersReference")).toEqual({
      path: "SendersReference",
      pointer: "/SendersREFERENCE",
      value: "b"
    })
    expect(reader.problems).toEqual([])
  })

  it("is as good as absent when it is null", () => {
    const { reader, request } = bodyOf({ a: null })
    const a = request.member("a")
    const read = [
      reader.text(a),
      reader.flag(a),
      reader.integer(a),
      reader.instant(a),
      reader.list(a),
      reader.object(a)
    ]
    expect(read).toEqual(Array.from({ length: 6 }))
    expect(reader.problems).toEqual([])
  })

  it("of another type is told with the path of a conversion, and no text of the body", () => {
    const { reader, request } = bodyOf({ list: [{ text: 17838410022 }], flag: "yes", number: 2 ** 31, time: "soon" })
    const first = reader.list(request.member("list"))?.[0]
    expect(first && reader.text(reader.object(first)?.member("text") ?? first)).toBeUndefined()
    reader.flag(request.member("flag"))
    reader.integer(request.member("number"))
    reader.instant(request.member("time"))
    reader.list(request.member("flag"))
    reader.object(request.member("list"))
    expect(reader.problems.map(({ message, path, pointer }) => [path, pointer, message])).toEqual([
      ["$.list[0].text", "/list/0/text", "The JSON value could not be converted to a text."],
      ["$.flag", "/flag", "The JSON value could not be converted to true or false."],
      ["$.number", "/number", "The JSON value could not be converted to a whole number."],
      ["$.time", "/time", "The JSON value could not be converted to a date and time."],
      ["$.flag", "/flag", "The JSON value could not be converted to a list."],
      ["$.list", "/list", "The JSON value could not be converted to an object."]
    ])
  })

  it("named like a member of every object is one like any other", () => {
    const { reader, request } = bodyOf(JSON.parse('{"__proto__": "a"}'))
    expect(reader.text(request.member("__proto__"))).toBe("a")
    expect(reader.text(request.member("constructor"))).toBeUndefined()
  })
})

describe("a choice", () => {
  const words = { Email: 0, Sms: 1 }
  const choose = (value: unknown) => {
    const { reader, request } = bodyOf({ value })
    return [reader.choice(request.member("value"), words), reader.problems.length]
  }

  it("is a word in whatever case, or its number", () => {
    expect([choose("Email"), choose("SMS"), choose(1)]).toEqual([
      ["Email", 0],
      ["Sms", 0],
      ["Sms", 0]
    ])
    expect([choose(7), choose("Post"), choose(true)]).toEqual([
      ["invalid", 0],
      [undefined, 1],
      [undefined, 1]
    ])
  })
})

describe("an instant", () => {
  it("without zone is told at its own path, with the sentence of the API", () => {
    const { reader, request } = bodyOf({ time: "2026-05-01T10:00:00" })
    reader.instant(request.member("time"))
    reader.instant(request.member("time"), "Which zone?")
    expect(reader.problems.map(({ message, path }) => [path, message])).toEqual([
      ["Time", "The requested send time value must have specified a time zone."],
      ["Time", "Which zone?"]
    ])
  })
})

describe("blanks", () => {
  it("are those of .NET", () => {
    expect(["", " ", "\t\u00a0\u0085\u3000", "\ufeff", "a"].map(isEmptyText)).toEqual([true, true, true, false, false])
    expect(isEmptyText(undefined)).toBe(true)
    expect(trimText(" \u0085 a b\u00a0\n")).toBe("a b")
    expect(trimText("\ufeffa")).toBe("\ufeffa")
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(trimText(trimText(text))).toBe(trimText(text))
        expect(isEmptyText(text)).toBe(trimText(text) === "")
      })
    )
  })
})
