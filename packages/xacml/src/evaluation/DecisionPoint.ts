/**
 * A policy decision point: a policy, compiled, that answers requests with responses (XACML 3.0 core §7.17 to §7.19). It
 * answers every request; what cannot be decided is Indeterminate with a status that says why.
 */
import type { AltinnProgram } from "../altinn/AltinnEngine.ts"
import { compileAltinn, evaluateAltinn } from "../altinn/AltinnEngine.ts"
import { collapsed } from "./CombiningAlgorithm.ts"
import type { Finding } from "../Finding.ts"
import { formatFinding } from "../Finding.ts"
import type { MultipleDecisionOptions } from "./MultipleDecision.ts"
import { individualRequests } from "./MultipleDecision.ts"
import type { AnyPolicy } from "../Policy.ts"
import type { Evaluation } from "./PolicyCombination.ts"
import type { CompileOptions, PolicyProgram } from "./PolicyProgram.ts"
import { compilePolicy, evaluate } from "./PolicyProgram.ts"
import type { Attributes, Request } from "../Request.ts"
import type { Environment } from "./RequestContext.ts"
import type { PolicyIdentifier, Response, Result } from "../Response.ts"
import type { Failure } from "../Value.ts"
import { Status } from "../Vocabulary.ts"

/** What decides a request: the standard, or the engine that Altinn runs, deviations included. */
export type Mode = "strict" | "altinn"

/** How a decision point is built. */
export interface DecisionPointOptions extends CompileOptions, Omit<MultipleDecisionOptions, "xpath"> {
  /** Default `strict`. */
  readonly mode?: Mode
  /** For `altinn`: the date of the engine to reproduce, such as `2026-08-21`; default: the newest that is known. */
  readonly engineDate?: string
}

/** Answers requests. */
export interface DecisionPoint {
  readonly policy: AnyPolicy
  readonly decide: (request: Request, environment: Environment) => Response
}

/** Makes a decision point of a policy. */
export const decisionPoint = (policy: AnyPolicy, options: DecisionPointOptions = {}): DecisionPoint => {
  if (options.mode === "altinn") {
    const { engineDate } = options
    const program = compileAltinn(policy, engineDate === undefined ? {} : { engineDate })
    return { policy, decide: (request) => decideAltinn(program, request) }
  }
  const program = compilePolicy(policy, options)
  return { policy, decide: (request, environment) => decide(program, request, environment, options) }
}

/** Answers a request, by the standard. */
export const decide = (
  program: PolicyProgram,
  request: Request,
  environment: Environment,
  options: MultipleDecisionOptions = {}
): Response => {
  const results = individualRequests(request, options).map((individual): Result =>
    "status" in individual ? unanswered(individual) : resultOf(evaluate(program, individual, environment), individual)
  )
  return { results: request.combinedDecision ? [combinedResult(results)] : results }
}

/** The Altinn engine answers a request for several decisions one by one too; it knows none of the other profiles. */
const decideAltinn = (program: AltinnProgram, request: Request): Response => {
  const isMultiple = request.requestReferences.length > 1
  const individual = isMultiple ? individualRequests(request) : [request]
  return {
    results: individual.map((each) => ("status" in each ? unanswered(each) : evaluateAltinn(program, each)))
  }
}

/** The answer to a request that could not be read: Indeterminate, with the reasons. */
export const unreadable = (findings: ReadonlyArray<Finding>): Response => ({
  results: [unanswered({ status: Status.syntaxError, message: findings.map(formatFinding).join("\n") })]
})

const unanswered = ({ message, missing, status }: Failure): Result => ({
  decision: "Indeterminate",
  status: { code: status, message, ...(missing === undefined ? {} : { missing }) },
  obligations: [],
  advice: [],
  attributes: [],
  policyIdentifiers: []
})

const resultOf = (evaluation: Evaluation, request: Request): Result => {
  const decision = collapsed(evaluation.decision)
  const failure =
    decision === "Indeterminate"
      ? unanswered(
          evaluation.failure ?? { status: Status.processingError, message: "the policy could not be evaluated" }
        )
      : undefined
  return {
    decision,
    status: failure?.status ?? { code: Status.ok },
    obligations: evaluation.obligations,
    advice: evaluation.advice,
    attributes: request.attributes.flatMap(includedInResult),
    policyIdentifiers: distinct(evaluation.policies)
  }
}

/** Several references may lead to one policy. */
const distinct = (policies: ReadonlyArray<PolicyIdentifier>): ReadonlyArray<PolicyIdentifier> => [
  ...new Map(policies.map((policy) => [JSON.stringify([policy.kind, policy.id, policy.version]), policy])).values()
]

const includedInResult = ({ attributes, category, id }: Attributes): ReadonlyArray<Attributes> => {
  const included = attributes.filter(({ includeInResult }) => includeInResult)
  return included.length === 0 ? [] : [{ category, ...(id === undefined ? {} : { id }), attributes: included }]
}

/** One result for all, if they agree and none carries obligations or advice. */
const combinedResult = (results: ReadonlyArray<Result>): Result => {
  const [first, ...others] = results
  const isPlain = results.every(({ advice, obligations }) => obligations.length + advice.length === 0)
  if (first === undefined || !isPlain || others.some(({ decision }) => decision !== first.decision)) {
    return unanswered({
      status: Status.processingError,
      message: "the decisions differ or carry obligations, so that they cannot be combined"
    })
  }
  return {
    decision: first.decision,
    status: first.status,
    obligations: [],
    advice: [],
    attributes: [],
    policyIdentifiers: []
  }
}
