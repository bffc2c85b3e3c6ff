/**
 * The engine that the Altinn PDP runs, as it is and not as XACML says: it decides one request by one policy, with the
 * faults of the date it is asked for. For predicting what Altinn answers; `AltinnDeviation` tells where that differs from
 * the standard.
 *
 * Where the engine throws, the result is Indeterminate with a syntax error. Source: Altinn.Authorization.ABAC.
 */
import { combiningAlgorithms, isLegacyAlgorithm } from "../evaluation/CombiningAlgorithm.ts"
import { compileCategory } from "./CategoryTarget.ts"
import type { CategoryTest } from "./CategoryTarget.ts"
import { compileCondition } from "./Condition.ts"
import type { ConditionTest } from "./Condition.ts"
import type { EngineVersion } from "./EngineVersion.ts"
import { engineVersionAt, newestEngineDate } from "./EngineVersion.ts"
import type { Fault } from "./Fault.ts"
import { isFault } from "./Fault.ts"
import { matchFunctions } from "./MatchFunction.ts"
import { parserRefusals } from "./ParserRefusal.ts"
import type { RequestAttributes } from "./RequestAttributes.ts"
import { requestAttributes } from "./RequestAttributes.ts"
import type { AnyPolicy, Effect, Policy, Rule } from "../Policy.ts"
import type { Request } from "../Request.ts"
import type { Decision, ExtendedDecision, Notice, Result } from "../Response.ts"
import type { StatusCode } from "../Vocabulary.ts"
import { Category, Status } from "../Vocabulary.ts"

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
  return { policy, evaluate: compileRules(policy, engineVersionAt(options.engineDate ?? newestEngineDate)) }
}

/** Evaluates a request: one result for all of it. References of the request are not looked at. */
export const evaluateAltinn = (program: AltinnProgram, request: Request): Result => program.evaluate(request)

interface CompiledRule {
  readonly effect: Effect
  readonly resource: CategoryTest
  readonly action: CategoryTest
  readonly subject: CategoryTest
  readonly condition: ConditionTest | undefined
}

interface RuleOutcome {
  readonly decision: ExtendedDecision
  readonly isProcessingError: boolean
}

const compileRules = (policy: Policy, version: EngineVersion): AltinnProgram["evaluate"] => {
  const functions = matchFunctions(version)
  const rules = policy.rules.map(({ condition, effect, target }): CompiledRule => ({
    effect,
    resource: compileCategory(target, Category.resource, functions),
    action: compileCategory(target, Category.action, functions),
    subject: compileCategory(target, Category.subject, functions),
    condition: condition === undefined ? undefined : compileCondition(condition, functions)
  }))
  // The target of every rule is read for every request, and a selector in it cannot be.
  const hasSelector = policy.rules.some(selectsInTarget)
  const combine = combinations[version.combination]
  const obligations = permitObligations(policy)
  return (request) => {
    if (request.combinedDecision) return indeterminate(Status.syntaxError, "the Altinn engine combines no decisions")
    if (hasSelector) return indeterminate(Status.syntaxError, "the Altinn engine evaluates no attribute selectors")
    const attributes = requestAttributes(request)
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

const selectsInTarget = ({ target }: Rule): boolean =>
  target?.anyOf.some(({ allOf }) =>
    allOf.some(({ matches }) => matches.some(({ attribute }) => attribute.kind === "AttributeSelector"))
  ) === true

/** The rules about the resource and the action of the request. One missing attribute of any other rule spoils them all. */
const applicableRules = (
  rules: ReadonlyArray<CompiledRule>,
  attributes: RequestAttributes
): ReadonlyArray<CompiledRule> | "missing" | Fault => {
  const applicable: Array<CompiledRule> = []
  let isMissing = false
  for (const rule of rules) {
    const resource = rule.resource(attributes)
    if (isFault(resource)) return resource
    const action = rule.action(attributes)
    if (isFault(action)) return action
    if (resource === "match" && action === "match") applicable.push(rule)
    else if (resource === "missing" || action === "missing") isMissing = true
  }
  return isMissing ? "missing" : applicable
}

/** The outcome of each rule, evaluated when it is asked for. */
function* outcomesOf(rules: ReadonlyArray<CompiledRule>, attributes: RequestAttributes): Iterable<RuleOutcome | Fault> {
  for (const rule of rules) yield outcomeOf(rule, attributes)
}

const outcomeOf = (
  { condition, effect, subject }: CompiledRule,
  attributes: RequestAttributes
): RuleOutcome | Fault => {
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

const outcome = (decision: ExtendedDecision, isProcessingError = false): RuleOutcome => ({
  decision,
  isProcessingError
})

type Combination = (algorithm: string, outcomes: Iterable<RuleOutcome | Fault>) => RuleOutcome | Fault

const ruleDenyOverrides = "urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides"

/** How the engine combined before it had algorithms: the first error or, if it is looked at, the first Deny ends it. */
const untilFirst =
  (ofDeny: "Deny" | undefined): Combination =>
  (algorithm, outcomes) => {
    let decision: ExtendedDecision = "NotApplicable"
    for (const each of outcomes) {
      if (isFault(each) || each.decision.startsWith("Indeterminate")) return each
      if (each.decision === "Deny" && algorithm === ruleDenyOverrides) return outcome(ofDeny ?? decision)
      if (each.decision === "Permit") decision = "Permit"
    }
    return outcome(decision)
  }

const byTheTables: Combination = (algorithm, outcomes) => {
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

const combinations: Readonly<Record<EngineVersion["combination"], Combination>> = {
  permits: untilFirst(undefined),
  denies: untilFirst("Deny"),
  standard: byTheTables
}

const collapsed = (decision: ExtendedDecision): Decision =>
  decision === "Permit" || decision === "Deny" || decision === "NotApplicable" ? decision : "Indeterminate"

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
