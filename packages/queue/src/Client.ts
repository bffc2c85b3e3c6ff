/**
 * A client is what a driver has of its own where the library of its broker speaks in promises: how to connect, publish,
 * receive, settle, and look at dead letters. What all of them need beyond that is here.
 *
 * Invariants: one connection serves everybody but the subscriptions, which have one each, so that nothing that is published
 * holds back what is settled; connections are opened when they are needed and anew when they were lost; whoever waits for one
 * that is lost, or that does not answer in time, is told; no error tells more than the client's own words.
 */
import { QueueError } from "@adressat/orders"
import type {
  DeadLetter,
  DeadLetters,
  DeadLetterSelection,
  Delivery,
  FailureCause,
  MessageQueue,
  OutgoingMessage
} from "@adressat/orders"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { makeDeliveryBuffer } from "./DeliveryBuffer.ts"
import type { Driver, Taken } from "./Driver.ts"
import { layerOfDriver } from "./DriverLayer.ts"
import { keepLink } from "./KeptLink.ts"

/** A client of a broker. */
export interface Client<Token> {
  /** What the broker is called and where it is, as in `nats at 127.0.0.1:4222`. */
  readonly place: string
  /** How long the broker may take for an answer, in milliseconds; a connection without one is lost. */
  readonly timeout: number
  /** Opens a connection; `lose` is called when it is lost later on, with what is known of the cause, and of the queue. */
  readonly connect: (lose: (cause?: unknown, queue?: string) => void) => Promise<Connection<Token>>
  /**
   * What a failure means where it is not one that passes by itself, as in "refused access; see to the password"; or the error
   * that it is, where the connection holds.
   */
  readonly refusalOf: (cause: unknown, queue: string) => string | QueueError | undefined
}

/** An open connection. Whatever it does not do may be rejected with anything; the client says what that means. */
export interface Connection<Token> {
  /** Resolves when the broker has written everything down. */
  readonly publish: (queue: string, messages: ReadonlyArray<OutgoingMessage>, now: number) => Promise<unknown>
  /** Subscribes to a queue; a connection has one subscription at most. */
  readonly subscribe: (queue: string, receiver: Receiver<Token>) => Promise<ClientSubscription<Token>>
  readonly find: (queue: string, selection: DeadLetterSelection) => Promise<ReadonlyArray<DeadLetter>>
  readonly retry: (queue: string, ids: ReadonlyArray<string>, now: number) => Promise<ReadonlyArray<string>>
  readonly remove: (queue: string, ids: ReadonlyArray<string>) => Promise<ReadonlyArray<string>>
  readonly close: () => Promise<unknown>
}

/** Who receives the messages of a subscription. */
export interface Receiver<Token> {
  /** Most messages received and not settled. */
  readonly prefetch: number
  readonly receive: (delivery: Delivery, token: Token) => void
  /** The time, in milliseconds since 1970. */
  readonly now: () => number
}

/** A subscription of a client, settled as a `Subscription` is. */
export interface ClientSubscription<Token> {
  readonly done: (taken: ReadonlyArray<Taken<Token>>) => Promise<unknown>
  readonly retry: (taken: ReadonlyArray<Taken<Token>>, delay: number) => Promise<unknown>
  readonly dead: (taken: Taken<Token>, cause: FailureCause) => Promise<unknown>
  /** Gives back what is not settled, unless that comes with closing the connection. */
  readonly close?: () => Promise<unknown>
}

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

/** An error worth a retry. */
export const unavailable = (message: string): QueueError => new QueueError({ reason: "Unavailable", message })

/** An error that stays until somebody does something. */
export const rejected = (message: string): QueueError => new QueueError({ reason: "Rejected", message })

/** Reads the url of a broker; fails with an example where it is none. */
export const brokerUrl = (text: string, protocols: RegExp, broker: string, example: string): URL => {
  const url = URL.parse(text)
  if (url !== null && protocols.test(url.protocol) && url.hostname !== "") return url
  throw rejected(`the url of ${broker} cannot be read; write ${example}`)
}

/** Does something once for each name, and anew when it has failed. */
export const onceEach = (run: (name: string) => Promise<unknown>): ((name: string) => Promise<unknown>) => {
  const known = new Map<string, Promise<unknown>>()
  return (name) => {
    const running = known.get(name) ?? run(name)
    known.set(name, running)
    running.catch(() => known.delete(name))
    return running
  }
}

const reach = <A>(run: () => Promise<A>): Effect.Effect<A, QueueError> =>
  Effect.tryPromise({ try: run, catch: (cause) => cause as QueueError })

/** Waits for a promise, but not longer than so many milliseconds. */
const withinTime = async (promise: Promise<unknown>, time: number): Promise<void> => {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, time)
  await Promise.race([promise, late.promise]).finally(() => clearTimeout(timer))
}

interface Link<Token> {
  readonly ask: <A>(queue: string, run: (connection: Connection<Token>) => Promise<A>) => Promise<A>
  readonly onLost: (listener: (error: QueueError) => void) => void
  readonly close: () => Promise<void>
}

const openLink = async <Token>(client: Client<Token>): Promise<Link<Token>> => {
  const { connect, place, refusalOf, timeout } = client
  const listeners = new Set<(error: QueueError) => void>()
  let failure: QueueError | undefined
  const errorOf = (cause: unknown, queue: string) => {
    const known = cause === undefined || cause instanceof QueueError ? cause : refusalOf(cause, queue)
    if (known instanceof QueueError) return known
    if (known !== undefined) return rejected(`${place} ${known}`)
    return unavailable(
      `${place} does not answer, or the connection to it was lost; see whether it runs and can be reached`
    )
  }
  const lose = (cause?: unknown, queue = "") => {
    if (failure !== undefined) return
    failure = errorOf(cause, queue)
    for (const listener of listeners) listener(failure)
    void close()
  }
  const onLost = (listener: (error: QueueError) => void) => {
    if (failure === undefined) listeners.add(listener)
    else listener(failure)
  }
  /** Waits for an answer, but no longer than the connection holds. */
  const answer = <A>(queue: string, run: () => Promise<A>) =>
    new Promise<A>((resolve, reject) => {
      if (failure !== undefined) return reject(failure)
      const late = setTimeout(lose, timeout)
      const end = () => {
        clearTimeout(late)
        listeners.delete(fail)
      }
      const fail = (error: QueueError) => {
        end()
        reject(error)
      }
      listeners.add(fail)
      const answered = Promise.resolve().then(run).finally(end)
      answered.then(resolve, (cause: unknown) => reject(failure ?? errorOf(cause, queue)))
    })
  const connecting = connect(lose)
  let closing: Promise<unknown> | undefined
  const close = async () => {
    closing ??= connecting.then((connection) => connection.close())
    await withinTime(closing, Math.min(timeout, 5000)).catch(() => undefined)
  }
  try {
    const connection = await answer("", () => connecting)
    return { ask: (queue, run) => answer(queue, () => run(connection)), onLost, close }
  } catch (error) {
    void close()
    throw error
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
