/**
 * What an erasure leaves alone, and what it refuses: the same for every store.
 */
import { StoreError } from "@adressat/core"
import { DAY } from "./Instant.ts"
import { erasedSubject } from "./Erasure.ts"
import type { ErasureRequest, PendingErasure, Receipt } from "./ports/PersonalData.ts"
import type { TrackedShipment } from "./TrackedShipment.ts"

const HOUR = DAY / 24

/** A shipment that is not final: after whatever it waits for, and not before an hour has passed. */
export const pendingShipment = ({ dueAt, notifications, shipmentId }: TrackedShipment, at: number): PendingErasure => ({
  kind: "shipment",
  id: shipmentId,
  until: Math.max(at + HOUR, dueAt ?? 0, ...notifications.map(({ expiry }) => expiry))
})

/** An event that is not published: a publisher comes by within the hour. */
export const pendingEvent = (message: string, at: number): PendingErasure => ({
  kind: "event",
  id: message,
  until: at + HOUR
})

/** Why a request is refused, given the receipt that has its id. */
export const erasureRefusal = (
  { person, secret }: ErasureRequest,
  before: Receipt | undefined
): StoreError | undefined => {
  const { addresses = [], externalIdentity = "", nationalIdentityNumber = "" } = person
  if (secret.length < 16)
    return refused("an erasure needs 16 random characters or more to make pseudonyms with; make some")
  if ([nationalIdentityNumber, externalIdentity, ...addresses].every((one) => one.trim() === "")) {
    return refused("an erasure names a person; give an identity or an address")
  }
  if (before === undefined) return undefined
  if (before.kind !== "erasure" || before.subject !== erasedSubject(person, secret)) {
    return refused("the id of the erasure is that of another receipt; ask for the same as then, or give another id")
  }
  return undefined
}

const refused = (message: string) => new StoreError({ reason: "Rejected", message })
