/**
 * Shipments, chains and logged decisions as a store of orders gets them, for the contracts of such stores.
 */
import { compile, decide, shippedRuleSet } from "@adressat/core"
import type { RuleSet } from "@adressat/core"
import { feedEntryOf } from "@adressat/orders"
import type {
  ChainPlacement,
  LoggedDecision,
  ShipmentChange,
  TrackedNotification,
  TrackedShipment
} from "@adressat/orders"
import fc from "fast-check"
import { cast } from "./ArbitrariesIdentifier.ts"
import { anySituation } from "./ArbitrariesSnapshot.ts"
import { frozen } from "./Frozen.ts"

/** The instant at which sample chains are placed. */
export const SAMPLE_TIME = Date.parse("2026-11-26T11:00:00Z")

/** What a sample shipment is made of; everything else is the same in all of them. */
export interface SampleShipment extends Partial<Omit<TrackedShipment, "shipment">> {
  readonly creator?: string
  readonly sendersReference?: string
  readonly body?: string
  /** Ids of e-mails, which are on their way. */
  readonly notificationIds?: ReadonlyArray<string>
}

/** A shipment that was just placed. */
export const sampleShipment = (sample: SampleShipment = {}): TrackedShipment => {
  const { body = "Hei", creator = "ttd", notificationIds = [], sendersReference, ...tracked } = sample
  return frozen({
    shipmentId: "shipment",
    chainId: "chain",
    place: 0,
    shipment: {
      type: (tracked.place ?? 0) === 0 ? "Notification" : "Reminder",
      requestedSendTime: SAMPLE_TIME,
      ...(sendersReference === undefined ? {} : { sendersReference }),
      creator,
      channel: "EmailPreferred",
      recipients: cast.organizationNumbers.map((organizationNumber) => ({ organizationNumber })),
      resourceId: "tax-report",
      ignoreReservation: false,
      useStaleContactInformation: false,
      email: { subject: "Skattemelding", body, contentType: "Plain" },
      sms: { body, sendingTimePolicy: "Daytime" }
    },
    placedAt: SAMPLE_TIME,
    status: "Registered",
    lastUpdate: SAMPLE_TIME,
    dueAt: SAMPLE_TIME,
    attempts: 0,
    notifications: notificationIds.map(sampleNotification),
    revision: 1,
    ...tracked
  })
}

/** An e-mail that is on its way. */
export const sampleNotification = (id: string): TrackedNotification => ({
  id,
  channel: "Email",
  to: "post@example.com",
  organizationNumber: cast.organizationNumbers[0],
  recipient: 0,
  delivery: 0,
  status: "Sending",
  lastUpdate: SAMPLE_TIME,
  expiry: SAMPLE_TIME + 1000
})

/** A chain of a main order and so many reminders, with ids that begin with that of the chain. */
export const sampleChain = (
  chainId: string,
  { reminders = 1, ...sample }: SampleShipment & { readonly reminders?: number } = {}
): ChainPlacement => ({
  shipments: Array.from({ length: reminders + 1 }, (_, place) =>
    sampleShipment({ chainId, shipmentId: `${chainId}-${place}`, place, ...sample })
  ),
  decisions: []
})

/** A chain with an idempotency key. */
export const sampleKeyedChain = (
  chainId: string,
  key: NonNullable<TrackedShipment["placed"]>["key"],
  sample: SampleShipment = {}
): ChainPlacement =>
  sampleChain(chainId, { creator: key.creator, ...sample, placed: { key, fingerprint: `fingerprint of ${chainId}` } })

/** A change of a shipment from the revision that it has. */
export const sampleChange = (
  tracked: TrackedShipment,
  changes: Partial<TrackedShipment> = {},
  more: Partial<Omit<ShipmentChange, "from" | "to">> = {}
): ShipmentChange =>
  frozen({
    from: tracked.revision,
    to: { ...tracked, revision: tracked.revision + 1, ...changes },
    at: SAMPLE_TIME,
    ...more
  })

/** A change that completes a shipment at an instant, with its entry in the status feed. */
export const sampleCompletion = (tracked: TrackedShipment, at: number): ShipmentChange => {
  const change = sampleChange(tracked, { status: "Completed", dueAt: null, lastUpdate: at })
  const entry = feedEntryOf(change.to)
  return frozen({ ...change, at, ...(entry === undefined ? {} : { entry }) })
}

/** Decisions about orders of every kind, each with what it was made from: always the same ones. */
export const sampleDecisions = (
  count: number,
  changes: Partial<LoggedDecision> = {},
  ruleSet: RuleSet = shippedRuleSet("altinn")
): ReadonlyArray<LoggedDecision> => {
  const program = compile(ruleSet)
  return fc.sample(anySituation, { numRuns: count, seed: 7 }).map(({ order, snapshot }, index) =>
    frozen({
      id: `decision-${index}`,
      creator: "ttd",
      at: SAMPLE_TIME + index,
      purpose: "asked" as const,
      order,
      snapshot,
      ruleSet,
      decision: decide(program, order, snapshot),
      ...changes
    })
  )
}
