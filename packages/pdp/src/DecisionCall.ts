/**
 * One call of a policy decision point over HTTP: a text goes out, a text comes back, or a source error says why not. The
 * only file of this package that knows the HTTP client and the circuit breaker, neither of which effect calls stable.
 *
 * What may pass is tried again, with growing and jittered pauses and no sooner than `Retry-After` says: no connection, no
 * answer in time, 408, 429 and 5xx. A point that has failed several calls in a row is left alone for a while, also by those
 * calls that were waiting for their turn. Nothing is logged or traced here, since bodies name persons, and no redirect is
 * followed, since it would take the key along.
 */
import { SourceError } from "@adressat/core"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Headers from "effect/http/Headers"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as CircuitBreaker from "effect/persistence/CircuitBreaker"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { DecisionProfile } from "./DecisionBatch.ts"

/** How calls are made; see `RemoteOptions` for meanings and defaults. */
export interface DecisionCallOptions {
  readonly url: string
  readonly profile: DecisionProfile
  readonly subscriptionKey: Redacted.Redacted | undefined
  readonly token: (() => Redacted.Redacted | PromiseLike<Redacted.Redacted>) | undefined
  readonly concurrency: number
  readonly timeout: number
  readonly retries: number
  readonly retryDelay: number
  readonly maxRetryDelay: number
  readonly breakerFailures: number
  readonly breakerPause: number
  readonly fetch: typeof globalThis.fetch
}

/** Sends a request to the policy decision point. */
export type DecisionCall = (body: string) => Effect.Effect<string, SourceError>

/** Why there is no decision. The message must hold no personal data. */
export const decisionError = (reason: SourceError["reason"], message: string): SourceError =>
  new SourceError({ source: "readAccess", reason, message })

interface Failure {
  readonly error: SourceError
  /** Whether another try may succeed. */
  readonly passing: boolean
  /** How long the other side wants to be left alone, in milliseconds. */
  readonly retryAfter: number
}

const failure = (reason: SourceError["reason"], message: string, passing = false, retryAfter = 0): Failure => ({
  error: decisionError(reason, message),
  passing,
  retryAfter
})

const statusFailure = (status: number, retryAfter: number): Failure => {
  if (status === 401 || status === 403)
    return failure("Rejected", `the policy decision point refuses the caller with status ${status}`)
  return status === 408 || status === 429 || status >= 500
    ? failure("Unavailable", `the policy decision point answers with status ${status}`, true, retryAfter)
    : failure("Rejected", `the policy decision point refuses the request with status ${status}`)
}

/** Longest answer in characters: as much as is read of any JSON text. */
const MOST_CHARACTERS = 8_000_000

/** The text of an answer, which is no longer listened to when it gets too long. */
const textOf = Effect.fnUntraced(function* ({ stream }: HttpClientResponse.HttpClientResponse) {
  const decoder = new TextDecoder()
  let text = ""
  yield* Stream.runForEach(stream, (bytes) => {
    text += decoder.decode(bytes, { stream: true })
    return text.length > MOST_CHARACTERS
      ? Effect.fail(failure("Malformed", `the answer is longer than ${MOST_CHARACTERS} characters`))
      : Effect.void
  })
  return text + decoder.decode()
})

const mediaTypes = { altinn: "application/json", oasis: "application/xacml+json" } as const

/** Makes the calls of one policy decision point, which share its circuit breaker and the limit of calls at a time. */
export const makeDecisionCall = (options: DecisionCallOptions): Effect.Effect<DecisionCall, never, Scope.Scope> =>
  Effect.gen(function* () {
    const services = yield* Layer.build(Layer.merge(FetchHttpClient.layer, CircuitBreaker.layerStoreMemory()))
    return yield* Effect.provide(callThrough(options), services)
  })

const callThrough = Effect.fnUntraced(function* (options: DecisionCallOptions) {
  const client = yield* HttpClient.HttpClient
  const permits = yield* Semaphore.make(options.concurrency)
  const breaker = yield* CircuitBreaker.make({
    tripPolicy: CircuitBreaker.consecutive(options.breakerFailures),
    openDuration: Duration.millis(options.breakerPause)
  })
  const mediaType = mediaTypes[options.profile]

  const authorization = Effect.suspend(() => {
    const { token } = options
    return token === undefined
      ? Effect.succeed({})
      : Effect.tryPromise({
          try: async () => ({ authorization: `Bearer ${Redacted.value(await token())}` }),
          catch: () => failure("Unavailable", "there is no token for the policy decision point", true)
        })
  })

  const once = Effect.fnUntraced(
    function* (body: string) {
      const request = HttpClientRequest.post(options.url).pipe(
        HttpClientRequest.setHeaders({
          accept: mediaType,
          ...(options.subscriptionKey === undefined
            ? {}
            : { "ocp-apim-subscription-key": Redacted.value(options.subscriptionKey) }),
          ...(yield* authorization)
        }),
        HttpClientRequest.bodyText(body, mediaType)
      )
      const response = yield* client.execute(request)
      if (response.status >= 200 && response.status < 300) return yield* textOf(response)
      const now = yield* Clock.currentTimeMillis
      const retryAfter = Result.map(Headers.parseRetryAfter(response.headers["retry-after"] ?? ""), (hint) =>
        Duration.toMillis(Headers.retryAfterDelay(hint, now))
      )
      return yield* Effect.fail(
        statusFailure(
          response.status,
          Result.getOrElse(retryAfter, () => 0)
        )
      )
    },
    Effect.catchTag("HttpClientError", ({ reason }) =>
      reason._tag === "EmptyBodyError"
        ? Effect.succeed("")
        : Effect.fail(failure("Unavailable", "the policy decision point cannot be reached", true))
    ),
    Effect.timeoutOrElse({
      duration: Duration.millis(options.timeout),
      orElse: () => Effect.fail(failure("Unavailable", "the policy decision point does not answer in time", true))
    }),
    Effect.provideService(FetchHttpClient.Fetch, options.fetch),
    Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" }),
    Effect.provideService(HttpClient.TracerDisabledWhen, () => true)
  )

  // The breaker is asked when it is a call's turn, not when the call is put in line.
  return (body: string) =>
    once(body).pipe(
      Effect.retry(($) =>
        $(Schedule.min([Schedule.exponential(options.retryDelay), Schedule.spaced(options.maxRetryDelay)])).pipe(
          Schedule.jittered,
          Schedule.while(({ input }) => input.passing && input.retryAfter <= options.maxRetryDelay),
          Schedule.modifyDelay(({ duration, input }) =>
            Effect.succeed(Duration.max(duration, Duration.millis(input.retryAfter)))
          ),
          Schedule.upTo({ times: options.retries })
        )
      ),
      breaker.execute({
        key: options.url,
        classify: (exit) =>
          Option.exists(Exit.findErrorOption(exit), ({ passing }) => passing)
            ? CircuitBreaker.failure()
            : CircuitBreaker.success
      }),
      // While one call finds out whether the point is back, the others wait for what it finds.
      Effect.retry({
        schedule: Schedule.spaced(options.retryDelay),
        while: (error) => "reason" in error && error.reason._tag === "CircuitHalfOpen"
      }),
      permits.withPermits(1),
      Effect.mapError((error) =>
        "passing" in error
          ? error.error
          : decisionError(
              "Unavailable",
              "the policy decision point has failed repeatedly and is left alone for a while"
            )
      )
    )
})
