import { accessKey, ReadAccess, SourceError } from "@adressat/core"
import type { AccessPair, AccessRequest } from "@adressat/core"
import { Category } from "@adressat/xacml"
import type { Attributes, Decision, JsonSpelling } from "@adressat/xacml"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import { TestClock } from "effect/testing"
import * as Tracer from "effect/Tracer"
import { describe, expect, it } from "vitest"
import { layerRemote } from "../src/index.ts"
import type { RemoteIncident, RemoteOptions } from "../src/index.ts"
import { actionOf, answerText, eachReference, valueOf } from "./PdpServer.ts"
import type { Decide } from "./PdpServer.ts"

const url = "https://pdp.example/authorization/api/v1/decision"

interface Call {
  readonly body: string
  readonly headers: Headers
  readonly signal: AbortSignal | null | undefined
  /** Milliseconds of the test clock. */
  readonly at: number
}

/** A platform whose answers are given one by one, the last of them for ever, and that remembers what it was asked. */
const platform = (...answers: ReadonlyArray<(body: string) => Response | PromiseLike<Response>>) => {
  const calls: Array<Call> = []
  const clock = { now: 0, running: 0, mostRunning: 0 }
  const fetch: typeof globalThis.fetch = async (input, init) => {
    expect(String(input instanceof Request ? input.url : input)).toBe(url)
    expect(init?.redirect).toBe("manual")
    const body = typeof init?.body === "string" ? init.body : await new Response(init?.body).text()
    calls.push({ body, headers: new Headers(init?.headers), signal: init?.signal, at: clock.now })
    clock.running += 1
    clock.mostRunning = Math.max(clock.mostRunning, clock.running)
    try {
      return (await answers[Math.min(calls.length, answers.length) - 1]?.(body)) ?? new Response("", { status: 500 })
    } finally {
      clock.running -= 1
    }
  }
  return { calls, clock, fetch }
}

const status =
  (code: number, headers = {}) =>
  () =>
    new Response("", { status: code, headers })

const never = async () => new Promise<Response>(() => undefined)

const deciding =
  (decide: Decide, spelling: JsonSpelling = "altinn") =>
  async (body: string) =>
    new Response(await answerText(decide, body, spelling))

const userOf = (attributes: ReadonlyArray<Attributes>) =>
  valueOf(attributes, Category.subject, "urn:altinn:userid") ?? ""
const partyOf = (attributes: ReadonlyArray<Attributes>) =>
  valueOf(attributes, Category.resource, "urn:altinn:partyid") ?? ""

/** Permits persons with an even user id. */
const even = eachReference((attributes) => (Number(userOf(attributes)) % 2 === 0 ? "Permit" : "NotApplicable"))

const pairs = (count: number, from = 0): ReadonlyArray<AccessPair> =>
  Array.from({ length: count }, (_, index) => ({
    organizationNumber: "313000028",
    partyId: 51000000 + (index % 3),
    userId: 20000000 + from + index
  }))

const ask = (asked: ReadonlyArray<AccessPair>, more: Partial<AccessRequest> = {}) =>
  Effect.flatMap(ReadAccess, (port) => port.decide({ resource: "tax-report", action: "read", pairs: asked, ...more }))

/** Runs an effect while its clock runs as fast as it can, in steps of a tenth of a second. */
const run = async <A, E>(
  { clock, fetch }: Pick<ReturnType<typeof platform>, "clock" | "fetch">,
  options: Partial<RemoteOptions>,
  effect: Effect.Effect<A, E, ReadAccess>
): Promise<Exit.Exit<A, E>> =>
  Effect.runPromise(
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(
        Effect.provide(effect, layerRemote({ url, fetch, ...options }), { local: true })
      )
      while (fiber.pollUnsafe() === undefined) {
        yield* Effect.promise(async () => new Promise((turn) => setImmediate(turn)))
        clock.now += 100
        yield* TestClock.adjust("100 millis")
      }
      return yield* Fiber.await(fiber)
    }).pipe(Effect.provide(TestClock.layer()))
  )

const decisionsOf = <E>(exit: Exit.Exit<ReadonlyArray<{ readonly userId: unknown; readonly decision: Decision }>, E>) =>
  Exit.isSuccess(exit) ? exit.value.map(({ decision, userId }) => `${String(userId)} ${decision}`) : errorOf(exit)

