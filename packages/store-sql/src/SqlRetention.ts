/**
 * Deletes what is old, in portions that are each a transaction of their own, so that nobody waits for long and an interrupted
 * run has done a part of it.
 *
 * Invariant: what something is still to come of stays: chains with an order that is not final, their decisions, events that
 * are not published, rule sets of decisions that are kept.
 */
import type { PruneReceipt, Retention, TrackedShipment } from "@adressat/orders"
import type { StoreError } from "@adressat/core"
import * as Effect from "effect/Effect"
import { jsonOf, keptKey, readKept, textOf } from "./Kept.ts"
import { selectEach } from "@adressat/sql"
import type { Database, SqlClient, SqlError } from "@adressat/sql"

/** How many rows a portion has at most. */
const PORTION = 500

/** Deletes what was made before the instants; gives how much of each. */
export const prune = Effect.fnUntraced(function* (
  database: Database["Service"],
  ends: Retention
): Effect.fn.Return<PruneReceipt["counts"], StoreError> {
  const { sql } = database
  const feed = yield* untilNone(
    database,
    sql`
      DELETE FROM adressat_feed WHERE sequence_number IN (
        SELECT sequence_number FROM adressat_feed WHERE created_at < ${ends.feed} LIMIT ${PORTION})
      RETURNING sequence_number`
  )
  const events = yield* untilNone(
    database,
    sql`
      DELETE FROM adressat_inbox WHERE (consumer, message) IN (
        SELECT consumer, message FROM adressat_inbox
        WHERE accepted_at < ${ends.inbox} AND is_published = 1 LIMIT ${PORTION})
      RETURNING is_published`
  )
  const runs = yield* untilNone(
    database,
    sql`
      DELETE FROM adressat_shadow_runs WHERE (creator, candidate, decision_id) IN (
        SELECT creator, candidate, decision_id FROM adressat_shadow_runs WHERE run_at < ${ends.shadow} LIMIT ${PORTION})
      RETURNING run_at`
  )
  const shipments = yield* pruneChains(database, ends.orders)
  const decisions = yield* pruneDecisions(database, ends.decisions)
  const ruleSets = yield* database.transaction(
    Effect.andThen(
      // Whoever is about to refer to one has locked it, and is waited for.
      sql.onDialectOrElse({
        pg: () => Effect.asVoid(sql`LOCK TABLE adressat_rule_sets IN EXCLUSIVE MODE`),
        orElse: () => Effect.void
      }),
      sql`
        DELETE FROM adressat_rule_sets WHERE NOT EXISTS (
          SELECT 1 FROM adressat_decisions WHERE adressat_decisions.rule_set = fingerprint)
        RETURNING fingerprint`
    )
  )
  return { shipments, decisions, feed, events, runs, ruleSets: ruleSets.length }
})

const untilNone = Effect.fnUntraced(function* (
  { transaction }: Database["Service"],
  portion: Effect.Effect<ReadonlyArray<unknown>, SqlError>
): Effect.fn.Return<number, StoreError> {
  for (let count = 0; ;) {
    const { length } = yield* transaction(portion)
    count += length
    if (length < PORTION) return count
  }
})

interface FinalRow {
  readonly shipment_id: string
  readonly chain_id: string
  readonly final_at: unknown
}

/**
 * Goes through rows in the order of their instants and ids, a portion in each transaction; gives how many were deleted. From
 * one row to the next, since those that must stay are in between.
 */
const pruneEach = Effect.fnUntraced(function* <Row>(
  { run, transaction }: Database["Service"],
  select: (at: number, id: string) => Effect.Effect<ReadonlyArray<Row>, SqlError>,
  placeOf: (row: Row) => readonly [at: unknown, id: string],
  remove: (rows: ReadonlyArray<Row>) => Effect.Effect<number, SqlError | StoreError>
): Effect.fn.Return<number, StoreError> {
  let count = 0
  for (let [at, id] = [Number.MIN_SAFE_INTEGER, ""]; ;) {
    const rows = yield* run(select(at, id))
    if (rows.length > 0) count += yield* transaction(remove(rows))
    const last = rows.at(-1)
    if (last === undefined || rows.length < PORTION) return count
    const place = placeOf(last)
    ;[at, id] = [Number(place[0]), place[1]]
  }
})

