/**
 * A logged decision is a decision with all that it was made from, so that it can be explained and made again years later.
 *
 * Invariant: deciding the order with the snapshot and the rule set of a logged decision gives the same decision.
 */
import { canonicalJson, compile, decide } from "@adressat/core"
import type { Decision, Order, RuleSet, Snapshot } from "@adressat/core"

/** What a decision was made for: an answer to somebody who asked, a forecast as an order was placed, or to send by. */
export type DecisionPurpose = "asked" | "forecast" | "send"

/** A decision with all that it was made from. */
export interface LoggedDecision {
  readonly id: string
  /** The service owner whose decision it is. */
  readonly creator: string
  /** An instant. */
  readonly at: number
  readonly purpose: DecisionPurpose
  readonly shipmentId?: string
  readonly order: Order
  readonly snapshot: Snapshot
  readonly ruleSet: RuleSet
  readonly decision: Decision
}

/** What came of making a decision again: the same, or another one, which means that the code has changed its mind. */
export interface ReplayedDecision {
  readonly isSame: boolean
  readonly decision: Decision
}

/** Makes a decision again from what it was made from; in which order a store gives members back does not matter. */
export const replayDecision = ({ decision, order, ruleSet, snapshot }: LoggedDecision): ReplayedDecision => {
  const again = decide(compile(ruleSet), order, snapshot)
  return { isSame: canonicalJson(again) === canonicalJson(decision), decision: again }
}
