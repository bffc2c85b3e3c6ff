/**
 * The one file that imports `effect/persistence`, which is not stable in effect 4.1: a store of its persisted queues, and what
 * a driver needs besides.
 *
 * Invariant: nothing of `effect/persistence` is in a public type.
 */
import { QueueError } from "@adressat/orders"
import type { DeadLetter, DeadLetterSelection } from "@adressat/orders"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import type * as Scope from "effect/Scope"
import { PersistedQueueStore } from "effect/persistence/PersistedQueue"
import type { PersistedQueueError } from "effect/persistence/PersistedQueue"

export { layerStoreMemory, layerStoreRedis, layerStoreSql } from "effect/persistence/PersistedQueue"
export type { PersistedQueueError } from "effect/persistence/PersistedQueue"
export { make as makeRedis, Redis, RedisError } from "effect/persistence/Redis"

/** How the store of persisted queues is asked for work. */
export interface StoreTimes {
  readonly pollInterval: number
  readonly lockRefreshInterval: number
  readonly lockExpiration: number
}

/** A dead letter with the name that it has in the store, which tells those of several sources apart. */
export interface KeptLetter extends DeadLetter {
  readonly key: string
}

/** Where dead letters are kept. */
export interface LetterShelf {
  readonly put: (queue: string, letter: KeptLetter) => Effect.Effect<void, QueueError>
  readonly find: (queue: string, selection: DeadLetterSelection) => Effect.Effect<ReadonlyArray<KeptLetter>, QueueError>
  readonly remove: (queue: string, keys: ReadonlyArray<string>) => Effect.Effect<void, QueueError>
}

/** The persisted queues of a store. */
export type Queues = PersistedQueueStore["Service"]

/** A store that is open. */
export interface EmbeddedStore {
  /** Opens its queues. They tell when they cannot look for work, and let go of what they have claimed as they are closed. */
  readonly open: (onTrouble: (error: QueueError) => void) => Effect.Effect<Queues, QueueError, Scope.Scope>
  readonly letters: LetterShelf
  /** Publishes in this order, as a whole where the store can. */
  readonly publishAll: (
    each: ReadonlyArray<Effect.Effect<void, PersistedQueueError | QueueError>>
  ) => Effect.Effect<void, QueueError>
  /** Settles in any order. */
  readonly settleAll: (each: ReadonlyArray<Effect.Effect<void, QueueError>>) => Effect.Effect<void, QueueError>
  /** Finds out whether the store answers. */
  readonly probe: Effect.Effect<void, QueueError>
  /** Waits until the store has answered what its queues have asked, so that nothing is claimed for nobody. */
  readonly calm: Effect.Effect<void, QueueError>
  /** What a failure of the store means. */
  readonly errorOf: (cause: Cause.Cause<unknown>) => QueueError
  /** By how much later a message has to be asked for so that it does not come early, in milliseconds. */
  readonly rounding: number
}

/** Opens the queues of a layer, which look for work by themselves for ever, and tell only the log when they cannot. */
export const openQueues = <E, R>(
  layer: Layer.Layer<PersistedQueueStore, E, R>,
  onTrouble: (cause: Cause.Cause<unknown>) => void
): Effect.Effect<Queues, E, R | Scope.Scope> => {
  const listener = Logger.make(({ cause }) => {
    if (cause.reasons.length > 0 && !Cause.hasInterruptsOnly(cause)) onTrouble(cause)
  })
  return Effect.map(
    Effect.provideService(Layer.build(Layer.fresh(layer)), Logger.CurrentLoggers, new Set([listener])),
    Context.get(PersistedQueueStore)
  )
}

/** The first failure of a kind in a cause, however deep it lies. */
export const failureIn = <A>(cause: unknown, isA: (failure: unknown) => failure is A): A | undefined => {
  if (isA(cause)) return cause
  if (Cause.isCause(cause)) {
    for (const reason of cause.reasons) {
      const inner = Cause.isFailReason(reason) ? reason.error : Cause.isDieReason(reason) ? reason.defect : undefined
      const found = failureIn(inner, isA)
      if (found !== undefined) return found
    }
    return undefined
  }
  return typeof cause === "object" && cause !== null && "cause" in cause ? failureIn(cause.cause, isA) : undefined
}

/** Makes sure that what fails, or dies, in a store is told as a queue does. */
export const toldBy =
  (errorOf: (cause: Cause.Cause<unknown>) => QueueError) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, QueueError, R> =>
    Effect.catchCause(effect, (cause): Effect.Effect<never, QueueError> =>
      Cause.hasInterruptsOnly(cause) ? Effect.interrupt : Effect.fail(failureIn(cause, isQueueError) ?? errorOf(cause))
    )

/** Whether it is an error of a queue already. */
export const isQueueError = (failure: unknown): failure is QueueError => failure instanceof QueueError
