/**
 * The look-up answer is what a sender is told as an order is placed: who of its recipients can be reached as things stand.
 * The v1 API takes the order whatever the answer is; the current one refuses a chain of which anybody is missing, and says
 * neither who nor why. Here the refusal comes with an explanation.
 *
 * Invariants: reserved persons are never missing; an explanation names recipients by their place in the request, never by
 * identifier or address. Source: Altinn Notifications, OrderRequestService and Problems.
 */
import type { Channel, Decision, LookupStatus } from "@adressat/core"

/** The member `recipientLookup` of the v1 answer; it holds identifiers. */
export type RecipientLookup = Pick<LookupStatus, "status" | "isReserved" | "missingContact">

/** What the v1 API answers to an order. */
export type LookupAnswer =
  | {
      readonly httpStatus: 202
      /** Absent when nobody needed to be looked up. */
      readonly recipientLookup?: RecipientLookup
    }
  | { readonly httpStatus: 500; readonly undetermined: ReadonlyArray<number> }

/** A shipment of a chain with its decision at registration; `reminder` is the index of a reminder, absent for the main order. */
export interface DecidedShipment {
  readonly reminder?: number
  readonly decision: Decision
}

/** Why a candidate for a missing recipient cannot be notified. */
export interface MissingCandidate {
  readonly basis: Decision["withheld"][number]["basis"]
  readonly state: Decision["withheld"][number]["state"]
  /** Every gate that failed and every reason why no address can be used. */
  readonly reasons: ReadonlyArray<{ readonly code: string; readonly gate?: string }>
}

/** A recipient that cannot be reached: of which shipment, which one, on which channel, and why. */
export interface MissingRecipient {
  readonly shipment: "main" | "reminder"
  /** Index of the reminder, where it is one. */
  readonly reminder?: number
  /** Index of the recipient in the shipment's order. */
  readonly recipient: number
  readonly kind: Decision["recipients"][number]["kind"]
  readonly channel: Channel
  readonly candidates: ReadonlyArray<MissingCandidate>
}

/** The problem of the current API for missing contact information. */
export const MISSING_CONTACT = {
  httpStatus: 422,
  code: "NOT-00001",
  title: "Missing contact information for recipient(s)"
} as const

/** What the current API answers to a chain: stored, refused with an explanation, or failed since a source did not answer. */
export type ChainAnswer =
  | { readonly httpStatus: 201 }
  | {
      readonly httpStatus: 422
      readonly problem: typeof MISSING_CONTACT
      readonly missing: ReadonlyArray<MissingRecipient>
    }
  | { readonly httpStatus: 500; readonly undetermined: ReadonlyArray<number> }

/** What the v1 API answers, from the decision at registration. */
export const lookupAnswer = ({ lookup, recipients }: Decision): LookupAnswer => {
  const undetermined = undeterminedOf(recipients)
  if (undetermined.length > 0) return { httpStatus: 500, undetermined }
  if (lookup === null) return { httpStatus: 202 }
  const { isReserved, missingContact, status } = lookup
  return { httpStatus: 202, recipientLookup: { status, isReserved, missingContact } }
}

/** What the current API answers to a chain, from the decisions at registration, main order first. */
export const chainAnswer = (shipments: ReadonlyArray<DecidedShipment>): ChainAnswer => {
  const undetermined = shipments.flatMap(({ decision }, index) =>
    undeterminedOf(decision.recipients).length > 0 ? [index] : []
  )
  if (undetermined.length > 0) return { httpStatus: 500, undetermined }
  const missing = shipments.flatMap(missingOf)
  return missing.length === 0 ? { httpStatus: 201 } : { httpStatus: 422, problem: MISSING_CONTACT, missing }
}

const undeterminedOf = (recipients: Decision["recipients"]): ReadonlyArray<number> =>
  recipients.flatMap(({ outcome }, index) => (outcome === "undetermined" ? [index] : []))

const missingOf = ({ decision, reminder }: DecidedShipment): ReadonlyArray<MissingRecipient> => {
  const names = new Set(decision.lookup?.missingContact ?? [])
  return decision.recipients.flatMap(({ identifier, kind, outcome }, recipient) =>
    identifier === null || outcome !== "not-reached" || !names.has(identifier)
      ? []
      : [
          {
            ...(reminder === undefined ? { shipment: "main" as const } : { shipment: "reminder" as const, reminder }),
            recipient,
            kind,
            channel: decision.order.channel,
            candidates: decision.withheld
              .filter((withheld) => withheld.recipient === recipient)
              .map(({ basis, reasons, state }) => ({
                basis,
                state,
                reasons: reasons.map(({ code, gate }) => ({ code, ...(gate === undefined ? {} : { gate }) }))
              }))
          }
        ]
  )
}
