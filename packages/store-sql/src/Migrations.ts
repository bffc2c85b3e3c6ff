/**
 * The tables, and how a database of an earlier version gets them. A migration that was released is never changed.
 *
 * Invariant: types and statements are those that SQLite and PostgreSQL share. Instants are milliseconds in `BIGINT`; values
 * that are read as a whole are JSON in `TEXT`, last in their tables, so that what is searched lies close together.
 */
import { SqlClient, statementsOf } from "@adressat/sql"
import type { Tables } from "@adressat/sql"
import * as Effect from "effect/Effect"

const migrations: Tables["migrations"] = {
  "0001_documents": statementsOf([
    // Numbers are given out under the lock of a row, so that a lower one is never seen after a higher one.
    "CREATE TABLE adressat_counters (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL)",
    "INSERT INTO adressat_counters (name, value) VALUES ('documents', 0), ('feed', 0)",
    `CREATE TABLE adressat_documents (
      sequence BIGINT NOT NULL PRIMARY KEY,
      kind TEXT NOT NULL,
      owner TEXT NOT NULL,
      id TEXT NOT NULL,
      version INTEGER NOT NULL,
      fingerprint TEXT NOT NULL,
      author TEXT NOT NULL,
      published_at TEXT NOT NULL,
      body TEXT NOT NULL,
      UNIQUE (kind, owner, id, version)
    )`,
    "CREATE INDEX adressat_documents_id ON adressat_documents (kind, id, version)"
  ]),
  "0002_orders": statementsOf([
    `CREATE TABLE adressat_shipments (
      shipment_id TEXT NOT NULL PRIMARY KEY,
      chain_id TEXT NOT NULL,
      place INTEGER NOT NULL,
      creator TEXT NOT NULL,
      senders_reference TEXT,
      due_at BIGINT,
      revision BIGINT NOT NULL,
      tracked TEXT NOT NULL,
      UNIQUE (chain_id, place)
    )`,
    `CREATE INDEX adressat_shipments_due ON adressat_shipments (due_at, chain_id, place) WHERE due_at IS NOT NULL`,
    `CREATE INDEX adressat_shipments_reference ON adressat_shipments (creator, senders_reference)
      WHERE senders_reference IS NOT NULL`,
    `CREATE TABLE adressat_chain_keys (
      creator TEXT NOT NULL,
      kind TEXT NOT NULL,
      id TEXT NOT NULL,
      chain_id TEXT NOT NULL,
      PRIMARY KEY (creator, kind, id)
    )`,
    `CREATE TABLE adressat_notifications (
      notification_id TEXT NOT NULL PRIMARY KEY,
      shipment_id TEXT NOT NULL REFERENCES adressat_shipments (shipment_id)
    )`,
    "CREATE INDEX adressat_notifications_shipment ON adressat_notifications (shipment_id, notification_id)",
    `CREATE TABLE adressat_rule_sets (
      fingerprint TEXT NOT NULL PRIMARY KEY,
      rule_set TEXT NOT NULL
    )`,
    `CREATE TABLE adressat_decisions (
      decision_id TEXT NOT NULL PRIMARY KEY,
      creator TEXT NOT NULL,
      decided_at BIGINT NOT NULL,
      purpose TEXT NOT NULL,
      shipment_id TEXT,
      rule_set TEXT NOT NULL REFERENCES adressat_rule_sets (fingerprint),
      placed_order TEXT NOT NULL,
      decision TEXT NOT NULL,
      snapshot TEXT NOT NULL
    )`,
    `CREATE TABLE adressat_feed (
      sequence_number BIGINT NOT NULL PRIMARY KEY,
      creator TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      entry TEXT NOT NULL
    )`,
    "CREATE INDEX adressat_feed_creator ON adressat_feed (creator, sequence_number, created_at)"
  ]),
  "0003_inbox": statementsOf([
    `CREATE TABLE adressat_inbox (
      consumer TEXT NOT NULL,
      message TEXT NOT NULL,
      accepted_at BIGINT NOT NULL,
      is_published INTEGER NOT NULL,
      decision_id TEXT,
      whole_message TEXT,
      event TEXT NOT NULL,
      PRIMARY KEY (consumer, message)
    )`,
    `CREATE INDEX adressat_inbox_unpublished ON adressat_inbox (consumer, accepted_at, message)
      WHERE is_published = 0`,
    "CREATE INDEX adressat_inbox_accepted ON adressat_inbox (accepted_at)",
    `CREATE TABLE adressat_shadow_runs (
      creator TEXT NOT NULL,
      candidate TEXT NOT NULL,
      decision_id TEXT NOT NULL,
      run_at BIGINT NOT NULL,
      run TEXT NOT NULL,
      PRIMARY KEY (creator, candidate, decision_id)
    )`,
    "CREATE INDEX adressat_shadow_runs_at ON adressat_shadow_runs (run_at)"
  ]),
  "0004_personal_data": Effect.flatMap(SqlClient, (sql) =>
    statementsOf([
      // When it became final, which is when it may go; one that is not has none.
      "ALTER TABLE adressat_shipments ADD COLUMN final_at BIGINT",
      `UPDATE adressat_shipments SET final_at = ${sql.onDialectOrElse({
        pg: () => "CAST(CAST(tracked AS JSON) ->> 'lastUpdate' AS BIGINT)",
        orElse: () => "json_extract(tracked, '$.lastUpdate')"
      })} WHERE due_at IS NULL`,
      `CREATE INDEX adressat_shipments_final ON adressat_shipments (final_at, shipment_id) WHERE final_at IS NOT NULL`,
      "CREATE INDEX adressat_decisions_at ON adressat_decisions (decided_at, decision_id)",
      "CREATE INDEX adressat_decisions_rule_set ON adressat_decisions (rule_set)",
      "CREATE INDEX adressat_feed_at ON adressat_feed (created_at)",
      `CREATE TABLE adressat_receipts (
        receipt_id TEXT NOT NULL PRIMARY KEY,
        made_at BIGINT NOT NULL,
        receipt TEXT NOT NULL
      )`
    ])
  )
}

/** The tables of all stores. */
export const storeTables: Tables = { table: "adressat_migrations", migrations }
