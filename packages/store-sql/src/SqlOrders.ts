/**
 * The port `OrderStore` in a database. A shipment is kept as JSON, beside the columns that it is found by.
 */
import { isFinalShipment, OrderStore } from "@adressat/orders"
import type { ChainPlacement, Placed, ShipmentChange, ShipmentSelection, TrackedShipment } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { StoreError } from "@adressat/core"
import { jsonOf, keptJson, keptKey, readKept } from "./Kept.ts"
import { compareText, Database, limitOf, rowPortions, selectEach } from "@adressat/sql"
import type { SqlClient, SqlError } from "@adressat/sql"
import { keepDecisions } from "./SqlDecisions.ts"
import { keepEntry } from "./SqlStatusFeed.ts"

interface ShipmentRow {
  readonly tracked: string
}

/** The store of orders over a client whose database has the tables. */
export const layerOrders = (): Layer.Layer<OrderStore, never, Database> =>
  Layer.effect(
    OrderStore,
    Effect.map(Database, ({ run, sql, transaction }): OrderStore["Service"] => ({
      place: (chains) =>
        chains.length === 0 ? Effect.succeed([]) : transaction(Effect.forEach(chains, (chain) => place(sql, chain))),
      find: (selection) => run(find(sql, selection)),
      change: (changes) =>
        changes.length === 0 ? Effect.succeed([]) : transaction(Effect.forEach(changes, (one) => change(sql, one)))
    }))
  )

const place = Effect.fnUntraced(function* (
  sql: SqlClient,
  { decisions, shipments }: ChainPlacement
): Effect.fn.Return<Placed, SqlError | StoreError> {
  const [main] = shipments
  if (main?.placed !== undefined) {
    const { key } = main.placed
    const kept = yield* sql`INSERT INTO adressat_chain_keys ${sql.insert({
      creator: keptKey(key.creator),
      kind: key.kind,
      id: keptKey(key.id),
      chain_id: keptKey(main.chainId)
    })} ON CONFLICT (creator, kind, id) DO NOTHING RETURNING chain_id`
    if (kept.length === 0) return { outcome: "replayed", first: yield* find(sql, { by: "idempotency", key }) }
  }
  for (const tracked of shipments) {
    const { chainId, dueAt, place: placeInChain, revision, shipment, shipmentId } = tracked
    yield* sql`INSERT INTO adressat_shipments ${sql.insert({
      shipment_id: keptKey(shipmentId),
      chain_id: keptKey(chainId),
      place: placeInChain,
      creator: keptKey(shipment.creator),
      senders_reference: shipment.sendersReference === undefined ? null : keptKey(shipment.sendersReference),
      due_at: dueAt,
      final_at: finalAtOf(tracked),
      revision,
      tracked: keptJson(tracked)
    })}`
    yield* addNotifications(
      sql,
      keptKey(shipmentId),
      tracked.notifications.map(({ id }) => keptKey(id))
    )
  }
  yield* keepDecisions(sql, decisions)
  return { outcome: "placed" }
})

const finalAtOf = (tracked: TrackedShipment): number | null => (isFinalShipment(tracked) ? tracked.lastUpdate : null)

const change = Effect.fnUntraced(function* (
  sql: SqlClient,
  { at, decision, entry, from, to }: ShipmentChange
): Effect.fn.Return<boolean, SqlError | StoreError> {
  const shipmentId = keptKey(to.shipmentId)
  const changed = yield* sql`
    UPDATE adressat_shipments SET due_at = ${to.dueAt}, final_at = ${finalAtOf(to)}, revision = ${to.revision}, tracked = ${keptJson(to)}
    WHERE shipment_id = ${shipmentId} AND revision = ${from} RETURNING revision`
  if (changed.length === 0) return false
  yield* keepNotifications(sql, shipmentId, to)
  if (decision !== undefined) yield* keepDecisions(sql, [decision])
  if (entry !== undefined) yield* keepEntry(sql, to.shipment.creator, at, entry)
  return true
})

