/**
 * A client layer gives the ports of a queue over a client.
 *
 * Invariants: one connection serves everybody but the subscriptions, which have one each, so that nothing that is published
 * holds back what is settled; connections are opened when they are needed and anew when they were lost.
 */
import type { DeadLetter, DeadLetters, FailureCause, MessageQueue, QueueError } from "@adressat/orders"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { Client, Connection, Receiver } from "./Client.ts"
import { openLink } from "./ClientLink.ts"
import { makeDeliveryBuffer } from "./DeliveryBuffer.ts"
import type { Driver, Taken } from "./Driver.ts"
import { layerOfDriver } from "./DriverLayer.ts"
import { keepLink } from "./KeptLink.ts"

/** The queue and its dead letters. Fails with a `QueueError` when the broker cannot be reached, or refuses access. */
export type QueueLayer = Layer.Layer<MessageQueue | DeadLetters, QueueError>

/** The ports over a client. Fails when the broker cannot be reached or refuses, or when the client cannot be made. */
export const layerOfClient = <Token>(make: () => Client<Token>): QueueLayer => layerOfDriver(openDriver(make))

const openDriver = Effect.fnUntraced(function* <Token>(
  make: () => Client<Token>
): Effect.fn.Return<Driver<Token>, QueueError, Scope.Scope> {
  const client = yield* reach(async () => make())
  const link = yield* keepLink(() => openLink(client))
  const ask: Ask<Token> = (queue, run) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      reach(async () => (await link()).ask(queue, (connection) => run(connection, now)))
    )
  yield* reach(link)
  return {
    publish: (queue, messages) =>
      Effect.asVoid(ask(queue, (connection, now) => connection.publish(queue, messages, now))),
    subscribe: (queue, { prefetch }) => subscribe(client, queue, prefetch),
    deadLetters: deadLettersOf(ask)
  }
})

/** Does something on the connection that all share. */
type Ask<Token> = <A>(
  queue: string,
  run: (connection: Connection<Token>, now: number) => Promise<A>
) => Effect.Effect<A, QueueError>

const deadLettersOf = <Token>(ask: Ask<Token>): DeadLetters["Service"] => {
  type Take = (connection: Connection<Token>, ids: ReadonlyArray<string>, now: number) => Promise<ReadonlyArray<string>>
  const takeEach = (queue: string, ids: ReadonlyArray<string>, take: Take) => {
    if (ids.length === 0) return Effect.succeed([])
    const wanted = [...new Set(ids)]
    const taking = ask(queue, async (connection, now) => new Set(await take(connection, wanted, now)))
    return Effect.map(taking, (taken) => wanted.filter((id) => taken.has(id)))
  }
  return {
    find: (queue, selection) => {
      const wanted = "ids" in selection ? { ids: [...new Set(selection.ids)] } : selection
      if ("ids" in wanted ? wanted.ids.length === 0 : wanted.limit <= 0) return Effect.succeed([])
      // One that was given up twice, since its consumer died in between, may be there twice.
      const byId = (letters: ReadonlyArray<DeadLetter>) => new Map(letters.map((letter) => [letter.id, letter]))
      const finding = ask(queue, (connection) => connection.find(queue, wanted))
      return Effect.map(finding, (letters) => [...byId(letters).values()])
    },
    retry: (queue, ids) => takeEach(queue, ids, ({ retry }, wanted, now) => retry(queue, wanted, now)),
    remove: (queue, ids) => takeEach(queue, ids, ({ remove }, wanted) => remove(queue, wanted))
  }
}

/** Subscribes, on a connection of its own: what was received and not settled comes again when it is closed, or lost. */
const subscribe = Effect.fnUntraced(function* <Token>(client: Client<Token>, queue: string, prefetch: number) {
  const clock = yield* Clock.Clock
  const buffer = makeDeliveryBuffer<Token>()
  const link = yield* Effect.acquireRelease(
    reach(() => openLink(client)),
    ({ close }) => Effect.promise(close)
  )
  link.onLost(buffer.fail)
  const receiver: Receiver<Token> = {
    prefetch,
    receive: (delivery, token) => buffer.put({ delivery, token }),
    now: () => clock.currentTimeMillisUnsafe()
  }
  const { dead, done, retry } = yield* Effect.acquireRelease(
    reach(() => link.ask(queue, (connection) => connection.subscribe(queue, receiver))),
    ({ close }) => (close === undefined ? Effect.void : Effect.ignore(reach(() => link.ask(queue, close))))
  )
  const ask = (run: () => Promise<unknown>) => Effect.asVoid(reach(() => link.ask(queue, run)))
  return {
    take: buffer.take,
    done: (taken: ReadonlyArray<Taken<Token>>) => ask(() => done(taken)),
    retry: (taken: ReadonlyArray<Taken<Token>>, delay: number) => ask(() => retry(taken, Math.ceil(delay))),
    dead: (taken: Taken<Token>, cause: FailureCause) => ask(() => dead(taken, cause))
  }
})

const reach = <A>(run: () => Promise<A>): Effect.Effect<A, QueueError> =>
  Effect.tryPromise({ try: run, catch: (cause) => cause as QueueError })
