/**
 * The engine that the Altinn PDP runs, as it is and not as XACML says: it decides one request by one policy, with the
 * faults of the date it is asked for. For predicting what Altinn answers; `AltinnDeviation` tells where that differs from
 * the standard.
 *
 * Where the engine throws, the result is Indeterminate with a syntax error. Source: Altinn.Authorization.ABAC.
 */
import { collapsed } from "../evaluation/CombiningAlgorithm.ts"
import { applicableRules, compileRules, selectsInTarget } from "./EngineRule.ts"
import type { EngineRule } from "./EngineRule.ts"
import type { EngineVersion } from "./EngineVersion.ts"
import { engineVersionAt, newestEngineDate } from "./EngineVersion.ts"
import type { Fault } from "./Fault.ts"
import { isFault } from "./Fault.ts"
import { matchFunctions } from "./MatchFunction.ts"
import { parserRefusals } from "./ParserRefusal.ts"
import type { RequestAttributes } from "../evaluation/RequestAttributes.ts"
import { requestAttributes } from "../evaluation/RequestAttributes.ts"
import { outcome, ruleCombinations } from "./RuleCombination.ts"
import type { RuleOutcome } from "./RuleCombination.ts"
import type { AnyPolicy, Policy } from "../Policy.ts"
import type { Request } from "../Request.ts"
import type { Decision, Notice, Result } from "../Response.ts"
import type { StatusCode } from "../Vocabulary.ts"
import { Status } from "../Vocabulary.ts"

export { altinnDeviations } from "./AltinnDeviation.ts"
export type { AltinnDeviationOptions } from "./AltinnDeviation.ts"

/** Which engine is reproduced. */
export interface AltinnEngineOptions {
  /** ISO date of the engine; default `2026-08-21`, the newest that is known. */
  readonly engineDate?: string
}

/** A policy, compiled for the engine of one date. Immutable. */
export interface AltinnProgram {
  readonly policy: AnyPolicy
  readonly evaluate: (request: Request) => Result
}

/** Compiles a policy. Never throws: what the engine cannot read becomes Indeterminate when it is evaluated. */
export const compileAltinn = (policy: AnyPolicy, options: AltinnEngineOptions = {}): AltinnProgram => {
  const [refusal] = parserRefusals(policy)
  if (policy.kind === "PolicySet" || refusal !== undefined) {
    const refused = indeterminate(Status.syntaxError, refusal?.message)
    return { policy, evaluate: () => refused }
  }
  return { policy, evaluate: evaluatorOf(policy, engineVersionAt(options.engineDate ?? newestEngineDate)) }
}

/** Evaluates a request: one result for all of it. References of the request are not looked at. */
export const evaluateAltinn = (program: AltinnProgram, request: Request): Result => program.evaluate(request)

const evaluatorOf = (policy: Policy, version: EngineVersion): AltinnProgram["evaluate"] => {
  const rules = compileRules(policy, matchFunctions(version))
  const hasSelector = selectsInTarget(policy)
  const combine = ruleCombinations[version.combination]
  const obligations = permitObligations(policy)
  return (request) => {
    if (request.combinedDecision) return indeterminate(Status.syntaxError, "the Altinn engine combines no decisions")
    if (hasSelector) return indeterminate(Status.syntaxError, "the Altinn engine evaluates no attribute selectors")
    const attributes = requestAttributes(request.attributes)
    const applicable = applicableRules(rules, attributes)
    if (isFault(applicable)) return indeterminate(Status.syntaxError, applicable.fault)
    if (applicable === "missing")
      return indeterminate(Status.missingAttribute, "an attribute that must be present is missing")
    // Not even deny-unless-permit is asked when no rule is about the resource and the action.
    if (applicable.length === 0) return result("NotApplicable", [], [])
    const combined = combine(policy.combiningAlgorithm, outcomesOf(applicable, attributes))
    if (isFault(combined)) return indeterminate(Status.syntaxError, combined.fault)
    const decision = collapsed(combined.decision)
    return decision === "Indeterminate"
      ? indeterminate(combined.isProcessingError ? Status.processingError : Status.ok)
      : result(decision, decision === "Permit" ? obligations : [], request.attributes.flatMap(included))
  }
}

/** The outcome of each rule, evaluated when it is asked for. */
function* outcomesOf(rules: ReadonlyArray<EngineRule>, attributes: RequestAttributes): Iterable<RuleOutcome | Fault> {
  for (const rule of rules) yield outcomeOf(rule, attributes)
}

const outcomeOf = ({ condition, effect, subject }: EngineRule, attributes: RequestAttributes): RuleOutcome | Fault => {
  const error = effect === "Permit" ? "Indeterminate{P}" : "Indeterminate{D}"
  const matched = subject(attributes)
  if (isFault(matched)) return matched
  if (matched !== "match") return outcome(matched === "missing" ? error : "NotApplicable")
  const holds = condition?.(attributes) ?? true
  if (isFault(holds)) return holds
  if (holds === "error") return outcome(error)
  if (holds === "too many") return outcome(error, true)
  return outcome(holds ? effect : "NotApplicable")
}

/** The obligations of the policy on Permit, as far as they are literals; all others are dropped. */
const permitObligations = ({ obligations }: Policy): ReadonlyArray<Notice> =>
  obligations
    .filter(({ appliesTo }) => appliesTo === "Permit")
    .map(({ assignments, id }) => ({
      id,
      assignments: assignments.flatMap(({ attributeId, category, expression, issuer }) =>
        expression.kind === "AttributeValue"
          ? [
              {
                attributeId,
                ...(category === undefined ? {} : { category }),
                ...(issuer === undefined ? {} : { issuer }),
                value: expression
              }
            ]
          : []
      )
    }))

const included = (group: Request["attributes"][number]): Request["attributes"] => {
  const attributes = group.attributes.filter(({ includeInResult }) => includeInResult)
  return attributes.length === 0 ? [] : [{ ...group, attributes }]
}

const result = (
  decision: Decision,
  obligations: ReadonlyArray<Notice>,
  attributes: Request["attributes"],
  status: Result["status"] = { code: Status.ok }
): Result => ({ decision, status, obligations, advice: [], attributes, policyIdentifiers: [] })

const indeterminate = (code: StatusCode, message?: string): Result =>
  result("Indeterminate", [], [], { code, ...(message === undefined ? {} : { message }) })
