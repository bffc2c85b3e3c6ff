/**
 * Port: what candidate rule sets would have decided, beside the decisions that were made.
 *
 * Invariant: a run names no person: it holds reason codes and the id of the decision, by which the log finds the rest.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { StoreError } from "@adressat/core"
import type { ShadowRun } from "../Shadow.ts"

/** Which runs are wanted: those of a creator and a candidate (by its fingerprint), made from an instant on. */
export interface ShadowSelection {
  readonly creator: string
  readonly candidate: string
  /** An instant; left out: from the first one on. */
  readonly from?: number
  /** Left out: from the start; otherwise those after this decision, in the order of decision ids. */
  readonly after?: string
  readonly limit: number
}

/** The log of shadow runs. */
export class ShadowLog extends Context.Service<
  ShadowLog,
  {
    /** Keeps runs; one of the same decision and candidate is left as it is. */
    readonly append: (runs: ReadonlyArray<ShadowRun>) => Effect.Effect<void, StoreError>
    /** Runs in the order of decision ids. */
    readonly read: (selection: ShadowSelection) => Effect.Effect<ReadonlyArray<ShadowRun>, StoreError>
  }
>()("@adressat/orders/ports/ShadowLog") {}
