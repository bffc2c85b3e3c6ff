/**
 * A naive evaluator of XACML 3.0, the oracle of the compiled one: direct recursion over the policy, in the words of the
 * standard (core §7.6 to §7.18), with every child evaluated, no index and no memory. It is slow and says only what
 * is asked of it: decision, obligations, advice, and every error that may have been the first.
 */
import type {
  AllOf,
  AnyOf,
  AnyPolicy,
  Effect,
  Match,
  NoticeExpression,
  Policy,
  PolicyReference,
  PolicySet,
  Rule,
  Target
} from "../src/Policy.ts"
import type { Request } from "../src/Request.ts"
import type { AttributeAssignment, ExtendedDecision, Notice } from "../src/Response.ts"
import { currentType } from "../src/datatypes/DataTypes.ts"
import { functions } from "../src/functions/Functions.ts"
import { isBag } from "../src/Value.ts"
import { DataType, Status } from "../src/Vocabulary.ts"
import { naivelyCombine, onlyOneApplicable } from "./NaiveCombining.ts"
import type { Cause, Facts, Failed } from "./NaiveExpression.ts"
import {
  bagOf,
  causesOf,
  compute,
  computeTruth,
  every,
  failed,
  isFailed,
  literalOf,
  some,
  succeeded
} from "./NaiveExpression.ts"

export interface NaiveEvaluation {
  readonly decision: ExtendedDecision
  readonly obligations: ReadonlyArray<Notice>
  readonly advice: ReadonlyArray<Notice>
  /** Every error that may be the cause of an Indeterminate. */
  readonly causes: ReadonlyArray<Cause>
}

export interface NaiveOptions {
  /** The time of the evaluation, in milliseconds since 1970. */
  readonly now: number
  /** The policies that references may name. */
  readonly policies?: ReadonlyArray<AnyPolicy>
}

interface World {
  readonly request: Request
  readonly now: number
  readonly policies: ReadonlyArray<AnyPolicy>
}

type Truth = boolean | Failed

const plain = (decision: ExtendedDecision): NaiveEvaluation => ({ decision, obligations: [], advice: [], causes: [] })

const indeterminate = (decision: ExtendedDecision, { causes }: Failed): NaiveEvaluation => ({
  ...plain(decision),
  causes
})

const unsure = (effect: Effect): ExtendedDecision => (effect === "Permit" ? "Indeterminate{P}" : "Indeterminate{D}")

/** Evaluates a request for one decision. */
export const evaluateNaively = (
  root: AnyPolicy,
  request: Request,
  { now, policies = [] }: NaiveOptions
): NaiveEvaluation => evaluatePolicy(root, { request, now, policies: policies.flatMap(withNested) })

const withNested = (policy: AnyPolicy): ReadonlyArray<AnyPolicy> => [
  policy,
  ...childrenOf(policy)
    .filter((child) => !isReference(child))
    .flatMap(withNested)
]

const childrenOf = (policy: AnyPolicy): PolicySet["children"] => (policy.kind === "Policy" ? [] : policy.children)

const isReference = (child: AnyPolicy | PolicyReference): child is PolicyReference =>
  child.kind === "PolicyIdReference" || child.kind === "PolicySetIdReference"

const factsOf = ({ now, request }: World, policy: AnyPolicy): Facts => ({
  request,
  now,
  variables: policy.kind === "Policy" ? policy.variables : []
})

/** §7.7: all of its AnyOf must match, and so on down. */
const matchesTarget = (target: Target | undefined, facts: Facts): Truth =>
  every((target?.anyOf ?? []).map((anyOf) => matchesAnyOf(anyOf, facts)))

const matchesAnyOf = ({ allOf }: AnyOf, facts: Facts): Truth => some(allOf.map((each) => matchesAllOf(each, facts)))

const matchesAllOf = ({ matches }: AllOf, facts: Facts): Truth =>
  every(matches.map((match) => matchesMatch(match, facts)))

