/**
 * Receipts of erasures and of what was cleared away, in a database. They hold no personal data and are never deleted.
 */
import type { Receipt } from "@adressat/orders"
import * as Effect from "effect/Effect"
import { jsonOf, keptJson, keptText, readKept } from "./Kept.ts"
import { limitOf } from "@adressat/sql"
import type { Database, SqlClient } from "@adressat/sql"

interface ReceiptRow {
  readonly receipt: string
}

const read = (rows: ReadonlyArray<ReceiptRow>) =>
  readKept("a receipt", () => rows.map(({ receipt }) => jsonOf(receipt) as Receipt))

/** The receipt of an id, if there is one. */
export const receiptOf = ({ run, sql }: Database["Service"], id: string) =>
  Effect.map(
    Effect.flatMap(
      run(sql<ReceiptRow>`SELECT receipt FROM adressat_receipts WHERE receipt_id = ${keptText(id)}`),
      read
    ),
    ([found]) => found
  )

/** Receipts in the order of their ids. */
export const receiptsAfter = ({ run, sql }: Database["Service"], after: string | undefined, limit: number) =>
  Effect.flatMap(
    run(sql<ReceiptRow>`
      SELECT receipt FROM adressat_receipts
      WHERE ${after === undefined ? sql`receipt_id >= ''` : sql`receipt_id > ${keptText(after)}`}
      ORDER BY receipt_id LIMIT ${limitOf(limit)}`),
    read
  )

/** Keeps a receipt, in the place of an earlier one of its id. */
export const keepReceipt = (sql: SqlClient, receipt: Receipt) =>
  sql`
    INSERT INTO adressat_receipts ${sql.insert({
      receipt_id: keptText(receipt.id),
      made_at: receipt.at,
      receipt: keptJson(receipt)
    })}
    ON CONFLICT (receipt_id) DO UPDATE SET made_at = excluded.made_at, receipt = excluded.receipt`
