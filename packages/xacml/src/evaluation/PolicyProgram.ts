/**
 * A policy, compiled once and then evaluated many times (XACML 3.0 core §7.9 to §7.16). Compiling never fails: what is wrong
 * becomes a finding, and an Indeterminate wherever an evaluation reaches it. Evaluating never throws, reads no clock
 * and leaves the program as it was.
 */
import { componentsOf } from "./Circle.ts"
import type { Compilation, Evaluator, Scope } from "./Compilation.ts"
import { at, fits } from "./Compilation.ts"
import { compileExpression, scopeOf } from "./ExpressionProgram.ts"
import type { Finding } from "../Finding.ts"
import { compileNotices } from "./NoticeProgram.ts"
import type { Child, Evaluation } from "./PolicyCombination.ts"
import { combinationOf, indeterminate, indeterminateOf, notApplicable, of } from "./PolicyCombination.ts"
import type { AnyPolicy, Policy, PolicyReference, PolicySet, Rule, Target } from "../Policy.ts"
import type { PolicyRepository } from "./PolicyRepository.ts"
import type { Environment, RequestContext } from "./RequestContext.ts"
import { requestContext } from "./RequestContext.ts"
import type { Request } from "../Request.ts"
import type { ExtendedDecision, PolicyIdentifier } from "../Response.ts"
import type { Test } from "./TargetProgram.ts"
import { compileTarget } from "./TargetProgram.ts"
import type { Failure } from "../Value.ts"
import { isBag, isFailure } from "../Value.ts"
import { DataType, Status } from "../Vocabulary.ts"
import type { XPathEngine } from "./XPath.ts"

/** What a program may use beyond its own policy. */
export interface CompileOptions {
  /** Where references are resolved; default: nowhere, so that each is Indeterminate. */
  readonly repository?: PolicyRepository
  /** The engine of `@adressat/xacml/xpath`; default: attribute selectors and XPath functions are Indeterminate. */
  readonly xpath?: XPathEngine
}

/** A compiled policy or policy set. */
export interface PolicyProgram {
  readonly policy: AnyPolicy
  /** What is wrong in the policy, as far as it can be known without a request. */
  readonly findings: ReadonlyArray<Finding>
  readonly evaluate: (context: RequestContext) => Evaluation
}

/** Compiles a policy and all that it refers to. */
export const compilePolicy = (policy: AnyPolicy, options: CompileOptions = {}): PolicyProgram => {
  const findings = new Map<string, Finding>()
  const compilation: Compilation = {
    xpath: options.xpath,
    report: (finding) => findings.set(JSON.stringify([finding.code, finding.message, finding.place]), finding),
    designators: new Map(),
    variables: 0,
    nesting: 0
  }
  const program: Program = {
    compilation,
    repository: options.repository,
    components: componentsOf([policy], (one) => policiesIn(one, options.repository)),
    children: new Map(),
    path: []
  }
  const { evaluate } = compileAny(policy, program)
  return { policy, findings: [...findings.values()], evaluate }
}

/** Evaluates one request that asks for a single decision; a category that occurs several times is merged. */
export const evaluate = (program: PolicyProgram, request: Request, environment: Environment): Evaluation =>
  program.evaluate(requestContext(request, environment))

interface Program {
  readonly compilation: Compilation
  readonly repository: PolicyRepository | undefined
  /** Policies that share a number lead back to one another. */
  readonly components: ReadonlyMap<AnyPolicy, number>
  /** Each policy is compiled once, however many references lead to it. */
  readonly children: Map<AnyPolicy, Child>
  /** The policies that are being compiled, outermost first. */
  readonly path: Array<AnyPolicy>
}

const compileAny = (policy: AnyPolicy, program: Program): Child => {
  const known = program.children.get(policy)
  if (known !== undefined) return known
  program.path.push(policy)
  const child = policy.kind === "Policy" ? compileOnePolicy(policy, program) : compilePolicySet(policy, program)
  program.path.pop()
  program.children.set(policy, child)
  return child
}

const compileOnePolicy = (policy: Policy, program: Program): Child => {
  const { compilation } = program
  const scope = scopeOf(compilation, policy.variables, policy.xpathVersion)
  for (const { id, place } of policy.variables) scope.variableOf(id, place)
  const rules = policy.rules.map((rule) => compileRule(rule, scope))
  const targets = policy.rules.map(({ target }) => target ?? matchesAnything)
  return combined(policy, rules, targets, scope, program)
}

const matchesAnything: Target = { anyOf: [] }

const compileRule = (rule: Rule, scope: Scope): Child => {
  const { effect } = rule
  const target = compileTarget(rule.target, scope)
  const condition = compileCondition(rule, scope)
  const notices = compileNotices(rule, scope)[effect]
  return {
    target,
    evaluate: (context) => {
      const matched = target?.(context) ?? true
      if (matched === false) return notApplicable
      if (matched !== true) return indeterminateOf(effect, matched)
      const holds = condition?.(context) ?? true
      if (holds === false) return notApplicable
      if (holds !== true) return indeterminateOf(effect, holds)
      const added = notices?.(context)
      if (added === undefined) return of(effect)
      return "status" in added ? indeterminateOf(effect, added) : { ...of(effect), ...added }
    }
  }
}

