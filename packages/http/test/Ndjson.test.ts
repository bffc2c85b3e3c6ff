import { describe, expect, it } from "vitest"
import { linesOf } from "../src/Ndjson.ts"
import { COMPANY, makeWorld, sources, tokenOf, turns, until } from "./World.ts"

const encoder = new TextEncoder()

const bodyOf = (chunks: Iterable<string | Uint8Array>): ReadableStream<Uint8Array> => {
  const iterator = chunks[Symbol.iterator]()
  return new ReadableStream(
    {
      pull: (controller) => {
        const { done, value } = iterator.next()
        if (done === true) controller.close()
        else controller.enqueue(typeof value === "string" ? encoder.encode(value) : value)
      }
    },
    { highWaterMark: 0 }
  )
}

const all = async <A>(values: AsyncIterable<A>) => {
  const gathered: Array<A> = []
  for await (const one of values) gathered.push(one)
  return gathered
}

const lines = (...chunks: ReadonlyArray<string | Uint8Array>) => all(linesOf(bodyOf(chunks), 10))

describe("lines", () => {
  it("are cut wherever chunks end, and the last counts without its line feed", async () => {
    const expected = [
      { line: 1, text: "one" },
      { line: 2, text: "two" },
      { line: 4, text: "æøå" }
    ]
    expect(await lines("one\ntwo\n\næøå")).toStrictEqual(expected)
    expect(await lines("on", "e\nt", "wo", "\n", "\næøå\n")).toStrictEqual(expected)
    const bytes = encoder.encode("one\r\ntwo\r\n \r\næøå")
    expect(await lines(...[...bytes].map((byte) => Uint8Array.of(byte)))).toStrictEqual(expected)
    expect(await lines()).toStrictEqual([])
  })

  it("that are too long are a problem of their own, however they come", async () => {
    const found = await lines("0123456789\n0123456789", "a\nok\n", "x".repeat(100), "y".repeat(100))
    expect(found).toMatchObject([
      { line: 1, text: "0123456789" },
      { line: 2, problem: { code: "too-large" } },
      { line: 3, text: "ok" },
      { line: 4, problem: { code: "too-large" } }
    ])
  })
})

const order = JSON.stringify({ channel: "Email", recipients: [{ organizationNumber: COMPANY }] })

const NDJSON = { "content-type": "application/x-ndjson" }

const answersOf = async (response: Response) =>
  (await response.text())
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line))

describe("many orders", () => {
  it("are answered a line each, in their order, whatever is wrong with some", async () => {
    const world = await makeWorld({ limits: { line: 500 } })
    const body = [order, "{", "", JSON.stringify({ channel: "Fax" }), `"${"x".repeat(600)}"`, order].join("\n")
    const answers = await answersOf(await world.call("POST", "/adressat/v1/resolve-many", { body, headers: NDJSON }))
    expect(answers).toMatchObject([
      { line: 1, decision: { tally: { delivered: 1 } } },
      { line: 2, problems: [{ code: "broken-json" }] },
      { line: 4, problems: [{ pointer: "/channel", allowed: expect.any(Array) }, { pointer: "/recipients" }] },
      { line: 5, problems: [{ code: "too-large" }] },
      { line: 6, decision: {} }
    ])
    expect(answers[0]).not.toHaveProperty("explanation")
  })

  it("are explained when a language is asked for", async () => {
    const world = await makeWorld()
    const response = await world.call("POST", "/adressat/v1/resolve-many?language=nb", { body: order, headers: NDJSON })
    expect(await answersOf(response)).toMatchObject([{ line: 1, explanation: { language: "nb" } }])
    const none = await world.call("POST", "/adressat/v1/resolve-many", { body: "", headers: NDJSON })
    expect([none.status, await none.text()]).toStrictEqual([200, ""])
  })

  it("are no more at the same time than they may be, and keep their order all the same", async () => {
    let now = 0
    let most = 0
    const world = await makeWorld({
      concurrency: 4,
      sources: {
        ...sources,
        statutoryContacts: async (keys, request) => {
          now += 1
          most = Math.max(most, now)
          for (let turn = 0; turn < now; turn++) await new Promise((resolve) => setImmediate(resolve))
          now -= 1
          return sources.statutoryContacts(keys, request)
        }
      }
    })
    const body = Array.from({ length: 50 }, () => order).join("\n")
    const answers = await answersOf(await world.call("POST", "/adressat/v1/resolve-many", { body, headers: NDJSON }))
    expect(answers.map(({ line }) => line as number)).toStrictEqual(Array.from({ length: 50 }, (_, place) => place + 1))
    expect([most, now]).toStrictEqual([4, 0])
  })

  it("are read no faster than their answers, and not at all once nobody reads these", async () => {
    const world = await makeWorld({ concurrency: 4 })
    let taken = 0
    let isCancelled = false
    const endless = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          taken += 1
          controller.enqueue(encoder.encode(`${order}\n`))
        },
        cancel: () => {
          isCancelled = true
        }
      },
      { highWaterMark: 0 }
    )
    const response = await world.handler(
      new Request("http://localhost/adressat/v1/resolve-many", {
        method: "POST",
        body: endless,
        duplex: "half",
        headers: { ...NDJSON, authorization: `Bearer ${await tokenOf("ttd")}` }
      })
    )
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    await turns()
    const before = taken
    expect(before).toBeLessThan(20)
    await turns()
    expect(taken).toBe(before)
    for (let count = 0; count < 100; count++) await reader.read()
    await turns()
    expect(taken).toBeGreaterThanOrEqual(100)
    expect(taken).toBeLessThan(130)
    await reader.cancel()
    await until(() => isCancelled)
    await world.dispose()
  })

  it("are waited for as the front door is disposed of", async () => {
    const world = await makeWorld()
    let end: () => void = () => undefined
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(encoder.encode(`${order}\n`))
        end = () => {
          controller.enqueue(encoder.encode(order))
          controller.close()
        }
      }
    })
    const response = await world.handler(
      new Request("http://localhost/adressat/v1/resolve-many", {
        method: "POST",
        body,
        duplex: "half",
        headers: { ...NDJSON, authorization: `Bearer ${await tokenOf("ttd")}` }
      })
    )
    let isDisposed = false
    const disposed = world.dispose().then(() => (isDisposed = true))
    const answers = answersOf(response)
    await turns()
    expect(isDisposed).toBe(false)
    end()
    expect(await answers).toHaveLength(2)
    await disposed
  })
})
