/**
 * The port `Inbox` in a database. An entry is a row; its decision and its shadow run are rows of their own tables, kept in
 * the same transaction.
 */
import { Inbox } from "@adressat/orders"
import type { Accepted, InboxEntry } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { StoreError } from "@adressat/core"
import { keptKey, keptText, readKept, textOf } from "./Kept.ts"
import { byKey, Database, limitOf, portions, rowPortions, selectEach } from "@adressat/sql"
import type { SqlClient, SqlError } from "@adressat/sql"
import { keepDecisions } from "./SqlDecisions.ts"
import { keepRuns } from "./SqlShadows.ts"

interface KnownRow {
  readonly message: string
  readonly is_published: unknown
  readonly event: string
}

/** The inbox over a client whose database has the tables. */
export const layerInbox = (): Layer.Layer<Inbox, never, Database> =>
  Layer.effect(
    Inbox,
    Effect.map(Database, ({ run, sql, transaction }): Inbox["Service"] => ({
      accept: (entries) => (entries.length === 0 ? Effect.succeed([]) : transaction(accept(sql, entries))),
      published: (consumer, messages) =>
        messages.length === 0
          ? Effect.void
          : transaction(
              Effect.forEach(
                portions(messages.map(keptKey).sort()),
                (portion) => sql`
                  UPDATE adressat_inbox SET is_published = 1
                  WHERE consumer = ${keptKey(consumer)} AND ${sql.in("message", portion)} AND is_published = 0`,
                { discard: true }
              )
            ),
      unpublished: (consumer, before, limit) =>
        Effect.flatMap(
          run(sql<{ readonly message: string; readonly whole_message: string | null; readonly event: string }>`
            SELECT message, whole_message, event FROM adressat_inbox
            WHERE consumer = ${keptKey(consumer)} AND is_published = 0 AND accepted_at < ${before}
            ORDER BY accepted_at, message LIMIT ${limitOf(limit)}`),
          (rows) =>
            readKept("an event", () =>
              rows.map((row) => ({ message: textOf(row.whole_message ?? row.message), event: textOf(row.event) }))
            )
        )
    }))
  )

const accept = Effect.fnUntraced(function* (
  sql: SqlClient,
  entries: ReadonlyArray<InboxEntry>
): Effect.fn.Return<ReadonlyArray<Accepted>, SqlError | StoreError> {
  // The first one of each message: the others are known, if it is not known itself.
  const firsts = new Map<string, InboxEntry>()
  const keys = entries.map(({ consumer, message }) => keyOf(keptKey(consumer), keptKey(message)))
  for (const [index, entry] of entries.entries()) {
    const key = keys[index] ?? ""
    if (!firsts.has(key)) firsts.set(key, entry)
  }
  const rows = [...firsts.values()].map(({ at, consumer, decision, event, message }) => {
    const key = keptKey(message)
    const whole = keptText(message)
    return {
      consumer: keptKey(consumer),
      message: key,
      accepted_at: at,
      is_published: 0,
      decision_id: decision === undefined ? null : keptText(decision.id),
      whole_message: key === whole ? null : whole,
      event: keptText(event)
    }
  })
  const inserted = yield* Effect.forEach(
    rowPortions(byKey(rows, ({ consumer, message }) => keyOf(consumer, message))),
    (portion) => sql<{ readonly consumer: string; readonly message: string }>`
      INSERT INTO adressat_inbox ${sql.insert(portion)}
      ON CONFLICT (consumer, message) DO NOTHING RETURNING consumer, message`
  )
  const isNew = new Set(inserted.flat().map(({ consumer, message }) => keyOf(consumer, message)))
  const accepted = [...firsts].flatMap(([key, entry]) => (isNew.has(key) ? [entry] : []))
  yield* keepDecisions(
    sql,
    accepted.flatMap(({ decision }) => decision ?? [])
  )
  yield* keepRuns(
    sql,
    accepted.flatMap(({ shadow }) => shadow ?? [])
  )
  const isFirst = entries.map((entry, index) => firsts.get(keys[index] ?? "") === entry && isNew.has(keys[index] ?? ""))
  const known = yield* knownOf(
    sql,
    entries.filter((_, index) => !isFirst[index])
  )
  return yield* readKept("an event", () =>
    entries.map((_, index): Accepted => {
      const row = known.get(keys[index] ?? "")
      if (isFirst[index] || row === undefined) return { outcome: "accepted" }
      return { outcome: "known", event: textOf(row.event), isPublished: Number(row.is_published) === 1 }
    })
  )
})

/** Messages that were handled before, by their keys. */
const knownOf = Effect.fnUntraced(function* (sql: SqlClient, entries: ReadonlyArray<InboxEntry>) {
  const known = new Map<string, KnownRow>()
  for (const consumer of new Set(entries.map((entry) => keptKey(entry.consumer)))) {
    const rows = yield* selectEach(
      entries.flatMap((entry) => (keptKey(entry.consumer) === consumer ? keptKey(entry.message) : [])),
      (portion) => sql<KnownRow>`
        SELECT message, is_published, event FROM adressat_inbox
        WHERE consumer = ${consumer} AND ${sql.in("message", portion)}`
    )
    for (const row of rows) known.set(keyOf(consumer, row.message), row)
  }
  return known
})

/** No kept text holds a NUL. */
const keyOf = (consumer: string, message: string): string => `${consumer}\0${message}`
