/**
 * Messages and dead letters in memory, gone with the process, by the same store of persisted queues as elsewhere.
 */
import { QueueError } from "@adressat/orders"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { layerStoreMemory, openQueues, toldBy } from "./EmbeddedStore.ts"
import type { EmbeddedStore, KeptLetter } from "./EmbeddedStore.ts"

const errorOf = () => new QueueError({ reason: "Unavailable", message: "the queue in memory failed; try again" })

/** Opens a store in memory. */
export const openMemoryStore: Effect.Effect<EmbeddedStore, never, Scope.Scope> = Effect.map(
  openQueues(layerStoreMemory, () => {}),
  (queues) => {
    const kept = new Map<string, Map<string, KeptLetter>>()
    const shelfOf = (queue: string) => {
      const shelf = kept.get(queue) ?? new Map<string, KeptLetter>()
      kept.set(queue, shelf)
      return shelf
    }
    const inOrder: EmbeddedStore["publishAll"] = (each) =>
      toldBy(errorOf)(Effect.forEach(each, (one) => one, { discard: true }))
    return {
      open: () => Effect.succeed(queues),
      letters: {
        put: (queue, letter) => Effect.sync(() => void shelfOf(queue).set(letter.key, letter)),
        find: (queue, selection) =>
          Effect.sync(() => {
            const letters = [...shelfOf(queue).values()]
            if ("limit" in selection) return letters.slice(0, Math.max(0, selection.limit))
            const ids = new Set(selection.ids)
            return letters.filter(({ id }) => ids.has(id))
          }),
        remove: (queue, keys) => Effect.sync(() => keys.forEach((key) => shelfOf(queue).delete(key)))
      },
      publishAll: inOrder,
      settleAll: inOrder,
      probe: Effect.void,
      calm: Effect.void,
      errorOf,
      rounding: 0
    }
  }
)
