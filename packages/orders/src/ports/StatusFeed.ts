/**
 * Port: the status feed, which tells a service owner what became of its orders.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { StoreError } from "@adressat/core"
import type { FeedEntry, FeedQuery } from "../StatusFeed.ts"

/** The feed of what is final. */
export class StatusFeed extends Context.Service<
  StatusFeed,
  {
    /** A page of the creator's own entries as `feedPage` defines it; the sequence is 0 or more, the page size clamped. */
    readonly read: (query: FeedQuery, now: number) => Effect.Effect<ReadonlyArray<FeedEntry>, StoreError>
  }
>()("@adressat/orders/ports/StatusFeed") {}
