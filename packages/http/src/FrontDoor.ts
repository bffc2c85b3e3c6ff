/**
 * The front door: one web-standard handler for every operation of the contract. A request is found, checked, authorised and
 * read within limits before a handler sees it; whatever happens, the answer is one that the contract knows.
 *
 * Invariants: no text of a request is in a problem, a metric, a span or a log; after `dispose` nothing is begun, and what
 * was begun is finished.
 */
import { compile, DocumentStore, InvalidInputError, parseJsonText, parseRuleSet, shippedRuleSet } from "@adressat/core"
import type { GatherOptions, RuleSet, ShippedRuleSetName, StoreError } from "@adressat/core"
import { OrderStore, takeUpDue } from "@adressat/orders"
import type { ProcessingOptions } from "@adressat/orders"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import { makeRouter } from "./Api.ts"
import { mediaRefusal, readBody } from "./Body.ts"
import { faultOf, refusal } from "./Call.ts"
import type { Answer, Call, Refusal } from "./Call.ts"
import { hasScope, nobody } from "./Caller.ts"
import type { Caller } from "./Caller.ts"
import { contract } from "./contract/Contract.ts"
import type { OperationName } from "./contract/Contract.ts"
import type { Operation } from "./contract/Operation.ts"
import { makeDocsPage } from "./DocsPage.ts"
import { incomingOf, responseOf } from "./Exchange.ts"
import type { Incoming, Outgoing } from "./Exchange.ts"
import { decisionHandlers } from "./handlers/Decisions.ts"
import type { Desk, Handler } from "./handlers/Desk.ts"
import { documentHandlers } from "./handlers/Documents.ts"
import { houseHandlers } from "./handlers/House.ts"
import { placingHandlers } from "./handlers/Placing.ts"
import { readingHandlers } from "./handlers/Reading.ts"
import { ruleSetHandlers } from "./handlers/RuleSets.ts"
import { layerPorts } from "./HostPorts.ts"
import type { PortOptions, Ports } from "./HostPorts.ts"
import { makeMetrics } from "./Metrics.ts"
import { makeOpenApi } from "./OpenApiDocument.ts"
import type { OpenApiDocument } from "./OpenApiDocument.ts"
import { problemAnswer } from "./ProblemAnswer.ts"
import { makePrograms } from "./Programs.ts"
import { makeRateLimit } from "./RateLimit.ts"
import type { RateLimitOptions } from "./RateLimit.ts"
import { headRefusal, queryReaders, targetOf } from "./Request.ts"
import { schedule } from "./Scheduler.ts"
import { makeServiceOwnerList } from "./ServiceOwners.ts"
import type { ServiceOwnerOptions } from "./ServiceOwners.ts"
import { endOf, observed } from "./Observation.ts"
import { makeVerifier } from "./Verifier.ts"
import type { VerifierOptions } from "./Verifier.ts"

/** Limits of requests and answers. */
export interface Limits {
  /** Of a body, in bytes; default 1,048,576. */
  readonly body: number
  /** Of a body that is a rule set, a policy or a comparison, in bytes; default 8,388,608. */
  readonly document: number
  /** Of a line of a stream, in bytes; default 1,000,000. */
  readonly line: number
  /** Of an address, in characters; default 8192. */
  readonly url: number
  /** Of all headers together, in bytes; default 16,384. */
  readonly headers: number
  /** How long a body may take to come, in milliseconds; default 10,000. */
  readonly bodyTime: number
  /** How long an answer may take, in milliseconds; default 30,000. Streams may take longer. */
  readonly answerTime: number
}

