/**
 * A forecast says, as an order is placed, who would be notified if it were sent now. It is made together with the decision
 * at registration, from one snapshot, so that both speak of the same state of the registers.
 */
import { decide, gather } from "@adressat/core"
import type { Decision, GatherOptions, RuleProgram, Snapshot, Sources } from "@adressat/core"
import * as Effect from "effect/Effect"
import { orderOf } from "./Shipment.ts"
import type { Shipment } from "./Shipment.ts"

/** What was decided about a shipment as it was placed. */
export interface Forecast {
  readonly snapshot: Snapshot
  /** As the platform decides at registration: by it an order is taken or refused. */
  readonly registration: Decision
  /** As it would be decided at its send time. */
  readonly processing: Decision
}

/** Gathers the facts about a shipment and decides it for both stages. */
export const forecastOf = (
  program: RuleProgram,
  shipment: Shipment,
  options: GatherOptions = {}
): Effect.Effect<Forecast, never, Sources> => {
  const processing = orderOf(shipment, "processing")
  return Effect.map(gather(program, processing, options), (snapshot) => ({
    snapshot,
    registration: decide(program, orderOf(shipment, "registration"), snapshot),
    processing: decide(program, processing, snapshot)
  }))
}
