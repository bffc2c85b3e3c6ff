/**
 * Orders kept in memory, gone with the process: for tests, for trying things out, and as the plainest form of the ports.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { idempotencyIndex } from "./Idempotency.ts"
import type { LoggedDecision } from "./LoggedDecision.ts"
import { DecisionLog } from "./ports/DecisionLog.ts"
import { OrderStore } from "./ports/OrderStore.ts"
import type { Placed, ShipmentSelection } from "./ports/OrderStore.ts"
import { StatusFeed } from "./ports/StatusFeed.ts"
import { feedPage } from "./StatusFeed.ts"
import type { KeptEntry } from "./StatusFeed.ts"
import type { TrackedShipment } from "./TrackedShipment.ts"

/** The three ports that orders are kept by, over one memory. */
export const layerMemoryOrders: Layer.Layer<OrderStore | StatusFeed | DecisionLog> = Layer.effectContext(
  Effect.sync(() => {
    const shipments = new Map<string, TrackedShipment>()
    const chains = new Map<string, string>()
    const decisions = new Map<string, LoggedDecision>()
    const feed: Array<KeptEntry> = []
    const log = (entries: ReadonlyArray<LoggedDecision>) => {
      for (const entry of entries) if (!decisions.has(entry.id)) decisions.set(entry.id, entry)
    }
    const inChain = (chainId: string) =>
      [...shipments.values()].filter((one) => one.chainId === chainId).sort((a, b) => a.place - b.place)
    const find = (selection: ShipmentSelection): ReadonlyArray<TrackedShipment> => {
      const all = [...shipments.values()]
      switch (selection.by) {
        case "shipment":
          return all.filter(
            ({ shipment, shipmentId }) =>
              shipment.creator === selection.creator && selection.shipmentIds.includes(shipmentId)
          )
        case "chain":
          return selection.chainIds.flatMap(inChain).filter(({ shipment }) => shipment.creator === selection.creator)
        case "idempotency":
          return inChain(chains.get(idempotencyIndex(selection.key)) ?? "")
        case "reference":
          return all.filter(
            ({ shipment }) =>
              shipment.creator === selection.creator && shipment.sendersReference === selection.sendersReference
          )
        case "due":
          return all
            .filter(({ dueAt }) => dueAt !== null && dueAt <= selection.now)
            .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
            .slice(0, selection.limit)
        case "notification":
          return all.filter(({ notifications }) =>
            notifications.some(({ id }) => selection.notificationIds.includes(id))
          )
      }
    }
    return Context.empty().pipe(
      Context.add(OrderStore, {
        find: (selection) => Effect.sync(() => find(selection)),
        place: (placements) =>
          Effect.sync(() =>
            placements.map((placement): Placed => {
              const [main] = placement.shipments
              const key = main?.placed === undefined ? undefined : idempotencyIndex(main.placed.key)
              const first = key === undefined ? undefined : chains.get(key)
              if (first !== undefined) return { outcome: "replayed", first: inChain(first) }
              if (key !== undefined && main !== undefined) chains.set(key, main.chainId)
              for (const tracked of placement.shipments) shipments.set(tracked.shipmentId, tracked)
              log(placement.decisions)
              return { outcome: "placed" }
            })
          ),
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
                  entry: { sequenceNumber: feed.length + 1, ...entry }
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
          )
      })
    )
  })
)
