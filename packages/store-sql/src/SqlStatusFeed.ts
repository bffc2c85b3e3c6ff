/**
 * The port `StatusFeed` in a database. Entries are written by `SqlOrders`, with the change that makes a shipment final.
 */
import { FEED_DELAY, FEED_RETENTION, pageSizeOf, StatusFeed } from "@adressat/orders"
import type { FeedEntry, FeedQuery } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { jsonOf, keptJson, keptText, readKept } from "./Kept.ts"
import { Database } from "@adressat/sql"
import type { SqlClient } from "@adressat/sql"

interface EntryRow {
  readonly sequence_number: unknown
  readonly entry: string
}

/** The status feed over a client whose database has the tables. */
export const layerStatusFeed = (): Layer.Layer<StatusFeed, never, Database> =>
  Layer.effect(
    StatusFeed,
    Effect.map(Database, (database): StatusFeed["Service"] => ({ read: (query, now) => read(database, query, now) }))
  )

const read = (
  { run, sql }: Database["Service"],
  { creator, orderBy = "Asc", pageSize, sequence = 0 }: FeedQuery,
  now: number
): ReturnType<StatusFeed["Service"]["read"]> => {
  if (sequence < 0) return Effect.succeed([])
  const isUpwards = orderBy === "Asc"
  return Effect.flatMap(
    run(sql<EntryRow>`
      SELECT sequence_number, entry FROM adressat_feed WHERE ${sql.and([
        sql`creator = ${keptText(creator)}`,
        sql`created_at <= ${now - FEED_DELAY}`,
        sql`created_at >= ${now - FEED_RETENTION}`,
        ...(isUpwards ? [sql`sequence_number > ${sequence}`] : []),
        ...(!isUpwards && sequence > 0 ? [sql`sequence_number < ${sequence}`] : [])
      ])} ORDER BY sequence_number ${isUpwards ? sql`ASC` : sql`DESC`} LIMIT ${pageSizeOf(pageSize)}`),
    (rows) =>
      readKept("an entry of the status feed", () =>
        rows.map((row): FeedEntry => ({
          sequenceNumber: Number(row.sequence_number),
          ...(jsonOf(row.entry) as Omit<FeedEntry, "sequenceNumber">)
        }))
      )
  )
}

/** Keeps an entry within a transaction, under the next number. */
export const keepEntry = Effect.fnUntraced(function* (
  sql: SqlClient,
  creator: string,
  createdAt: number,
  entry: Omit<FeedEntry, "sequenceNumber">
) {
  const [counter] = yield* sql<{ readonly value: unknown }>`
    UPDATE adressat_counters SET value = value + 1 WHERE name = 'feed' RETURNING value`
  yield* sql`INSERT INTO adressat_feed ${sql.insert({
    sequence_number: Number(counter?.value),
    creator: keptText(creator),
    created_at: createdAt,
    entry: keptJson(entry)
  })}`
})
