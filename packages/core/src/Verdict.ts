/**
 * A verdict is what the gates say about one candidate: notify, withhold, or undetermined. Truth has three values: a gate
 * that depends on an unavailable fact is unknown, and unknown is not no (Kleene's strong logic).
 *
 * Invariant: a decided verdict never changes when an unknown fact becomes known.
 */
import type { Rule } from "./RuleSet.ts"

/** False, true, or unknown. */
export type Truth = 0 | 1 | 2
export const FALSE: Truth = 0
export const TRUE: Truth = 1
export const UNKNOWN: Truth = 2

/** What the gates of a basis say about one candidate. */
export interface Verdict {
  readonly outcome: "notify" | "withhold" | "undetermined"
  /** The gates of the basis, in document order. */
  readonly gates: ReadonlyArray<Rule>
  /** Whether the conditions of each gate hold; same order as `gates`. */
  readonly truths: ReadonlyArray<Truth>
}

/** Whether a gate lets the candidate through, given the truth of its conditions. */
export const gateOutcome = (rule: Rule, truth: Truth): "holds" | "fails" | "undetermined" => {
  if (truth === UNKNOWN) return "undetermined"
  return (truth === TRUE) === (rule.event.type === "require") ? "holds" : "fails"
}

/**
 * Combines the gates of a basis: one failed gate withholds, otherwise one unknown gate leaves it open. A basis without a
 * `require` rule is withheld, since nothing says that it may be notified.
 */
export const verdict = (gates: ReadonlyArray<Rule>, truths: ReadonlyArray<Truth>): Verdict => {
  let outcome: Verdict["outcome"] = "notify"
  let required = false
  for (const [index, rule] of gates.entries()) {
    required ||= rule.event.type === "require"
    const gate = gateOutcome(rule, truths[index] ?? UNKNOWN)
    if (gate === "fails") outcome = "withhold"
    else if (gate === "undetermined" && outcome === "notify") outcome = "undetermined"
  }
  return { outcome: required ? outcome : "withhold", gates, truths }
}

/** The gates with one outcome, in document order. */
export const gatesThat = ({ gates, truths }: Verdict, outcome: ReturnType<typeof gateOutcome>): ReadonlyArray<Rule> =>
  gates.filter((rule, index) => gateOutcome(rule, truths[index] ?? UNKNOWN) === outcome)
