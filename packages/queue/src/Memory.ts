/**
 * A queue in memory, gone with the process: for tests, for trying things out, and as the plainest form of a driver.
 */
import { outgoingText } from "@adressat/orders"
import type { DeadLetter, DeadLetters, MessageQueue, OutgoingMessage } from "@adressat/orders"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import type * as Layer from "effect/Layer"
import type { Driver, Taken } from "./Driver.ts"
import { layerOfDriver } from "./DriverLayer.ts"

interface Kept {
  readonly id: string
  readonly body: string
  attempt: number
  /** The instant from which on it may be delivered. */
  from: number
}

interface Shelf {
  /** What may be delivered, in this order. */
  ready: Array<Kept>
  /** What is to come later, in any order. */
  later: Array<Kept>
  readonly dead: Map<string, DeadLetter>
  /** Opens when something was put. */
  readonly news: Latch.Latch
}

/** A driver whose messages are in memory. */
export const makeMemoryDriver = (): Driver<Kept> => {
  const shelves = new Map<string, Shelf>()
  const shelfOf = (queue: string): Shelf => {
    const known = shelves.get(queue) ?? { ready: [], later: [], dead: new Map(), news: Latch.makeUnsafe(false) }
    shelves.set(queue, known)
    return known
  }
  const put = (shelf: Shelf, kept: Kept) => {
    if (kept.from > 0) shelf.later.push(kept)
    else shelf.ready.push(kept)
    shelf.news.openUnsafe()
  }
  const publish = (queue: string, messages: ReadonlyArray<OutgoingMessage>) =>
    Effect.sync(() => {
      for (const message of messages) {
        const { event, notBefore = 0 } = message
        put(shelfOf(queue), { id: event.id, body: outgoingText(message), attempt: 0, from: notBefore })
      }
    })
  const take = (shelf: Shelf, atMost: number): Effect.Effect<ReadonlyArray<Taken<Kept>>> =>
    Effect.gen(function* () {
      for (;;) {
        shelf.news.closeUnsafe()
        const now = yield* Clock.currentTimeMillis
        if (shelf.later.some(({ from }) => from <= now)) {
          const due = shelf.later.filter(({ from }) => from <= now)
          shelf.ready.push(...due.sort((a, b) => a.from - b.from))
          shelf.later = shelf.later.filter(({ from }) => from > now)
        }
        if (shelf.ready.length > 0) {
          return shelf.ready.splice(0, atMost).map((kept) => {
            kept.attempt += 1
            return { delivery: { id: kept.id, body: kept.body, attempt: kept.attempt }, token: kept }
          })
        }
        const next = shelf.later.reduce((least, { from }) => Math.min(least, from), Infinity)
        yield* next === Infinity ? shelf.news.await : Effect.timeoutOption(shelf.news.await, next - now)
      }
    })
  return {
    publish,
    subscribe: (queue) =>
      Effect.gen(function* () {
        const shelf = shelfOf(queue)
        const held = new Set<Kept>()
        // What nobody settled comes again, before all others.
        yield* Effect.addFinalizer(() =>
          Effect.sync(() => {
            shelf.ready = [...held, ...shelf.ready]
            shelf.news.openUnsafe()
          })
        )
        const letGo = (taken: ReadonlyArray<Taken<Kept>>) => {
          for (const { token } of taken) held.delete(token)
        }
        return {
          take: (atMost) =>
            Effect.tap(take(shelf, atMost), (taken) =>
              Effect.sync(() => taken.forEach(({ token }) => held.add(token)))
            ),
          done: (taken) => Effect.sync(() => letGo(taken)),
          retry: (taken, delay) =>
            Effect.map(Clock.currentTimeMillis, (now) => {
              letGo(taken)
              for (const { token } of taken) {
                token.from = now + delay
                put(shelf, token)
              }
            }),
          dead: (taken, cause) =>
            Effect.map(Clock.currentTimeMillis, (at) => {
              letGo([taken])
              const { attempt, body, id } = taken.token
              shelf.dead.set(id, { id, body, cause, attempts: attempt, at })
            })
        }
      }),
    deadLetters: {
      find: (queue, selection) =>
        Effect.sync(() => {
          const { dead } = shelfOf(queue)
          if ("limit" in selection) return [...dead.values()].slice(0, Math.max(0, selection.limit))
          return [...dead.values()].filter(({ id }) => selection.ids.includes(id))
        }),
      retry: (queue, ids) =>
        Effect.sync(() => {
          const shelf = shelfOf(queue)
          return ids.filter((id) => {
            const letter = shelf.dead.get(id)
            if (letter !== undefined) put(shelf, { id, body: letter.body, attempt: 0, from: 0 })
            return shelf.dead.delete(id)
          })
        }),
      remove: (queue, ids) => Effect.sync(() => ids.filter((id) => shelfOf(queue).dead.delete(id)))
    }
  }
}

/** The queue and its dead letters in memory. */
export const layerMemory: Layer.Layer<MessageQueue | DeadLetters> = layerOfDriver(Effect.sync(makeMemoryDriver))
