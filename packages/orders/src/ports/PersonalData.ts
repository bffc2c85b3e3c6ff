/**
 * Port: what becomes of personal data in orders, decisions, the status feed and the inbox: a person is erased from them, and
 * what is old goes.
 *
 * Invariants: a receipt holds no personal data; what something is still to come of (an order that is not final, an event
 * that is not published) is left alone, and named in the receipt; doing it again does no harm, and goes on where it had not
 * come to an end. A rule set that no decision refers to any more goes with the last one that did.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { StoreError } from "@adressat/core"
import type { Person } from "../Erasure.ts"
import type { Retention } from "../Retention.ts"

/** Who is to be erased, and under which name that is known. */
export interface ErasureRequest {
  /** Of the receipt; the same again goes on with the same erasure. No personal data. */
  readonly id: string
  /** An instant. */
  readonly at: number
  readonly person: Person
  /** At least 16 random characters, kept by whoever has the receipt, to prove whom it is about. They are not stored. */
  readonly secret: string
}

/** What was left alone, and when to try again. */
export interface PendingErasure {
  readonly kind: "shipment" | "event"
  /** The shipment id, or what the message of the event is known by. */
  readonly id: string
  /** An instant. */
  readonly until: number
}

/** That a person was erased. */
export interface ErasureReceipt {
  readonly kind: "erasure"
  readonly id: string
  /** An instant. */
  readonly at: number
  /** `erasedSubject` of the person and the secret. */
  readonly subject: string
  /** In how many of each she was; `tombstones`: decisions of which nothing is left but that there was one. */
  readonly counts: {
    readonly shipments: number
    readonly decisions: number
    readonly tombstones: number
    readonly feed: number
    readonly events: number
  }
  readonly pending: ReadonlyArray<PendingErasure>
  readonly isComplete: boolean
}

/** That what was old is gone, and how much of it there was. */
export interface PruneReceipt {
  readonly kind: "prune"
  readonly id: string
  /** An instant. */
  readonly at: number
  readonly retention: Retention
  readonly counts: {
    readonly shipments: number
    readonly decisions: number
    readonly feed: number
    readonly events: number
    readonly runs: number
    readonly ruleSets: number
  }
}

/** What somebody may show who is asked. */
export type Receipt = ErasureReceipt | PruneReceipt

/** Personal data in what is kept. */
export class PersonalData extends Context.Service<
  PersonalData,
  {
    /** Erases a person. `Rejected`: the secret is short, nobody is named, or the id is that of another receipt. */
    readonly erase: (request: ErasureRequest) => Effect.Effect<ErasureReceipt, StoreError>
    /** Deletes what is older than it is to be kept. `Rejected`: a retention is no number of days. */
    readonly prune: (request: {
      readonly id: string
      readonly retention: Retention
      readonly now: number
    }) => Effect.Effect<PruneReceipt, StoreError>
    /** Receipts in the order of their ids, from one on. */
    readonly receipts: (page: {
      readonly after?: string
      readonly limit: number
    }) => Effect.Effect<ReadonlyArray<Receipt>, StoreError>
  }
>()("@adressat/orders/ports/PersonalData") {}
