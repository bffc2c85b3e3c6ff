/**
 * The port `ShadowLog` in a database.
 */
import { ShadowLog } from "@adressat/orders"
import type { ShadowRun } from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { jsonOf, keptJson, keptText, readKept } from "./Kept.ts"
import { byKey, Database, limitOf, rowPortions } from "@adressat/sql"
import type { SqlClient } from "@adressat/sql"

/** The log of shadow runs over a client whose database has the tables. */
export const layerShadows = (): Layer.Layer<ShadowLog, never, Database> =>
  Layer.effect(
    ShadowLog,
    Effect.map(Database, ({ run, sql, transaction }): ShadowLog["Service"] => ({
      append: (runs) => (runs.length === 0 ? Effect.void : transaction(keepRuns(sql, runs))),
      read: ({ after, candidate, creator, from, limit }) =>
        Effect.flatMap(
          run(sql<{ readonly run: string }>`
            SELECT run FROM adressat_shadow_runs WHERE ${sql.and([
              sql`creator = ${keptText(creator)}`,
              sql`candidate = ${keptText(candidate)}`,
              ...(after === undefined ? [] : [sql`decision_id > ${keptText(after)}`]),
              ...(from === undefined ? [] : [sql`run_at >= ${from}`])
            ])} ORDER BY decision_id LIMIT ${limitOf(limit)}`),
          (rows) => readKept("a shadow run", () => rows.map((row) => jsonOf(row.run) as ShadowRun))
        )
    }))
  )

/** Keeps shadow runs within a transaction; those that are known already are left as they are. */
export const keepRuns = (sql: SqlClient, runs: ReadonlyArray<ShadowRun>) =>
  Effect.forEach(
    rowPortions(
      byKey(
        runs.map((run) => ({
          creator: keptText(run.creator),
          candidate: keptText(run.candidate),
          decision_id: keptText(run.decisionId),
          run_at: run.at,
          run: keptJson(run)
        })),
        ({ decision_id }) => decision_id
      )
    ),
    (portion) => sql`
      INSERT INTO adressat_shadow_runs ${sql.insert(portion)}
      ON CONFLICT (creator, candidate, decision_id) DO NOTHING`,
    { discard: true }
  )