/** How the front door is made. */
export interface HandlerOptions extends PortOptions, VerifierOptions {
  /** The list of service owners. */
  readonly serviceOwners: ServiceOwnerOptions
  /** The rule set by which orders are placed and sent; default `altinn`. */
  readonly ruleSet?: ShippedRuleSetName | object
  /** How facts are gathered; default as `@adressat/core` has it. */
  readonly gather?: GatherOptions
  /** How orders are processed: the sending window, retries, the length of a claim. */
  readonly processing?: Pick<ProcessingOptions, "hours" | "retries" | "lease">
  /** Whether orders are taken up in this process; default `true`. */
  readonly isScheduler?: boolean
  /** Calls of a service owner; default 200 a second, 400 at once. `"none"`: as many as it likes. */
  readonly rateLimit?: RateLimitOptions | "none"
  readonly limits?: Partial<Limits>
  /** Service owners that may report what became of anybody's messages; default none. */
  readonly operators?: ReadonlyArray<string>
  /** Where it is mounted, such as `/adressat`; it is taken off an address that still has it. Default: at the root. */
  readonly basePath?: string
  /** Whether `/metrics` is there; default `true`. It is open to all, so let it be called from inside only. */
  readonly hasMetrics?: boolean
  /** Most orders of a stream in the works at the same time; default 16. */
  readonly concurrency?: number
  /** A new UUID; default a random one. */
  readonly newId?: () => string
  /** Whether spans are made; default: whether `environment` is given, as that is where a tracer comes from. */
  readonly isTraced?: boolean
  /** How long to wait for calls that are in the works when it is disposed, in milliseconds; default 10,000. */
  readonly grace?: number
}

/** The front door. */
export interface FrontDoor {
  /** Answers a request. Never rejects. */
  readonly handler: (request: Request) => Promise<Response>
  /** The description in OpenAPI 3.1. */
  readonly openApi: OpenApiDocument
  /** Takes up at most so many orders that are due, for hosts with a scheduler of their own; gives how many there were. */
  readonly takeUpDue: (limit?: number) => Promise<number>
  /** Refuses new calls from now on; `/ready` says so. */
  readonly refuse: () => void
  /** Refuses new calls, waits for those in the works and for orders that were begun, and lets go of everything. */
  readonly dispose: () => Promise<void>
}

const defaults: Limits = {
  body: 1_048_576,
  document: 8_388_608,
  line: 1_000_000,
  url: 8192,
  headers: 16_384,
  bodyTime: 10_000,
  answerTime: 30_000
}

/** Operations that go on while the front door is shutting down. */
const alwaysThere = new Set<OperationName>(["health", "metrics", "openApi", "docs"])

/** Operations whose handler reads the text of the body itself, with positions. */
const readsText = new Set<OperationName>(["publishRuleSet", "checkRuleSet", "compareRuleSets", "deliveryReports"])

/** Makes the front door. Rejects when a port cannot be had, or when the rule set is refused. */
export const makeHandler = async (options: HandlerOptions): Promise<FrontDoor> => {
  const { exchange, ...door } = await makeExchange(options)
  return { ...door, handler: async (request) => responseOf(await exchange(incomingOf(request))) }
}

/** The front door without a handler: what servers are made of. */
export interface Exchange extends Omit<FrontDoor, "handler"> {
  /** Answers a request. Never rejects. */
  readonly exchange: (incoming: Incoming) => Promise<Outgoing>
}

