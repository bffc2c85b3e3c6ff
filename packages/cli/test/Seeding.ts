/** Databases with decisions in them, for the commands that read what was decided. */
import { DecisionLog, ShadowLog, shadowOf } from "@adressat/orders"
import type { LoggedDecision } from "@adressat/orders"
import { compile, decide, shippedRuleSet } from "@adressat/core"
import type { RuleProgram, StoreError } from "@adressat/core"
import { layerSqlite } from "@adressat/store-sql"
import type { SqlStores } from "@adressat/store-sql/postgres"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"

/** Does something with the stores of a layer. */
export const inStores = <A, E>(
  layer: Layer.Layer<SqlStores, StoreError>,
  effect: Effect.Effect<A, E, SqlStores>
): Promise<A> => Effect.runPromise(Effect.scoped(Effect.provide(effect, layer, { local: true })))

/** Keeps decisions in a SQLite file and, where a candidate is given, its runs beside them. */
export const seedDecisions = (
  file: string,
  decisions: ReadonlyArray<LoggedDecision>,
  candidate?: RuleProgram
): Promise<void> => inStores(layerSqlite({ file }), keeping(decisions, candidate))

/** Keeps decisions, and the runs of a candidate. */
export const keeping = Effect.fnUntraced(function* (decisions: ReadonlyArray<LoggedDecision>, candidate?: RuleProgram) {
  yield* (yield* DecisionLog).append(decisions)
  if (candidate !== undefined) yield* (yield* ShadowLog).append(decisions.map((one) => shadowOf(candidate, one)))
})

/** The decision about a letter to a person, whose address is that of the letter. */
export const letterTo = (id: string, nationalIdentityNumber: string, at = Date.now()): LoggedDecision => {
  const ruleSet = shippedRuleSet("altinn")
  const order = { channel: "Email", recipients: [{ nationalIdentityNumber }] } as const
  const snapshot = {
    at: "2026-11-25",
    persons: [{ nationalIdentityNumber, isReserved: false, email: `${id}@example.com` }]
  }
  const decision = decide(compile(ruleSet), order, snapshot)
  return { id, creator: "ttd", at, purpose: "send", order, snapshot, ruleSet, decision }
}
