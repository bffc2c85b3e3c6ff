/**
 * Idempotency keeps an order from being placed twice: the second order with the same id gets the first one's answer. The
 * platform never compares their contents; a fingerprint of the content tells what it does not.
 *
 * Invariants: equal content has an equal fingerprint in whatever order its members stand; ids of different creators and of
 * different kinds of orders never meet. A fingerprint is made of personal data and could be guessed at, so it is kept as
 * close as the order itself. Source: Altinn Notifications, unique index over creator, idempotency id and kind.
 */
import { canonicalJson, textFingerprint } from "@adressat/core"

/** The kinds of orders that have ids of their own; orders of the v1 API have none. */
export type IdempotencyKind = "chain" | "instant" | "composed"

/** What an order is known by. */
export interface IdempotencyKey {
  readonly creator: string
  readonly id: string
  readonly kind: IdempotencyKind
}

/** What is kept of a first order, to answer a second one with. */
export interface PlacedOrder {
  readonly key: IdempotencyKey
  /** Of the content; see {@link contentFingerprint}. */
  readonly fingerprint: string
}

/** What an order is to those before it: new, or the same again. */
export type Replay =
  | { readonly outcome: "new"; readonly httpStatus: 201 }
  | { readonly outcome: "replay"; readonly httpStatus: 200 }
  | {
      readonly outcome: "replay"
      readonly httpStatus: 200
      readonly warning: { readonly code: "IDEMPOTENCY_CONTENT_CHANGED"; readonly message: string }
    }

/** A key as one text, fit for an index: equal for equal keys only. */
export const idempotencyIndex = ({ creator, id, kind }: IdempotencyKey): string => canonicalJson([creator, kind, id])

/** SHA-256 of a content, in hexadecimal; the same in whatever order members stand. */
export const contentFingerprint = (content: unknown): string => textFingerprint(canonicalJson(content))

/** Whether an order was placed before, and whether it said something else then. */
export const replayOf = (order: PlacedOrder, placed: PlacedOrder | undefined): Replay => {
  if (placed === undefined || idempotencyIndex(placed.key) !== idempotencyIndex(order.key)) {
    return { outcome: "new", httpStatus: 201 }
  }
  if (placed.fingerprint === order.fingerprint) return { outcome: "replay", httpStatus: 200 }
  return {
    outcome: "replay",
    httpStatus: 200,
    warning: {
      code: "IDEMPOTENCY_CONTENT_CHANGED",
      message: "an order with this idempotency id was placed with other content; the first one stands, so use a new id"
    }
  }
}