/** Makes the front door for a server that has neither `Request` nor `Response`. */
export const makeExchange = async (options: HandlerOptions): Promise<Exchange> => {
  const { basePath = "", grace = 10_000, hasMetrics = true, isScheduler = true } = options
  const limits = { ...defaults, ...options.limits }
  const orderProgram = compile(chosenRuleSet(options.ruleSet ?? "altinn"))
  const owners = makeServiceOwnerList(options.serviceOwners)
  const verifier = makeVerifier(options, owners)
  const rateLimit = options.rateLimit === "none" ? undefined : makeRateLimit(options.rateLimit ?? {})
  const metrics = makeMetrics()
  const openApi = makeOpenApi()
  const newId = options.newId ?? (() => crypto.randomUUID())
  const scope = Scope.makeUnsafe()
  const context: Context.Context<Ports> = await Effect.runPromise(Layer.buildWithScope(layerPorts(options), scope))
  const clock = Context.get(context, Clock.Clock)
  const now = () => clock.currentTimeMillisUnsafe()
  let isShuttingDown = false
  const desk: Desk = {
    programs: makePrograms(),
    orderProgram,
    gather: options.gather ?? {},
    hours: options.processing?.hours,
    newId,
    concurrency: options.concurrency ?? 16,
    lineLimit: limits.line,
    basePath,
    operators: new Set(options.operators),
    metrics,
    gauges: () => ({ adressat_remembered_tokens: verifier.remembered() }),
    openApi,
    docs: await makeDocsPage(openApi, basePath),
    checks: async (at) => {
      const store = (effect: Effect.Effect<unknown, unknown, Ports>) =>
        Effect.runPromiseWith(context)(
          effect.pipe(
            Effect.as(true),
            Effect.timeout(2000),
            Effect.catchCause(() => Effect.succeed(false))
          )
        )
      const list = await owners.current(at)
      const [documents, orders] = await Promise.all([
        store(Effect.flatMap(DocumentStore, ({ changes }) => changes(0, 1))),
        store(Effect.flatMap(OrderStore, ({ find }) => find({ by: "due", now: 0, limit: 1 })))
      ])
      return [
        { name: "accepting", isOk: !isShuttingDown },
        { name: "documents", isOk: documents },
        { name: "orders", isOk: orders },
        {
          name: "service-owners",
          isOk: list !== undefined,
          ...(list === undefined || list.asOf === 0 ? {} : { detail: `as of ${new Date(list.asOf).toISOString()}` })
        }
      ]
    },
    isShuttingDown: () => isShuttingDown,
    context
  }
  const handlers: Readonly<Record<OperationName, Handler>> = {
    ...decisionHandlers(desk),
    ...documentHandlers,
    ...ruleSetHandlers(desk),
    ...placingHandlers(desk),
    ...readingHandlers(desk),
    ...houseHandlers(desk)
  }
  const router = makeRouter()
  const readers = queryReaders()
  const isTraced = options.isTraced ?? options.environment !== undefined
  const runFork = Effect.runForkWith(context)

  const processing: ProcessingOptions = {
    ...options.processing,
    program: () => orderProgram,
    newId,
    gather: desk.gather
  }
  const scheduler = isScheduler
    ? runFork(
        schedule({
          processing,
          onTaken: (count) => metrics.count("adressat_orders_due_total", count),
          onFailure: () => metrics.count("adressat_scheduler_failures_total")
        })
      )
    : undefined

  /** Who calls, once it is sure that the operation is open to them. */
  const admit = async (operation: Operation, { headers }: Incoming, at: number): Promise<Caller | Refusal> => {
    if (operation.access === "public") return nobody
    const verified = verifier.verify(headers.get("authorization"), at)
    const caller = verified instanceof Promise ? await verified : verified
    if ("_tag" in caller) return caller
    if (!hasScope(caller, operation.access)) {
      const wanted = operation.access.join(" ")
      return refusal("scope-missing", {
        detail: `the token needs one of these scopes: ${operation.access.join(", ")}`,
        headers: { "WWW-Authenticate": `Bearer error="insufficient_scope", scope="${wanted}"` }
      })
    }
    const wait = rateLimit?.take(caller.org, at) ?? 0
    if (wait === 0) return caller
    metrics.count("adressat_rate_limited_total")
    return refusal("too-many-requests", {
      detail: "this service owner calls more often than it may; wait as long as Retry-After says",
      headers: { "Retry-After": String(Math.max(1, Math.ceil(wait / 1000))) }
    })
  }

  const read = async (
    name: OperationName,
    operation: Operation,
    incoming: Incoming
  ): Promise<Pick<Call, "text" | "body" | "stream"> | Refusal> => {
    const { payload } = operation
    if (payload === undefined) return { text: "", body: undefined, stream: null }
    const unsupported = mediaRefusal(incoming.headers, payload.media)
    if (unsupported !== undefined) return unsupported
    if (payload.media === "application/x-ndjson") return { text: "", body: undefined, stream: incoming.stream() }
    const isDocument = operation.group === "rule sets" || operation.group === "policies"
    const text = await readBody(incoming, { size: isDocument ? limits.document : limits.body, time: limits.bodyTime })
    if (typeof text !== "string") return text
    if (payload.media !== "application/json" || readsText.has(name)) return { text, body: undefined, stream: null }
    if (text === "" && operation.isPlatforms === true) return { text, body: undefined, stream: null }
    try {
      return { text, body: JSON.parse(text) as unknown, stream: null }
    } catch {
      return brokenJson(text, operation.isPlatforms === true)
    }
  }

  const answer = async (incoming: Incoming, end: { operation: string }): Promise<Outgoing> => {
    const refused = headRefusal(incoming, limits)
    if (refused !== undefined) return problemAnswer(refused, newId())
    const { path, query } = targetOf(incoming.target, basePath)
    const method = incoming.method === "HEAD" ? "GET" : incoming.method
    const route = router.find(method, path)
    if (route === undefined || (route.name === "metrics" && !hasMetrics)) {
      return problemAnswer(nowhere(route === undefined ? router.methodsOf(path) : []), newId())
    }
    const { name } = route
    const operation: Operation = contract[name]
    end.operation = name
    if (isShuttingDown && !alwaysThere.has(name) && name !== "ready") {
      return problemAnswer(shuttingDown, newId())
    }
    const at = now()
    const admitted = await admit(operation, incoming, at)
    if ("_tag" in admitted) return problemAnswer(admitted, newId())
    const asked = readers.get(name)?.(query) ?? Result.succeed({})
    if (Result.isFailure(asked)) return problemAnswer(asked.failure, newId())
    const body = await read(name, operation, incoming)
    if ("_tag" in body) return problemAnswer(body, newId())
    const call: Call = {
      ...body,
      params: route.params as Readonly<Record<string, string>>,
      query: asked.success,
      headers: incoming.headers,
      caller: admitted,
      signal: incoming.signal
    }
    const effect = handlers[name](call)
    const done = await completed(isTraced ? observed(effect, name, operation, incoming.headers) : effect, incoming)
    return "_tag" in done ? problemAnswer(done, newId()) : outgoingOf(done)
  }

  /** Runs a handler to its end, to the end of its time, or until nobody waits for it any more. */
  const completed = (effect: ReturnType<Handler>, incoming: Incoming): Promise<Answer | Refusal> | Answer | Refusal => {
    const fiber = runFork(effect)
    const ready = fiber.pollUnsafe()
    if (ready !== undefined) return settle(ready, undefined)
    return new Promise((resolve) => {
      let cause: Refusal | undefined
      const stop = (reason: Refusal) => {
        cause ??= reason
        fiber.interruptUnsafe()
      }
      const timer = setTimeout(() => stop(outOfTime), limits.answerTime)
      const off = incoming.onGone(() => stop(gone))
      fiber.addObserver((exit) => {
        clearTimeout(timer)
        off()
        resolve(settle(exit, cause))
      })
    })
  }

  const settle = (exit: Exit.Exit<Answer, Refusal | StoreError>, cause: Refusal | undefined): Answer | Refusal => {
    if (Exit.isSuccess(exit)) return exit.value
    const error = exit.cause.reasons.find((reason) => reason._tag === "Fail")?.error
    if (error?._tag === "Refusal") return error
    if (error !== undefined) return error.reason === "Unavailable" ? storeUnavailable : failedHere(error)
    if (cause !== undefined) return cause
    const defect = exit.cause.reasons.find((reason) => reason._tag === "Die")
    return failedHere(defect?.defect)
  }

  const failedHere = (defect: unknown): Refusal => {
    runFork(Effect.logError("a call failed", endOf(defect)))
    return refusal("internal", { detail: "this is not your fault; name the instance to whoever runs this" })
  }

  let active = 0
  let onIdle: (() => void) | undefined
  const left = () => {
    active -= 1
    if (active === 0) onIdle?.()
  }

  const exchange = async (incoming: Incoming): Promise<Outgoing> => {
    const began = performance.now()
    const end = { operation: "none" }
    active += 1
    metrics.begun()
    let outgoing: Outgoing
    try {
      outgoing = await answer(incoming, end)
    } catch (error) {
      outgoing = problemAnswer(failedHere(error), newId())
    }
    const { body, headers, status } = outgoing
    metrics.ended(end.operation, status, (performance.now() - began) / 1000)
    if (incoming.method !== "HEAD" && body !== null && typeof body !== "string") {
      return { status, headers, body: whenOver(body, left) }
    }
    left()
    return incoming.method === "HEAD" ? { status, headers, body: null } : outgoing
  }

  let disposing: Promise<void> | undefined
  const dispose = async (): Promise<void> => {
    isShuttingDown = true
    if (active > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, grace)
        onIdle = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    if (scheduler !== undefined) await Effect.runPromise(Fiber.interrupt(scheduler))
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }

  return {
    exchange,
    openApi,
    takeUpDue: (limit = 64) => Effect.runPromiseWith(context)(takeUpDue(processing, limit)),
    refuse: () => {
      isShuttingDown = true
    },
    dispose: () => (disposing ??= dispose())
  }
}