const errorOf = (exit: Exit.Exit<unknown, unknown>) => {
  const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
  return error instanceof SourceError ? `${error.source} ${error.reason} ${error.message}` : error
}

const expected = (asked: ReadonlyArray<AccessPair>) =>
  asked.map(({ userId }) => `${userId} ${Number(userId) % 2 === 0 ? "Permit" : "NotApplicable"}`)

describe("layerRemote", () => {
  it("asks Altinn's endpoint with the subscription key, and gives each pair its decision", async () => {
    const there = platform(deciding(even))
    const key = Redacted.make("s3cret")
    const exit = await run(there, { subscriptionKey: key, token: () => Redacted.make("t0ken") }, ask(pairs(5)))
    expect(decisionsOf(exit)).toEqual(expected(pairs(5)))
    expect(there.calls).toHaveLength(1)
    const [{ headers, body } = { headers: new Headers(), body: "" }] = there.calls
    expect(Object.fromEntries(headers)).toMatchObject({
      "ocp-apim-subscription-key": "s3cret",
      authorization: "Bearer t0ken",
      accept: "application/json",
      "content-type": "application/json"
    })
    expect(JSON.parse(body)).toMatchObject({ request: { multiRequests: { requestReference: { length: 5 } } } })
  })

  it("asks any policy decision point that speaks the OASIS profile", async () => {
    const there = platform(deciding(even, "oasis"))
    expect(decisionsOf(await run(there, { profile: "oasis" }, ask(pairs(4))))).toEqual(expected(pairs(4)))
    expect(there.calls[0]?.headers.get("content-type")).toBe("application/xacml+json")
    expect(JSON.parse(there.calls[0]?.body ?? "")).toMatchObject({ Request: { AccessSubject: { length: 4 } } })
  })

  it("fills batches in order and runs no more of them at the same time than it may", async () => {
    const there = platform(async (body) => {
      await new Promise((turn) => setTimeout(turn, 1))
      return deciding(even)(body)
    })
    const exit = await run(there, { batchSize: 10, concurrency: 3 }, ask(pairs(95)))
    expect(decisionsOf(exit)).toEqual(expected(pairs(95)))
    expect(there.calls).toHaveLength(10)
    expect(there.clock.mostRunning).toBe(3)
  })

  it("takes what is no number for left out", async () => {
    const there = platform(deciding(even))
    const options = { batchSize: Number.NaN, concurrency: Number.NaN, retries: Number.NaN, breakerFailures: Number.NaN }
    expect(decisionsOf(await run(there, options, ask(pairs(3))))).toEqual(expected(pairs(3)))
  })

  it("does not go by the order of the results", async () => {
    const reversed: Decide = async (request) => ({ results: [...(await even(request)).results].reverse() })
    expect(decisionsOf(await run(platform(deciding(reversed)), {}, ask(pairs(9))))).toEqual(expected(pairs(9)))
  })

  it("asks about the action and the resource that it is asked about", async () => {
    const there = platform(
      deciding(eachReference((attributes) => (actionOf(attributes) === "sign" ? "Permit" : "Deny")))
    )
    expect(decisionsOf(await run(there, {}, ask(pairs(1), { action: "sign", resource: "app_ttd_my" })))).toEqual([
      "20000000 Permit"
    ])
    expect(there.calls[0]?.body).toContain('"urn:altinn:app","value":"my"')
    expect(errorOf(await run(there, {}, ask(pairs(1), { resource: "app_ttd" })))).toBe(
      "readAccess Rejected the resource begins with app_ but names no app"
    )
  })
})

