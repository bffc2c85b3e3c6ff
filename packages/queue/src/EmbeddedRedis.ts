/**
 * Messages and dead letters in Redis, by `ioredis`, the client that the driver on BullMQ has as well.
 *
 * Invariants: a command that was not answered fails when the connection is lost, and is not sent twice by the client; one that
 * comes while there is no connection waits for the next attempt to connect and no longer; no message holds a password.
 */
import { QueueError } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { Redis as Client } from "ioredis"
import { failureIn, layerStoreRedis, makeRedis, openQueues, Redis, RedisError, toldBy } from "./EmbeddedStore.ts"
import type { EmbeddedStore, KeptLetter, LetterShelf, StoreTimes } from "./EmbeddedStore.ts"

/** Where Redis is. */
export interface RedisOptions {
  /** `redis://user:password@host:6379/0`, or `rediss:` for an encrypted connection. Never shown. */
  readonly url: string | Redacted.Redacted
  /** What all keys begin with; default `adressat:`. */
  readonly prefix?: string
}

/** Opens a store in Redis. */
export const openRedisStore = (
  { prefix = "adressat:", ...options }: RedisOptions,
  times: StoreTimes
): Effect.Effect<EmbeddedStore, QueueError, Scope.Scope> =>
  Effect.gen(function* () {
    const url = typeof options.url === "string" ? options.url : Redacted.value(options.url)
    const place = yield* placeOf(url)
    const errorOf = errorAt(place)
    const client = yield* connect(url)
    const send = <A = unknown>(command: string, ...args: ReadonlyArray<string>): Effect.Effect<A, RedisError> =>
      Effect.tryPromise({
        try: () => client.call(command, ...args) as Promise<A>,
        catch: (cause) => new RedisError({ cause })
      })
    const told = toldBy(errorOf)
    const probe = Effect.asVoid(told(send("PING")))
    yield* probe
    const notHere = Effect.fail(new RedisError({ cause: new Error("is not needed here") }))
    const redis = yield* makeRedis({ send, subscribe: () => notHere, connect: notHere })
    const layer = Layer.provide(layerStoreRedis({ prefix, ...times }), Layer.succeed(Redis, redis))
    // Many commands are on the way at the same time; they are done in the order in which they were sent.
    const allAtOnce: EmbeddedStore["publishAll"] = (each) =>
      told(Effect.forEach(each, (one) => one, { concurrency: "unbounded", discard: true }))
    return {
      open: (onTrouble) => openQueues(layer, (cause) => onTrouble(errorOf(cause))),
      letters: lettersIn(send, prefix, told),
      publishAll: allAtOnce,
      settleAll: allAtOnce,
      probe,
      // Commands are answered in the order in which they were sent.
      calm: probe,
      errorOf,
      rounding: 0
    }
  })

const refusedUrl = new QueueError({
  reason: "Rejected",
  message: "the url of redis cannot be read; write redis://user:password@host:6379/0"
})

const placeOf = (url: string): Effect.Effect<string, QueueError> =>
  Effect.suspend(() => {
    const parsed = URL.parse(url)
    if (parsed === null || !/^rediss?:$/.test(parsed.protocol)) return Effect.fail(refusedUrl)
    return Effect.succeed(`${parsed.hostname}:${parsed.port === "" ? "6379" : parsed.port}`)
  })

const connect = (url: string): Effect.Effect<Client, QueueError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.flatMap(
      Effect.tryPromise({
        try: () => import("ioredis"),
        catch: () =>
          new QueueError({ reason: "Rejected", message: "ioredis is not installed; add it to your packages" })
      }),
      ({ Redis: RedisClient }) =>
        Effect.sync(() => {
          const client = new RedisClient(url, {
            lazyConnect: true,
            enableAutoPipelining: true,
            // With any other number it would forget commands that are not sent again.
            maxRetriesPerRequest: 0,
            autoResendUnfulfilledCommands: false,
            retryStrategy: (times) => Math.min(100 * times, 1000),
            connectTimeout: 5000,
            keepAlive: 30_000
          })
          // Who asked is told by the answer.
          client.on("error", () => {})
          return client
        })
    ),
    (client) => Effect.sync(() => client.disconnect())
  )

/** What Redis failed with, told without what was asked for. */
const errorAt =
  (place: string) =>
  (cause: unknown): QueueError => {
    const text = textOf(cause)
    const refusal = Object.entries(REFUSALS).find(([code]) => text.includes(code))?.[1]
    return refusal === undefined
      ? new QueueError({ reason: "Unavailable", message: `redis at ${place} did not answer; try again` })
      : new QueueError({ reason: "Rejected", message: `redis at ${place} refused: ${refusal}` })
  }

const REFUSALS = {
  WRONGPASS: "check the user and the password",
  NOAUTH: "it asks for a password; write it into the url",
  NOPERM: "the user may not do that; give it permission for the keys and for scripts",
  WRONGTYPE: "a key is something else than a queue; choose another prefix",
  READONLY: "it may only be read; name the server that is written to"
}

/** The texts of all failures in a cause. */
const textOf = (cause: unknown): string => {
  const texts: Array<string> = []
  failureIn(cause, (failure): failure is never => {
    if (failure instanceof Error) texts.push(failure.message)
    return false
  })
  return texts.join(" ")
}

/** A sorted set of keys by when they were given up, and a hash of the letters. */
const lettersIn = (
  send: <A = unknown>(command: string, ...args: ReadonlyArray<string>) => Effect.Effect<A, RedisError>,
  prefix: string,
  told: ReturnType<typeof toldBy>
): LetterShelf => {
  const lettersOf = (queue: string) => `${prefix}${queue}:dead`
  const timesOf = (queue: string) => `${prefix}${queue}:dead-at`
  const read = (queue: string, keys: ReadonlyArray<string>) =>
    keys.length === 0
      ? Effect.succeed([])
      : Effect.map(send<ReadonlyArray<string | null>>("HMGET", lettersOf(queue), ...keys), (texts) =>
          texts.flatMap((text) => (text === null ? [] : [JSON.parse(text) as KeptLetter]))
        )
  return {
    put: (queue, letter) =>
      told(
        Effect.andThen(
          send("HSET", lettersOf(queue), letter.key, JSON.stringify(letter)),
          Effect.asVoid(send("ZADD", timesOf(queue), String(letter.at), letter.key))
        )
      ),
    find: (queue, selection) => {
      if (!("limit" in selection)) {
        const ids = new Set(selection.ids)
        return told(
          Effect.map(send<ReadonlyArray<string>>("HVALS", lettersOf(queue)), (texts) =>
            texts.map((text) => JSON.parse(text) as KeptLetter).filter(({ id }) => ids.has(id))
          )
        )
      }
      const last = Math.min(Math.trunc(selection.limit), Number.MAX_SAFE_INTEGER) - 1
      if (!(last >= 0)) return Effect.succeed([])
      return told(
        Effect.flatMap(send<ReadonlyArray<string>>("ZRANGE", timesOf(queue), "0", String(last)), (keys) =>
          read(queue, keys)
        )
      )
    },
    remove: (queue, keys) =>
      keys.length === 0
        ? Effect.void
        : told(
            Effect.andThen(
              send("ZREM", timesOf(queue), ...keys),
              Effect.asVoid(send("HDEL", lettersOf(queue), ...keys))
            )
          )
  }
}
