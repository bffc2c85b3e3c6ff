/**
 * The front door: one web-standard handler for every operation of the contract. A request is found, checked, authorised and
 * read within limits before a handler sees it; whatever happens, the answer is one that the contract knows.
 *
 * Invariants: no text of a request is in a problem, a metric, a span or a log; after `dispose` nothing is begun, and what
 * was begun is finished.
 */
import { compile, parseJsonText } from "@adressat/core"
import { takeUpDue } from "@adressat/orders"
import type { ProcessingOptions } from "@adressat/orders"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import { makeActivity, whenOver } from "./Activity.ts"
import { makeAdmission } from "./Admission.ts"
import { makeRouter } from "./Api.ts"
import { mediaRefusal, readBody } from "./Body.ts"
import { faultOf, refusal } from "./Call.ts"
import type { Answer, Call, Refusal } from "./Call.ts"
import { makeCallRunner } from "./CallRunner.ts"
import { contract } from "./contract/Contract.ts"
import type { OperationName } from "./contract/Contract.ts"
import type { Operation } from "./contract/Operation.ts"
import { makeDocsPage } from "./DocsPage.ts"
import { incomingOf, responseOf } from "./Exchange.ts"
import type { Incoming, Outgoing } from "./Exchange.ts"
import { chosenRuleSet, defaultLimits } from "./HandlerOptions.ts"
import type { HandlerOptions } from "./HandlerOptions.ts"
import { decisionHandlers } from "./handlers/Decisions.ts"
import type { Desk, Handler } from "./handlers/Desk.ts"
import { documentHandlers } from "./handlers/Documents.ts"
import { houseHandlers } from "./handlers/House.ts"
import { placingHandlers } from "./handlers/Placing.ts"
import { readingHandlers } from "./handlers/Reading.ts"
import { ruleSetHandlers } from "./handlers/RuleSets.ts"
import { layerPorts } from "./HostPorts.ts"
import type { Ports } from "./HostPorts.ts"
import { makeMetrics } from "./Metrics.ts"
import { observed } from "./Observation.ts"
import { makeOpenApi } from "./OpenApiDocument.ts"
import type { OpenApiDocument } from "./OpenApiDocument.ts"
import { problemAnswer } from "./ProblemAnswer.ts"
import { makePrograms } from "./Programs.ts"
import { makeRateLimit } from "./RateLimit.ts"
import { readiness } from "./Readiness.ts"
import { headRefusal, queryReaders, targetOf } from "./Request.ts"
import { schedule } from "./Scheduler.ts"
import { makeServiceOwnerList } from "./ServiceOwners.ts"
import { makeVerifier } from "./Verifier.ts"

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
  const limits = { ...defaultLimits, ...options.limits }
  const orderProgram = compile(chosenRuleSet(options.ruleSet ?? "altinn"))
  const owners = makeServiceOwnerList(options.serviceOwners)
  const verifier = makeVerifier(options, owners)
  const rateLimit = options.rateLimit === "none" ? undefined : makeRateLimit(options.rateLimit ?? {})
  const metrics = makeMetrics()
  const admit = makeAdmission(verifier, rateLimit, metrics)
  const activity = makeActivity()
  const openApi = makeOpenApi(basePath)
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
    checks: (at) => readiness(context, owners, isShuttingDown, at),
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
  const calls = makeCallRunner(context, limits.answerTime)

  const processing: ProcessingOptions = {
    ...options.processing,
    program: () => orderProgram,
    newId,
    gather: desk.gather
  }
  const scheduler = isScheduler
    ? Effect.runForkWith(context)(
        schedule({
          processing,
          onTaken: (count) => metrics.count("adressat_orders_due_total", count),
          onFailure: () => metrics.count("adressat_scheduler_failures_total")
        })
      )
    : undefined

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
    const done = await calls.run(isTraced ? observed(effect, name, operation, call) : effect, incoming)
    return "_tag" in done ? problemAnswer(done, newId()) : outgoingOf(done)
  }

  const exchange = async (incoming: Incoming): Promise<Outgoing> => {
    const began = performance.now()
    const end = { operation: "none" }
    activity.begin()
    metrics.begun()
    let outgoing: Outgoing
    try {
      outgoing = await answer(incoming, end)
    } catch (error) {
      outgoing = problemAnswer(calls.failed(error), newId())
    }
    const { body, headers, status } = outgoing
    metrics.ended(end.operation, status, (performance.now() - began) / 1000)
    if (incoming.method !== "HEAD" && body !== null && typeof body !== "string") {
      return { status, headers, body: whenOver(body, activity.end) }
    }
    activity.end()
    return incoming.method === "HEAD" ? { status, headers, body: null } : outgoing
  }

  let disposing: Promise<void> | undefined
  const dispose = async (): Promise<void> => {
    isShuttingDown = true
    // What is due is left to others while calls come to their end.
    const stopped = scheduler === undefined ? undefined : Effect.runPromise(Fiber.interrupt(scheduler))
    await activity.idle(grace)
    await stopped
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

const shuttingDown = refusal("shutting-down", {
  detail: "call again in a moment; another server will answer",
  headers: { "Retry-After": "1" }
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