const compileCondition = ({ condition, id, place }: Rule, scope: Scope): Test | undefined => {
  if (condition === undefined) return undefined
  const { run, type } = compileExpression(condition, scope)
  if (fits(type, { bag: false, type: DataType.boolean })) return truth(run)
  const message = `the condition of rule ${id} does not give one boolean`
  scope.compilation.report({
    severity: "error",
    code: "type-error",
    message,
    remedy: "make the condition an expression that is true or false",
    ...at(place)
  })
  return () => ({ status: Status.processingError, message })
}

const truth =
  (run: Evaluator): Test =>
  (context) => {
    const result = run(context)
    if (isFailure(result)) return result
    return !isBag(result) && result.data === true
  }

const compilePolicySet = (set: PolicySet, program: Program): Child => {
  const children = set.children.map((child) =>
    child.kind === "Policy" || child.kind === "PolicySet"
      ? compileAny(child, program)
      : compileReference(child, set, program)
  )
  const targets = set.children.map((child) => ("target" in child ? child.target : undefined))
  return combined(set, children, targets, scopeOf(program.compilation, [], set.xpathVersion), program)
}

/** The policies that a policy set holds or refers to. */
const policiesIn = (policy: AnyPolicy, repository: PolicyRepository | undefined): ReadonlyArray<AnyPolicy> =>
  policy.kind === "Policy"
    ? []
    : policy.children.flatMap((child) =>
        child.kind === "Policy" || child.kind === "PolicySet" ? [child] : (repository?.find(child) ?? [])
      )

/** Policies within policies, references followed; a stack is finite. */
const mostReferences = 100

/** Resolved when compiling, but a reference that leads nowhere only matters when an evaluation reaches it. */
const compileReference = (reference: PolicyReference, from: PolicySet, program: Program): Child => {
  const { compilation, components, path, repository } = program
  const found = repository?.find(reference)
  const isCircular = found !== undefined && components.get(found) === components.get(from)
  if (found !== undefined && !isCircular && path.length < mostReferences) return compileAny(found, program)
  const failure: Failure = {
    status: Status.processingError,
    message: isCircular
      ? `the reference to ${reference.id} leads back to itself`
      : found === undefined
        ? `no policy fits the reference to ${reference.id}`
        : `the reference to ${reference.id} is the last of more than ${mostReferences} in a row`
  }
  compilation.report({
    severity: "error",
    code: isCircular ? "circular-reference" : found === undefined ? "unresolved-reference" : "too-deep",
    message: failure.message,
    remedy: isCircular
      ? "break the circle of policy references"
      : "add the policy to the repository, or correct the id and the version pattern",
    ...at(reference.place)
  })
  return { target: () => failure, evaluate: () => indeterminate("Indeterminate{DP}", failure) }
}

/** A policy or policy set: its target, its children combined, its own obligations and advice. */
const combined = (
  policy: AnyPolicy,
  children: ReadonlyArray<Child>,
  targets: ReadonlyArray<Target | undefined>,
  scope: Scope,
  { compilation }: Program
): Child => {
  const target = compileTarget(policy.target, scope)
  const combine = combinationOf(policy, children, targets, compilation)
  const notices = compileNotices(policy, scope)
  const identifier: PolicyIdentifier = { kind: policy.kind, id: policy.id, version: policy.version }
  return {
    target,
    evaluate: (context) => {
      const matched = target?.(context) ?? true
      if (matched === false) return notApplicable
      const outcome = combine(context)
      const { decision } = outcome
      if (decision === "NotApplicable") return notApplicable
      if (matched !== true) return unsure(decision, matched)
      if (decision !== "Permit" && decision !== "Deny") return outcome
      const added = notices[decision]?.(context)
      if (added !== undefined && "status" in added) return indeterminateOf(decision, added)
      if (added === undefined && !context.returnPolicyIdList) return outcome
      return {
        decision,
        obligations: added === undefined ? outcome.obligations : [...outcome.obligations, ...added.obligations],
        advice: added === undefined ? outcome.advice : [...outcome.advice, ...added.advice],
        policies: context.returnPolicyIdList ? [...outcome.policies, identifier] : []
      }
    }
  }
}

/** What a decision becomes when the target of its policy could not be evaluated (§7.14, table 7). */
const unsure = (decision: ExtendedDecision, failure: Failure): Evaluation => {
  if (decision === "Permit") return indeterminate("Indeterminate{P}", failure)
  if (decision === "Deny") return indeterminate("Indeterminate{D}", failure)
  return indeterminate(decision, failure)
}
