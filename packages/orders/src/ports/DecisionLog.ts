/**
 * Port: decisions with all that they were made from. Those of orders are written by `OrderStore`, together with the change
 * they belong to; here they are read, and decisions that somebody asked for are written.
 *
 * Invariant: what was appended is never changed; a decision is found by its own creator only.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { StoreError } from "@adressat/core"
import type { LoggedDecision } from "../LoggedDecision.ts"

/** Which decisions a walk through the log comes by next. */
export interface DecisionWalk {
  readonly creator: string
  /** An instant; left out: from the first one on. */
  readonly from?: number
  /** The id of the last decision of the page before; left out: the first page. */
  readonly after?: string
  readonly limit: number
}

/** The log of decisions. */
export class DecisionLog extends Context.Service<
  DecisionLog,
  {
    /** Keeps decisions; one whose id is known already is left as it is. */
    readonly append: (decisions: ReadonlyArray<LoggedDecision>) => Effect.Effect<void, StoreError>
    /** The decisions that there are, in the order of the ids. */
    readonly find: (
      creator: string,
      ids: ReadonlyArray<string>
    ) => Effect.Effect<ReadonlyArray<LoggedDecision>, StoreError>
    /**
     * A page of the decisions of a creator, in an order of ids that is the store's own. Page after page comes by each once;
     * of those that are appended meanwhile it may come by some.
     */
    readonly walk: (walk: DecisionWalk) => Effect.Effect<ReadonlyArray<LoggedDecision>, StoreError>
  }
>()("@adressat/orders/ports/DecisionLog") {}
