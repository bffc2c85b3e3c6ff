/**
 * The port `PersonalData` over what is kept in memory: the same in few words as a database does with many rows.
 */
import { StoreError } from "@adressat/core"
import * as Effect from "effect/Effect"
import { decisionWithout, erasedSubject, makeErasure, mergedTraces } from "./Erasure.ts"
import type { Traces } from "./Erasure.ts"
import { idempotencyIndex } from "./Idempotency.ts"
import type { LoggedDecision } from "./LoggedDecision.ts"
import { erasureRefusal, pendingEvent, pendingShipment } from "./PendingErasure.ts"
import type { KeptMessage } from "./MemoryInbox.ts"
import type {
  ErasureReceipt,
  ErasureRequest,
  PendingErasure,
  PersonalData,
  PruneReceipt,
  Receipt
} from "./ports/PersonalData.ts"
import { retentionEnds } from "./Retention.ts"
import type { Retention } from "./Retention.ts"
import type { ShadowRun } from "./Shadow.ts"
import type { KeptEntry } from "./StatusFeed.ts"
import { isFinalShipment } from "./TrackedShipment.ts"
import type { TrackedShipment } from "./TrackedShipment.ts"

/** What a memory keeps. */
export interface MemoryRows {
  readonly shipments: Map<string, TrackedShipment>
  /** The id of the chain of each idempotency key. */
  readonly chains: Map<string, string>
  readonly decisions: Map<string, LoggedDecision>
  /** Decisions of which nothing is left. */
  readonly tombstones: Set<string>
  readonly feed: Array<KeptEntry>
  readonly inbox: Map<string, KeptMessage>
  readonly runs: Map<string, ShadowRun>
}

/** The port over rows. */
export const memoryPersonalData = (rows: MemoryRows): PersonalData["Service"] => {
  const receipts = new Map<string, Receipt>()
  return {
    erase: (request) =>
      Effect.suspend(() => {
        const before = receipts.get(request.id)
        const refusal = erasureRefusal(request, before)
        if (refusal !== undefined) return Effect.fail(refusal)
        if (before?.kind === "erasure" && before.isComplete) return Effect.succeed(before)
        const receipt = erase(rows, request)
        receipts.set(request.id, receipt)
        return Effect.succeed(receipt)
      }),
    prune: ({ id, now, retention }) =>
      Effect.suspend(() => {
        const ends = retentionEnds(retention, now)
        if (ends === undefined) {
          return Effect.fail(
            new StoreError({ reason: "Rejected", message: "a retention is a number of days, 0 or more" })
          )
        }
        const receipt: PruneReceipt = { kind: "prune", id, at: now, retention, counts: prune(rows, ends) }
        receipts.set(id, receipt)
        return Effect.succeed(receipt)
      }),
    receipts: ({ after, limit }) =>
      Effect.sync(() =>
        [...receipts.values()]
          .filter(({ id }) => after === undefined || id > after)
          .sort((a, b) => (a.id < b.id ? -1 : 1))
          .slice(0, Math.max(0, limit))
      )
  }
}

const none: Traces = { addresses: new Set(), userIds: new Set() }