describe("layerRemote, when calls fail", () => {
  it("tries again what may pass, with growing pauses", async () => {
    const there = platform(
      status(503),
      status(429),
      () => {
        throw new TypeError("connection refused")
      },
      deciding(even)
    )
    expect(decisionsOf(await run(there, { retryDelay: 1000 }, ask(pairs(2))))).toEqual(expected(pairs(2)))
    const pauses = there.calls.slice(1).map(({ at }, index) => at - (there.calls[index]?.at ?? 0))
    expect(pauses).toHaveLength(3)
    for (const [index, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(800 * 2 ** index)
      expect(pause).toBeLessThanOrEqual(1200 * 2 ** index + 200)
    }
  })

  it("pauses no longer than it may, and never quite as long, so that callers do not come back together", async () => {
    const there = platform(status(503))
    await run(there, { retries: 30, retryDelay: 500, maxRetryDelay: 1000 }, ask(pairs(1)))
    const pauses = there.calls.slice(3).map(({ at }, index) => at - (there.calls[index + 2]?.at ?? 0))
    expect(pauses).toHaveLength(28)
    expect(Math.max(...pauses)).toBeLessThanOrEqual(1400)
    expect(new Set(pauses).size).toBeGreaterThan(1)
  })

  it("comes back no sooner than Retry-After says, and not at all when that is too late", async () => {
    const patient = platform(status(429, { "retry-after": "7" }), deciding(even))
    expect(decisionsOf(await run(patient, {}, ask(pairs(1))))).toEqual(expected(pairs(1)))
    expect(patient.calls[1]?.at).toBeGreaterThanOrEqual(7000)
    const late = platform(status(503, { "retry-after": "11" }), deciding(even))
    expect(errorOf(await run(late, {}, ask(pairs(1))))).toBe(
      "readAccess Unavailable the policy decision point answers with status 503"
    )
    expect(late.calls).toHaveLength(1)
  })

  it("gives up after so many tries", async () => {
    const there = platform(status(500))
    expect(errorOf(await run(there, { retries: 2 }, ask(pairs(1))))).toMatch(/^readAccess Unavailable .* status 500$/u)
    expect(there.calls).toHaveLength(3)
  })

  it.for([
    [401, "the policy decision point refuses the caller with status 401"],
    [403, "the policy decision point refuses the caller with status 403"],
    [400, "the policy decision point refuses the request with status 400"],
    [302, "the policy decision point refuses the request with status 302"]
  ] as const)("does not try again after status %i", async ([code, message]) => {
    const there = platform(status(code, { location: "https://elsewhere.example" }))
    expect(errorOf(await run(there, {}, ask(pairs(1))))).toBe(`readAccess Rejected ${message}`)
    expect(there.calls).toHaveLength(1)
  })

  it("says what is wrong with an answer that cannot be read, and does not ask again", async () => {
    const broken = platform(() => new Response('{"response":[{"decision":"Permit"'))
    expect(errorOf(await run(broken, {}, ask(pairs(1))))).toBe(
      "readAccess Malformed the answer is no XACML response: the document ends where a comma or a closing brace is expected"
    )
    expect(broken.calls).toHaveLength(1)
    expect(
      errorOf(
        await run(
          platform(() => new Response("")),
          {},
          ask(pairs(1))
        )
      )
    ).toMatch(/^readAccess Malformed /u)
  })

  it("does without an answer when there is no token", async () => {
    const there = platform(deciding(even))
    const token = async () => Promise.reject(new Error("s3cret"))
    expect(errorOf(await run(there, { token, retries: 1 }, ask(pairs(1))))).toBe(
      "readAccess Unavailable there is no token for the policy decision point"
    )
    expect(there.calls).toHaveLength(0)
  })

  it("waits no longer than it may, and ends what it no longer waits for", async () => {
    const there = platform(never)
    expect(errorOf(await run(there, { timeout: 5000, retries: 1 }, ask(pairs(1))))).toBe(
      "readAccess Unavailable the policy decision point does not answer in time"
    )
    expect(there.calls.map(({ signal }) => signal?.aborted)).toEqual([true, true])
    expect(there.clock.now).toBeGreaterThanOrEqual(10_000)
    expect(there.clock.now).toBeLessThan(11_000)
  })

  it("makes no calls for a while after several in a row have failed, and then one to see", async () => {
    const there = platform(status(503), status(503), status(503), deciding(even))
    const options = { retries: 0, breakerFailures: 3, breakerPause: 20_000 }
    const story = Effect.gen(function* () {
      const outcomes: Array<string> = []
      for (const wait of [0, 0, 0, 0, 19_000, 2_000, 0]) {
        yield* Effect.sleep(wait)
        const exit = yield* Effect.exit(ask(pairs(1)))
        outcomes.push(`${there.calls.length} ${String(Exit.isSuccess(exit) ? "answered" : errorOf(exit))}`)
      }
      return outcomes
    })
    const exit = await run(there, options, story)
    const failing = "readAccess Unavailable the policy decision point answers with status 503"
    const resting =
      "readAccess Unavailable the policy decision point has failed repeatedly and is left alone for a while"
    expect(Exit.isSuccess(exit) && exit.value).toEqual([
      `1 ${failing}`,
      `2 ${failing}`,
      `3 ${failing}`,
      `3 ${resting}`,
      `3 ${resting}`,
      "4 answered",
      "5 answered"
    ])
  })

  it("lets all calls wait for the one that sees whether the point is back", async () => {
    const there = platform(status(503), deciding(even))
    const story = Effect.gen(function* () {
      yield* Effect.exit(ask(pairs(1)))
      yield* Effect.sleep(2_000)
      return yield* ask(pairs(30))
    })
    const options = { batchSize: 5, retries: 0, breakerFailures: 1, breakerPause: 1_000 }
    expect(decisionsOf(await run(there, options, story))).toEqual(expected(pairs(30)))
    expect(there.calls).toHaveLength(7)
  })

  it("leaves the point alone with calls that were waiting when it had failed too often", async () => {
    const there = platform(status(503))
    const options = { batchSize: 1, concurrency: 2, retries: 0, breakerFailures: 3 }
    expect(Exit.isFailure(await run(there, options, ask(pairs(40))))).toBe(true)
    expect(there.calls.length).toBeLessThanOrEqual(4)
  })

  it("stops listening to an answer that never ends", async () => {
    let isCancelled = false
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1_000_000).fill(32)),
      cancel: () => {
        isCancelled = true
      }
    })
    const there = platform(() => new Response(endless))
    expect(errorOf(await run(there, {}, ask(pairs(1))))).toBe(
      "readAccess Malformed the answer is longer than 8000000 characters"
    )
    expect(isCancelled).toBe(true)
    expect(there.calls).toHaveLength(1)
  })

  it("finds no decision in an answer without a body", async () => {
    const there = platform(() => new Response(null, { status: 204 }))
    expect(errorOf(await run(there, {}, ask(pairs(1))))).toMatch(/^readAccess Malformed /u)
    expect(there.calls).toHaveLength(1)
  })

  it("is not put off by refusals", async () => {
    const there = platform(status(400))
    const story = Effect.forEach([1, 2, 3], () => Effect.exit(ask(pairs(1))))
    await run(there, { breakerFailures: 1 }, story)
    expect(there.calls).toHaveLength(3)
  })

  it("answers about the batches that did not fail, and reports the others", async () => {
    const incidents: Array<RemoteIncident> = []
    const there = platform(async (body) => (body.includes("20000012") ? status(400)() : deciding(even)(body)))
    const exit = await run(there, { batchSize: 10, onIncident: (one) => incidents.push(one) }, ask(pairs(25)))
    expect(decisionsOf(exit)).toEqual([...expected(pairs(10)), ...expected(pairs(5, 20))])
    expect(incidents.map(({ error, questions }) => `${questions} ${error.reason}`)).toEqual(["10 Rejected"])
  })

  it("takes an accident of the one who is told for none of its own", async () => {
    const there = platform(async (body) => (body.includes("20000012") ? status(400)() : deciding(even)(body)))
    const onIncident = () => {
      throw new Error("the log is full")
    }
    expect(decisionsOf(await run(there, { batchSize: 10, onIncident }, ask(pairs(20))))).toEqual(expected(pairs(10)))
  })
})

