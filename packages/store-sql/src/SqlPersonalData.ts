/**
 * The port `PersonalData` in a database.
 */
import { StoreError } from "@adressat/core"
import { erasureRefusal, PersonalData, retentionEnds } from "@adressat/orders"
import type { PruneReceipt } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Database } from "@adressat/sql"
import { erase } from "./SqlErasure.ts"
import { keepReceipt, receiptOf, receiptsAfter } from "./SqlReceipts.ts"
import { prune } from "./SqlRetention.ts"

/** Erasure and retention over a client whose database has the tables. */
export const layerPersonalData = (): Layer.Layer<PersonalData, never, Database> =>
  Layer.effect(
    PersonalData,
    Effect.map(Database, (database): PersonalData["Service"] => ({
      erase: Effect.fnUntraced(function* (request) {
        const before = yield* receiptOf(database, request.id)
        const refusal = erasureRefusal(request, before)
        if (refusal !== undefined) return yield* Effect.fail(refusal)
        if (before?.kind === "erasure" && before.isComplete) return before
        const receipt = yield* erase(database, request)
        yield* database.transaction(keepReceipt(database.sql, receipt))
        return receipt
      }),
      prune: Effect.fnUntraced(function* ({ id, now, retention }) {
        const ends = retentionEnds(retention, now)
        if (ends === undefined) {
          return yield* Effect.fail(
            new StoreError({ reason: "Rejected", message: "a retention is a number of days, 0 or more" })
          )
        }
        const receipt: PruneReceipt = { kind: "prune", id, at: now, retention, counts: yield* prune(database, ends) }
        yield* database.transaction(keepReceipt(database.sql, receipt))
        return receipt
      }),
      receipts: ({ after, limit }) => receiptsAfter(database, after, limit)
    }))
  )