const chosenRuleSet = (ruleSet: ShippedRuleSetName | object): RuleSet => {
  if (typeof ruleSet === "string") return shippedRuleSet(ruleSet)
  const parsed = parseRuleSet(ruleSet)
  if (Result.isFailure(parsed)) throw new InvalidInputError(parsed.failure)
  return parsed.success
}

const shuttingDown = refusal("shutting-down", {
  detail: "call again in a moment; another server will answer",
  headers: { "Retry-After": "1" }
})

const outOfTime = refusal("out-of-time", {
  detail: "it took too long and was given up; try again later",
  headers: { "Retry-After": "5" }
})

const gone = refusal("caller-gone")

const storeUnavailable = refusal("store-unavailable", {
  detail: "what is kept cannot be reached at the moment; try again later",
  headers: { "Retry-After": "5" }
})

const nowhere = (methods: ReadonlyArray<string>): Refusal =>
  methods.length === 0
    ? refusal("not-found", { detail: "there is no such address; see /docs" })
    : refusal("method-not-allowed", {
        detail: `use ${methods.join(" or ")} here`,
        headers: { Allow: (methods.includes("GET") ? [...methods, "HEAD"] : methods).join(", ") }
      })

const brokenJson = (text: string, isPlatforms: boolean): Refusal => {
  const parsed = parseJsonText(text)
  const faults = Result.isFailure(parsed)
    ? parsed.failure.map((problem) => faultOf(problem))
    : [{ pointer: "", detail: "the text is not valid JSON" }]
  return refusal("invalid-request", {
    problems: faults,
    ...(isPlatforms ? { errors: { $: faults.map(({ detail }) => detail) } } : {})
  })
}

const plain = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" }

const jsonHeaders = { ...plain, "Content-Type": "application/json" }

const outgoingOf = ({ body, headers, status }: Answer): Outgoing => {
  if (body === undefined) return { status, headers: { ...plain, ...headers }, body: null }
  if (body.kind === "json") {
    return {
      status,
      headers: headers === undefined ? jsonHeaders : { ...jsonHeaders, ...headers },
      body: JSON.stringify(body.value)
    }
  }
  return {
    status,
    headers: { ...plain, "Content-Type": body.media, ...headers },
    body: body.kind === "text" ? body.text : body.stream
  }
}

/** The same stream, with a word when it is over, whichever way. */
const whenOver = (stream: ReadableStream<Uint8Array>, over: () => void): ReadableStream<Uint8Array> => {
  const reader = stream.getReader()
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const { done, value } = await reader.read()
          if (!done) return controller.enqueue(value)
          controller.close()
        } catch (error) {
          controller.error(error)
        }
        over()
      },
      cancel: async (reason) => {
        over()
        await reader.cancel(reason)
      }
    },
    { highWaterMark: 0 }
  )
}