const matchesMatch = ({ attribute, matchId, value }: Match, facts: Facts): Truth => {
  const called = functions.get(matchId)
  const literal = literalOf(value)
  const bag = attribute.kind === "AttributeDesignator" ? bagOf(attribute, facts) : failed(Status.processingError)
  const isLegal =
    called?.kind === "plain" &&
    called.signature.result.type === DataType.boolean &&
    !called.signature.result.bag &&
    called.signature.parameters.length === 2 &&
    called.signature.parameters.every(({ bag: isOfBag }) => !isOfBag) &&
    (isFailed(literal) || called.signature.parameters[0]?.type === currentType(literal.type)) &&
    (attribute.kind === "AttributeSelector" || called.signature.parameters[1]?.type === currentType(attribute.dataType))
  if (!isLegal) return { causes: [...causesOf([literal, bag]), { status: Status.processingError }] }
  if (isFailed(literal) || isFailed(bag)) return { causes: causesOf([literal, bag]) }
  return some(
    bag.map((each) => {
      const result = called.call([literal, each])
      if ("status" in result) return failed(result.status)
      return !isBag(result) && result.data === true
    })
  )
}

/** §7.11, table 4. */
const evaluateRule = (rule: Rule, facts: Facts): NaiveEvaluation => {
  const { effect } = rule
  const matched = matchesTarget(rule.target, facts)
  const holds = rule.condition === undefined ? true : computeTruth(rule.condition, facts)
  const notices = noticesOf(rule, effect, facts)
  if (matched === false) return plain("NotApplicable")
  if (isFailed(matched)) return indeterminate(unsure(effect), matched)
  if (holds === false) return plain("NotApplicable")
  if (isFailed(holds)) return indeterminate(unsure(effect), holds)
  if ("causes" in notices) return indeterminate(unsure(effect), notices)
  return { ...plain(effect), ...notices }
}

/** A child of a combining algorithm: what it evaluates to, and whether its target matches. */
interface Child {
  readonly outcome: NaiveEvaluation
  readonly matched: Truth
}

/** §7.12 to §7.14, tables 5 to 7. */
const evaluatePolicy = (policy: AnyPolicy, world: World): NaiveEvaluation => {
  const facts = factsOf(world, policy)
  const matched = matchesTarget(policy.target, facts)
  const combined = combine(policy, childrenIn(policy, world))
  const { decision } = combined
  if (matched === false) return plain("NotApplicable")
  if (decision === "NotApplicable") return plain("NotApplicable")
  if (decision !== "Permit" && decision !== "Deny") {
    return indeterminate(decision, { causes: [...combined.causes, ...causesOf([matched])] })
  }
  if (isFailed(matched)) return indeterminate(unsure(decision), matched)
  const notices = noticesOf(policy, decision, facts)
  if ("causes" in notices) return indeterminate(unsure(decision), notices)
  return {
    ...combined,
    obligations: [...combined.obligations, ...notices.obligations],
    advice: [...combined.advice, ...notices.advice]
  }
}

const childrenIn = (policy: AnyPolicy, world: World): ReadonlyArray<Child> =>
  policy.kind === "Policy"
    ? policy.rules.map((rule) => ruleIn(policy, rule, world))
    : policy.children.map((child) => (isReference(child) ? referredTo(child, policy, world) : policyIn(child, world)))

const ruleIn = (policy: Policy, rule: Rule, world: World): Child => ({
  outcome: evaluateRule(rule, factsOf(world, policy)),
  matched: matchesTarget(rule.target, factsOf(world, policy))
})

const policyIn = (policy: AnyPolicy, world: World): Child => ({
  outcome: evaluatePolicy(policy, world),
  matched: matchesTarget(policy.target, factsOf(world, policy))
})

/** A reference stands for the newest policy that fits it, unless there is none or it leads back to where it stands. */
const referredTo = (reference: PolicyReference, from: PolicySet, world: World): Child => {
  const policy = newest(reference, world.policies)
  if (policy !== undefined && !leadsTo(policy, from, world.policies, [])) return policyIn(policy, world)
  const unresolved = failed(Status.processingError)
  return { outcome: indeterminate("Indeterminate{DP}", unresolved), matched: unresolved }
}

const newest = (reference: PolicyReference, policies: ReadonlyArray<AnyPolicy>): AnyPolicy | undefined => {
  const fitting = policies.filter(
    ({ id, kind, version }) =>
      `${kind}IdReference` === reference.kind &&
      id === reference.id &&
      (reference.version === undefined || patternOf(reference.version).test(version)) &&
      (reference.earliestVersion === undefined || !isNewer(reference.earliestVersion, version)) &&
      (reference.latestVersion === undefined || !isNewer(version, reference.latestVersion))
  )
  return fitting.find(({ version }) => !fitting.some((other) => isNewer(other.version, version)))
}

