/**
 * How the Altinn engine combines the outcomes of its rules, by version of the engine.
 */
import { combiningAlgorithms, isLegacyAlgorithm } from "../evaluation/CombiningAlgorithm.ts"
import type { ExtendedDecision } from "../Response.ts"
import type { EngineVersion } from "./EngineVersion.ts"
import type { Fault } from "./Fault.ts"
import { isFault } from "./Fault.ts"

/** What a rule has come to, or the whole policy. */
export interface RuleOutcome {
  readonly decision: ExtendedDecision
  readonly isProcessingError: boolean
}

/** Combines the outcomes of the rules in order, asking for them one by one. */
export type RuleCombination = (algorithm: string, outcomes: Iterable<RuleOutcome | Fault>) => RuleOutcome | Fault

/** An outcome; one with a processing error is Indeterminate with that status. */
export const outcome = (decision: ExtendedDecision, isProcessingError = false): RuleOutcome => ({
  decision,
  isProcessingError
})

const ruleDenyOverrides = "urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides"

/** How the engine combined before it had algorithms: the first error or, if it is looked at, the first Deny ends it. */
const untilFirst =
  (ofDeny: "Deny" | undefined): RuleCombination =>
  (algorithm, outcomes) => {
    let decision: ExtendedDecision = "NotApplicable"
    for (const each of outcomes) {
      if (isFault(each) || each.decision.startsWith("Indeterminate")) return each
      if (each.decision === "Deny" && algorithm === ruleDenyOverrides) return outcome(ofDeny ?? decision)
      if (each.decision === "Permit") decision = "Permit"
    }
    return outcome(decision)
  }

const byTheTables: RuleCombination = (algorithm, outcomes) => {
  const decisions: Array<ExtendedDecision> = []
  let isProcessingError = false
  for (const each of outcomes) {
    if (isFault(each)) return each
    decisions.push(each.decision)
    isProcessingError ||= each.isProcessingError
  }
  const combine = isLegacyAlgorithm(algorithm) ? undefined : combiningAlgorithms.get(algorithm)
  const decision = combine?.(decisions.keys(), (rule) => decisions[rule] ?? "NotApplicable") ?? "Indeterminate{DP}"
  return outcome(decision, isProcessingError)
}

/** The combination that each version of the engine runs. */
export const ruleCombinations: Readonly<Record<EngineVersion["combination"], RuleCombination>> = {
  permits: untilFirst(undefined),
  denies: untilFirst("Deny"),
  standard: byTheTables
}
