import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { conditionCalls } from "../src/index.ts"
import type { ConditionCallOptions } from "../src/index.ts"

interface Asked {
  readonly url: string
  readonly authorization: string | null
}

/** Asks endpoints whose servers answer as given, by address; tells who was called. */
const asking = async (
  endpoints: ReadonlyArray<string>,
  answers: Readonly<Record<string, () => Response | Promise<Response>>>,
  options: Partial<ConditionCallOptions> = {}
) => {
  const asked: Array<Asked> = []
  const calls = conditionCalls({
    addressesOf: async () => ["93.184.215.14"],
    ...options,
    fetch: async (input, init) => {
      const url = new Request(input).url
      asked.push({ url, authorization: new Headers(init?.headers).get("authorization") })
      const answer = answers[url]
      if (answer === undefined) throw new TypeError("no connection")
      const signal = init?.signal
      return Promise.race([
        Promise.resolve(answer()),
        new Promise<never>((_, reject) => signal?.addEventListener("abort", () => reject(new Error("aborted"))))
      ])
    }
  })
  return { answers: await Effect.runPromise(calls.ask(endpoints)), asked }
}

const ok =
  (body: string, status = 200) =>
  () =>
    new Response(status === 204 ? null : body, { status })

describe("a send condition", () => {
  it("is answered as its server answers, in the order of the endpoints", async () => {
    const { answers } = await asking(
      ["https://a.example/", "https://b.example/", "https://c.example/", "https://d.example/"],
      {
        "https://a.example/": ok(`{"sendNotification":true}`),
        "https://b.example/": ok("no", 500),
        "https://d.example/": ok("", 204)
      }
    )
    expect(answers).toStrictEqual([
      { status: 200, body: `{"sendNotification":true}` },
      { status: 500, body: "no" },
      { exception: "no connection" },
      { status: 204, body: null }
    ])
  })

  it("has a limited time, and a limited answer", async () => {
    const { answers } = await asking(
      ["https://slow.example/", "https://long.example/"],
      {
        "https://slow.example/": () => new Promise<Response>(() => undefined),
        "https://long.example/": ok("x".repeat(100_000))
      },
      { timeLimit: 20 }
    )
    expect(answers[0]).toStrictEqual({ exception: "no answer in time" })
    expect(answers[1]).toMatchObject({ status: 200, body: "x".repeat(10_000) })
  })

  it("is asked with the token for it, which goes nowhere else", async () => {
    const { answers, asked } = await asking(
      ["https://a.example/"],
      {
        "https://a.example/": () => new Response(null, { status: 302, headers: { location: "https://b.example/x" } }),
        "https://b.example/x": ok("{}")
      },
      { token: async (endpoint) => `for ${endpoint}` }
    )
    expect(answers).toStrictEqual([{ status: 200, body: "{}" }])
    expect(asked).toStrictEqual([
      { url: "https://a.example/", authorization: "Bearer for https://a.example/" },
      { url: "https://b.example/x", authorization: null }
    ])
  })

  it("is not asked for ever", async () => {
    const { answers, asked } = await asking(["https://a.example/"], {
      "https://a.example/": () => new Response(null, { status: 307, headers: { location: "/" } })
    })
    expect(answers).toStrictEqual([{ exception: "too many redirects" }])
    expect(asked).toHaveLength(4)
  })
})

describe("a private network is not called", () => {
  const inside = { exception: "the host is in a private network" }

  it.each([
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://[::1]/",
    "http://[::ffff:169.254.169.254]/",
    "http://169.254.169.254/latest/meta-data",
    "http://10.1.2.3:8080/",
    "http://localhost/",
    "http://localhost./",
    "http://metadata.google.internal/",
    "http://printer.local/"
  ])("by its own name: %s", async (endpoint) => {
    const { answers, asked } = await asking([endpoint], {})
    expect([answers, asked]).toStrictEqual([[inside], []])
  })

  it("by a public name that leads into it, wholly or in part", async () => {
    for (const addresses of [["10.0.0.1"], ["93.184.215.14", "::1"], []]) {
      const { answers, asked } = await asking(["https://rebound.example/"], {}, { addressesOf: async () => addresses })
      expect([answers, asked]).toStrictEqual([[inside], []])
    }
  })

  it("by a redirect into it", async () => {
    const { answers, asked } = await asking(["https://a.example/"], {
      "https://a.example/": () => new Response(null, { status: 302, headers: { location: "http://169.254.169.254/" } })
    })
    expect([answers, asked.length]).toStrictEqual([[inside], 1])
  })

  it("nor anything that is not HTTP", async () => {
    const { answers } = await asking(["file:///etc/passwd", "not an address"], {})
    expect(answers).toStrictEqual([
      { exception: "the scheme is neither http nor https" },
      { exception: "no connection" }
    ])
  })

  it("except where it is allowed by name", async () => {
    const { answers } = await asking(
      ["http://localhost:8080/"],
      { "http://localhost:8080/": ok("{}") },
      { allowedHosts: ["localhost"] }
    )
    expect(answers).toStrictEqual([{ status: 200, body: "{}" }])
  })
})
