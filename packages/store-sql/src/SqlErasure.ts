/**
 * Erases a person from the rows of a database. It reads all decisions, orders, events and feed entries, in portions, and
 * writes those that she is in.
 *
 * Invariant: what her traces are learnt from, decisions and orders, is written last, so that an erasure that was cut off
 * finds her again when it is done again.
 */
import { decisionWithout, erasedSubject, isFinalShipment, makeErasure } from "@adressat/orders"
import { mergedTraces, pendingEvent, pendingShipment } from "@adressat/orders"
import type {
  ErasureReceipt,
  ErasureRequest,
  FeedEntry,
  LoggedDecision,
  PendingErasure,
  Traces,
  TrackedShipment
} from "@adressat/orders"
import type { StoreError } from "@adressat/core"
import * as Effect from "effect/Effect"
import { jsonOf, keptJson, keptKey, keptText, readKept, textOf } from "./Kept.ts"
import { rowPortions, selectEach } from "@adressat/sql"
import type { Database, SqlClient, SqlError } from "@adressat/sql"
import { readDecisions, TOMBSTONE } from "./SqlDecisions.ts"

/** How many rows are read at a time. */
const PORTION = 200

/** What belongs together: a shipment with its decisions, or a decision without one. */
interface Group {
  readonly traces: Traces
  /** Ids of decisions that name her, as they are kept. */
  readonly decisions: ReadonlyArray<string>
  /** As it is kept in the key of shipments. */
  readonly shipment: string | undefined
}

const noTraces: Traces = { addresses: new Set(), userIds: new Set() }

/** Erases a person; the receipt is the caller's to keep. */
export const erase = Effect.fnUntraced(function* (
  database: Database["Service"],
  { at, id, person, secret }: ErasureRequest
): Effect.fn.Return<ErasureReceipt, StoreError> {
  const { run, sql, transaction } = database
  const erasure = makeErasure(person, secret)
  const groups = new Map<string, Group>()
  const groupOfDecision = new Map<string, string>()
  const learn = (key: string, values: ReadonlyArray<unknown>, more: Omit<Group, "traces">) => {
    const known = groups.get(key)
    groups.set(key, {
      traces: mergedTraces(known?.traces ?? noTraces, erasure.tracesIn(values)),
      decisions: [...(known?.decisions ?? []), ...more.decisions],
      shipment: more.shipment
    })
  }

  yield* eachRow(
    (after) =>
      run(sql<DecisionRow>`
        SELECT decision_id AS row_key, shipment_id, placed_order, snapshot, decision FROM adressat_decisions
        WHERE decision_id > ${after} ORDER BY decision_id LIMIT ${PORTION}`),
    ({ decision, placed_order, row_key, shipment_id, snapshot }) => {
      const parts = [placed_order, snapshot, decision]
      if (!parts.some((part) => erasure.isNamedIn(part))) return Effect.void
      return Effect.map(
        readKept("a decision", () => parts.map(jsonOf)),
        (values) => {
          const shipment = shipment_id === null ? undefined : keptKey(textOf(shipment_id))
          const key = shipment === undefined ? `decision ${row_key}` : `shipment ${shipment}`
          groupOfDecision.set(row_key, key)
          learn(key, values, { shipment, decisions: [row_key] })
        }
      )
    },
    ""
  )
  yield* eachRow(
    (after) =>
      run(sql<{ readonly row_key: string; readonly tracked: string }>`
        SELECT shipment_id AS row_key, tracked FROM adressat_shipments
        WHERE shipment_id > ${after} ORDER BY shipment_id LIMIT ${PORTION}`),
    ({ row_key, tracked }) =>
      erasure.isNamedIn(tracked)
        ? Effect.map(
            readKept("a shipment", () => jsonOf(tracked)),
            (value) => learn(`shipment ${row_key}`, [value], { shipment: row_key, decisions: [] })
          )
        : Effect.void,
    ""
  )

  const pending: Array<PendingErasure> = []
  const shipmentKeys = [...groups.values()].flatMap(({ shipment }) => shipment ?? [])
  for (const { key, tracked } of yield* run(readShipments(sql, shipmentKeys))) {
    if (isFinalShipment(tracked)) continue
    pending.push(pendingShipment(tracked, at))
    groups.delete(`shipment ${key}`)
  }

  const events: Array<readonly [consumer: string, message: string, event: string]> = []
  yield* eachRow(
    (after) =>
      run(sql<EventRow>`
        SELECT consumer, message, message AS row_key, whole_message, is_published, decision_id, event FROM adressat_inbox
        WHERE (consumer, message) > (${after.consumer}, ${after.message})
        ORDER BY consumer, message LIMIT ${PORTION}`),
    (row) => {
      const key = row.decision_id === null ? undefined : groupOfDecision.get(row.decision_id)
      if (key === undefined && !erasure.isNamedIn(row.event)) return Effect.void
      if (Number(row.is_published) !== 1) {
        pending.push(pendingEvent(textOf(row.whole_message ?? row.message), at))
        if (key !== undefined) groups.delete(key)
        return Effect.void
      }
      const group = key === undefined ? undefined : groups.get(key)
      // It belongs to something that is left alone.
      if (key !== undefined && group === undefined) return Effect.void
      const text = textOf(row.event)
      const event = erasure.eventWithout(text, group?.traces ?? noTraces)
      if (event !== text) events.push([row.consumer, row.message, event])
      return Effect.void
    },
    { consumer: "", message: "" }
  )
  for (const portion of rowPortions(events)) {
    yield* transaction(
      Effect.forEach(
        portion,
        ([consumer, message, event]) => sql`
          UPDATE adressat_inbox SET event = ${keptText(event)} WHERE consumer = ${consumer} AND message = ${message}`,
        { discard: true }
      )
    )
  }

  let feed = 0
  yield* eachRow<{ readonly row_key: unknown; readonly entry: string }, unknown>(
    (after) =>
      run(sql<{ readonly row_key: unknown; readonly entry: string }>`
        SELECT sequence_number AS row_key, entry FROM adressat_feed
        WHERE sequence_number > ${Number(after)} ORDER BY sequence_number LIMIT ${PORTION}`),
    ({ entry, row_key }) =>
      Effect.flatMap(
        readKept("an entry of the status feed", () => jsonOf(entry) as FeedEntry),
        (value) => {
          const group = groups.get(`shipment ${keptKey(value.shipmentId)}`)
          if (group === undefined && !erasure.isNamedIn(entry)) return Effect.void
          const erased = erasure.without(value, group?.traces ?? noTraces)
          if (erased === value) return Effect.void
          feed += 1
          return transaction(
            Effect.asVoid(
              sql`UPDATE adressat_feed SET entry = ${keptJson(erased)} WHERE sequence_number = ${Number(row_key)}`
            )
          )
        }
      ),
    0
  )

  const counts = { shipments: 0, decisions: 0, tombstones: 0, feed, events: events.length }
  for (const group of groups.values()) {
    const [shipments, decisions, tombstones] = yield* transaction(
      Effect.gen(function* () {
        const changed = yield* eraseShipment(sql, group, (tracked) => erasure.without(tracked, group.traces))
        const outcomes = yield* eraseDecisions(sql, group, (one) => decisionWithout(erasure, one, group.traces))
        return [changed, ...outcomes] as const
      })
    )
    counts.shipments += shipments
    counts.decisions += decisions
    counts.tombstones += tombstones
  }
  const subject = erasedSubject(person, secret)
  return { kind: "erasure", id, at, subject, counts, pending, isComplete: pending.length === 0 }
})

