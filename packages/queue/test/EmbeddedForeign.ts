/**
 * Somebody else who uses the store of the embedded driver, by effect alone.
 */
import { SqlClient } from "@adressat/sql"
import type { Database } from "@adressat/sql"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layer, layerStoreSql, make } from "effect/persistence/PersistedQueue"
import type { PersistedQueueStore } from "effect/persistence/PersistedQueue"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"

/** Offers a text to a queue of a store. */
export const offerText = (
  store: Layer.Layer<PersistedQueueStore, unknown>,
  name: string,
  text: string
): Effect.Effect<unknown, unknown> =>
  Effect.provide(
    Effect.flatMap(make({ name, schema: Schema.String }), (queue) => queue.offer(text)),
    Layer.provide(layer, store),
    { local: true }
  )

/** Offers a text to a queue of a database. */
export const offerTextTo = (
  open: Effect.Effect<Database["Service"], unknown, Scope.Scope>,
  name: string,
  text: string
): Promise<unknown> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.flatMap(open, ({ sql }) =>
        offerText(
          Layer.provide(layerStoreSql({ tableName: "adressat_messages" }), Layer.succeed(SqlClient, sql)),
          name,
          text
        )
      )
    )
  )