describe("layerRemote, when one answer stands for a whole batch", () => {
  const poisoned =
    (...users: ReadonlyArray<number>): Decide =>
    async (request) =>
      request.attributes.some((group) => users.some((user) => userOf([group]) === String(user)))
        ? Promise.reject(new Error("one exception abandons the batch"))
        : even(request)

  it("finds the pairs that are to blame, and answers about all others", async () => {
    const incidents: Array<RemoteIncident> = []
    const there = platform(deciding(poisoned(20000123)))
    const exit = await run(there, { onIncident: (one) => incidents.push(one) }, ask(pairs(500)))
    expect(decisionsOf(exit)).toEqual(expected(pairs(500).filter(({ userId }) => userId !== 20000123)))
    expect(there.calls.length).toBeLessThanOrEqual(19)
    expect(incidents.map(({ error, questions }) => `${questions} ${error.reason} ${error.message}`)).toEqual([
      "1 Unavailable the policy decision point has answered with one Indeterminate for all that was asked, so something failed inside it"
    ])
  })

  it("stops looking after so many calls, and says that nothing is known", async () => {
    const incidents: Array<RemoteIncident> = []
    const all = platform(deciding(async () => Promise.reject(new Error("no policy"))))
    const exit = await run(all, { onIncident: (one) => incidents.push(one) }, ask(pairs(500)))
    expect(errorOf(exit)).toMatch(/^readAccess Unavailable .*one Indeterminate/u)
    expect(all.calls).toHaveLength(41)
    const few = platform(deciding(poisoned(20000000, 20000007)))
    const some = await run(few, { maxSplitCalls: 2, onIncident: (one) => incidents.push(one) }, ask(pairs(8)))
    expect([errorOf(some), few.calls.length]).toEqual([errorOf(exit), 3])
    expect(incidents).toEqual([])
    const half = platform(deciding(poisoned(20000000)))
    expect(decisionsOf(await run(half, { maxSplitCalls: 3 }, ask(pairs(8))))).toEqual(expected(pairs(4, 4)))
  })

  it("knows what was decided although an obligation cannot be read", async () => {
    const there = platform(async (body) => {
      const answer = JSON.parse(await answerText(even, body, "altinn")) as { response: Array<object> }
      const obligations = [
        { id: "urn:level", attributeAssignment: [{ attributeId: "a", dataType: "own", value: null }] }
      ]
      return new Response(JSON.stringify({ response: answer.response.map((one) => ({ ...one, obligations })) }))
    })
    expect(decisionsOf(await run(there, {}, ask(pairs(3))))).toEqual(expected(pairs(3)))
  })

  it("keeps the Indeterminate of one pair", async () => {
    const there = platform(
      deciding(eachReference((attributes) => (userOf(attributes) === "20000001" ? "Indeterminate" : "Permit")))
    )
    expect(decisionsOf(await run(there, {}, ask(pairs(3))))).toEqual([
      "20000000 Permit",
      "20000001 Indeterminate",
      "20000002 Permit"
    ])
    expect(there.calls).toHaveLength(1)
  })

  it("leaves out a pair that the answer does not name", async () => {
    const nameless: Decide = async (request) => {
      const { results } = await even(request)
      return { results: results.map((one, index) => (index === 0 ? { ...one, attributes: [] } : one)) }
    }
    const incidents: Array<RemoteIncident> = []
    const there = platform(deciding(nameless))
    const exit = await run(there, { onIncident: (one) => incidents.push(one) }, ask(pairs(3)))
    expect(decisionsOf(exit)).toEqual(expected(pairs(3)).slice(1))
    expect(incidents.map(({ error, questions }) => `${questions} ${error.message}`)).toEqual([
      "1 the policy decision point has left questions without an answer of their own"
    ])
  })
})

