import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { eventKey, readCloudEvent } from "../src/index.ts"

const event = { specversion: "1.0", id: "a", source: "/ttd", type: "no.adressat.order" }
const read = (value: unknown) => readCloudEvent(JSON.stringify(value))

describe("a cloud event", () => {
  it("is read with everything that it holds, extensions as well", () => {
    const whole = {
      ...event,
      subject: "order",
      time: "2026-11-26T12:00:00Z",
      datacontenttype: "application/json",
      dataschema: "https://example.com/order",
      data: { nested: [1, null, "æ\u0000"] },
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    }
    expect(Result.getOrThrow(read(whole))).toEqual(whole)
    expect(Result.getOrThrow(read(event))).toEqual(event)
  })

  it.each([
    ["another version", { ...event, specversion: "0.3" }, "specversion"],
    ["an empty id", { ...event, id: "" }, "id"],
    ["no source", { ...event, source: undefined }, "source"],
    ["a type that is no text", { ...event, type: 7 }, "type"],
    ["data of another kind", { ...event, datacontenttype: "text/xml" }, "datacontenttype"],
    ["a time that is none", { ...event, time: "yesterday" }, "time"]
  ])("is refused with %s, and where that is", (_, value, place) => {
    const problems = Result.getOrThrow(Result.flip(read(value)))
    expect(problems.map(({ path }) => path).join()).toContain(place)
  })

  it.each(["", "{", "null", "[]", "7", '"text"', "01890110009"])("is none of %j, and repeats nothing of it", (text) => {
    const problems = Result.getOrThrow(Result.flip(readCloudEvent(text)))
    expect(problems.length).toBeGreaterThan(0)
    expect(JSON.stringify(problems)).not.toContain("01890110009")
  })

  it("is known by source and id together, and by nothing else", () => {
    const key = eventKey({ source: "/ttd", id: "a" })
    expect(key).toMatch(/^[0-9a-f]{64}$/)
    expect(eventKey({ ...Result.getOrThrow(read(event)) })).toBe(key)
    const others = [
      { source: "/ttd", id: "b" },
      { source: "/skd", id: "a" },
      { source: "/ttda", id: "" },
      { source: "/tt", id: "da" }
    ]
    expect(new Set([key, ...others.map(eventKey)]).size).toBe(5)
  })
})