const pruneChains = (database: Database["Service"], end: number): Effect.Effect<number, StoreError> =>
  pruneEach<FinalRow>(
    database,
    (at, id) => database.sql<FinalRow>`
      SELECT shipment_id, chain_id, final_at FROM adressat_shipments
      WHERE final_at IS NOT NULL AND final_at < ${end} AND (final_at, shipment_id) > (${at}, ${id})
      ORDER BY final_at, shipment_id LIMIT ${PORTION}`,
    ({ final_at, shipment_id }) => [final_at, shipment_id],
    (rows) => deleteChains(database.sql, [...new Set(rows.map(({ chain_id }) => chain_id))], end)
  )

const deleteChains = Effect.fnUntraced(function* (
  sql: SqlClient,
  chainIds: ReadonlyArray<string>,
  end: number
): Effect.fn.Return<number, SqlError | StoreError> {
  const rows = yield* selectEach(
    chainIds,
    (portion) => sql<FinalRow & { readonly tracked: string }>`
      SELECT shipment_id, chain_id, final_at, tracked FROM adressat_shipments WHERE ${sql.in("chain_id", portion)}`
  )
  const staying = new Set(
    rows.flatMap(({ chain_id, final_at }) => (final_at === null || Number(final_at) >= end ? chain_id : []))
  )
  const going = rows.filter(({ chain_id }) => !staying.has(chain_id))
  const shipmentIds = going.map(({ shipment_id }) => shipment_id)
  const trackeds = yield* readKept("a shipment", () => going.map(({ tracked }) => jsonOf(tracked) as TrackedShipment))
  yield* selectEach(
    shipmentIds,
    (portion) => sql`DELETE FROM adressat_notifications WHERE ${sql.in("shipment_id", portion)}`
  )
  yield* selectEach(
    shipmentIds,
    (portion) => sql`DELETE FROM adressat_shipments WHERE ${sql.in("shipment_id", portion)}`
  )
  for (const { chainId, placed } of trackeds) {
    if (placed === undefined) continue
    yield* sql`
      DELETE FROM adressat_chain_keys WHERE creator = ${keptKey(placed.key.creator)} AND kind = ${placed.key.kind}
        AND id = ${keptKey(placed.key.id)} AND chain_id = ${keptKey(chainId)}`
  }
  return going.length
})

interface OldRow {
  readonly decision_id: string
  readonly decided_at: unknown
  readonly shipment_id: string | null
}

const pruneDecisions = (database: Database["Service"], end: number): Effect.Effect<number, StoreError> =>
  pruneEach<OldRow>(
    database,
    (at, id) => database.sql<OldRow>`
      SELECT decision_id, decided_at, shipment_id FROM adressat_decisions
      WHERE decided_at < ${end} AND (decided_at, decision_id) > (${at}, ${id})
      ORDER BY decided_at, decision_id LIMIT ${PORTION}`,
    ({ decided_at, decision_id }) => [decided_at, decision_id],
    (rows) => deleteDecisions(database.sql, rows)
  )

const deleteDecisions = Effect.fnUntraced(function* (
  sql: SqlClient,
  rows: ReadonlyArray<OldRow>
): Effect.fn.Return<number, SqlError> {
  const shipmentOf = ({ shipment_id }: OldRow) => (shipment_id === null ? [] : [keptKey(textOf(shipment_id))])
  const open = yield* selectEach(
    rows.flatMap(shipmentOf),
    (portion) => sql<{ readonly shipment_id: string }>`
      SELECT shipment_id FROM adressat_shipments WHERE ${sql.in("shipment_id", portion)} AND final_at IS NULL`
  )
  const isOpen = new Set(open.map(({ shipment_id }) => shipment_id))
  const deleted = yield* selectEach(
    rows.filter((row) => !shipmentOf(row).some((id) => isOpen.has(id))).map(({ decision_id }) => decision_id),
    (portion) => sql`DELETE FROM adressat_decisions WHERE ${sql.in("decision_id", portion)} RETURNING decision_id`
  )
  return deleted.length
})