/** Notifications keep their ids for ever, so there is mostly nothing to do. */
const keepNotifications = Effect.fnUntraced(function* (sql: SqlClient, shipmentId: string, to: TrackedShipment) {
  const rows = yield* sql<{ readonly notification_id: string }>`
    SELECT notification_id FROM adressat_notifications WHERE shipment_id = ${shipmentId}`
  const known = new Set(rows.map(({ notification_id }) => notification_id))
  const ids = to.notifications.map(({ id }) => keptKey(id))
  const wanted = new Set(ids)
  yield* Effect.forEach(
    [...known].filter((id) => !wanted.has(id)),
    (id) => sql`DELETE FROM adressat_notifications WHERE notification_id = ${id}`,
    { discard: true }
  )
  yield* addNotifications(
    sql,
    shipmentId,
    ids.filter((id) => !known.has(id))
  )
})

const addNotifications = (sql: SqlClient, shipmentId: string, ids: ReadonlyArray<string>) =>
  Effect.forEach(
    rowPortions(ids.map((id) => ({ notification_id: id, shipment_id: shipmentId }))),
    (rows) => sql`INSERT INTO adressat_notifications ${sql.insert(rows)}`,
    { discard: true }
  )

const find = (
  sql: SqlClient,
  selection: ShipmentSelection
): Effect.Effect<ReadonlyArray<TrackedShipment>, SqlError | StoreError> =>
  Effect.flatMap(selectRows(sql, selection), (rows) =>
    readKept("a shipment", () => {
      const found = rows.map(({ tracked }) => jsonOf(tracked) as TrackedShipment)
      return selection.by === "due" ? found : byChainAndPlace(found)
    })
  )

/** A shipment that several portions of keys have found comes once. */
const byChainAndPlace = (found: ReadonlyArray<TrackedShipment>): ReadonlyArray<TrackedShipment> =>
  [...new Map(found.map((one) => [one.shipmentId, one])).values()].sort(
    (a, b) => compareText(a.chainId, b.chainId) || a.place - b.place
  )

const selectRows = (
  sql: SqlClient,
  selection: ShipmentSelection
): Effect.Effect<ReadonlyArray<ShipmentRow>, SqlError> => {
  switch (selection.by) {
    case "shipment":
      return selectEach(
        selection.shipmentIds.map(keptKey),
        (portion) => sql<ShipmentRow>`
          SELECT tracked FROM adressat_shipments
          WHERE creator = ${keptKey(selection.creator)} AND ${sql.in("shipment_id", portion)}`
      )
    case "chain":
      return selectEach(
        selection.chainIds.map(keptKey),
        (portion) => sql<ShipmentRow>`
          SELECT tracked FROM adressat_shipments
          WHERE creator = ${keptKey(selection.creator)} AND ${sql.in("chain_id", portion)}`
      )
    case "idempotency": {
      const { creator, id, kind } = selection.key
      return sql<ShipmentRow>`
        SELECT tracked FROM adressat_shipments WHERE chain_id = (
          SELECT chain_id FROM adressat_chain_keys
          WHERE creator = ${keptKey(creator)} AND kind = ${kind} AND id = ${keptKey(id)})`
    }
    case "reference":
      return sql<ShipmentRow>`
        SELECT tracked FROM adressat_shipments
        WHERE creator = ${keptKey(selection.creator)} AND senders_reference = ${keptKey(selection.sendersReference)}`
    case "due":
      return sql<ShipmentRow>`
        SELECT tracked FROM adressat_shipments WHERE due_at <= ${selection.now}
        ORDER BY due_at, chain_id, place LIMIT ${limitOf(selection.limit)}`
    case "notification":
      return selectEach(
        selection.notificationIds.map(keptKey),
        (portion) => sql<ShipmentRow>`
          SELECT tracked FROM adressat_shipments WHERE shipment_id IN (
            SELECT shipment_id FROM adressat_notifications WHERE ${sql.in("notification_id", portion)})`
      )
  }
}
