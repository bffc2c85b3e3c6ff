/**
 * The children of a policy or policy set, combined: by its algorithm, with the obligations and advice of those children
 * that the outcome rests on.
 */
import type { CombiningAlgorithm } from "./CombiningAlgorithm.ts"
import { combiningAlgorithms, isLegacyAlgorithm, onlyOneApplicable } from "./CombiningAlgorithm.ts"
import type { Compilation } from "./Compilation.ts"
import { at } from "./Compilation.ts"
import type { AnyPolicy, Effect, PolicySet, Target } from "../Policy.ts"
import type { RequestContext } from "./RequestContext.ts"
import type { ExtendedDecision, Notice, PolicyIdentifier } from "../Response.ts"
import { indexTargets } from "./TargetIndex.ts"
import type { Test } from "./TargetProgram.ts"
import type { Failure } from "../Value.ts"
import { Status } from "../Vocabulary.ts"

/** What one evaluation has come to. */
export interface Evaluation {
  readonly decision: ExtendedDecision
  /** Why the decision is Indeterminate: the first error that was met. */
  readonly failure?: Failure
  readonly obligations: ReadonlyArray<Notice>
  readonly advice: ReadonlyArray<Notice>
  /** The policies and policy sets that the decision rests on, when the request asks for them. */
  readonly policies: ReadonlyArray<PolicyIdentifier>
}

/** A rule, policy or policy set that a combining algorithm combines. */
export interface Child {
  readonly target: Test | undefined
  readonly evaluate: (context: RequestContext) => Evaluation
}

const nothing: ReadonlyArray<never> = []
const plain = (decision: ExtendedDecision): Evaluation =>
  Object.freeze({ decision, obligations: nothing, advice: nothing, policies: nothing })
const permitted = plain("Permit")
const denied = plain("Deny")
/** Nothing applies. */
export const notApplicable = plain("NotApplicable")
/** An effect with nothing added to it. */
export const of = (effect: Effect): Evaluation => (effect === "Permit" ? permitted : denied)

/** An outcome that a failure has left open. */
export const indeterminate = (decision: ExtendedDecision, failure: Failure): Evaluation => ({
  ...plain(decision),
  failure
})
/** An outcome that would have been an effect, had it not failed. */
export const indeterminateOf = (effect: Effect, failure: Failure): Evaluation =>
  indeterminate(effect === "Permit" ? "Indeterminate{P}" : "Indeterminate{D}", failure)

/** Combines the children of one policy, and gathers what the winning ones carry. */
export const combinationOf = (
  policy: AnyPolicy,
  children: ReadonlyArray<Child>,
  targets: ReadonlyArray<Target | undefined>,
  compilation: Compilation
): ((context: RequestContext) => Evaluation) => {
  if (policy.kind === "PolicySet" && policy.combiningAlgorithm === onlyOneApplicable) return onlyOne(policy, children)
  const algorithm = combiningAlgorithms.get(policy.combiningAlgorithm)
  reportAlgorithm(policy, algorithm, compilation)
  if (algorithm === undefined) {
    const failure: Failure = {
      status: Status.processingError,
      message: `combining algorithm ${policy.combiningAlgorithm} is not known`
    }
    return () => indeterminate("Indeterminate{DP}", failure)
  }
  const candidates = indexTargets(targets, compilation)
  return (context) => {
    let failure: Failure | undefined
    let carrying: Array<Evaluation> | undefined
    const decision = algorithm(candidates(context), (number) => {
      const outcome = children[number]?.evaluate(context) ?? notApplicable
      if (outcome.failure !== undefined) failure ??= outcome.failure
      if (outcome.obligations.length + outcome.advice.length + outcome.policies.length > 0) {
        carrying = [...(carrying ?? nothing), outcome]
      }
      return outcome.decision
    })
    switch (decision) {
      case "NotApplicable":
        return notApplicable
      case "Permit":
      case "Deny":
        return carrying === undefined ? of(decision) : carried(decision, carrying)
      case "Indeterminate{P}":
      case "Indeterminate{D}":
      case "Indeterminate{DP}":
        return failure === undefined ? plain(decision) : indeterminate(decision, failure)
    }
  }
}

const carried = (decision: Effect, outcomes: ReadonlyArray<Evaluation>): Evaluation => {
  const winning = outcomes.filter((outcome) => outcome.decision === decision)
  return {
    decision,
    obligations: winning.flatMap(({ obligations }) => obligations),
    advice: winning.flatMap(({ advice }) => advice),
    policies: winning.flatMap(({ policies }) => policies)
  }
}

/** Appendix C.9: looks at targets first, and evaluates a child only if no other could apply. */
const onlyOne =
  ({ id }: PolicySet, children: ReadonlyArray<Child>) =>
  (context: RequestContext): Evaluation => {
    let applicable: Child | undefined
    for (const child of children) {
      const matched = child.target?.(context) ?? true
      if (matched === false) continue
      if (matched !== true) return indeterminate("Indeterminate{DP}", matched)
      if (applicable !== undefined) {
        return indeterminate("Indeterminate{DP}", {
          status: Status.processingError,
          message: `more than one policy of ${id} applies, and only one may`
        })
      }
      applicable = child
    }
    return applicable?.evaluate(context) ?? notApplicable
  }

const reportAlgorithm = (
  { combiningAlgorithm, kind, place }: AnyPolicy,
  algorithm: CombiningAlgorithm | undefined,
  { report }: Compilation
): void => {
  if (algorithm === undefined) {
    report({
      severity: "error",
      code: "unknown-combining-algorithm",
      message: `combining algorithm ${combiningAlgorithm} is not known for a ${kind}`,
      remedy: "use one of the combining algorithms of XACML 3.0, such as deny-overrides",
      ...at(place)
    })
  } else if (isLegacyAlgorithm(combiningAlgorithm)) {
    report({
      severity: "note",
      code: "deprecated-combining-algorithm",
      message: `combining algorithm ${combiningAlgorithm} is planned for deprecation`,
      remedy: "use the algorithm of the same name with urn:oasis:names:tc:xacml:3.0",
      ...at(place)
    })
  }
}