/** `*` stands for one number, `+` for one or more. */
const patternOf = (version: string): RegExp =>
  new RegExp(`^${version.replaceAll(".", "\\.").replace("+", "[\\d.]+").replaceAll("*", "\\d+")}$`)

const isNewer = (version: string, than: string): boolean => {
  const [numbers, others] = [version, than].map((text) => text.split(".").map(Number)) as [Array<number>, Array<number>]
  const different = numbers.findIndex((number, index) => number !== others[index])
  return different >= 0 && (numbers[different] ?? -1) > (others[different] ?? -1)
}

const leadsTo = (
  from: AnyPolicy,
  to: AnyPolicy,
  policies: ReadonlyArray<AnyPolicy>,
  visited: ReadonlyArray<AnyPolicy>
): boolean => {
  if (from === to) return true
  if (visited.includes(from)) return false
  return childrenOf(from).some((child) => {
    const next = isReference(child) ? newest(child, policies) : child
    return next !== undefined && leadsTo(next, to, policies, [...visited, from])
  })
}

const combine = (policy: AnyPolicy, children: ReadonlyArray<Child>): NaiveEvaluation => {
  if (policy.kind === "PolicySet" && policy.combiningAlgorithm === onlyOneApplicable) return combineOnlyOne(children)
  const outcomes = children.map(({ outcome }) => outcome)
  const combined = naivelyCombine(
    policy.combiningAlgorithm,
    outcomes.map(({ decision }) => decision)
  )
  if (combined === undefined) return indeterminate("Indeterminate{DP}", failed(Status.processingError))
  const evaluated = outcomes.slice(0, combined.evaluated)
  const winning = evaluated.filter(({ decision }) => decision === combined.decision)
  return {
    decision: combined.decision,
    obligations: winning.flatMap(({ obligations }) => obligations),
    advice: winning.flatMap(({ advice }) => advice),
    causes: combined.decision.startsWith("Indeterminate") ? evaluated.flatMap(({ causes }) => causes) : []
  }
}

/** Appendix C.9: at most one target may match, and none may be in error. */
const combineOnlyOne = (children: ReadonlyArray<Child>): NaiveEvaluation => {
  const causes = causesOf(children.map(({ matched }) => matched))
  const applicable = children.filter(({ matched }) => matched === true)
  const [only, ...others] = applicable
  if (others.length > 0) causes.push({ status: Status.processingError })
  if (causes.length > 0) return indeterminate("Indeterminate{DP}", { causes })
  return only === undefined ? plain("NotApplicable") : only.outcome
}

interface Notices {
  readonly obligations: ReadonlyArray<Notice>
  readonly advice: ReadonlyArray<Notice>
}

/** §7.18: the obligations and advice of an effect; one error fails them all. */
const noticesOf = (element: Rule | AnyPolicy, effect: Effect, facts: Facts): Notices | Failed => {
  const obligations = element.obligations
    .filter(({ appliesTo }) => appliesTo === effect)
    .map((each) => noticeOf(each, facts))
  const advice = element.advice.filter(({ appliesTo }) => appliesTo === effect).map((each) => noticeOf(each, facts))
  const causes = [...obligations, ...advice].flatMap((notice) => ("causes" in notice ? notice.causes : []))
  if (causes.length > 0) return { causes }
  return {
    obligations: succeeded<Notice>(obligations),
    advice: succeeded<Notice>(advice)
  }
}

const noticeOf = ({ assignments, id }: NoticeExpression, facts: Facts): Notice | Failed => {
  const results = assignments.map(({ expression }) => compute(expression, facts))
  if (results.some(isFailed)) return { causes: causesOf(results) }
  return {
    id,
    assignments: assignments.flatMap(({ attributeId, category, issuer }, index): Array<AttributeAssignment> => {
      const result = results[index]
      if (result === undefined || isFailed(result)) return []
      return (isBag(result) ? result : [result]).map(({ text, type }) => ({
        attributeId,
        ...(category === undefined ? {} : { category }),
        ...(issuer === undefined ? {} : { issuer }),
        value: { kind: "AttributeValue", dataType: type, text }
      }))
    })
  }
}