interface DecisionRow {
  readonly row_key: string
  readonly shipment_id: string | null
  readonly placed_order: string
  readonly snapshot: string
  readonly decision: string
}

interface EventRow {
  readonly row_key: string
  readonly consumer: string
  readonly message: string
  readonly whole_message: string | null
  readonly is_published: unknown
  readonly decision_id: string | null
  readonly event: string
}

/** Comes by each row once, in portions. */
const eachRow = Effect.fnUntraced(function* <Row extends { readonly row_key: unknown }, Key>(
  read: (after: Key) => Effect.Effect<ReadonlyArray<Row>, StoreError>,
  visit: (row: Row) => Effect.Effect<void, StoreError>,
  first: Key
): Effect.fn.Return<void, StoreError> {
  for (let after = first; ;) {
    const rows = yield* read(after)
    for (const row of rows) yield* visit(row)
    const last = rows.at(-1)
    if (last === undefined || rows.length < PORTION) return
    after = (typeof first === "object" ? last : last.row_key) as Key
  }
})

const readShipments = (sql: SqlClient, keys: ReadonlyArray<string>) =>
  Effect.flatMap(
    selectEach(
      keys,
      (portion) => sql<{ readonly shipment_id: string; readonly tracked: string }>`
        SELECT shipment_id, tracked FROM adressat_shipments WHERE ${sql.in("shipment_id", portion)}`
    ),
    (rows) =>
      readKept("a shipment", () =>
        rows.map(({ shipment_id, tracked }) => ({ key: shipment_id, tracked: jsonOf(tracked) as TrackedShipment }))
      )
  )

const eraseShipment = Effect.fnUntraced(function* (
  sql: SqlClient,
  { shipment }: Group,
  without: (tracked: TrackedShipment) => TrackedShipment
): Effect.fn.Return<number, SqlError | StoreError> {
  if (shipment === undefined) return 0
  const [found] = yield* readShipments(sql, [shipment])
  if (found === undefined) return 0
  const { tracked } = found
  const erased = without(tracked)
  if (erased === tracked) return 0
  const { sendersReference } = erased.shipment
  yield* sql`
    UPDATE adressat_shipments SET tracked = ${keptJson(erased)},
      senders_reference = ${sendersReference === undefined ? null : keptKey(sendersReference)}
    WHERE shipment_id = ${shipment} AND revision = ${tracked.revision}`
  if (tracked.placed !== undefined && erased.placed !== undefined && tracked.placed !== erased.placed) {
    const { creator, id, kind } = tracked.placed.key
    yield* sql`
      UPDATE adressat_chain_keys SET id = ${keptKey(erased.placed.key.id)}
      WHERE creator = ${keptKey(creator)} AND kind = ${kind} AND id = ${keptKey(id)}`
  }
  return 1
})

const eraseDecisions = Effect.fnUntraced(function* (
  sql: SqlClient,
  { decisions }: Group,
  without: (one: LoggedDecision) => LoggedDecision | undefined
): Effect.fn.Return<readonly [decisions: number, tombstones: number], SqlError | StoreError> {
  let tombstones = 0
  const found = yield* readDecisions(sql, decisions)
  for (const logged of found) {
    const erased = without(logged)
    if (erased === undefined) tombstones += 1
    yield* sql`
      UPDATE adressat_decisions SET
        placed_order = ${erased === undefined ? TOMBSTONE : keptJson(erased.order)},
        snapshot = ${erased === undefined ? TOMBSTONE : keptJson(erased.snapshot)},
        decision = ${erased === undefined ? TOMBSTONE : keptJson(erased.decision)}
      WHERE decision_id = ${keptText(logged.id)}`
  }
  return [found.length - tombstones, tombstones]
})