const erase = (rows: MemoryRows, { at, id, person, secret }: ErasureRequest): ErasureReceipt => {
  const { decisions, feed, inbox, shipments, tombstones } = rows
  const erasure = makeErasure(person, secret)
  const isNamedIn = (value: unknown) => erasure.isNamedIn(JSON.stringify(value))
  const parts = ({ decision, order, snapshot }: LoggedDecision) => [order, snapshot, decision]
  const groupOf = (one: LoggedDecision) => (one.shipmentId === undefined ? `decision ${one.id}` : one.shipmentId)
  // Her traces in a shipment and all that belongs to it, or in a decision of its own.
  const traces = new Map<string, Traces>()
  const learn = (group: string, values: ReadonlyArray<unknown>) =>
    traces.set(group, mergedTraces(traces.get(group) ?? none, erasure.tracesIn(values)))
  const named = new Set<string>()
  for (const one of decisions.values()) {
    if (!isNamedIn(parts(one))) continue
    named.add(one.id)
    learn(groupOf(one), parts(one))
  }
  for (const one of shipments.values()) if (isNamedIn(one)) learn(one.shipmentId, [one])
  const pending: Array<PendingErasure> = []
  for (const group of traces.keys()) {
    const tracked = shipments.get(group)
    if (tracked === undefined || isFinalShipment(tracked)) continue
    pending.push(pendingShipment(tracked, at))
    traces.delete(group)
  }
  const counts = { shipments: 0, decisions: 0, tombstones: 0, feed: 0, events: 0 }
  for (const [key, kept] of inbox) {
    const { entry } = kept
    const decision = entry.decision === undefined ? undefined : decisions.get(entry.decision.id)
    const group = decision === undefined ? undefined : traces.get(groupOf(decision))
    const isOfHers = decision !== undefined && named.has(decision.id)
    if (!isOfHers && !erasure.isNamedIn(entry.event)) continue
    if (!kept.isPublished) {
      pending.push(pendingEvent(entry.message, at))
      if (decision !== undefined) traces.delete(groupOf(decision))
      continue
    }
    // Of a shipment that is pending.
    if (isOfHers && group === undefined) continue
    const { decision: _, ...rest } = entry
    const event = erasure.eventWithout(entry.event, group ?? none)
    inbox.set(key, { ...kept, entry: { ...rest, event } })
    if (event !== entry.event) counts.events += 1
  }
  for (const [index, kept] of feed.entries()) {
    const group = traces.get(kept.entry.shipmentId)
    if (group === undefined && !isNamedIn(kept.entry)) continue
    const entry = erasure.without(kept.entry, group ?? none)
    if (entry === kept.entry) continue
    feed[index] = { ...kept, entry }
    counts.feed += 1
  }
  for (const one of decisions.values()) {
    const group = traces.get(groupOf(one))
    if (group === undefined || !named.has(one.id)) continue
    const erased = decisionWithout(erasure, one, group)
    if (erased === undefined) {
      decisions.delete(one.id)
      tombstones.add(one.id)
      counts.tombstones += 1
    } else {
      decisions.set(one.id, erased)
      counts.decisions += 1
    }
  }
  for (const one of shipments.values()) {
    const group = traces.get(one.shipmentId)
    const erased = group === undefined ? one : erasure.without(one, group)
    if (erased === one) continue
    shipments.set(one.shipmentId, erased)
    counts.shipments += 1
    if (one.placed === undefined || erased.placed === undefined) continue
    const chain = rows.chains.get(idempotencyIndex(one.placed.key))
    if (chain === undefined) continue
    rows.chains.delete(idempotencyIndex(one.placed.key))
    rows.chains.set(idempotencyIndex(erased.placed.key), chain)
  }
  const subject = erasedSubject(person, secret)
  return { kind: "erasure", id, at, subject, counts, pending, isComplete: pending.length === 0 }
}

const prune = (rows: MemoryRows, ends: Retention): PruneReceipt["counts"] => {
  const { chains, decisions, feed, inbox, runs, shipments } = rows
  const isOpen = (shipmentId: string | undefined) => {
    const tracked = shipments.get(shipmentId ?? "")
    return tracked !== undefined && !isFinalShipment(tracked)
  }
  const ruleSets = () => new Set([...decisions.values()].map(({ ruleSet }) => JSON.stringify(ruleSet)))
  const before = ruleSets().size
  const counts = {
    decisions: removed(decisions, (one) => one.at < ends.decisions && !isOpen(one.shipmentId)),
    events: removed(inbox, (one) => one.isPublished && one.entry.at < ends.inbox),
    runs: removed(runs, (one) => one.at < ends.shadow)
  }
  const kept = feed.filter(({ createdAt }) => createdAt >= ends.feed)
  const gone = feed.length - kept.length
  feed.splice(0, feed.length, ...kept)
  const isOld = (one: TrackedShipment) => isFinalShipment(one) && one.lastUpdate < ends.orders
  const young = new Set([...shipments.values()].flatMap((one) => (isOld(one) ? [] : one.chainId)))
  const orders = removed(shipments, ({ chainId }) => !young.has(chainId))
  const chainIds = new Set([...shipments.values()].map(({ chainId }) => chainId))
  removed(chains, (chainId) => !chainIds.has(chainId))
  return { shipments: orders, feed: gone, ruleSets: before - ruleSets().size, ...counts }
}

const removed = <A>(map: Map<string, A>, isOld: (one: A) => boolean): number => {
  const old = [...map].filter(([, one]) => isOld(one))
  for (const [key] of old) map.delete(key)
  return old.length
}
