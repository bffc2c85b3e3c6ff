/** The persisted queues of effect in SQLite, PostgreSQL or Redis: as many takers as messages may be in the works. */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { Redis } from "ioredis"
import type { BareClient } from "../BareClient.ts"
import { POLL_INTERVAL, PREFETCH } from "../BareClient.ts"
import type { Place } from "../Broker.ts"
import { clearInSql, openSql, persistedQueue, queuesInRedis, queuesInSql } from "../PersistedStore.ts"
import { removeKeys } from "../RedisKeys.ts"

/** Messages that are published in one transaction. */
const TRANSACTION = 100

/** Opens the store. */
export const open = async ({ broker, id: place, url }: Place): Promise<BareClient> => {
  const scope = Scope.makeUnsafe()
  const close = () => Effect.runPromise(Scope.close(scope, Exit.void))
  if (broker === "redis") {
    const client = new Redis(url, { enableAutoPipelining: true })
    const prefix = `${place}:`
    const queues = await buildIn(scope, queuesInRedis(client, prefix, POLL_INTERVAL))
    return {
      ...clientOf(queues, (offers) =>
        Effect.forEach(offers, (one) => one, { concurrency: "unbounded", discard: true })
      ),
      clear: (queue) => removeKeys(client, `${prefix}${queue}*`),
      remove: async () => {
        await close()
        await removeKeys(client, `${prefix}*`)
        client.disconnect()
      }
    }
  }
  const database = await Effect.runPromise(
    Scope.provide(openSql(broker === "sqlite" ? "sqlite" : "postgres", url), scope)
  )
  const queues = await buildIn(scope, queuesInSql(database, POLL_INTERVAL))
  const publishAll = (offers: ReadonlyArray<Effect.Effect<unknown, Error>>) =>
    Effect.gen(function* () {
      for (let from = 0; from < offers.length; from += TRANSACTION) {
        const some = offers.slice(from, from + TRANSACTION)
        const [first] = some
        if (some.length === 1 && first !== undefined) yield* first
        else yield* database.sql.withTransaction(Effect.forEach(some, (one) => one, { discard: true }))
      }
    })
  return {
    ...clientOf(queues, publishAll),
    clear: async (queue) => void (await Effect.runPromise(clearInSql(database, queue))),
    remove: close
  }
}

type Factory = Effect.Services<ReturnType<typeof persistedQueue>>

const buildIn = <E>(scope: Scope.Scope, layer: Layer.Layer<Factory, E>): Promise<Context.Context<Factory>> =>
  Effect.runPromise(Layer.buildWithScope(layer, scope))

const clientOf = (
  factory: Context.Context<Factory>,
  publishAll: (offers: ReadonlyArray<Effect.Effect<unknown, Error>>) => Effect.Effect<void, Error>
): Pick<BareClient, "publish" | "consume"> => {
  const queueOf = (name: string) => Effect.runSync(Effect.provideContext(persistedQueue(name), factory))
  const known = new Map<string, ReturnType<typeof queueOf>>()
  const opened = (name: string) => {
    const queue = known.get(name) ?? queueOf(name)
    known.set(name, queue)
    return queue
  }
  return {
    publish: (name, messages) =>
      Effect.runPromise(publishAll(messages.map(({ body, id }) => opened(name).offer({ id, body }, { id })))),
    consume: async (name, handle, onSettled) => {
      const handled = handle === undefined ? Effect.void : Effect.promise(handle)
      const one = Effect.andThen(
        opened(name).take(() => handled),
        Effect.sync(onSettled)
      )
      const takers = Array.from({ length: PREFETCH }, () => Effect.forever(one))
      Effect.runFork(Effect.forEach(takers, (taker) => taker, { concurrency: "unbounded", discard: true }))
    }
  }
}