describe("layerRemote, whom it asks about", () => {
  const without = (organizationNumber: string, userId: number | string): AccessPair => ({ organizationNumber, userId })

  it("looks up party ids that are missing, and names the others by organisation number", async () => {
    const asked: Array<ReadonlyArray<string>> = []
    const there = platform(
      deciding(eachReference((attributes) => (["51000000", "7"].includes(partyOf(attributes)) ? "Permit" : "Deny")))
    )
    const partyIdsOf = (numbers: ReadonlyArray<string>) => {
      asked.push(numbers)
      return new Map([["313000036", 7]])
    }
    const exit = await run(
      there,
      { partyIdsOf },
      ask([...pairs(1), without("313000036", 1), without("313000036", "two"), without("313000044", 1)])
    )
    expect(asked).toEqual([["313000036", "313000044"]])
    expect(decisionsOf(exit)).toEqual(["20000000 Permit", "1 Permit", "two Permit", "1 Deny"])
    expect(there.calls[0]?.body).toContain('"urn:altinn:organization:identifier-no","value":"313000044"')
    const failing = { partyIdsOf: async () => Promise.reject(new Error("313000036")) }
    expect(errorOf(await run(there, failing, ask([without("313000036", 1)])))).toBe(
      "readAccess Unavailable the party ids of organisations are not available"
    )
  })

  it("waits for party ids no longer than for an answer", async () => {
    const there = platform(deciding(even))
    const signals: Array<AbortSignal> = []
    const partyIdsOf = async (_: ReadonlyArray<string>, signal: AbortSignal) => {
      signals.push(signal)
      return new Promise<ReadonlyMap<string, number>>(() => undefined)
    }
    const exit = await run(there, { partyIdsOf, timeout: 2000 }, ask([{ organizationNumber: "313000036", userId: 1 }]))
    expect(errorOf(exit)).toBe("readAccess Unavailable the party ids of organisations are not available")
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    expect(there.clock.now).toBeLessThan(3000)
  })

  it("asks about tasks and events of an app when it is told which there are", async () => {
    const taskOf = (attributes: ReadonlyArray<Attributes>) =>
      ["urn:altinn:task", "urn:altinn:end-event"].map((id) => valueOf(attributes, Category.resource, id)).join("")
    const there = platform(
      deciding(eachReference((attributes) => (taskOf(attributes) === "Task_2" ? "NotApplicable" : "Permit")))
    )
    const tasksOf = () => [
      { kind: "task", id: "Task_1" } as const,
      { kind: "task", id: "Task_2" } as const,
      { kind: "end-event", id: "EndEvent_1" } as const
    ]
    const app = { resource: "app_ttd_app" }
    const exit = await run(there, { tasksOf }, ask(pairs(2), app))
    expect(Exit.isSuccess(exit) && exit.value.map(({ decision, tasks }) => [decision, tasks])).toEqual(
      Array.from({ length: 2 }, () => [
        "Permit",
        [
          { task: "Task_1", decision: "Permit" },
          { task: "Task_2", decision: "NotApplicable" },
          { task: "EndEvent_1", decision: "Permit" }
        ]
      ])
    )
    const plain = await run(there, { tasksOf }, ask(pairs(1)))
    expect(Exit.isSuccess(plain) && plain.value).toEqual([{ ...pairs(1)[0], partyId: undefined, decision: "Permit" }])
  })

  it("says nothing about tasks when one of them is not decided", async () => {
    const there = platform(async (body) => (body.includes("Task_1") ? status(400)() : deciding(even)(body)))
    const tasksOf = () => [{ kind: "task", id: "Task_1" } as const]
    const exit = await run(there, { tasksOf, batchSize: 2 }, ask(pairs(2), { resource: "app_ttd_app" }))
    expect(Exit.isSuccess(exit) && exit.value.map((answer) => Object.keys(answer))).toEqual(
      Array.from({ length: 2 }, () => ["organizationNumber", "userId", "decision"])
    )
  })

  it("names nobody in errors, incidents, logs and spans, and the key nowhere", async () => {
    const secrets = /2000\d{4}|5100\d{4}|313000028|s3cret|t0ken/u
    const written: Array<unknown> = []
    const spans = new Set<string>()
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        spans.add(span.name)
        const end = span.end.bind(span)
        span.end = (time, exit) => {
          written.push([...span.attributes], Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "")
          end(time, exit)
        }
        return span
      }
    })
    const options: Partial<RemoteOptions> = {
      subscriptionKey: Redacted.make("s3cret"),
      token: () => Redacted.make("t0ken"),
      batchSize: 2,
      retries: 0,
      onIncident: (incident) => written.push(incident)
    }
    const answers = [status(503), status(401), () => new Response('{"response": 20000001}'), deciding(poisonedAlways)]
    for (const answer of answers) {
      for (const asked of [pairs(1), pairs(5)]) {
        const there = platform(deciding(even), answer)
        const exit = await run(
          asked.length === 1 ? platform(answer) : there,
          options,
          ask(asked).pipe(
            Effect.withSpan("asked"),
            Effect.withTracer(tracer),
            Effect.provide(Logger.layer([Logger.make(({ message }) => void written.push(message))]))
          )
        )
        written.push(Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "", errorOf(exit))
      }
    }
    // A span of the HTTP client would end with the request, and so with the body.
    expect([...spans]).toEqual(["asked"])
    expect(written.length).toBeGreaterThan(20)
    expect(JSON.stringify(written)).not.toMatch(secrets)
  })
})

const poisonedAlways: Decide = async () => Promise.reject(new Error("20000000"))

describe("answers", () => {
  it("are about the pairs as they were asked, each once", async () => {
    const asked = [...pairs(2), ...pairs(2)]
    const exit = await run(platform(deciding(even)), {}, ask(asked))
    expect(
      Exit.isSuccess(exit) && exit.value.map(({ organizationNumber, userId }) => accessKey(organizationNumber, userId))
    ).toEqual(["313000028/20000000", "313000028/20000001"])
  })
})
