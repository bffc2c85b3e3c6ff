/**
 * The port `DecisionLog` in a database. A rule set is kept once, under the fingerprint of its text, however many decisions
 * were made by it.
 */
import { textFingerprint } from "@adressat/core"
import type { Decision, Order, RuleSet, Snapshot } from "@adressat/core"
import { DecisionLog } from "@adressat/orders"
import type { DecisionPurpose, LoggedDecision } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { jsonOf, keptJson, keptText, readKept, textOf } from "./Kept.ts"
import { byKey, Database, limitOf, rowPortions, selectEach } from "@adressat/sql"
import type { SqlClient, Statement } from "@adressat/sql"

interface DecisionRow {
  readonly decision_id: string
  readonly creator: string
  readonly decided_at: unknown
  readonly purpose: DecisionPurpose
  readonly shipment_id: string | null
  readonly placed_order: string
  readonly snapshot: string
  readonly decision: string
  readonly fingerprint: string
  readonly rule_set: string
}

/** The log of decisions over a client whose database has the tables. */
export const layerDecisions = (): Layer.Layer<DecisionLog, never, Database> =>
  Layer.effect(
    DecisionLog,
    Effect.map(Database, (database): DecisionLog["Service"] => ({
      append: (decisions) =>
        decisions.length === 0 ? Effect.void : database.transaction(keepDecisions(database.sql, decisions)),
      find: (creator, ids) =>
        Effect.flatMap(
          database.run(
            selectEach(ids.map(keptText), (portion) =>
              select(database.sql, [
                database.sql`creator = ${keptText(creator)}`,
                database.sql.in("decision_id", portion)
              ])
            )
          ),
          (rows) => readKept("a decision", () => inOrder(rows, ids))
        ),
      walk: ({ after, creator, from, limit }) => {
        const { sql } = database
        return Effect.flatMap(
          database.run(
            select(
              sql,
              [
                sql`creator = ${keptText(creator)}`,
                ...(from === undefined ? [] : [sql`decided_at >= ${from}`]),
                ...(after === undefined ? [] : [sql`decision_id > ${keptText(after)}`])
              ],
              sql`ORDER BY decision_id LIMIT ${limitOf(limit)}`
            )
          ),
          (rows) =>
            readKept("a decision", () =>
              inOrder(
                rows,
                rows.map((row) => textOf(row.decision_id))
              )
            )
        )
      }
    }))
  )

/** In the place of the three parts of a decision that was erased; nobody finds it, and none is kept under its id again. */
export const TOMBSTONE = "{}"

/** Decisions by their ids as they are kept, of any creator. */
export const readDecisions = (sql: SqlClient, keptIds: ReadonlyArray<string>) =>
  Effect.flatMap(
    selectEach(keptIds, (portion) => select(sql, [sql.in("decision_id", portion)])),
    (rows) =>
      readKept("a decision", () =>
        inOrder(
          rows,
          rows.map((row) => textOf(row.decision_id))
        )
      )
  )

const select = (sql: SqlClient, conditions: ReadonlyArray<Statement>, rest: Statement = sql``) => sql<DecisionRow>`
  SELECT decision_id, creator, decided_at, purpose, shipment_id, placed_order, snapshot, decision, fingerprint,
    adressat_rule_sets.rule_set AS rule_set
  FROM adressat_decisions JOIN adressat_rule_sets ON fingerprint = adressat_decisions.rule_set
  WHERE ${sql.and([...conditions, sql`decision <> ${TOMBSTONE}`])} ${rest}`

const inOrder = (rows: ReadonlyArray<DecisionRow>, ids: ReadonlyArray<string>): ReadonlyArray<LoggedDecision> => {
  const ruleSets = new Map<string, RuleSet>()
  const ruleSetOf = ({ fingerprint, rule_set }: DecisionRow): RuleSet => {
    const known = ruleSets.get(fingerprint) ?? (jsonOf(rule_set) as RuleSet)
    ruleSets.set(fingerprint, known)
    return known
  }
  const found = new Map(
    rows.map((row): readonly [string, LoggedDecision] => [
      textOf(row.decision_id),
      {
        id: textOf(row.decision_id),
        creator: textOf(row.creator),
        at: Number(row.decided_at),
        purpose: row.purpose,
        ...(row.shipment_id === null ? {} : { shipmentId: textOf(row.shipment_id) }),
        order: jsonOf(row.placed_order) as Order,
        snapshot: jsonOf(row.snapshot) as Snapshot,
        ruleSet: ruleSetOf(row),
        decision: jsonOf(row.decision) as Decision
      }
    ])
  )
  return ids.flatMap((id) => found.get(id) ?? [])
}

/** Keeps decisions within a transaction; those that are known already are left as they are. */
export const keepDecisions = Effect.fnUntraced(function* (sql: SqlClient, decisions: ReadonlyArray<LoggedDecision>) {
  if (decisions.length === 0) return
  const texts = decisions.map(({ ruleSet }) => ruleSetTextOf(ruleSet))
  yield* keepRuleSets(sql, new Map(texts.map((one) => [one.fingerprint, one.text])))
  const rows = decisions.map(({ at, creator, decision, id, order, purpose, shipmentId, snapshot }, index) => ({
    decision_id: keptText(id),
    creator: keptText(creator),
    decided_at: at,
    purpose,
    shipment_id: shipmentId === undefined ? null : keptText(shipmentId),
    rule_set: texts[index]?.fingerprint,
    placed_order: keptJson(order),
    decision: keptJson(decision),
    snapshot: keptJson(snapshot)
  }))
  yield* Effect.forEach(
    rowPortions(byKey(rows, ({ decision_id }) => decision_id)),
    (portion) => sql`INSERT INTO adressat_decisions ${sql.insert(portion)} ON CONFLICT (decision_id) DO NOTHING`,
    { discard: true }
  )
})

/** Locks those that are there against being cleared away before a decision refers to them, and keeps the others. */
const keepRuleSets = Effect.fnUntraced(function* (sql: SqlClient, texts: ReadonlyMap<string, string>) {
  const lock = sql.onDialectOrElse({ pg: () => sql`FOR KEY SHARE`, orElse: () => sql`` })
  const known = yield* selectEach(
    [...texts.keys()],
    (portion) => sql<{ readonly fingerprint: string }>`
      SELECT fingerprint FROM adressat_rule_sets WHERE ${sql.in("fingerprint", portion)} ${lock}`
  )
  const isKnown = new Set(known.map(({ fingerprint }) => fingerprint))
  const rows = [...texts].flatMap(([fingerprint, text]) =>
    isKnown.has(fingerprint) ? [] : [{ fingerprint, rule_set: text }]
  )
  yield* Effect.forEach(
    rowPortions(byKey(rows, ({ fingerprint }) => fingerprint)),
    (portion) => sql`INSERT INTO adressat_rule_sets ${sql.insert(portion)} ON CONFLICT (fingerprint) DO NOTHING`,
    { discard: true }
  )
})

/** Made once of each rule set: a host decides by the same one for days. */
const ruleSetTexts = new WeakMap<RuleSet, { readonly fingerprint: string; readonly text: string }>()

const ruleSetTextOf = (ruleSet: RuleSet): { readonly fingerprint: string; readonly text: string } => {
  const known = ruleSetTexts.get(ruleSet)
  if (known !== undefined) return known
  const text = keptJson(ruleSet)
  const made = { fingerprint: textFingerprint(text), text }
  ruleSetTexts.set(ruleSet, made)
  return made
}
