/**
 * The connection to Redis of a layer, and what its failures mean.
 *
 * Invariants: what is asked while Redis is away fails as soon as one attempt to reach it has failed, and what is asked in
 * between waits for it; the connection makes itself anew as long as the scope is open; no error tells a password or a name
 * of a user, nor anything of what was sent.
 */
import { QueueError } from "@adressat/queue"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { Redis } from "ioredis"
import type { RedisOptions } from "ioredis"

/** Options of ioredis; how it gives answers is not for the host to say. */
export type ClientOptions = Omit<RedisOptions, "replyMapping">

/** How Redis is reached. */
export interface ConnectionOptions {
  /** Default `redis://127.0.0.1:6379`; `rediss:` for TLS. */
  readonly url?: string | Redacted.Redacted
  /** Whatever else ioredis is to know, such as certificates; default nothing. */
  readonly redis?: ClientOptions
  /** How long Redis may take to answer, in milliseconds; default 10,000. */
  readonly timeout?: number
}

/** An open connection. */
export interface Connection {
  readonly client: Redis
  /** Asks; a promise that is rejected, and one that takes too long, becomes an error of the queue. */
  readonly ask: <A>(promise: () => Promise<A>) => Effect.Effect<A, QueueError>
  /** That the connection was lost. */
  readonly lost: QueueError
}

/** How long to wait before Redis is looked for again, in milliseconds. */
const longestPause = 500

/** Opens a connection that is closed with the scope. */
export const openConnection = (options: ConnectionOptions): Effect.Effect<Connection, QueueError, Scope.Scope> =>
  Effect.gen(function* () {
    const url = Redacted.isRedacted(options.url) ? Redacted.value(options.url) : options.url
    const { timeout = 10_000 } = options
    const settings: ClientOptions = {
      ...options.redis,
      lazyConnect: true,
      connectTimeout: timeout,
      // Whoever asks decides whether to ask again.
      maxRetriesPerRequest: 0,
      enableAutoPipelining: true,
      retryStrategy: (times) => Math.min(times * 50, longestPause)
    }
    const client = yield* Effect.acquireRelease(
      Effect.try({
        try: () => new Redis(url ?? "redis://127.0.0.1:6379", settings),
        catch: () =>
          new QueueError({ reason: "Rejected", message: "the url of redis is none; write redis://host:port" })
      }),
      (opened) => Effect.sync(() => opened.disconnect())
    )
    const place = `redis at ${client.options.host ?? "127.0.0.1"}:${client.options.port ?? 6379}`
    let last: unknown
    client.on("error", (error) => {
      last = error
    })
    const lost = new QueueError({ reason: "Unavailable", message: `the connection to ${place} was lost` })
    const late = new QueueError({ reason: "Unavailable", message: `${place} did not answer within ${timeout} ms` })
    const ask = <A>(promise: () => Promise<A>): Effect.Effect<A, QueueError> =>
      Effect.timeoutOrElse(Effect.tryPromise({ try: promise, catch: (error) => errorOf(error, place) }), {
        duration: timeout,
        orElse: () => Effect.fail(late)
      })
    yield* Effect.timeoutOrElse(
      Effect.tryPromise({ try: () => client.connect(), catch: (error) => errorOf(last ?? error, place) }),
      { duration: timeout, orElse: () => Effect.fail(late) }
    )
    return { client, ask, lost }
  })

/** Answers of Redis that mean that it cannot at the moment. */
const passing =
  /^(LOADING|BUSY|TRYAGAIN|CLUSTERDOWN|MASTERDOWN|READONLY|OOM|MISCONF|NOREPLICAS|UNBLOCKED|ERR max number)/

const errorOf = (error: unknown, place: string): QueueError => {
  const message = error instanceof Error ? error.message : ""
  const code = /^[A-Z]+(?= )/.exec(message)?.[0]
  if (/^(NOAUTH|WRONGPASS|ERR AUTH|ERR invalid password)/.test(message)) {
    return new QueueError({ reason: "Rejected", message: `${place} refuses the password; correct the url` })
  }
  if (passing.test(message)) {
    return new QueueError({ reason: "Unavailable", message: `${place} cannot at the moment (${code ?? "ERR"})` })
  }
  if (error instanceof Error && error.name === "ReplyError") {
    const remedy = "see that the user may run scripts and that nothing else is under the names of the queue"
    return new QueueError({ reason: "Rejected", message: `${place} refuses with ${code ?? "ERR"}; ${remedy}` })
  }
  return new QueueError({ reason: "Unavailable", message: `${place} cannot be reached; see that it runs` })
}
