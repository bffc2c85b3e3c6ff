/**
 * Orders kept in memory, gone with the process: for tests, for trying things out, and as the plainest form of the ports.
 */
import { StoreError } from "@adressat/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { idempotencyIndex } from "./Idempotency.ts"
import type { LoggedDecision } from "./LoggedDecision.ts"
import { DecisionLog } from "./ports/DecisionLog.ts"
import { memoryInbox } from "./MemoryInbox.ts"
import type { KeptMessage } from "./MemoryInbox.ts"
import { memoryPersonalData } from "./MemoryPersonalData.ts"
import { Inbox } from "./ports/Inbox.ts"
import { OrderStore } from "./ports/OrderStore.ts"
import type { ChainPlacement, Placed, ShipmentSelection } from "./ports/OrderStore.ts"
import { PersonalData } from "./ports/PersonalData.ts"
import { ShadowLog } from "./ports/ShadowLog.ts"
import { StatusFeed } from "./ports/StatusFeed.ts"
import type { ShadowRun } from "./Shadow.ts"
import { feedPage } from "./StatusFeed.ts"
import type { KeptEntry } from "./StatusFeed.ts"
import type { TrackedShipment } from "./TrackedShipment.ts"

/** The ports that orders are kept by, over one memory. */
export const layerMemoryOrders: Layer.Layer<OrderStore | StatusFeed | DecisionLog | Inbox | ShadowLog | PersonalData> =
  Layer.effectContext(
    Effect.sync(() => {
      const shipments = new Map<string, TrackedShipment>()
      const chains = new Map<string, string>()
      const decisions = new Map<string, LoggedDecision>()
      const tombstones = new Set<string>()
      const feed: Array<KeptEntry> = []
      let lastEntry = 0
      const inbox = new Map<string, KeptMessage>()
      const runs = new Map<string, ShadowRun>()
      const log = (entries: ReadonlyArray<LoggedDecision>) => {
        for (const entry of entries) {
          if (!decisions.has(entry.id) && !tombstones.has(entry.id)) decisions.set(entry.id, entry)
        }
      }
      const inChain = (chainId: string) =>
        [...shipments.values()].filter((one) => one.chainId === chainId).sort((a, b) => a.place - b.place)
      const isWanted = (
        tracked: TrackedShipment,
        selection: Exclude<ShipmentSelection, { readonly by: "idempotency" }>
      ) => {
        const { chainId, dueAt, notifications, shipment, shipmentId } = tracked
        switch (selection.by) {
          case "shipment":
            return shipment.creator === selection.creator && selection.shipmentIds.includes(shipmentId)
          case "chain":
            return shipment.creator === selection.creator && selection.chainIds.includes(chainId)
          case "reference":
            return shipment.creator === selection.creator && shipment.sendersReference === selection.sendersReference
          case "due":
            return dueAt !== null && dueAt <= selection.now
          case "notification":
            return notifications.some(({ id }) => selection.notificationIds.includes(id))
        }
      }
      const find = (selection: ShipmentSelection): ReadonlyArray<TrackedShipment> => {
        if (selection.by === "idempotency") return inChain(chains.get(idempotencyIndex(selection.key)) ?? "")
        const found = [...shipments.values()].filter((one) => isWanted(one, selection)).sort(byChainAndPlace)
        return selection.by === "due"
          ? found.sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0)).slice(0, Math.max(0, selection.limit))
          : found
      }
      const keyOf = ({ shipments: [main] }: ChainPlacement) =>
        main?.placed === undefined ? undefined : idempotencyIndex(main.placed.key)
      /** The ids of the shipments that will be kept, the first chain of each key being the one that is. */
      const newIdsOf = (placements: ReadonlyArray<ChainPlacement>): ReadonlyArray<string> => {
        const taken = new Set<string>()
        return placements.flatMap((placement) => {
          const key = keyOf(placement)
          if (key !== undefined && (chains.has(key) || taken.has(key))) return []
          if (key !== undefined) taken.add(key)
          return placement.shipments.map(({ shipmentId }) => shipmentId)
        })
      }
      const place = (placement: ChainPlacement): Placed => {
        const key = keyOf(placement)
        const first = key === undefined ? undefined : chains.get(key)
        if (first !== undefined) return { outcome: "replayed", first: inChain(first) }
        if (key !== undefined) chains.set(key, placement.shipments[0]?.chainId ?? "")
        for (const tracked of placement.shipments) shipments.set(tracked.shipmentId, tracked)
        log(placement.decisions)
        return { outcome: "placed" }
      }
      const keepRuns = (made: ReadonlyArray<ShadowRun>) => {
        for (const run of made) {
          const key = JSON.stringify([run.creator, run.candidate, run.decisionId])
          if (!runs.has(key)) runs.set(key, run)
        }
      }
      return Context.empty().pipe(
        Context.add(
          Inbox,
          memoryInbox(inbox, ({ decision, shadow }) => {
            if (decision !== undefined) log([decision])
            if (shadow !== undefined) keepRuns([shadow])
          })
        ),
        Context.add(PersonalData, memoryPersonalData({ shipments, chains, decisions, tombstones, feed, inbox, runs })),
        Context.add(ShadowLog, {
          append: (made) => Effect.sync(() => keepRuns(made)),
          read: ({ after, candidate, creator, from = -Infinity, limit }) =>
            Effect.sync(() =>
              [...runs.values()]
                .filter((one) => one.creator === creator && one.candidate === candidate && one.at >= from)
                .filter(({ decisionId }) => after === undefined || decisionId > after)
                .sort((a, b) => (a.decisionId < b.decisionId ? -1 : 1))
                .slice(0, Math.max(0, limit))
            )
        }),
        Context.add(OrderStore, {
          find: (selection) => Effect.sync(() => find(selection)),
          place: (placements) =>
            Effect.suspend(() => {
              const ids = newIdsOf(placements)
              if (new Set(ids).size < ids.length || ids.some((id) => shipments.has(id))) {
                return Effect.fail(new StoreError({ reason: "Rejected", message: "a shipment id is there already" }))
              }
              return Effect.succeed(placements.map(place))
            }),
          change: (changes) =>
            Effect.sync(() =>
              changes.map(({ at, decision, entry, from, to }) => {
                if (shipments.get(to.shipmentId)?.revision !== from) return false
                shipments.set(to.shipmentId, to)
                if (decision !== undefined) log([decision])
                if (entry !== undefined) {
                  feed.push({
                    creator: to.shipment.creator,
                    createdAt: at,
                    entry: { sequenceNumber: ++lastEntry, ...entry }
                  })
                }
                return true
              })
            )
        }),
        Context.add(StatusFeed, {
          read: (query, now) =>
            Effect.sync(() => {
              const page = feedPage(feed, query, now)
              return "error" in page ? [] : page
            })
        }),
        Context.add(DecisionLog, {
          append: (entries) => Effect.sync(() => log(entries)),
          find: (creator, ids) =>
            Effect.sync(() =>
              ids.flatMap((id) => {
                const found = decisions.get(id)
                return found?.creator === creator ? [found] : []
              })
            ),
          walk: ({ after, creator, from = -Infinity, limit }) =>
            Effect.sync(() =>
              [...decisions.values()]
                .filter((one) => one.creator === creator && one.at >= from && (after === undefined || one.id > after))
                .sort((a, b) => (a.id < b.id ? -1 : 1))
                .slice(0, Math.max(0, limit))
            )
        })
      )
    })
  )

const byChainAndPlace = (a: TrackedShipment, b: TrackedShipment): number =>
  a.chainId === b.chainId ? a.place - b.place : a.chainId < b.chainId ? -1 : 1
